"""Text -> sentences, by exact offsets. The only user of sentencex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.types import Span

LONGEST = 1200
"""Characters; a longer sentence is a list or a table without full stops, and is cut at a space."""

WINDOW = 4000
"""Characters given to sentencex at a time."""

# sentencex ends a sentence after some of these; the next word decides whether it goes on.
_BEFORE_NAME = re.compile(
    r"\b(?:Gov|Sen|Rep|Gen|Lt|Col|Sgt|Capt|Adm|Rev|Hon|Prof|Dr|Mr|Mrs|Ms|Mt|vs|cf|approx|incl|Fa|Hr|Fr)\.$"
    r"|(?<![^\W_])(?:د|أ\.د|श्री|डॉ|डा|प्रो)\.$"
)
_SHORT = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,3}\.$")
_ORDINAL = re.compile(
    r"\b(?:der|dem|den|des|die|das|am|vom|zum|zur|im|ab|bis|seit|seine[mnrs]?|ihre[mnrs]?) \d{1,3}\.$",
    re.IGNORECASE,
)
_TOLD = re.compile(r"[—–-]\s+([^\W\d_])")
_JAPANESE_QUOTE = re.compile(r"[。！？!?][」』]$")
_PARTICLE = re.compile(r"と|って|という|など|の|を|が|は|に|で|も|だ")

_INITIALS = re.compile(r"\b[A-Z](?:\.[A-Z])*\.$")
_BEFORE_MORE = re.compile(
    r"\b(?:est|vol|no|fig|bn|mn|tn|ft|co|corp|inc|ltd|dept|univ|jr|sr|jan|feb|mar|apr|jun|jul|aug|"
    r"sept|sep|oct|nov|dec|a\.m|p\.m|st|al|eds?)\.$",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"\(?\d{1,2}[.)]|[-•*·]")
_OPENS_NEW = re.compile(
    r"(?:The|A|An|In|On|At|It|He|She|They|We|I|You|But|And|This|That|These|Those|Its|His|Her|Their"
    r"|However|Meanwhile|When|While|If|As|For|There|After|Before|Since|Some|Many|Most|Both|No|Not"
    r"|What|Why|How|Who|Still|Then|Now|Yet|Instead|Last|Next)\b"
)


def split(text: str, language: str = "en") -> list[Span]:
    """Return the sentences of `text` in order, without surrounding whitespace, none empty.

    Whatever is not whitespace is in exactly one sentence. `language` is an ISO 639-1 code.
    """
    sentences: list[Span] = []
    for start, end in _boundaries(text, language):
        span = _strip(text, start, end)
        if span is None:
            continue
        if sentences and _joined(text, sentences[-1], span, language):
            span = Span(sentences.pop().start, span.end)
        sentences.append(span)
    return [piece for span in sentences for piece in _cut(text, span)]


def _boundaries(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield sentencex's sentences, asked a window at a time: its time grows with the square.

    The last sentence of a window may be cut short and is asked for again with the next.
    """
    import sentencex

    at = 0
    while at < len(text):
        found = sentencex.get_sentence_boundaries(language, text[at : at + WINDOW])
        ends = [at + boundary["end_index"] for boundary in found]
        if at + WINDOW < len(text):
            ends = ends[:-1]
        if not ends:
            ends = [_break(text, at, at + WINDOW)]
        for end in ends:
            yield at, end
            at = end


def _strip(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _within(before: str, after: str) -> bool:
    """Whether nothing ends between two stretches without a space: 5．7, 「…。」と言った."""
    if _JAPANESE_QUOTE.search(before):
        return _PARTICLE.match(after) is not None
    return before[-1] in ".．" and before[-2:-1].isdigit() and after[0].isdigit()


def _joined(text: str, left: Span, right: Span, language: str) -> bool:
    before = text[max(left.start, left.end - 16) : left.end]
    after = text[right.start : right.end]
    if "\n" in text[left.end : right.start]:
        return False
    if _BEFORE_NAME.search(before) or _LIST_NUMBER.fullmatch(text, left.start, left.end):
        return True
    if left.end == right.start and _within(before, after):
        return True
    if language == "de" and _ORDINAL.search(before):
        return True
    told = _TOLD.match(after)
    if (told and told[1].islower()) or (
        language != "en" and after[0].islower() and _SHORT.search(before)
    ):
        return True
    if _INITIALS.search(before):
        return not _OPENS_NEW.match(after)
    if _BEFORE_MORE.search(before):
        return after[0].islower() or after[0].isdigit()
    return not any(c.isalnum() for c in after)


def _break(text: str, start: int, end: int) -> int:
    """Return where to cut a text that has no full stop before `end`: after a mark or a space."""
    at = max(text.rfind(mark, start, end) for mark in ("; ", ", ", "；", "，"))
    if at < start + (end - start) // 3:
        at = text.rfind(" ", start, end)
    return min(end, len(text)) if at <= start else at + 1


def _cut(text: str, span: Span) -> list[Span]:
    pieces = []
    start = span.start
    while span.end - start > LONGEST:
        at = _break(text, start, start + LONGEST)
        piece = _strip(text, start, at)
        if piece is not None:
            pieces.append(piece)
        start = at
    last = _strip(text, start, span.end)
    return [*pieces, last] if last is not None else pieces
