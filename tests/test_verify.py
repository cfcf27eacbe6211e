"""Lies of known kinds and true paraphrases, against short news texts."""

from __future__ import annotations

import pytest
from conftest import citer_of

from index.embed import MiniLM
from rag.proof import proven
from rag.sources import Sources
from rag.verify import halves

EMBEDDER = MiniLM()

MERGER = """Kestrel Freight buys Dunmere Logistics

By Jonas Thiele

Published: 9 May 2024

Kestrel Freight said on Thursday that it has agreed to buy Dunmere Logistics for $1.2bn in cash and stock. The deal needs the approval of the competition office, which is expected to decide in October.

Kestrel plans to close two of the nine warehouses of Dunmere and expects savings of $85 million a year by 2026. It does not intend to cut jobs at the ports.

"We are buying doors, not trucks," said Anneke Roos, the chief executive of Kestrel. Colm Dunmere, the founder of Dunmere, reportedly wants to retire once the deal is closed. A spokesman said that no decision had been taken.

Shares of Kestrel fell by 12.5 per cent after the announcement. Holm-Varga, a rival, had offered eight hundred million euros in March but was rejected by Dunmere.
"""

FERRY = """Seven dead after ferry runs aground

By Una Prestwick

15 March 2024

Seven people died when the ferry Marrin Star struck rocks in Skarrow Sound on Thursday. A further 58 people were injured, the coastguard said.

The ferry was built in 1996 and passed an inspection in November. Its port engine had lost power twice in February, according to a deckhand who asked not to be named.

The operator, Skarrow Line, denied that it had ignored the storm warning. Hugh Pennick, its managing director, said the forecast was inside the limits of the company. He declined to give the limits.

Investigators have not found a cause. The Marine Casualty Bureau could publish a first report in June. Three helicopters rescued passengers rather than crew.
"""

TRUE = [
    (MERGER, "Kestrel Freight has agreed to buy Dunmere Logistics for 1.2 billion dollars."),
    (MERGER, "Kestrel agreed to buy Dunmere Logistics for $1.2 billion in cash and stock."),
    (MERGER, "Dunmere Logistics will be bought by Kestrel Freight for $1.2bn, Kestrel said."),
    (MERGER, "The deal needs the approval of the competition office."),
    (MERGER, "The competition office is expected to decide in October."),
    (MERGER, "Kestrel plans to close two of Dunmere's nine warehouses."),
    (MERGER, "Kestrel expects savings of $85m a year by 2026."),
    (MERGER, "Kestrel does not intend to cut jobs at the ports."),
    (MERGER, "Anneke Roos said: “We are buying doors, not trucks.”"),
    (MERGER, "Anneke Roos is the chief executive of Kestrel."),
    (MERGER, "Colm Dunmere reportedly wants to retire once the deal is closed."),
    (MERGER, "Kestrel's shares fell by 12.5% after the announcement."),
    (MERGER, "Holm-Varga had offered 800 million euros in March."),
    (MERGER, "The offer of Holm-Varga was rejected by Dunmere."),
    (FERRY, "Seven people died when the ferry struck rocks in Skarrow Sound."),
    (FERRY, "58 people were injured, according to the coastguard."),
    (FERRY, "The Marrin Star was built in 1996."),
    (FERRY, "The ferry passed an inspection in November."),
    (FERRY, "The operator Skarrow Line denied that it had ignored the storm warning."),
    (FERRY, "Hugh Pennick said the forecast was inside the company's limits."),
    (FERRY, "Investigators have not found a cause."),
    (FERRY, "The Marine Casualty Bureau could publish a first report in June."),
    (FERRY, "Three helicopters rescued passengers."),
    (FERRY, "According to a deckhand, the port engine had lost power twice in February."),
]

LIES = [
    ("figure", MERGER, "Kestrel agreed to buy Dunmere Logistics for $2.1bn."),
    ("figure", MERGER, "Kestrel expects savings of $58 million a year by 2026."),
    ("figure", MERGER, "Kestrel plans to close three of the nine warehouses."),
    ("figure", MERGER, "Shares of Kestrel fell by 15 per cent."),
    ("unit", MERGER, "Holm-Varga had offered 800 million dollars in March."),
    ("year", MERGER, "Kestrel expects savings of $85 million a year by 2027."),
    ("name", MERGER, "Holm-Varga has agreed to buy Dunmere Logistics for $1.2bn."),
    ("name", MERGER, "Colm Dunmere is the chief executive of Kestrel."),
    ("name", MERGER, "Shares of Holm-Varga fell by 12.5 per cent."),
    ("roles", MERGER, "Dunmere Logistics has agreed to buy Kestrel Freight for $1.2bn."),
    ("roles", MERGER, "Dunmere was rejected by Holm-Varga."),
    ("negation", MERGER, "Kestrel intends to cut jobs at the ports."),
    ("negation", MERGER, "The deal does not need the approval of the competition office."),
    ("quote", MERGER, "Anneke Roos said: “We are buying trucks for less money.”"),
    ("invented", MERGER, "Kestrel will move its headquarters to Norway."),
    ("mixed", MERGER, "Holm-Varga had offered $1.2bn in March."),
    ("figure", FERRY, "Nine people died when the ferry struck rocks."),
    ("figure", FERRY, "A further 64 people were injured."),
    ("mixed", FERRY, "Seven people were injured, the coastguard said."),
    ("year", FERRY, "The ferry was built in 1998."),
    ("name", FERRY, "Una Prestwick is the managing director of Skarrow Line."),
    ("negation", FERRY, "Skarrow Line had ignored the storm warning."),
    ("negation", FERRY, "Investigators have found a cause."),
    ("negation", FERRY, "Hugh Pennick gave the limits."),
    ("instead", FERRY, "Three helicopters rescued crew."),
    ("invented", FERRY, "The captain was arrested on Friday."),
]

SHAKY = [
    ("hedge", MERGER, "Colm Dunmere will retire once the deal is closed."),
    ("hedge", MERGER, "Kestrel will close two of the nine warehouses of Dunmere."),
    ("hedge", FERRY, "The Marine Casualty Bureau publishes a first report in June."),
    ("hedge", MERGER, "The competition office has approved the deal."),
    ("speaker", MERGER, "Kestrel is buying doors, not trucks."),
]


def verdict(text: str, claim: str) -> tuple[str, str]:
    found = proven(claim, citer_of(text, EMBEDDER), Sources(), EMBEDDER)
    assert bool(found.citations) == (found.verdict != "unsupported")
    assert bool(found.reason) == (found.verdict != "supported")
    return found.verdict, found.reason


@pytest.mark.parametrize(("text", "claim"), TRUE, ids=[c for _, c in TRUE])
def test_a_true_paraphrase_is_supported(text, claim):
    assert verdict(text, claim) == ("supported", "")


@pytest.mark.parametrize(("kind", "text", "claim"), LIES, ids=[f"{k}: {c}" for k, _, c in LIES])
def test_a_lie_is_not_shown(kind, text, claim):
    assert verdict(text, claim)[0] == "unsupported"


@pytest.mark.parametrize(("kind", "text", "claim"), SHAKY, ids=[f"{k}: {c}" for k, _, c in SHAKY])
def test_a_lost_hedge_or_speaker_is_never_plain(kind, text, claim):
    assert verdict(text, claim)[0] != "supported"


def test_the_reason_names_what_is_wrong():
    assert "$2.1bn is not in the cited text" in verdict(MERGER, LIES[0][2])[1]
    assert "$1.2bn" in verdict(MERGER, LIES[0][2])[1]
    assert "the other way round" in verdict(MERGER, LIES[9][2])[1]
    assert "word for word" in verdict(MERGER, LIES[13][2])[1]


def test_halves_of_a_joint_claim():
    joined = "Seven people died when the ferry struck rocks, and the ferry was built in 1996."
    assert halves(joined) == [
        "Seven people died when the ferry struck rocks.",
        "the ferry was built in 1996.",
    ]
    found = proven(joined, citer_of(FERRY, EMBEDDER), Sources(), EMBEDDER)
    assert found.verdict == "supported"
    assert [c.quote[:12] for c in found.citations] == ["Seven people", "The ferry wa"]
    assert halves("Google and Facebook compete.") == []
