"""What makes a statement less than a fact, lost in a claim: how sure, who says it, when, how much."""

from __future__ import annotations

from rag import onesided, portion, reported, tense, unsure


def lost(claim: str, text: str) -> str:
    """Return what `claim` leaves out that makes `text` less than a fact, "" if nothing."""
    return (
        unsure.hedged(claim, text)
        or unsure.conditional(claim, text)
        or unsure.nearly(claim, text)
        or onesided.spoken(claim, text)
        or onesided.accused(claim, text)
        or onesided.contended(claim, text)
        or onesided.unnamed(claim, text)
        or reported.lost(claim, text)
        or tense.future(claim, text)
        or tense.undone(claim, text)
        or portion.qualified(claim, text)
        or portion.partial(claim, text)
    )
