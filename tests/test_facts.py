import pytest

from index.clean import clean
from index.facts import url_date
from index.glossary import Glossary
from index.types import Article, Media, Page

FIRST = "The harbour authority of Vell said on Monday that 14 ships had left before the storm."
SECOND = "The ships, most of them trawlers, are expected to return to the port by the weekend."
HEAD = "Ships leave Vell harbour"


def made(text: str, media: Media = "text", origin: str = "file:///page") -> Article:
    return clean(Page(origin, text, media), Glossary(()))


def page(*lines: str, end: str = "") -> str:
    return "\n\n".join((HEAD, *lines, FIRST, SECOND, end))


def dates(article: Article) -> tuple[str | None, str | None, str | None]:
    return article.published, article.published_by, article.updated


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Published 17 September 2020, 08:15 BST"], ("2020-09-17T08:15:00+01:00", "read", None)),
        (
            ["Published 17 September 2020. Updated 18 September 2020"],
            ("2020-09-17", "read", "2020-09-18"),
        ),
        (["Published", "17 September 2020"], ("2020-09-17", "read", None)),
        (["By Una Prestwick | 17 September 2020"], ("2020-09-17", "read", None)),
        (["17 September 2020"], ("2020-09-17", "guessed", None)),
        (["Stand: 17.09.2020"], ("2020-09-17", "guessed", "2020-09-17")),
        (["Updated 2 hours ago"], (None, None, None)),
        (["Published 03/04/2020"], (None, None, None)),
        (["Published 03/04/2020", "Updated 3 April 2020"], ("2020-04-03", "guessed", "2020-04-03")),
        (
            ["Published 18 September 2020", "Updated 17 September 2020"],
            ("2020-09-18", "read", None),
        ),
    ],
)
def test_dates_of_visible_lines(lines: list[str], expected: tuple[str | None, ...]) -> None:
    assert dates(made(page(*lines))) == expected


def test_a_date_in_the_text_is_not_the_article_s() -> None:
    told = "The report, published on 12 March 2019, named the harbour of Vell and two others."
    assert made(f"{HEAD}\n\n{FIRST}\n\n{told}\n\n{SECOND}").published is None


def test_the_date_of_a_comment_is_not_the_article_s() -> None:
    end = "Comments (2)\n\n2 May 2024\nguest: ok"
    assert made(page(end=end)).published is None
    assert made("2 May 2023\n\n" + page(end=end)).published == "2023-05-02"


def test_a_line_goes_before_the_address_and_a_bare_date_needs_it() -> None:
    address = "https://herald.example/2020/09/16/ships"
    assert dates(made(page("Published 17 September 2020"), "text", address))[:2] == (
        "2020-09-17", "read",
    )  # fmt: skip
    assert dates(made(page("17 September 2020"), "text", address))[:2] == ("2020-09-17", "guessed")
    assert dates(made(page("2 May 2019"), "text", address))[:2] == ("2020-09-16", "guessed")
    assert dates(made(page(), "text", address))[:2] == ("2020-09-16", "guessed")


def test_metadata_goes_before_the_address_and_the_lines() -> None:
    html = (
        '<html><head><meta property="article:published_time" content="2020-09-17T23:50:00-04:00">'
        '<meta property="article:modified_time" content="2020-09-18T04:00:00Z"></head>'
        f"<article><h1>{HEAD}</h1><p>Published 18 September 2020</p><p>{FIRST}</p><p>{SECOND}</p>"
    )
    article = made(html, "html", "https://herald.example/2020/09/16/ships")
    assert dates(article) == ("2020-09-17T23:50:00-04:00", "stated", "2020-09-18T04:00:00+00:00")
    before = html.replace("2020-09-18T04:00", "2020-09-18T03:49")
    assert made(before, "html").updated is None


def test_a_dateline_has_an_agency_and_takes_its_year_from_the_address() -> None:
    body = f"WELLINGTON, Sept 17 (Reuters) - {FIRST}\n\n{SECOND}"
    article = made(f"{HEAD}\n\n{body}")
    assert (article.outlet, article.published) == ("Reuters", None)
    article = made(f"{HEAD}\n\n{body}", "text", "https://herald.example/2020/ships")
    assert (article.outlet, *dates(article)[:2]) == ("herald.example", "2020-09-17", "guessed")


def test_a_date_that_was_taken_for_the_headline_gives_way() -> None:
    article = made(f"{HEAD}\n\n17 September 2020 10:00\n\n{FIRST}\n\n{SECOND}")
    assert (article.title, article.published) == (HEAD, "2020-09-17T10:00:00")


def test_the_source_goes_before_the_one_it_came_by() -> None:
    via = "via:CnBeta  time:2020/9/17 0:23:27  readed:307"
    assert made(page(via)).outlet == "CnBeta"
    assert made(page(via, "Source: Herald")).outlet == "Herald"
    assert made(page("来源：新华社 2020-09-17 08:15")).outlet == "新华社"
    assert made(page("Source: Herald", via)).published == "2020-09-17T00:23:27"


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://a.example/2020/09/17/ships", "2020-09-17"),
        ("https://a.example/news/2020/sep/7/ships", "2020-09-07"),
        ("https://a.example/ships-20200917/", "2020-09-17"),
        ("https://a.example/ships-2020-09-17.html", "2020-09-17"),
        ("https://web.archive.example/web/20210101000000/https://a.example/2020/9/17/x", "2020-09-17"),
        ("https://a.example/2020/13/17/ships", None),
        ("https://a.example/ships-14848164.php", None),
        ("https://a.example/2999/09/17/", None),
        ("https://a.example/s?date=2020/09/17/", None),
        ("file:///2020/09/17/ships.html", None),
    ],
)  # fmt: skip
def test_the_day_in_an_address(address: str, day: str | None) -> None:
    assert url_date(address) == day


def test_front_matter() -> None:
    article = made(
        f"---\ntitle: A\nauthor: ['Jo Reed', 'Bo Lee']\ndate: 2024-05-02T08:00+02:00\n"
        f"lastmod: 2024-05-03\n---\n{FIRST}",
        "markdown",
    )
    assert dates(article) == ("2024-05-02T08:00:00+02:00", "stated", "2024-05-03")
    assert article.author == "Jo Reed, Bo Lee"
