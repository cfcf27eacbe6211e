"""Answers, summaries and reports as plain text and as JSON values (docs/json.md).

Plain text has no colour; the terminal and the page add their own.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Any

from index.glossary import bracketed, bracketed_title
from index.offsets import to_page
from index.types import Article, Hit, Listed, Span
from rag.types import Answer, Citation, Claim, Conflict, Receipt, Report, Style, Summary

WIDTH = 88


def answer_text(answer: Answer, width: int = WIDTH) -> str:
    """Return the answer with its numbers, then its sources; or what is missing and what is near."""
    parts = [so_far_text(answer, width)] if answer.claims else _narrowed(answer)
    if answer.claims and answer.as_of:
        parts.append(f"As of {answer.as_of}")
    if answer.complete and not answer.found:
        missing = f"The articles do not answer this. {answer.missing}".strip()
        parts.append(_wrapped(missing, width))
        if answer.nearest:
            near = "\n\n".join(nearest_text(hit, width) for hit in answer.nearest)
            parts.append(f"Nearest passages\n\n{near}")
    if answer.complete:
        parts += [_wrapped(conflict_line(conflict), width) for conflict in answer.conflicts]
    return _with_sources(parts, answer, width)


def so_far_text(result: Answer | Summary, width: int = WIDTH) -> str:
    """Return the claims so far, with what an answer is narrowed to; "" where there are none."""
    if not result.claims:
        return ""
    head = _narrowed(result) if isinstance(result, Answer) else []
    return "\n\n".join([*head, claims_text(result.claims, width)])


def _narrowed(answer: Answer) -> list[str]:
    if not answer.narrowed:
        return []
    return [f"Only {', '.join(answer.narrowed)} (`literal` asks all articles)."]


def summary_text(summary: Summary, width: int = WIDTH) -> str:
    """Return the summary with its numbers, then its sources."""
    parts = [claims_text(summary.claims, width, summary.style)] if summary.claims else []
    if summary.complete and not summary.claims:
        parts.append("Nothing could be said that the text supports.")
    return _with_sources(parts, summary, width)


def claims_text(claims: Iterable[Claim], width: int = WIDTH, style: Style = "bullets") -> str:
    """Return one claim a line, each followed by its numbers and, where it is not plain, a mark.

    An abstract is one paragraph; claims under headings have them above.
    """
    parts = []
    for heading, group in groupby(claims, key=lambda claim: claim.section):
        said = [_claim_text(claim) for claim in group]
        lines = [" ".join(said)] if style == "abstract" else said
        if heading:
            parts.append(f"{heading}\n")
        parts.append("\n".join(_wrapped(line, width) for line in lines) + "\n" * bool(heading))
    return "\n".join(parts).rstrip("\n")


def _claim_text(claim: Claim) -> str:
    numbers = "".join(f"[{c.number}]" for c in claim.citations)
    mark = f" (partly supported: {claim.reason})" if claim.verdict == "partly" else ""
    return f"{one_line(claim.text)} {numbers}{mark}"


def conflict_line(conflict: Conflict) -> str:
    """Return in one sentence what articles disagree about, the newest report first."""
    told = [
        f"“{one_line(side.value)}” ({', '.join(filter(None, _who(side.citation.article)))})"
        f" [{side.citation.number}]"
        for side in conflict.sides
    ]
    if conflict.corrected:
        return f"Corrected: {told[0]}. Superseded: {'; '.join(told[1:])}."
    return f"The articles differ: {'; '.join(told)}."


def _who(article: Article) -> tuple[str, str]:
    return one_line(source_name(article)), day(article)


def sources(claims: Iterable[Claim], conflicts: Iterable[Conflict] = ()) -> list[Citation]:
    """Return the citations of `claims` and `conflicts`, each once, by number."""
    found = {side.citation.number: side.citation for c in conflicts for side in c.sides}
    found |= {c.number: c for claim in claims for c in claim.citations}
    return [found[number] for number in sorted(found)]


def all_sources(result: Answer | Summary) -> list[Citation]:
    """Return what `result` cites, each citation once, by number."""
    return sources(result.claims, result.conflicts if isinstance(result, Answer) else ())


def sources_text(cited: Iterable[Citation], width: int = WIDTH) -> str:
    """Return the quotes, names in brackets, under the byline of the article they are from."""
    groups: dict[tuple[str, int], list[str]] = {}
    for citation in cited:
        article = citation.article
        lines = groups.setdefault((article.id, article.version), [_wrapped(byline(article), width)])
        quote = f"[{citation.number}] “{one_line(bracketed(article, citation.span))}”"
        if citation.also:
            quote += f" (also in {', '.join(map(one_line, citation.also))})"
        lines.append(_wrapped(quote, width, hang="    "))
    return "\n\n".join("\n".join(lines) for lines in groups.values())


def nearest_text(hit: Hit, width: int = WIDTH) -> str:
    """Return what a passage says to the point, or how it begins, with its byline."""
    return f"{_wrapped(byline(hit.article), width)}\n{_beginning(hit, width)}"


def hits_text(hits: Iterable[Hit], width: int = WIDTH) -> str:
    """Return what a search found, each with the id of its article, its byline and what it says."""
    return "\n\n".join(
        f"{_wrapped(f'{hit.article.id}  {byline(hit.article)}', width, hang=' ' * 14)}\n"
        f"{_beginning(hit, width)}"
        for hit in hits
    )


def article_text(article: Article, copies: Sequence[Listed] = ()) -> str:
    """Return an article with its facts, wrong names followed by the right ones in brackets.

    `copies` are the articles that carry the same text, the earliest first.
    """
    facts = [article.outlet, day(article), updated(article), article.author, article.language]
    head = [
        one_line(bracketed_title(article)),
        ", ".join(one_line(fact) for fact in facts if fact),
        f"{article.id}, version {article.version}, {article.origin}",
        *_copies_lines(article, copies),
        *(f"Note: {notice}" for notice in article.notices),
    ]
    return "\n".join(head) + "\n\n" + bracketed(article, Span(0, len(article.text)))


def _copies_lines(article: Article, copies: Sequence[Listed]) -> list[str]:
    told = [f"{copy.id}  {byline(copy)}" for copy in copies if copy.id != article.id]
    if not told:
        return []
    if copies[0].id == article.id:
        return [f"Copied by: {line}" for line in told]
    return [f"Copy of: {told[0]}", *(f"Also in: {line}" for line in told[1:])]


def _beginning(hit: Hit, width: int) -> str:
    text = said(hit)
    return textwrap.indent(_wrapped(shortened(text, 300), width - 4), "    ")


def said(hit: Hit) -> str:
    """Return a passage in one line from the stretch that answers on, else from its beginning."""
    start = hit.focus[0].start if hit.focus else hit.passage.span.start
    text = one_line(bracketed(hit.article, Span(start, hit.passage.span.end)))
    return f"… {text}" if start > hit.passage.span.start else text


def byline(article: Article | Listed) -> str:
    """Return outlet (else host or file), date and title, as far as known."""
    facts = [source_name(article), day(article), bracketed_title(article)]
    return ", ".join(one_line(fact) for fact in facts if fact)


def source_name(article: Article | Listed) -> str:
    """Return the outlet, else the host or the file."""
    name = article.origin.rsplit("/", 1)[-1]
    return outlet(article) or ("pasted text" if name.startswith("text:") else name)


def outlet(article: Article | Listed) -> str:
    """Return the outlet, for a page from the web else its host; "" if neither is known."""
    if article.outlet or not article.origin.startswith(("http://", "https://")):
        return article.outlet or ""
    return article.origin.split("/")[2]


def day(article: Article | Listed) -> str:
    """Return the day of publication, such as "17 September 2020"; "" if it is not known.

    One that is only guessed at is "about" that day.
    """
    shown = _day(article.published)
    return f"about {shown}" if shown and article.published_by == "guessed" else shown


def updated(article: Article | Listed) -> str:
    """Return "updated" and the day, where that is another than the day of publication."""
    shown = _day(article.updated)
    return f"updated {shown}" if shown and shown != _day(article.published) else ""


def _day(iso: str | None) -> str:
    if not iso:
        return ""
    found = date.fromisoformat(iso[:10])
    return f"{found.day} {found:%B %Y}"


def one_line(text: str) -> str:
    """Return `text` with all white space as single spaces."""
    return " ".join(text.split())


def shortened(text: str, length: int) -> str:
    """Return `text`, cut at a space where it is longer than `length` characters."""
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"


def _with_sources(parts: list[str], result: Answer | Summary, width: int) -> str:
    cited = all_sources(result)
    if cited:
        parts.append(f"Sources\n\n{sources_text(cited, width)}")
    if result.dropped and result.complete:
        lines = [
            _wrapped(f"- {one_line(c.text)} ({c.reason})", width, hang="  ") for c in result.dropped
        ]
        parts.append("Not said, because the articles do not support it\n\n" + "\n".join(lines))
    parts += [_wrapped(f"Note: {notice}", width) for notice in result.notices]
    return "\n\n".join(parts)


def _wrapped(text: str, width: int, hang: str = "") -> str:
    return textwrap.fill(
        text,
        width,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


def report_text(report: Report) -> str:
    """Return one line for each page and a line of totals."""
    lines = []
    for outcome in report.outcomes:
        what = outcome.reason or outcome.title or outcome.origin
        if outcome.copy_of:
            what += f" (a copy of {outcome.copy_of})"
        lines.append(f"{outcome.status:9}  {outcome.article_id or '-':12}  {what}")
    counts = [
        f"{len(group)} {name}"
        for name, group in (
            ("added", report.added),
            ("updated", report.updated),
            ("unchanged", report.unchanged),
            ("failed", report.failed),
        )
        if group
    ]
    return "\n".join([*lines, ", ".join(counts) or "nothing to add"])


# --- JSON --------------------------------------------------------------------------------------------


def answer_dict(answer: Answer) -> dict[str, Any]:
    """Return the answer as plain values."""
    return {
        "schema": "newscite.answer/1",
        "question": answer.question,
        "found": answer.found,
        "missing": answer.missing,
        "narrowed": list(answer.narrowed),
        "as_of": answer.as_of,
        **_claims_dict(answer),
        "conflicts": [conflict_dict(conflict) for conflict in answer.conflicts],
        "nearest": [hit_dict(hit) for hit in answer.nearest],
    }


def summary_dict(summary: Summary) -> dict[str, Any]:
    """Return the summary as plain values."""
    return {
        "schema": "newscite.summary/1",
        "style": summary.style,
        "articles": [article_dict(article) for article in summary.articles],
        **_claims_dict(summary),
    }


def report_dict(report: Report) -> dict[str, Any]:
    """Return the report as plain values."""
    return {"schema": "newscite.report/1", "outcomes": [asdict(o) for o in report.outcomes]}


def article_dict(article: Article | Listed, *, full: bool = False) -> dict[str, Any]:
    """Return an article's facts; with `full` also its text, blocks and repairs."""
    facts: dict[str, Any] = {
        "id": article.id,
        "version": article.version,
        "title": article.title,
        "title_shown": bracketed_title(article),
        "outlet": article.outlet,
        "author": article.author,
        "published": article.published,
        "published_by": article.published_by,
        "updated": article.updated,
        "language": article.language,
        "origin": article.origin,
        "notices": list(article.notices),
    }
    if full:
        assert isinstance(article, Article)
        facts["text"] = article.text
        facts["shown"] = bracketed(article, Span(0, len(article.text)))
        facts["blocks"] = [asdict(block) for block in article.blocks]
        facts["repairs"] = [asdict(repair) for repair in article.repairs]
    return facts


def hit_dict(hit: Hit) -> dict[str, Any]:
    """Return a passage that was found, with its text and its place."""
    span = hit.passage.span
    return {
        "passage": hit.passage.id,
        "article": article_dict(hit.article),
        "heading": hit.passage.heading,
        "start": span.start,
        "end": span.end,
        "text": hit.article.text[span.start : span.end],
        "shown": bracketed(hit.article, span),
        "focus": [{"start": s.start, "end": s.end} for s in hit.focus],
        "score": round(hit.score, 6),
        "similarity": None if hit.similarity is None else round(hit.similarity, 4),
    }


def _claims_dict(result: Answer | Summary) -> dict[str, Any]:
    return {
        "claims": [claim_dict(claim) for claim in result.claims],
        "sources": [source_dict(c) for c in all_sources(result)],
        "dropped": [claim_dict(claim) for claim in result.dropped],
        "notices": list(result.notices),
        "complete": result.complete,
        "receipt": receipt_dict(result.receipt),
    }


def claim_dict(claim: Claim) -> dict[str, Any]:
    """Return a claim as plain values."""
    return {
        "text": claim.text,
        "section": claim.section,
        "verdict": claim.verdict,
        "reason": claim.reason,
        "unsaid": [{"start": s.start, "end": s.end} for s in claim.unsaid],
        "citations": [c.number for c in claim.citations],
    }


def conflict_dict(conflict: Conflict) -> dict[str, Any]:
    """Return a conflict as plain values."""
    return {
        "kind": conflict.kind,
        "corrected": conflict.corrected,
        "sides": [{"value": s.value, "citation": s.citation.number} for s in conflict.sides],
        "text": conflict_line(conflict),
    }


def source_dict(citation: Citation) -> dict[str, Any]:
    """Return a citation as plain values."""
    page = to_page(citation.article.runs, citation.span)
    return {
        "number": citation.number,
        "article": article_dict(citation.article),
        "start": citation.span.start,
        "end": citation.span.end,
        "page_start": page.start,
        "page_end": page.end,
        "quote": citation.quote,
        "also": list(citation.also),
        "shown": bracketed(citation.article, citation.span),
    }


def receipt_dict(receipt: Receipt | None) -> dict[str, Any] | None:
    """Return a receipt as plain values."""
    if receipt is None:
        return None
    retrieved: Sequence[str] = receipt.retrieved
    return {
        **asdict(receipt),
        "retrieved": list(retrieved),
        "prompts": dict(receipt.prompts),
        "seconds": dict(receipt.seconds),
    }
