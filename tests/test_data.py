"""Calls whose result is data; and each fault of a server, for these and for streamed answers."""

import json
import signal
import sys
import threading
import time
from contextlib import closing

import pytest
from openai_server import OpenAIServer, Raw, Say, refuse

import prompts
from rag.errors import ModelError
from rag.llm import Chat, Data, Usage
from rag.settings import Settings

KEY = "sk-secret-1234567890"
MESSAGES = [{"role": "user", "content": 'Who? Reply as JSON: {"names": [...]}'}]
SCHEMA = {
    "type": "object",
    "properties": {"names": {"type": "array", "items": {"type": "string"}}},
    "required": ["names"],
    "additionalProperties": False,
}
VALUE = {"names": ["Oracle", "“字节” 🙂"]}
TEXT = json.dumps(VALUE, ensure_ascii=False)
SOON = (("retry-after-ms", "1"),)


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


def chat_on(server, **settings):
    own = {"base_url": server.url, "model": "fake", "api_key": KEY, "timeout": 20.0}
    return closing(Chat(Settings(**{**own, **settings})))


def data(server, schema=SCHEMA, **settings):
    with chat_on(server, **settings) as chat:
        return chat.data(MESSAGES, schema)


def stream(server, **settings):
    with chat_on(server, **settings) as chat:
        return "".join(chat.stream(MESSAGES))


def test_data_is_asked_for_by_schema_in_a_counted_stream(server):
    server.script(TEXT)
    assert data(server) == Data(VALUE, Usage(11, 7), truncated=False)
    body = server.chats[0].body
    assert body["stream"] is True
    assert body["temperature"] == 0
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "reply", "schema": SCHEMA, "strict": True},
    }
    server.script("Oracle won.")
    stream(server)
    assert "response_format" not in server.chats[1].body


@pytest.mark.parametrize(
    "said",
    [
        f"Sure, as [1] says:\n```json\n{TEXT}\n```\nAnything else?",
        f"<think>A {{}} perhaps?</think>{TEXT}",
    ],
)
def test_a_server_that_ignores_the_schema_is_read_all_the_same(server, said):
    for server.delta in (1, 100):
        server.script(said)
        assert data(server).value == VALUE


def test_another_form_is_given_as_it_is(server):
    server.script('{"answer": 7}', '["Oracle", "Google"]')
    assert data(server).value == {"answer": 7}
    assert data(server, {"type": "array", "items": {"type": "string"}}).value == [
        "Oracle",
        "Google",
    ]


@pytest.mark.parametrize("finish", ["length", "stop", None])
def test_of_data_that_was_cut_off_the_whole_parts_are_kept(server, finish):
    server.script(Say('{"names": ["Oracle", "Micros', finish=finish))
    assert data(server) == Data({"names": ["Oracle"]}, Usage(11, 7), truncated=True)


def test_where_there_is_no_json_it_is_asked_for_once_more(server):
    server.script("Oracle, I think.", TEXT)
    assert data(server) == Data(VALUE, Usage(22, 14), truncated=False)
    assert server.chats[1].body["messages"] == [
        *MESSAGES,
        {"role": "assistant", "content": "Oracle, I think."},
        {"role": "user", "content": prompts.render("repair")},
    ]


def test_but_only_once(server):
    server.script("Oracle, I think.", "{names", TEXT)
    with pytest.raises(ModelError, match=r"fake did not answer in the form .* another model"):
        data(server)
    assert len(server.chats) == 2


@pytest.mark.parametrize(
    "message",
    [
        "This response_format type is unavailable now",
        "Invalid JSON schema for the grammar",
        "response format is not supported",
    ],
)
def test_a_server_that_refuses_the_schema_is_asked_without_it_from_then_on(server, message):
    server.fail(refuse(400, message))
    server.script(TEXT, TEXT)
    with chat_on(server) as chat:
        for _ in range(2):
            assert chat.data(MESSAGES, SCHEMA).value == VALUE
    assert ["response_format" in request.body for request in server.chats] == [True, False, False]
    assert all("temperature" in request.body for request in server.chats)


def test_a_server_that_refuses_every_optional_field_still_gives_data(server):
    server.refuses = ("temperature", "stream_options", "max_tokens", "max_completion_tokens")
    server.refuses += ("response_format",)
    server.script(TEXT)
    assert data(server).value == VALUE
    assert server.chats[-1].body.keys() == {"model", "messages", "stream"}


# --- faults ------------------------------------------------------------------------------------------


def events(*chunks):
    return Raw(200, "".join(f"data: {c}\n\n" for c in (*chunks, "[DONE]")), "text/event-stream")


HEAD = '"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "fake"'
FAULTS = {
    "too many": ([refuse(429, headers=SOON)] * 3, "too many requests: wait a minute"),
    "failed": ([refuse(500, "out of memory", headers=SOON)] * 3, "failed (500) (out of memory)"),
    "overloaded": ([Raw(503, "<html>", headers=SOON)] * 3, "failed (503): see its log"),
    "a page": ([Raw(200, "<html>Welcome</html>")], "usually ends in /v1"),
    "not streamed": ([Raw(200, '{"choices": []}', "application/json")], "usually ends in /v1"),
    "plain text": ([Raw(200, "Hello!", "text/plain")], "sent an empty answer"),
    "no JSON": ([Raw(200, "data: {no\n\n", "text/event-stream")], "is not JSON"),
    "cut JSON": ([Raw(200, 'data: {"choices": [{"de\n\n', "text/event-stream")], "is not JSON"),
    "no choices": ([events(f'{{{HEAD}, "choices": []}}')], "sent an empty answer"),
    "null choices": ([events(f'{{{HEAD}, "choices": null}}')], "sent an empty answer"),
    "nothing": ([events()], "sent an empty answer"),
    "refused": ([refuse(400, f"Bad thing for {KEY}.")], "(400) (Bad thing for …)"),
    "no such key": ([refuse(401, f"Bad key {KEY}")], "did not accept the API key"),
    "dropped": ([Say(TEXT, drop_after=2)], "broke off in the middle of the answer"),
    "error event": ([Say(TEXT, error="out of memory")], "broke off the answer (out of memory)"),
    "thoughts only": ([Say("<think>long", finish="length")], "used up its tokens"),
    "declined": ([Say("", refusal="I cannot help.")], "declined to answer (I cannot help.)"),
}


@pytest.mark.parametrize("call", [stream, data])
@pytest.mark.parametrize(("faults", "cure"), FAULTS.values(), ids=FAULTS)
def test_each_fault_has_its_cure(server, call, faults, cure):
    server.script(*faults)
    with pytest.raises(ModelError) as caught:
        call(server)
    text = str(caught.value)
    assert cure in text
    assert KEY not in text
    assert "\n" not in text
    assert len(server.chats) == len(faults)


@pytest.mark.parametrize("call", [stream, data])
def test_silence_has_its_cure(server, call):
    server.script(*[Say(TEXT, pause=30)] * 3)
    with pytest.raises(ModelError, match=r"was silent for 0\.2 seconds"):
        call(server, timeout=0.2)


@pytest.mark.parametrize("call", [stream, data])
def test_a_server_that_says_when_to_come_back_is_left_alone_until_then(server, call):
    server.script(refuse(429, headers=(("retry-after", "1"),)), refuse(500, headers=SOON), TEXT)
    begun = time.monotonic()
    call(server)
    # Unasked, the client would have waited half a second at most.
    assert time.monotonic() - begun >= 1
    assert len(server.chats) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_leaving_a_data_call_closes_the_connection(server):
    server.script(Say(TEXT, hold_after=2), TEXT)

    def interrupt():
        assert server.holding.wait(20)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with chat_on(server) as chat:
        with pytest.raises(KeyboardInterrupt):
            chat.data(MESSAGES, SCHEMA)
        assert server.hung_up.wait(20)
        assert chat.data(MESSAGES, SCHEMA).value == VALUE
    thread.join()
