import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_archive import WordHash, page, prepare

import rag
from index import search
from index.facets import Facets
from index.filters import Filter
from index.store import Index

ROOT = Path(__file__).parent.parent
FACTS = {
    "one": ("2024-01-31", "Reuters", "Ann Lee", "en"),
    "two": ("2024-02-01T23:30:00-05:00", "Reuters Business", "Ann Lee and Bo Ray", "en"),
    "three": ("2024-02-02T00:10:00Z", "Thomson-Reuters", None, "de"),
    "four": (None, "Le Monde", "LEE Ann", "fr"),
    "five": ("2023-12-31", None, "Annabel Lee", "zh"),
    "six": ("2024-02-29", "新华社", "王小明", "zh"),
}


def told(page, version):
    published, outlet, author, language = FACTS[page.origin.rpartition("/")[2]]
    made = prepare(page, version)
    return replace(made, published=published, outlet=outlet, author=author, language=language)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    with Index(tmp_path_factory.mktemp("filters"), WordHash(), told) as made:
        for name in FACTS:
            made.add(page(name, name, f"The harbour of {name} is closed."))
        yield made


def found(index, **how):
    return {hit.article.title for hit in index.search("harbour", where=Filter(**how))}


@pytest.mark.parametrize(
    ("how", "names"),
    [
        ({}, set(FACTS)),
        ({"since": "2024-02-01"}, {"two", "three", "six"}),
        ({"until": "2024-02-01"}, {"one", "two", "five"}),
        ({"since": "2024-01-31", "until": "2024-02-01"}, {"one", "two"}),
        ({"since": "2025-01-01"}, set()),
        ({"outlets": ("reuters",)}, {"one", "two", "three"}),
        ({"outlets": ("Reuters Business", "le monde")}, {"two", "four"}),
        ({"outlets": ("Reut",)}, set()),
        ({"outlets": ("新华社",)}, {"six"}),
        ({"outlets": ("The Gazette",)}, set()),
        ({"outlets": ("!",)}, set()),
        ({"authors": ("ann lee",)}, {"one", "two"}),
        ({"authors": ("lee",)}, {"one", "two", "four", "five"}),
        ({"languages": ("EN", "de")}, {"one", "two", "three"}),
        ({"languages": ("en",), "authors": ("bo",)}, {"two"}),
        ({"articles": ()}, set()),
        ({"articles": ("none",)}, set()),
    ],
)
def test_which_articles_are_found(index, how, names):
    assert found(index, **how) == names


def test_both_sides_are_narrowed(index):
    for hit in index.search("harbour of three", where=Filter(languages=("de",))):
        assert (hit.dense_rank, hit.lexical_rank) == (1, 1)


def test_articles_that_come_and_go_are_counted(tmp_path):
    where = Filter(languages=("en", "de"))
    with Index(tmp_path, WordHash(), told) as index:
        for name in ("one", "three"):
            index.add(page(name, name, f"The harbour of {name} is closed."))
            assert name in {hit.article.title for hit in index.search("harbour", where=where)}
        [gone] = [a.id for a in index.articles() if a.title == "one"]
        index.remove(gone)
        assert [h.article.title for h in index.search("harbour", where=where)] == ["three"]
        assert index.search("harbour", where=Filter(articles=(gone,))) == []


ids = st.lists(st.sampled_from(sorted(FACTS)), max_size=4).map(tuple)


@settings(max_examples=60, deadline=None)
@given(
    since=st.none() | st.dates().map(str) | st.sampled_from(["2024-02-01", "2024-02-02"]),
    languages=st.lists(st.sampled_from(["en", "de", "zh", "xx"]), max_size=2).map(tuple),
    names=st.none() | ids,
)
def test_a_filter_is_what_it_says(index, since, languages, names):
    by_title = {a.title: a for a in index.articles()}
    articles = None if names is None else tuple(by_title[n].id for n in names)
    wanted = {
        a.title
        for a in by_title.values()
        if (since is None or (a.published and a.published[:10] >= since))
        and (not languages or a.language in languages)
        and (articles is None or a.id in articles)
    }
    assert found(index, since=since, languages=languages, articles=articles) == wanted


def test_an_empty_filter_chooses_all(index):
    facets = Facets(index._db)
    assert facets.chosen(Filter()) is None
    assert np.count_nonzero(facets.chosen(Filter(since="2024-02-01"))) == 3


def test_beyond_a_size_chroma_is_asked_unless_narrowed(tmp_path, monkeypatch):
    monkeypatch.setattr(search, "EXACT_UP_TO", 2)
    with Index(tmp_path, WordHash(), told) as index:
        for name in ("one", "two", "three"):
            index.add(page(name, name, f"The harbour of {name} is closed."))
        [best, *_] = index.search("the harbour of two is closed")
        assert (best.article.title, best.dense_rank) == ("two", 1)
        index._mirror.close()
        assert found(index, languages=("de",)) == {"three"}
        assert index._mirror._vectors is None


ASK = """
import pathlib, sys; sys.path[:0] = ['tests', '.']
from test_filters import Filter, Index, WordHash, told
with Index(pathlib.Path(sys.argv[1]), WordHash(), told) as index:
    print(len(index.search("harbour")), len(index.search("harbour", where=Filter(since="2024-01-01"))))
    print("chromadb" in sys.modules)
"""


def test_a_search_does_not_load_chroma(tmp_path):
    with Index(tmp_path, WordHash(), told) as index:
        for name in FACTS:
            index.add(page(name, name, f"The harbour of {name} is closed."))
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.split() == ["6", "4", "False"], done.stderr


def test_the_example_of_the_documentation_runs(tmp_path, embedder):
    text = (ROOT / "docs" / "chroma.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    with rag.Archive(tmp_path / "news", embedder=embedder) as archive:
        archive.add(ROOT / "examples" / "oracle-tiktok-analysis.txt")
        [article] = archive.articles()
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=tmp_path,
        env=dict(os.environ, PYTHONPATH=str(ROOT)),
        capture_output=True,
        text=True,
    )
    assert article.published in done.stdout, done.stderr
    assert article.title in done.stdout
