"""Text -> sentences, by exact offsets. The only user of sentencex."""

from __future__ import annotations

import re

from index.types import Span

LONGEST = 1200
"""Characters; a longer sentence is a list or a table without full stops, and is cut at a space."""

# sentencex ends a sentence after some of these; the next word decides whether it goes on.
_BEFORE_NAME = re.compile(
    r"\b(?:Gov|Sen|Rep|Gen|Lt|Col|Sgt|Capt|Adm|Rev|Hon|Prof|Dr|Mr|Mrs|Ms|Mt|vs|cf|approx|incl)\.$"
)
_INITIALS = re.compile(r"\b[A-Z](?:\.[A-Z])*\.$")
_BEFORE_MORE = re.compile(
    r"\b(?:est|vol|no|fig|bn|mn|tn|ft|co|corp|inc|ltd|dept|univ|jr|sr|jan|feb|mar|apr|jun|jul|aug|"
    r"sept|sep|oct|nov|dec|a\.m|p\.m|st|al|eds?)\.$",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"\(?\d{1,2}[.)]|[-•*·]")
_OPENS_NEW = re.compile(r"(?:The|A|An|In|On|At|It|He|She|They|We|But|And|This|That|These|Its)\b")


def split(text: str, language: str = "en") -> list[Span]:
    """Return the sentences of `text` in order, without surrounding whitespace, none empty.

    Whatever is not whitespace is in exactly one sentence. `language` is an ISO 639-1 code.
    """
    import sentencex

    sentences: list[Span] = []
    for boundary in sentencex.get_sentence_boundaries(language, text):
        span = _strip(text, boundary["start_index"], boundary["end_index"])
        if span is None:
            continue
        if sentences and _joined(text, sentences[-1], span):
            span = Span(sentences.pop().start, span.end)
        sentences.append(span)
    return [piece for span in sentences for piece in _cut(text, span)]


def _strip(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _joined(text: str, left: Span, right: Span) -> bool:
    before = text[max(left.start, left.end - 16) : left.end]
    after = text[right.start : right.end]
    if "\n" in text[left.end : right.start]:
        return False
    if _BEFORE_NAME.search(before) or _LIST_NUMBER.fullmatch(text[left.start : left.end]):
        return True
    if _INITIALS.search(before):
        return not _OPENS_NEW.match(after)
    if _BEFORE_MORE.search(before):
        return after[0].islower() or after[0].isdigit()
    return not any(c.isalnum() for c in after)


def _cut(text: str, span: Span) -> list[Span]:
    pieces = []
    start = span.start
    while span.end - start > LONGEST:
        at = max(text.rfind(mark, start, start + LONGEST) for mark in ("; ", ", ", "；", "，"))
        if at < start + LONGEST // 3:
            at = text.rfind(" ", start, start + LONGEST)
        at = start + LONGEST if at <= start else at + 1
        piece = _strip(text, start, at)
        if piece is not None:
            pieces.append(piece)
        start = at
    last = _strip(text, start, span.end)
    return [*pieces, last] if last is not None else pieces
