"""Times and outlets in words: what they mean, when they narrow, and when they must not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rag
from index.filters import Filter
from index.periods import period, periods
from index.types import Listed
from rag.narrow import told
from rag.when import wish

TODAY = date(2020, 9, 17)  # a Thursday


def listed(outlet, author=None):
    facts = ("en", "2020-09-14T08:00:00")
    return Listed("0" * 12, 1, "text:1", "Title", outlet, author, "2020-09-14", *facts)


KNOWN = [listed("Reuters"), listed("The Harbour Post", "Mary Quill"), listed("新华社")]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", "2020-01-01", "2020-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-09-14", "2020-09-14", "2020-09-14"),
        ("14 September 2020", "2020-09-14", "2020-09-14"),
        ("Sept. 14, 2020", "2020-09-14", "2020-09-14"),
        ("14.9.2020", "2020-09-14", "2020-09-14"),
        ("December", "2019-12-01", "2019-12-31"),
        ("septembre 2020", "2020-09-01", "2020-09-30"),
        ("yesterday", "2020-09-16", "2020-09-16"),
        ("last week", "2020-09-07", "2020-09-13"),
        ("last Thursday", "2020-09-10", "2020-09-10"),
        ("three days ago", "2020-09-14", "2020-09-14"),
        ("the last two weeks", "2020-09-03", "2020-09-17"),
        ("上周", "2020-09-07", "2020-09-13"),
        ("上周一", "2020-09-07", "2020-09-07"),
        ("2020年9月", "2020-09-01", "2020-09-30"),
        ("9月14日", "2020-09-14", "2020-09-14"),
        ("三天前", "2020-09-14", "2020-09-14"),
        ("去年", "2019-01-01", "2019-12-31"),
    ],
)
def test_a_time_is_the_days_it_spans(text, first, last):
    found = period(text, TODAY)
    assert found
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize("text", ["soon", "", "1", "2020-13", "2020-02-31", "3 bananas ago", "a"])
def test_nonsense_is_no_time(text):
    assert period(text, TODAY) is None


@given(st.text(alphabet="0123456789 -.年月日上周天前last weekMondyJun\n", max_size=40))
def test_any_text_can_be_looked_through(text):
    for found in periods(text, TODAY):
        assert found.first <= found.last
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    ("question", "told_of", "left"),
    [
        (
            "What did Reuters report last week about the port?",
            ("Reuters", "7 to 13 September 2020"),
            None,
        ),
        (
            "According to The Harbour Post, who owns the ferry?",
            ("The Harbour Post",),
            "who owns the ferry?",
        ),
        (
            "Which articles from September 2020 mention the ferry?",
            ("1 to 30 September 2020",),
            None,
        ),
        (
            "What happened to the port in this week's news?",
            ("14 to 20 September 2020",),
            None,
        ),
        ("What did Mary Quill write about the port?", ("by Mary Quill",), None),
        ("What was reported since Monday about the port?", ("since 14 September 2020",), None),
        ("据新华社报道，渡轮上有多少人？", ("新华社",), "渡轮上有多少人？"),
        ("上周的新闻说了渡轮什么？", ("7 to 13 September 2020",), None),
    ],
)
def test_words_of_reporting_narrow(question, told_of, left):
    got = wish(question, KNOWN, TODAY)
    assert told(got.strict) == told_of
    assert got.wished == Filter()
    assert got.text == left or (left is None and got.text != question)


@pytest.mark.parametrize(
    "question",
    [
        "When was the ferry line founded, in 1999?",
        "What does the 2019 agreement say?",
        "Who won in 2016?",
        "Who signed last year's agreement?",
        "Did the vote take place on 14 September 2020 or when was it?",
        "Why did Reuters Holdings cut jobs?",
        "What is the Reuters building?",
        "According to Larry Ellison, what comes next?",
        "Who may win?",
        "谁赢得了2016年的选举？",
        "2019年的协议说了什么？",
    ],
)
def test_what_is_part_of_the_fact_does_not_narrow(question):
    got = wish(question, KNOWN, TODAY)
    assert (got.strict, got.text) == (Filter(), question)
    assert got.wished == Filter() or got.first_as_asked


@pytest.mark.parametrize(
    ("question", "now"),
    [
        ("What is the latest on the port?", True),
        ("How many are currently missing?", True),
        ("目前有多少人失踪？", True),
        ("Which now-defunct line ran the ferry?", False),
        ("Who captained the ferry?", False),
    ],
)
def test_a_question_about_now_is_known(question, now):
    assert wish(question, KNOWN, TODAY).now is now


# --- On an archive ------------------------------------------------------------------------------

PAGE = (
    '<html><head><title>{1}</title><meta property="og:site_name" content="{0}">'
    '<meta property="article:published_time" content="{2}"></head>'
    "<body><article><h1>{1}</h1><p>{3}</p></article></body></html>"
)
STRIKE = "Port workers in Skarrow walked out over pay. The strike at the port closed four berths."
REOPENED = "The port of Skarrow reopened four berths after repairs. Ann Lund is its harbour master."
STORM = (
    "The port of Skarrow closed after a storm in March 2019. Ole Berg was its harbour master then."
)


@pytest.fixture(scope="module")
def news(embedder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("news")
    week = date.today() - timedelta(date.today().weekday() + 4)
    for name, facts in {
        "a": ("Reuters", "Port workers walk out", week, STRIKE),
        "b": ("The Harbour Post", "Port reopens", "2020-09-14", REOPENED),
        "c": ("The Harbour Post", "Port closed by storm", "2019-03-02", STORM),
        "d": ("Skarrow Mail", "Port reopens, says master", "2020-10-02", REOPENED),
    }.items():
        (folder / f"{name}.html").write_text(PAGE.format(*facts), encoding="utf-8")
    with rag.Archive(embedder=embedder, engine="extractive") as archive:
        assert len(archive.add(folder).added) == 4
        yield archive


def outlets(answer):
    return {c.article.outlet for claim in answer.claims for c in claim.citations}


def test_filters_choose_the_articles(news):
    found = news.search("port", since="2020-09", until="2020-12", outlet="harbour post")
    assert {h.article.title for h in found} == {"Port reopens"}
    both = news.search("port", outlet=["Reuters", "Skarrow Mail"])
    assert {h.article.outlet for h in both} == {"Reuters", "Skarrow Mail"}
    assert not news.search("port", until="2018")


def test_a_copy_inside_the_filter_is_cited_where_the_first_is_outside(news):
    answer = news.ask("Who is the harbour master of Skarrow?", since="2020-10", until="2020-11")
    assert answer.found
    assert outlets(answer) == {"Skarrow Mail"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"outlet": "Reutres"}, "nearest there: Reuters"),
        ({"written_in": "zh"}, "nearest there: en"),
        ({"author": "Mary"}, "leave it out"),
        ({"since": "soon"}, "2020-09-14"),
        ({"since": "2020", "until": "2019"}, "later"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(news, given, said):
    with pytest.raises(rag.UsageError, match=said):
        news.ask("What happened?", **given)


def test_reporting_narrows_and_literal_undoes_it(news):
    question = "What did Reuters report about the port of Skarrow?"
    answer = news.ask(question)
    assert answer.question == question
    assert answer.narrowed == ("Reuters",)
    assert outlets(answer) == {"Reuters"}
    assert str(answer).startswith("Only Reuters")
    assert answer.to_dict()["narrowed"] == ["Reuters"]
    assert news.ask(question, literal=True).narrowed == ()


def test_a_time_that_leaves_no_answer_is_undone_and_that_is_said(news):
    answer = news.ask("Who has been the harbour master of Skarrow since yesterday?")
    assert answer.found
    assert answer.narrowed == ()
    assert any("all were searched" in note for note in answer.notices)


def test_last_week_is_what_was_published_since(news):
    answer = news.ask("What happened at the port of Skarrow last week?")
    assert outlets(answer) == {"Reuters"}
    assert answer.narrowed[0].startswith("since ")


def test_the_date_of_the_fact_hides_nothing(news):
    answer = news.ask("What closed the port of Skarrow in March 2019?")
    assert answer.found
    assert "storm" in answer.claims[0].text


def test_a_question_about_now_is_answered_by_the_newest(news):
    answer = news.ask("Who is currently the harbour master of Skarrow?")
    assert answer.as_of == "2 October 2020 (Skarrow Mail)"
    assert "Lund" in answer.claims[0].text
    assert "As of " in str(answer)


def test_nothing_that_fits_is_said_so(news):
    answer = news.ask("Who is the harbour master?", until="2018")
    assert not answer.found
    assert "No article fits: until 31 December 2018" in answer.missing
