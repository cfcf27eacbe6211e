from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import entries
from index.clean import clean
from index.errors import UsageError
from index.glossary import (
    Entry,
    Glossary,
    bracketed,
    bracketed_title,
    corrected,
    corrected_title,
    load,
)
from index.types import Page, Span

GLOSSARY = load()
FORMS = [form for entry in GLOSSARY.entries for form in entry.printed]
WORDS = st.sampled_from(
    [*FORMS, *(f.title() for f in FORMS), *(f.upper() for f in FORMS), "TikTok", "Zhang Yiming",
     "Lei Jun", "Oracle", "deal", "byte", "the", "today’s headlines", "bones", "é", "ﬁ", "."]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join))
def test_repairs_are_exact_and_reversible(text: str) -> None:
    repairs = GLOSSARY.find(text)
    end = 0
    for repair in repairs:
        assert repair.span.start >= end
        assert text[repair.span.start : repair.span.end] == repair.printed
        assert repair.name != repair.printed
        end = repair.span.end
    article = replace(
        clean(Page("text:x", "A sentence of the article stands here.", "text"), GLOSSARY),
        text=text,
        repairs=repairs,
    )
    whole = Span(0, len(text))
    undone = bracketed(article, whole)
    for repair in repairs:
        undone = undone.replace(f"{repair.printed} [{repair.name}]", repair.printed, 1)
    assert undone == text
    expected, at = "", 0
    for repair in repairs:
        expected += text[at : repair.span.start] + repair.name
        at = repair.span.end
    assert corrected(article, whole) == expected + text[at:]
    for start in range(0, len(text), 7):
        part = Span(start, min(len(text), start + 25))
        inside = [r for r in repairs if part.start <= r.span.start and r.span.end <= part.end]
        grown = sum(len(r.name) - len(r.printed) for r in inside)
        assert len(corrected(article, part)) == part.end - part.start + grown


def names(text: str) -> list[tuple[str, str]]:
    return [(repair.printed, repair.name) for repair in GLOSSARY.find(text)]


def test_names_in_a_page_about_the_companies() -> None:
    text = "Oracle bone inscriptions courts TikTok. Byte skipping, or bytecomb, agreed."
    assert names(text) == [
        ("Oracle bone inscriptions", "Oracle"),
        ("Byte skipping", "ByteDance"),
        ("bytecomb", "ByteDance"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The oracle bone inscriptions of the Shang dynasty were found near Anyang.",
        "A database of oracle bone inscriptions helps archaeologists, and Microsoft wrote the software.",
        "A turtle shell with oracle bones, made famous on TikTok.",
        "Millet grows in dry soil and feeds the region.",
        "The singer's vibrato went round the world on TikTok.",
        "The app uses byte skipping to read the file.",
        "Today's headlines are below.",
        "The American regiment crossed the river.",
        "Microsoft and TikTok talk about oracleboneinscriptions.",
    ],
)
def test_the_literal_thing_stays(text: str) -> None:
    assert names(text) == []


# For each name: a sentence with the slip, and one about the literal thing with a name of the trade.
BUILT_IN = [
    ("Douyin", "ByteDance owns trill.", "A bird's trill is a hit on TikTok."),
    ("Kuaishou", "Quick worker and Douyin compete.", "A quick worker earns more."),
    ("Xigua", "Watermelon video belongs to ByteDance.", "A watermelon video won the prize."),
    ("Huoshan", "Volcano video, of Toutiao, grows.", "A volcano video on Douyin shows lava."),
    ("Xiaohongshu", "Little red book and Weibo fell.", "On Weibo, Mao's little red book is sold."),
    ("WeChat", "Tencent said micro letter grows.", "A micro-letter fits on a stamp."),
    ("Sina Weibo", "Sina microblog fell.", "The Sina portal has a microblog."),
    ("Honor of Kings", "Tencent's king's glory earns.", "The church sang of the king's glory."),
    ("Bilibili", "Station B and iQiyi sued.", "At subway station B, Douyin put up a screen."),
    ("Ele.me", "Are you hungry, said Zhang Xuhao.", "Are you hungry? Meituan delivers."),
    ("Ant Group", "Ant gold suit lists Alipay.", "The actor wore an ant gold suit."),
    ("Alipay", "Taobao takes pay treasure.", "Divers may not pay treasure hunters."),
    ("Yu'e Bao", "Alipay's balance treasure fell.", "They balance treasure on a scale."),
    ("Jack Ma", "Alibaba's horse cloud spoke.", "A horse cloud drifted by."),
    ("Tmall", "Lynx and Taobao grew.", "Taobao gave to the habitat of the lynx."),
    ("JD.com", "Beijing East sued Alibaba.", "Alibaba built at Beijing East railway station."),
    ("Qunar", "Go where network sells rooms.", "Trains go where networks end."),
    ("58.com", "58 same city hires.", "The 58 in the same city agreed."),
    ("Midea", "Beautiful group bought Kuka.", "A beautiful group of islands."),
    ("Redmi", "Red rice is a phone of Xiaomi.", "Farmers near Xiaomi's plant grow red rice."),
    ("Meilan", "Meizu sells charm blue.", "Her charm, blue eyes and all."),
    ("OnePlus", "Pete Lau left one plus.", "One plus one is two."),
    ("Smartisan", "Luo Yonghao sold hammer technology.", "Hammer technology breaks rock."),
    ("DJI", "Big Xinjiang sells drones.", "Drones fly over great Xinjiang and Urumqi."),
    ("Li Auto", "Ideal auto beat NIO.", "The ideal auto has four wheels."),
    ("Cambricon", "Cambrian sells an AI chip.", "An AI chip reads Cambrian fossils."),
    ("Unigroup", "Purple light is led by Zhao Weiguo.", "At Tsinghua a laser gave purple light."),
    ("Micron", "Meguiar makes DRAM.", "Meguiar's sells wax."),
    ("Qualcomm", "High pass makes the Snapdragon.", "A high pass filter in a Snapdragon."),
    ("Western Digital", "Western data and Seagate fell.", "Western data is scarce."),
    ("KakaoTalk", "Cacao talk is the messenger of Naver's rival.", "A cacao talk for growers."),
    ("Karrot", "Carrot market sells used goods.", "Farmers sell on the carrot market, and used goods."),
    ("Baemin", "People of delivery, run by Woowa.", "The people of delivery vans."),
    ("MegaFon", "Megaphone and Tele2 merge.", "A protester with a megaphone at Tele2."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "slip", "literal"), BUILT_IN)
def test_each_built_in_name_is_put_right_and_the_literal_thing_stays(name, slip, literal):
    assert name in [repaired for _, repaired in names(slip)]
    assert name not in [repaired for _, repaired in names(literal)]


def test_every_built_in_name_is_tried_here():
    older = "Oracle ByteDance Douyin Toutiao Kuaishou Pinduoduo Meituan Didi Xiaomi Tencent Baidu"
    tried = {name for name, _, _ in BUILT_IN} | set(older.split())
    assert {entry.name for entry in GLOSSARY.entries} == tried


def test_a_title_shows_what_the_text_repairs() -> None:
    text = "# Byte Skipping sues TikTok’s rival\n\nOn Monday byte skipping, the owner of TikTok, went to court."
    article = clean(Page("text:x", text, "markdown"), GLOSSARY)
    assert article.title == "Byte Skipping sues TikTok’s rival"
    assert bracketed_title(article) == "Byte Skipping [ByteDance] sues TikTok’s rival"
    assert corrected_title(article) == "ByteDance sues TikTok’s rival"
    assert bracketed_title(replace(article, repairs=())) == article.title


# --- The archive's own file -------------------------------------------------------------------

OWN = """# ours, ask Ida before changing it

[[entry]]
name = "Vell"   # the port
printed = ["well port"]

# since May
[[entry]]
name = "Quillon"
printed = [
  "feather pen",  # [[entry]] is not one
  "quill pen",
]

# the bank
[[entry]]
name = "Vell"
printed = ["vale"]
near = ["bank"]
"""


def test_an_entry_is_added_at_the_end_and_nothing_else_changes(tmp_path: Path) -> None:
    own = tmp_path / "glossary.toml"
    own.write_text(OWN, encoding="utf-8")
    new = Entry('Say "Hi" \\', ("a\tb\x7f", "é 字"), ("near",), ("not",))
    entries.add(own, new)
    entries.add(own, new)
    text = own.read_text(encoding="utf-8")
    assert text.startswith(OWN)
    assert text.count("[[entry]]") == OWN.count("[[entry]]") + 1
    assert load(own).entries[-1] == new
    assert list(tmp_path.iterdir()) == [own]


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    own = tmp_path / "glossary.toml"
    entries.add(own, Entry("Vell", ("well port",)))
    assert own.read_text() == '[[entry]]\nname = "Vell"\nprinted = ["well port"]\n'
    assert entries.remove(own, "Vell") == (Entry("Vell", ("well port",)),)
    assert own.read_text() == ""


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.builds(
            Entry,
            st.text(min_size=1),
            st.lists(st.text(min_size=1), min_size=1).map(tuple),
            st.lists(st.text(min_size=1)).map(tuple),
        ),
        max_size=4,
    )
)
def test_whatever_is_added_can_be_read_and_taken_out(made: list[Entry]) -> None:
    with TemporaryDirectory() as folder:
        own = Path(folder) / "glossary.toml"
        added: list[Entry] = []
        for entry in made:
            try:
                entry = entries.checked(entry)
            except UsageError:
                continue
            entries.add(own, entry)
            added += [] if entry in added else [entry]
            assert list(load(own).entries[len(GLOSSARY.entries) :]) == added
        for name in {entry.name for entry in added}:
            entries.remove(own, name)
        assert load(own).entries == GLOSSARY.entries


def test_taking_an_entry_out_leaves_the_comments_of_the_others(tmp_path: Path) -> None:
    own = tmp_path / "glossary.toml"
    own.write_text(OWN.replace("[[entry]] is not one", "old"), encoding="utf-8")
    assert len(entries.remove(own, "Vell")) == 2
    assert own.read_text(encoding="utf-8") == (
        "# ours, ask Ida before changing it\n\n# since May\n[[entry]]\n"
        'name = "Quillon"\nprinted = [\n  "feather pen",  # old\n  "quill pen",\n]\n\n# the bank\n'
    )


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    own = tmp_path / "glossary.toml"
    own.write_bytes(OWN.replace("\n", "\r\n").encode())
    entries.add(own, Entry("Kite", ("kite shore",)))
    assert own.read_bytes().startswith(OWN.replace("\n", "\r\n").encode())
    entries.remove(own, "Quillon")
    assert [e.name for e in load(own).entries[len(GLOSSARY.entries) :]] == ["Vell", "Vell", "Kite"]


@pytest.mark.parametrize(
    "text",
    [
        'entry = [{name = "Vell", printed = ["v"]}]',
        '[[entry]]\nname = "Vell"\nprinted = ["v"]\nnear = ["""\n[[entry]]\n"""]\n',
    ],
)
def test_a_file_of_another_make_is_left_to_its_maker(tmp_path: Path, text: str) -> None:
    own = tmp_path / "glossary.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="by hand"):
        entries.remove(own, "Vell")
    assert own.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "entry",
    [
        Entry("", ("x",)),
        Entry("Vell", ()),
        Entry("Vell", (" ",)),
        Entry("Vell", ("x",), ("",)),
        Entry("Vell", ("Vell",)),
        Entry("Vell", ("\ud800",)),
        Entry("Vell", ("x",), (), ("\ud800",)),
    ],
)
def test_what_is_no_entry_is_refused(entry: Entry) -> None:
    with pytest.raises(UsageError):
        entries.checked(entry)


def test_a_name_that_is_not_ones_own_cannot_be_taken_out(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it has none"):
        entries.remove(tmp_path / "glossary.toml", "Oracle")


def test_curly_apostrophes_match_straight_ones() -> None:
    assert names("Today’s headlines was founded by Zhang Yiming.") == [
        ("Today’s headlines", "Toutiao")
    ]


def test_the_right_name_is_not_repaired() -> None:
    glossary = Glossary([Entry("Oracle", ("oracle",))])
    assert [r.printed for r in glossary.find("Oracle and oracle and ORACLE")] == [
        "oracle",
        "ORACLE",
    ]


def test_forms_in_scripts_without_gaps() -> None:
    glossary = Glossary(
        [Entry("字节跳动", ("字节跳跃",), ("抖音",)), Entry("C++", ("c plus plus", "@c"))]
    )
    assert [r.name for r in glossary.find("今天字节跳跃公司的抖音")] == ["字节跳动"]
    assert [r.span for r in glossary.find("in c plus plus, or @c")] == [Span(3, 14), Span(19, 21)]


def test_queries_grow_by_the_names() -> None:
    assert GLOSSARY.expand("why oracle bone inscriptions, and BYTE SKIPPING?") == (
        "why oracle bone inscriptions, and BYTE SKIPPING? Oracle ByteDance"
    )
    assert GLOSSARY.expand("why?") == "why?"
    assert Glossary([]).expand("why?") == "why?"
    assert Glossary([]).find("byte skipping") == ()


def test_an_archive_adds_its_own(tmp_path: Path) -> None:
    own = tmp_path / "glossary.toml"
    assert load(own).digest == GLOSSARY.digest
    own.write_text('[[entry]]\nname = "Vell"\nprinted = ["well port"]\n', encoding="utf-8")
    glossary = load(own)
    assert [r.name for r in glossary.find("The Well Port is shut.")] == ["Vell"]
    assert glossary.digest != GLOSSARY.digest
    assert glossary.entries[: len(GLOSSARY.entries)] == GLOSSARY.entries


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        '[[entry]]\nname = "x"',
        '[[entry]]\nprinted = ["x"]',
        '[[entry]]\nname = "x"\nprinted = "y"',
        '[[entry]]\nname = "x"\nprinted = [" "]',
        '[[entry]]\nname = 3\nprinted = ["y"]',
        '[[entry]]\nname = "x"\nprinted = [["y"]]',
        '[[entry]]\nname = "x"\nprinted = ["y"]\nunless = [1]',
        '[entry]\nname = "x"\nprinted = ["y"]',
        "entry = 3",
    ],
)
def test_a_broken_glossary_names_the_file(tmp_path: Path, text: str) -> None:
    own = tmp_path / "glossary.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"glossary\.toml"):
        load(own)


def test_an_unreadable_glossary_names_the_file(tmp_path: Path) -> None:
    own = tmp_path / "glossary.toml"
    own.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match=r"glossary\.toml"):
        load(own)
