from contextlib import closing
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai_server import OpenAIServer, Say

import prompts
from rag.draft import Draft, Task, ask, drafts
from rag.errors import ModelError
from rag.llm import Chat
from rag.plain import claim, tells_nothing
from rag.settings import Settings

TASK = Task("system", "answer", {"articles": "A", "question": "Q"})


class Pieces:
    """A reply that is already here, cut at the given places."""

    def __init__(self, text, cuts=(), truncated=False):
        marks = [0, *sorted({cut for cut in cuts if 0 < cut < len(text)}), len(text)]
        self.pieces = [text[a:b] for a, b in pairwise(marks)]
        self.truncated = truncated
        self.read = 0

    def __iter__(self):
        for piece in self.pieces:
            self.read += 1
            yield piece


def letters(text, **kwargs):
    return Pieces(text, range(len(text)), **kwargs)


def sentences(reply, language="en"):
    return [draft.text for draft in drafts(reply, language) if draft.text]


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


@pytest.fixture
def chat(server):
    with closing(Chat(Settings(base_url=server.url))) as chat:
        yield chat


def test_the_model_gets_the_system_text_the_articles_and_the_question(server, chat):
    server.script("Oracle won. It holds IL5 certification.")
    task = Task(
        "system", "answer", {"articles": "ARTICLES $5bn", "question": "why Oracle?"}, limit=50
    )
    reply = ask(chat, task)
    assert sentences(reply) == ["Oracle won.", "It holds IL5 certification."]
    system, user = server.chats[0].body["messages"]
    told = prompts.render("system", sentinel=prompts.SENTINEL)
    assert system == {"role": "system", "content": told}
    assert user["content"].startswith("ARTICLES $5bn\n\nQuestion: why Oracle?\n")
    assert prompts.SENTINEL not in user["content"]
    assert server.chats[0].body["max_tokens"] == 50
    assert reply.usage.tokens_out == 7


def test_a_wrong_name_is_an_error_before_anything_is_sent(server, chat):
    with pytest.raises(prompts.PromptError):
        ask(chat, Task("system", "answer", {"articles": "A", "questoin": "Q"}))
    assert server.requests == []


def test_words_show_while_they_grow_and_then_become_a_sentence():
    steps = list(drafts(letters("Oracle won. Microsoft lost the race.")))
    assert steps[:3] == [Draft("", "O"), Draft("", "Or"), Draft("", "Ora")]
    at = steps.index(Draft("Oracle won.", "Microsoft lo"))
    assert steps[at - 1] == Draft("", "Oracle won. Microsoft l")
    assert steps[at + 1] == Draft("", "Microsoft los")
    assert steps[-1] == Draft("Microsoft lost the race.", "")


def test_a_cut_off_tail_is_not_given_out(server, chat):
    text = "Oracle won. The price was $3."
    assert sentences(letters(text, truncated=True)) == ["Oracle won."]
    assert sentences(letters(text)) == ["Oracle won.", "The price was $3."]
    server.script(Say(text, finish="length"))
    assert sentences(ask(chat, TASK)) == ["Oracle won."]


MESSY = """Sure! Here are the reasons:

1. **Security**: Oracle holds the Dept. of Defense's IL5 certification. [1]
2. Mr. Ellison, who "backed Trump. Twice." in 2020, is close to the U.S. government【3†source】.
* Oracle _reportedly_ paid $3.5 bn. on Friday (source: Reuters).

### Microsoft
- Microsoft has its own [consumer business](https://example.com/a?b=c), so it
would have had to buy. ![chart](http://example.com/x.png)
Oracle holds the Dept. of Defense's IL5 certification.
The articles do not say what it cost.
"""
CLAIMS = [
    "Security: Oracle holds the Dept. of Defense's IL5 certification.",
    'Mr. Ellison, who "backed Trump. Twice." in 2020, is close to the U.S. government.',
    "Oracle reportedly paid $3.5 bn. on Friday.",
    "Microsoft has its own consumer business, so it would have had to buy.",
    "Oracle holds the Dept. of Defense's IL5 certification.",
]


def test_a_messy_answer_becomes_plain_claims():
    assert sentences(Pieces(MESSY)) == CLAIMS
    assert sentences(letters(MESSY)) == CLAIMS


@settings(deadline=None)
@given(st.lists(st.integers(1, len(MESSY) - 1)))
def test_the_claims_do_not_depend_on_where_the_stream_is_cut(cuts):
    assert sentences(Pieces(MESSY, cuts)) == CLAIMS


def test_nothing_pending_holds_a_picture_a_tag_or_half_a_link():
    for draft in drafts(letters("See ![x](http://e.com/x) <img src='http://e.com/y'> it now.")):
        assert "http" not in draft.pending
        assert "<" not in draft.pending
        assert "![" not in draft.pending


def test_other_scripts():
    text = "甲骨文赢得了竞标。微软没有赢得竞标。甲骨文获得了国防部的认证。"
    assert sentences(letters(text), "zh") == [
        "甲骨文赢得了竞标。",
        "微软没有赢得竞标。",
        "甲骨文获得了国防部的认证。",
    ]


def test_a_forgotten_quotation_mark_does_not_hold_back_everything():
    said = [f"Oracle is close to government number {number}." for number in range(20)]
    text = 'Ellison said "we won. ' + " ".join(said)
    seen = sentences(letters(text, truncated=True))
    assert seen[:3] == ['Ellison said "we won.', *said[:2]]


def test_a_model_that_goes_in_circles_is_stopped(server, chat):
    loop = "Oracle won. Microsoft lost. "
    assert sentences(letters(loop)) == ["Oracle won.", "Microsoft lost."]
    reply = letters(loop * 50)
    assert sentences(reply) == ["Oracle won.", "Microsoft lost."]
    assert reply.read < len(loop) * 4
    server.script(Say(loop * 5, hold_after=20))
    assert sentences(ask(chat, TASK)) == [
        "Oracle won.",
        "Microsoft lost.",
    ]
    assert server.hung_up.wait(20)


@pytest.mark.parametrize(
    "text",
    [
        prompts.SENTINEL,
        "the articles do not say",
        '"The articles do not say."',
        "**The articles do not say.**",
    ],
)
def test_the_sentinel_is_no_sentence_and_never_shows(text):
    assert set(drafts(letters(text))) == {Draft("", "")}
    assert sentences(letters("Oracle won. " + text)) == ["Oracle won."]
    assert sentences(letters(text + "\nOracle won.")) == ["Oracle won."]


@pytest.mark.parametrize(
    "text",
    [
        "The articles don’t say.",
        "The article does not say why Oracle was chosen.",
        "The provided text does not explicitly mention it.",
    ],
)
def test_other_words_for_the_sentinel_are_no_sentence(text):
    assert sentences(letters(text)) == []


def test_sentences_that_only_look_like_the_sentinel():
    for text in ("The articles say so.", "Oracle does not say why.", "The articles of merger."):
        assert not tells_nothing(text)
        assert sentences(letters(text)) == [text]


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ("Based on the articles, oracle won.", "Oracle won."),
        ("According to the provided article, it won.", "It won."),
        ("According to the Pentagon, it won.", "According to the Pentagon, it won."),
        ("Answer: It won.", "It won."),
        ("Here is the answer: It won.", "It won."),
        ("Here are the four reasons why Oracle won.", ""),
        ("The reasons are as follows.", ""),
        ("There are three:", ""),
        ("Yes.", ""),
        ("Yes, Oracle won.", "Oracle won."),
        ("It starts on Nov. 12.", "It starts on Nov. 12."),
        ("It is the second. 3.", "It is the second."),
        ("The U. S. Navy paid.", "The U.S. Navy paid."),
        ("## Reasons", ""),
        ("**Reasons**", ""),
        ("**Oracle won.**", "Oracle won."),
        ("---", ""),
        ("2.", ""),
        ("In 2014.", "In 2014."),
        ("2014.", "2014."),
        ("(3) It won.", "It won."),
        ("It won. 2.", "It won."),
        ("> It won.", "It won."),
        ("It won [1][2, 3].", "It won."),
        ("It won [^4]. [5]", "It won."),
        ("It won (Article 2).", "It won."),
        ("It won [Source: Reuters, 2020].", "It won."),
        ("“It [Oracle] won” [sic] (see below).", "“It [Oracle] won” [sic] (see below)."),
        ("The [1](http://e.com) won.", "The 1 won."),
        (
            r"It cost \$5bn in 2*3*4 and snake_case_names.",
            "It cost $5bn in 2*3*4 and snake_case_names.",
        ),
        ("***It*** `won` <b>big</b> at 3 < 5.", "It won big at 3 < 5."),
        ("iPhone sales rose.", "iPhone sales rose."),
    ],
)
def test_what_is_taken_off_and_what_stays(piece, text):
    assert claim(piece) == text


def test_a_failure_comes_after_the_sentences_that_were_whole(server, chat):
    server.script(Say("Oracle won. Microsoft lost. It is so.", drop_after=6))
    steps = drafts(ask(chat, TASK))
    seen = []
    with pytest.raises(ModelError, match="broke off"):
        seen.extend(draft.text for draft in steps)
    assert [text for text in seen if text] == ["Oracle won."]
