import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import dates, iso_date, label_of, order_in, order_of, stamp
from index.months import month_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("time:2020/9/18 8:14:05", "2020-09-18T08:14:05"),
        ("2024-03-15T17:30:00+00:00", "2024-03-15T17:30:00+00:00"),
        ("2024-03-15T17:30:00.000-0500", "2024-03-15T17:30:00-05:00"),
        ("时间：2023年11月8日", "2023-11-08"),
        ("2023年11月8日 下午3:05", "2023-11-08T15:05:00"),
        ("2020. 9. 17. ", "2020-09-17"),
        ("令和2年9月17日 午後3時5分", "2020-09-17T15:05:00"),
        ("平成元年1月8日", "1989-01-08"),
        ("民國109年9月17日", "2020-09-17"),
        ("١٧ سبتمبر/أيلول ٢٠٢٠", "2020-09-17"),
        ("۱۷ سپتامبر ۲۰۲۰", "2020-09-17"),
        ("17 सितंबर 2020", "2020-09-17"),
        ("17 tháng 9 năm 2020", "2020-09-17"),
        ("17 сентября 2020 г. в 14:05", "2020-09-17T14:05:00"),
        ("Published: 18 September 2020, 18:05 BST", "2020-09-18T18:05:00+01:00"),
        ("Sept. 18, 2020, 1:52 PM UTC", "2020-09-18T13:52:00+00:00"),
        ("10:05 GMT, Thursday, 17 September 2020", "2020-09-17T10:05:00+00:00"),
        ("8:14 AM EST Nov 19, 2019", "2019-11-19T08:14:00-05:00"),
        ("Nov 19, 2019, 8:14 AM ET", "2019-11-19T08:14:00"),
        ("12:05 a.m. on May 2, 2024", "2024-05-02T00:05:00"),
        ("November 18th, 2019", "2019-11-18"),
        ("14. März 2024, 8.15 Uhr", "2024-03-14T08:15:00"),
        ("le 14 février 2024 à 08h15", "2024-02-14T08:15:00"),
        ("14 de septiembre de 2024 a las 8:15 p. m.", "2024-09-14T20:15:00"),
        ("14.03.2024", "2024-03-14"),
        ("Stand: 14.03.24", "2024-03-14"),
        ("On 11/13/19 at 4:00 PM", "2019-11-13T16:00:00"),
        ("11.14.2019 09:00 AM", "2019-11-14T09:00:00"),
        ("Nov 15, 20195:45 AM", "2019-11-15T05:45:00"),
        ("25/12/2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("5/5/2024", "2024-05-05"),
        ("3/4/2024", None),
        ("2024-13-45 and then 2 May 2024", "2024-05-02"),
        ("31 June 2024", None),
        ("14 ships 2024", None),
        ("17 September 2999", None),
        ("17 listopada 2020", None),
        ("1970-01-01", None),
        ("version 2.10.3000", None),
        ("Updated 2 hours ago", None),
        ("Issue 611", None),
        ("", None),
    ],
)
def test_dates(text: str, expected: str | None) -> None:
    assert iso_date(text) == expected


def test_a_date_of_two_days_is_decided_by_the_page() -> None:
    assert iso_date("3/4/2024", order="dmy") == "2024-04-03"
    assert iso_date("3/4/2024", order="mdy") == "2024-03-04"
    assert iso_date("3/4/2024", known=["2024-03-04T10:00:00"]) == "2024-03-04"
    assert iso_date("3/4/2024", known=["2024-03-04", "2024-04-03"]) is None
    assert order_in("25/12/2023 and 3/4/2024") == "dmy"
    assert order_in("25/12/2023 and 12/25/2023") == ""
    assert order_in("25.12.2023") == ""
    codes = ("en-US", "en-GB", "de", "en", "zh", None)
    assert [order_of(code, None) for code in codes] == ["mdy", "dmy", "dmy", "", "", ""]
    assert order_of("en", "news.example.co.uk") == "dmy"


def test_a_month_of_two_languages_is_decided_by_the_language() -> None:
    assert (month_of("listopada", "pl"), month_of("listopada", "hr")) == (11, 10)
    assert month_of("listopada") is None
    assert month_of("SEPT.") == month_of("أيلول") == month_of("Eylül", "tr") == 9
    assert month_of("ships") is None


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Published Nov 18, 2019 9:01 p.m. | Updated Nov 19, 2019", ["published", "updated"]),
        ("Publié le 17 septembre 2020, mis à jour le 18 septembre 2020", ["published", "updated"]),
        ("입력 2020.09.17 10:00 수정 2020.09.18 11:00", ["published", "updated"]),
        ("Stand: 17.09.2020, 14.30 Uhr", ["updated"]),
        ("2020年9月17日 更新", ["updated"]),
        ("2020年9月17日 15時 公開　2020年9月18日 9時 更新", ["published", "updated"]),
        ("Nov 18, 2019 | Updated Nov 19, 2019", ["", "updated"]),
        ("آخر تحديث: ١٨ سبتمبر ٢٠٢٠", ["updated"]),
        ("via:CnBeta time:2020/9/17 0:23:27 readed:307", ["published"]),
        ("Опубликовано 17 сентября 2020", ["published"]),
        ("By Jo on 17 September 2020", [""]),
    ],
)
def test_what_a_line_calls_its_dates(text: str, roles: list[str]) -> None:
    assert [written.role for written in dates(text)] == roles


def test_a_label_that_stands_alone() -> None:
    assert label_of("Last updated") == "updated"
    assert label_of("Published") == "published"
    assert (
        label_of("Published in 2020")
        == label_of("Sport")
        == label_of("Corrections that were published")
        == ""
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20200917", "2020-09-17"),
        ("20200917T081500Z", "2020-09-17T08:15:00+00:00"),
        ("1574121884", "2019-11-19T00:04:44+00:00"),
        ("1574121884000", "2019-11-19T00:04:44+00:00"),
        ("Mon, 18 Nov 2019 21:01:00 GMT", "2019-11-18T21:01:00+00:00"),
        ("Tue Nov 19 2019 07:00:00 GMT-0500", "2019-11-19T07:00:00-05:00"),
        ("0001-01-01T00:00:00", None),
        ("today", None),
    ],
)
def test_stamps(text: str, expected: str | None) -> None:
    assert stamp(text) == expected


pieces = st.sampled_from(
    "17 9 2020 20 99 / - . , : Sept. mai 月 日 年 T Z +02:00 am h à 令和 ٢ २ 12:30 Updated ２０２０".split()
)


@given(st.one_of(st.text(max_size=60), st.lists(pieces, max_size=12).map(" ".join), st.lists(pieces, max_size=12).map("".join)))  # fmt: skip
def test_any_text_has_dates_in_their_places(text: str) -> None:
    end = 0
    for found in dates(text):
        assert end <= found.start < found.end <= len(text)
        assert found.iso[:10] <= "2100"
        end = found.end
    stamp(text)


def test_a_word_of_many_pages_is_read_once() -> None:
    """Each letter that follows a mark once began a search to the end of the word."""
    text = "क\u093e" * 30_000 + " March 5, 2020"
    assert [written.iso for written in dates(text)] == ["2020-03-05"]
