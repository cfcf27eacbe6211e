"""What a claim quotes -> as printed, the right name in brackets. Changes nothing outside quotes.

A model reads articles with the names put right, and so quotes words that nobody printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.glossary import corrected
from index.types import Repair
from rag.types import Citation

_QUOTE = re.compile(r"“[^“”]+”|\"[^\"]+\"|«[^«»]+»|„[^„“”]+[“”]|「[^「」]+」|『[^『』]+』")


def as_printed(text: str, citations: Sequence[Citation]) -> str:
    """Return `text` with repaired names in its quotations as `printed [name]`."""
    repairs = [(citation, repair) for citation in citations for repair in _repairs(citation)]
    if not repairs:
        return text
    return _QUOTE.sub(lambda quote: _bracketed(quote[0], repairs), text)


def _repairs(citation: Citation) -> list[Repair]:
    span = citation.span
    inside = citation.article.repairs
    return [r for r in inside if span.start <= r.span.start and r.span.end <= span.end]


def _bracketed(quote: str, repairs: Sequence[tuple[Citation, Repair]]) -> str:
    """Return a quotation with each name as the cited text prints it, in the order of that text."""
    forms: dict[str, list[str]] = {}
    for citation, repair in repairs:
        if _words(quote) in _words(corrected(citation.article, citation.span)):
            forms.setdefault(repair.name, []).append(repair.printed)
    if not forms:
        for citation, repair in repairs:
            if repair.name not in citation.quote:
                forms.setdefault(repair.name, []).append(repair.printed)
    if not forms:
        return quote
    names = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))

    def shown(match: re.Match[str]) -> str:
        printed = forms[match[0]]
        return f"{printed.pop(0) if len(printed) > 1 else printed[0]} [{match[0]}]"

    return re.sub(rf"(?<![\w\[])(?:{names})(?![\w\]])", shown, quote)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
