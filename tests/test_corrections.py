import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_archive import WordHash

import rag
from index.blocks import EVIDENCE, Label
from index.clean import clean, publisher
from index.corrections import Correction, Corrections, fitting, load, same, save
from index.errors import ArchiveError, EmbeddingError, ReadError, UsageError
from index.folding import Line
from index.glossary import Glossary
from index.lines import lines
from index.offsets import to_page
from index.types import Page
from page.html import article_html
from rag.pieces import Piece, pieces, pieces_text

PAGE = """Home > News > Harbour

Harbour board votes for a second crane

via:Harbour Post time:2024/5/{day} readed:{count}

The harbour board voted on Monday for a second crane, {votes} to two, the chairman said.

Hello reader, our desk in Norla has {count} seats and you can visit it on Sundays.

The crane will be built by Kestrel and will lift {count} tonnes when it is finished next year.

Download our app
"""
TICKER = "Harbour Post ticker {count}: rates, tides and weather on line {count}"
NONE = Glossary([])


def text_page(name="one", day=3, count=307, votes="nine", page=PAGE):
    return Page(f"file:///pages/{name}.txt", page.format(day=day, count=count, votes=votes), "text")


def web_page(name, host="www.example.org", count=12):
    ticker = TICKER.format(count=count)
    return Page(
        f"https://{host}/{name}",
        f"""<html><head><title>Pier {name}</title></head><body><nav>Home</nav><article>
        <h1>The pier at {name} is closed</h1>
        <p>A storm closed the pier at {name} on Friday, the mayor of the town said.</p>
        <p>{ticker} &amp; more, which the editors fill every single hour of the day.</p>
        <p>Repairs of the pier at {name} will take a year and cost two million crowns.</p>
        </article></body></html>""",
        "html",
    )


def numbers(found, pattern):
    return [piece.number for piece in found if re.search(pattern, piece.text)]


@pytest.fixture
def open_archive(tmp_path):
    return lambda **more: rag.Archive(
        tmp_path / "news", **{"embedder": WordHash(), "engine": "extractive"} | more
    )


# Lines and labels


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("readed:307", "Readed:1,024"),
        ("Page 3 of 9", "page\u00a012  of 40"),
        ("ＡＢＣ 10", "abc 7"),
        ("12:30 live", "9:05 LIVE"),
    ],
)
def test_lines_that_differ_in_case_space_and_numbers_are_the_same(one, other):
    assert same(one) == same(other)


@pytest.mark.parametrize(
    ("one", "other"), [("2020-09-18", "2020-09-19"), ("12", "13"), ("readed:3", "shared:3")]
)
def test_other_lines_are_not_and_numbers_alone_stand_for_themselves(one, other):
    assert same(one) != same(other)


def test_labels_follow_what_was_said_and_keep_a_kind_that_fits():
    rows = [Line(text, ()) for text in ("Menu 1", "Heading", "Story.", "Advert", "Rest")]
    labels = [
        Label(kind, "as found") for kind in ("menu", "heading", "body", "advert", "boilerplate")
    ]
    said = [
        Correction("menu 2", True),
        Correction("heading", True),
        Correction("Story.", False),
        Correction("Advert", False, "related"),
    ]
    found = Corrections({"The Post": said}).apply(rows, labels, "THE  post")
    assert found == [
        Label("body", "kept by you"),
        Label("heading", "kept by you"),
        Label("boilerplate", "dropped by you"),
        Label("related", "dropped by you"),
        Label("boilerplate", "as found"),
    ]
    assert Corrections({"The Post": said}).apply(rows, labels, "Other") == labels


def test_what_is_said_last_counts_and_can_be_forgotten():
    first = Corrections({}).adding("Post", [Correction("Line 1", True), Correction("B", False)])
    second = first.adding("post", [Correction("line 2", False)])
    assert second.of("Post") == (Correction("B", False), Correction("line 2", False))
    assert first.of("Post")[0] == Correction("Line 1", True)
    assert second.digest != first.digest
    assert second.without("POST", ["Line 9"]).of("Post") == (Correction("B", False),)
    assert second.without("Post", ["line 1", "b"]).digest == Corrections({}).digest


@pytest.mark.parametrize(
    ("origin", "outlet", "whose"),
    [
        ("https://www.example.org:8080/a", "The Example", "example.org"),
        ("file:///home/pages/a%20b/c.txt", "The Post", "The Post"),
        ("file:///home/pages/a%20b/c.txt", None, "/home/pages/a b"),
        ("file:///c.txt", None, "/"),
        ("text:1234", None, "pasted text"),
    ],
)
def test_whose_page_it_is(origin, outlet, whose):
    assert publisher(origin, outlet) == whose


# The file

LINES = st.text(st.characters(), min_size=1, max_size=30).filter(lambda s: bool(s.strip()))


def made(row):
    line, keep, kind = row
    kinds = fitting(keep)
    return Correction(line, keep, None if kind is None else kinds[kind % len(kinds)])


SAID = st.tuples(LINES, st.booleans(), st.none() | st.integers(0, 20)).map(made)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.lists(SAID, max_size=6), max_size=4))
def test_a_file_gives_back_what_was_said(tmp_path_factory, outlets):
    path = tmp_path_factory.getbasetemp() / "corrections.toml"
    said = Corrections(outlets)
    save(path, said)
    again = load(path)
    for outlet in outlets:
        kept = {(same(c.line), c.keep, c.kind) for c in said.of(outlet)}
        assert {(same(c.line), c.keep, c.kind) for c in again.of(outlet)} == kept
    save(path, again)
    assert load(path).digest == again.digest


def test_a_file_can_be_written_by_hand(tmp_path):
    path = tmp_path / "corrections.toml"
    path.write_text(
        '\ufeff["The Post"]\nkeep = ["A line", { line = "Part one", as = "heading" }]\n'
        "[example-org]\ndrop = ['readed:307']\n",
        encoding="utf-8",
    )
    known = load(path)
    assert known.of("the post") == (
        Correction("A line", True),
        Correction("Part one", True, "heading"),
    )
    assert known.of("example-org") == (Correction("readed:307", False),)
    assert load(tmp_path / "none.toml").digest == Corrections({}).digest


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[post", "does not hold"),
        ('post = "line"', "each outlet is a table"),
        ("[post]\nhide = []", "keep and drop"),
        ('[post]\nkeep = "line"', "not a list"),
        ("[post]\nkeep = [3]", "not a line"),
        ('[post]\nkeep = ["  "]', "no line"),
        ('[post]\ndrop = [{ line = "a", kind = "menu" }]', "not a line"),
        ('[post]\ndrop = [{ line = "a", as = "body" }]', "to drop is one of byline"),
        ('[post]\nkeep = [{ line = "a", as = 3 }]', "to keep is one of headline"),
        (b"\xff\xfe", "cannot be read"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_one_sentence(tmp_path, text, why):
    path = tmp_path / "corrections.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError, match=why) as caught:
        rag.Archive(tmp_path, embedder=WordHash())
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    with pytest.raises(ArchiveError, match="cannot be written"):
        save(tmp_path / "nowhere" / "corrections.toml", Corrections({}))
    path = tmp_path / "corrections.toml"
    path.mkdir()
    with pytest.raises(ArchiveError, match="cannot be written"):
        save(path, Corrections({}))
    assert [found.name for found in tmp_path.iterdir()] == ["corrections.toml"]


# Cleaning


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_offsets_stay_exact_whatever_is_kept_and_dropped(data):
    page = data.draw(st.sampled_from([text_page(), web_page("Norla")]))
    rows = lines(page)
    outlet = publisher(page.origin, clean(page, NONE).outlet)
    chosen = data.draw(st.lists(st.sampled_from(range(len(rows))), unique=True))
    said = [replace(made((rows[i].text, *data.draw(st.tuples(st.booleans(), st.none() | st.integers(0, 20)))))) for i in chosen]  # fmt: skip
    known = Corrections({outlet: said})
    try:
        article = clean(page, NONE, 1, known)
    except ReadError:
        assert not any(c.kind in EVIDENCE for c in said)
        return
    by_line = {same(c.line): c.keep for c in known.of(outlet)}
    for row, block in zip(rows, article.blocks, strict=True):
        assert block.page == row.page
        keep = by_line.get(same(row.text), block.text is not None)
        assert (block.text is not None) is keep
        assert block.reason.endswith("by you") is (same(row.text) in by_line)
        if block.text is not None:
            assert article.text[block.text.start : block.text.end] == row.text
            assert to_page(article.runs, block.text) == row.page
    assert all(article.text[s.start : s.end].strip() for s in article.sentences)
    for run in article.runs:
        if run.length == run.page_length:
            printed = page.text[run.page : run.page + run.page_length]
            assert article.text[run.text : run.text + run.length] == printed


def test_only_the_title_follows_the_labels():
    page = text_page()
    before = clean(page, NONE)
    menu, headline, story = (lines(page)[i].text for i in (0, 1, 3))
    assert before.title == headline
    for said, title in (
        ([Correction(menu, True, "headline")], menu),
        ([Correction(headline, False)], None),
        ([Correction(story, False, "metadata")], headline),
    ):
        article = clean(page, NONE, 1, Corrections({"Harbour Post": said}))
        assert article.title == title or (title is None and headline not in article.title)
        assert article.text != before.text
        facts = (before.outlet, before.published, before.author, before.language)
        assert (article.outlet, article.published, article.author, article.language) == facts
        assert article.outlet == "Harbour Post"


# An archive


def test_a_correction_is_followed_at_once_by_the_outlet_and_by_nobody_else(open_archive):
    other = text_page("elsewhere", page=PAGE.replace("Harbour Post", "Norla Times"))
    steps = []
    with open_archive(progress=lambda *step: steps.append(step)) as archive:
        archive.add(text_page(), text_page("two", 4, 1024, "eight"), other)
        one, two, elsewhere = (archive.article(o.article_id) for o in archive.add(
            text_page(), text_page("two", 4, 1024, "eight"), other).unchanged)  # fmt: skip
        (seats,) = numbers(archive.blocks(one), "seats")
        steps.clear()
        done = archive.correct(one.id[:5], drop=[seats])
        assert {total for what, _, total in steps if what == "preparing again"} == {2}
        assert (done.outlet, done.article.version) == ("Harbour Post", 2)
        assert [(b.number, b.kept, b.kind, b.reason) for b in done.blocks] == [
            (seats, False, "boilerplate", "dropped by you")
        ]
        assert [o.article_id for o in done.others] == [two.id]
        assert "1 other article of Harbour Post changed too." in str(done)
        assert "seats" not in archive.article(one.id).text + archive.article(two.id).text
        assert archive.article(elsewhere.id) == elsewhere
        assert archive.article(one.id, 1) == one
        assert not any("seats" in h.article.text for h in archive.search("seats") if h.article.id != elsewhere.id)  # fmt: skip
        archive.add(text_page("three", 5, 88, "seven"))
        third = next(a for a in archive.articles() if a.origin.endswith("three.txt"))
        assert "seats" not in third.text
        assert archive.summarize(text_page("four"), length=9).articles[0].text.count("seats") == 0
    steps.clear()
    with open_archive(progress=lambda *step: steps.append(step)) as archive:
        assert steps == []
        assert archive.article(one.id).version == 2
        back = archive.uncorrect(one.id)
        assert back.article.text == one.text
        assert {o.article_id for o in back.others} == {two.id, third.id}
        assert archive.uncorrect(one.id).blocks == ()


def test_pages_of_one_host_are_one_outlet(open_archive):
    with open_archive() as archive:
        pages = [web_page("Norla", count=3), web_page("Tern", "example.org", 1024)]
        first, second = (archive.article(o.article_id) for o in archive.add(*pages).added)
        (ticker,) = numbers(archive.blocks(first), "ticker")
        done = archive.correct(first.id, drop=[ticker], kind="related")
        assert done.outlet == "example.org"
        assert done.blocks[0].kind == "related"
        assert "ticker" not in archive.article(second.id).text
        assert archive.uncorrect(first.id, [ticker]).article.text == first.text


def test_old_citations_still_resolve(open_archive):
    with open_archive() as archive:
        archive.add(text_page())
        answer = archive.ask("How many seats has the desk in Norla?")
        cited = next(c for claim in answer.claims for c in claim.citations if "seats" in c.quote)
        archive.correct(cited.article.id, drop=numbers(archive.blocks(cited.article), "seats"))
        old = archive.article(cited.article.id, cited.article.version)
        assert old.text[cited.span.start : cited.span.end] == cited.quote


def test_what_cannot_be_done_changes_nothing(open_archive):
    with open_archive() as archive:
        archive.add(text_page())
        (article,) = archive.articles()
        count = len(archive.blocks(article))
        for wanted, why in (
            ({"drop": range(1, count + 1)}, "Nothing would be left"),
            ({"drop": [0]}, r"no block 0: the page has \d+"),
            ({"keep": [count + 1]}, "no block"),
            ({}, "Name the blocks"),
            ({"keep": [1], "kind": "advert"}, "choose from headline, deck, body"),
            ({"drop": [1], "kind": "story"}, "choose from byline, dateline, menu"),
            ({"keep": [1], "drop": [2], "kind": "body"}, "not with both"),
            ({"keep": [1], "drop": [1]}, "Keep or drop 1, not both"),
        ):
            with pytest.raises(UsageError, match=why):
                archive.correct(article.id, **wanted)
        with pytest.raises(UsageError, match="Block 1 has no correction"):
            archive.uncorrect(article.id, [1])
        assert archive.article(article.id) == article
        assert not (archive.folder / "corrections.toml").exists()


def test_another_article_of_which_nothing_would_be_left_stays(open_archive):
    line = "The harbour is closed to ships until the storm is over, the board said."
    short = Page("file:///pages/short.txt", f"{line}\n", "text")
    long = Page("file:///pages/long.txt", f"{line}\n\nThe crane fell into the water at noon, a witness said.\n", "text")  # fmt: skip
    with open_archive() as archive:
        one, two = (archive.article(o.article_id) for o in archive.add(short, long).added)
        done = archive.correct(two.id, drop=[1])
        assert done.outlet == "/pages"
        assert archive.article(one.id) == one
        assert [(o.article_id, o.status) for o in done.others] == [(one.id, "failed")]
        assert f"{one.id} stays as it was: Nothing would be left" in str(done)
    with open_archive() as archive:
        assert archive.article(one.id) == one


def test_a_file_edited_by_hand_is_followed(open_archive, tmp_path):
    with open_archive() as archive:
        archive.add(text_page(), web_page("Norla"))
        host = next(a for a in archive.articles() if a.outlet != "Harbour Post")
        post = next(a for a in archive.articles() if a.outlet == "Harbour Post")
    path = tmp_path / "news" / "corrections.toml"
    path.write_text(f'["harbour post"]\ndrop = ["{lines(text_page())[4].text}"]\n')
    with open_archive(allow_mismatch=True) as archive:
        assert "seats" not in archive.article(post.id).text
        # What is edited while the archive is open is neither lost nor passed over.
        path.write_text('["example.org"]\ndrop = ["Repairs of the pier at Norla will take a year and cost two million crowns."]\n')  # fmt: skip
        archive.correct(post.id, keep=[1])
        assert "Repairs" not in archive.article(host.id).text
        assert "seats" in archive.article(post.id).text
        assert "example.org" in path.read_text()


def test_a_correction_that_was_cut_off_is_followed_at_the_next_opening(open_archive):
    with open_archive() as archive:
        archive.add(text_page(), text_page("two", 4, 1024, "eight"))
        article = archive.articles()[0]
        drop = numbers(archive.blocks(article), "seats")
    with open_archive(embedder=Failing()) as archive, pytest.raises(EmbeddingError):
        archive.correct(article.id, drop=drop)
    with open_archive() as archive:
        assert [a.version for a in archive.articles()] == [2, 2]
        assert not any("seats" in a.text for a in archive.articles())


def test_another_recipe_of_cleaning_is_followed(open_archive, monkeypatch):
    steps = []
    with open_archive() as archive:
        archive.add(text_page())
    monkeypatch.setattr("rag.archive.RECIPE", 999)
    for expected in ([("preparing again", 1, 1)], []):
        steps.clear()
        with open_archive(progress=lambda *step: steps.append(step)):
            assert steps == expected


def test_an_archive_of_another_model_is_read_as_it_is(open_archive, tmp_path):
    with open_archive() as archive:
        archive.add(text_page())
        (article,) = archive.articles()
    (tmp_path / "news" / "corrections.toml").write_text('["harbour post"]\ndrop = ["Harbour board votes for a second crane"]\n')  # fmt: skip
    path = tmp_path / "news" / "corrections.toml"
    written = path.read_text()
    with open_archive(embedder=WordHash("other"), allow_mismatch=True) as archive:
        assert archive.articles() == [article]
        with pytest.raises(rag.EmbeddingMismatch):
            archive.correct(article.id, drop=[4])
        assert path.read_text() == written
    # So is one whose model fails, but for reading alone.
    with open_archive(embedder=Failing(), allow_mismatch=True) as archive:
        assert archive.articles() == [article]
    with pytest.raises(EmbeddingError):
        open_archive(embedder=Failing())
    with open_archive() as archive:
        assert archive.articles() != [article]


class Failing(WordHash):
    def embed(self, texts):
        raise EmbeddingError("No model.")


# To read


def test_pieces_are_numbered_and_counted(open_archive):
    article = clean(text_page(), NONE)
    found = pieces(article, text_page())
    assert [piece.number for piece in found] == list(range(1, 8))
    text = pieces_text(found, width=60)
    assert re.search(r"^2  kept     headline     .+\n   Harbour board votes", text, re.M)
    assert re.search(r"^7  dropped  boilerplate  .+\n   Download our app", text, re.M)
    assert re.search(r"\n\nKept 4 of 7 blocks, \d\d % of the words\.\Z", text)
    long = [Piece(1, True, "body", "sentences", "word " * 90)]
    assert "…" in pieces_text(long)
    assert "…" not in pieces_text(long, whole=True)
    assert pieces_text(long, whole=True).count("word ") + pieces_text(long, whole=True).count("word\n") == 90  # fmt: skip


def test_the_side_panel_says_what_was_left_out():
    page = text_page(page=PAGE.replace("Download our app", "Download our app <img src=x> [1](x)"))
    article = clean(page, NONE)
    html = article_html(article, pieces(article, page))
    assert html.startswith("<article")
    assert html.endswith("</ul></details></article>")
    assert "<summary>Left out of the page (3)</summary>" in html
    assert "<img" not in html
    assert "&#60;img src&#61;x&#62;" in html
    assert "<details" not in article_html(article)
