import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.jsonld import article_node, loaded
from index.metadata import read
from index.types import Page

URL = "https://www.herald.example/2020/09/17/ships"


def facts(html: str, origin: str = URL):
    return read(Page(origin, html, "html"))


def ld(value) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Ships leave Vell",
    "datePublished": "2020-09-17T08:15:00+01:00",
    "dateModified": "2020-09-18T10:00:00Z",
    "author": [{"@type": "Person", "name": "Una Prestwick"}, {"name": "By Bo Lee"}],
    "publisher": {"@type": "Organization", "name": "The Herald"},
    "inLanguage": "en-GB",
}


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        [ARTICLE],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]},
        {**ARTICLE, "@type": ["Article", "ReportageNewsArticle"]},
        {**ARTICLE, "@type": "BlogPosting"},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        json.dumps(ARTICLE)[:-1] + ",}",
        "<!-- " + json.dumps(ARTICLE) + " -->",
        json.dumps(ARTICLE) + "}",
        json.dumps(ARTICLE).replace('"inLanguage"', '"isPartOf": , "inLanguage"'),
        json.dumps(ARTICLE, indent=1).replace('"inLanguage"', '// the language\n"inLanguage"'),
        json.dumps(ARTICLE).replace("Ships leave Vell", "Ships leave\nVell"),
        json.dumps(ARTICLE).replace('"inLanguage"', 'broken" "inLanguage"'),
    ],
)
def test_json_ld(value) -> None:
    found = facts(f"<html><head>{ld(value)}</head><body><p>Text.")
    assert found.title == "Ships leave Vell"
    assert (found.published, found.published_by) == ("2020-09-17T08:15:00+01:00", "stated")
    assert found.updated == "2020-09-18T10:00:00+00:00"
    assert found.outlet == "The Herald"
    assert (found.author or "").startswith("Una Prestwick")


def test_references_within_a_graph() -> None:
    graph = [
        {**ARTICLE, "author": {"@id": "#una"}, "publisher": {"@id": "#org"}},
        {"@type": "Person", "@id": "#una", "name": "Una Prestwick"},
        {"@type": "Organization", "@id": "#org", "name": "The Herald"},
    ]
    found = facts(f"<html>{ld({'@graph': graph})}<p>Text.")
    assert (found.author, found.outlet) == ("Una Prestwick", "The Herald")


def test_of_several_articles_the_one_of_the_headline_is_meant() -> None:
    other = {**ARTICLE, "headline": "Salmon prices rise", "datePublished": "2019-01-01"}
    page = f"<html>{ld([other, other, ARTICLE])}<h1>Ships leave Vell</h1>"
    assert (facts(page).published or "")[:10] == "2020-09-17"
    assert facts(f"<html>{ld([other, other, other])}<h1>Most read</h1>").published is None


def test_meta_tags() -> None:
    found = facts(
        '<html lang="de"><head><title>Schiffe weg - Der Bote</title>'
        '<meta property="og:title" content="Schiffe weg | Der Bote">'
        '<meta property="og:site_name" content="Der Bote">'
        '<meta property="article:published_time" content="2020-09-17">'
        '<meta name="date" content="2020-09-17T09:30:00+02:00">'
        '<meta property="article:modified_time" content="2020-09-17T09:30:00+02:00">'
        '<meta property="article:author" content="https://social.example/bote">'
        '<meta name="author" content="Von Anna Weiß, Redakteurin"></head><h1>Schiffe weg</h1>'
    )
    assert (found.title, found.outlet, found.author) == ("Schiffe weg", "Der Bote", "Anna Weiß")
    assert (found.published, found.language) == ("2020-09-17T09:30:00+02:00", "de")


def test_microdata_and_time_elements() -> None:
    micro = (
        '<article itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Ships'
        ' leave Vell</h1><time itemprop="datePublished" datetime="2020-09-17T08:15Z">x</time>'
        '<span itemprop="author" itemscope><b itemprop="name">Una Prestwick</b></span>'
        '<div itemscope itemtype="https://schema.org/Comment"><time itemprop="dateModified"'
        ' datetime="2021-01-01">x</time></div></article>'
    )
    found = facts(f"<html>{micro}")
    assert (found.published, found.published_by) == ("2020-09-17T08:15:00+00:00", "stated")
    assert (found.author, found.updated) == ("Una Prestwick", None)
    shown = facts(
        '<html><nav><time datetime="2026-01-01">today</time></nav><h1>Ships leave</h1>'
        '<p>Updated <time datetime="2020-09-18">x</time>, <time datetime="2020-09-17">y</time>'
        '<aside><time datetime="2019-01-01">z</time></aside>'
    )
    assert (shown.published, shown.updated) == ("2020-09-17", "2020-09-18")
    assert shown.published_by == "read"


def test_the_headline_is_as_printed() -> None:
    head = "<title>Ships leave Vell's harbour | Herald</title>"
    assert facts(f"<html><head>{head}</head><h1>Ships leave Vell’s harbour</h1>").title == (
        "Ships leave Vell’s harbour"
    )
    assert facts(f"<html><head>{head}</head><h1>Herald</h1>").title == "Ships leave Vell's harbour"
    assert facts(f"<html><head>{head}</head><h1>Subscribe to our paper today</h1>").title == (
        "Ships leave Vell's harbour"
    )


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ('<meta property="og:site_name" content="The Herald | News">', "The Herald"),
        ("<title>Ships - Herald</title>", "Herald"),
        ('<meta property="og:site_name" content="herald.example">', "herald.example"),
        ("", None),
    ],
)
def test_outlets(head: str, outlet: str) -> None:
    assert facts(f"<html><head>{head}</head><p>x").outlet == outlet


def test_an_ambiguous_date_is_read_by_the_page_s_language() -> None:
    meta = '<meta name="date" content="03/04/2020">'
    assert facts(f'<html lang="en-GB">{meta}').published == "2020-04-03"
    assert facts(f'<html lang="en-US">{meta}').published == "2020-03-04"
    assert facts(f"<html>{meta}", "file:///a").published is None


@given(st.text(max_size=120))
def test_any_page_is_read(text: str) -> None:
    facts(text)
    facts(f"<html><head>{ld(text)}<meta name='author' content='{text}'></head><h1>{text}")


@given(st.text(st.sampled_from('{}[]",:\\@type Article//*\n'), max_size=80))
def test_any_json_is_read(text: str) -> None:
    loaded(text)
    article_node([text], ["A title"])


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '"' * 5000, "//" * 5000])
def test_hostile_json_is_read(text: str) -> None:
    assert article_node([text]) == {}
