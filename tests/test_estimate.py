"""What a summary will take: counted before, asked of nobody, and kept to."""

import re

import pytest
from conftest import EXAMPLES
from openai_server import OpenAIServer
from test_long import findings, report

import rag
from index.tokens import count

FERRY = EXAMPLES / "storm-ferry-corrected.html"


def test_without_a_model_nothing_is_called(examples):
    estimate = examples.estimate(FERRY)
    assert (estimate.calls, estimate.tokens, estimate.cost) == (0, 0, None)
    assert str(estimate) == "No calls of a model."


def test_an_estimate_asks_nobody_and_counts_what_is_sent(embedder):
    with (
        OpenAIServer(models=["gpt-5.6-luna"]) as server,
        rag.Archive(
            base_url=server.url, model="gpt-5.6-luna", embedder=embedder, engine="model"
        ) as archive,
    ):
        estimate = archive.estimate(FERRY)
        assert server.requests == []
        server.script("Seven people died.")
        archive.summarize(FERRY)
    sent = sum(count(m["content"]) for m in server.chats[0].body["messages"])
    assert (estimate.calls, estimate.tokens_in) == (1, sent)
    assert estimate.cost is None


@pytest.mark.parametrize(("chapters", "budget"), [(24, 600), (60, 600), (40, 1500)])
def test_an_estimate_of_many_calls_is_near_what_is_made(embedder, chapters, budget):
    with (
        OpenAIServer(models=["gpt-5.6-luna"]) as server,
        rag.Archive(
            base_url=server.url,
            model="gpt-5.6-luna",
            embedder=embedder,
            engine="model",
            budget=budget,
            price="2/8",
        ) as archive,
    ):
        server.script(findings)
        estimate = archive.estimate(report(chapters))
        archive.summarize(report(chapters))
        sent = sum(count(m["content"]) for c in server.chats for m in c.body["messages"])
        assert 0.7 * len(server.chats) <= estimate.calls <= 1.3 * len(server.chats)
        assert 0.8 * sent <= estimate.tokens_in <= 1.3 * sent
        dollars = (2 * estimate.tokens_in + 8 * estimate.tokens_out) / 1e6
        assert estimate.cost == pytest.approx(dollars)
        again = archive.estimate(report(chapters))
        assert again.kept > 3
        assert again.calls == estimate.calls - again.kept
        assert again.tokens < estimate.tokens / 2


def test_above_the_budget_nothing_is_begun(embedder):
    with (
        OpenAIServer() as server,
        rag.Archive(base_url=server.url, embedder=embedder, engine="model", budget=600) as archive,
    ):
        server.script(findings)
        with pytest.raises(rag.UsageError, match=r"more than the 5,000 tokens .* about \d+ calls"):
            archive.summarize(report(24), budget=5000)
        assert server.chats == []
        assert archive.summarize(report(24), budget=50_000).claims


def test_a_budget_that_is_used_up_ends_the_asking(embedder, tmp_path):
    """The server counts far more than was to be expected, as one does whose model thinks."""

    with (
        OpenAIServer(usage=False) as server,
        rag.Archive(
            tmp_path, base_url=server.url, embedder=embedder, engine="model", budget=600
        ) as archive,
    ):
        expected = archive.estimate(report(24))
        server.script(lambda body: findings(body) + " Clerks keep letters in drawers." * 400)
        summary = archive.summarize(report(24), budget=expected.tokens + 200)
    assert 0 < len(server.chats) < expected.calls
    assert any("used up" in notice for notice in summary.notices)
    assert summary.claims


@pytest.mark.parametrize("price", ["0.15", "cheap", "0.15/", "-1/2", "1/2/3"])
def test_a_price_that_is_none_is_misuse(price):
    with pytest.raises(rag.UsageError, match=re.escape(price)):
        rag.Archive(price=price)


@pytest.mark.parametrize("budget", [0, -5])
def test_a_budget_is_above_nothing(examples, budget):
    with pytest.raises(rag.UsageError, match="above 0"):
        examples.summarize(FERRY, budget=budget)
