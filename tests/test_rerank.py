import json
import socket

import pytest
from rerank_server import RerankServer

from index import embed
from index.clean import clean
from index.embed import MiniLM
from index.errors import UsageError
from index.glossary import load
from index.store import Index
from index.types import Page
from rag.archive import Archive
from rag.diversity import ordered
from rag.errors import RerankError
from rag.rerank import Endpoint, Function, MaxSim, reranker_of
from rag.retrieve import retrieve
from rag.settings import Settings

QUERY = "who repaired the harbour crane"
TEXTS = ["The choir sang until ten.", "Engineers mended the crane in the port.", ""]
STORIES = {
    "crane": "Crane is back\n\nEngineers mended the harbour crane on Monday. It had stood still for a year.",
    "choir": "Choir sings\n\nThe choir sang in the harbour until ten. The crane was lit in blue.",
}


@pytest.fixture
def server():
    with RerankServer() as running:
        yield running


@pytest.fixture
def index(tmp_path, embedder):
    glossary = load(tmp_path / "none.toml")
    with Index(tmp_path / "archive", embedder, lambda page, n: clean(page, glossary, n)) as made:
        for name, text in STORIES.items():
            made.add(Page(f"file:///{name}.txt", text, "text"))
        yield made


def titles(hits):
    return [hit.article.title for hit in hits]


def test_the_bundled_model_prefers_what_means_the_same():
    scores = MaxSim(MiniLM()).rank(QUERY, TEXTS)
    assert scores[1] > scores[0]
    assert scores[2] == 0.0
    assert len(scores) == 3


@pytest.mark.parametrize("query", ["", "?!", "what is it", "鐵路"])
def test_the_bundled_model_takes_any_query(query):
    assert all(-1.001 <= score <= 1.001 for score in MaxSim(MiniLM()).rank(query, TEXTS))


def test_a_server_scores_each_text_in_its_place(server):
    assert Endpoint(f"{server.url}#small").rank("the crane", TEXTS) == [1.0, 2.0, 0.0]
    assert server.requests == [
        {"query": "the crane", "documents": TEXTS, "top_n": 3, "model": "small"}
    ]
    Endpoint(server.url).rank("crane", TEXTS)
    assert "model" not in server.requests[-1]
    assert Endpoint(server.url).rank("crane", []) == []


def test_a_key_is_sent_and_never_told():
    with RerankServer(key="right") as locked:
        assert Endpoint(locked.url, "right").rank("crane", TEXTS)
        with pytest.raises(RerankError, match="NEWSCITE_RERANKER_KEY") as caught:
            Endpoint(locked.url, "wrong-secret").rank("crane", TEXTS)
    assert "wrong-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "cure"),
    [
        (404, "{}", "usually ends in /v1/rerank"),
        (501, "{}", "its model is a reranker"),
        (422, "{}", "its model is a reranker"),
        (200, "<html>", "is the address of a reranker"),
        (200, "[]", "is the address of a reranker"),
        (200, '{"results": [{"index": 0, "relevance_score": 1}]}', "a score for each passage"),
        (200, '{"results": [{"index": 0}]}', "a score for each passage"),
        (200, '{"results": null}', "a score for each passage"),
    ],
)
def test_what_is_no_ranking_is_told_with_its_cure(server, status, body, cure):
    server.fail(status, body)
    with pytest.raises(RerankError, match=cure):
        Endpoint(server.url).rank("crane", TEXTS)


def test_numbers_that_are_none_are_refused(server):
    results = [{"index": n, "relevance_score": float("nan")} for n in range(3)]
    server.fail(200, json.dumps({"results": results}))
    with pytest.raises(RerankError, match="a score for each passage"):
        Endpoint(server.url).rank("crane", TEXTS)


def test_a_server_that_is_not_there_or_not_done_is_told(server):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(RerankError, match=f"127.0.0.1:{port} could not be reached"):
        Endpoint(f"http://u:secret@127.0.0.1:{port}/rerank").rank("crane", TEXTS)
    server.hold = True
    with pytest.raises(RerankError, match=r"within 0\.2 seconds"):
        Endpoint(server.url, timeout=0.2).rank("crane", TEXTS)


@pytest.mark.parametrize("address", ["localhost:8080/rerank", "ftp://host/x", "rerank", "http://"])
def test_what_is_no_address_is_refused_at_once(address):
    with pytest.raises(UsageError, match="is no web address"):
        Endpoint(address)


def test_a_function_reranks():
    assert Function(lambda query, texts: [len(text) for text in texts]).rank("q", ["a", "bb"]) == [
        1.0,
        2.0,
    ]
    for wrong in ([1.0], "ab", None, [1.0, float("nan")]):
        with pytest.raises(RerankError, match="one finite number"):
            Function(lambda query, texts, wrong=wrong: wrong).rank("q", ["a", "bb"])


def test_which_reranker_is_taken():
    model = MiniLM()
    other = embed.Function(lambda texts: [[1.0] for _ in texts], "other", 1)
    assert reranker_of(None, Settings(), model) is None
    assert isinstance(reranker_of("words", Settings(), model), MaxSim)
    assert isinstance(reranker_of(None, Settings(reranker="words"), other), MaxSim)
    assert reranker_of("none", Settings(), model) is None
    assert reranker_of(None, Settings(reranker="none"), model) is None
    assert isinstance(reranker_of(None, Settings(reranker="http://h/rerank"), model), Endpoint)
    own = Function(lambda query, texts: [0.0] * len(texts))
    assert reranker_of(own, Settings(reranker="none"), model) is own
    assert isinstance(reranker_of(lambda query, texts: [], Settings(), model), Function)


def test_the_passages_of_an_answer_are_in_the_rerankers_order(index):
    def choir_first(query, texts):
        return [float("choir" in text) for text in texts]

    assert titles(index.search(QUERY, 20)) == ["Crane is back", "Choir sings"]
    evidence = retrieve(index, QUERY, budget=1000, reranker=Function(choir_first))
    assert titles(evidence.hits) == ["Choir sings", "Crane is back"]
    assert evidence.passages[0][0].title == "Choir sings"
    assert evidence.notices == ()


def test_the_order_of_the_search_stands_where_the_reranker_fails(server, tmp_path, embedder):
    archive = Archive(tmp_path / "a", embedder=embedder, reranker=server.url, engine="extractive")
    with archive:
        archive.add(*[Page(f"file:///{n}.txt", text, "text") for n, text in STORIES.items()])
        assert not archive.ask("Who mended the harbour crane?").notices
        server.fail(503)
        answer = archive.ask("Who mended the harbour crane?")
    assert answer.found
    (notice,) = answer.notices
    assert notice.startswith("127.0.0.1:")
    assert notice.endswith("The passages are in the order of the search.")


def test_another_article_comes_before_one_that_has_had_its_say(index):
    long = "Crane story\n\n" + "\n\n".join(
        f"Engineers looked at part {n} of the harbour crane. " + "They turned a screw. " * 40
        for n in range(3)
    )
    index.add(Page("file:///long.txt", long, "text"))
    hits = index.search(QUERY, 20)
    first = [h for h in hits if h.article.title == "Crane story"]
    other = next(h for h in hits if h.article.title == "Crane is back")
    level = [*first[:2], other]
    shown, _ = ordered(
        level, QUERY, Function(lambda query, texts: [1.0, 0.99, 0.95, 0.0][: len(texts)])
    )
    assert shown == level  # 0.1 is less than what lies between them, stretched
    far = next(h for h in hits if h.article.title == "Choir sings")
    scores = Function(lambda query, texts: [1.0, 0.99, 0.95, 0.0])
    shown, _ = ordered([*level, far], QUERY, scores)
    assert shown == [first[0], other, first[1], far]
