"""Whose words a text gives: who is said to say it, and what stands in quotation marks."""

from __future__ import annotations

import re

from index.types import Article

SPEECH = re.compile(
    r"\b(?:said|says|say|told|tells|claim(?:s|ed)|argu(?:es|ed)|accord(?:s|ing)|alleg(?:es|ed)|believes?"
    r"|thinks?|repeat(?:s|ed)|insist(?:s|ed)|estimat(?:es|ed)|warn(?:s|ed)|expects?|predict(?:s|ed)|wrote"
    r"|writes|add(?:s|ed)|call(?:s|ed)|denied|denies|announced|report(?:s|ed)|described|describes"
    r"|(?:dismiss|reject|prais|denounc|condemn|criticis)(?:e?s|ed)(?=\b[^.;,]*\bas\b))\b"
    r"|称|表示|说|认为|据",
    re.IGNORECASE,
)


_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{4,}?)[\"”“»]|(?<!\w)[‘']([^‘’']{12,}?)[’'](?!\w)")


_REPORTED = r"(?:said|says|reported|reports|wrote|writes)"


def without_outlet(claim: str, article: Article) -> str:
    """Return `claim` without “, the Harbour Ledger reported” where that is the article's outlet."""
    if not article.outlet:
        return claim
    outlet = rf"(?:the )?{re.escape(article.outlet.removeprefix('The '))}"
    found = re.sub(
        rf",\s+(?:{outlet}\s+{_REPORTED}|according to {outlet})(?=\.?$)"
        rf"|^(?:according to {outlet},|{outlet}\s+{_REPORTED}\s+that)\s+",
        "",
        claim,
        flags=re.IGNORECASE,
    )
    return f"{found[:1].upper()}{found[1:]}"


def quotations(text: str) -> list[str]:
    """Return what stands in quotation marks in `text`."""
    return [m[1] or m[2] for m in _QUOTED.finditer(text)]


def around(text: str) -> str:
    """Return `text` without what stands in quotation marks."""
    return _QUOTED.sub(" ", text)
