"""How near our way to the pulled model comes to llama.cpp's own speed. Part of local_model.py.

The same prompts go through rag/llm.py, timed by our clock, and directly to the same server, whose
own timings are taken. They go in turns, so that whatever else the machine does falls on both; where
it does much, the best of each says more than the median.
"""

from __future__ import annotations

import json
import statistics
import time
import urllib.request
from typing import Any

import prompts
from rag.llm import Chat
from rag.settings import Settings

RUNS, TOKENS = 5, 128


def compare(settings: Settings, article: str) -> list[dict[str, Any]]:
    """Return tokens a second for prompt and output: ours, theirs and the ratio, median and best."""
    question = "What did the Commerce Department say?"
    user = {
        "role": "user",
        "content": prompts.render("answer", articles=article, question=question),
    }
    told = prompts.render("system", sentinel=prompts.SENTINEL)
    chat = Chat(settings)
    ours, theirs = list[tuple[float, float]](), list[tuple[float, float]]()
    # What is slow only once: the import of the client, the first connection, cold pages of the model.
    _through(chat, [{"role": "user", "content": "Hello."}])
    for number in range(2 * RUNS):
        # A number in front, so that no prompt is in the server's cache.
        messages = [{"role": "system", "content": f"{number + 10}. {told}"}, user]
        if number % 4 in (0, 3):
            ours.append(_through(chat, messages))
        else:
            theirs.append(_direct(settings, messages))
    chat.close()
    rows = []
    for at, what in enumerate(("prompt", "output")):
        row: dict[str, Any] = {"tokens a second": what}
        for name, pick in (("median", statistics.median), ("best", max)):
            a, b = (pick([pair[at] for pair in measured]) for measured in (ours, theirs))
            row |= {f"ours, {name}": round(a, 2), f"llama.cpp, {name}": round(b, 2)}
            row |= {f"ratio, {name}": round(a / b, 3)}
        rows.append(row)
    return rows


def _through(chat: Chat, messages: list[dict[str, str]]) -> tuple[float, float]:
    reply = chat.stream(messages, TOKENS)
    begun, first = time.perf_counter(), 0.0
    for _ in reply:
        first = first or time.perf_counter()
    ended = time.perf_counter()
    return reply.usage.tokens_in / (first - begun), reply.usage.tokens_out / (ended - first)


def _direct(settings: Settings, messages: list[dict[str, str]]) -> tuple[float, float]:
    asked = {"model": settings.model, "messages": messages, "temperature": 0, "max_tokens": TOKENS}
    request = urllib.request.Request(
        f"{settings.base_url}/chat/completions",
        json.dumps(asked).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {settings.api_key}"},
    )
    # A proxy of the environment cannot reach loopback.
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as reply:
        timings = json.load(reply)["timings"]
    return timings["prompt_per_second"], timings["predicted_per_second"]
