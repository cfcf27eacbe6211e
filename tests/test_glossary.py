from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.clean import clean
from index.errors import UsageError
from index.glossary import Entry, Glossary, bracketed, corrected, load
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
