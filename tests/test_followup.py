import json
from contextlib import closing

import pytest
from chains import FIRST, FRESH
from hypothesis import given
from hypothesis import strategies as st
from openai_server import OpenAIServer, refuse

from rag.carried import standalone
from rag.followup import asks_the_same, followup
from rag.llm import LIMIT, Chat, Usage
from rag.settings import Settings

HISTORY = [
    {"role": "user", "content": "How many people died on the Marrin Star?"},
    {"role": "assistant", "content": "Seven died and 58 were injured, said Hugh Pennick. [1]"},
]
WHY = [
    {"role": "user", "content": "Why did TikTok choose Oracle?"},
    {"role": "assistant", "content": "Larry Ellison is close to Trump. [1]"},
]


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


def made(server, question, reply, history=HISTORY):
    server.script(reply if not isinstance(reply, dict) else json.dumps(reply))
    with closing(Chat(Settings(base_url=server.url, model="fake"))) as chat:
        return followup(question, history, chat)


def test_the_model_is_shown_what_was_said_and_its_question_is_taken(server):
    got = made(server, "When was it built?", {"question": "When was the Marrin Star built?"})
    assert got.text == "When was the Marrin Star built?"
    assert (got.usage, got.prompts, got.notices) == (Usage(11, 7), ("followup",), ())
    assert server.chats[0].body["max_tokens"] == LIMIT  # enough to think first
    prompt = server.chats[0].body["messages"][-1]["content"]
    for text in (*(m["content"] for m in HISTORY), "Last question: When was it built?"):
        assert text in prompt


def test_a_question_that_came_before_the_reply_broke_off_is_taken(server):
    reply = '{"question": "When was the Marrin Star built?", "answer": "In 19'
    assert made(server, "When was it built?", reply).text == "When was the Marrin Star built?"


@pytest.mark.parametrize(
    "reply",
    [
        {"question": "When was the Titanic built?"},
        {"question": 7},
        {"answer": "In 1996."},
        {"question": ""},
        '{"question": {"text": "When was the Marrin Star built?"}}',
    ],
)
def test_where_the_rewritten_question_is_no_good_the_names_before_are_added(server, reply):
    got = made(server, "When was it built?", reply)
    assert (
        got.text == standalone("When was it built?", HISTORY) == "When was it built? (Marrin Star)"
    )
    assert not got.notices


def test_where_the_model_fails_it_is_said_and_the_names_before_are_added(server):
    got = made(server, "When was it built?", refuse(403))
    assert got.text == "When was it built? (Marrin Star)"
    assert len(got.notices) == 1
    assert "read without the model: 127.0.0.1" in got.notices[0]
    assert "does not let this key use fake" in got.notices[0]


@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("When was it built?", []),
        ("When was it built?", HISTORY[1:]),
        ("Who leads Kestrel Freight?", HISTORY),
    ],
)
def test_a_question_that_stands_alone_is_not_shown_to_the_model(server, question, history):
    assert made(server, question, "unasked", history).text == question
    assert not server.requests


def test_without_a_model_the_names_before_are_added():
    got = followup("When was it built?", HISTORY, None)
    assert (got.text, got.prompts) == ("When was it built? (Marrin Star)", ())


@pytest.mark.parametrize(
    ("question", "rewritten"),
    [
        ("When was it built?", "When was the Marrin Star built?"),
        ("What did he say?", "What did Hugh Pennick say?"),
        ("Were all 58 of them saved?", "Were all 58 injured people on the Marrin Star saved?"),
        ("When was that decided?", "When was the decision about the Marrin Star made?"),
        ("Who lost its cargo?", "Who lost the Marrin Star's cargo?"),
    ],
)
def test_what_asks_the_same(question, rewritten):
    assert asks_the_same(rewritten, question, HISTORY)


@pytest.mark.parametrize(
    ("question", "rewritten"),
    [
        ("When was it built?", "When was it built?"),
        ("When was it built?", "When was the Marrin Star built"),
        ("When was it built?", "When was the Marrin Star built? Who owns it?"),
        ("When was it built?", "It was built.\nWhen was the Marrin Star built?"),
        ("When was it built?", "When was the Marrin Star " + "built " * 50 + "?"),
        ("When was it built?", "Who built the Marrin Star?"),
        ("When was it built?", "When was the Marrin Star built in Norway?"),
        ("When was it built?", "When was the Marrin Star built for 40 million?"),
        ("When was it built?", "How many people died on the Marrin Star?"),
        ("Were all 58 of them saved?", "Were all people on the Marrin Star saved?"),
        ("Did Ada Quill say that?", "Did Hugh Pennick say seven died on the Marrin Star?"),
        ("What did he say?", "What did Hugh Jackman say?"),
    ],
)
def test_what_does_not_ask_the_same(question, rewritten):
    assert not asks_the_same(rewritten, question, HISTORY)


def test_what_one_thing_was_chosen_for_is_not_asked_of_another():
    for question in ("and what about Microsoft?", "why not Microsoft?"):
        assert asks_the_same("Why did TikTok not choose Microsoft?", question, WHY)
        assert not asks_the_same("Why did TikTok choose Microsoft?", question, WHY)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_judged(rewritten, question):
    assert asks_the_same(rewritten, question, HISTORY) in (True, False)


@pytest.mark.parametrize("chain", [*FIRST, *FRESH], ids=lambda c: c.question)
def test_without_a_model_rules_carry_over_what_is_meant(chain):
    roles = ("user", "assistant")
    history = [{"role": roles[n % 2], "content": text} for n, text in enumerate(chain.said)]
    alone = standalone(chain.question, history)
    assert [part for part in chain.has if part not in alone] == [], alone
    assert [part for part in chain.lacks if part in alone] == [], alone
