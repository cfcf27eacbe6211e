"""Results as Markdown with footnotes, and as a page of HTML with anchors; files of every kind."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from index.errors import UsageError
from index.glossary import bracketed
from rag.document import also, document, marked
from rag.links import link
from rag.render import byline, one_line
from rag.types import Answer, Citation, Claim, Digest, Summary, Timeline

Result = Answer | Summary | Digest | Timeline

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!&])|(?<=^\d)([.)])|^([+-])")


def markdown(result: Result) -> str:
    """Return a result as Markdown; each source is a footnote with its quote and its address."""
    doc = document(result)
    lines = [f"# {_escaped(one_line(doc.title))}", ""]
    for section in doc.sections:
        if section.heading:
            lines += [f"## {_escaped(one_line(section.heading))}", ""]
        said = [_claim_markdown(claim) for claim in section.claims]
        lines += [f"- {text}" for text in said] if section.listed else [" ".join(said)]
        lines.append("")
    lines += [f"{_escaped(one_line(remark))}\n" for remark in doc.remarks]
    lines += [_note_markdown(citation) for citation in doc.sources]
    return "\n".join(lines).rstrip() + "\n"


def _claim_markdown(claim: Claim) -> str:
    notes = "".join(f"[^{c.number}]" for c in claim.citations)
    return f"{_escaped(one_line(claim.text))}{notes} {_escaped(marked(claim))}".rstrip()


def _note_markdown(citation: Citation) -> str:
    address = link(citation.article, citation.span)
    parts = [f"{byline(citation.article)}: “{_shown(citation)}”", _bracketed_also(citation)]
    text = _escaped(" ".join(filter(None, parts)))
    return f"[^{citation.number}]: {text}" + (f" <{address}>" if address else "")


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(lambda mark: "\\" + mark[0], text)


def _shown(citation: Citation) -> str:
    return one_line(bracketed(citation.article, citation.span))


def _bracketed_also(citation: Citation) -> str:
    named = also(citation.also)
    return f"({named})" if named else ""


# --- HTML --------------------------------------------------------------------------------------------

_STYLE = """body{font:1.05rem/1.6 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem;
color:#1a1a1a;background:#fff}h1{font-size:1.5rem;line-height:1.3}h2{font-size:1.15rem}
sup{line-height:0}sup a{text-decoration:none;padding:0 .15em}.partly{border-left:3px solid #c08a00;padding-left:.6rem}
.why,.by{color:#555;font-size:.9em}blockquote{margin:.2rem 0 .4rem;padding-left:.8rem;
border-left:3px solid #ccc}li:target{background:#fff4c2}
@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#16181c}a{color:#8ab4f8}
.why,.by{color:#aaa}li:target{background:#3a3417}}"""


def web_page(result: Result) -> str:
    """Return a result as a page that needs nothing else; numbers lead to the quotes and back."""
    doc = document(result)
    body, seen = [f"<h1>{_plain(doc.title)}</h1>"], set[int]()
    for section in doc.sections:
        if section.heading:
            body.append(f"<h2>{_plain(section.heading)}</h2>")
        said = [_claim_html(claim, seen) for claim in section.claims]
        if section.listed:
            body.append("<ul>" + "".join(f"<li{cls}>{text}</li>" for cls, text in said) + "</ul>")
        elif said:
            body.append("<p>" + " ".join(text for _, text in said) + "</p>")
    body += [f'<p class="why">{_plain(remark)}</p>' for remark in doc.remarks]
    notes = "".join(map(_note_html, doc.sources))
    if notes:
        body.append(f"<h2>Sources</h2><ol>{notes}</ol>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_plain(doc.title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def _claim_html(claim: Claim, seen: set[int]) -> tuple[str, str]:
    links = []
    for number in (c.number for c in claim.citations):
        anchor = "" if number in seen else f' id="claim-{number}"'
        seen.add(number)
        links.append(f'<sup><a href="#source-{number}"{anchor}>{number}</a></sup>')
    why = f' <span class="why">{_plain(marked(claim))}</span>' if marked(claim) else ""
    css = ' class="partly"' if why else ""
    return css, f"{_plain(claim.text)}{' '.join(links)}{why}"


def _note_html(citation: Citation) -> str:
    address = link(citation.article, citation.span)
    by = _plain(byline(citation.article))
    if address:
        by = f'<a href="{html.escape(address)}" rel="noreferrer">{by}</a>'
    more = f' <span class="by">{_plain(_bracketed_also(citation))}</span>' if citation.also else ""
    return (
        f'<li id="source-{citation.number}" value="{citation.number}"><span class="by">{by}</span>'
        f"{more}<blockquote>{_plain(_shown(citation))}</blockquote>"
        f'<a href="#claim-{citation.number}" aria-label="back to the text">↩</a></li>'
    )


def _plain(text: str) -> str:
    return html.escape(one_line(text))


# --- Files -------------------------------------------------------------------------------------------


def _json(result: Result) -> str:
    return json.dumps(result.to_dict(), ensure_ascii=False, indent=2) + "\n"


def _text(result: Result) -> str:
    return f"{result}\n"


WRITTEN: Mapping[str, Callable[[Result], str]] = {
    "text": _text,
    "markdown": markdown,
    "html": web_page,
    "json": _json,
}
"""The formats that are text, by name."""

SUFFIXES = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".docx": "docx",
}


def save(result: Result, path: str | Path) -> Path:
    """Write a result to `path`, in the format that its suffix names; return the path.

    Raises UsageError for another suffix or a place that cannot be written.
    """
    path, kind = Path(path).expanduser(), format_of(path)
    try:
        if kind == "docx":
            from rag.word import word

            path.write_bytes(word(document(result)))
        else:
            path.write_text(WRITTEN[kind](result), encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); name another.") from error
    return path


def format_of(path: str | Path) -> str:
    """Return the format that the name of a file asks for. Raises UsageError for any other."""
    kind = SUFFIXES.get(Path(path).suffix.lower())
    if kind is None:
        name = Path(path).name
        raise UsageError(f"{name} is no kind of file to write: end it in {', '.join(SUFFIXES)}.")
    return kind
