from dataclasses import replace

from index.clean import clean
from index.glossary import Glossary
from index.types import Article, Listed, Page
from page.html import listing_html
from rag.render import article_dict, article_text, byline, day, updated
from terminal.show import table

MADE = clean(
    Page("file:///ships.txt", "Ships leave\n\nFourteen ships left the port of Vell today.", "text"),
    Glossary(()),
)
DATED = replace(
    MADE,
    title="Ships leave",
    outlet="Herald",
    published="2020-09-17T23:50:00-04:00",
    published_by="read",
)


def listed(article: Article) -> Listed:
    names = [name for name in Listed.__slots__ if hasattr(article, name)]
    return Listed(**{name: getattr(article, name) for name in names}, added="2020-09-20T00:00:00")


def test_a_guess_is_shown_as_one() -> None:
    guessed = replace(DATED, published_by="guessed")
    assert (day(DATED), day(guessed), day(MADE)) == (
        "17 September 2020",
        "about 17 September 2020",
        "",
    )
    assert byline(guessed) == "Herald, about 17 September 2020, Ships leave"
    assert "2020-09-17? Herald" in table([listed(guessed)])
    assert "2020-09-17  Herald" in table([listed(DATED)])


def test_an_update_is_shown_where_its_day_is_another() -> None:
    later = replace(DATED, updated="2020-09-18")
    assert updated(later) == "updated 18 September 2020"
    assert updated(replace(DATED, updated="2020-09-17")) == updated(DATED) == ""
    assert "Herald, 17 September 2020, updated 18 September 2020, en" in article_text(later)
    assert "17 September 2020 · updated 18 September 2020" in listing_html([listed(later)])


def test_json_has_the_dates_whole() -> None:
    later = replace(DATED, updated="2020-09-18")
    values = article_dict(later)
    assert [values[key] for key in ("published", "published_by", "updated")] == [
        "2020-09-17T23:50:00-04:00", "read", "2020-09-18",
    ]  # fmt: skip
    assert article_dict(MADE)["updated"] is None
