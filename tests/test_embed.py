import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from index.embed import Endpoint, Function, MiniLM
from index.errors import EmbeddingError

ROOT = Path(__file__).parents[1]
STORY = "The mayor opened the new bridge on Monday after three years of delays. " * 8


@pytest.fixture(scope="module")
def minilm():
    return MiniLM()


def test_rows_are_unit_float32(minilm):
    vectors = minilm.embed(["cat", STORY, ""])
    assert vectors.shape == (3, minilm.dimensions) == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts(minilm):
    assert minilm.embed([]).shape == (0, 384)
    assert minilm.embed([]).dtype == np.float32


def test_near_meanings_are_near(minilm):
    cat, kitten, economy = minilm.embed(["cat", "kitten", "economy"])
    assert cat @ kitten > cat @ economy + 0.3
    question, answer, other = minilm.embed(
        [
            "Who opened the bridge?",
            "The mayor cut the ribbon of the new crossing.",
            "Shares of the bank fell by two per cent.",
        ]
    )
    assert question @ answer > question @ other + 0.2


def test_vector_does_not_depend_on_its_neighbours(minilm):
    texts = [STORY, "cat", "a much longer companion " * 60, "", "新闻"]
    together = minilm.embed(texts)
    alone = np.concatenate([minilm.embed([text]) for text in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(minilm.embed(texts[::-1])[::-1], together)


def test_only_the_first_256_tokens_count(minilm):
    words = ["bridge"] * 254  # and the two that BERT adds
    kept, longer, shorter = minilm.embed(
        [" ".join(words), " ".join([*words, "economy"]), " ".join([*words[:-1], "cat"])]
    )
    assert np.array_equal(kept, longer)
    assert not np.array_equal(kept, shorter)


@pytest.mark.parametrize("junk", ["\x00", "\ud800", "\u200f\u200b", "👩‍👩‍👧", "ﷺ" * 500, "\r\n\t"])
def test_odd_characters(minilm, junk):
    assert np.linalg.norm(minilm.embed([junk])) == pytest.approx(1, abs=1e-5)


def test_words(minilm):
    text = "👀 Cat's naïve, unbelievably \ud800 新闻!"
    spans, vectors = minilm.words(text)
    words = [text[span.start : span.end] for span in spans]
    assert words == ["Cat", "s", "naïve", "unbelievably", "新", "闻"]
    assert vectors.shape == (6, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_words_are_seen_in_context(minilm):
    (_, river), (_, money), (_, loan) = minilm.words_many(
        ["the muddy bank of a river", "the bank paid interest", "the bank gave a loan"]
    )
    bank_of_river, bank_of_money, bank_of_loan = river[2], money[1], loan[1]
    assert bank_of_money @ bank_of_loan > bank_of_money @ bank_of_river


def test_words_of_nothing_and_of_too_much(minilm):
    spans, vectors = minilm.words(" ... ")
    assert spans == []
    assert vectors.shape == (0, 384)
    spans, vectors = minilm.words("word " * 400)
    assert len(spans) == len(vectors) == 254


def test_words_many_is_words(minilm):
    texts = ["one bridge", "", "two bridges and a mayor"]
    for text, (spans, vectors) in zip(texts, minilm.words_many(texts), strict=True):
        assert spans == minilm.words(text)[0]
        assert np.array_equal(vectors, minilm.words(text)[1])


def test_first_use_from_many_threads():
    fresh = MiniLM()
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(lambda _: fresh.embed(["cat"])[0], range(8)))
    assert all(np.array_equal(vector, vectors[0]) for vector in vectors)


def test_loading_is_lazy_and_silent():
    script = (
        "import sys; from index.embed import MiniLM; model = MiniLM()\n"
        "heavy = {'onnxruntime', 'tokenizers', 'openai'}\n"
        "assert not heavy & set(sys.modules)\n"
        "model.embed(['cat', 'dog'])\n"
        "assert 'openai' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_function():
    embedder = Function(lambda texts: [[len(text), 0.0] for text in texts], "lengths", 2)
    assert embedder.name == "lengths"
    assert embedder.embed(["ab", "abc"]).tolist() == [[1.0, 0.0], [1.0, 0.0]]
    assert embedder.embed([""]).tolist() == [[0.0, 0.0]]
    assert embedder.embed([]).shape == (0, 2)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([[1.0, 2.0, 3.0]], "shape"),
        ([[1.0, 2.0]] * 2, "shape"),
        ([1.0, 2.0], "shape"),
        ([[1.0, float("nan")]], "not finite"),
        ([["a", "b"]], "rows of numbers"),
    ],
)
def test_function_that_gives_something_else(rows, complaint):
    with pytest.raises(EmbeddingError, match=complaint):
        Function(lambda _: rows, "odd", 2).embed(["text"])


class Server(BaseHTTPRequestHandler):
    """Embeds a text as (its length, its first code point, 1), in reverse order."""

    seen: list[dict]

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append({**asked, "path": self.path, "key": self.headers["Authorization"]})
        rows = [[len(text), ord(text[0]), 1.0] for text in asked["input"]]
        data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)]
        self.answer({"object": "list", "model": asked["model"], "data": data[::-1]}, asked["model"])

    def answer(self, reply, model):
        status = {"missing": 404, "locked": 401, "broken": 400}.get(model, 200)
        if status != 200:
            reply = {"error": {"message": "no such luck"}}
        if model == "short":
            reply["data"] = reply["data"][1:]
        body = b"<p>hello</p>" if model == "page" else json.dumps(reply).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if model == "page" else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    handler = type("Handler", (Server,), {"seen": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/v1", handler.seen
        http.shutdown()
        thread.join()


def test_endpoint(server):
    url, seen = server
    embedder = Endpoint("tiny", url, "secret")
    vectors = embedder.embed(["b", "aa", ""])
    expected = np.array([[1, 98, 1], [2, 97, 1], [1, 32, 1]], np.float32)
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert vectors == pytest.approx(expected)
    assert vectors.dtype == np.float32
    assert (embedder.name, embedder.dimensions) == ("tiny", 3)
    assert [(s["path"], s["key"]) for s in seen] == [("/v1/embeddings", "Bearer secret")]


def test_endpoint_sends_batches_of_64(server):
    url, seen = server
    vectors = Endpoint("tiny", url).embed([chr(97 + i % 26) for i in range(150)])
    assert vectors.shape == (150, 3)
    assert [len(request["input"]) for request in seen] == [64, 64, 22]
    assert np.array_equal(vectors[1], vectors[27])


def test_endpoint_learns_dimensions_for_no_texts(server):
    url, seen = server
    assert Endpoint("tiny", url).embed([]).shape == (0, 3)
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("model", "complaint"),
    [
        ("missing", "no embedding model called 'missing'"),
        ("locked", "refused the API key"),
        ("broken", "no such luck"),
        ("short", "shape"),
        ("page", "did not answer with embeddings"),
    ],
)
def test_endpoint_that_fails(server, model, complaint):
    with pytest.raises(EmbeddingError, match=complaint):
        Endpoint(model, server[0]).embed(["one", "two"])


def test_endpoint_that_is_not_there(server):
    url, _ = server
    gone = url.rpartition(":")[0] + ":9/v1"
    with pytest.raises(EmbeddingError, match="is the server running"):
        Endpoint("tiny", gone.replace("//", "//user:hidden@")).embed(["text"])


def test_endpoint_without_a_key(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(EmbeddingError, match="need OPENAI_API_KEY"):
        Endpoint("tiny").embed(["text"])
