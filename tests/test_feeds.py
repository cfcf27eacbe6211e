import json

import pytest
from made_files import ATOM, FEED, JSON_LINES, RECORDS

from index.clean import clean
from index.decode import SIZE_LIMIT
from index.glossary import load
from index.json_articles import PATIENCE
from index.read import read
from index.types import Outcome, Page


@pytest.fixture
def reading(tmp_path):
    """Write a file, read it, and return its pages and outcomes."""

    def reads(name, data):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(read(path))

    return reads


@pytest.fixture
def facts(tmp_path):
    def of(page):
        article = clean(page, load(tmp_path / "none.toml"))
        return (
            article.title,
            article.outlet,
            article.author,
            (article.published or "")[:10],
            article.language,
        )

    return of


# Feeds


def test_each_entry_is_a_page_with_what_the_feed_says_of_it(reading, facts):
    fares, bridge, _, storm = reading("feed.xml", FEED)
    assert fares.origin == "https://ledger.example/fares"
    assert facts(fares) == (
        "Tram & bus fares rise",
        "Harbour Ledger",
        "Ada Lindqvist",
        "2024-05-02",
        "en",
    )
    assert "<p>“We have no choice,” said Jon Dale, the treasurer.</p>" in fares.text
    assert "Fares rise.</p>" not in fares.text  # the summary, where there is all of it
    assert "closed on Friday after cracks" in bridge.text
    assert facts(bridge)[:4] == ("Bridge shut", "Harbour Ledger", None, "")
    assert storm.origin.endswith("/feed.xml#abc%204")


def test_an_entry_without_text_names_the_page_it_leads_to(reading):
    failed = reading("feed.xml", FEED)[2]
    assert failed.status == "failed"
    assert failed.reason.startswith("Entry 3 of ")
    assert failed.reason.endswith("add https://ledger.example/third, the page it leads to.")


def test_atom_and_its_language(reading, facts):
    (page,) = reading("feed.atom", ATOM)
    assert facts(page) == ("Tarife steigen", "Hafenblatt", "Ute Kranz", "2024-05-03", "de")
    assert page.origin == "https://blatt.example/1"


def test_a_feed_is_known_by_its_content(reading, monkeypatch):
    for name in ("feed", "feed.html", "feed.rss", "feed.xml"):
        assert len(reading(name, "\ufeff\n" + ATOM)) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_encoding_of_a_feed(reading, encoding):
    text = FEED.replace("utf-8", encoding).replace("Norla", "Skårö")
    assert "Skårö" in reading("feed.xml", text.encode(encoding))[3].text


def test_a_damaged_feed_gives_what_it_holds(reading):
    cut = FEED[: FEED.index("after cracks")]
    assert [p.origin for p in reading("feed.xml", cut)][:2] == [
        "https://ledger.example/fares",
        "https://ledger.example/bridge",
    ]
    loose = FEED.replace("Fares rise.", "Fares & more <rise")
    assert "said Jon Dale" in reading("feed.xml", loose)[0].text


def test_entries_that_share_an_address_stay_apart(reading):
    same = FEED.replace("https://ledger.example/bridge", "https://ledger.example/fares")
    origins = [found.origin for found in reading("feed.xml", same)]
    assert len(set(origins)) == 4


def test_nothing_outside_the_feed_is_read(reading, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("PASSWORD")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n<rss'
    text = FEED.replace("<rss", entity, 1).replace("A storm", "A storm &x;")
    assert "PASSWORD" not in "".join(p.text for p in reading("a.xml", text) if isinstance(p, Page))


def test_what_a_feed_says_cannot_break_out_of_the_head(reading, facts):
    title = "&lt;/title&gt;&lt;meta name=&quot;author&quot; content=&quot;Eve&quot;&gt; rise"
    (page, *_) = reading("feed.xml", FEED.replace("Tram &amp; bus fares rise", title))
    assert facts(page)[2] == "Ada Lindqvist"
    assert page.text.count('<meta name="author"') == 1


def test_xml_that_is_no_feed(reading):
    (failed,) = reading("map.xml", "<?xml version='1.0'?><urlset><url>a</url></urlset>")
    assert "is XML, but neither a feed nor a page" in failed.reason
    (page,) = reading("page.xml", "<?xml version='1.0'?><html><p>Words.</p></html>")
    assert page.media == "html"
    (empty,) = reading("none.xml", "<rss><channel><title>A</title></channel></rss>")
    assert "is a feed without entries" in empty.reason


# JSON


def test_json_lines(reading, facts):
    fares, bridge = reading("news.jsonl", JSON_LINES)
    assert fares.origin == "https://ledger.example/1"
    assert facts(fares) == (
        "Fares rise",
        "Harbour Ledger",
        "Ada Lindqvist, Bo Krag",
        "2024-05-02",
        "en",
    )
    assert fares.text.count("<p>") == 2
    assert bridge.origin.endswith("/news.jsonl#7")
    assert facts(bridge)[:4] == ("Bridge shut", "Northwind Wire", None, "2024-05-03")


def test_a_bad_line_does_not_stop_the_others(reading):
    lines = [b"not json", b"", b'{"title": "A"}', b"[1]", b'{"text": "The mayor came."}', b"\0\0\0"]
    found = reading("news.ndjson", b"\n".join(lines))
    assert [f.reason.split(" of ")[0] for f in found if isinstance(f, Outcome)] == [
        "Line 1",
        "Line 3",
        "Line 4",
        "Line 6",
    ]
    (page,) = (f for f in found if isinstance(f, Page))
    assert page.origin.endswith("#line-5")


def test_a_line_that_is_too_long_is_passed_over(reading):
    long = b'{"text": "' + b"x" * SIZE_LIMIT + b'"}\n'
    failed, page = reading("news.jsonl", long + b'{"text": "The mayor came."}\n')
    assert "Line 1 of" in failed.reason
    assert "the limit" in failed.reason
    assert page.origin.endswith("#line-2")


def test_a_file_without_any_article_is_given_up(reading):
    found = reading("news.jsonl", b"x\n" * 100_000)
    assert len(found) == PATIENCE + 1
    assert f"no article in its first {PATIENCE} lines" in found[-1].reason


@pytest.mark.parametrize(
    "shape",
    [
        lambda records: records,
        lambda records: {"title": "Feed", "items": records},
        lambda records: {"count": 2, "articles": records},
    ],
)
def test_json_in_its_usual_shapes(reading, shape):
    pages = reading("news.json", json.dumps(shape(RECORDS), indent=1))
    assert pages[0].origin == "https://ledger.example/1"
    assert "closed on Friday" in pages[1].text


def test_one_article_as_json(reading, facts):
    (page,) = reading("one.json", '{"headline": "A", "articleBody": "The mayor came on Monday."}')
    assert page.origin.endswith("/one.json")
    assert "<p>The mayor came on Monday.</p>" in page.text
    assert len(reading("lines.json", JSON_LINES)) == 2


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a": 1}', "is JSON without articles"),
        ("[1, 2", "is not JSON that can be read"),
        ("", "is empty"),
        ("[]", "is JSON without articles"),
    ],
)
def test_json_that_cannot_be_used(reading, data, complaint):
    (failed,) = reading("news.json", data)
    assert complaint in failed.reason


def test_text_with_hand_wrapped_lines_is_paragraphs(reading):
    text = "\n".join(["The mayor of the town opened the new bridge on Monday, and all came."] * 8)
    (page,) = reading("one.json", json.dumps({"text": text + "\n\nAnd that was < all > of it."}))
    assert page.text.count("<p>") == 2
    assert "was &lt; all &gt; of it" in page.text
