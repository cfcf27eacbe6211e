"""The way of a small model: what it is asked, and what becomes of what it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import takewhile

import pytest
from conftest import EXAMPLES
from openai_server import OpenAIServer, Say, refuse

import prompts
import rag
from rag.answer import answer
from rag.errors import ModelError
from rag.llm import Chat
from rag.proof import Tools
from rag.settings import Settings
from rag.summarize import summarize

COLUMN = EXAMPLES / "oracle-tiktok-analysis.txt"
FERRY = EXAMPLES / "storm-ferry-corrected.html"
INJECTED = EXAMPLES / "ai-column-injected.html"
WHY = "why Oracle over Microsoft?"
SOLD = (
    "Oracle has sold databases to the American military and intelligence services for decades, and"
    " its government cloud is cleared for Impact Level 5, for sensitive but unclassified work."
)
DEAD = "How many people died on the Marrin Star?"


@contextmanager
def small(page, embedder) -> Iterator[tuple[Tools, OpenAIServer]]:
    """The tools of an archive of one page, with a scripted model that is taken for a small one."""
    with OpenAIServer() as server, rag.Archive(embedder=embedder) as archive:
        archive.add(page)
        settings = Settings(model="fake")
        with closing(Chat(settings, lambda s: replace(s, base_url=server.url))) as chat:
            yield Tools(archive._index, embedder, chat, 1500, "test"), server


def asked(server: OpenAIServer) -> list[str]:
    return [request.body["messages"][1]["content"] for request in server.chats]


def texts(result: rag.Answer | rag.Summary) -> list[str]:
    return [claim.text for claim in result.claims]


def test_evidence_comes_first_and_the_models_words_replace_it(embedder):
    with small(FERRY, embedder) as (tools, server):
        server.script("Seven people died on the ferry Marrin Star.")
        steps = answer(tools, DEAD)
        first = next(steps)
        assert server.chats == []
        assert first.evidence
        assert "Seven people died" in first.evidence[0].text
        assert first.evidence[0].citations
        assert first.claims == ()
        assert not first.complete
        *_, last = steps
    assert texts(last) == ["Seven people died on the ferry Marrin Star."]
    assert last.claims[0].verdict == "supported"
    assert last.claims[0].citations[0].quote.startswith("Seven people died when")
    assert last.complete
    assert last.evidence == ()
    assert last.receipt.model == "fake"
    assert last.receipt.prompts.keys() == {"reader", "fact"}


def test_a_fact_is_asked_once_of_a_few_passages_with_the_question_last(embedder):
    with small(FERRY, embedder) as (tools, server):
        server.script("Seven people died on the ferry Marrin Star.")
        list(answer(tools, DEAD))
        (request,) = asked(server)
    text, _, question = request.rpartition("\nQuestion: ")
    assert question == f"{DEAD}\nAnswer:"
    assert "Seven people died when the ferry" in text
    assert 100 < len(text) < 1800
    assert server.chats[0].body["max_tokens"] <= 256


def test_reasons_are_retold_a_paragraph_at_a_time_and_without_the_question(embedder):
    with small(COLUMN, embedder) as (tools, server):
        server.script(lambda body: "The moon is made of cheese.")
        *_, last = answer(tools, WHY)
        requests = asked(server)
        systems = {request.body["messages"][0]["content"] for request in server.chats}
    assert len(requests) == 4
    assert systems == {prompts.render("retell")}
    for request in requests:
        *lines, end = request.splitlines()
        assert end == "Sentences:"
        assert all(line.startswith("- ") for line in lines)
        assert "Microsoft?" not in request
    assert "Security standing." not in requests[0]
    assert "Impact Level 5" in requests[0]
    assert last.found


def test_what_the_model_gets_wrong_or_leaves_out_is_said_in_the_articles_words(embedder):
    with small(COLUMN, embedder) as (tools, server):
        server.script(
            SOLD,
            "Larry Ellison lent his California estate to a Biden fundraiser in February.",
            "Oracle did not insist on buying.",
            lambda body: "Nothing of the kind.",
        )
        *_, last = answer(tools, WHY)
    said = texts(last)
    assert SOLD in said
    assert not any("Biden" in text for text in said)
    assert any("Trump fundraiser" in text for text in said)
    assert any("agreed to host the data" in text for text in said)
    assert any("consumer business" in text for text in said)
    assert [text for text in said if "insist on buying" in text] == [
        "Oracle did not insist on buying."
    ]
    assert all(claim.verdict == "supported" for claim in last.claims)
    assert {"Biden"} <= {word for claim in last.dropped for word in claim.text.split()}


def test_a_model_that_finds_something_else_altogether_refuses(embedder):
    with small(FERRY, embedder) as (tools, server):
        server.script("Oracle captured the moon.")
        *_, last = answer(tools, DEAD)
    assert not last.found
    assert last.claims == ()
    assert last.nearest
    assert [claim.text for claim in last.dropped] == ["Oracle captured the moon."]


def test_without_evidence_the_model_is_not_asked(embedder):
    with small(FERRY, embedder) as (tools, server):
        *_, last = answer(tools, "Who was the captain of the Marrin Star?")
        assert server.chats == []
    assert not last.found


def test_text_that_addresses_an_ai_is_not_shown_to_a_small_model(embedder):
    with small(INJECTED, embedder) as (tools, server):
        server.script(lambda body: "The average summary took a journalist 22 minutes by hand.")
        list(answer(tools, "How long does a summary take by hand?"))
        list(answer(tools, "What did the study of the Tern Institute find?"))
        requests = asked(server)
    assert requests
    assert not any("ignore all previous" in request.lower() for request in requests)


def test_a_summary_has_a_sentence_for_each_that_was_chosen(embedder):
    with small(FERRY, embedder) as (tools, server):
        article = tools.index.articles()[0]
        server.script(lambda body: body["messages"][1]["content"].splitlines()[0][2:] + " More.")
        steps = list(summarize(tools, [article], 3))
    assert steps[0].evidence
    assert steps[0].claims == ()
    assert len(steps[-1].claims) == 3
    assert len(server.chats) == 3
    assert all(claim.verdict == "supported" for claim in steps[-1].claims)
    spans = [claim.citations[0].span.start for claim in steps[-1].claims]
    assert spans == sorted(spans)


def test_a_failure_half_way_keeps_what_was_proven(embedder):
    with small(COLUMN, embedder) as (tools, server):
        server.script("Oracle has sold databases to the American military for decades.")
        server.script(lambda body: refuse(400, "out of memory"))
        *_, last = answer(tools, WHY)
    assert any("sold databases" in text for text in texts(last))
    assert any("out of memory" in notice for notice in last.notices)


@pytest.mark.parametrize("fault", [refuse(400, "no"), Say("", finish="length")])
def test_a_failure_before_anything_is_proven_is_an_error(embedder, fault):
    with small(FERRY, embedder) as (tools, server):
        server.script(fault)
        steps = answer(tools, DEAD)
        assert list(takewhile(lambda step: not step.evidence, steps)) == []
        with pytest.raises(ModelError):
            list(steps)


def test_the_server_that_gives_the_settings_may_move(embedder):
    with OpenAIServer() as first, OpenAIServer() as second:
        first.script("Oracle won.")
        second.script("Oracle won again.")
        urls = iter([first.url, second.url])
        settings = Settings(model="fake")
        with closing(Chat(settings, lambda s: replace(s, base_url=next(urls)))) as chat:
            message = [{"role": "user", "content": "Who won?"}]
            assert "".join(chat.stream(message)) == "Oracle won."
            assert "".join(chat.stream(message)) == "Oracle won again."
