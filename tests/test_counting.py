from contextlib import closing

import pytest
from openai_server import OpenAIServer, Raw
from tiny_archive import WordHash, page

import rag
from index.tokens import count, encoding_of
from rag.counting import MARGIN, PLAIN, counting
from rag.llm import Chat
from rag.settings import Settings

TEXT = "The harbour crane was mended on Monday. " * 20


def by(server, sample=TEXT, model="fake"):
    with closing(Chat(Settings(base_url=server.url, model=model))) as chat:
        return [counting(chat, sample) for _ in range(2)][-1]


@pytest.mark.parametrize(
    "reply",
    [
        lambda text: {"tokens": list(range(2 * count(text)))},
        lambda text: {"count": 2 * count(text)},
    ],
    ids=["llama.cpp", "vllm"],
)
def test_a_server_counts_by_itself(reply):
    with OpenAIServer(counts=reply) as server:
        found = by(server)
        assert (found.ratio, found.by) == (2.0, "the server")
        assert found.count("hello world") == 4
        assert [r.path for r in server.requests] == ["/tokenize", "/tokenize"]
        sent = server.requests[0].body
    assert sent == {"model": "fake", "content": TEXT, "prompt": TEXT}


@pytest.mark.parametrize("fault", [None, Raw(500, "no"), Raw(200, "[]", "application/json")])
def test_a_server_that_does_not_tell_is_asked_once_and_a_margin_is_left(fault):
    with OpenAIServer() as server:
        server.fail(*[fault] if fault else [])
        found = by(server)
        assert [r.path for r in server.requests] == ["/tokenize"]
    assert (found.ratio, found.by) == (MARGIN, "o200k_base, with a margin")
    assert found.count("hello world") == 3


def test_models_of_openai_are_counted_here():
    with OpenAIServer() as server:
        assert by(server, model="gpt-4o-mini") == PLAIN
        assert by(server, model="openai/gpt-oss-20b") == PLAIN
        assert not server.requests
    assert encoding_of("gpt-4") == "cl100k_base"
    assert encoding_of("qwen3") is None
    assert counting(None, TEXT) == PLAIN


def test_nothing_to_read_is_not_counted():
    with OpenAIServer() as server:
        by(server, sample=" ")
        assert not server.requests


def test_the_receipt_says_who_counted_with_one_request():
    reply = {"count": 1}
    with OpenAIServer(counts=lambda text: reply) as server:
        server.script("The crane was mended on Monday.")
        with rag.Archive(embedder=WordHash(), base_url=server.url, model="fake") as archive:
            archive.add(page("crane.txt", "The crane", "The crane was mended on Monday."))
            answer = archive.ask("When was the crane mended?")
        assert [r.path for r in server.requests].count("/tokenize") == 1
    assert answer.receipt.counted_by == "the server"
    assert answer.to_dict()["receipt"]["counted_by"] == "the server"
