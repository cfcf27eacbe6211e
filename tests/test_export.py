"""Answers and summaries as files: every quote is there, and leads to its place."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from urllib.parse import unquote

import mammoth
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UsageError
from index.types import Span
from rag.document import Document, Section, document
from rag.export import format_of, markdown, save, web_page
from rag.links import fragment, link
from rag.types import Answer, Citation, Claim, Summary
from rag.word import word
from tests.evidence import article_of

TEXT = "The quay *opened* on 3 May. Dock-workers <cheered>, and 2 ships came in."


def made(origin="https://example.org/quay#top"):
    from dataclasses import replace

    article = replace(
        article_of(TEXT, "text"), origin=origin, title="Quay & port", outlet="The Ostrel Post"
    )
    at = article.text.index("The quay")
    first = Citation(1, article, Span(at, at + 27), also=("Valley Wire",))
    second = Citation(2, article, Span(at + 28, at + len(TEXT)))
    claims = (
        Claim("The quay *opened* on 3 May.", (first,), "supported"),
        Claim("2 ships came in.", (second, first), "partly", "the day is not in the text"),
    )
    return Summary((article,), claims, notices=("Read <this>.",))


def test_markdown_has_a_footnote_for_each_source():
    text = markdown(made())
    assert r"- The quay \*opened\* on 3 May.[^1]" in text
    assert "[^2][^1] (partly supported: the day is not in the text)" in text
    notes = re.findall(r"^\[\^(\d)\]: (.*)$", text, re.MULTILINE)
    assert [n for n, _ in notes] == ["1", "2"]
    assert "“The quay \\*opened\\* on 3 May.” (also in Valley Wire)" in notes[0][1]
    assert notes[1][1].endswith("%202%20ships%20came%20in.>")


def test_the_web_page_links_numbers_to_quotes_and_back():
    page = web_page(made())
    ids = set(re.findall(r' id="([^"]+)"', page))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets == ids == {"source-1", "source-2", "claim-1", "claim-2"}
    assert "&lt;cheered&gt;" in page
    assert "<cheered>" not in page
    assert "src=" not in page


class Seen(HTMLParser):
    tags: set[str]

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)


@given(st.text(max_size=60))
def test_no_text_adds_a_tag_to_the_page(text):
    parser = Seen()
    parser.tags = set()
    parser.feed(web_page(Summary((), (Claim(text, (), "partly", text),), notices=(text,))))
    known = "html head meta title style body main h1 ul li span p"
    assert parser.tags <= set(known.split())


def test_a_word_file_has_footnotes_with_quotes_and_addresses():
    data = word(document(made()))
    shown = mammoth.convert_to_html(io.BytesIO(data))
    assert shown.messages == []
    assert shown.value.count('href="#footnote-ref-') == 3
    assert "“The quay *opened* on 3 May.” (also in Valley Wire)" in shown.value
    assert "See note 1." in shown.value
    relations = zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/footnotes.xml.rels").decode()
    assert "https://example.org/quay#:~:text=The%20quay" in relations


@given(st.text(max_size=80))
def test_any_text_makes_a_word_file(text):
    claim = Claim(text, (), "supported")
    data = word(
        Document(text, (Section(text, (claim,)), Section("", (claim, claim), False)), (text,))
    )
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_a_refusal_is_written_too(tmp_path):
    answer = Answer("Who paid?", (), found=False, missing="They do not mention Vell.")
    for suffix in ("md", "html", "txt", "json"):
        path = answer.save(tmp_path / f"answer.{suffix}")
        assert "mention Vell" in path.read_text(encoding="utf-8")
    assert json.loads((tmp_path / "answer.json").read_text("utf-8"))["found"] is False
    assert answer.save(tmp_path / "answer.docx").stat().st_size > 5000


def test_what_cannot_be_written_is_said(tmp_path):
    with pytest.raises(UsageError, match=r"end it in \.txt, \.md"):
        format_of("answer.rtf")
    with pytest.raises(UsageError, match="cannot be written"):
        save(made(), tmp_path / "missing" / "a.md")


def test_addresses_of_quotes():
    article = made().articles[0]
    at = article.text.index("The quay")
    assert link(article, Span(at, at + 27)) == (
        "https://example.org/quay#:~:text=The%20quay%20%2Aopened%2A%20on%203%20May."
    )
    assert link(made("text:1").articles[0], Span(at, at + 27)) == ""
    assert fragment("It cost 2-3 pounds, he said.") == "It%20cost%202%2D3%20pounds%2C%20he%20said."


@given(st.text(min_size=1, max_size=400).filter(lambda t: t.strip()))
def test_a_fragment_is_the_quote_or_its_two_ends(words):
    words = words.encode("utf-8", "replace").decode()
    made = fragment(words)
    assert made.count(",") <= 1
    assert re.fullmatch(r"[\w.~%,]*", made, re.ASCII)
    first, *last = (unquote(part) for part in made.split(","))
    plain = " ".join(words.split())
    assert plain.startswith(first)
    assert all(plain.endswith(end) for end in last)
