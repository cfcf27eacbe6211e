import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noisy_pages import folded, html_pages, markdown_pages, text_pages, visible

from index.blocks import EVIDENCE
from index.chunk import chunk
from index.clean import clean
from index.glossary import load
from index.offsets import Tracer, to_page
from index.types import Article, Page, Run, Span

GLOSSARY = load()
FEW = settings(max_examples=80, deadline=None)


def check(page: Page) -> Article:
    """Hold an article against the page it was made from."""
    article = clean(page, GLOSSARY)
    end = text_end = 0
    for run in article.runs:
        assert run.text >= text_end
        assert run.page >= end
        assert run.length > 0
        assert run.page_length > 0
        end, text_end = run.page + run.page_length, run.text + run.length
    assert end <= len(page.text)
    assert text_end <= len(article.text)

    for sentence in article.sentences:
        stretch = to_page(article.runs, sentence)
        assert 0 <= stretch.start < stretch.end <= len(page.text)
        assert visible(page, stretch) == folded(article.text[sentence.start : sentence.end])

    kept = [block.text for block in article.blocks if block.text is not None]
    passages = chunk(article)
    assert [s for passage in passages for s in passage.sentences] == list(article.sentences)
    for passage in passages:
        ends = [to_page(article.runs, s) for s in (passage.sentences[0], passage.sentences[-1])]
        stretch = to_page(article.runs, passage.span)
        assert stretch == Span(ends[0].start, ends[1].end)
        if any(b.start <= passage.span.start and passage.span.end <= b.end for b in kept):
            assert visible(page, stretch) == folded(
                article.text[passage.span.start : passage.span.end]
            )

    covered = [0] * len(article.text)
    for sentence in article.sentences:
        for at in range(sentence.start, sentence.end):
            covered[at] += 1
    for block in article.blocks:
        if block.text is not None:
            wanted = 1 if block.kind in EVIDENCE else 0
            for at in range(block.text.start, block.text.end):
                assert covered[at] == wanted or (article.text[at] == " " and covered[at] == 0)
    return article


@FEW
@given(text_pages)
def test_text_maps_back_to_the_page(page: Page) -> None:
    article = check(page)
    kept = folded(article.text)
    for row in page.text.splitlines():
        if "。" not in row and row.count(" ") > 14:
            assert folded(row) in kept


@FEW
@given(markdown_pages)
def test_markdown_maps_back_to_the_page(page: Page) -> None:
    article = check(page)
    assert "*" not in article.text
    assert "](" not in article.text
    assert "<!--" not in article.text


@FEW
@given(html_pages)
def test_html_maps_back_to_the_page(page: Page) -> None:
    article = check(page)
    assert "for readers" not in article.text
    assert "c()" not in article.text
    assert "&#" not in article.text


@given(
    st.text(min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 5), st.text(min_size=1, max_size=3))),
)
def test_a_tracer_remembers_every_character(page: str, steps: list[tuple[int, int, str]]) -> None:
    out, at, whence = Tracer(), 0, list[Span | None]()
    for kind, size, text in steps:
        end = min(len(page), at + size)
        if kind == 2:
            out.insert(text)
            whence += [None] * len(text)
        elif end > at and kind == 0:
            out.copy(page, at, end)
            whence += [Span(i, i + 1) for i in range(at, end)]
            at = end
        elif end > at:
            out.replace(text, at, end)
            one_to_one = len(text) == end - at
            whence += [
                Span(at + i, at + i + 1) if one_to_one else Span(at, end) for i in range(len(text))
            ]
            at = end
    assert len(out.text) == len(whence) == out.length
    for i, span in enumerate(whence):
        if span is not None:
            assert to_page(out.runs, Span(i, i + 1)) == span
    known = [span for span in whence if span is not None]
    if known:
        assert to_page(out.runs, Span(0, len(whence))) == Span(known[0].start, known[-1].end)


RUNS = (Run(0, 10, 5, 5), Run(6, 20, 1, 5), Run(7, 25, 3, 3))


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(0, 5), Span(10, 15)),
        (Span(1, 3), Span(11, 13)),
        (Span(4, 7), Span(14, 25)),  # over an inserted character to an entity, taken whole
        (Span(5, 6), Span(20, 20)),  # inserted: stands for nothing
        (Span(5, 8), Span(20, 26)),
        (Span(7, 10), Span(25, 28)),
        (Span(10, 12), Span(28, 28)),  # after the last run
        (Span(3, 6), Span(13, 15)),
    ],
)
def test_spans_on_the_page(span: Span, expected: Span) -> None:
    assert to_page(RUNS, span) == expected


def test_nothing_maps_to_nothing() -> None:
    assert to_page((), Span(0, 3)) == Span(0, 0)
