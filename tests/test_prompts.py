import hashlib
from importlib.resources import files

import pytest

import prompts

ANSWER = {"articles": "A", "question": "Q"}


def test_every_prompt_file_is_valid_and_renders_with_its_own_names():
    names = [f.name.removesuffix(".md") for f in files("prompts").iterdir() if ".md" in f.name]
    known = "answer fact followup judge lines part reader repair retell slips summary system translate variants".split()
    assert sorted(names) == known
    for name in names:
        text = prompts.render(name, **{field: f"<{field}>" for field in prompts.fields(name)})
        assert "$" not in text
        assert not text.endswith("\n")


def test_articles_come_first_so_that_a_server_can_reuse_them():
    for name in ("answer", "summary"):
        values = {field: f"<{field}>" for field in prompts.fields(name)}
        assert prompts.render(name, **values).startswith("<articles>\n")
    text = prompts.render("answer", **ANSWER)
    assert text.index("Question: Q") > text.index("A")


def test_the_sentinel_stands_in_the_system_prompt_alone():
    assert prompts.render("system", sentinel=prompts.SENTINEL).endswith(prompts.SENTINEL)
    for name in ("answer", "summary"):
        assert "sentinel" not in prompts.fields(name)


def test_values_keep_dollars_and_braces():
    text = prompts.render("answer", **{**ANSWER, "articles": "It cost $5bn, ${x} and {y}."})
    assert "It cost $5bn, ${x} and {y}." in text


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("answer", {"articles": "A"}, "needs a value for question"),
        ("answer", {**ANSWER, "length": "3"}, "has no place for length"),
        ("nothing", {}, "no prompt called 'nothing'"),
        ("../rag/llm", {}, "no prompt called"),
    ],
)
def test_a_wrong_name_is_an_error(name, values, said):
    with pytest.raises(prompts.PromptError, match=said):
        prompts.render(name, **values)


def test_the_digest_is_of_the_file():
    data = (files("prompts") / "answer.md").read_bytes()
    assert prompts.digest("answer") == hashlib.sha256(data).hexdigest()[:12]
    assert prompts.digest("answer") != prompts.digest("summary")
