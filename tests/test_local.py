"""The real llama.cpp with a real, small model. It is pulled once and kept in pytest's cache."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import rag
from rag import local, models
from rag.errors import ModelError
from rag.llm import Chat
from rag.pull import pull
from rag.settings import Settings

SMALL = "smollm2-135m"
SETTINGS = Settings(model=SMALL, budget=400)
HELLO = [{"role": "user", "content": "Say hello."}]
STORY = [{"role": "user", "content": "Tell a very long story about a whale."}]
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shelf(request):
    """The folder with the small model in it."""
    required = os.environ.get("REQUIRE_LOCAL") == "1"
    if find_spec("xllamacpp") is None and not required:
        pytest.skip("xllamacpp is not installed")
    folder = request.config.cache.mkdir("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSCITE_MODELS", str(folder))
        try:
            pull(SMALL)
        except ModelError as error:
            if required:
                raise
            pytest.skip(str(error))
    return folder


@pytest.fixture
def at_shelf(shelf, monkeypatch):
    monkeypatch.setenv("NEWSCITE_MODELS", str(shelf))


@pytest.fixture(scope="module")
def endpoint(shelf):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSCITE_MODELS", str(shelf))
        yield local.served(SETTINGS)
    local.stop()


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_gone(pid, seconds=30):
    """Wait for a process that is not ours to end; a limit, so that a failure does not hang."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists():
            # Where no init takes up orphans, they stay as zombies.
            try:
                if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                    return True
            except FileNotFoundError:
                return True
        time.sleep(0.05)
    return False


def test_it_answers_as_any_other_server_does(endpoint, capfd):
    with closing(Chat(endpoint)) as chat:
        assert chat.models() == [SMALL]
        pieces = list(chat.stream(HELLO, limit=8))
    assert len(pieces) > 1
    assert "".join(pieces).strip()
    assert capfd.readouterr() == ("", "")


SEVEN = {
    "type": "object",
    "properties": {"n": {"type": "integer", "enum": [7]}},
    "required": ["n"],
    "additionalProperties": False,
}


def test_an_archive_asks_the_model_that_is_here(at_shelf):
    settings = {"engine": "model", "model": SMALL, "budget": 400}
    with rag.Archive(**settings) as archive:
        archive.add(ROOT / "examples" / "storm-ferry-corrected.html")
        steps = list(archive.stream("How many people died on the Marrin Star?"))
        summary = archive.summarize("Marrin Star", length=2)
    assert steps[0].evidence
    assert steps[-1].receipt.model == SMALL
    assert steps[-1].receipt.tokens_out > 0
    assert summary.claims
    for claim in (*steps[-1].claims, *summary.claims):
        assert claim.verdict == "supported"
        assert claim.citations


def test_a_server_that_is_set_goes_before_a_model_that_is_here(at_shelf):
    assert local.wanted(Settings(model=SMALL)).name == SMALL
    assert local.wanted(Settings(model=SMALL, api_key="sk-1")).name == SMALL
    assert local.wanted(Settings(base_url="http://127.0.0.1:1/v1")) is None
    assert local.wanted(Settings(api_key="sk-1")) is None
    assert local.wanted(Settings(model="gpt-x", api_key="sk-1")) is None
    assert local.wanted(Settings()) is None  # what is here is not fit to answer unasked


def test_data_has_the_form_of_its_schema_whatever_was_asked(endpoint):
    with closing(Chat(endpoint)) as chat:
        data = chat.data(STORY, SEVEN, limit=40)
    assert data.value == {"n": 7}
    assert not data.truncated
    assert data.usage.tokens_out > 0


def test_nobody_else_on_this_machine_can_use_it(endpoint):
    with (
        closing(Chat(Settings(base_url=endpoint.base_url, api_key="guessed", model="x"))) as chat,
        pytest.raises(ModelError, match="did not accept the API key"),
    ):
        list(chat.stream(HELLO, limit=4))


def test_after_an_answer_is_left_the_next_is_whole(endpoint):
    with closing(Chat(endpoint)) as chat:
        left = iter(chat.stream(STORY))
        next(left)
        left.close()
        assert "".join(chat.stream(HELLO, limit=8)).strip()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_after_a_data_call_is_left_the_next_is_whole(endpoint):
    numbers = {"type": "array", "items": {"type": "integer"}, "minItems": 1000}
    long = {"type": "object", "properties": {"n": numbers}, "required": ["n"]}
    with closing(Chat(endpoint)) as chat:
        main = threading.main_thread().ident
        timer = threading.Timer(1, lambda: signal.pthread_kill(main, signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            chat.data(STORY, long, limit=2000)
        timer.join()
        assert chat.data(HELLO, SEVEN, limit=40).value == {"n": 7}


def test_too_many_articles_are_told_as_such(endpoint):
    question = [{"role": "user", "content": "The ministry bought buses. " * 2000}]
    with closing(Chat(endpoint)) as chat, pytest.raises(ModelError, match="lower NEWSCITE_BUDGET"):
        list(chat.stream(question, limit=4))


def test_one_server_serves_all_calls_and_a_dead_one_is_replaced(endpoint, at_shelf):
    assert local.served(SETTINGS) == endpoint
    os.kill(local._server.pid, signal.SIGKILL)
    local._server._process.wait()
    again = local.served(SETTINGS)
    try:
        assert again.api_key != endpoint.api_key
        with closing(Chat(again)) as chat:
            assert "".join(chat.stream(HELLO, limit=8)).strip()
    finally:
        pid, port = local._server.pid, urlsplit(again.base_url).port
        local.stop()
    assert is_gone(pid)
    assert not answers(port)


STREAMING = """
import os, signal, sys
from rag import local
from rag.llm import Chat
from rag.settings import Settings
settings = local.served(Settings(model="smollm2-135m", budget=400))
stream = iter(Chat(settings).stream([{"role": "user", "content": "Tell a very long story."}]))
next(stream)
print(local._server.pid, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ("sys.exit(3)", 3),
        ("os.kill(os.getpid(), signal.SIGINT)", -signal.SIGINT),
        ("os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
    ],
)
def test_however_the_process_ends_in_the_middle_of_an_answer_the_model_ends_too(
    at_shelf, ending, code
):
    script = textwrap.dedent(STREAMING) + ending
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == code, done.stderr
    assert is_gone(int(done.stdout))


def spoil(tmp_path, monkeypatch, content):
    monkeypatch.setenv("NEWSCITE_MODELS", str(tmp_path / "models"))
    (tmp_path / "bad.gguf").write_bytes(content)
    return Settings(model=pull(tmp_path / "bad.gguf").name)


@pytest.mark.parametrize("size", [4, 100, 2_000_000])
def test_a_damaged_model_is_an_error_and_no_crash(shelf, tmp_path, monkeypatch, size):
    content = (shelf / "SmolLM2-135M-Instruct.Q4_1.gguf").read_bytes()[:size]
    settings = spoil(tmp_path, monkeypatch, content)
    with pytest.raises(ModelError, match=r"bad cannot be loaded \(.*remove it and pull it again"):
        local.served(settings)
    assert local._server is None


def test_without_the_runtime_the_cure_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    settings = spoil(tmp_path, monkeypatch, b"GGUF")
    with pytest.raises(ModelError, match=r"pip install 'newscite\[local\]'"):
        local.served(settings)


def test_without_a_model_the_cure_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSCITE_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="no model on this machine: run `newscite model pull`"):
        local.served(Settings())
    with pytest.raises(ModelError, match="gpt-x is not on this machine"):
        local.served(Settings(model="gpt-x"))
    assert models.chosen() is None


def test_it_computes_on_no_more_threads_than_there_are_cores():
    assert local.threads() == -1 or 1 <= local.threads() <= (os.cpu_count() or 1)
