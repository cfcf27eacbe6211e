"""Lines -> labels: what belongs to the article and what the page put around it, with reasons.

The judging is done by the trained models in `taggers`, which know shape, place and wording; here their
answers are made to agree with what HTML says of itself, and with each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.folding import Line
from index.lines import gaps
from index.places import places
from index.regions import forced_kinds
from index.taggers import OWN, Forest, kinds, likelihoods, taken
from index.traits import PROSE, WORDS, Floats, Traits, is_prose, traits
from index.types import BlockKind
from index.wording import MENU, Wording, by_wording

KEPT: frozenset[BlockKind] = frozenset({"headline", "deck", "body", "heading", "quote", "caption"})
"""The kinds that make up an article's text."""

EVIDENCE: frozenset[BlockKind] = frozenset({"headline", "deck", "body", "quote", "caption"})
"""The kinds whose sentences can support a claim."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a line is taken for, and why."""

    kind: BlockKind
    reason: str


_REASONS: dict[BlockKind, str] = {
    "headline": "title line before the article",
    "deck": "line under the headline",
    "byline": "names who wrote it",
    "dateline": "place and agency of the report",
    "body": "reads as the article's text",
    "heading": "heads what follows in the article",
    "quote": "quotation on its own",
    "caption": "tells of a picture",
    "menu": "short line among others of its kind",
    "advert": "offers something",
    "metadata": "date, source or counter",
    "related": "leads to another story",
    "rating": "part of a vote or rating",
    "comments": "part of the readers' comments",
    "boilerplate": "the site's own words",
}
_UNSURE = 0.3
"""Likelihood to be the article's from which a line that is left out says so."""


def label(
    rows: Sequence[Line],
    text: str,
    chosen: Sequence[bool] | None = None,
    judge: Callable[[Forest, Floats], Floats] = likelihoods,
) -> list[Label]:
    """Return one label per line of the page `text`.

    Of an HTML page, `chosen` holds an extractor's verdict on each line. `judge` gives the likelihood
    of each visible line to be the article's, from its row of a table (see `taggers`).
    """
    shown = [i for i, row in enumerate(rows) if not row.hidden]
    lines = [rows[i] for i in shown]
    found = [Label("boilerplate", "hidden from readers")] * len(rows)
    forest: Forest = "text" if chosen is None else "html"
    if chosen is None:
        made = traits(lines, gaps(lines, text))
        table = made.table
    else:
        made = traits(lines, [1] * len(lines))
        where = places(lines, [chosen[i] for i in shown], made.own[:, WORDS])
        table = np.concatenate([made.table, where], axis=1)
    likely = judge(forest, table)
    words_, prose = made.own[:, WORDS], made.own[:, PROSE] > 0
    kept = taken(forest, likely, words_, float(words_[prose].sum()))
    worded = made.worded
    kept |= _lists(lines, worded, likely, kept)
    notes = _corrections(lines, prose, kept)
    forced = forced_kinds(lines, made, worded, likely, kept & ~notes)
    kept |= notes
    kept[[i for i, kind in forced.items() if kind not in KEPT]] = False
    if float(words_[kept].sum()) < _FEWEST and not prose[kept].any():
        return _noted(rows, shown, kept | _notes(lines, worded, likely), worded)
    told: list[BlockKind] = kinds(made, likely, kept)
    for i, (kind, by_words) in enumerate(zip(told, worded, strict=True)):
        if i in forced:
            told[i] = forced[i]
        elif by_words is not None and (kind not in OWN or by_words[0] == "caption"):
            told[i] = by_words[0]
    told = [_by_element(line, kind) for line, kind in zip(lines, told, strict=True)]
    _agree(lines, made, told)
    for i, line_told, by_words, chance in zip(shown, told, worded, likely.tolist(), strict=True):
        found[i] = Label(line_told, _reason(line_told, by_words, chance))
    return found


_FEWEST = 15
"""Words; where less would be kept and no sentence, the page is a note: all that nothing speaks against."""


def _lists(
    lines: Sequence[Line], worded: Sequence[Wording], likely: Floats, kept: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return the lines of lists that stand between kept lines and are no lists of links."""
    found = np.zeros(len(lines), dtype=bool)
    at = np.flatnonzero(kept).tolist()
    for above, below in pairwise([*at, len(lines)]):
        inner = range(above + 1, below)
        if below == len(lines):  # after the last paragraph a list needs a heading
            if above < 0 or is_prose(lines[above].text, words(lines[above].text)):
                break
            ends = (i for i in inner if worded[i] is not None or not _is_item(lines[i]))
            inner = range(above + 1, next(ends, below))
        items = [i for i in inner if worded[i] is None and _is_item(lines[i])]
        if (
            2 <= len(items) <= _LONGEST_LIST
            and all(worded[i] is None or i < items[0] or i > items[-1] for i in inner)
            and float(likely[items].mean()) >= _LIKELY_LIST
        ):
            head = items[0] - 1
            first = head if head > above and worded[head] is None else items[0]
            found[first : items[-1] + 1] = True
    return found


def _corrections(
    lines: Sequence[Line], prose: NDArray[np.bool_], kept: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return the notes of correction, which belong to the article wherever they stand."""
    found = np.zeros(len(lines), dtype=bool)
    for i, line in enumerate(lines) if kept.any() else ():
        headed = i > 0 and _CORRECTION.fullmatch(lines[i - 1].text) is not None
        found[i] = prose[i] and (headed or _CORRECTS.match(line.text) is not None)
    return found


_NOTE = r"(?:corrections?|clarification|editor['’]s note|更正|訂正|berichtigung|korrektur|corrección|rectificatif)"
_CORRECTION = re.compile(rf"{_NOTE}\s*[:：.]?", re.IGNORECASE)
_CORRECTS = re.compile(rf"{_NOTE}\s*[:：(（]", re.IGNORECASE)

_ITEM = re.compile(r"(?:[-•*·–]|\(?\d{1,2}[.)])\s|.*\s[–—]\s|[^:：]{2,24}[:：]\s*\S")
_LONGEST_LIST = 12
_LIKELY_LIST = 0.15


def _is_item(line: Line) -> bool:
    listed = "li" in line.tags[-2:] or _ITEM.match(line.text) is not None
    return listed and line.linked < 0.5 and words(line.text) >= 2


def _notes(lines: Sequence[Line], worded: Sequence[Wording], likely: Floats) -> NDArray[np.bool_]:
    """Return the lines of a page without an article that may be a note of a few words."""
    open_ = np.array(
        [
            by_words is None
            and not MENU.search(line.text)
            and not _FRAME.intersection(line.tags)
            and any(c.isalnum() for c in line.text)
            for line, by_words in zip(lines, worded, strict=True)
        ],
        dtype=bool,
    )
    if not open_.any():
        return open_
    found: NDArray[np.bool_] = open_ & (likely >= likely[open_].max() / 3)
    return found


def _noted(
    rows: Sequence[Line], shown: Sequence[int], notes: NDArray[np.bool_], worded: Sequence[Wording]
) -> list[Label]:
    """Label a page of which only these lines can be anything."""
    found = [Label("boilerplate", "hidden from readers")] * len(rows)
    for i, note, by_words in zip(shown, notes.tolist(), worded, strict=True):
        if note:
            found[i] = Label("body", "nothing on the page reads as an article")
        else:
            found[i] = Label(*by_words) if by_words else Label("menu", _REASONS["menu"])
    return found


_FRAME = frozenset({"nav", "menu", "footer", "form", "button", "dialog"})


def _reason(kind: BlockKind, by_words: Wording, likely: float) -> str:
    reason = by_words[1] if by_words is not None and by_words[0] == kind else _REASONS[kind]
    if kind not in KEPT and likely >= _UNSURE:
        return f"{reason}, though it might be the article's"
    return reason


# --- what HTML says of itself ---------------------------------------------------------------------

_CONTAINERS: tuple[tuple[BlockKind, frozenset[str]], ...] = (
    ("menu", frozenset({"nav", "menu"})),
    ("boilerplate", frozenset({"footer", "form", "button", "dialog"})),
    ("related", frozenset({"aside"})),
)


def _by_element(line: Line, kind: BlockKind) -> BlockKind:
    if not line.tags:
        return kind
    if "figcaption" in line.tags:
        return "caption"
    if kind in OWN:
        if heading_tag(line):
            return "heading"
        if "blockquote" in line.tags:
            return "quote"
        listed = "li" in line.tags[-2:] or "table" in line.tags
        return "body" if listed or words(line.text) > _LONGEST_HEADING else kind
    if kind in ("menu", "boilerplate", "related"):
        return next((name for name, tags in _CONTAINERS if tags.intersection(line.tags)), kind)
    return kind


def heading_tag(line: Line) -> str:
    """Return the name of the heading element that `line` stands in, or nothing."""
    return next((tag for tag in line.tags[-3:] if re.fullmatch(r"h[1-6]", tag)), "")


_LONGEST_HEADING = 16


# --- what has to agree ----------------------------------------------------------------------------


def _agree(lines: Sequence[Line], made: Traits, told: list[BlockKind]) -> None:
    """Let there be a headline, and nothing of the article's head or pictures away from it."""
    own = [i for i, kind in enumerate(told) if kind in OWN]
    if not own:
        return
    first, last = own[0], own[-1]
    title = _headline(lines, made, told, first)
    _ask(lines, made, told, own)
    for i, kind in enumerate(told):
        if kind == "headline" and i > first and i != title:
            told[i] = "related"
        elif kind == "deck" and not (title is not None and title < i < first + 3):
            told[i] = "related" if i > last or title is None or i < title else "body"
        elif kind == "caption" and not (title if title is not None else first) - 3 <= i <= last + 3:
            told[i] = "related"
    if title is not None:
        told[title] = "headline"


def _ask(lines: Sequence[Line], made: Traits, told: list[BlockKind], own: Sequence[int]) -> None:
    """Let a question between paragraphs head what follows, unless it is one of an interview's."""
    prose = made.own[:, PROSE] > 0
    asked = [
        i
        for above, i, below in zip(own, own[1:], own[2:], strict=False)
        if told[i] == "body" and lines[i].text[-1] in "?？؟"
        if prose[above] and not prose[i] and prose[below]
    ]
    if len(asked) * _ANSWERS <= len(own):
        for i in asked:
            told[i] = "heading"


_ANSWERS = 3
"""Lines that each question has at least, where questions are headings."""


def _headline(
    lines: Sequence[Line], made: Traits, told: Sequence[BlockKind], first: int
) -> int | None:
    """Return the line that is likeliest the headline, None where none is like one."""
    share, _, _, _ = made.about
    best, best_score = None, 0.0
    for i in range(min(first + 1, len(lines))):
        score = _title_score(lines[i], made.own[i], told[i], float(share[i]))
        score -= 0.03 * max(0, first - i)
        if score > best_score:
            best, best_score = i, score
    return best


_TITLES = frozenset({"headline", "heading", "menu", "boilerplate", "related", "deck", "dateline"})


def _title_score(line: Line, own: Floats, kind: BlockKind, share: float) -> float:
    count, tag = own[WORDS], heading_tag(line)
    if not 2 <= count <= 35 or (kind not in _TITLES and tag != "h1"):
        return 0.0
    if kind != "headline" and tag != "h1":
        short = count < 3 and not share and kind != "heading"
        if MENU.search(line.text) or short or own[PROSE] or {"nav", "aside"} & {*line.tags}:
            return 0.0
        if by_wording(line.text, int(count)) is not None:
            return 0.0
    return (
        1.0
        + 2.0 * share
        + (3.0 if kind == "headline" else 0.0)
        + (5.0 if tag == "h1" else 0.7 if tag == "h2" else 0.0)
        + (0.7 if count >= 5 else 0.0)
    )


_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


def words(text: str) -> int:
    """Return the number of words; two Chinese, Japanese or Korean characters count as one."""
    return len(_WORD.findall(_CJK.sub(" ", text))) + (len(_CJK.findall(text)) + 1) // 2
