import socket
import threading
from contextlib import closing

import openai
import pytest
from openai_server import OpenAIServer, Raw, Say, embed, refuse

from index.tokens import count
from rag.errors import ModelError
from rag.llm import DEFAULT_MODEL, LIMIT, Chat, Usage
from rag.settings import Settings

KEY = "sk-secret-1234567890"
MESSAGES = [{"role": "system", "content": "Be exact."}, {"role": "user", "content": "Why?"}]
TEXT = "Oracle won — “für 五 Gründe” 🙂. Microsoft lost."


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


def chat_on(server, **settings):
    return closing(Chat(Settings(**{"base_url": server.url, "timeout": 20.0, **settings})))


def read(server, **settings):
    with chat_on(server, **settings) as chat:
        reply = chat.stream(MESSAGES)
        return "".join(reply), reply


def message_of(server, **settings):
    with pytest.raises(ModelError) as caught:
        read(server, **settings)
    text = str(caught.value)
    assert KEY not in text
    assert "\n" not in text
    assert text.endswith((".", "?"))
    return text


def test_text_streams_whole_whatever_way_it_is_cut(server):
    for delta, packet in ((1, 1), (3, 2), (100, 5)):
        server.delta, server.packet = delta, packet
        server.script(TEXT)
        text, reply = read(server)
        assert text == TEXT
        assert not reply.truncated
        assert reply.usage == Usage(11, 7)


def test_the_request_asks_for_a_repeatable_bounded_counted_stream(server):
    server.script(TEXT)
    read(server)
    assert server.chats[0].body == {
        "model": "fake",
        "messages": MESSAGES,
        "stream": True,
        "temperature": 0,
        "stream_options": {"include_usage": True},
        "max_tokens": LIMIT,
    }


def test_tokens_are_counted_here_when_the_server_does_not(server):
    server.usage = False
    server.script(TEXT)
    _, reply = read(server)
    assert reply.usage == Usage(count("Be exact.") + count("Why?"), count(TEXT))


def test_chunks_without_choices_content_or_words_are_passed_over(server):
    server.script(Say(TEXT, odd=True))
    assert read(server)[0] == TEXT


@pytest.mark.parametrize("finish", ["length", "content_filter", None])
def test_an_answer_that_was_cut_off_says_so(server, finish):
    server.script(Say("Oracle won. Micros", finish=finish))
    text, reply = read(server)
    assert text == "Oracle won. Micros"
    assert reply.truncated


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<think>Oracle? No <b>.</think>Oracle won.", "Oracle won."),
        ("<THINK>a</THINK>Oracle <thinking>b</thinking>won.", "Oracle won."),
        ("3 < 5 and <b>bold</b> <", "3 < 5 and <b>bold</b> <"),
    ],
)
def test_thoughts_do_not_leak(server, said, shown):
    for delta in (1, 4, 100):
        server.delta = delta
        server.script(said)
        assert read(server)[0] == shown


def test_thoughts_that_never_began_end_the_answer(server):
    server.script("The user wants reasons.</think>Oracle won.")
    assert "start its server with a reasoning parser" in message_of(server)


def test_leaving_early_closes_the_connection(server):
    server.script(Say(TEXT, hold_after=2))
    with chat_on(server) as chat:
        with closing(iter(chat.stream(MESSAGES))) as pieces:
            assert next(pieces) == TEXT[:5]
        assert server.hung_up.wait(20)


def test_one_chat_serves_threads_with_each_its_own_usage(server):
    server.script(lambda body: body["messages"][0]["content"] * 3)
    server.usage = False
    texts = {}
    with chat_on(server) as chat:

        def work(word):
            reply = chat.stream([{"role": "user", "content": word}])
            texts[word] = ("".join(reply), reply.usage.tokens_in)

        threads = [threading.Thread(target=work, args=(w,)) for w in ("one ", "two and two ")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    for word, (text, tokens) in texts.items():
        assert text == word * 3
        assert tokens == count(word)
    assert len(texts) == 2


@pytest.mark.parametrize("field", ["temperature", "stream_options", "max_tokens"])
def test_a_field_that_the_server_refuses_is_left_out_from_then_on(server, field):
    server.refuses = (field,)
    server.script(TEXT, TEXT)
    with chat_on(server) as chat:
        for _ in range(2):
            assert "".join(chat.stream(MESSAGES)) == TEXT
    assert [field in request.body for request in server.chats] == [True, False, False]
    limits = {"max_tokens", "max_completion_tokens"} & server.chats[-1].body.keys()
    assert limits == {"max_completion_tokens" if field == "max_tokens" else "max_tokens"}


def test_a_server_that_refuses_every_optional_field_still_answers(server):
    server.refuses = ("temperature", "stream_options", "max_tokens", "max_completion_tokens")
    server.script(TEXT)
    assert read(server)[0] == TEXT
    assert server.chats[-1].body.keys() == {"model", "messages", "stream"}


def test_a_refusal_that_names_the_field_only_in_its_text_counts(server):
    server.fail(refuse(422, "body.stream_options: extra fields not permitted"))
    server.script(TEXT)
    assert read(server, model="fake")[0] == TEXT
    assert "stream_options" not in server.chats[-1].body


def test_the_model_is_the_one_set_or_the_first_chat_model_listed(server):
    server.models = ("nomic-embed-text", "qwen", "llama")
    with chat_on(server) as chat:
        assert chat.name == "qwen"
    with chat_on(server, model="llama") as chat:
        assert chat.name == "llama"
        assert chat.models() == ["nomic-embed-text", "qwen", "llama"]
    for base_url in (None, "https://api.openai.com/v1/"):
        chat = Chat(Settings(api_key=KEY, base_url=base_url))
        assert chat.name == DEFAULT_MODEL
        assert chat.where == "api.openai.com"


def test_a_password_in_the_base_url_is_not_shown():
    assert Chat(Settings(base_url="https://me:hush@models.example:8443/v1")).where == (
        "models.example:8443"
    )


@pytest.mark.parametrize(
    ("settings", "cure"),
    [
        ({}, "set OPENAI_API_KEY or OPENAI_BASE_URL"),
        ({"base_url": "localhost:11434/v1"}, "should look like http://localhost:11434/v1"),
        ({"base_url": "http://localhost:port/v1"}, "should look like"),
        ({"api_key": "“" + KEY + "”"}, "copy it again"),
        ({"api_key": KEY + "\n"}, "copy it again"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(settings, cure):
    with pytest.raises(ModelError, match=cure) as caught:
        Chat(Settings(**settings))
    assert KEY not in str(caught.value)


def test_no_server():
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with (
        closing(Chat(Settings(base_url=url, model="fake"))) as chat,
        pytest.raises(ModelError, match=r"No connection to 127\.0\.0\.1:\d+: is the server run"),
    ):
        list(chat.stream(MESSAGES))


def test_the_key_is_wrong_or_missing():
    with OpenAIServer(key="sk-other") as server:
        # The server repeats the key it got; the message must not.
        assert "did not accept the API key" in message_of(server, api_key=KEY, model="fake")
        assert "wants an API key" in message_of(server, model="fake")
        server.script(TEXT)
        assert read(server, api_key="sk-other")[0] == TEXT


def test_what_the_server_says_is_shown_without_the_key(server):
    server.fail(refuse(400, f"Bad\n   thing for {KEY}."))
    text = message_of(server, api_key=KEY, model="fake")
    assert text.endswith("refused the request (400) (Bad thing for …).")


def test_an_unknown_model_lists_the_known(server):
    server.models = ("qwen", "llama")
    assert message_of(server, model="gpt-9").endswith(
        "has no model gpt-9: set NEWSCITE_MODEL to one of qwen, llama."
    )


def test_a_base_url_without_v1(server):
    for settings in ({"model": "fake"}, {}):
        text = message_of(server, base_url=server.url.removesuffix("/v1"), **settings)
        assert "check the base URL, which usually ends in /v1" in text


def test_a_web_page_where_an_api_should_be(server):
    page = Raw(200, "<html><body>Welcome</body></html>")
    server.fail(page)
    assert "usually ends in /v1" in message_of(server)
    server.fail(page)
    assert "usually ends in /v1" in message_of(server, model="fake")
    server.fail(*[Raw(502, "<html><h1>Bad gateway</h1></html>")] * 3)
    assert message_of(server, model="fake").endswith("failed (502): see its log, or ask again.")


def test_a_passing_fault_is_tried_again(server):
    soon = (("retry-after-ms", "1"),)
    server.fail(refuse(429, headers=soon), refuse(500, headers=soon))
    server.script(TEXT)
    assert read(server, model="fake")[0] == TEXT
    assert len(server.chats) == 3


@pytest.mark.parametrize(
    ("fault", "cure"),
    [
        (refuse(429, headers=(("retry-after-ms", "1"),)), "wait a minute and ask again"),
        (
            refuse(429, "Quota", "insufficient_quota", headers=(("retry-after-ms", "1"),)),
            "check the plan and the billing",
        ),
        (refuse(503, "loading", headers=(("retry-after-ms", "1"),)), "failed (503) (loading)"),
        (refuse(403), "does not let this key use fake"),
        (refuse(400, "maximum context length is 4096 tokens"), "lower NEWSCITE_BUDGET"),
        (Raw(200, "data: {nonsense\n\n", "text/event-stream"), "not JSON"),
    ],
)
def test_each_fault_has_its_cure(server, fault, cure):
    server.fail(*[fault] * 3)
    assert cure in message_of(server, model="fake")


def test_faults_while_the_name_is_sought_do_not_go_in_circles(server):
    server.fail(refuse(403))
    assert "does not let this key use the model" in message_of(server)
    server.models = ("bge-embed",)
    assert "lists no chat model" in message_of(server)


def test_silence(server):
    server.script(*[Say(TEXT, pause=30)] * 3)
    assert "was silent for 0.2 seconds" in message_of(server, timeout=0.2, model="fake")


def test_a_stream_that_breaks_off(server):
    server.script(Say(TEXT, drop_after=2), Say(TEXT, error="out of memory"))
    assert "broke off in the middle of the answer" in message_of(server)
    assert "broke off the answer (out of memory): ask again" in message_of(server)


@pytest.mark.parametrize(
    ("reply", "cure"),
    [
        (Say(" \n"), "sent an empty answer"),
        (Say("<think>long thoughts", finish="length"), "take a model that thinks less"),
        (Say("", refusal="I cannot help."), "declined to answer (I cannot help.)"),
        (Say("", finish="content_filter"), "content filter"),
    ],
)
def test_an_answer_without_words(server, reply, cure):
    server.script(reply)
    assert cure in message_of(server)


def test_the_fake_server_embeds_by_words_in_both_formats(server):
    with openai.OpenAI(api_key="none", base_url=server.url) as client:
        ask = client.embeddings.create
        packed = ask(model="fake", input=["Oracle won", "oracle WON!"])
        floats = ask(model="fake", input="Oracle won", encoding_format="float")
    assert packed.data[0].embedding == packed.data[1].embedding
    assert floats.data[0].embedding == embed("Oracle won")
    assert packed.data[0].embedding == pytest.approx(embed("Oracle won"), abs=1e-6)
