import pytest
from evidence import article_of, sentences
from tiny_archive import WordHash

from index.chunk import chunk
from index.embed import MiniLM
from rag.gate import lacks, unknown_names, window
from rag.missing import explain
from rag.question import read
from rag.retrieve import Evidence

EMBEDDER = MiniLM()
PIER = """# Storm closes the pier at Norla

By Una Prestwick

A storm closed the pier at Norla on Friday. Mayor Ana Vance said repairs would cost 2 million euros. The skipper of a tug was hurt.

## Who pays

The county pays half. It has not said when the pier will open.
"""


def evidence():
    article = article_of(PIER, outlet="The Coast Post")
    return Evidence("", (), tuple((article, passage) for passage in chunk(article)))


def missing(question, words, embedder=EMBEDDER):
    """What the sentence with these words lacks to answer the question."""
    found = sentences(article_of(PIER))
    place = next(n for n, s in enumerate(found) if words in s.text)
    return lacks(read(question), window((place,), found), embedder)


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("Why is the pier at Norla closed?", []),
        ("What does Ana Vance say?", []),
        ("What does The Coast Post say of Norla?", []),
        ("What did Una Prestwick write?", []),
        ("What does Google say?", ["Google"]),
        ("Did Google buy Norla?", ["Google"]),
        ("What did Maria Vance say?", []),  # half of a full name is enough
        ("What did Tim Cook say?", ["Tim", "Cook"]),
    ],
)
def test_names_that_no_article_has(question, unknown):
    assert unknown_names(read(question), evidence()) == unknown


@pytest.mark.parametrize(
    ("question", "words", "lack"),
    [
        ("When was the pier at Norla closed?", "A storm closed", ""),
        ("Why was the pier closed?", "A storm closed", ""),
        ("How much will the repairs cost?", "repairs would cost", ""),
        ("Who was hurt?", "The skipper", "kind"),
        ("Was the captain hurt?", "The skipper", ""),
        ("When will the pier open?", "It has not said when", "kind"),
        ("How much did the storm cost?", "A storm closed", "kind"),
        ("What did Vance say?", "A storm closed", "names"),
        ("What is the salary of the mayor?", "A storm closed", "words"),
        ("Which bank lends money to the county?", "The skipper", "words"),
        ("How long was the pier at Norla closed?", "A storm closed", "kind"),
        ("What is the name of the skipper?", "The skipper", "kind"),
        ("What is the name of the mayor?", "repairs would cost", ""),
        ("Who designed the pier at Norla?", "repairs would cost", "words"),
        ("When was the pier built?", "A storm closed", "words"),
        ("What did the skipper say?", "The skipper", "kind"),
        ("Which insurer pays for the pier?", "The county pays", "kind"),
    ],
)
def test_what_a_sentence_lacks(question, words, lack):
    assert missing(question, words) == lack


def test_a_why_is_not_answered_by_the_question_said_again():
    text = "# Norla\n\nAna Vance is leaving the county council after 17 years. Nobody says why."
    found = sentences(article_of(text))
    assert lacks(
        read("Why is Ana Vance leaving the council of the county?"), window((0,), found), EMBEDDER
    )


def test_without_word_vectors_only_the_same_words_count():
    assert missing("Was the captain hurt?", "The skipper", WordHash()) == "words"
    assert missing("Was the skipper hurt?", "The skipper", WordHash()) == ""


@pytest.mark.parametrize(
    ("question", "unknown", "text"),
    [
        ("What did Tim Cook say?", ["Tim", "Cook"], "The articles do not mention Tim Cook."),
        ("Did Google or Apple buy it?", ["Google", "Apple"], "The articles do not mention Google or Apple."),
        ("When did Norla open?", [], "No sentence says when, as asked about Norla."),
        ("How much?", [], "No sentence says how much, as asked."),
        ("What is it?", [], "No sentence says what is asked."),
    ],
)  # fmt: skip
def test_a_person_is_told_what_is_missing(question, unknown, text):
    assert explain(read(question), unknown) == text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Which bank pays Ana Vance?", "The nearest passages mention “pays” and “Ana Vance”, but not “bank”."),
        ("Who closed the pier at Norla?", "The nearest passages mention “closed”, “pier” and “Norla”, but no sentence says who, as asked."),
        ("Is the pier at Norla closed?", "The nearest passages mention “pier”, “Norla” and “closed”, but no sentence answers the question."),
        ("Who won the football match?", "No sentence says who, as asked."),
    ],
)  # fmt: skip
def test_a_person_is_told_what_the_nearest_passages_have_and_lack(question, text):
    assert explain(read(question), [], PIER) == text


SHOP = """# The bakery at Sarn and the Lund brothers

The bakery Alte Muehle at Sarn burnt on Monday. Three ovens and two vans were lost.

Nine children slept above the shop. Ivo Lund, the baker, woke them. His brother keeps bees.
"""


@pytest.mark.parametrize(
    ("question", "words", "lack"),
    [
        ("How many children slept in Alte Muehle?", "Nine children", ""),  # "the shop" is what the article is about
        ("How many nurses slept above the shop?", "Three ovens", "words"),
        ("How many tourists were lost?", "Three ovens", "words"),
        ("How many ovens were lost?", "Three ovens", ""),
        ("How long is the bakery at Sarn?", "burnt on Monday", "kind"),
    ],
)  # fmt: skip
def test_what_a_figure_counts_and_whom_a_sentence_without_names_is_about(question, words, lack):
    found = sentences(article_of(SHOP))
    place = next(n for n, s in enumerate(found) if words in s.text)
    assert lacks(read(question), window((place,), found), EMBEDDER) == lack


def test_a_common_word_that_opens_a_sentence_is_nobody():
    text = (
        "# Norla\n\nDivers searched the harbour. Oskar Brand saw them, and Brand called for help."
    )
    found = sentences(article_of(text))
    asked = read("Who searched the harbour?")
    assert lacks(asked, window((0,), found), EMBEDDER) == "kind"


PILOT = """# Pilot jailed for four years over tanker grounding

A former pilot was sentenced to four years in prison on Monday for the grounding of the tanker Isolde.

Judge Petra Olufsen said Henrik Staal, 58, had been on his telephone for eleven minutes.

The port authority, which dismissed Staal in March 2025, declined to comment.

The crown fell 0.7 percent against the euro that day.
"""


@pytest.mark.parametrize(
    ("question", "words", "lack"),
    [
        ("How long was Henrik Staal jailed for?", "eleven minutes", "words"),
        ("How long was Henrik Staal jailed for?", "four years in prison", ""),
        ("How long was Petra Olufsen jailed for?", "four years in prison", "names"),
        ("When was Henrik Staal dismissed?", "March 2025", ""),
        ("When was Henrik Kool dismissed?", "March 2025", "names"),
        ("When was Henrik Staal dismissed?", "eleven minutes", "words"),
        ("How much did the crown fall against the dollar?", "0.7 percent", "words"),
        ("How much did the crown fall against the euro?", "0.7 percent", ""),
    ],
)
def test_a_figure_goes_with_what_was_done(question, words, lack):
    found = sentences(article_of(PILOT))
    place = next(n for n, s in enumerate(found) if words in s.text)
    assert lacks(read(question), window((place,), found), EMBEDDER) == lack


BID = """# Brightwell rejects Callan's bid

The board of Brightwell has rejected an offer of 2.9 billion pounds from its rival Callan.

Brightwell, founded in 1921, employs 3,800 people. Ines Roth, who runs it, earned 2 million pounds.

The Conservatives fell to 26.2 percent. The Greens lost a third of their seats.

Ines Roth married the painter Olav Ness in 1961. She was 91.
"""


@pytest.mark.parametrize(
    ("question", "words", "lack"),
    [
        ("How many people does Brightwell employ?", "3,800", ""),
        ("How many people does Callan employ?", "3,800", "names"),
        ("How many people does Brightwell employ?", "2.9 billion", "words"),
        ("How many seats did the Conservatives lose?", "third of their seats", "names"),
        ("How old was Ines Roth?", "She was 91", ""),
        ("How old was Ines Roth?", "in 1961", "kind"),
        ("How much did Ines Roth earn?", "2 million", ""),
    ],
)
def test_what_is_told_of_one_is_not_lent_to_another(question, words, lack):
    found = sentences(article_of(BID))
    place = next(n for n, s in enumerate(found) if words in s.text)
    assert lacks(read(question), window((place,), found), EMBEDDER) == lack
