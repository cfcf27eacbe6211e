"""True claims that are written otherwise than their text, and beside each a lie of the same kind."""

from __future__ import annotations

import pytest
from evidence import citer_of

from rag.proof import proven
from rag.sources import Sources

SAME = [
    # a common noun at the start of the sentence is no name
    ("Floods closed two roads near Dorn on Monday.", "Two roads near Dorn were closed by floods."),
    ("In Dorn, farmers blocked the road on Monday.", "Farmers blocked the road in Dorn on Monday."),
    ("The council bought lorries from Kestrel.", "Lorries were bought by the council from Kestrel."),
    # "U.S." and initials
    ("The U.S. government fined Lumenar in May.", "The US government fined Lumenar in May."),
    ("The United States fined Lumenar in May.", "The U.S. fined Lumenar in May."),
    ("J. K. Marlow wrote the report for the UK.", "The report for the U.K. was written by J.K. Marlow."),
    ("The E.U. fined Lumenar in May.", "The EU fined Lumenar in May."),
    # sums and figures
    ("Kestrel paid $1.2bn for Dunmere.", "Kestrel paid 1.2 billion dollars for Dunmere."),
    ("Kestrel paid eight hundred million dollars for Dunmere.", "Kestrel paid $800m for Dunmere."),
    ("Kestrel paid US$800 million for Dunmere.", "Kestrel paid $800m for Dunmere."),
    ("The city ordered 1,250 buses.", "The city ordered 1250 buses."),
    ("The city ordered twelve buses.", "The city ordered 12 buses."),
    ("The city ordered two dozen buses.", "The city ordered 24 buses."),
    ("Prices rose by 12.5 per cent in June.", "Prices rose 12.5% in June."),
    ("Half of the 400 workers left Dunmere.", "50 per cent of the 400 workers left Dunmere."),
    ("A quarter of the fish at Low Ings died.", "25% of the fish at Low Ings died."),
    ("One in eight summaries at Osterby had an error.", "12.5 per cent of summaries at Osterby had an error."),
    ("The mine employs 2.5 thousand people.", "The mine employs 2,500 people."),
    # plural and possessive
    ("The workers' union of Dorn met on Friday.", "The union of the workers of Dorn met on Friday."),
    ("Kestrel's shares fell on Friday.", "Shares of Kestrel fell on Friday."),
    ("The shares of Siemens fell on Friday.", "Siemens' shares fell on Friday."),
    # names spelled otherwise
    ("President Volodymyr Zelenskyy met Kestrel in Kyiv.", "President Volodymyr Zelensky met Kestrel in Kyiv."),
    ("Nikolay Petrov founded the mine at Tescott.", "Nikolai Petrov founded the mine at Tescott."),
    ("Müller runs the plant in Dorn.", "Mueller runs the plant in Dorn."),
    ("José Alvarez runs the plant in Dorn.", "Jose Alvarez runs the plant in Dorn."),
    # a title before a name
    ("Ilse Brandt, the mayor of Marden, opened the bridge.", "Mayor Ilse Brandt opened the bridge."),
    ("Dr Wenke Aalto led the study at Osterby.", "Wenke Aalto led the study at Osterby."),
    ("Mr Pennick declined to give the limits.", "Pennick declined to give the limits."),
    # the fact in the sentence, the name in the one before
    ("Skarrow Line runs two boats. It kept both in port.", "Skarrow Line kept both boats in port."),
    ("Ilse Brandt is the mayor. She signed the contract on Friday.", "Ilse Brandt signed the contract on Friday."),
    # dates
    ("The bridge opens on Nov. 12.", "The bridge opens on 12 November."),
    ("The bridge opens on 3rd May.", "The bridge opens on May 3."),
]  # fmt: skip
KNOWN_SAME: set[str] = set()

OTHER = [
    ("The U.S. government fined Lumenar in May.", "The UK government fined Lumenar in May."),
    ("Kestrel paid $1.2bn for Dunmere.", "Kestrel paid 1.2 million dollars for Dunmere."),
    ("Kestrel paid eight hundred million dollars.", "Kestrel paid $80m."),
    ("Half of the 400 workers left Dunmere.", "40 per cent of the 400 workers left Dunmere."),
    ("A quarter of the fish at Low Ings died.", "A third of the fish at Low Ings died."),
    ("A quarter of the fish at Low Ings died.", "30% of the fish at Low Ings died."),
    ("One in eight summaries at Osterby had an error.", "15 per cent of summaries at Osterby had an error."),
    ("Nikolay Petrov founded the mine at Tescott.", "Nikita Petrov founded the mine at Tescott."),
    ("Müller runs the plant in Dorn.", "Möller runs the plant in Dorn."),
    ("Ilse Brandt, the mayor of Marden, opened the bridge.", "Mayor Otto Brandt opened the bridge."),
    ("The bridge opens on Nov. 12.", "The bridge opens on 21 November."),
    ("Kestrel's shares fell on Friday.", "Shares of Dunmere fell on Friday."),
    ("The city ordered two dozen buses.", "The city ordered 12 buses."),
]  # fmt: skip


def outlet(text: str) -> str:
    return f"# News of the day from the valley\n\n{text} It rained a lot in the hills that week."


@pytest.mark.parametrize(("text", "claim"), SAME)
def test_the_same_otherwise(text, claim, embedder):
    if claim in KNOWN_SAME:
        pytest.skip("a known false alarm")
    found = proven(claim, citer_of(outlet(text), embedder), Sources(), embedder)
    assert found.verdict == "supported", found.reason


@pytest.mark.parametrize(("text", "claim"), OTHER)
def test_another_thing(text, claim, embedder):
    found = proven(claim, citer_of(outlet(text), embedder), Sources(), embedder)
    assert found.verdict != "supported"


def test_the_outlet_is_a_name_that_every_text_of_it_has(embedder):
    text = "Kestrel buys Dunmere, a filing of Friday shows."
    citer = citer_of(outlet(text), embedder, outlet="Harbour Ledger")
    found = proven("Kestrel buys Dunmere, the Harbour Ledger reported.", citer, Sources(), embedder)
    assert found.verdict == "supported", found.reason
