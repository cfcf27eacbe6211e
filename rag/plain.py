"""The plain claim in a piece of model output, without what models put around it.

Takes off list marks, Markdown, HTML tags, lead-ins, and citation marks, which code alone may set.
The words of the claim stay as they are. Whether it is true is for rag/verify.py.
"""

from __future__ import annotations

import re

from prompts import SENTINEL

_HEADING = re.compile(r"#{1,6}\s|```|(?:\*\*|__)[^*_]*[^*_.!?:](?:\*\*|__)$")
_BULLET = re.compile(r"(?:>\s*|[-*+•▪◦‣·]\s+|\(?\d{1,2}[.)]\s+|#{1,6}\s+)+")
_NEXT_BULLET = re.compile(r"(?<=[.!?:])\s+(?:\(?\d{1,2}[.)]|[-*•])$")
_NUMBERED = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Nos?|Vol|Art|Sec|Ch|Figs?|pp?|Rs)\.\s+\d+\.$",
    re.IGNORECASE,
)
"""Abbreviations that a number belongs to: "on Nov. 12." ends with no list mark."""
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[a-zA-Z!][^>]*>")
# The lengths keep a bracket that nobody closes from holding back the rest of an answer.
_UNFINISHED = re.compile(
    r"(?:!?\[[^\]]{0,200}(?:\](?:\([^)]{0,400})?)?|【[^】]{0,80}|</?(?:[a-zA-Z][^>]{0,400})?|!)$"
)
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_ESCAPE = re.compile(r"\\([\\*_`$#\[\]().!~-])")
_INITIALS = re.compile(r"\b([A-Z]\.) (?=[A-Z]\.)")
"""Small models write "U. S." of the "U.S." they have read."""

_MARK = re.compile(
    r"""\s*(?:
        \[\^?\d{1,3}(?:\s*[,;–-]\s*\^?\d{1,3})*\](?!\()
      | 【[^】]*】
      | [\[(]\s*(?:sources?|citations?|refs?|references?)\s*:[^\])]*[\])]
      | [\[(]\s*(?:see\s+)?(?:source|article|passage|document|doc|citation)s?
            \s*\#?\d+(?:\s*(?:,|and|&|-|–)\s*\d+)*\s*[\])]
    )""",
    re.VERBOSE | re.IGNORECASE,
)

_ARTICLES = (
    r"(?:(?:the|these|this)\s+)?(?:(?:provided|given|above)\s+)?(?:news\s+)?"
    r"(?:articles?|texts?|passages?)"
)
_LEAD_IN = re.compile(
    rf"""(?:
        (?:answer|sentences|summary)\s*:\s+
      | (?:yes|no),\s+(?=\S+\s+\S)
      | (?:sure|certainly|of\s+course|okay)[,!.]?\s+(?=here\b)
      | here\s+(?:is|are)\b[^.:]{{0,100}}:\s+
      | (?:based\s+on|according\s+to|as\s+(?:stated|mentioned|reported)\s+in)\s+{_ARTICLES}
            (?:\s+(?:provided|given|above))?,\s+
    )+""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_CLAIM = re.compile(
    r"""(?:sure|certainly|of\s+course|okay|ok|yes|no|answer|summary)[.!,]*
      | here\s+(?:is|are)\b.*
      | .*\bas\s+follows[.]?
      | (?:i\s+hope\s+this|let\s+me\s+know|feel\s+free)\b.*
      | \(?\d{1,2}[.)]""",
    re.VERBOSE | re.IGNORECASE,
)
_SILENCE = re.compile(
    rf"""{_ARTICLES}\s+(?:do|does)(?:\s+not|n['’]t)\s+(?:\w+ly\s+)?
    (?:say|mention|state|specify|provide|contain|explain|give|discuss|answer|address)\b""",
    re.VERBOSE | re.IGNORECASE,
)


def claim(piece: str) -> str:
    """Return the claim in a piece of model output, or "" if it makes none.

    A heading, a phrase that ends in a colon, "Here are the reasons." and a bare "Yes." make none.
    """
    if _HEADING.match(piece.strip()):
        return ""
    plain = _unmarked(piece)
    text = _LEAD_IN.sub("", plain, count=1) if _LEAD_IN.match(plain) else plain
    if text != plain:
        text = text[:1].upper() + text[1:]
    if text.endswith((":", "：")) or _NO_CLAIM.fullmatch(text):
        return ""
    return text if any(c.isalnum() for c in text) else ""


def without_pictures(text: str) -> str:
    """Return `text` without Markdown images, whose exclamation mark would end a sentence."""
    return _IMAGE.sub("", text)


def settled(text: str) -> str:
    """Return `text` up to where a link, a tag or a mark is still arriving."""
    return _UNFINISHED.sub("", text)


def growing(piece: str) -> str:
    """Return words that are still arriving, fit to be shown; the sentinel never shows."""
    text = _unmarked(settled(piece))
    return "" if key(SENTINEL).startswith(key(text)) or tells_nothing(text) else text


def tells_nothing(text: str) -> bool:
    """Whether a sentence says that the articles do not tell: the sentinel, or one much like it."""
    return bool(_SILENCE.match(text.strip("\"'“”‘’ "))) or key(text) == key(SENTINEL)


def key(text: str) -> str:
    """Return the words of `text` alone, for telling whether two sentences are the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _unmarked(text: str) -> str:
    """Return `text` on one line without Markdown, HTML tags or citation marks."""
    text = " ".join(text.split())
    if not _NUMBERED.search(text):
        text = _NEXT_BULLET.sub("", text)
    if bullet := _BULLET.match(text):
        text = text[bullet.end() :]
    text = _INITIALS.sub(r"\1", text)
    text = _LINK.sub(r"\1", without_pictures(_TAG.sub("", _MARK.sub("", text))))
    text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text))
    text = _ESCAPE.sub(r"\1", text.replace("**", "").replace("__", ""))
    return " ".join(text.split())
