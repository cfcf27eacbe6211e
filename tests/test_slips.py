import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai_server import OpenAIServer, refuse

import rag
from index.clean import clean
from index.glossary import Entry, Glossary, load
from index.read import read
from index.slips import suggest
from index.types import Article, Page
from rag.quoted import as_printed
from rag.types import Citation

HERE = Path(__file__).parent
STORIES = tomllib.loads((HERE / "slips.toml").read_text(encoding="utf-8"))["article"]
PLANTED = {tuple(pair) for story in STORIES for pair in story["slips"]}
EXAMPLES = HERE.parent / "examples"
GLOSSARY = load()


def article(text: str, glossary: Glossary = GLOSSARY) -> Article:
    return clean(Page(f"text:{hash(text)}", text, "text"), glossary)


def stories(*names: str) -> list[Article]:
    return [article(s["text"].strip()) for s in STORIES if not names or s["story"] in names]


def examples(glossary: Glossary = GLOSSARY) -> list[Article]:
    return [
        clean(page, glossary)
        for path in sorted(EXAMPLES.iterdir())
        for page in read(path)
        if isinstance(page, Page)
    ]


def pairs(articles: list[Article], glossary: Glossary = GLOSSARY) -> set[tuple[str, str]]:
    return {(s.printed, s.name) for s in suggest(articles, glossary)}


def test_most_planted_slips_are_found_and_nothing_else() -> None:
    found = pairs([*stories(), *examples()])
    assert found <= PLANTED
    assert len(found) >= 8


def test_clean_articles_and_the_examples_have_none() -> None:
    pages = [article(s["text"].strip()) for s in STORIES if not s["slips"]]
    assert pairs([*pages, *examples()]) == set()


def test_without_the_glossary_its_slips_are_found_in_the_examples() -> None:
    empty = Glossary([])
    assert pairs(examples(empty), empty) == {
        ("oracle bone inscriptions", "Oracle"),
        ("byte skipping", "ByteDance"),
    }


def test_what_is_put_right_is_suggested_no_more() -> None:
    own = Glossary([*GLOSSARY.entries, Entry("Quillon", ("feather pen",))])
    articles = [article(s["text"].strip(), own) for s in STORIES if s["story"] == "quillon"]
    assert ("feather pen", "Quillon") in pairs(stories("quillon"))
    assert "feather pen" not in {printed for printed, _ in pairs(articles, own)}


def test_a_suggestion_says_what_a_person_needs() -> None:
    articles = stories("quillon")
    (found,) = (s for s in suggest(articles, GLOSSARY) if s.name == "Quillon")
    assert (found.count, found.articles) == (6, 2)
    assert "Oda Brandt" in found.near
    assert "led by Oda Brandt, too" in found.reasons
    first, second = found.examples
    assert "feather pen" in first.text.lower()
    assert "Quillon" in second.text
    ids = {a.id: a for a in articles}
    assert first.text in " ".join(ids[first.article_id].text.split())
    mended = Entry(found.name, (found.printed,), found.near)
    assert sum(mended.fits(a.text) and "feather pen" in a.text.lower() for a in articles) == 2
    assert not mended.fits("A feather pen lay on the desk of the poet.")


@pytest.mark.parametrize(
    "text",
    [
        "Regulators said Lumenworks may buy Vantile. Lumenworks said it would. Regulators said no.",
        "The chipmaker said it would grow. Arkadine said it would grow. The chipmaker's shares rose,"
        " and Arkadine's shares rose.",
        "Arkadine announced a plan. Public opinion announced nothing. Software companies hope, as"
        " does Arkadine. Software companies said so.",
        "A feather pen costs 3 dollars. Her feather pen broke. Quillon CEO Oda Brandt sells pens, and"
        " every feather pen CEO Oda Brandt signs with is new.",
    ],
)
def test_descriptions_and_plain_words_are_no_names(text: str) -> None:
    assert pairs([article(f"News of the day\n\n{text}"), *stories("quillon")[2:]]) == set()


def test_two_names_beside_each_other_are_two() -> None:
    text = (
        "Two rivals meet\n\nQuillon and feather pen met on Monday. Feather pen CEO Oda Brandt, once of "
        "Quillon, spoke. Later Quillon denied that feather pen was for sale. Quillon CEO Oda Brandt "
        "said that feather pen's owner would not sell it to Quillon."
    )
    assert pairs([article(text)]) == set()


def test_other_languages_are_left_alone() -> None:
    assert suggest([replace(a, language="de") for a in stories()], GLOSSARY) == ()
    assert suggest([], GLOSSARY) == ()


WORDS = st.sampled_from(
    "feather pen CEO Oda Brandt Quillon said that the of 's , ( . \" a and ByteDance wants 3 é 字".split()
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), max_size=4))
def test_any_text_is_read(texts: list[str]) -> None:
    made = [article(f"A title of some words\n\nIt begins here. {text}") for text in texts]
    for s in suggest([replace(a, language="en") for a in made], GLOSSARY):
        assert s.printed
        assert s.printed != s.name.lower()
        assert s.count >= s.articles >= 1


# --- In an archive ----------------------------------------------------------------------------


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


@pytest.fixture
def archive_of(tmp_path, embedder):
    opened = []

    def make(**settings):
        archive = rag.Archive(tmp_path / "slips", embedder=embedder, **settings)
        opened.append(archive)
        archive.add(*(s["text"].strip() for s in STORIES if s["story"] == "quillon"))
        return archive

    yield make
    for archive in opened:
        archive.close()


def test_an_accepted_name_is_put_right_at_once_and_stays(archive_of, tmp_path, embedder):
    archive = archive_of(engine="extractive")
    found = {s.printed: s for s in archive.suggest_names()}
    assert found["feather pen"].judged is None
    report = archive.accept(found["feather pen"])
    assert len(report.updated) == 2
    assert "feather pen" not in {s.printed for s in archive.suggest_names()}
    assert ("Quillon", True) in [(entry.name, own) for entry, own in archive.names()]
    answer = archive.ask("Why had Quillon no choice?")
    assert any("[Quillon]" in claim.text for claim in answer.claims)
    assert not any("[Quillon]" in c.quote for claim in answer.claims for c in claim.citations)
    archive.close()
    with rag.Archive(tmp_path / "slips", embedder=embedder, engine="extractive") as archive:
        assert sum(bool(a.repairs) for a in archive.articles()) == 2
        assert len(archive.remove_name("Quillon").updated) == 2
        assert not any(a.repairs for a in archive.articles())


def test_names_are_added_before_there_are_articles(tmp_path, embedder):
    with rag.Archive(tmp_path / "new", embedder=embedder, engine="extractive") as archive:
        assert archive.add_name("Vell", "well port", near=["ferry"]).outcomes == ()
        archive.add("The port\n\nThe ferry reached Well Port at nine. The crew went ashore at ten.")
        assert [r.name for a in archive.articles() for r in a.repairs] == ["Vell"]


def test_what_is_no_entry_changes_nothing(archive_of, tmp_path):
    archive = archive_of(engine="extractive")
    with pytest.raises(rag.UsageError):
        archive.add_name("Vell", " ")
    assert not (tmp_path / "slips" / "glossary.toml").exists()


def test_a_model_says_yes_or_no_beside_and_removes_nothing(archive_of, server):
    archive = archive_of(base_url=server.url, model="fake")
    plain = archive.suggest_names(judge=False)
    said = (
        '{"verdicts": [{"number": 1, "mistranslated": true}, {"number": 99, "mistranslated": true}'
    )
    server.script(said + ', {"number": 2, "mistranslated": "perhaps"}]}')
    found = archive.suggest_names()
    assert [s.judged for s in found] == [True, None]
    assert [s.printed for s in found] == [s.printed for s in plain]
    (asked,) = server.chats
    assert f'1. Does "{plain[0].printed}" stand for {plain[0].name}?' in str(asked.body["messages"])
    server.script('{"verdicts": "none"}')
    assert [s.judged for s in archive.suggest_names()] == [None, None]


def test_a_model_that_fails_leaves_the_list_and_a_notice(archive_of, server):
    archive = archive_of(base_url=server.url, model="fake")
    plain = archive.suggest_names(judge=False)
    server.script(refuse(401))
    notices: list[str] = []
    assert archive.suggest_names(notice=notices.append) == plain
    assert "without a model" in notices[0]


# --- What a model quotes ----------------------------------------------------------------------

SAID = "Holt said: “Byte skipping, the owner of TikTok, pays byte skipping’s bills.” It was late."


def cited(text: str, start: int = 0) -> list[Citation]:
    made = article(text)
    return [Citation(1, made, span) for span in made.sentences][start:]


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        (
            "Holt said: “ByteDance, the owner of TikTok, pays.”",
            "Holt said: “Byte skipping [ByteDance], the owner of TikTok, pays.”",
        ),
        (
            'ByteDance is, she said, "the owner of TikTok" and ByteDance pays.',
            'ByteDance is, she said, "the owner of TikTok" and ByteDance pays.',
        ),
        ("ByteDance pays.", "ByteDance pays."),
        ("“Byte skipping [ByteDance] pays”", "“Byte skipping [ByteDance] pays”"),
    ],
)
def test_a_quotation_shows_what_was_printed(claim: str, shown: str) -> None:
    assert as_printed(claim, cited(SAID)) == shown


def test_a_quotation_of_the_right_name_stays() -> None:
    text = "“ByteDance pays,” Holt said. Later byte skipping, the owner of TikTok, paid."
    assert (
        as_printed("“ByteDance pays,” she said.", cited(text)[:1]) == "“ByteDance pays,” she said."
    )
