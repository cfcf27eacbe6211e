"""Lines -> labels: what belongs to the article and what the page put around it, with reasons.

Works on wording, shape and place alone. Where an extractor has already chosen among the lines of
an HTML page (`chosen`), its choice decides and the labels only refine it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.folding import Line
from index.types import BlockKind
from index.wording import MENU, PROMOTION, WORDING

KEPT: frozenset[BlockKind] = frozenset({"headline", "deck", "body", "heading", "quote", "caption"})
"""The kinds that make up an article's text."""

EVIDENCE: frozenset[BlockKind] = frozenset({"headline", "deck", "body", "quote", "caption"})
"""The kinds whose sentences can support a claim."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a line is taken for, and why."""

    kind: BlockKind
    reason: str


_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_END = re.compile(r"[.!?…。！？](?:[\"'”’»)\]」』]*)(?:\s|$)|[。！？]")
_LAST = re.compile(r"[.!?…。！？;:：；][\"'”’»)\]」』]*$")
_QUESTIONS = re.compile(r"(?:[^.!?。！？]+[?？])+$")

BEFORE = "short line before the article"
BETWEEN = "short line between paragraphs"
AFTER = "short line after the article"
OUTSIDE = "outside the article as extracted"
HEADED = "marked as a heading"
NAVIGATION = "in the page's navigation"
BY_PLACE = frozenset({BEFORE, BETWEEN, AFTER, OUTSIDE, HEADED})
"""The reasons that say where a line stands, and nothing about what it is."""


def label(lines: Sequence[Line], chosen: Sequence[bool] | None = None) -> list[Label]:
    """Return one label per line. `chosen` holds an extractor's verdict on each line."""
    wording = [_by_wording(line) for line in lines]
    prose = [
        wording[i] is None and is_prose(line) and (chosen is None or chosen[i])
        for i, line in enumerate(lines)
    ]
    body = [i for i, yes in enumerate(prose) if yes]
    first, last = (body[0], body[-1]) if body else (len(lines), -1)
    labels: list[Label] = []
    region: Label | None = None
    for i, line in enumerate(lines):
        if i and labels[-1].kind == "advert" and _advert_goes_on(lines, wording, i):
            labels.append(Label("advert", "between an advert's marks"))
            continue
        if line.hidden:
            labels.append(Label("boilerplate", "hidden from readers"))
            continue
        if chosen is not None and not chosen[i]:
            labels.append(_left_out(line, wording[i]))
            continue
        found = wording[i]
        region = _region(region, found, line, prose[i], after=i > first)
        if region is not None:
            labels.append(found or Label(region.kind, f"follows the {region.reason}"))
        else:
            labels.append(found or _by_place(line, prose[i], i, first, last, chosen is not None))
    _mark_lists(lines, labels)
    mark_headline(lines, labels, first)
    return labels


def _advert_goes_on(lines: Sequence[Line], wording: Sequence[Label | None], i: int) -> bool:
    """Whether a mark such as "article continues below" follows line `i` closely."""
    for j in range(i, min(i + 4, len(lines))):
        found = wording[j]
        if found is not None and found.kind == "advert" and "continue" in lines[j].text.lower():
            return True
    return False


def _region(
    region: Label | None, found: Label | None, line: Line, prose: bool, *, after: bool
) -> Label | None:
    """Return the part of the page's frame that `line` is in, None for the article itself."""
    if region is not None and region.kind == "comments":
        return region
    if found is not None and after and found.kind in ("comments", "rating"):
        return found
    if found is not None and found.kind == "related" and after and _heads_list(line):
        return found
    if found is not None and found.reason == "sponsor's message":
        return found
    if region is None:
        return None
    if region.kind == "advert":
        return region if prose else None
    return None if prose and words(line.text) >= 20 else region


def _heads_list(line: Line) -> bool:
    """Whether a line such as "Most read" begins a list, unlike "Read more: ..." with its title."""
    return words(line.text) <= 7 and words(line.text.partition(":")[2]) < 3


def is_prose(line: Line) -> bool:
    """Whether a line reads as sentences rather than as a title, a menu or a list of links."""
    count = words(line.text)
    if count < 5 or not _END.search(line.text) or (count <= 16 and _QUESTIONS.match(line.text)):
        return False
    ends = bool(_LAST.search(line.text))
    return count >= (6 if ends else 14) or (count >= 5 and ends and "." in line.text)


def words(text: str) -> int:
    """Return the number of words; two Chinese, Japanese or Korean characters count as one."""
    return len(_WORD.findall(_CJK.sub(" ", text))) + (len(_CJK.findall(text)) + 1) // 2


def _by_wording(line: Line) -> Label | None:
    if len(line.text) > _LONGEST_WORDING:
        return None
    count = words(line.text)
    for kind, longest, pattern, reason in WORDING:
        if count <= longest and pattern.search(line.text):
            return Label(kind, reason)
    return None


_LONGEST_WORDING = 1000
"""Characters; a longer line is text, whatever it begins with."""

_CONTAINERS: tuple[tuple[BlockKind, frozenset[str], str], ...] = (
    ("menu", frozenset({"nav", "header", "menu"}), NAVIGATION),
    ("boilerplate", frozenset({"footer", "form", "button", "dialog"}), "in the page's frame"),
    ("related", frozenset({"aside"}), "beside the article"),
)


def _left_out(line: Line, found: Label | None) -> Label:
    """Label a line that the extractor left out."""
    if found is not None and found.kind not in KEPT:
        return found
    frame = contained(line)
    if frame is not None:
        return frame
    if MENU.search(line.text) and not is_prose(line):
        return Label("menu", "links in a row")
    return Label("boilerplate", OUTSIDE)


def contained(line: Line) -> Label | None:
    """Label a line by an element that is never the article: navigation, footer, aside."""
    for kind, tags, reason in _CONTAINERS:
        if tags.intersection(line.tags):
            return Label(kind, reason)
    return None


def heading_tag(line: Line) -> str:
    """Return the name of the heading element that `line` stands in, or nothing."""
    return next((tag for tag in line.tags[-3:] if re.fullmatch(r"h[1-6]", tag)), "")


def _by_place(line: Line, prose: bool, i: int, first: int, last: int, chosen: bool) -> Label:
    if not any(c.isalnum() for c in line.text):
        return Label("boilerplate", "a rule or an ornament")
    frame = None if chosen or prose or "article" in line.tags else contained(line)
    if frame is not None:
        return frame
    if heading_tag(line) and (chosen or i <= last):
        return Label("heading", HEADED)
    if "figcaption" in line.tags:
        return Label("caption", "caption of a figure")
    if prose:
        quoted = "blockquote" in line.tags
        return Label("quote", "block quotation") if quoted else Label("body", "sentences")
    if chosen and i < first and words(line.text) <= 3:
        return Label("menu", BEFORE)
    if chosen or ("li" in line.tags and i > first):
        return Label("body", "list or table within the article")
    return _unfinished(line, i, first, last)


def _unfinished(line: Line, i: int, first: int, last: int) -> Label:
    """Label a line that is not a sentence by where it stands."""
    if PROMOTION.search(line.text):
        return Label("advert", "offers something, and is no sentence")
    if MENU.search(line.text):
        return Label("menu", "links in a row")
    if i < first:
        return Label("menu", BEFORE)
    if i > last:
        return Label("boilerplate", AFTER)
    if words(line.text) > 18:
        return Label("body", "long line within the article")
    return Label("heading", BETWEEN)


_ITEM = re.compile(r"^(?:[-•*·–]|\(?\d{1,2}[.)])\s|\s[–—]\s|^[^:：]{2,24}[:：]\s*\S")
_BUTTONS = re.compile(r"(?:\s*\[[^\]]{1,60}\])+\s*$")


def _mark_lists(lines: Sequence[Line], labels: list[Label]) -> None:
    """Of short lines in a row only the last can head a section; list items among them are text."""
    for i in range(len(labels) - 1, -1, -1):
        if labels[i].kind in EVIDENCE:
            break
        if labels[i].kind == "heading":
            labels[i] = Label("boilerplate", AFTER)
    for i in range(len(labels) - 1):
        if labels[i].reason != BETWEEN:
            continue
        if _BUTTONS.match(lines[i].text):
            labels[i] = Label("boilerplate", "buttons in a row")
        elif _is_item(lines[i]) and (
            labels[i + 1].kind == "heading" or (i and labels[i - 1].reason == "item of a list")
        ):
            labels[i] = Label("body", "item of a list")


def _is_item(line: Line) -> bool:
    return _ITEM.search(line.text) is not None and words(line.text) >= 4


def mark_headline(lines: Sequence[Line], labels: list[Label], first: int) -> None:
    """Turn the likeliest line before the body into the headline, the one after it into the deck."""
    body = " ".join(
        line.text for line, label in zip(lines, labels, strict=True) if label.kind == "body"
    )
    vocabulary = {w.lower() for w in _WORD.findall(body) if len(w) > 3} | set(_CJK.findall(body))
    best, best_score = -1, 0.0
    limit = min(first + 1, len(lines))
    for i in range(limit):
        score = _headline_score(lines, labels, i, first, vocabulary)
        if score > best_score:
            best, best_score = i, score
    if best < 0:
        return
    labels[best] = Label("headline", "title line before the article")
    for i in range(best + 1, min(first, best + 3)):
        if labels[i].kind in ("menu", "heading") and 5 <= words(lines[i].text) <= 45:
            if not MENU.search(lines[i].text):
                labels[i] = Label("deck", "line under the headline")
            break


def _headline_score(
    lines: Sequence[Line], labels: Sequence[Label], i: int, first: int, vocabulary: set[str]
) -> float:
    line, kind, count = lines[i], labels[i].kind, words(lines[i].text)
    tag = heading_tag(line)
    titled = tag in ("h1", "h2")
    if line.hidden or kind not in ("menu", "heading", "boilerplate") or not 2 <= count <= 35:
        return 0.0
    if labels[i].reason not in (
        BEFORE,
        HEADED,
        OUTSIDE,
        NAVIGATION,
        BETWEEN,
    ):
        return 0.0
    if not titled and (MENU.search(line.text) or count < 3):
        return 0.0
    if labels[i].reason in (OUTSIDE, NAVIGATION) and tag != "h1":
        return 0.0
    terms = {w.lower() for w in _WORD.findall(line.text) if len(w) > 3} | set(
        _CJK.findall(line.text)
    )
    shared = len(terms & vocabulary) / len(terms) if terms else 0.0
    following = labels[i + 1].kind if i + 1 < len(labels) else "body"
    score = 1.0 + 3.0 * shared + (1.0 if count >= 5 else 0.0) - 0.05 * max(0, first - i)
    if following in ("metadata", "byline", "body", "caption"):
        score += 1.0
    if titled:
        score += 3.0 if tag == "h1" else 1.0
    return score
