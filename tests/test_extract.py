from dataclasses import replace

import pytest
from evidence import article_of

from index.chunk import chunk
from index.embed import MiniLM
from rag.extract import MOST, extract, says_nothing
from rag.meant import gives_reasons
from rag.retrieve import Evidence
from rag.salience import salient

EMBEDDER = MiniLM()

LIST = """# The tram line is late

The new tram line opens a year later than planned, the city said.

## Why is the tram late?

The head of the works, Lena Ostrom, gives three reasons.

First, the rails came late from a mill that burnt down in March. The mill has been rebuilt since then.

The second reason is the ground. Workers found a cellar full of water under the market.

Third, there are not enough welders. The city pays them less than the shipyard does.

## What it costs

The line costs 212 million crowns, of which the state pays half. Fares stay as they are. The mayor, Ida Roos, will ride the first tram on 4 June 2026.
"""


def answers(question, text=LIST, **facts):
    article = article_of(text, **facts)
    evidence = Evidence(question, (), tuple((article, passage) for passage in chunk(article)))
    return [" ".join(s.text for s in e.sentences) for e in extract(evidence, EMBEDDER)]


def test_an_announced_list_is_given_with_all_its_items_in_order():
    found = answers("Why is the tram late?")
    joined = " ".join(found)
    places = [joined.find(part) for part in ("rails came late", "cellar full", "enough welders")]
    assert -1 not in places
    assert places == sorted(places)
    assert "212 million" not in joined


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much does the tram line cost?", "212 million crowns"),
        ("Who will ride the first tram?", "Ida Roos"),
        ("When will the mayor ride the first tram?", "4 June 2026"),
        ("Who is the head of the works?", "Lena Ostrom"),
        ("Do fares stay as they are?", "Fares stay as they are."),
    ],
)
def test_one_fact_is_given_by_few_sentences(question, answer):
    found = answers(question)
    assert answer in " ".join(found)
    assert len(found) <= 3


@pytest.mark.parametrize(
    "question",
    [
        "How much does a ticket for the zoo cost?",
        "Who was arrested at the airport?",
        "When did the shipyard go bankrupt?",
        "What is the capital of Peru?",
    ],
)
def test_what_is_not_there_is_not_answered(question):
    assert answers(question) == []


def test_every_part_of_a_question_is_answered():
    joined = " ".join(answers("How much does the line cost and who will ride the first tram?"))
    assert "212 million" in joined
    assert "Ida Roos" in joined


def test_nothing_is_said_twice():
    found = answers("Why is the tram late? Why is the tram line late?")
    assert len(found) == len(set(found)) <= MOST


def test_a_sentence_that_points_back_comes_with_the_one_before():
    text = "# Norla\n\nThe ferry Norla lies in a yard. It was built in 1958 by Dutch hands."
    assert answers("When was the ferry Norla built?", text) == [
        "The ferry Norla lies in a yard. It was built in 1958 by Dutch hands."
    ]


PORT = """# Port of Vell stays shut after the storm

The port of Vell was closed on Tuesday after a storm damaged its two cranes.

Engineers from Norla arrived on Wednesday. They will mend the smaller crane first. It will open again on Friday.

The police said on Monday that the storm killed nobody."""


def test_it_may_mean_what_the_headline_is_about():
    assert "on Friday" in " ".join(answers("When will the port of Vell open again?", PORT))


STAND = """# Roof of the stadium at Karrow gives way; 31 hurt

Part of the roof of the Dorn Arena fell on Saturday. 31 people were hurt and one man died, the mayor said.

The club said that 4,150 spectators were inside the hall. Its captain, Lise Roth, asked for a minute of silence.

The owners will shut two of the city's five halls until the autumn."""


@pytest.mark.parametrize(
    ("question", "answer", "not_answer"),
    [
        ("How many spectators were inside the Dorn Arena?", "4,150 spectators", "31 people were hurt"),
        ("How many halls will close?", "two of the city's five halls", "31 people"),
    ],
)  # fmt: skip
def test_a_figure_of_something_else_is_not_shown(question, answer, not_answer):
    found = " ".join(answers(question, STAND))
    assert answer in found
    assert not_answer not in found


@pytest.mark.parametrize(
    "question",
    [
        "Who will repair the roof of the Dorn Arena?",
        "When was the Dorn Arena built?",
        "What did Lise Roth say about the owners?",
        "Which architect designed the Dorn Arena?",
    ],
)
def test_a_sentence_about_the_same_thing_does_not_answer(question):
    assert answers(question, STAND) == []


def test_the_institute_may_be_one_that_was_named_before():
    text = (
        "# Tools in the newsroom\n\nThe Tern Institute published a study of tools on Monday.\n\n"
        "Only two languages were tested. And the institute had 180,000 euros from Lumenar."
    )
    found = " ".join(answers("How much money did the Tern Institute have from Lumenar?", text))
    assert "180,000 euros" in found


@pytest.mark.parametrize("question", ["为什么延期？", "为什么延期", "晨河大桥为什么延期？"])
def test_the_stated_reasons_are_those_of_what_the_headline_tells(question):
    text = (
        "# 晨河大桥延期通车\n\n晨河大桥原定五月通车，市政府昨日宣布推迟到十月。\n\n"
        "公告写明的原因有两条：一是桥面钢材未能按时运到，二是冬季气温过低。\n\n"
        "市长说，延期不会影响公交线路，因为旧桥仍在使用。"
    )
    assert "钢材未能按时运到" in " ".join(answers(question, text, language="zh"))


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("The reasons for the delay are rails and water.", True),
        ("The head of the works gives three reasons.", True),
        ("延期的原因是光刻设备未能按期交货。", True),
        ("There is reason to hope.", False),
        ("警方正在调查原因。", False),
    ],
)
def test_sentences_that_give_reasons(text, gives):
    assert gives_reasons(text) is gives


def test_no_sentences_no_answer():
    assert extract(Evidence("why?", (), ()), EMBEDDER) == []


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("Why was she sailing?", True),
        ("These are the reasons:", True),
        ("Read more", True),
        ("为什么延期？", True),
        ("The line costs 212 million crowns.", False),
        ("“We have not reached a finding on the cause.”", False),
    ],
)
def test_sentences_that_say_nothing(text, nothing):
    assert says_nothing(text) is nothing


def test_salient_sentences_stand_alone_and_keep_their_order():
    article = article_of(LIST)
    found = Evidence("", (), tuple((article, p) for p in chunk(article))).sentences
    chosen = salient(found, EMBEDDER, 3)
    starts = [e.sentences[0].span.start for e in chosen]
    assert len(starts) == 3
    assert starts == sorted(starts)
    assert not any(e.sentences[0].text.startswith(("The second", "Third")) for e in chosen)
    assert len(salient(found, EMBEDDER, 100)) == sum(not says_nothing(s.text) for s in found)
    assert salient([], EMBEDDER, 3) == []


def test_articles_about_something_else_add_nothing():
    texts = [
        "# Barn fire at Low Ings\n\nA fire killed about 4,000 hens on Sunday, the farmer said.",
        "# Flood in Murk End\n\nOur first report said that nine people had died. Dead: at least 9",
        "# After the barn fire\n\nAbout 4,200 hens were killed, the insurer said on Tuesday.",
    ]
    articles = [replace(article_of(text), id=str(n)) for n, text in enumerate(texts)]
    passages = [(article, p) for article in articles for p in chunk(article)]
    found = extract(Evidence("How many hens died?", (), tuple(passages)), EMBEDDER)
    told = {e.sentences[0].article.title for e in found}
    assert told == {"Barn fire at Low Ings", "After the barn fire"}
