import pytest

from index.blocks import EVIDENCE, KEPT, label, words
from index.extractor import chosen
from index.lines import lines
from index.traits import is_prose
from index.types import Media, Page

FIRST = "The harbour authority of Vell said on Monday that 14 ships had left before the storm."
SECOND = (
    "Skarrow Line repeated on Friday that the forecast was inside the company's limits when the "
    "ship left, and it would not say what those limits were or who had set them."
)
THIRD = "Salvage crews plan to pump about 30 tonnes of fuel from the wreck if the wind allows it."


def labels(text: str, media: Media = "text") -> list[tuple[str, str]]:
    """Return the kind and the text of each line."""
    page = Page("text:test", text, media)
    rows = lines(page)
    found = label(rows, text, chosen(page, rows) if media == "html" else None)
    assert len(found) == len(rows)
    assert all(one.reason for one in found)
    return [(one.kind, row.text) for row, one in zip(rows, found, strict=True)]


def kind_of(line: str) -> str:
    """Return what a line is taken for between two paragraphs."""
    (found,) = [k for k, t in labels(f"{FIRST}\n\n{line}\n\n{SECOND}") if t not in (FIRST, SECOND)]
    return found


def test_evidence_is_kept() -> None:
    assert EVIDENCE < KEPT
    assert {"heading"} == KEPT - EVIDENCE


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("[Ad] Autumn server festival! First cloud host 1 yuan per month, grab it", "advert"),
        ("Advertisement", "advert"),
        ("【广告】双十一云电脑特惠，点此领券", "advert"),
        ("Story continues below", "advert"),
        ("READ MORE: What is TikTok, and why is your teenager cross?", "related"),
        ("Related: Ferry fares to rise in January", "related"),
        ("Recommended: Which cheap tablet is enough for lessons? Editors test nine", "related"),
        ("via:TechMeridian time:2020/9/18 8:14:05 readed:412", "metadata"),
        ("Published: 18 September 2020, 18:05 BST", "metadata"),
        ("Updated 19:05", "metadata"),
        ("5 min read", "metadata"),
        ("By Idris Vale and Petra Osei", "byline"),
        ("责任编辑：陆小满 校对：夜班二组", "byline"),
        ("Share on X", "boilerplate"),
        ("Facebook | X | WhatsApp | Copy link", "boilerplate"),
        ("We and our partners use cookies to store data.", "boilerplate"),
        ("Sign up for our free newsletter", "boilerplate"),
        ("Download our app", "boilerplate"),
        ("© 2024 Calder Bay Courier Ltd", "boilerplate"),
        ("未经许可不得转载", "boilerplate"),
        ("––––––––––", "boilerplate"),
        ("[Read more]  [Share]  [Chart]", "boilerplate"),
        ("Home › News › Coast", "menu"),
        ("Get boots now: 30% off, only £20", "advert"),
        ("Photo: Una Prestwick", "caption"),
        ("What did the company want?", "heading"),
    ],
)
def test_lines_that_are_no_text(line: str, kind: str) -> None:
    assert kind_of(line) == kind


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the water in the harbour had risen to two metres.",
        "Published in spring, the book was a success with its readers.",
        "Popular support for the plan fell to 12 per cent.",
        "Listen to the people of the coast, the mayor told a crowd on Friday.",
        "Ukraine hopes to become a member of the union in 2030.",
        "Users can no longer download the app in the United States.",
        "Copyright law is to change next year, ministers said.",
        "Results may not be published until the end of May.",
        "Scammers asked the customers for a verification code.",
        "The average score in maths fell to 480 points.",
        "500 shares were sold by the founder on Friday.",
        "Together with Walmart, Oracle would take a stake in it.",
        "5 out of 10 voters said that they would stay at home.",
        "Voters can register until Friday for free, the commission said.",
        "Comments by the minister angered farmers in the north.",
        "Related costs rose by a third, the bank said.",
        "Share prices fell in early trade, and oil rose.",
        "Text messages show that the manager knew about it.",
        "Save the Sound, a charity, asked for an inquiry.",
        "警方说，有人未经授权进入了公司的系统，并取走了客户的数据。",
        "用户从周日起无法下载该APP，但已经安装的用户可以继续使用它。",
        "乘客需扫描车门旁的二维码，然后才能上车，公司周一宣布。",
    ],
)
def test_news_that_sounds_like_a_page(line: str) -> None:
    assert kind_of(line) == "body"


def test_short_paragraphs_after_a_read_more_line_stay() -> None:
    found = labels(
        f"{FIRST}\n\nREAD MORE: What is TikTok?\n\nNobody was hurt, she said.\n\n{THIRD}"
    )
    assert [kind for kind, _ in found] == ["body", "related", "body", "body"]


def test_lists_after_the_article() -> None:
    found = labels(
        f"Ferry runs aground\n\n{FIRST}\n\n{SECOND}\n\nMost read\n1  Swing bridge shut\n"
        "2  Council leader denies knowing about the swans\n\nYou may also like (sponsored)\n"
        "She put one lemon in the freezer\n\nBack to top"
    )
    assert [kind for kind, _ in found] == (
        ["headline", "body", "body"] + ["related"] * 5 + ["boilerplate"]
    )


def test_comments_that_are_prose() -> None:
    found = labels(
        f"Ferry runs aground\n{FIRST}\n{SECOND}\nComments (2)\n\ntarnlad\n{THIRD} {THIRD}\n\n"
        "Maud P\nYesterday you told us nine, and I am glad that it was fewer than that in the end."
    )
    assert [kind for kind, _ in found] == ["headline", "body", "body"] + ["comments"] * 5


def test_an_advert_between_its_marks() -> None:
    found = labels(
        f"{FIRST}\n\nADVERTISEMENT\nConservatories from Merrow. Book a free survey before the end "
        f"of the month.\nARTICLE CONTINUES BELOW\n\n{SECOND}"
    )
    assert [kind for kind, _ in found] == ["body", "advert", "advert", "advert", "body"]


def test_a_sponsor_s_message_ends_with_the_next_section() -> None:
    found = labels(
        f"{FIRST}\n\nA MESSAGE FROM OUR SPONSOR\nPetalPay does it while you sleep. Readers get two "
        f"months free.\n\n––––––\n\n2. LATE, AND DEARER\n\n{SECOND}"
    )
    kinds = [kind for kind, _ in found]
    assert kinds == ["body", "advert", "advert", "boilerplate", "heading", "body"]


def test_the_headline_is_the_line_about_the_story() -> None:
    found = labels(
        "Skip to content\nHarbour Ledger\nNews  Business  Sport\n\n"
        "Ships leave Vell harbour before the storm\n\nBy Idris Vale\n18 September 2020\n\n"
        f"{FIRST}\n\n{SECOND}"
    )
    assert [text for kind, text in found if kind == "headline"] == [
        "Ships leave Vell harbour before the storm"
    ]


@pytest.mark.parametrize(
    "headline", ["Home prices fall in Vell harbour", "Macron : « le port de Vell est fermé »"]
)
def test_headlines_that_look_like_a_menu(headline: str) -> None:
    assert ("headline", headline) in labels(f"{headline}\n\n{FIRST}\n\n{SECOND}")


def test_what_html_says_of_itself_counts() -> None:
    found = labels(
        "<header><a>Vell Herald</a><nav><a>Home</a><p>News of the day</nav></header>"
        f"<h1>Ships leave Vell harbour</h1><p>{FIRST}<h2>Why now</h2><p>{SECOND}"
        f"<blockquote><p>{THIRD}</blockquote><figure><figcaption>The ship at dusk</figcaption>"
        "</figure><p>Nobody was hurt, she said.<aside><p>Other story</aside>"
        "<footer><p>Vell Herald Ltd</footer>",
        "html",
    )
    assert [kind for kind, _ in found] == [
        "menu", "menu", "menu", "headline", "body", "heading", "body", "quote", "caption", "body",
        "related", "boilerplate",
    ]  # fmt: skip


def test_hidden_lines_are_left_out_whatever_they_say() -> None:
    found = labels(f"<p>{FIRST}<p hidden>{SECOND}<p>{THIRD}", "html")
    assert [kind for kind, _ in found] == ["body", "boilerplate", "body"]


def test_words() -> None:
    assert words("The U.S. court's 3.5m-a-year “deal”") == 5
    assert words("澜江芯片厂") == 3
    assert words("— … !") == 0


def test_prose() -> None:
    def prose(text: str) -> bool:
        return is_prose(text, words(text))

    assert prose("Nobody was hurt, she said.")
    assert prose("她说，没有人在周四的事故中受伤。")
    assert not prose("Nobody was hurt")
    assert not prose("Why did she sail? Who knew?")
    assert not prose("News, Sport, Weather, Culture, Letters, Puzzles")


def test_no_lines_no_labels() -> None:
    assert label([], "") == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"Harbour shut\n\n{FIRST}\n\nIt will open again on Friday.", ["headline", "body", "body"]),
        ("The mayor resigned on Tuesday. A vote follows in June.", ["body"]),
        ("市长辞职\n\n维尔市市长周二宣布辞职。\n\n他没有说明原因。", ["headline", "body", "body"]),
    ],
)
def test_a_few_lines_are_an_article(text: str, kinds: list[str]) -> None:
    assert [kind for kind, _ in labels(text)] == kinds


def test_a_note_of_correction_belongs_to_the_article() -> None:
    found = labels(
        f"Ferry runs aground\n\n{FIRST}\n\n{SECOND}\n\nRead next\nA quiz\n\nCorrection\n{THIRD}"
    )
    assert found[-1] == ("body", THIRD)
