import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.carried import standalone
from rag.question import parts, read


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("why Oracle over Microsoft?", "why"),
        ("What was the reason for the delay?", "why"),
        ("What caused the fire?", "why"),
        ("Who led the study?", "who"),
        ("Which company won?", "who"),
        ("When was the ship built?", "when"),
        ("What year was it?", "when"),
        ("Where did it run aground?", "where"),
        ("How many people died?", "amount"),
        ("What percentage did Oracle own?", "amount"),
        ("how does the ferry work", "how"),
        ("List the reasons.", "why"),
        ("What are the caveats?", "list"),
        ("Is Colm Dunmere retiring?", "yesno"),
        ("What happened?", "what"),
        ("TikTok ban", "what"),
        ("澜江芯片厂为什么延期？", "why"),
        ("总投资是多少？", "amount"),
        ("何时投产？", "when"),
        ("谁是分析师？", "who"),
        ("票价会上涨吗？", "yesno"),
    ],
)
def test_what_kind_of_answer_is_wanted(text, kind):
    assert read(text).kind == kind


def test_names_and_words_of_a_question():
    question = read("  Why did ByteDance choose Oracle?  ")
    assert question.text == "Why did ByteDance choose Oracle?"
    assert question.names == ("ByteDance", "Oracle")
    assert "choos" in question.terms


def test_the_words_of_asking_are_no_content():
    assert read("According to the articles, how many reasons?").terms == ()
    assert "为什么" not in "".join(read("为什么延期").terms)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Who won?", ["Who won?"]),
        ("Who won and why did Microsoft lose?", ["Who won", "why did Microsoft lose?"]),
        ("Who won? Who lost?", ["Who won", "Who lost?"]),
        ("Did Norla and Vance merge?", ["Did Norla and Vance merge?"]),
        ("谁赢了？谁输了？", ["谁赢了", "谁输了？"]),
    ],
)
def test_the_parts_of_a_question(text, pieces):
    assert [part.text for part in parts(text)] == pieces


def test_a_later_part_takes_the_subject_of_the_first():
    _, second = parts("Who runs the Marrin Star, and when was it built?")
    assert second.text == "when was it built? (Marrin Star)"
    assert second.kind == "when"


def said(*questions):
    return [
        message
        for text in questions
        for message in (
            {"role": "user", "content": text},
            {"role": "assistant", "content": "Oracle, said Vance. [1]"},
        )
    ]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("When was it built?", "When was it built? (Marrin Star)"),
        ("and why?", "and why? (died Marrin Star)"),
        ("Who leads Kestrel Freight?", "Who leads Kestrel Freight?"),
        ("How did the central bank decide on interest rates?", "How did the central bank decide on interest rates?"),
        ("Was the Marrin Star its only ship?", "Was the Marrin Star its only ship?"),
    ],
)  # fmt: skip
def test_a_follow_up_gets_what_it_refers_to_from_the_last_question(text, whole):
    assert standalone(text, said("Who won?", "How many died on the Marrin Star?")) == whole


def test_without_a_history_a_question_stands_as_it_is():
    assert standalone("When was it built?") == "When was it built?"
    assert standalone("When?", [{"role": "assistant", "content": "Hello."}]) == "When?"
    assert standalone("When?", [{"role": "user", "content": ""}]) == "When?"


@given(st.text(max_size=120))
def test_anything_at_all_is_a_question(text):
    assert parts(text)
    assert standalone(text, said(text)).startswith(text)
