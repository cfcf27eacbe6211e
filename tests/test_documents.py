import gzip
import io
import random
import re
import sys
import zipfile
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_files import MADE, STORY, WORD, docx, paragraph, pdf, typed, zipped

from index.clean import clean
from index.errors import ReadError
from index.glossary import load
from index.lines import lines
from index.offsets import to_page
from index.read import read
from index.types import Outcome, Page, Span

FIRST = "The council of Westport raised the fares of all trams on Thursday, after a debate of six hours, the mayor said."
SECOND = "Nobody in the hall liked it, and some two hundred people stood before the doors with drums until the evening."


@pytest.fixture
def reading(tmp_path):
    def reads(name, data):
        (tmp_path / name).write_bytes(data)
        return list(read(tmp_path / name))

    return reads


@pytest.fixture
def article(tmp_path):
    return lambda page: clean(page, load(tmp_path / "none.toml"))


# PDF


def paragraphs(page):
    return [line.text for line in lines(page)]


def test_paragraphs_told_by_an_indent(reading):
    (page,) = reading("story.pdf", STORY)
    assert page.media == "pdf"
    assert paragraphs(page) == [FIRST, SECOND]
    assert page.text.count("\n\n") == 1


def test_paragraphs_told_by_a_gap(reading):
    (page,) = reading("story.pdf", pdf([typed(FIRST, SECOND, gap=8)]))
    assert paragraphs(page) == [FIRST, SECOND]


def test_columns_are_read_one_after_the_other(reading):
    left = typed(FIRST, width=30)
    right = typed(SECOND, width=30, x=330)
    (page,) = reading("story.pdf", pdf([[*left, *right]]))
    assert paragraphs(page) == [FIRST, SECOND]


def test_a_hyphen_at_a_line_end_is_taken_back_and_mapped(reading, article):
    rows = [
        "On Thursday the council of the town post-",
        "poned, as it had said, the well-",
        "known and much discussed plan for a Mary-",
        "Anne line.",
    ]
    made = pdf([[(60, 700 - 14 * i, row) for i, row in enumerate(rows)]])
    (page,) = reading("story.pdf", made)
    (line,) = lines(page)
    assert (
        line.text
        == "On Thursday the council of the town postponed, as it had said, the well-known and much discussed plan for a Mary-Anne line."
    )
    at = line.text.index("postponed")
    span = to_page(line.runs, Span(at, at + len("postponed")))
    assert page.text[span.start : span.end] == "post-\nponed"


def test_pages_are_parted_and_a_paragraph_goes_over_the_end_of_one(reading):
    rows = [
        (60.0, 800.0, "Harbour Ledger"),
        (60.0, 700.0, "The council raised the fares of all the"),
    ]
    more = [(60.0, 800.0, "Harbour Ledger"), (60.0, 700.0, "trams on Thursday. That was all.")]
    feet = [(60.0, 30.0, f"Page {number} of 2") for number in (1, 2)]
    (page,) = reading("story.pdf", pdf([[*rows, feet[0]], [*more, feet[1]]]))
    assert page.text.count("\f") == 1
    found = {line.text: line.tags for line in lines(page)}
    assert found["The council raised the fares of all the trams on Thursday. That was all."] == ()
    assert found["Harbour Ledger"] == ("header",)
    assert found["Page 1 of 2"] == found["Page 2 of 2"] == ("footer",)


def test_running_lines_are_not_the_article(reading, article):
    sheets = [
        [
            (60.0, 800.0, "Harbour Ledger"),
            *typed(f"In {town} this was so. {FIRST}"[:90], SECOND[len(town) :]),
            (60.0, 30.0, f"{n} / 4"),
        ]
        for n, town in enumerate(["Norla", "Westport", "Skål", "Ysterhaven"], start=1)
    ]
    (page,) = reading("story.pdf", pdf(sheets))
    text = article(page).text
    assert "Harbour Ledger" not in text
    assert "/ 4" not in text
    assert "In Skål this was so." in text


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (pdf([[]]), "is a PDF of pictures, without text; have its text recognised"),
        (
            pdf(
                [typed(FIRST)],
                more="/Encrypt << /Filter /Standard /V 1 /R 2 /P 0 /O <00> /U <00> >>",
            ),
            "PDF",
        ),
        (STORY[:200], "is a PDF that cannot be read"),
        (b"%PDF-1.7\n" + bytes(range(256)), "is a PDF that cannot be read"),
    ],
)
def test_pdfs_without_text(reading, data, complaint):
    (failed,) = reading("story.pdf", data)
    assert complaint in failed.reason


@example("9\n\x0cA\n9\n\u00ad\n9")
@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text("ab-\u00ad\u2010 .A\f\n\t\u2028(é9", max_size=30), max_size=12).map("\n".join)
)
def test_the_lines_of_a_pdf_map_back(text):
    for line in lines(Page("file:///a.pdf", text, "pdf")):
        at = 0
        for run in line.runs:
            assert run.page >= at
            at = run.page + run.page_length
            shown = line.text[run.text : run.text + run.length]
            printed = text[run.page : run.page + run.page_length]
            assert shown.split() == printed.replace("\u00ad", "").split()
        assert re.sub(r"\s", "", line.text)


# Word


def test_a_word_file(reading, article):
    (page,) = reading("story.docx", WORD)
    found = article(page)
    assert (found.title, found.author) == ("Fares rise in Westport", "Ada Lindqvist")
    assert (found.published or "").startswith("2024-05-02")
    assert "<h2>What comes next</h2>" in page.text or "What comes next" in page.text
    assert "A vote is due in June" in found.text


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (docx(""), "is a Word file without text"),
        (docx("<w:p><w:r>"), "is a Word file that cannot be read"),
        (WORD[:400], "cannot be unpacked"),
        (zipped({"xl/workbook.xml": "x"}), "is an Excel file"),
        (zipped({"mimetype": "application/epub+zip"}), "is an EPUB book"),
        (docx(paragraph("x" * 31_000_000)), "unpacks to 31 MB; the limit is 30 MB"),
    ],
)
def test_word_files_that_cannot_be_read(reading, data, complaint):
    (failed,) = reading("story.docx", data)
    assert complaint in failed.reason


def test_a_word_file_opens_no_other_file(reading, tmp_path):
    (tmp_path / "secret.txt").write_text("PASSWORD")
    uri = (tmp_path / "secret.txt").as_uri()
    entity = f'<!DOCTYPE w [<!ENTITY x SYSTEM "{uri}">]>'
    with zipfile.ZipFile(io.BytesIO(WORD)) as parts:
        files = {info.filename: parts.read(info) for info in parts.infolist()}
    files["word/document.xml"] = entity.encode() + files["word/document.xml"].replace(
        b"midnight", b"&x;"
    )
    found = reading("story.docx", zipped(files))
    assert "PASSWORD" not in str(found)


# Packed


def test_a_packed_page(reading, tmp_path):
    (page,) = reading("page.html.gz", MADE["page.html.gz"])
    assert (page.media, page.origin) == ("html", (tmp_path / "page.html.gz").as_uri())
    (page,) = reading("a.txt.gz", gzip.compress(b"<html> is a word here"))
    assert page.media == "text"
    assert len(reading("a.jsonl.gz", gzip.compress(MADE["articles.jsonl"]))) == 2


def test_a_zip_is_read_like_a_folder(reading, tmp_path):
    found = reading("pages.zip", MADE["pages.zip"])
    place = (tmp_path / "pages.zip").as_uri()
    origins = [page.origin for page in found if isinstance(page, Page)]
    assert origins[:3] == [f"{place}!/a.txt", f"{place}!/b/c.docx", f"{place}!/d.pdf"]
    assert "https://ledger.example/fares" in origins


def test_what_a_zip_may_not_hold(reading):
    inner = zipped({"a.txt": "words"})
    names = ["../a.txt", "/b.txt", "C:\\c.txt", "..\\d.txt", ".e.txt", "__MACOSX/f.txt", "g.exe"]
    files = dict.fromkeys(names, "words") | {
        "in.zip": inner,
        "in.gz": b"",
        "ok.txt": "The mayor came.",
    }
    found = reading("a.zip", zipped(files))
    reasons = [outcome.reason for outcome in found if isinstance(outcome, Outcome)]
    assert [sum(w in r for r in reasons) for w in ("leads out of", "packed twice")] == [4, 2]
    assert [page.text for page in found if isinstance(page, Page)] == ["The mayor came."]


def test_a_locked_zip(reading):
    data = bytearray(zipped({"a.txt": "words", "b.txt": "The mayor came."}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    locked, page = reading("a.zip", bytes(data))
    assert "a.txt in" in locked.reason
    assert "is locked with a password" in locked.reason
    assert page.text == "The mayor came."


def test_bombs(reading):
    blank = b" " * 1_000_000
    packed, out = io.BytesIO(), io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(60):
            file.write(blank)
    (failed,) = reading("a.txt.gz", packed.getvalue())
    assert "is more than 20 MB; the limit is 20 MB" in failed.reason
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        with parts.open("a.txt", "w") as file:
            for _ in range(60):
                file.write(blank)
        parts.writestr("b.txt", "The mayor came.")
    failed, page = reading("a.zip", out.getvalue())
    assert "times its size" in failed.reason
    assert page.text == "The mayor came."
    (failed,) = reading("many.zip", zipped({f"{n}.txt": "" for n in range(10_001)}))
    assert "has 10001 files in it; the limit is 10000" in failed.reason


@pytest.mark.parametrize("name", ["a.zip", "a.gz", "a.txt.gz", "a.docx"])
def test_damaged_packing(reading, name):
    data = MADE["pages.zip"] if name == "a.zip" else MADE["page.html.gz"]
    for cut in (data[:20], data[: len(data) // 2], data[:-3], data[:4] + b"\xff" * 90):
        assert all(isinstance(found, Outcome) for found in reading(name, cut))


def test_standard_input_is_read_by_its_content(monkeypatch):
    for name, count in (("story.pdf", 1), ("pages.zip", 7), ("articles.json", 2), ("feed.xml", 4)):
        stdin = io.TextIOWrapper(io.BytesIO(MADE[name]))
        monkeypatch.setattr(sys, "stdin", stdin)
        found = list(read("-"))
        assert len(found) == count
        assert all(f.origin.startswith(("text:", "https:")) for f in found)


def test_a_folder_gives_every_kind(tmp_path):
    for name, data in MADE.items():
        (tmp_path / name).write_bytes(data)
    found = list(read(tmp_path))
    assert not [f for f in found if isinstance(f, Outcome) and "Entry" not in f.reason]
    assert len({f.origin.split("#")[0].split("!")[0] for f in found}) >= len(MADE) - 2


# Whatever comes


def mutated(data, luck):
    """Return `data` damaged in one to four places."""
    made = bytearray(data)
    for _ in range(luck.randint(1, 4)):
        start = luck.randrange(len(made) + 1)
        end = min(len(made), start + luck.choice([1, 3, 20, 200]))
        match luck.randrange(8):
            case 0:
                del made[start:]
            case 1:
                del made[:start]
            case 2:
                made[start:start] = made[start:end] * luck.choice([1, 2, 50])
            case 3:
                made[start:end] = luck.randbytes(end - start)
            case 4:
                made[start:start] = bytes(luck.choice([1, 5, 100]))
            case 5:
                made = bytearray(bytes(made).decode("latin-1").encode("utf-16"))
            case 6:
                nests = [b"<a>" * 3000, b"[" * 3000, b'{"a":' * 3000, b"((" * 2000, b"From \n\n"]
                made[start:start] = luck.choice(nests)
            case 7:
                del made[start:end]
    return bytes(made)


@pytest.mark.parametrize("name", MADE)
def test_whatever_comes_there_are_pages_or_one_clear_sentence(name, tmp_path):
    luck = random.Random(name)
    glossary = load(tmp_path / "none.toml")
    for round_ in range(40):
        path = tmp_path / (name if round_ % 8 else luck.choice(list(MADE)))
        path.write_bytes(mutated(MADE[name], luck))
        found = list(read(path))
        assert found
        for page in found:
            if isinstance(page, Outcome):
                assert re.fullmatch(r"\S.*\.", page.reason), page.reason
                assert page.reason.isprintable()
                assert len(page.reason) < 700
                continue
            assert page.text.encode()
            assert not {"\r", "\0"} & set(page.text)
            with suppress(ReadError):  # such as: no article on it
                clean(page, glossary)
