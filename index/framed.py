"""An article that came without a page of its own -> a small HTML page that says what is known.

The facts that a feed, a message or a record gives stand in the head, as they stand on web pages, so
that cleaning reads them there. Nothing is added that was not given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from html import escape

from index.decode import sniff, tidy
from index.lines import lines
from index.types import Page


@dataclass(frozen=True, slots=True)
class Told:
    """What was said about an article; `published` in any form of `date`, `language` as `en-GB`."""

    title: str = ""
    author: str = ""
    outlet: str = ""
    published: str = ""
    language: str = ""


def framed(content: str, told: Told, *, html: bool | None = None) -> str:
    """Return an HTML page with `told` in its head and `content`, HTML or plain text, in its body.

    With `html` None it is decided by looking. HTML stays as it is; of plain text, each paragraph
    becomes a `<p>`.
    """
    told = replace(
        told, title=_line(told.title), author=_line(told.author), outlet=_line(told.outlet)
    )
    if html is None:
        html = looks_like_html(content)
    if not html:
        found = lines(Page("", content, "text"))
        content = "\n".join(f"<p>{escape(line.text, quote=False)}</p>" for line in found)
    language = re.match(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*\Z", told.language.replace("_", "-"))
    attribute = f' lang="{language[0]}"' if language else ""
    heading = f"<h1>{escape(told.title, quote=False)}</h1>\n" if told.title else ""
    # A page within the page ends early where it says so; what follows would be lost.
    content = re.sub(r"</?(?:html|body)\b[^<>]*>", "", content, flags=re.IGNORECASE)
    return tidy(
        f"<!DOCTYPE html>\n<html{attribute}>\n<head>\n{_head(told)}</head>\n<body>\n<article>\n"
        f"{heading}{content}\n</article>\n</body>\n</html>\n"
    )


def _head(told: Told) -> str:
    rows = [f"<title>{escape(told.title, quote=False)}</title>\n"] if told.title else []
    facts = (
        ('property="og:title"', told.title),
        ('property="og:site_name"', told.outlet),
        ('name="author"', told.author),
        ('property="article:published_time"', date(told.published)),
    )
    rows += [f'<meta {key} content="{escape(value)}">\n' for key, value in facts if value]
    return "".join(rows)


def looks_like_html(text: str) -> bool:
    """Return whether a text is a page of HTML or a part of one."""
    return sniff(text) == "html" or bool(_FRAGMENT.search(text[:20_000]))


_FRAGMENT = re.compile(
    r"</(?:p|div|a|em|b|i|strong|li|h[1-6]|span|td)>|<(?:p|br|img)\b[^<>]*>", re.I
)


def date(text: str) -> str:
    """Return a date as mail and RSS write it in ISO 8601, with its zone; any other as it is."""
    text = _line(text)
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):  # not the form of mail
        return text


def _line(text: str) -> str:
    """Return a fact, for which markup has no meaning, on one line."""
    return " ".join(text.split())[:1000]
