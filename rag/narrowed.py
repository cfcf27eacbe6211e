"""An answer from the articles that the question wants (rag/when.py), and how that is undone.

What words of reporting say is kept to. What a time alone may mean is tried, before or after the
question as it stands, and given up where nothing in those articles answers.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from index.filters import Filter
from index.periods import Period, periods
from rag.answer import answer
from rag.narrow import both, told
from rag.proof import Tools
from rag.render import day, source_name
from rag.types import Answer, Claim
from rag.when import wish

History = Sequence[Mapping[str, object]]


def narrowed(
    tools: Tools,
    question: str,
    history: History = (),
    where: Filter | None = None,
    *,
    literal: bool = False,
    today: date | None = None,
) -> Generator[Answer, None, None]:
    """Yield the answer as it grows, as `rag.answer.answer` does; `literal` narrows by no words."""
    given = where or Filter()
    if literal:
        yield from answer(tools, question, history, where)
        return
    wanted = wish(question, tools.index.listed(), today or date.today())
    strict = both(given, wanted.strict)
    wished = both(strict, wanted.wished)

    def asked(text: str, narrow: Filter) -> Generator[Answer, None, None]:
        understood = told(narrow) if narrow != given else ()
        for grown in answer(tools, text, history, narrow, newest=wanted.now):
            as_of = _as_of(grown) if wanted.now and grown.complete else ""
            yield replace(grown, question=question, narrowed=understood, as_of=as_of)

    if wished == strict:
        yield from asked(wanted.text, strict)
        return
    wishing = _in_time(asked(wanted.text, wished), wanted.days)
    if wanted.first_as_asked:
        refused = yield from _until_found(asked(question, strict))
        if refused and (yield from _until_found(wishing)):
            yield refused
    elif (yield from _until_found(wishing)):
        for grown in asked(question, strict):
            yield _noted(grown, wished) if grown.found else grown


def _in_time(
    growing: Generator[Answer, None, None], days: Period | None
) -> Generator[Answer, None, None]:
    """Yield the answers; what is said of another time is not found."""
    for grown in growing:
        if _elsewhere(grown.claims, days):
            grown = replace(grown, claims=(), evidence=(), found=False)
        yield grown


def _until_found(
    growing: Generator[Answer, None, None],
) -> Generator[Answer, None, Answer | None]:
    """Yield what answers; return the refusal, which is not yielded, where nothing does."""
    for grown in growing:
        if grown.complete and not grown.found:
            return grown
        yield grown
    return None


def _noted(grown: Answer, wished: Filter) -> Answer:
    note = f"No article of this time ({', '.join(told(wished))}) answers: all were searched."
    return replace(grown, notices=(note, *grown.notices))


def _elsewhere(claims: Sequence[Claim], days: Period | None) -> bool:
    """Whether what is cited is all said of another time than `days`."""
    quotes = [c.quote for claim in claims for c in claim.citations]
    return bool(quotes and days) and all(_other(quote, days) for quote in quotes if days)


def _other(quote: str, days: Period) -> bool:
    named = [p for p in periods(quote, days.last) if p.kind != "relative"]
    return bool(named) and not any(p.first <= days.last and p.last >= days.first for p in named)


def _as_of(answer: Answer) -> str:
    """Return the day and the outlet of the newest article that is cited, "" without a date."""
    cited = [c.article for claim in answer.claims for c in claim.citations]
    dated = [article for article in cited if article.published]
    if not dated:
        return ""
    newest = max(dated, key=lambda article: (article.published or "")[:10])
    return f"{day(newest)} ({source_name(newest)})"
