"""JSON-LD on a page -> the node that describes the article, also where the JSON is nearly right.

Knows schema.org's article types (https://schema.org/Article), lists, `@graph` and references by
`@id`. Reads no HTML: `metadata` hands in the text of the script elements.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

Node = dict[str, Any]

_ARTICLE = re.compile(
    r"(?:^|[/:])(?:\w*article|blogposting|liveblogposting|report|\w*newsarticle)$", re.I
)
_PAGE = re.compile(r"(?:^|[/:])(?:web|item|about)page$", re.I)
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "hasPart")
_DEEPEST = 6


def article_node(scripts: Iterable[str], titles: Iterable[str] = ()) -> Node:
    """Return the node of the page's article, its references resolved; {} if there is none.

    Of several articles the one whose headline is among the page's `titles` is meant; a list of
    articles of which none is means no one in particular.
    """
    documents = [document for text in scripts for document in loaded(text)]
    nodes = [node for document in documents for node in _nodes(document, 0)]
    found = [n for n in nodes if _is(n, _ARTICLE) and (n.get("headline") or n.get("datePublished"))]
    wanted = [_key(title) for title in titles if _key(title)]
    named = [n for n in found if _about(text_of(n.get("headline") or n.get("name")), wanted)]
    chosen = named[:1] or (found[:1] if len(found) <= 2 else [])
    if not chosen:
        chosen = [n for n in nodes if _is(n, _PAGE) and n.get("datePublished")][:1]
    if not chosen:
        return {}
    known = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}
    return {key: _resolved(value, known) for key, value in chosen[0].items()}


def site_name(scripts: Iterable[str]) -> str:
    """Return the name of the WebSite or the news organisation that the page says it is of."""
    for text in scripts:
        for document in loaded(text):
            for node in _nodes(document, 0):
                if _is(node, _SITE) and text_of(node.get("name")):
                    return text_of(node["name"])
    return ""


_SITE = re.compile(r"(?:^|[/:])(?:WebSite|NewsMediaOrganization)$", re.I)


def text_of(value: Any) -> str:
    """Return the first string in a value that may be a string, a list or a node with a name."""
    if isinstance(value, list):
        return next((text for item in value if (text := text_of(item))), "")
    if isinstance(value, dict):
        given = " ".join(text_of(value.get(k)) for k in ("givenName", "familyName")).strip()
        return text_of(value.get("name") or value.get("@value") or given)
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def texts_of(value: Any) -> list[str]:
    """Return the strings in a value: one for each item of a list."""
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, dict) and isinstance(item.get("name"), list) for item in items):
        items = [n for item in items for n in (item["name"] if isinstance(item, dict) else [item])]
    return [text for item in items if (text := text_of(item))]


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    if isinstance(value, list):
        for item in value[:200]:
            yield from _nodes(item, depth)
    elif isinstance(value, dict) and depth <= _DEEPEST:
        yield value
        for key in _NESTED:
            yield from _nodes(value.get(key), depth + 1)
        for key in ("author", "publisher", "isPartOf"):
            inner = value.get(key)
            if isinstance(inner, dict) and "@id" in inner and len(inner) > 1:
                yield inner


def _is(node: Node, kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    return any(
        isinstance(t, str) and kind.search(t)
        for t in (types if isinstance(types, list) else [types])
    )


def _resolved(value: Any, known: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, known) for item in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
        return known.get(value["@id"], value)
    return value


def _key(title: str) -> str:
    return re.sub(r"[\W_]+", "", html.unescape(title).casefold())


def _about(headline: str, titles: list[str]) -> bool:
    key = _key(headline)
    return len(key) >= 8 and any(key in title or title in key for title in titles)


# --- JSON that is nearly right --------------------------------------------------------------------

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$"
)
_COMMENT = re.compile(
    r'("(?:[^"\\\n]|\\.)*")|/\*.*?\*/|(?<![:\w"])//[^\n"]*(?:"[^"\n]*",?[^\n"]*)?(?=\n)', re.DOTALL
)
_TRAILING = re.compile(r",(\s*[}\]])")
_MISSING = re.compile(r'("\s*:)(\s*[,}])')
_FIELD = re.compile(
    r'"(?P<key>headline|datePublished|dateModified)"\s*:\s*"(?P<value>(?:[^"\\]|\\.)*)"'
    r'|"(?P<group>author|publisher)"\s*:\s*(?:\[\s*)?\{[^{}]*?"name"\s*:\s*"(?P<name>(?:[^"\\]|\\.)*)"'
    r'|"author"\s*:\s*"(?P<author>(?:[^"\\]|\\.)*)"'
)


def loaded(text: str) -> list[Any]:
    """Return the JSON values in a script element; what cannot be read is searched for its fields."""
    text = _WRAPPING.sub("", text).strip().rstrip(";")
    if not text:
        return []
    mended = _MISSING.sub(r"\1null\2", _TRAILING.sub(r"\1", _COMMENT.sub(r"\1", text)))
    for attempt in (text, mended, html.unescape(text)):
        found = _decoded(attempt)
        if found:
            return found
    return _searched(text)


def _decoded(text: str) -> list[Any]:
    """Return the JSON values that stand one after the other in `text`, up to the first fault."""
    decoder, at = json.JSONDecoder(strict=False), 0
    values: list[Any] = []
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):  # broken, or deeper than any article is
            return values
        values.append(value)
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,;"))
    return values


def _searched(text: str) -> list[Any]:
    if not re.search(r'"@type"\s*:\s*\[?\s*"\w*(?:Article|BlogPosting)', text):
        return []
    node: Node = {"@type": "Article"}
    for match in _FIELD.finditer(text):
        key = match["key"] or match["group"] or "author"
        value = match["value"] or match["name"] or match["author"] or ""
        node.setdefault(key, _unescaped(value))
    return [node]


def _unescaped(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:  # an escape that JSON does not know
        return value
