"""Claims that hold -> the same in another language, by a model; their citations stay where they are.

All claims go in one call. Code compares figures, months, currencies and names (rag/faithful.py);
what lost one is asked for once more, and then shown as it was.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import prompts
from index.errors import UsageError
from index.languages import language_code, language_of
from index.types import Article
from rag.errors import ModelError
from rag.faithful import checks_names, keeps, language_name, lost
from rag.llm import Chat, Usage
from rag.plain import claim as plain
from rag.plain import key
from rag.terms import names
from rag.types import Claim, Summary

BATCH = 30
"""Claims in one call."""

_SCHEMA = {
    "type": "object",
    "properties": {
        "translations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"number": {"type": "integer"}, "text": {"type": "string"}},
                "required": ["number", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["translations"],
    "additionalProperties": False,
}


def foreign(articles: Sequence[Article], language: str | None) -> list[Article]:
    """Return the articles that are not in `language`."""
    return [a for a in articles if language and a.language != language]


def language_asked(text: str | None) -> str | None:
    """Return the code of the language that `text` asks for. Raises UsageError for an unknown one."""
    if text is None or not text.strip():
        return None
    code = language_code(text)
    if code is None or language_name(code) is None:
        raise UsageError(f"{text!r} is no language: give its code, such as en, de or zh.")
    return code


def require_translator(
    articles: Sequence[Article], language: str | None, model: Callable[[], Chat | None]
) -> None:
    """Raise UsageError where articles would have to be translated and there is no `model`."""
    others = sorted({a.language for a in foreign(articles, language)})
    if others and model() is None:
        raise UsageError(
            f"To write in {language} what stands in {', '.join(others)} needs a model: run"
            " `newscite model pull`, set OPENAI_API_KEY or OPENAI_BASE_URL, or leave the language"
            " out."
        )


def translated(
    summary: Summary, language: str, chat: Chat, untouched: Sequence[str] = ()
) -> Summary:
    """Return the summary with its claims in `language`, or as they were with a notice.

    Claims under a heading of `untouched` stay as they are.
    """
    wanted = {
        n: claim
        for n, claim in enumerate(summary.claims)
        if _language(claim) != language and claim.section not in untouched
    }
    if not wanted:
        return summary
    begun, usage, done = time.perf_counter(), Usage(), dict[int, str]()
    wrong: dict[int, list[str]] = {n: [] for n in wanted}
    notices: list[str] = []
    try:
        for _ in range(2):
            asked = {n: (wanted[n], words) for n, words in wrong.items()}
            texts, spent = _asked(asked, language, chat)
            usage += spent
            for n, text in texts.items():
                wrong[n] = _wrong(wanted[n], text, language)
                if not wrong[n]:
                    done[n] = text
            wrong = {n: words for n, words in wrong.items() if n not in done}
            if not wrong:
                break
    except ModelError as error:
        notices.append(f"The translation broke off: {error}")
    claims = tuple(
        replace(claim, text=done[n], unsaid=()) if n in done else claim
        for n, claim in enumerate(summary.claims)
    )
    notices += _notices(done, wrong, wanted, language, chat)
    return replace(
        summary,
        claims=claims,
        notices=(*summary.notices, *notices),
        receipt=_receipt(summary, usage, time.perf_counter() - begun),
    )


def _wrong(claim: Claim, text: str, language: str) -> list[str]:
    """Return what a translation lost of a claim, or the language where it is none."""
    if key(text) == key(claim.text) or language_of(text, language) != language:
        return [f"the language: it has to be {_named(language)}"]
    return lost(claim.text, text, _language(claim), language, _known(claim))


def _known(claim: Claim) -> frozenset[str]:
    """Return the names of the article, which its sentences may begin with."""
    return _names_of(claim.citations[0].article.text)


@lru_cache(maxsize=16)
def _names_of(text: str) -> frozenset[str]:
    return frozenset(names(text))


def _language(claim: Claim) -> str:
    return claim.citations[0].article.language


def _asked(
    asked: Mapping[int, tuple[Claim, list[str]]], language: str, chat: Chat
) -> tuple[dict[int, str], Usage]:
    """Return the model's translations by the number of their claim."""
    found, usage, numbers = dict[int, str](), Usage(), list(asked)
    for first in range(0, len(numbers), BATCH):
        batch = numbers[first : first + BATCH]
        cases = []
        for place, n in enumerate(batch, start=1):
            claim, words = asked[n]
            case: dict[str, Any] = {"number": place, "sentence": claim.text}
            case["keep"] = keeps(claim.text, _language(claim), _known(claim))
            if words:
                case["earlier translation was wrong about"] = words
            cases.append(json.dumps(case, ensure_ascii=False))
        values = {"sentences": "[" + ",\n".join(cases) + "]", "language": _named(language)}
        messages = [{"role": "user", "content": prompts.render("translate", **values)}]
        count = len(batch)
        data = chat.data(messages, _SCHEMA, valid=partial(_any, count))
        usage += data.usage
        found |= {batch[place - 1]: text for place, text in _texts(data.value, count).items()}
    return found, usage


def _any(count: int, value: object) -> bool:
    return bool(_texts(value, count))


def _texts(value: object, count: int) -> dict[int, str]:
    """Return the translations of a reply by their number; none where it has another form."""
    said = value.get("translations") if isinstance(value, Mapping) else None
    return {
        one["number"]: plain(one["text"])
        for one in (said if isinstance(said, list) else ())
        if isinstance(one, Mapping)
        and type(one.get("number")) is int
        and 1 <= one["number"] <= count
        and isinstance(one.get("text"), str)
        and plain(one["text"])
    }


def _named(language: str) -> str:
    return f"{language_name(language) or language} ({language})"


def _notices(
    done: Mapping[int, str],
    wrong: Mapping[int, list[str]],
    wanted: Mapping[int, Claim],
    language: str,
    chat: Chat,
) -> list[str]:
    told = []
    if done:
        sources = sorted({_language(wanted[n]) for n in done})
        what = "Figures, months and names" if all(map(checks_names, sources)) else "Figures"
        told.append(
            f"Translated by {chat.name} after the sentences were checked; the sources are in"
            f" {', '.join(sources)}. {what} were compared by code, the rest was not."
        )
    if wrong:
        words = [w.removeprefix("not ").partition(":")[0] for ws in wrong.values() for w in ws]
        about = f" ({', '.join(dict.fromkeys(words))})" if words else ""
        told.append(
            f"{len(wrong)} of {len(wanted)} sentences are shown as they were written, since their"
            f" translation did not keep their figures or names{about}."
        )
    return told


def _receipt(summary: Summary, usage: Usage, seconds: float) -> Any:
    assert summary.receipt is not None
    receipt = summary.receipt
    return replace(
        receipt,
        prompts={**receipt.prompts, "translate": prompts.digest("translate")},
        tokens_in=receipt.tokens_in + usage.tokens_in,
        tokens_out=receipt.tokens_out + usage.tokens_out,
        seconds={**receipt.seconds, "translate": round(seconds, 3)},
    )
