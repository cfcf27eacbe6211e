"""Where articles disagree: pairs of sentences, and whole answers over the examples."""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import pytest
from openai_server import OpenAIServer
from test_answer import check_proofs

import rag
from index.types import Page
from rag.disagree import Told, differing
from rag.statements import named

PAIRS = tomllib.loads((Path(__file__).parent / "conflicts.toml").read_text("utf-8"))["pair"]
KNOWN = {28}
"""Pairs that come out wrong, counted from 1: "seat" and "have room for"."""

FIRST = """---
title: Fire at the Belmar paper mill
outlet: Dorn Post
date: 2024-05-02
---

The fire at the Belmar paper mill in Dorn injured 14 workers on Wednesday, the fire service said.
Nobody knows yet why it broke out. Belmar makes paper for newspapers.
"""
SECOND = """---
title: Nineteen hurt in Belmar fire
outlet: Lofnes Herald
date: 2024-05-03
---

Nineteen workers were injured in the fire at the Belmar paper mill in Dorn. The owner was in Spain.
"""


def pages(*texts: str) -> list[Page]:
    return [Page(f"file:///{n}.md", text, "markdown") for n, text in enumerate(texts)]


def told(text: str, title: str) -> Told:
    small = set(re.findall(r"\b[a-z]+\b", text))
    return Told(text, (named(title) | named(text)) - small)


@pytest.mark.parametrize("number", range(1, len(PAIRS) + 1))
def test_pairs(number: int) -> None:
    if number in KNOWN:
        pytest.skip("known to come out wrong")
    pair = PAIRS[number - 1]
    titles = pair.get("titles") or [pair["title"]] * 2
    one, other = told(pair["a"], titles[0]), told(pair["b"], titles[1])
    for found in (differing(one, other), differing(other, one)):
        assert (found.kind if found else "") == pair["differ"]


def of(answer: rag.Answer) -> list[tuple[bool, list[str]]]:
    return [(c.corrected, [side.value for side in c.sides]) for c in answer.conflicts]


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("How many people died on the Marrin Star?", "Seven people", "nine people"),
        ("When was the Marrin Star built?", "1996", "1998"),
    ],
)
def test_a_correction_comes_first(examples, question, right, wrong):
    answer = examples.ask(question)
    check_proofs(examples, answer)
    conflict = next(c for c in answer.conflicts if right in c.sides[0].value)
    assert conflict.corrected
    assert [side.citation.article.published[:10] for side in conflict.sides] == [
        "2024-03-15",
        "2024-03-14",
    ]
    assert wrong in conflict.sides[1].value
    text = " ".join(claim.text for claim in answer.claims)
    assert text.index(right) < text.index(wrong)
    superseded = [c for c in answer.claims if wrong in c.text][-1]
    assert superseded.verdict == "partly"
    assert right in superseded.reason
    shown = " ".join(str(answer).split())
    assert "Corrected: “" in shown
    assert "Superseded: “" in shown


def test_what_the_note_of_correction_does_not_name_only_differs(examples):
    answer = examples.ask("How many passengers did the ferry carry?")
    check_proofs(examples, answer)
    assert (False, ["205 passengers", "212 passengers"]) in of(answer)
    assert "The articles differ: “205 passengers”" in " ".join(str(answer).split())


def test_reports_that_differ_are_told_newest_first_with_both_sources(embedder):
    with rag.Archive(embedder=embedder, engine="extractive") as archive:
        archive.add(*pages(FIRST, SECOND))
        answer = archive.ask("How many workers were injured in the Belmar fire?")
        check_proofs(archive, answer)
        assert of(answer) == [(False, ["Nineteen workers", "14 workers"])]
        assert [c.verdict for c in answer.claims] == ["supported"] * len(answer.claims)
        assert "Nineteen" in answer.claims[0].text
        line = "The articles differ: “Nineteen workers” (Lofnes Herald, 3 May 2024) [1]"
        assert line in " ".join(str(answer).split())
        printed = answer.to_dict()
        numbers = {source["number"] for source in printed["sources"]}
        assert {side["citation"] for side in printed["conflicts"][0]["sides"]} <= numbers
        for side in answer.conflicts[0].sides:
            assert side.value in side.citation.quote


def test_what_a_model_says_is_held_against_the_other_reports(embedder):
    with (
        OpenAIServer() as server,
        rag.Archive(
            embedder=embedder, engine="model", base_url=server.url, api_key="k", model="fake"
        ) as archive,
    ):
        server.script("The fire injured 14 workers.")
        archive.add(*pages(FIRST, SECOND))
        grown = list(archive.stream("How many workers were injured in the Belmar fire?"))
        answer = grown[-1]
        assert of(answer) == [(False, ["Nineteen workers", "14 workers"])]
        assert answer.claims[-1].text == "The fire injured 14 workers, the fire service said."
        for earlier, later in itertools.pairwise(grown):
            if earlier.claims:
                assert [c.text for c in later.claims[: len(earlier.claims)]] == [
                    c.text for c in earlier.claims
                ]


def test_copies_are_no_second_report(embedder):
    with rag.Archive(embedder=embedder, engine="extractive") as archive:
        archive.add(*pages(FIRST, FIRST.replace("Dorn Post", "Harbour News")))
        answer = archive.ask("How many workers were injured in the Belmar fire?")
        assert answer.found
        assert answer.conflicts == ()


@pytest.mark.parametrize(
    "question",
    [
        "why Oracle over Microsoft?",
        "How much is Kestrel paying for Dunmere?",
        "When do the broader restrictions on TikTok start?",
        "What did the Tern Institute study find?",
        "What is planned for the quarry?",
        "Why were the boats kept in port?",
    ],
)
def test_where_articles_agree_nothing_is_said(examples, question):
    assert examples.ask(question).conflicts == ()
