import json
import os
import re
from pathlib import Path

import pytest
from conftest import EXAMPLES
from made_files import FEED
from tiny_archive import WordHash

import rag

NORLA = "Storm closes the pier at Norla\n\nA storm closed the pier at Norla on Friday, the mayor said. Repairs will take a year."
CLOUD = """Why the blue parrot won

The cloud firm blue parrot won the tender on Friday, ahead of four rivals. It runs the data of the state.
"""


@pytest.fixture
def open_archive(tmp_path, embedder):
    """Open the same folder again and again, with the bundled model unless told otherwise."""
    return lambda **settings: rag.Archive(
        tmp_path / "news", **{"embedder": embedder, "engine": "extractive"} | settings
    )


@pytest.fixture
def folder(tmp_path):
    """Ten pages, one of which cannot be read."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(9):
        text = NORLA.replace("Friday", f"Friday, day {number} of the week")
        (pages / f"page{number}.md").write_text(text.replace("Norla", f"Norla{number}"))
    (pages / "page9.html").write_bytes(b"<html><body></body></html>")
    return pages


def test_one_bad_file_among_ten_stops_nothing(open_archive, folder):
    with open_archive() as archive:
        report = archive.add(folder)
        assert len(report.added) == 9
        (bad,) = report.failed
        assert bad.origin.endswith("page9.html")
        assert bad.reason
        assert len(archive.articles()) == 9
        assert "9 added" in str(report)
        assert json.loads(json.dumps(report.to_dict()))


def test_adding_again_is_free_and_a_changed_page_is_a_new_version(open_archive, folder):
    page = folder / "page0.md"
    with open_archive() as archive:
        (first,) = archive.add(page).added
        assert len(archive.add(page).unchanged) == 1
        old = archive.article(first.article_id)
        page.write_text(page.read_text().replace("a year", "two years"))
        (changed,) = archive.add(page).updated
        assert changed.article_id == first.article_id
        new = archive.article(first.article_id)
        assert new.version == old.version + 1
        assert archive.article(first.article_id, old.version) == old
        assert "two years" in new.text
        assert "two years" not in old.text
        assert "two years" in archive.ask("How long will the repairs take?").claims[0].text


def test_an_article_is_found_by_the_start_of_its_id(open_archive, folder):
    with open_archive() as archive:
        (added,) = archive.add(folder / "page0.md").added
        assert archive.article(added.article_id[:4]).id == added.article_id
        for wrong in ("ffff", "no such article", ""):
            with pytest.raises(rag.UsageError):
                archive.article(wrong)
        with pytest.raises(rag.UsageError):
            archive.article(added.article_id, 7)


def test_what_is_removed_is_gone(open_archive, folder):
    with open_archive() as archive:
        archive.add(folder / "page0.md", folder / "page1.md")
        gone = archive.articles()[0]
        assert archive.remove(gone.id) == gone
        assert gone.id not in [a.id for a in archive.articles()]
        assert gone.id not in [hit.article.id for hit in archive.search("storm pier", 20)]
        with pytest.raises(rag.UsageError):
            archive.remove(gone.id)


def test_a_folder_is_reopened_as_it_was(open_archive, folder):
    with open_archive() as archive:
        archive.add(folder)
        before = archive.ask("When was the pier at Norla3 closed?")
        page = archive.page(archive.articles()[3])
    with open_archive() as archive:
        assert len(archive.articles()) == 9
        assert archive.page(archive.articles()[3]) == page
        again = archive.ask("When was the pier at Norla3 closed?")
    assert again.claims == before.claims


def test_texts_and_pages_can_be_added(open_archive):
    with open_archive() as archive:
        report = archive.add(NORLA, rag.Page("https://example.org/cloud", CLOUD, "text"))
        assert len(report.added) == 2
        assert archive.articles()[0].origin.startswith("text:")
        assert archive.articles()[1].outlet == "example.org"


def test_a_missing_path_is_refused_before_anything_is_added(open_archive, folder):
    with open_archive() as archive:
        with pytest.raises(rag.UsageError, match=r"nowhere\.md"):
            archive.add(folder / "page0.md", folder / "nowhere.md")
        assert archive.articles() == []


def test_an_empty_archive_says_so(open_archive):
    with open_archive() as archive:
        answer = archive.ask("Who won?")
        assert archive.search("pier") == []
    assert not answer.found
    assert answer.missing == "There are no articles in the archive yet."
    assert answer.complete
    assert "no articles" in str(answer)


@pytest.mark.parametrize(
    "use",
    [
        lambda archive: archive.ask("  "),
        lambda archive: archive.search("pier", 0),
        lambda archive: archive.summarize(),
        lambda archive: archive.summarize(EXAMPLES, length=0),
        lambda archive: archive.ask("Who?", articles=["ffff"]),
        lambda archive: archive.summarize("a matter that no page is about"),
    ],
)
def test_what_cannot_be_done_is_a_usage_error(open_archive, use):
    with open_archive() as archive, pytest.raises(rag.UsageError) as caught:
        use(archive)
    assert re.fullmatch(r"[A-Z].*[.]", str(caught.value))


def test_names_that_came_out_wrong_are_found_and_quoted_as_printed(examples):
    answer = examples.ask("What did ByteDance want?")
    quotes = [c.quote for claim in answer.claims for c in claim.citations]
    assert any(re.search("byte skipping|bytecomb", quote) for quote in quotes)
    assert any(re.search(r"\[ByteDance\]", claim.text) for claim in answer.claims)
    assert not any("[ByteDance]" in quote for quote in quotes)


def test_a_glossary_of_ones_own_counts_from_the_next_opening_on(open_archive, tmp_path):
    with open_archive() as archive:
        archive.add(CLOUD)
        assert "Lorikeet" in archive.ask("When did Lorikeet win the tender?").missing
    (tmp_path / "news" / "glossary.toml").write_text(
        '[[entry]]\nname = "Lorikeet"\nprinted = ["blue parrot"]\n'
    )
    with open_archive() as archive:
        answer = archive.ask("When did Lorikeet win the tender?")
        assert answer.found
        (claim,) = answer.claims[:1]
        assert "blue parrot [Lorikeet] won" in claim.text
        assert "blue parrot won" in claim.citations[0].quote
        assert "Lorikeet" not in archive.page(claim.citations[0].article).text


def test_a_glossary_that_is_none_is_refused(tmp_path, embedder):
    (tmp_path / "glossary.toml").write_text("[[entry]]\nname = 3\n")
    with pytest.raises(rag.UsageError, match=r"glossary\.toml"):
        rag.Archive(tmp_path, embedder=embedder)


def test_an_archive_without_a_folder_leaves_nothing_behind(embedder):
    with rag.Archive(embedder=embedder, engine="extractive") as archive:
        archive.add(NORLA)
        place = archive.folder
        assert place.exists()
    assert not place.exists()


def test_one_folder_has_one_owner(open_archive):
    with open_archive() as archive:
        archive.add(NORLA)
        with pytest.raises(rag.ArchiveBusy):
            open_archive()
        assert archive.ask("When was the pier at Norla closed?").found
    with open_archive() as archive:
        assert len(archive.articles()) == 1


def test_another_embedding_model_is_refused_until_it_is_rebuilt(open_archive):
    with open_archive() as archive:
        archive.add(NORLA)
    with pytest.raises(rag.EmbeddingMismatch, match="newscite rebuild"):
        open_archive(embedder=WordHash())
    steps: list[tuple[str, int, int]] = []
    other = open_archive(
        embedder=WordHash(), allow_mismatch=True, progress=lambda *step: steps.append(step)
    )
    with other as archive:
        archive.rebuild()
    assert steps[-1][0] == "rebuilding"
    with open_archive(embedder=WordHash()) as archive:
        assert archive.search("storm pier")[0].article.title == "Storm closes the pier at Norla"


def test_progress_is_told(open_archive, folder):
    steps: list[tuple[str, int, int]] = []
    with open_archive(progress=lambda *step: steps.append(step)) as archive:
        archive.add(folder)
    assert [done for what, done, _ in steps if what == "adding"] == list(range(1, 11))


def test_every_quote_maps_back_to_its_page(examples):
    for article in examples.articles():
        page = examples.page(article)
        for sentence in article.sentences:
            quote = article.text[sentence.start : sentence.end]
            span = rag.to_page(article.runs, sentence)
            first, last = quote.split()[0], quote.split()[-1]
            printed = page.text[span.start : span.end]
            if page.media == "text":
                assert printed.split() == quote.split()
            else:
                assert printed.lstrip("*_> -").startswith(first[:1]) or "&" in printed
                assert last[-1] in printed[-12:] or ";" in printed[-12:]


def test_a_summary_reads_pages_without_storing_them(open_archive, tmp_path):
    page = tmp_path / "note.md"
    page.write_text(NORLA)
    with open_archive() as archive:
        for what in (page, str(page), NORLA, rag.Page("text:1", NORLA, "text")):
            summary = archive.summarize(what, length=1)
            assert [a.title for a in summary.articles] == ["Storm closes the pier at Norla"]
            assert len(summary.claims) == 1
        assert archive.articles() == []
        (tmp_path / "empty.html").write_text("<html></html>")
        with pytest.raises(rag.ReadError, match=r"empty\.html"):
            archive.summarize(tmp_path / "empty.html")


def test_a_path_is_never_taken_for_an_id(open_archive, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("beef").write_text(NORLA)
    with open_archive() as archive:
        assert archive.summarize(Path("beef"), length=1).claims
        with pytest.raises(rag.UsageError):
            archive.summarize("beef")


def test_every_entry_of_a_feed_is_an_article(open_archive, tmp_path):
    (tmp_path / "feed.xml").write_text(FEED)
    with open_archive() as archive:
        report = archive.add(tmp_path / "feed.xml")
        assert (len(report.added), len(report.failed)) == (3, 1)
        assert len(archive.add(tmp_path / "feed.xml").unchanged) == 3
        (claim, *_) = archive.ask("Who raised the fares?").claims
        citation = claim.citations[0]
        assert citation.article.outlet == "Harbour Ledger"
        assert citation.quote in archive.page(citation.article).text


def test_summaries_by_id_and_by_query(examples):
    article = next(a for a in examples.articles() if "ferry" in a.title.lower())
    assert examples.summarize(article.id[:8]).articles == (article,)
    assert examples.summarize(article.id, article.id[:6]).articles == (article,)
    found = examples.summarize("Kestrel buys Dunmere").articles
    assert found[0].title == "Business from the coast, before your second coffee"


def test_what_the_user_has_set_does_not_reach_a_test():
    own = {name for name in os.environ if name.startswith(("OPENAI_", "NEWSCITE_"))}
    assert own == {"NEWSCITE_ARCHIVE", "NEWSCITE_CACHE", "NEWSCITE_MODELS"}
    assert Path(os.environ["NEWSCITE_ARCHIVE"]).name == "own-archive"
    assert Path(os.environ["NEWSCITE_MODELS"]).name == "own-models"
