import pytest
from evidence import citer_of

from rag.proof import proven
from rag.reported import lost
from rag.sources import Sources

MENDED = [
    ("The passenger group Railvoice said the line had been neglected.",
     "The line had been neglected.", "The line had been neglected, the passenger group Railvoice said."),
    ("Rents rose by 5 percent, according to the city.", "Rents rose by 5 percent.",
     "Rents rose by 5 percent, according to the city."),
    ("The lamps help by a third, doctors at Lund reported on Friday.", "The lamps help by a third.",
     "The lamps help by a third, doctors at Lund reported on Friday."),
    ("The fire started in a drying unit, said fire chief Odd Sorlie.", "The fire started in a drying unit.",
     "The fire started in a drying unit, said fire chief Odd Sorlie."),
    ("After the inquiry, Ilse Vant, the presiding judge, said that the ferry was safe.", "The ferry was safe.",
     "The ferry was safe, Ilse Vant, the presiding judge, said."),
    ("On Monday the council announced that rents rose by 5 percent.", "Rents rose by 5 percent.",
     "Rents rose by 5 percent, the council announced."),
    ("The ferry, the captain said, sank within minutes.", "The ferry sank within minutes.",
     "The ferry sank within minutes, the captain said."),
    ("According to the union, the depot will close in May.", "The depot will close in May.",
     "The depot will close in May, according to the union."),
    ("The minister told reporters that the bridge is unsafe.", "The bridge is unsafe.",
     "The bridge is unsafe, the minister told reporters."),
]  # fmt: skip

PLAIN = [
    ("Rents rose in every part of the city, and the council met.", "Rents rose in every part of the city."),
    ("Rents rose by 5 percent, and the city said nothing of it.", "Rents rose by 5 percent."),
    ("Rents rose by 5 percent, the city said on Friday.", "Rents rose by 5 percent, the city said."),
    ("The man said to be behind the plot was arrested in Lund.", "The man was arrested in Lund."),
    ("The city reported a loss of 5 million euros.", "The city made a loss of 5 million euros."),
    ("Prices will rise, said Ada Finch, who chairs the city council.", "Ada Finch chairs the city council."),
    ("Ada Finch, head of the Lund library, said she would step down.", "Ada Finch is head of the Lund library."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claim", "whole"), MENDED)
def test_a_claim_is_given_who_says_it(text, claim, whole, embedder):
    assert "only with" in lost(claim, text)
    found = proven(claim, _page(text, embedder), Sources(), embedder)
    assert (found.text, found.verdict, found.reason) == (whole, "supported", "")
    assert [c.quote for c in found.citations] == [text]


@pytest.mark.parametrize(("text", "claim"), PLAIN)
def test_what_nobody_is_quoted_for_is_left_as_it_is(text, claim):
    assert lost(claim, text) == ""


def test_he_is_named_as_the_sentence_before_names_him(embedder):
    text = (
        "Ulf Brandt took office as mayor in May. He said the bridge had been neglected for years."
    )
    found = proven(
        "The bridge had been neglected for years.", _page(text, embedder), Sources(), embedder
    )
    assert found.text == "The bridge had been neglected for years, Ulf Brandt said."
    assert found.verdict == "supported"


def test_where_it_cannot_be_named_who_says_it_the_claim_is_doubted(embedder):
    text = "He said the bridge had been neglected for years."
    found = proven(
        "The bridge had been neglected for years.", _page(text, embedder), Sources(), embedder
    )
    assert (found.verdict, "he said" in found.reason) == ("partly", True)


def _page(text, embedder):
    return citer_of(
        f"# News of the day from the valley\n\n{text}\n\nIt rained a lot that week.", embedder
    )
