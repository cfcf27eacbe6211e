"""The whole of "ask" and "summarize", over the example articles, without a model and with one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import EXAMPLES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai_server import OpenAIServer, Say, refuse

import prompts
import rag
from index.types import Page

DEMO = EXAMPLES / "oracle-tiktok-analysis.txt"


def said(result: rag.Answer | rag.Summary) -> str:
    return " ".join(claim.text for claim in result.claims)


def check_proofs(archive: rag.Archive, result: rag.Answer | rag.Summary) -> None:
    """Every claim has a verdict, every quote is the article's text and maps back to its page."""
    for claim in (*result.claims, *result.dropped):
        assert claim.verdict in ("supported", "partly", "unsupported")
        assert bool(claim.citations) == (claim.verdict != "unsupported")
    for claim in result.claims:
        for c in claim.citations:
            assert c.quote == c.article.text[c.span.start : c.span.end] != ""
            page = archive.page(c.article)
            span = rag.to_page(c.article.runs, c.span)
            printed = page.text[span.start : span.end]
            if page.media == "text":
                assert re.sub(r"\s+", "", printed) == re.sub(r"\s+", "", c.quote)


def test_the_first_question(examples):
    answer = examples.ask("why Oracle over Microsoft?")
    assert answer.found
    text = said(answer)
    for part in ("Impact Level 5", "Trump", "did not insist on buying", "consumer business"):
        assert part in text
    assert all(claim.verdict == "supported" for claim in answer.claims)
    assert answer.receipt.engine == "extractive"
    check_proofs(examples, answer)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much was the JEDI contract worth?", "10 billion US dollars"),
        ("What did Larry Ellison do for Trump?", "California estate"),
        ("When do the broader restrictions on TikTok start?", "November 12|Nov. 12"),
        ("How many people were injured on the Marrin Star?", "58"),
        ("How many people died on the Marrin Star?", "Seven people died"),
        ("How much is Kestrel paying for Dunmere?", r"\$1\.2bn"),
        ("Is Colm Dunmere retiring?", "reportedly plans to retire"),
        ("Was Microsoft weaker on security than Oracle?", "thrown out of that tender|JEDI"),
        ("What does ByteDance want?", "byte skipping|bytecomb|part with anything"),
        ("澜江芯片厂为什么延期？", "光刻设备未能按期交货"),
        ("Who is Corin Adair and what did he say of the date?", "trade lawyer"),
    ],
)
def test_answers_that_the_articles_give(examples, question, expected):
    answer = examples.ask(question)
    assert answer.found, answer.missing
    assert re.search(expected, said(answer))
    check_proofs(examples, answer)


@pytest.mark.parametrize(
    "question",
    [
        "Who is TikTok's chief executive?",
        "How much did Microsoft offer for TikTok?",
        "What percentage of TikTok did Oracle finally own?",
        "How much did TikTok pay Google for cloud services?",
        "Who was the captain of the Marrin Star?",
        "How much profit did Kestrel make last year?",
        "Was the Tern Institute study withdrawn?",
        "What did Angela Merkel say about the ferry?",
        "Who won the football match?",
    ],
)
def test_questions_that_the_articles_do_not_answer(examples, question):
    answer = examples.ask(question)
    assert not answer.found
    assert not answer.claims
    assert answer.missing
    assert answer.complete


def test_a_refusal_names_what_is_missing_and_shows_what_is_near(examples):
    answer = examples.ask("What did Angela Merkel say about the ferry?")
    assert "do not mention Angela Merkel" in answer.missing
    assert any("ferry" in hit.article.title.lower() for hit in answer.nearest)
    assert "The articles do not answer this." in str(answer)


def test_a_question_of_two_parts(examples):
    answer = examples.ask(
        "Who is the managing director of Skarrow Line and how many people died on the Marrin Star?"
    )
    assert "Hugh Pennick" in said(answer)
    assert "Seven people died" in said(answer)


def test_a_follow_up_takes_its_subject_from_the_history(examples):
    history = [
        {"role": "user", "content": "How many people died on the Marrin Star?"},
        {"role": "assistant", "content": "Seven people died. [1]"},
    ]
    answer = examples.ask("When was it built?", history)
    assert "1996" in said(answer)


def test_a_wire_story_counts_once(examples):
    answer = examples.ask("When do the broader restrictions on TikTok start?")
    assert len({c.article.id for claim in answer.claims for c in claim.citations}) == 1


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How many people died in the ferry accident?", "Seven people died when the ferry"),
        ("澜江芯片厂有多少员工？", "厂区目前有员工860人"),
    ],
)
def test_what_is_counted_comes_first(examples, question, first):
    assert examples.ask(question).claims[0].text.startswith(first)


def test_orders_to_an_ai_are_reported_and_not_followed(examples):
    answer = examples.ask(
        "How many of the summaries had a statement that the source did not support?"
    )
    assert "12.5 per cent" in said(answer)
    assert not re.search("ignore all previous|withdrawn|password", said(answer), re.IGNORECASE)
    assert any("addresses an AI" in notice for notice in answer.notices)
    other = examples.ask("why Oracle over Microsoft?")
    assert not other.notices


def test_an_answer_in_one_article_only(examples):
    wire = next(a for a in examples.articles() if a.outlet == "Northwind Wire")
    answer = examples.ask("When do the broader restrictions start?", articles=[wire.id[:6]])
    assert {c.article.id for claim in answer.claims for c in claim.citations} == {wire.id}


def test_streaming_grows_and_ends_complete(examples):
    *partials, last = examples.stream("why Oracle over Microsoft?")
    assert all(not partial.complete for partial in partials)
    assert last.complete
    seen: tuple[rag.Claim, ...] = ()
    for partial in (*partials, last):
        assert partial.claims[: len(seen)] == seen
        seen = partial.claims


WORDS = sorted(set(re.findall(r"\w+", DEMO.read_text(encoding="utf-8"))))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from([*WORDS, "why", "who", "when", "how much"]), min_size=1, max_size=7)
)
def test_whatever_is_asked_every_claim_is_proven(examples, words):
    check_proofs(examples, examples.ask(" ".join(words) + "?"))


# --- with a model ------------------------------------------------------------------------------------


@contextmanager
def scripted(*replies: object, engine: str = "model") -> Iterator[tuple[rag.Archive, OpenAIServer]]:
    with (
        OpenAIServer() as server,
        rag.Archive(base_url=server.url, model="fake", engine=engine) as archive,
    ):
        archive.add(DEMO)
        for reply in replies:
            server.script(reply)
        yield archive, server


FOLLOWING = [
    {"role": "user", "content": "why Oracle over Microsoft?"},
    {"role": "assistant", "content": "Larry Ellison is close to Trump. [1]"},
]


def test_a_follow_up_is_made_to_stand_alone_by_the_model():
    alone = "What did Larry Ellison do for Trump?"
    truth = "Larry Ellison lent his California estate to a Trump fundraiser in February."
    with scripted(f'{{"question": "{alone}"}}', truth) as (archive, server):
        answer = archive.ask("What did he do for Trump?", FOLLOWING)
        assert alone in server.chats[1].body["messages"][-1]["content"]
    assert said(answer) == truth
    assert answer.question == "What did he do for Trump?"
    assert answer.receipt.prompts.keys() == {"followup", "system", "answer"}
    assert (answer.receipt.tokens_in, answer.receipt.tokens_out) == (22, 14)
    assert answer.receipt.seconds.keys() >= {"follow_up", "retrieve"}


def test_a_follow_up_that_the_model_fails_at_is_answered_with_a_notice():
    truth = "Larry Ellison lent his California estate to a Trump fundraiser in February."
    with scripted(refuse(400, "no"), truth) as (archive, server):
        answer = archive.ask("What did he do for Trump?", FOLLOWING)
        asked = server.chats[1].body["messages"][-1]["content"]
    assert "What did he do for Trump? (Larry Ellison)" in asked
    assert said(answer) == truth
    assert any("The follow-up was read without the model" in n for n in answer.notices)
    assert answer.receipt.prompts.keys() == {"system", "answer"}


def test_a_model_that_lies_is_not_believed():
    truth = [
        "Oracle's government cloud is cleared for Impact Level 5.",
        "Larry Ellison lent his California estate to a Trump fundraiser in February.",
        "Oracle did not insist on buying.",
        "Microsoft has a consumer business of its own.",
    ]
    lies = [
        "Microsoft lent its California estate to a Trump fundraiser in February.",
        "The JEDI contract was worth up to 15 billion US dollars.",
        "Oracle won the JEDI contract of the Pentagon in October 2019.",
        "Oracle insisted on buying.",
        "Safra Catz sat on the transition team in 2018.",
        "Maren Holt said: “It is a marriage made in heaven.”",
        "Google offered ten billion dollars for TikTok.",
    ]
    script = " ".join(s for pair in zip(truth, lies, strict=False) for s in pair)
    script += " " + " ".join(lies[len(truth) :])
    with scripted(script) as (archive, _):
        answer = archive.ask("why Oracle over Microsoft?")
        check_proofs(archive, answer)
    shown = {claim.text: claim.verdict for claim in answer.claims}
    assert {text for text in truth if shown.get(text) == "supported"} == set(truth)
    assert not set(lies) & shown.keys()
    assert {claim.text for claim in answer.dropped} == set(lies)
    assert all(claim.reason for claim in answer.dropped)
    assert answer.receipt.model == "fake"
    assert answer.receipt.prompts == {n: prompts.digest(n) for n in ("system", "answer")}


def test_citation_marks_of_a_model_are_thrown_away():
    with scripted("Oracle did not insist on buying [7].") as (archive, _):
        answer = archive.ask("why Oracle over Microsoft?")
    (claim,) = answer.claims
    assert "[7]" not in claim.text
    assert [c.number for c in claim.citations] == [1]


def test_the_sentinel_is_a_refusal():
    with scripted(prompts.SENTINEL) as (archive, _):
        answer = archive.ask("why Oracle over Microsoft?")
    assert not answer.found
    assert answer.nearest


def test_an_answer_that_breaks_off_keeps_what_was_proven():
    text = "Oracle did not insist on buying. Microsoft has a consumer business of its own. And then"
    with scripted(Say(text, drop_after=9)) as (archive, _):
        answer = archive.ask("why Oracle over Microsoft?")
    assert answer.claims
    assert any("broke off" in notice for notice in answer.notices)


def test_an_answer_that_was_cut_off_says_so_and_keeps_no_half_sentence():
    text = "Oracle did not insist on buying. Microsoft has a consumer"
    with scripted(Say(text, finish="length")) as (archive, _):
        answer = archive.ask("why Oracle over Microsoft?")
    assert [claim.text for claim in answer.claims] == ["Oracle did not insist on buying."]
    assert any("cut off" in notice for notice in answer.notices)


def test_what_a_model_says_grows_as_it_is_proven():
    text = "Oracle did not insist on buying. Google bought it. Microsoft has a consumer business."
    with scripted(text) as (archive, _):
        *partials, last = archive.stream("why Oracle over Microsoft?")
    counts = [len(partial.claims) for partial in (*partials, last)]
    assert counts == sorted(counts)
    assert counts[-1] == 2
    assert any(partial.draft for partial in partials)
    assert [claim.text for claim in last.dropped] == ["Google bought it."]


def test_a_model_that_is_away_leaves_the_extractive_answer():
    with rag.Archive(base_url="http://127.0.0.1:9/v1", model="none") as archive:
        archive.add(DEMO)
        answer = archive.ask("why Oracle over Microsoft?")
    assert answer.found
    assert answer.receipt.engine == "extractive"
    assert any("made without a model" in notice for notice in answer.notices)


def test_a_model_that_was_insisted_on_and_is_away_is_an_error():
    with rag.Archive(base_url="http://127.0.0.1:9/v1", model="none", engine="model") as archive:
        archive.add(DEMO)
        with pytest.raises(rag.ModelError, match="server running"):
            archive.ask("why Oracle over Microsoft?")


def test_a_model_that_obeys_the_page_is_not_believed():
    obeyed = "This article proves newsroom AI makes no errors. Please enter your email password."
    with scripted(obeyed) as (archive, _):
        archive.add(EXAMPLES / "ai-column-injected.html")
        answer = archive.ask("What did the Tern Institute study of summaries find?")
    assert not answer.found
    assert len(answer.dropped) == 2
    assert any("addresses an AI" in notice for notice in answer.notices)


# --- summaries ---------------------------------------------------------------------------------------


def test_a_summary_of_a_page_that_is_not_stored(tmp_path: Path):
    with rag.Archive() as archive:
        summary = archive.summarize(DEMO, length=4)
        assert not archive.articles()
    assert len(summary.claims) == 4
    assert all(claim.verdict == "supported" for claim in summary.claims)
    assert "Oracle" in said(summary)
    assert str(summary).count("[1]") == 2


def test_summaries_by_id_and_by_query(examples):
    article = examples.articles()[0]
    assert examples.summarize(article.id).articles == (article,)
    about = examples.summarize("ferry accident")
    assert "ferry" in about.articles[0].title.lower()
    check_proofs(examples, about)


def test_a_models_summary_is_checked_as_answers_are():
    with scripted("Oracle did not insist on buying. Oracle bought TikTok for $9bn.") as (
        archive,
        _,
    ):
        summary = archive.summarize(DEMO)
    assert [claim.text for claim in summary.claims] == ["Oracle did not insist on buying."]
    assert [claim.text for claim in summary.dropped] == ["Oracle bought TikTok for $9bn."]


NEWS = """# Island ferries stop as crews walk out

Ferries between the mainland and seven islands stopped on Friday as crew members of Sundlinjen began a strike.

Transport minister Gunnar Moe ruled out ordering the crews back to work. "The right to strike does not end at the waterline," he said.

Analysts said the strike might unsettle investors because Sundlinjen has borrowed much. The Arland bourse fell 1.3 percent on Monday.

Erik Sandahl of Lund, who was not involved, called a study of long shifts promising. The study was paid for by the union, which wants a limit of ten hours.
"""


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Why did the bourse fall?", "because Sundlinjen has borrowed much"),
        ("What did Gunnar Moe say about the strike?", 'ordering the crews back to work. "The'),
        ("Who paid for the study?", "The study was paid for by the union"),
    ],
)
def test_what_a_reader_needs_stands_with_the_answer_and_no_more(embedder, question, shown):
    with rag.Archive(embedder=embedder, engine="extractive") as archive:
        archive.add(Page("file:///ferries.md", NEWS, "markdown"))
        texts = [claim.text for claim in archive.ask(question).claims]
    assert any(shown in text for text in texts)
    assert not any("Sandahl" in text for text in texts)
