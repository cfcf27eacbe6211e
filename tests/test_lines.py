import pytest

from index.folding import Line, rows
from index.lines import lines
from index.markdown import front_matter
from index.types import Media, Page


def read(text: str, media: Media = "text") -> list[Line]:
    page = Page("text:test", text, media)
    found = lines(page)
    for line in found:
        for run in line.runs:
            if run.length == run.page_length and line.text[run.text : run.text + 1] != " ":
                assert line.text[run.text] == page.text[run.page]
        assert line.page.start < line.page.end <= len(text)
    return found


def shown(text: str, media: Media = "text") -> list[str]:
    return [line.text for line in read(text, media) if not line.hidden]


def test_rows_end_where_readers_see_a_line_end() -> None:
    text = "one\r\ntwo\rthree\n\nfour\u2028five"
    assert [text[r.start : r.end] for r in rows(text)] == [
        "one", "two", "three", "", "four", "five",
    ]  # fmt: skip
    assert [text[r.start : r.end] for r in rows(text, 5)] == ["two", "three", "", "four", "five"]


@pytest.mark.parametrize("text", ["", "  \n\t\n", "\u200b\u200b", "\x00\ufeff\n\u00ad", "\u00a0"])
def test_a_blank_page_has_no_lines(text: str) -> None:
    for media in ("text", "markdown", "html"):
        assert read(text, media) == []


def test_white_space_is_folded_and_the_unseen_dropped() -> None:
    text = (
        "\ufeff  The\u00a0ferry\t \u200b left\u200b.\x00 It was hy\u00adphen\u00adated\U000e0041."
    )
    assert shown(text) == ["The ferry left. It was hyphenated."]


def test_paragraphs_wrapped_by_hand_are_joined() -> None:
    paragraph = (
        "The harbour authority said on Monday that fourteen ships had left\n"
        "before the storm, and that two more would leave as soon as the\n"
        "wind allowed it, which nobody expects to happen in the course of\n"
        "the week."
    )
    assert shown(paragraph + "\n\n" + paragraph) == [paragraph.replace("\n", " ")] * 2


def test_lines_of_a_list_are_not_joined() -> None:
    assert shown("News\n• First item of the list\n* Second item\n\nEnd") == [
        "News", "First item of the list", "Second item", "End",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "repaired"),
    [
        ("on compliance.Its cloud is small", "on compliance. Its cloud is small"),
        ("and privacy.A company which", "and privacy. A company which"),
        ("an owner.One day before", "an owner. One day before"),
        ("in June.NATO said", "in June. NATO said"),
        ("cleared for IL5.The rest", "cleared for IL5. The rest"),
        ("he left!Then he came", "he left! Then he came"),
        ("was it?He asked", "was it? He asked"),
        ("“the end.”She left", "“the end.” She left"),
        ("by 31%.The price", "by 31%. The price"),
        ("they left.“We stay,” she said", "they left. “We stay,” she said"),
        ("It was so.I think", "It was so. I think"),
        ("boats and/or.The road", "boats and/or. The road"),
        ("over.They.", "over. They."),
    ],
)
def test_a_lost_space_is_put_back(printed: str, repaired: str) -> None:
    (line,) = read(printed)
    assert line.text == repaired
    assert sum(run.length for run in line.runs) == len(printed)


@pytest.mark.parametrize(
    "text",
    [
        "Booking.com and Booking.Com rose",
        "AMAZON.COM rose",
        "the U.S. and the U.K.The",
        "in Node.js and Node.Js too",
        "at 3.5 and 1.Bundesliga",
        "see https://a.example/x.The for it",
        "write to jane.Doe@mail.example now",
        "write to desk@mail.Example now",
        "see www.site.Example for it",
        r"in C:\Temp.Data there",
        "see site.uk/Page.Html there",
        "call System.Out.Println there",
        "open report.PDF now",
        "J.K.Rowling wrote",
        "Ph.D.Student wrote",
        "e.g.This",
        "re:Invent and Yahoo,Google",
        'he said "Hello" there',
    ],
)
def test_other_dots_stay_as_they_are(text: str) -> None:
    assert shown(text) == [text]


def test_markdown_shows_what_its_marks_mark() -> None:
    text = (
        "---\ntitle: Not shown\n---\n# A *big* title #1\n\n"
        "Some **bold**, _slanted_ and `fixed` text,\nwith [a link](/x_(y)) and "
        "![a picture](/p.jpg) and <https://a.example/b> &amp; more<br>here<!-- not --> \\*so\\*.\n\n"
        "- one\n- [x] two\n\n> quoted\n> on\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "[![icon](/i.png)](/home) [**Both**](/b) [ref][1]\n\n[1]: https://a.example\n"
        "```\ncode\n```\nOld title\n=========\n"
    )
    assert [(line.text, line.tags) for line in read(text, "markdown")] == [
        ("A big title #1", ("h1",)),
        (
            "Some bold, slanted and fixed text, with a link and and https://a.example/b & more here "
            "*so*.",
            (),
        ),
        ("one", ("li",)),
        ("two", ("li",)),
        ("quoted on", ("blockquote",)),
        ("a b", ("table", "tr")),
        ("1 2", ("table", "tr")),
        ("Both ref", ()),
        ("code", ()),
        ("Old title", ("h1",)),
    ]


@pytest.mark.parametrize(
    "text", ["5*3*x is", "a snake_case_name", "f**k it", "s*** it", "2 * 3 * 4", "an [open bracket"]
)
def test_markdown_marks_without_a_partner_are_text(text: str) -> None:
    expected = text.replace("*3*", "3")
    assert shown(text, "markdown") == [expected]


def test_emphasis_over_two_rows() -> None:
    assert shown("It **was\nbold** and ***both* here**.", "markdown") == [
        "It was bold and both here."
    ]


def test_front_matter_is_only_what_looks_like_it() -> None:
    assert front_matter("---\ntitle: x\n\ntags:\n  - a\n---\nText") == 30
    assert front_matter("---\r\ntitle: x\r\n---\r\nText") == 20
    assert front_matter("---\nGood morning. It is grey.\n---\nText") == 0
    assert front_matter("---\ntitle: never closed\n") == 0


def test_html_shows_what_a_browser_shows() -> None:
    text = (
        "<html><head><title>No</title><style>p{}</style></head><body>"
        "<h1>The <em>ferry</em><br>ran aground</h1>"
        "<p>One&nbsp;&amp; <a href='x>y'>two</a><script>no()</script>, three<!-- no -->.<p>Next"
        "<ul><li>item<li>other</ul>"
        "<p>With <img src=x> picture<svg><text>no</text></svg> and <svg/>icon</p>"
        "text < 5 &unknown; AT&T</body>"
    )
    assert shown(text, "html") == [
        "The ferry ran aground", "One & two, three.", "Next", "item", "other",
        "With picture and icon", "text < 5 &unknown; AT&T",
    ]  # fmt: skip


def test_the_cells_of_a_row_are_one_line() -> None:
    cells = "<table><tr><th></th><th>First</th></tr><tr><td>Dead<td>9<tr><td>Hurt</td><td>64</td>"
    found = read(cells + "</table>", "html")
    assert [line.text for line in found] == ["First", "Dead 9", "Hurt 64"]
    assert all("tr" in line.tags for line in found)


@pytest.mark.parametrize(
    "opening",
    [
        "<div style='display:none'>",
        '<div STYLE="color:red; Display : NONE !important">',
        "<div hidden>",
        '<p hidden="">',
        "<p hidden='hidden' class=x>",
        "<span style='visibility:hidden'>",
        "<span style='font-size:0'>",
        "<b style='opacity: 0.0;'>",
        "<i style='position:absolute;left:-9999px'>",
    ],
)
def test_hidden_text_is_a_line_of_its_own(opening: str) -> None:
    tag = opening[1:].split()[0]
    text = f"<div>Seen {opening}not <b>seen</b></{tag}> again</div><p>Then"
    found = read(text, "html")
    hidden = [line.text for line in found if line.hidden]
    assert hidden == ["not seen"]
    whole = " ".join(line.text for line in found if not line.hidden)
    assert whole == "Seen again Then"
    if tag not in ("div", "p"):
        assert found[0].text == "Seen again"


@pytest.mark.parametrize(
    "opening",
    [
        "<p class='hidden'>",
        "<p id=hidden data-hidden='true' aria-hidden=true>",
        "<p style='overflow:hidden'>",
        "<p style='display:block;opacity:0.5;font-size:0.9em'>",
        "<p title=\"hidden style='display:none'\">",
        "<p hidden=until-found>",
        "<article style='opacity:0'>",
    ],
)
def test_what_only_sounds_hidden_is_shown(opening: str) -> None:
    assert shown(opening + "Text.", "html") == ["Text."]


def test_a_hidden_paragraph_ends_with_the_next() -> None:
    assert shown("<p hidden>no<p>yes<ul><li hidden>no<li>yes too</ul>", "html") == [
        "yes",
        "yes too",
    ]


def test_hidden_text_at_the_end_of_the_page_is_not_lost() -> None:
    assert [(line.text, line.hidden) for line in read("<p>a<div hidden>b<p>c", "html")] == [
        ("a", False), ("b", True), ("c", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>Text.<script>if (a) {", ["Text."]),
        ("<p>Text.<!-- never closed <p>no", ["Text."]),
        ("<p>Text.<a href='x", ["Text."]),
        ("<p>Text.<svg><p>And more.", ["Text.", "And more."]),
        ("</div></p>Text.</b></td>", ["Text."]),
        ("<p>One.</p foo><P CLASS=x>Two.</P\n>", ["One.", "Two."]),
        ("<![CDATA[no]]><?php no ?><!DOCTYPE html>Text.", ["Text."]),
    ],
)
def test_broken_html(text: str, expected: list[str]) -> None:
    assert shown(text, "html") == expected


def test_a_deep_page_keeps_its_outer_and_inner_elements() -> None:
    (line,) = read("<nav>" + "<div>" * 5000 + "<h2>Text", "html")
    assert line.tags[0] == "nav"
    assert line.tags[-1] == "h2"
    assert len(line.tags) == 128
