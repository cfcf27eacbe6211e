"""What of an article no claim of its summary cites."""

import json

import pytest

import cli
from index.chunk import chunk
from rag.coverage import coverage_dict, coverage_text
from rag.retrieve import sentences_of

TEXT = """Miners at Tarn end walkout

Miners at the Tarn pit voted on Monday to end a walkout of nine days. It was their longest yet.

The owner will raise wages by 4% from June, said its director, Olga Penn.

A hearing on the old lamps, which the union calls unsafe, will be held in the autumn.
"""


@pytest.mark.parametrize("length", [1, 2, 9])
def test_cited_and_unused_sentences_are_all_of_the_article(examples, length):
    summary = examples.summarize(TEXT, length=length)
    (covered,) = summary.coverage()
    article = covered.article
    unused = [span for paragraph in covered.paragraphs for span in paragraph.unused]
    cited = [c.span for claim in summary.claims for c in claim.citations]
    for passage in chunk(article):
        for s in sentences_of(article, passage):
            is_cited = any(c.start <= s.span.start and s.span.end <= c.end for c in cited)
            assert is_cited != (s.span in unused)
    assert unused == sorted(unused)
    assert 0 < covered.share <= 1
    assert (covered.share == 1) == (not unused)


def test_unused_sentences_stand_by_paragraph_with_the_share_of_it(examples):
    (covered,) = examples.summarize(TEXT, length=1).coverage()
    first, *others = coverage_dict([covered])[0]["paragraphs"]
    assert [u["quote"] for u in first["unused"]] == ["It was their longest yet."]
    assert 0.5 < first["share"] < 1
    assert [p["share"] for p in others] == [0, 0]
    text = coverage_text([covered], 60)
    assert text.startswith("Not used, of Miners at Tarn end walkout (")
    assert text.count("\n- ") == 3
    assert max(map(len, text.splitlines())) <= 60


def test_each_article_has_its_coverage(examples):
    ids = [article.id for article in examples.articles()[:2]]
    summary = examples.summarize(*ids, length=2)
    assert [covered.article.id for covered in summary.coverage()] == ids


def test_the_command_shows_it_as_text_and_as_json(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("NEWSCITE_HOME", str(tmp_path / "home"))
    page = tmp_path / "page.md"
    page.write_text(TEXT, encoding="utf-8")
    options = ["summarize", str(page), "--length", "1", "--engine", "extractive"]
    assert cli.main([*options, "--coverage"]) == 0
    assert "\n\nNot used, of Miners at Tarn" in capsys.readouterr().out
    assert cli.main([*options, "--coverage", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["coverage"]
    assert found["paragraphs"][0]["unused"][0]["quote"] == "It was their longest yet."
    assert cli.main([*options, "--json"]) == 0
    assert "coverage" not in json.loads(capsys.readouterr().out)
    assert cli.main([*options, "--coverage", "--format", "html"]) == 2
    assert "leave out --format" in capsys.readouterr().err
