"""A question in other words: what is kept of a model's reply, what is found by it, what it costs."""

from __future__ import annotations

import json
from contextlib import closing

import pytest
from openai_server import OpenAIServer, refuse

import rag
from index.types import Page
from rag.llm import Chat
from rag.settings import Settings, load
from rag.variants import brings_nothing, fused, variants

QUESTION = "Why is the Lanjiang chip plant late?"
CHINESE = "澜江芯片厂为什么延期？"
ARTICLE = (
    "澜江芯片厂推迟投产\n\n澜江芯片厂原定今年投产，现在推迟到明年。"
    "公司说，延期的原因是光刻设备未能按期交货。工人们将继续安装其他设备。"
)


def reply(*queries):
    found = [{"language": code, "text": text} for code, text in queries]
    return json.dumps({"queries": found}, ensure_ascii=False)


def given(text, question=QUESTION, languages=("en", "zh")):
    with OpenAIServer() as server:
        server.script(text)
        with closing(Chat(Settings(base_url=server.url, model="fake"))) as chat:
            return variants(question, chat, languages), server.chats


def test_rephrasings_and_a_translation_are_kept_in_one_call():
    text = reply(("en", "What delays the plant for chips at Lanjiang?"), ("zh", CHINESE))
    found, chats = given(text)
    assert found.queries == {
        "": ("What delays the plant for chips at Lanjiang?",),
        "zh": (CHINESE,),
    }
    assert (found.usage.tokens_in, found.prompts, found.notices) == (11, ("variants",), ())
    (asked,) = chats
    assert asked.body["messages"][-1]["content"].endswith(f"Question: {QUESTION}\nLanguages: zh")


@pytest.mark.parametrize(
    "text",
    [
        reply(("en", "Why is the Lanjiang plant of Intel late?")),
        reply(("en", "Why is the Lanjiang chip plant 18 months late?")),
        reply(("en", QUESTION.lower())),
        reply(("zh", "Why is the chip plant late?")),
        reply(("fr", "Pourquoi l'usine est-elle en retard ?")),
        reply(("en", "x" * 400), ("en", "")),
        '{"queries": "none"}',
        '{"queries": [3, null, {"text": 4}, {"language": "zh"}]}',
        "{}",
    ],
)
def test_what_brings_in_something_or_is_no_query_is_left_out(text):
    assert given(text)[0].queries == {}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Reasons for the delay of the Lanjiang plant", True),
        ("Delays at chip plants", True),
        ("Was Lanjiang's plant delayed?", True),
        ("Why did TSMC delay it?", False),
        ("Why is it late in 2026?", False),
    ],
)
def test_no_new_names_or_figures(text, kept):
    assert brings_nothing(text, QUESTION) is kept


def test_a_hit_of_several_rankings_comes_first(examples):
    hits = examples.search("Oracle TikTok", 6)
    a, b, c = hits[:3]
    mixed = fused([[a, b], [b, c]])
    assert mixed[0].passage.id == b.passage.id
    assert mixed[0].score == 1.0
    assert {h.passage.id for h in mixed} == {h.passage.id for h in (a, b, c)}
    assert fused([]) == []


@pytest.fixture(scope="module")
def crowd():
    """English articles about other plants, more than fit the budget."""
    lines = [
        Page(
            f"file:///{n}.txt",
            f"Chip plant number {n} is late\n\n"
            + " ".join(f"The chip plant {n} is late by {m} days, a clerk said." for m in range(12)),
            "text",
        )
        for n in range(24)
    ]
    return [*lines, Page("file:///zh.txt", ARTICLE, "text")]


def asked(crowd, *script, **settings):
    with OpenAIServer() as server:
        server.script(*script)
        with rag.Archive(
            base_url=server.url, model="fake", engine="model", budget=800, **settings
        ) as archive:
            archive.add(*crowd)
            answer = archive.ask(QUESTION)
            languages = {
                a.language
                for a in archive.articles()
                for p in archive._index.passages(a.id)
                if p.id in answer.receipt.retrieved
            }
        return answer, languages, len(server.chats)


def test_an_english_question_reads_a_chinese_page(crowd):
    answer, languages, chats = asked(
        crowd, reply(("zh", CHINESE)), "The articles do not say.", variants=True
    )
    assert "zh" in languages
    assert chats == 2
    assert answer.receipt.tokens_in == 22
    assert "variants" in answer.receipt.prompts
    _, without, _ = asked(crowd, "The articles do not say.", variants=False)
    assert "zh" not in without


def test_a_failing_call_is_a_notice_and_changes_nothing(crowd):
    plain, *_ = asked(crowd, "The articles do not say.", variants=False)
    answer, _, chats = asked(crowd, refuse(400, "no"), "The articles do not say.")
    assert answer.receipt.retrieved == plain.receipt.retrieved
    assert any("searched for only as it is" in notice for notice in answer.notices)
    assert "variants" not in answer.receipt.prompts
    assert chats <= 2


def test_an_archive_that_is_read_whole_needs_no_other_words(crowd):
    answer, languages, chats = asked(crowd[-3:], "The articles do not say.")
    assert languages == {"en", "zh"}
    assert "variants" not in answer.receipt.prompts
    assert chats == 0  # no article that was read has the name


def test_the_setting():
    assert load({}).variants
    assert not load({"NEWSCITE_VARIANTS": "0"}).variants
