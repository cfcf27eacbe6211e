"""What a digest takes for agreed, for one outlet's own and for put right, where words differ."""

from __future__ import annotations

import pytest
from test_digest import article, told

import rag
from rag.disagree import Told, differing
from rag.figures import figures

POST = article(
    "Orrin Pumps earns less as steel gets dearer",
    "Dorn Post",
    "2026-09-08",
    "Orrin Pumps earned 33 million crowns in the second quarter because steel got dearer.\n\n"
    "The firm kept its forecast for the year: sales of about 640 million crowns. "
    "The shares lost 2.4 per cent. "
    "A new foundry is to be built in Skarrow.\n",
)
LEDGER = article(
    "Dear steel shrinks profit of Orrin Pumps",
    "Harbour Ledger",
    "2026-09-08",
    "Higher bills for steel cut the second-quarter profit of Orrin Pumps to 33 million crowns.\n\n"
    "Chief executive Tora Bell, who took over in 2022, stood by her forecast of sales of about"
    " 640 million crowns this year. "
    "Orrin shares closed 2.4% lower at 318p. "
    "The company employs 1,250 people, 400 of them in Dorn.\n",
)
LATER = article(
    "Orrin Pumps: a correction",
    "Dorn Post",
    "2026-09-10",
    "Orrin Pumps earned less in the second quarter because steel got dearer.\n\n"
    "Correction: our report of 8 September gave the profit of Orrin Pumps for the quarter as"
    " 33 million crowns. It was 38 million crowns.\n\n"
    "The shares of Orrin Pumps have gained 5 per cent since Tuesday.\n",
)


def story_of(tmp_path, *pages):
    with rag.Archive(tmp_path, engine="extractive") as archive:
        archive.add(*pages)
        (story,) = archive.digest(length=12).stories
        return story


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return story_of(tmp_path_factory.mktemp("agreed"), POST, LEDGER)


def test_a_fact_freely_retold_is_agreed_and_cites_both(story):
    for words in ("640 million", "2.4"):
        (claim,) = [c for c in story.claims if words in c.text and c.section == "All agree"]
        assert {c.article.outlet for c in claim.citations} == {"Dorn Post", "Harbour Ledger"}


def test_a_fact_that_is_agreed_is_not_said_again(story):
    figures_told = [c.text for c in story.claims if "33 million" in c.text]
    assert len(figures_told) == 1
    assert "640 million" not in told(story, "Only Dorn Post")


def test_what_one_outlet_adds_is_never_agreed(story):
    agreed = told(story, "All agree")
    for own in ("Skarrow", "2022", "318p", "1,250"):
        assert own not in agreed
    assert "Skarrow" in told(story, "Only Dorn Post")
    assert "1,250" in told(story, "Only Harbour Ledger")


@pytest.mark.parametrize(
    ("own", "added", "agreed"),
    [
        ("The crew put out the fire with 300 litres of foam.", "", True),
        ("The crew put out the fire with 300 litres of foam before help came.", "help", True),
        (
            "The crew, who had trained for it, put out the fire with 300 litres of foam.",
            "train",
            True,
        ),
        ("The crew put out the fire with 450 litres of foam.", "450", False),
    ],
)
def test_what_a_side_clause_adds_is_another_fact(tmp_path, own, added, agreed):
    opening = "A fire broke out aboard the trawler Ysolde off Skarrow on Monday."
    one = article("Fire aboard the trawler Ysolde", "Dorn Post", "2026-11-02", f"{opening} {own}\n")
    other = article(
        "Blaze aboard the trawler Ysolde",
        "Harbour Ledger",
        "2026-11-02",
        "The trawler Ysolde caught fire off Skarrow on Monday. "
        "It was smothered by the crew with 300 litres of foam.\n",
    )
    story = story_of(tmp_path, one, other)
    found = told(story, "All agree")
    assert ("litres" in found) == agreed
    assert not added or added not in found


def test_a_correction_in_two_sentences_is_one(tmp_path):
    story = story_of(tmp_path, POST, LEDGER, LATER)
    (conflict,) = story.conflicts
    assert conflict.corrected
    assert conflict.sides[0].value.startswith("38 million")
    assert all(side.value.split()[0] in side.citation.quote for side in conflict.sides)
    assert not any(claim.text.startswith("It was") for claim in story.claims)


@pytest.mark.parametrize(("day", "disputed"), [("2026-09-08", True), ("2026-09-09", False)])
def test_share_prices_of_two_days_do_not_disagree(day, disputed):
    around = frozenset({"orrin"})
    one = Told("The Orrin shares jumped 7.4 per cent in Dorn.", around, "2026-09-08")
    other = Told("The Orrin shares jumped 9.1 per cent in Dorn.", around, day)
    assert bool(differing(one, other)) == disputed


def test_pence_are_read_whole():
    assert [(str(f.value), f.unit) for f in figures("up from 430p to 11 pence at 412p.")] == [
        ("430", "p"),
        ("11", "p"),
        ("412", "p"),
    ]
    assert [f.text for f in figures("It left at 8 p.m. for the 12km ride, back at 9 pm")] == [
        "8",
        "9",
    ]


def test_that_both_name_somebody_is_no_agreement_on_what_he_says(tmp_path):
    first = article(
        "Ferry crews to strike after talks collapse",
        "Velden Courier",
        "2026-10-20",
        "Crews of the ferry company Sundlinjen will strike from Friday over long shifts, their union said.\n\n"
        "The company's director, Tor Haugen, called the demand for shorter shifts unaffordable and said"
        " it would cost 40 million crowns a year.\n",
    )
    second = article(
        "Island ferries stop as crews strike",
        "Island Post",
        "2026-10-23",
        "Ferries stopped on Friday as the crews of Sundlinjen began a strike over long shifts.\n\n"
        "Director Tor Haugen said on the radio that the company had improved its pay offer to 4 percent.\n",
    )
    (claim,) = [c for c in story_of(tmp_path, first, second).claims if "40 million" in c.text]
    assert claim.section == "Only Velden Courier"
    assert [c.article.outlet for c in claim.citations] == ["Velden Courier"]
