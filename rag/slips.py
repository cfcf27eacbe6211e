"""What a model thinks of suggested names: yes or no beside each. Code decides what is listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import prompts
from index.injection import addressed
from index.slips import Suggestion
from rag.llm import Chat

MOST = 20
"""Suggestions that one call asks about; the surest come first."""

_LENGTH = 240
"""Characters of a sentence that are shown."""

_SCHEMA = {
    "type": "object",
    "properties": {
        "verdicts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"number": {"type": "integer"}, "mistranslated": {"type": "boolean"}},
                "required": ["number", "mistranslated"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["verdicts"],
    "additionalProperties": False,
}


def judged(suggestions: Sequence[Suggestion], chat: Chat) -> tuple[Suggestion, ...]:
    """Return the suggestions with what the model thinks of the first `MOST`. Raises ModelError."""
    if not suggestions:
        return ()
    cases = "\n\n".join(_case(n, s) for n, s in enumerate(suggestions[:MOST], start=1))
    messages = [{"role": "user", "content": prompts.render("slips", cases=cases)}]
    verdicts = _verdicts(chat.data(messages, _SCHEMA).value)
    return tuple(replace(s, judged=verdicts.get(n)) for n, s in enumerate(suggestions, start=1))


def _case(number: int, suggestion: Suggestion) -> str:
    texts = [e.text for e in suggestion.examples if not addressed(e.text)]
    lines = "\n".join(f"- {text[:_LENGTH]}" for text in texts)
    return f'{number}. Does "{suggestion.printed}" stand for {suggestion.name}?\n{lines}'


def _verdicts(value: object) -> dict[int, bool]:
    said = value.get("verdicts") if isinstance(value, Mapping) else None
    return {
        one["number"]: one["mistranslated"]
        for one in (said if isinstance(said, list) else ())
        if isinstance(one, Mapping)
        and type(one.get("number")) is int
        and 1 <= one["number"] <= MOST
        and isinstance(one.get("mistranslated"), bool)
    }
