from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_archive import WordHash, page, prepare

import rag
from index.diff import diff
from index.errors import UsageError
from index.store import Index
from index.types import Page
from rag.versions import diff_dict, diff_text, versions_text

FIRST = page(
    "ferry",
    "Ferry runs aground",
    "",
    "At least nine people died on Thursday, the coastguard said.",
    "The ship was built in 1998.",
    "Three helicopters came.",
    "A help line is open.",
)
SECOND = replace(
    FIRST,
    text="\n".join(
        [
            "Ferry runs aground",
            "",
            "Seven people died on Thursday, the coastguard said.",
            "The ship was built in 1996.",
            "Three  helicopters came.",
            "Divers will go down at the weekend.",
        ]
    ),
)


def test_sentences_are_the_same_changed_added_or_removed():
    old, new = prepare(FIRST), prepare(SECOND)
    found = diff(old, new)
    kinds = [c.kind for c in found.changes]
    assert kinds == ["same", "changed", "changed", "same", "removed", "added"]
    assert found.line == "2 changed, 1 added, 1 removed"
    (edit,) = found.changes[2].edits
    assert old.text[edit.old.start : edit.old.end] == "1998"
    assert new.text[edit.new.start : edit.new.end] == "1996"


def test_the_terminal_marks_words_inside_a_sentence():
    text = diff_text(diff(prepare(FIRST), prepare(SECOND)))
    assert "~ The ship was built in [-1998-] {+1996+}." in text
    assert "~ [-At least nine-] {+Seven+} people died" in text
    assert "- A help line is open." in text
    assert "+ Divers will go down at the weekend." in text
    assert "… 1 unchanged" in text


def test_facts_that_changed_are_told():
    old = prepare(FIRST)
    found = diff(old, replace(old, title="Another", author="Una Prestwick"))
    assert [f.name for f in found.facts] == ["title", "author"]
    assert "author: [-none-] {+Una Prestwick+}" in diff_text(found)
    assert diff(old, old).line == "nothing that is read"


lines = st.lists(st.sampled_from("Rain fell|Snow fell|It is cold|He said 9 died".split("|")) | st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20))  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(lines, lines)
def test_a_diff_accounts_for_all_of_both_texts(before, after):
    old, new = prepare(page("a", "T", *before)), prepare(page("a", "T", *after))
    found = diff(old, new)
    for article, side in ((old, "old"), (new, "new")):
        spans = [s for c in found.changes if (s := getattr(c, side))]
        assert spans == sorted(spans)
        told = "".join(article.text[s.start : s.end] for s in spans)
        assert "".join(told.split()) == "".join(article.text.split())
    for change in found.changes:
        assert (change.old is None) == (change.kind == "added")
        assert (change.new is None) == (change.kind == "removed")
        if change.kind == "changed":
            assert rebuilt(old, new, change) == new.text[change.new.start : change.new.end]
    assert all(c.kind == "same" for c in diff(old, old).changes)


def rebuilt(old, new, change):
    """The new sentence, made of the old one and the edits; white space counts for nothing."""
    for edit in change.edits:
        assert change.old.start <= edit.old.start <= edit.old.end <= change.old.end
        assert change.new.start <= edit.new.start <= edit.new.end <= change.new.end
    kept = [change.old.start, *(x for e in change.edits for x in (e.old.start, e.old.end))]
    kept.append(change.old.end)
    mine = "".join(old.text[a:b] for a, b in zip(kept[::2], kept[1::2], strict=True))
    kept = [change.new.start, *(x for e in change.edits for x in (e.new.start, e.new.end))]
    kept.append(change.new.end)
    theirs = "".join(new.text[a:b] for a, b in zip(kept[::2], kept[1::2], strict=True))
    assert "".join(mine.split()) == "".join(theirs.split())
    return new.text[change.new.start : change.new.end]


@pytest.fixture
def index(tmp_path):
    with Index(tmp_path / "archive", WordHash(), prepare) as made:
        yield made


def test_versions_are_compared_with_the_one_before_unless_named(index):
    id_ = index.add(FIRST).article_id
    with pytest.raises(UsageError, match="no version before 1"):
        index.diff(id_)
    index.add(SECOND)
    index.add(replace(SECOND, text=SECOND.text + "\nThe wreck was raised in May."))
    assert index.diff(id_).line == "1 added"
    assert index.diff(id_, new=2).line == "2 changed, 1 added, 1 removed"
    assert index.diff(id_, old=1).old.version == 1
    assert [(v.number, v.changed) for v in index.versions(id_)] == [
        (1, "first seen"),
        (2, "2 changed, 1 added, 1 removed"),
        (3, "1 added"),
    ]
    assert versions_text(index.versions(id_)).splitlines()[2].startswith("version 3  ")
    with pytest.raises(UsageError, match="version 9"):
        index.diff(id_, old=9)


def test_a_diff_as_json_has_both_spans_and_texts():
    told = diff_dict(diff(prepare(FIRST), prepare(SECOND)))
    changed = told["changes"][2]
    assert changed["old_text"] == "The ship was built in 1998."
    assert changed["new_text"] == "The ship was built in 1996."
    assert changed["old"]["end"] - changed["old"]["start"] == len(changed["old_text"])
    assert changed["edits"][0]["new"]["start"] > changed["new"]["start"]


STORY = """<html><head><title>Basin closes</title></head><body><nav><a href="/">Home</a></nav>
<article><h1>Basin closes</h1><p>Read {count} times</p>
<p>The harbour authority will close its northern basin for {weeks} weeks from Monday.</p>
<p>The crack was found last Tuesday by a survey crew, the authority said in a statement.</p>
</article><footer>{count} readers online</footer></body></html>"""


@pytest.fixture
def archive(tmp_path, embedder):
    with rag.Archive(tmp_path / "news", embedder=embedder, engine="extractive") as made:
        yield made


def served(count, weeks):
    text = STORY.format(count=count, weeks=weeks)
    return Page("https://courier.example/basin", text, "html")


def test_a_counter_makes_no_new_version_and_the_map_to_the_page_stays_right(archive):
    (first,) = archive.add(served(307, "nine")).added
    (again,) = archive.add(served(312, "nine")).unchanged
    assert again.article_id == first.article_id
    article = archive.article(first.article_id)
    assert article.version == 1
    span = article.sentences[-1]
    where = rag.to_page(article.runs, span)
    assert (
        archive.page(article).text[where.start : where.end] == article.text[span.start : span.end]
    )
    assert archive.add(served(312, "six")).updated


def test_an_old_citation_stays_true(archive):
    archive.add(served(307, "nine"))
    answer = archive.ask("For how many weeks will the basin close?")
    (cited,) = {c for claim in answer.claims for c in claim.citations if "nine" in c.quote}
    archive.add(served(307, "six"))
    archive.rebuild()
    archive._index.refresh()
    old = archive.article(cited.article.id, cited.article.version)
    assert old.version == 1
    assert old.text[cited.span.start : cited.span.end] == cited.quote
    where = rag.to_page(old.runs, cited.span)
    assert "nine weeks" in archive.page(old).text[where.start : where.end]
    assert "six" in archive.article(cited.article.id).text
    (change,) = [c for c in archive.diff(old.id).changes if c.kind == "changed"]
    assert len(change.edits) == 1
