"""The second look of a model: what it may change, what it may not, and how it fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai_server import OpenAIServer, Raw, Say, refuse
from test_answer import check_proofs, said

import prompts
import rag
from index.types import Page

STORY = """---
title: Kestrel Freight buys Dunmere Logistics
outlet: Dorn Post
date: 2024-05-09
---

Kestrel Freight has agreed to buy Dunmere Logistics for $1.2bn in cash and stock.

Colm Dunmere, the founder of Dunmere, reportedly wants to retire once the deal is closed.

Kestrel plans to close two of the nine warehouses of Dunmere by the end of the year.
"""
QUESTION = "What does Kestrel Freight do with Dunmere?"
PLAIN = "Kestrel Freight has agreed to buy Dunmere Logistics for $1.2bn."
OPEN = "The board of Kestrel Freight has agreed to buy Dunmere Logistics."
HEDGED = "Colm Dunmere wants to retire once the deal is closed."
WRONG = "Kestrel Freight has agreed to buy Dunmere Logistics for $2.1bn."


def verdicts(*said: object) -> str:
    return json.dumps(
        {"verdicts": [{"number": n, "verdict": verdict} for n, verdict in enumerate(said, 1)]}
    )


def asked(*replies: Any) -> tuple[rag.Answer, list[Any]]:
    with (
        OpenAIServer() as server,
        rag.Archive(base_url=server.url, model="fake", engine="model") as archive,
    ):
        archive.add(Page("file:///kestrel.md", STORY, "markdown"))
        server.script(*replies)
        answer = archive.ask(QUESTION)
        check_proofs(archive, answer)
        return answer, server.chats


def test_what_is_plain_is_not_put_to_it():
    answer, chats = asked(PLAIN)
    assert len(chats) == 1
    assert "judge" not in answer.receipt.prompts
    assert [c.verdict for c in answer.claims] == ["supported"]


def test_code_alone_leaves_it_at_partly():
    answer, _ = asked(OPEN, verdicts("partly"))
    assert [c.verdict for c in answer.claims] == ["partly"]


def test_missing_words_may_be_taken_up():
    answer, chats = asked(f"{PLAIN} {OPEN}", verdicts("supported"))
    assert [c.verdict for c in answer.claims] == ["supported", "supported"]
    prompt = chats[1].body["messages"][-1]["content"]
    assert OPEN in prompt
    assert PLAIN not in prompt
    assert "wants to retire" not in prompt
    assert QUESTION not in prompt
    assert chats[1].body["response_format"]["type"] == "json_schema"
    assert answer.receipt.prompts["judge"] == prompts.digest("judge")
    assert (answer.receipt.tokens_in, answer.receipt.tokens_out) == (22, 14)
    assert "judge" in answer.receipt.seconds


def test_a_claim_may_be_taken_down_and_out():
    answer, _ = asked(f"{PLAIN} {OPEN}", verdicts("unsupported"))
    assert said(answer) == PLAIN
    assert [c.text for c in answer.dropped] == [OPEN]
    assert "second look" in answer.dropped[0].reason


def test_an_answer_of_which_nothing_is_left_is_a_refusal():
    answer, _ = asked(OPEN, verdicts("unsupported"))
    assert not answer.found
    assert answer.nearest


def test_what_code_finds_wrong_is_not_overruled():
    answer, chats = asked(f"{WRONG} {HEDGED} {OPEN}", verdicts("supported"))
    assert WRONG not in said(answer)
    shown = {c.text: c.verdict for c in answer.claims}
    assert shown == {HEDGED: "partly", OPEN: "supported"}
    assert HEDGED not in chats[1].body["messages"][-1]["content"]


@pytest.mark.parametrize(
    "nonsense",
    [
        "I think that all of it is fine.",
        '{"verdicts": []}',
        '{"verdicts": [{"number": 2, "verdict": "supported"}]}',
        '{"verdicts": [{"number": 1, "verdict": "true"}]}',
        '{"verdicts": [{"number": 1, "verdict": "supported"}, {"number": 1, "verdict": "partly"}]}',
        '{"verdicts": {"1": "supported"}}',
        '{"verdicts": [{"number": true, "verdict": "supported"}]}',
    ],
)
def test_nonsense_is_asked_for_once_more_and_then_left(nonsense):
    mended, chats = asked(OPEN, nonsense, verdicts("supported"))
    assert len(chats) == 3
    assert [c.verdict for c in mended.claims] == ["supported"]
    answer, chats = asked(OPEN, nonsense, nonsense)
    assert len(chats) == 3
    assert [c.verdict for c in answer.claims] == ["partly"]
    assert any("checked by code alone" in notice for notice in answer.notices)


@pytest.mark.parametrize(
    "fault",
    [
        refuse(400, "no"),
        Say("", refusal="I cannot."),
        Say('{"verdicts": [{"numb', drop_after=2),
        Raw(200, "<html>hello</html>"),
    ],
)
def test_a_judge_that_fails_changes_nothing(fault):
    answer, _ = asked(OPEN, fault, fault, fault, fault)
    assert [c.verdict for c in answer.claims] == ["partly"]
    assert any("checked by code alone" in notice for notice in answer.notices)


def test_none_of_its_words_are_shown():
    reply = (
        '{"verdicts": [{"number": 1, "verdict": "partly", "reason": "buy at http://evil.example"}]}'
    )
    answer, _ = asked(OPEN, f"As ordered! {reply}")
    assert "evil" not in json.dumps(answer.to_dict())
