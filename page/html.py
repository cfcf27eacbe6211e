"""What there is to show, as HTML: answers, summaries, reports, articles and the list of them.

Text of articles and models gets in as plain text only (`plain`). Knows no server and no visitor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files

from index.glossary import bracketed_title
from rag import Answer, Article, Citation, Claim, Listed, Piece, Receipt, Report, Span, Summary
from rag.render import (
    all_sources,
    byline,
    conflict_line,
    day,
    one_line,
    outlet,
    said,
    shortened,
    sources,
    updated,
)

_LISTED = 1000
"""Articles in the list: more would make the page slow."""

_REACH = 1500
"""Characters before and after a quote that the panel shows at most."""

WAITING = '<p class="draft">Reading the articles…</p>'


def plain(text: str) -> str:
    """Return `text` as HTML that shows it and nothing else.

    Every ASCII mark becomes a character reference, so that neither HTML nor Markdown nor LaTeX
    nor a bare web address has any left to work with.
    """
    return re.sub(r"[\0-\x1f!-/:-@\[-`{-\x7f]", lambda mark: f"&#{ord(mark[0])};", text)


def result_html(result: Answer | Summary, key: str) -> str:
    """Return an answer or summary as one line of HTML; `key` keeps its anchors apart from others.

    Each number links to `#src-KEY-NUMBER`, a hidden block of the same message, which the page
    copies to the side panel.
    """
    cited = all_sources(result)
    parts = claims_html(result.claims, key)
    blocks = [cited_html(c, f"{key}-{c.number}") for c in cited]
    if isinstance(result, Answer):
        parts = _understood(result) + parts
    if result.draft:
        parts.append(
            f'<p class="draft"><em>{plain(one_line(result.draft))}</em>'
            " <small>not yet checked</small></p>"
        )
    elif not result.complete and not (result.claims or result.evidence):
        parts.append(WAITING)
    if result.evidence and not result.claims:
        parts.append(_evidence(result, f"{key}e"))
        blocks += [cited_html(c, f"{key}e-{c.number}") for c in sources(result.evidence)]
    if result.complete and isinstance(result, Answer) and not result.found:
        parts.append(_refusal(result, key))
        blocks += [
            _source(hit.article, hit.passage.span, None, f"{key}-n{number}")
            for number, hit in enumerate(result.nearest, start=1)
        ]
    elif result.complete and not result.claims:
        parts.append("<p>Nothing could be said that the text supports.</p>")
    if result.complete and isinstance(result, Answer):
        parts += [f'<p class="notice">{plain(conflict_line(c))}</p>' for c in result.conflicts]
    parts += [f'<p class="notice">Note: {plain(one_line(note))}</p>' for note in result.notices]
    if result.complete:
        parts += [_dropped(result.dropped), receipt_html(result.receipt)]
    return f'{"".join(parts)}<div class="sources">{"".join(blocks)}</div>'


def _understood(answer: Answer) -> list[str]:
    """Return what the words of the question narrowed it to, and as of when the answer is."""
    parts = []
    if answer.narrowed:
        parts.append(f'<p class="narrowed">Only {plain(", ".join(answer.narrowed))}</p>')
    if answer.as_of and answer.claims:
        parts.append(f'<p class="asof">As of {plain(answer.as_of)}</p>')
    return parts


def _evidence(result: Answer | Summary, key: str) -> str:
    """Return what the articles themselves say, to read until the model has written."""
    model = result.receipt.model if result.receipt else None
    claims = "".join(_claim(claim, key) for claim in result.evidence)
    far = f": {plain(result.progress)}" if isinstance(result, Summary) and result.progress else ""
    return (
        f'<div class="evidence"><p class="draft">{plain(model or "The model")} is reading{far}.'
        f" Meanwhile, from the articles:</p>{claims}</div>"
    )


def claims_html(claims: Sequence[Claim], key: str) -> list[str]:
    """Return claims, those of a section under its heading; `key` as in `result_html`."""
    parts, heading = [], ""
    for claim in claims:
        if claim.section != heading:
            heading = claim.section
            parts.append(f"<h4>{plain(one_line(heading))}</h4>" if heading else "")
        parts.append(_claim(claim, key))
    return parts


def _claim(claim: Claim, key: str) -> str:
    links = "".join(_link(f"{key}-{c.number}", str(c.number), c.article) for c in claim.citations)
    text = f"{_marked(claim)} {links}"
    if claim.verdict != "partly":
        return f'<p class="claim">{text}</p>'
    return (
        f'<p class="claim partly">{text} <span class="why">Partly supported:'
        f" {plain(one_line(claim.reason))}</span></p>"
    )


def _marked(claim: Claim) -> str:
    """Return the text of a claim, the words that nothing bears out marked."""
    parts, end = [], 0
    for span in claim.unsaid:
        words = plain(claim.text[span.start : span.end])
        parts += [plain(claim.text[end : span.start]), f'<u class="unsaid">{words}</u>']
        end = span.end
    return one_line("".join([*parts, plain(claim.text[end:])]))


def _link(anchor: str, label: str, article: Article) -> str:
    about = plain(f"Source {label}: {byline(article)}")
    return f'<a class="cite" href="#src-{anchor}" title="{about}">&#91;{label}&#93;</a>'


def _refusal(answer: Answer, key: str) -> str:
    near = "".join(
        f'<li><a class="cite" href="#src-{key}-n{number}">{plain(byline(hit.article))}</a>'
        f"<br>{plain(shortened(said(hit), 220))}</li>"
        for number, hit in enumerate(answer.nearest, start=1)
    )
    missing = f"<b>The articles do not answer this.</b> {plain(one_line(answer.missing))}"
    nearest = f'<p>Nearest passages:</p><ul class="near">{near}</ul>' if near else ""
    return f'<p class="refusal">{missing}</p>{nearest}'


def _dropped(dropped: Sequence[Claim]) -> str:
    if not dropped:
        return ""
    lines = "".join(
        f'<li>{plain(one_line(claim.text))} <span class="why">'
        f"{plain(one_line(claim.reason))}</span></li>"
        for claim in dropped
    )
    title = f"Not said, because the articles do not support it ({len(dropped)})"
    return f"<details><summary>{title}</summary><ul>{lines}</ul></details>"


def receipt_html(receipt: Receipt | None) -> str:
    """Return how a result came about, folded away."""
    if receipt is None:
        return ""
    facts = {
        "Engine": receipt.engine,
        "Model": receipt.model or "none",
        "Embeddings": receipt.embeddings,
        "Passages read": str(len(receipt.retrieved)),
        "Tokens": f"{receipt.tokens_in} in, {receipt.tokens_out} out" if receipt.model else "",
        "Seconds": ", ".join(f"{k.replace('_', ' ')} {v:g}" for k, v in receipt.seconds.items()),
    }
    rows = "".join(f"<li>{k}: {plain(v)}</li>" for k, v in facts.items() if v)
    return f'<details class="receipt"><summary>How this was made</summary><ul>{rows}</ul></details>'


def cited_html(citation: Citation, anchor: str) -> str:
    """Return the block of a source for the side panel, the quote marked."""
    article, span = citation.article, citation.span
    return _source(article, _around(article.text, span), span, anchor, citation.also)


def _source(
    article: Article,
    context: Span,
    quote: Span | None,
    anchor: str,
    also: Sequence[str] = (),
) -> str:
    """Return the block for the side panel: whose text it is, and `context` with `quote` marked.

    `also` are outlets that print the same words.
    """
    told = (outlet(article), article.author, day(article), updated(article))
    known = [fact for fact in told if fact]
    facts = " · ".join([*known, *([f"also in {', '.join(also)}"] if also else [])])
    origin = plain(article.origin)
    if article.origin.startswith(("http://", "https://")):
        origin = f'<a href="{origin}" target="_blank" rel="noopener noreferrer">{origin}</a>'
    if quote is None:
        passage = _printed(article, context)
    else:
        before, after = Span(context.start, quote.start), Span(quote.end, context.end)
        passage = (
            f"{_printed(article, before)}<mark>{_printed(article, quote)}</mark>"
            f"{_printed(article, after)}"
        )
    cut = ("…" if context.start else "", "…" if context.end < len(article.text) else "")
    return (
        f'<article class="src" id="src-{anchor}"><p class="byline">{plain(facts)}</p>'
        f'<p class="title">{plain(bracketed_title(article))}</p><p class="origin">{origin}</p>'
        f'<div class="passage">{cut[0]}{passage}{cut[1]}</div>{_END}'
    )


def article_html(article: Article, blocks: Sequence[Piece] = ()) -> str:
    """Return the whole of an article for the side panel, with what of its page was left out."""
    shown = _source(article, Span(0, len(article.text)), None, article.id)
    return shown.removesuffix(_END) + _left_out([b for b in blocks if not b.kept]) + _END


_END = "</article>"


def _left_out(blocks: Sequence[Piece]) -> str:
    if not blocks:
        return ""
    lines = "".join(
        f"<li>{plain(shortened(block.text, 160))} "
        f'<span class="why">{plain(f"{block.kind}: {block.reason}")}</span></li>'
        for block in blocks[:_LISTED]
    )
    title = f"Left out of the page ({len(blocks)})"
    return f'<details class="left"><summary>{title}</summary><ul>{lines}</ul></details>'


def _printed(article: Article, span: Span) -> str:
    """Return the text of `span` as printed, each wrong name with the right one in brackets."""
    parts, at = [], span.start
    for repair in article.repairs:
        if span.start <= repair.span.start and repair.span.end <= span.end:
            parts.append(plain(article.text[at : repair.span.end]))
            parts.append(f'<span class="fix"> &#91;{plain(repair.name)}&#93;</span>')
            at = repair.span.end
    return "".join(parts) + plain(article.text[at : span.end])


def _around(text: str, span: Span) -> Span:
    """Return the paragraphs of `span` with one before and one after, as far as `_REACH` goes."""
    start, end = span.start, span.end - 2
    for _ in range(2):
        start = max(text.rfind("\n\n", 0, start), 0)
        end = text.find("\n\n", end + 2)
        if end < 0:
            end = len(text)
    start, end = max(start, span.start - _REACH), min(end, span.end + _REACH)
    while text[start].isspace() and start < span.start:
        start += 1
    return Span(start, end)


def error_html(message: str) -> str:
    """Return what went wrong, as a paragraph."""
    return f'<p class="error">{plain(message)}</p>'


def report_html(report: Report) -> str:
    """Return what became of each page that was added, as a list."""
    lines = "".join(
        f'<li class="{o.status}"><b>{o.status}</b> {plain(o.title or o.origin)}'
        + (f": {plain(o.reason)}" if o.reason else "")
        + (" (a copy)" if o.copy_of else "")
        + "</li>"
        for o in report.outcomes
    )
    return f'<ul class="report">{lines}</ul>'


def listing_html(articles: Sequence[Listed]) -> str:
    """Return the articles as a list, the newest first.

    Each title links to `#article-ID`, which the page fetches for the side panel.
    """
    if not articles:
        return "<p>The archive has no articles yet.</p>"
    lines = "".join(
        f'<li><a class="cite" href="#article-{a.id}">{plain(bracketed_title(a))}</a><br>'
        f"{plain(' · '.join(fact for fact in (outlet(a), day(a), updated(a)) if fact) or 'no date')}"
        f"{' · copy' if a.copy_of else ''}"
        f"<br><small>{plain(a.origin)}</small></li>"
        for a in articles[: -_LISTED - 1 : -1]
    )
    more = f"<p>The newest {_LISTED} are listed.</p>" if len(articles) > _LISTED else ""
    return f"<ul>{lines}</ul>{more}"


def head_html(count: int | None = None) -> str:
    """Return the head of the page, with the number of articles once it is known."""
    articles = f" · {count or 'no'} article{'' if count == 1 else 's'}"
    proof = f"Every sentence with its proof{'' if count is None else articles}"
    return f"<h1>newscite</h1><p>{proof}</p>"


def style_and_script() -> str:
    """Return style.css and script.js as the page carries them."""
    style, script = (
        (files("page") / name).read_text(encoding="utf-8") for name in ("style.css", "script.js")
    )
    return f"<style>{style}</style><script>{script}</script>"
