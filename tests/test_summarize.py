from contextlib import contextmanager

import pytest
from conftest import EXAMPLES
from openai_server import OpenAIServer, Say

import rag

FERRY = EXAMPLES / "storm-ferry-corrected.html"
COLUMN = EXAMPLES / "ai-column-injected.html"


def proven(result):
    for claim in result.claims:
        assert claim.verdict in ("supported", "partly")
        for c in claim.citations:
            assert c.quote == c.article.text[c.span.start : c.span.end] != ""


@pytest.mark.parametrize("length", [1, 3, 6])
def test_a_summary_has_the_length_asked_for_and_its_proof(examples, length):
    summary = examples.summarize(FERRY, length=length)
    assert len(summary.claims) == length
    assert summary.complete
    proven(summary)
    numbers = [c.number for claim in summary.claims for c in claim.citations]
    assert numbers == sorted(numbers)
    assert numbers[0] == 1


def test_a_summary_begins_with_what_happened(examples):
    first = examples.summarize(FERRY, length=3).claims[0].text
    assert "seven people died" in first.lower()
    assert not first.startswith("Correction")


def test_a_short_page_is_not_stretched(examples):
    text = "# Norla\n\nA storm closed the pier at Norla on Friday, and repairs will take a year."
    assert len(examples.summarize(text, length=6).claims) == 1


def test_several_articles_share_the_length(examples):
    first, second = (a for a in examples.articles() if "ferry" in a.title.lower())
    summary = examples.summarize(first.id, second.id, length=4)
    cited = [claim.citations[0].article.id for claim in summary.claims]
    assert cited == [first.id] * 2 + [second.id] * 2


def test_each_article_has_at_least_one_sentence(examples):
    ids = [article.id for article in examples.articles()]
    summary = examples.summarize(*ids, length=2)
    assert {claim.citations[0].article.id for claim in summary.claims} == set(ids)


def test_orders_to_an_ai_are_left_out_and_reported(examples):
    summary = examples.summarize(COLUMN, length=20)
    text = " ".join(claim.text for claim in summary.claims)
    assert "12.5 per cent" in text
    assert "ignore" not in text.lower()
    assert "BUY LUMENAR" not in text
    assert len([n for n in summary.notices if "was not followed" in n]) == 2


def test_a_chinese_page_is_summed_up_in_its_own_words(examples):
    summary = examples.summarize(EXAMPLES / "chip-plant-zh.txt", length=4)
    assert any("推迟到2024年6月" in claim.text for claim in summary.claims)
    proven(summary)


@contextmanager
def model(*replies, **settings):
    with (
        OpenAIServer() as server,
        rag.Archive(base_url=server.url, engine="model", **settings) as archive,
    ):
        server.script(*replies)
        yield archive, server


def test_the_model_is_told_the_length_and_reads_the_article(embedder):
    with model("Seven people died.", embedder=embedder) as (archive, server):
        archive.summarize(FERRY, length=1)
    prompt = server.chats[0].body["messages"][-1]["content"]
    assert "in 1 sentence." in prompt
    assert "struck rocks in Skarrow Sound" in prompt
    assert "Parking charges at the quay" not in prompt


def test_what_a_model_makes_up_is_dropped_with_its_reason(embedder):
    said = (
        "Seven people died when the ferry struck rocks in Skarrow Sound."
        " Nine people died when the ferry struck rocks."
        " The captain was arrested on Friday."
        " Hugh Pennick called for a public inquiry."
        " The bureau has found the cause."
    )
    with model(said, embedder=embedder) as (archive, _):
        summary = archive.summarize(FERRY)
    proven(summary)
    assert [claim.text for claim in summary.claims] == [said.split(". ")[0] + "."]
    assert len(summary.dropped) == 4
    assert all(claim.reason and not claim.citations for claim in summary.dropped)


def test_a_streamed_summary_grows_and_ends_complete(embedder):
    said = "Seven people died when the ferry struck rocks. A further 58 people were injured."
    with model(said, embedder=embedder) as (archive, _):
        *partials, last = archive.stream_summary(FERRY)
    counts = [len(partial.claims) for partial in [*partials, last]]
    assert counts == sorted(counts)
    assert counts[-1] == 2
    assert {partial.complete for partial in partials} == {False}
    assert last.complete
    assert any(partial.draft for partial in partials)
    assert last.draft == ""


def test_a_model_that_was_cut_off_says_so(embedder):
    said = Say("A further 58 people were injured. Eleven of them", finish="length")
    with model(said, embedder=embedder) as (archive, _):
        summary = archive.summarize(FERRY)
    assert [claim.text for claim in summary.claims] == ["A further 58 people were injured."]
    assert any("cut off" in notice for notice in summary.notices)
