from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from noisy_pages import SENTENCES, text_pages

from index.chunk import SIZE, chunk, indexed_text
from index.clean import clean
from index.glossary import load
from index.tokens import count
from index.types import Article, Page, Span

GLOSSARY = load()


def article(text: str, version: int = 1) -> Article:
    return clean(Page("text:test", text, "markdown"), GLOSSARY, version)


@settings(max_examples=60, deadline=None)
@given(text_pages)
def test_every_sentence_is_in_exactly_one_passage(page: Page) -> None:
    made = clean(page, GLOSSARY)
    passages = chunk(made)
    assert [p.number for p in passages] == list(range(len(passages)))
    assert [s for p in passages for s in p.sentences] == list(made.sentences)
    assert len({p.id for p in passages}) == len(passages)
    end = 0
    for passage in passages:
        assert end <= passage.span.start
        assert passage.span == Span(passage.sentences[0].start, passage.sentences[-1].end)
        end = passage.span.end
    assert passages == chunk(clean(page, GLOSSARY))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=60), st.integers(1, 12))
def test_passages_are_full_but_not_too_full(sentences: list[str], paragraph: int) -> None:
    groups = [sentences[i : i + paragraph] for i in range(0, len(sentences), paragraph)]
    made = article("# Ferry runs aground\n\n" + "\n\n".join(" ".join(group) for group in groups))
    passages = chunk(made)
    for passage in passages:
        size = sum(count(made.text[s.start : s.end]) for s in passage.sentences)
        assert size <= SIZE or len(passage.sentences) == 1
    whole = [p for p, below in pairwise(passages) if not below.heading]
    for passage in whole:  # a question between paragraphs heads a section of its own
        assert count(made.text[passage.span.start : passage.span.end]) >= SIZE // 4


def test_a_long_sentence_is_a_passage_of_its_own() -> None:
    long = "The port, " + "the port and the quay, " * 40 + "said the mayor."
    made = article(f"# Title\n\n{SENTENCES[0]}\n\n{long}\n\n{SENTENCES[3]}")
    assert any(len(p.sentences) == 1 and "the mayor." in _text(made, p.span) for p in chunk(made))


def test_a_passage_stays_in_its_section_and_knows_its_heading() -> None:
    made = article(
        f"# Ferry runs aground\n\n{SENTENCES[0]}\n\n## Why byte skipping sailed\n\n{SENTENCES[1]}\n\n"
        f"{SENTENCES[2]}\n\n## TikTok\n\n## The ship\n\n{SENTENCES[5]}"
    )
    passages = chunk(made)
    assert [p.heading for p in passages] == ["", "Why ByteDance sailed", "The ship"]
    assert _text(made, passages[1].span) == f"{SENTENCES[1]}\n\n{SENTENCES[2]}"


def test_what_is_indexed_has_the_headings_and_the_right_names() -> None:
    made = article(
        f"# Ferry runs aground\n\n{SENTENCES[0]}\n\n## The ship\n\nByte skipping owns TikTok, he said."
    )
    first, second = chunk(made)
    assert indexed_text(made, first) == f"Ferry runs aground\n\n{SENTENCES[0]}"
    assert indexed_text(made, second) == (
        "Ferry runs aground\nThe ship\nByteDance owns TikTok, he said."
    )


def test_ids_follow_the_version() -> None:
    text = f"# Ferry\n\n{SENTENCES[0]}"
    first, again, second = (chunk(article(text, version))[0] for version in (1, 1, 2))
    assert first == again
    assert first.id != second.id
    assert (first.span, second.version) == (second.span, 2)


def _text(made: Article, span: Span) -> str:
    return made.text[span.start : span.end]
