"""Texts past any budget: skimmed without a model, read part by part with one; nothing paid twice."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai_server import OpenAIServer, Say, refuse

import rag
from index.embed import MiniLM
from rag.kept import BYTES, DAYS, Replies, Said
from rag.parts import _packed

ROOT = Path(__file__).parent.parent
TOWNS = "Arden Brill Corvane Dunmore Eskdale Farrow Galt Hythe Ivel Jorvan Kestrel Lorne".split()


def report(chapters, filler=3):
    """Return a report in Markdown, one finding a chapter; its other sentences say little."""
    lines = ["# Audit of the harbours of the north", ""]
    for n in range(chapters):
        town = TOWNS[n % 12] + (str(n // 12) if n >= 12 else "")
        lines += [
            f"## The harbour of {town}",
            "",
            f"The auditors found that {town} spent {100 + n} million crowns on its harbour.",
            "",
        ]
        for m in range(filler):
            lines += [
                f"Clerk {m} in {town} keeps the letters of that year in a drawer by the window."
                f" The room is open in the mornings, and visitors wait on bench {m} by the gate.",
                "",
            ]
    return "\n".join(lines)


def findings(body):
    """Answer as a model would that picks the findings of what it reads."""
    text, task = body["messages"][-1]["content"].split("\n\nTask:")
    wanted = int(re.search(r"(\d+) sentences?", task)[1])
    said = re.findall(r"The auditors found[^.]+\.", text)
    return " ".join(said[:wanted]) or "Clerks keep letters."


def proven(result):
    for claim in result.claims:
        assert claim.citations
        for c in claim.citations:
            assert c.quote == c.article.text[c.span.start : c.span.end] != ""


@contextmanager
def model(folder=None, budget=600, **options):
    with (
        OpenAIServer() as server,
        rag.Archive(
            folder, base_url=server.url, engine="model", budget=budget, **options
        ) as archive,
    ):
        yield archive, server


# --- Without a model ------------------------------------------------------------------------------


def test_a_long_report_is_summed_up_from_all_its_parts(embedder):
    text = report(60, filler=4)
    with rag.Archive(engine="extractive", embedder=embedder) as archive:
        summary = archive.summarize(text, length=10)
    proven(summary)
    assert len(summary.claims) == 10
    whole = summary.articles[0].text
    tenths = {10 * c.citations[0].span.start // len(whole) for c in summary.claims}
    assert len(tenths) >= 7
    assert sum(c.text.startswith("The auditors found") for c in summary.claims) >= 8


def test_few_sentences_of_a_long_text_are_embedded():
    class Counting(MiniLM):
        embedded = 0

        def embed(self, texts):
            self.embedded += len(texts)
            return super().embed(texts)

    counting = Counting()
    with rag.Archive(engine="extractive", embedder=counting) as archive:
        summary = archive.summarize(report(200, filler=4), length=5)
    assert len(summary.articles[0].sentences) > 1500
    assert counting.embedded < 800


# --- Parts ----------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 400), max_size=60), st.integers(1, 500))
def test_parts_are_all_of_the_text_in_order_and_fit_the_budget(costs, budget):
    cuts = _packed(costs, budget)
    assert [n for a, b in cuts for n in range(a, b)] == list(range(len(costs)))
    for a, b in cuts:
        assert sum(costs[a:b]) <= budget or sum(c > 0 for c in costs[a:b]) == 1


# --- With a model ---------------------------------------------------------------------------------


def test_a_text_beyond_the_budget_is_read_whole_in_parts(embedder):
    with model(embedder=embedder) as (archive, server):
        server.script(findings)
        summary = archive.summarize(report(24), length=6)
    proven(summary)
    assert len(summary.claims) == 6
    asked = [chat.body["messages"][-1]["content"] for chat in server.chats]
    read = "\n".join(text for text in asked if "part of a longer text" in text)
    for n in range(24):
        assert f"spent {100 + n} million" in read
    assert "part of a longer text" not in asked[-1]
    assert any("in parts" in n or "parts" in n for n in summary.notices)


def test_what_a_model_makes_up_of_a_part_never_goes_up(embedder):
    def lying(body):
        return "The mayor of Arden stole 900 million crowns. " + findings(body)

    with model(embedder=embedder) as (archive, server):
        server.script(lying)
        summary = archive.summarize(report(24), length=6)
    proven(summary)
    assert not any("stole" in claim.text for claim in summary.claims)
    for chat in server.chats:
        assert "stole" not in chat.body["messages"][-1]["content"]
    assert any("did not hold" in notice for notice in summary.notices)


def test_progress_is_told_while_parts_are_read(embedder):
    with model(embedder=embedder) as (archive, server):
        server.script(findings)
        *growing, last = archive.stream_summary(report(24), length=3)
    told = [s.progress for s in growing if s.progress]
    total = int(re.search(r"of (\d+) parts", told[0])[1])
    assert total > 3
    assert f"{total} of {total} parts read" in told
    assert all(s.evidence for s in growing if s.progress)
    assert last.progress == ""
    assert last.complete


def test_no_more_calls_are_under_way_than_four(embedder):
    lock, now, most = threading.Lock(), [0], [0]
    gate = threading.Barrier(4, timeout=20)

    def slow(body):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
            first = now[0] <= 4 and gate.n_waiting < 4 and not done.is_set()
        if first:
            gate.wait()
            done.set()
        with lock:
            now[0] -= 1
        return findings(body)

    done = threading.Event()
    with model(embedder=embedder) as (archive, server):
        server.script(slow)
        archive.summarize(report(24), length=3)
    assert most[0] == 4


# --- Faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        refuse(429, headers=(("retry-after", "0"),)),
        refuse(500, headers=(("retry-after", "0"),)),
        Say("The auditors found that Arden spent 100 million", drop_after=2),
    ],
    ids=["429", "500", "cut"],
)
def test_a_fault_in_between_costs_one_more_call_and_nothing_else(embedder, fault):
    with model(embedder=embedder) as (archive, server):
        server.script(fault, findings)
        summary = archive.summarize(report(24), length=6)
    proven(summary)
    assert len(summary.claims) == 6
    assert not any("could not be read" in notice for notice in summary.notices)


def test_a_part_that_cannot_be_had_is_stood_in_for_and_told(embedder):
    def picky(body):
        asked = body["messages"][-1]["content"]
        if "spent 103 million" in asked and "part of a longer text" in asked:
            return Say("", finish="content_filter")
        return findings(body)

    with model(embedder=embedder) as (archive, server):
        server.script(picky)
        summary = archive.summarize(report(24), length=20)
    proven(summary)
    assert any("1 of the parts could not be read" in notice for notice in summary.notices)
    assert any("103 million" in claim.text for claim in summary.claims)


def test_a_server_that_goes_down_loses_nothing_that_was_paid_for(embedder, tmp_path):
    text = report(24)
    with model(tmp_path / "a", embedder=embedder) as (archive, server):
        server.script(findings, findings, lambda _: refuse(401))
        with pytest.raises(rag.ModelError, match="kept: run the same again"):
            archive.summarize(text)
        asked = {c.body["messages"][-1]["content"] for c in server.chats[:2]}
        server.requests.clear()
        server._script.clear()
        server.script(findings)
        summary = archive.summarize(text)
        again = [c.body["messages"][-1]["content"] for c in server.chats]
    assert len(asked) == 2
    assert not asked & set(again)
    proven(summary)
    assert any("2 of" in n and "not paid again" in n for n in summary.notices)


def test_with_engine_auto_the_articles_stand_in_and_the_notice_says_how_to_go_on(embedder):
    with (
        OpenAIServer() as server,
        rag.Archive(base_url=server.url, embedder=embedder, budget=600) as archive,
    ):
        server.script(findings, findings, lambda _: refuse(401))
        summary = archive.summarize(report(24))
    proven(summary)
    assert summary.receipt.engine == "extractive"
    assert any("run the same again" in notice for notice in summary.notices)


def test_a_silent_server_is_named(embedder):
    with model(embedder=embedder, timeout=0.5) as (archive, server):
        server.script(lambda _: Say("late", pause=60))
        with pytest.raises(rag.ModelError, match="silent for"):
            archive.summarize(report(6))


# --- Nothing is paid twice ------------------------------------------------------------------------

KILLED = """
import sys, rag
url, folder, text = sys.argv[1:]
with rag.Archive(folder or None, base_url=url, engine="model", budget=600) as archive:
    print(archive.summarize(open(text, encoding="utf-8").read()).claims[0].text)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("stored", [True, False], ids=["archive", "loose"])
def test_killed_in_the_middle_a_run_goes_on_where_it_was(tmp_path, stored):
    text = tmp_path / "report.md"
    text.write_text(report(24), encoding="utf-8")
    enough = threading.Event()
    with OpenAIServer() as server:

        def holding(body):
            if len(server.chats) > 6:
                enough.set()
                return Say("The auditors", hold_after=1)
            return findings(body)

        server.script(holding)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        folder = str(tmp_path / "archive") if stored else ""
        command = [sys.executable, "-c", KILLED, server.url, folder, str(text)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            assert enough.wait(60)
            kept = tmp_path / ("archive" if stored else "own-cache") / "replies"
            while len(list(kept.glob("*.json"))) < 6:
                assert process.poll() is None
            process.send_signal(signal.SIGKILL)
        paid = [c.body["messages"][-1]["content"] for c in server.chats[:6]]
        server.requests.clear()
        server._script.clear()
        server.script(findings)
        out = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        again = [c.body["messages"][-1]["content"] for c in server.chats]
    assert "The auditors found" in out.stdout
    assert not set(paid) & set(again)
    assert len(again) == len(set(again))


def test_the_same_run_again_asks_nothing(embedder, tmp_path):
    with model(tmp_path, embedder=embedder) as (archive, server):
        server.script(findings)
        first = archive.summarize(report(24))
        calls = len(server.chats)
        second = archive.summarize(report(24))
        assert len(server.chats) == calls
        assert [c.text for c in second.claims] == [c.text for c in first.claims]
        assert first.receipt.tokens_in == 11 * calls
        assert second.receipt.tokens_in == second.receipt.tokens_out == 0
        archive.summarize(report(23))
        assert len(server.chats) > calls


def test_a_short_text_is_asked_for_each_time(embedder, tmp_path):
    with model(tmp_path, embedder=embedder) as (archive, server):
        server.script(findings)
        archive.summarize(report(1))
        archive.summarize(report(1))
    assert len(server.chats) == 2
    assert not (tmp_path / "replies").exists()


def test_a_damaged_reply_is_passed_over_and_logged(embedder, tmp_path, caplog):
    with model(tmp_path, embedder=embedder) as (archive, server):
        server.script(findings)
        archive.summarize(report(24))
        calls = len(server.chats)
        first, second, third, *_ = sorted((tmp_path / "replies").glob("*.json"))
        first.write_bytes(b'{"schema": ')
        second.write_text(second.read_text().replace("crowns", "pounds"))
        third.write_text("[]")
        summary = archive.summarize(report(24))
        assert len(server.chats) == calls + 3
    proven(summary)
    assert len({r.message for r in caplog.records if "passed over" in r.message}) == 3


def test_a_folder_that_cannot_be_written_stops_nothing(embedder, tmp_path):
    with model(tmp_path, embedder=embedder) as (archive, server):
        (tmp_path / "replies").write_text("a file stands here")
        server.script(findings)
        summary = archive.summarize(report(24))
    proven(summary)
    assert any("could not be kept" in notice for notice in summary.notices)


def test_old_replies_go_and_the_oldest_beyond_the_bound(tmp_path):
    replies = Replies(tmp_path)
    for name in ("old", "new"):
        replies.put(name, Said(f"{name} words"))
    past = (tmp_path / "old.json").stat().st_mtime - (DAYS + 1) * 86_400
    os.utime(tmp_path / "old.json", (past, past))
    replies.prune()
    assert replies.get("old") is None
    assert replies.get("new").text == "new words"
    for n in range(3):
        with (tmp_path / f"large{n}.json").open("wb") as file:
            file.truncate(BYTES // 2)
        os.utime(tmp_path / f"large{n}.json", (past + n + 2 * 86_400, past + n + 2 * 86_400))
    replies.prune()
    assert [p.stem for p in sorted(tmp_path.glob("large*"))] == ["large2"]


@settings(max_examples=40)
@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip), st.booleans())
def test_a_reply_comes_back_as_it_was(tmp_path_factory, text, truncated):
    replies = Replies(tmp_path_factory.mktemp("replies"))
    replies.put("one", Said(text, truncated))
    found = replies.get("one")
    assert (found.text, found.truncated, found.kept) == (text, truncated, True)


def test_no_reply_holds_the_key(embedder, tmp_path):
    with (
        OpenAIServer(key="sk-secret") as server,
        rag.Archive(
            tmp_path, base_url=server.url, api_key="sk-secret", embedder=embedder, budget=600
        ) as archive,
    ):
        server.script(findings)
        archive.summarize(report(24))
    kept = list((tmp_path / "replies").glob("*.json"))
    assert kept
    assert not any("sk-secret" in path.read_text() + path.name for path in kept)
    assert json.loads(kept[0].read_text())["schema"] == "newscite.reply/1"
