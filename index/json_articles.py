"""Articles as JSON: one a line, an array of them, or one alone -> a page for each.

The fields are known by their usual names. JSON lines are read line by line, however many there are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from index.decode import SIZE_LIMIT, tidy
from index.errors import ReadError, UsageError
from index.framed import Told, framed
from index.raw import Raw, opened, said
from index.types import Outcome, Page

_HTML = ("html", "content_html", "body_html")
_TEXT = (
    *("text", "body", "content", "articleBody", "article_body", "fulltext", "full_text"),
    *("content_text", "maintext", "main_text", "article", "description", "summary"),
)
_TITLE = ("title", "headline", "name")
_AUTHOR = ("author", "authors", "byline", "creator", "by")
_OUTLET = ("outlet", "publisher", "site", "site_name", "sitename", "source", "publication")
_DATE = (
    *("published", "date", "datePublished", "date_published", "published_at", "publishedAt"),
    *("publish_date", "pubDate", "pub_date", "date_publish", "publication_date", "created_at"),
)
_LANGUAGE = ("language", "lang", "inLanguage")
_LINK = ("url", "link", "canonical_url", "mainEntityOfPage", "id", "_id", "uuid", "guid")
_LISTS = ("items", "articles", "entries", "data", "results", "docs", "documents", "@graph")

PATIENCE = 100
"""Lines without an article, from the first on, after which a file is taken for none."""


def json_pages(raw: Raw) -> Iterator[Page | Outcome]:
    """Yield the articles of an array, an object that holds one, or a single object.

    Raises ReadError if there is none. A file of JSON lines under another name is one too.
    """
    data = raw.data()
    text, encoding = raw.text(data)
    try:
        found = _loaded(text)
    except ReadError as error:
        first, _, rest = text.lstrip().partition("\n")
        if rest.strip() and _is_object(first):
            lines = Raw(raw.name, raw.origin, opened(text.encode()), ".jsonl")
            yield from json_lines_pages(lines)
            return
        raise ReadError(f"{raw.name} is not JSON that can be read ({error}); check it.") from error
    records = _records(found)
    if not records:
        raise ReadError(f"{raw.name} is JSON without articles; give a list of objects with a text.")
    outlet = _value(found, ("title",)) if isinstance(found, dict) and found not in records else ""
    alone = len(records) == 1
    for number, record in enumerate(records, start=1):
        place = None if alone and not isinstance(found, list) else f"item-{number}"
        yield _outcome(raw, record, place, f"Item {number} of {raw.name}", encoding, outlet)


def json_lines_pages(raw: Raw) -> Iterator[Page | Outcome]:
    """Yield the articles of a file of JSON lines; a line that holds none as a failed Outcome."""
    failed = good = 0
    for number, line in enumerate(_lines(raw), start=1):
        name = f"Line {number} of {raw.name}"
        place, encoding = f"line-{number}", "utf-8"
        record: Page | Outcome
        if line is None:
            limit = SIZE_LIMIT // 1_000_000
            record = _failed(raw, place, f"{name} is more than {limit} MB, the limit; shorten it.")
        elif not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        else:
            try:
                text, encoding = Raw(name, None, raw.file, charset=raw.charset).text(line)
                record = _outcome(raw, _loaded(text), place, name, encoding)
            except ReadError as error:
                why = str(error)
                known = why if why.startswith(name) else f"{name} is not JSON ({why}); mend it."
                record = _failed(raw, place, known)
        yield record
        good += isinstance(record, Page)
        failed += isinstance(record, Outcome)
        if failed >= PATIENCE and not good:
            raise ReadError(f"{raw.name} has no article in its first {PATIENCE} lines; check it.")
    if not good and not failed:
        raise ReadError(f"{raw.name} is empty.")


def _lines(raw: Raw) -> Iterator[bytes | None]:
    """Yield the lines, None for one that is too long."""
    if raw.head()[:2] in (b"\xff\xfe", b"\xfe\xff"):  # two bytes a character: no lines of bytes
        text, _ = raw.text(raw.data())
        yield from text.encode("utf-8", "replace").split(b"\n")
        return
    while line := raw.file.readline(SIZE_LIMIT + 1):
        if len(line) <= SIZE_LIMIT:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = raw.file.readline(SIZE_LIMIT)
        yield None


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ReadError("it is nested too deeply") from None
    except ValueError as error:
        raise ReadError(said(error)) from error


def _is_object(text: str) -> bool:
    try:
        return isinstance(_loaded(text), dict)
    except ReadError:  # the question is whether it can be read
        return False


def _records(found: Any) -> list[Any]:
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        return []
    if _value(found, _HTML + _TEXT[:-2]):
        return [found]
    for key in _LISTS:
        inner = found.get(key)
        if isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
            return inner
    return [found] if _value(found, _TEXT) else []


def _outcome(
    raw: Raw, record: Any, place: str | None, name: str, encoding: str, outlet: str = ""
) -> Page | Outcome:
    """Return the page of one record. `place` is None for one that is alone in its file."""
    if not isinstance(record, dict):
        return _failed(raw, place, f"{name} is not an object; give each article as one.")
    # Cased names too: "Title", "Text".
    known = {str(key).lower(): value for key, value in reversed(record.items())} | record
    html, text = _value(known, _HTML), _value(known, _TEXT)
    content = text if len(text) >= len(html) else html
    if not re.search(r"\w", content):
        return _failed(raw, place, f"{name} has no text; give one as `text`, `body` or `content`.")
    told = Told(
        _value(known, _TITLE),
        _value(known, _AUTHOR),
        _value(known, _OUTLET) or outlet,
        _value(known, _DATE),
        _value(known, _LANGUAGE),
    )
    page = framed(content, told, html=True if content == html != text else None)
    return Page(_origin(raw, known, place, page), page, "html", encoding)


def _failed(raw: Raw, place: str | None, reason: str) -> Outcome:
    origin = raw.origin or "text:stdin"
    return Outcome(f"{origin}#{place}" if place else origin, "failed", reason=reason)


def _value(record: Any, names: tuple[str, ...], depth: int = 0) -> str:
    """Return the first of the fields that says something, as text."""
    return next((found for name in names if (found := _said(record.get(name), depth))), "")


def _said(value: Any, depth: int = 0) -> str:
    if isinstance(value, str):
        return tidy(value).strip()
    if depth > 2:
        return ""
    if isinstance(value, dict):  # {"@type": "Person", "name": "..."}
        return _value(value, ("name", "title", "#text", "value", "@id"), depth + 1)
    if isinstance(value, list):
        parts = [found for item in value[:1000] if (found := _said(item, depth + 1))]
        return ("\n\n" if any(len(part) > 80 for part in parts) else ", ").join(parts)
    return ""


def _origin(raw: Raw, record: dict[str, Any], place: str | None, page: str) -> str:
    from index.fetch import canonical

    for name in _LINK:
        link = _said(record.get(name))
        if re.match(r"https?://", link, re.IGNORECASE):
            try:
                return canonical(link)
            except UsageError:  # a damaged address names nothing; the next field may
                continue
    if place is None and raw.origin:
        return raw.origin
    named = next((str(record[n]) for n in _LINK[4:] if isinstance(record.get(n), str | int)), "")
    return raw.inside(named[:200] or place or "", page)
