"""HTML -> what the page's metadata says about its article. The only user of lxml.

Reads JSON-LD, meta tags, microdata, `<time>` and headings; of visible lines `facts` takes care.
Where sources differ, JSON-LD goes before meta tags before microdata, since it says what it is
about; the headline is taken as printed wherever the page prints it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from index.bylines import (
    bare_title,
    host,
    known_outlet,
    names,
    plain,
    site_label,
    suffix_outlet,
)
from index.dates import Order, order_of, stamp
from index.facts import Facts
from index.jsonld import Node, article_node, site_name, text_of, texts_of
from index.languages import language_code
from index.types import Page, PublishedBy

if TYPE_CHECKING:
    from lxml.html import HtmlElement


_PUBLISHED = (
    "article:published_time article:published og:article:published_time og:published_time og:pubdate "
    "og:datepublished datepublished article.published article.created dc.date.issued dcterms.issued "
    "parsely-pub-date sailthru.date cxenseparse:recs:publishtime article_date_original "
    "article:post_date publication_date publish-date publish_date publishdate publishtime pub_date "
    "pubdate pdate ptime published published_at published_time published-date sn-post-date "
    "citation_publication_date citation_online_date dcsext.articlefirstpublished displaydate "
    "date.release time.release dcterms.created dc.date.created dcterms.date dc.date date "
    "analyticsattributes.articledate rnews:datepublished"
).split()
_UPDATED = (
    "article:modified_time article:modified og:article:modified_time datemodified article.updated "
    "dc.date.modified dcterms.modified article_date_updated updated-date updated updated_at "
    "lastmod last-modified last_updated revision_date modified og:updated_time"
).split()
_AUTHORS = (
    "parsely-author sailthru.author byl dc.creator dcterms.creator dc.creator.aut citation_author "
    "article_author author.name og:article:author og:author content-creator author article:author "
    "dcsext.author analytics:author analyticsattributes.author"
).split()
_TITLES = (
    "og:title parsely-title sailthru.title dc.title dcterms.title headline article.headline "
    "twitter:title title"
).split()
_OUTLETS = "og:site_name og:site dc.publisher dcterms.publisher publisher application-name".split()


def read(page: Page) -> Facts:
    """Return what the metadata of an HTML page says; nothing for any other page."""
    if page.media != "html":
        return Facts()
    tree = _tree(page.text)
    if tree is None:
        return Facts()
    meta, micro = _meta(tree), _microdata(tree)
    scripts = [
        s.text or "" for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower()
    ]
    headings = [text for h1 in tree.iter("h1") if (text := _text(h1))]
    title_tag = next((text for e in tree.iter("title") if (text := _text(e))), "")
    offered = [title for title in (*_all(meta, _TITLES), title_tag) if title] or micro["headline"]
    node = article_node(scripts, [*headings, *offered])
    site = host(page.origin) or host(_canonical(tree, meta))
    outlet = _outlet(node, scripts, meta, micro, title_tag, page.origin, site)
    order = order_of(tree.get("lang") or tree.get("xml:lang"), site)
    published, updated, by = _dates(tree, node, meta, micro, order)
    return Facts(
        title=_title(headings, [text_of(node.get("headline")), *offered], outlet, site),
        outlet=outlet,
        author=_author(tree, node, meta, micro, outlet),
        published=published,
        updated=updated,
        published_by=by,
        language=_language(tree, node, meta),
        order=order,
    )


def _tree(text: str) -> HtmlElement | None:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8")
    try:
        return html.document_fromstring(
            text.encode("utf-8", "replace").replace(b"\0", b""), parser=parser
        )
    except etree.ParserError:  # nothing on the page but comments
        return None


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _spaced(element: HtmlElement) -> str:
    """Return the text of an element of several parts, which stand apart unless within a word."""
    out = ""
    for piece in element.itertext():
        within = out[-1:].islower() and piece[:1].islower()
        out += piece if within else f" {piece}"
    return " ".join(out.split())


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                found[name].append(content)
    return found


_NOT_OURS = re.compile(
    r"comment|review|product|person|event|imageobject|videoobject|offer|recipe", re.I
)
_PROPERTIES = frozenset("datepublished datemodified headline author publisher".split())


def _microdata(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the values of schema.org properties in attributes, those of comments left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for element in tree.iterfind(".//*[@itemprop]"):
        wanted = _PROPERTIES.intersection(element.get("itemprop", "").lower().split())
        if not wanted or (element.tag == "meta" and not _scope(element)):
            continue
        if _NOT_OURS.search(_scope(element)):
            continue
        name = next(iter(element.iterfind(".//*[@itemprop='name']")), None)
        inner = (
            element
            if name is None or wanted & {"datepublished", "datemodified", "headline"}
            else name
        )
        value = inner.get("content") or inner.get("datetime") or _spaced(inner)
        for prop in wanted:
            if value:
                found[prop].append(" ".join(value.split()))
    return found


def _scope(element: HtmlElement) -> str:
    """Return the type of the nearest item around `element`."""
    for above in element.iterancestors():
        if above.get("itemscope") is not None or above.get("itemtype"):
            return str(above.get("itemtype") or "")
    return ""


def _all(meta: dict[str, list[str]], keys: Iterable[str]) -> Iterator[str]:
    for key in keys:
        yield from meta.get(key, ())


# --- headline, outlet, author ---------------------------------------------------------------------


def _title(
    headings: list[str], offered: Sequence[str], outlet: str | None, site: str | None
) -> str:
    """Return the headline as printed where it is, else as the metadata has it."""
    outlets = [outlet] if outlet else []
    bare = [text for title in offered if title and (text := bare_title(title, outlets, site))]
    printed = [h for h in headings if len(h) <= 300 and not (outlet and plain(h) == plain(outlet))]
    for title in bare:
        for heading in printed:
            if _alike(heading, title) or (_alike(title, heading) and len(title) * 2 > len(heading)):
                return heading
    if len(printed) == 1 and (not bare or _shared(printed[0], " ".join(bare)) >= 0.4):
        return bare_title(printed[0], outlets, site)
    return bare[0] if bare else (printed[0] if printed else "")


def _alike(heading: str, title: str) -> bool:
    one, two = plain(heading), plain(title)
    return len(one) >= 4 and (
        one == two
        or (
            len(one) >= (15 if _CJK.search(one) is None else 4)
            and (one in two or two[:60] == one[:60])
        )
    )


def _shared(heading: str, titles: str) -> float:
    own = {w for w in _TOKEN.findall(heading.casefold()) if len(w) > 3 or not w.isascii()}
    return len(own & set(_TOKEN.findall(titles.casefold()))) / len(own) if own else 0.0


_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_TOKEN = re.compile(rf"{_CJK.pattern}|\w+")


def _outlet(
    node: Node,
    scripts: list[str],
    meta: dict[str, list[str]],
    micro: dict[str, list[str]],
    title: str,
    origin: str,
    site: str | None,
) -> str | None:
    """Return the name that readers know: the site's own, else the publisher's, else the host's."""
    offered = [
        *_all(meta, _OUTLETS[:2]),
        text_of(node.get("publisher")),
        *_all(meta, _OUTLETS[2:]),
        *micro["publisher"],
        site_name(scripts),
        suffix_outlet(title, site) or "",
        known_outlet(origin) or "",
    ]
    found = [name for o in offered if (name := _one_name(o)) and 2 <= len(name) <= 60]
    found = [name for name in found if not re.match(r"https?:|www\.", name)]
    named = [name for name in found if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name)]
    label = site_label(site)
    own = [name for name in named if len(label) > 2 and _alike_host(plain(name), label)]
    return next(iter(own or named or found), None)


def _one_name(text: str) -> str:
    """Return the name before a site's motto or its other names."""
    return re.split(r"\s+[|–—•-]+\s+|\s*\|\s*", text.strip(" @|-–—"))[0].strip()


def _alike_host(name: str, label: str) -> bool:
    initials = len(label) >= 3 and name == label
    return initials or (len(name) >= 4 and (label in name or name in label))


_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author)(?:[\s_-]*(?:name|names|link))?(?=$|\s)", re.I)


def _author(
    tree: HtmlElement,
    node: Node,
    meta: dict[str, list[str]],
    micro: dict[str, list[str]],
    outlet: str | None,
) -> str | None:
    links = [_text(a) for a in tree.iterfind(".//a[@rel]") if "author" in a.get("rel", "").split()]
    classes = [
        text
        for e in tree.iterfind(".//*[@class]")
        if _BYLINE.search(e.get("class", "")) and len(text := _spaced(e)) <= 120
    ]
    for values in (
        texts_of(node.get("author") or node.get("creator")),
        *(meta.get(key, []) for key in _AUTHORS),
        micro["author"][:3],
        list(dict.fromkeys(links))[:3],
        classes[:1],
    ):
        found = names(values, outlet)
        if found:
            return found
    return None


# --- dates, language ------------------------------------------------------------------------------


def _dates(
    tree: HtmlElement,
    node: Node,
    meta: dict[str, list[str]],
    micro: dict[str, list[str]],
    order: Order,
) -> tuple[str | None, str | None, PublishedBy | None]:
    stated = [
        text_of(node.get("datePublished")),
        *_all(meta, _PUBLISHED),
        *micro["datepublished"][:1],
        text_of(node.get("dateCreated")),
    ]
    changed = [
        text_of(node.get("dateModified")),
        *_all(meta, _UPDATED),
        *micro["datemodified"][:1],
    ]
    published, updated = _first(stated, order), _first(changed, order)
    if published:
        return published, updated, "stated"
    at, changed_at = _times(tree, order)
    return at, updated or changed_at, "read" if at else None


def _first(values: Iterable[str], order: Order) -> str | None:
    """Return the first date among the values, with a time where another of that day has one."""
    found = [iso for value in values if value and (iso := stamp(value, order))]
    timed = (iso for iso in found if iso[:10] == found[0][:10] and len(iso) > 10)
    return next(timed, found[0]) if found else None


_CHANGED = re.compile(r"updat|modif", re.I)
_ASIDE = frozenset(("aside", "nav", "footer"))
_OTHERS = re.compile(r"comment|related|sidebar|widget|recent|popular|teaser|promo", re.I)


def _times(tree: HtmlElement, order: Order) -> tuple[str | None, str | None]:
    """Return the first `<time>` after the headline, and the first of a change."""
    published = updated = None
    headed = next(tree.iter("h1"), None) is None
    for element in tree.iter("h1", "time"):
        if element.tag == "h1":
            headed = True
            continue
        about = " ".join((element.get("class") or "", element.get("itemprop") or ""))
        iso = stamp(element.get("datetime") or _text(element), order)
        if iso is None or _beside(element) or not (headed or element.get("pubdate") is not None):
            continue
        if _CHANGED.search(about) or _CHANGED.search(_before(element)):
            updated = updated or iso
        else:
            published = published or iso
    return published, updated


def _before(element: HtmlElement) -> str:
    """Return the words just before an element, in the same line."""
    above = element.getparent()
    previous = element.getprevious()
    text = (above.text if above is not None and previous is None else None) or ""
    return (previous.tail or _text(previous) if previous is not None else text)[-40:]


def _beside(element: HtmlElement) -> bool:
    return any(
        above.tag in _ASIDE or _OTHERS.search(f"{above.get('class')} {above.get('id')}")
        for above in element.iterancestors()
        if above.tag not in ("body", "html")
    )


def _canonical(tree: HtmlElement, meta: dict[str, list[str]]) -> str:
    link = tree.find(".//link[@rel='canonical']")
    address = link.get("href") if link is not None else None
    return address or next(iter(meta.get("og:url", ())), "")


def _language(tree: HtmlElement, node: Node, meta: dict[str, list[str]]) -> str | None:
    offered: tuple[Any, ...] = (
        tree.get("lang"),
        text_of(node.get("inLanguage")),
        *meta.get("og:locale", ()),
        *meta.get("content-language", ()),
        *meta.get("language", ()),
    )
    return next((code for value in offered if (code := language_code(value))), None)
