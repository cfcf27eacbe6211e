"""What a model says wrongly is replaced by the sentence itself, once, and only where that answers."""

from conftest import EXAMPLES
from test_answer import check_proofs
from test_summarize import model

from index.types import Page

STORY = """---
title: Kestrel Freight buys Dunmere Logistics
outlet: Dorn Post
date: 2024-05-09
---

Kestrel Freight has agreed to buy Dunmere Logistics for $1.2bn in cash and stock.

Kestrel plans to close two of the nine warehouses of Dunmere by the end of the year.

A canteen in the head office of Kestrel serves soup on Mondays.
"""
BUYS = "Kestrel Freight has agreed to buy Dunmere Logistics for $1.2bn in cash and stock."
LIE = "Kestrel Freight has agreed to buy Dunmere Logistics for $2.1bn in cash and stock."
QUESTION = "How much does Kestrel Freight pay for Dunmere Logistics?"


def asked(said, embedder, question=QUESTION):
    with model(said, embedder=embedder) as (archive, _):
        archive.add(Page("file:///kestrel.md", STORY, "markdown"))
        answer = archive.ask(question)
        check_proofs(archive, answer)
        return answer


def test_a_wrong_figure_gives_way_to_the_sentence_that_has_the_right_one(embedder):
    answer = asked(LIE, embedder)
    assert [(c.text, c.verdict, c.citations[0].quote) for c in answer.claims] == [
        (BUYS, "supported", BUYS)
    ]
    assert [c.text for c in answer.dropped] == [LIE]
    assert "$2.1bn" in answer.dropped[0].reason


def test_a_sentence_that_is_told_already_is_not_added(embedder):
    right = "Kestrel Freight has agreed to buy Dunmere Logistics for $1.2bn."
    answer = asked(f"{right} {LIE}", embedder)
    assert [c.text for c in answer.claims] == [right]
    assert [c.text for c in answer.dropped] == [LIE]


def test_two_wrong_claims_of_one_sentence_give_it_once(embedder):
    answer = asked(f"{LIE} {LIE.replace('$2.1bn', '$3bn')}", embedder)
    assert [c.text for c in answer.claims] == [BUYS]
    assert len(answer.dropped) == 2


def test_what_no_sentence_is_like_is_only_dropped(embedder):
    answer = asked("Analysts in Porto expect the share price to fall by half.", embedder)
    assert not answer.found
    assert answer.claims == ()


def test_a_sentence_that_does_not_answer_never_stands_in(embedder):
    said = "The canteen in the head office of Kestrel serves soup on Fridays."
    answer = asked(said, embedder)
    assert all("canteen" not in c.text for c in answer.claims)
    assert [c.text for c in answer.dropped] == [said]


def test_a_summary_is_repaired_by_its_article(embedder):
    lie = "Nine people died and 58 were injured when a ferry struck rocks in Skarrow Sound."
    with model(lie, embedder=embedder) as (archive, _):
        summary = archive.summarize(EXAMPLES / "storm-ferry-corrected.html")
    assert [c.text for c in summary.dropped] == [lie]
    assert len(summary.claims) == 1
    assert "seven people died" in summary.claims[0].text.lower()
