from evidence import article_of, citer_of, sentences, support_of
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embed import MiniLM
from index.types import Span
from rag.cite import Citer
from rag.sources import Sources

EMBEDDER = MiniLM()
NEWS = """# Norla and the pier

## The storm

A storm closed the pier at Norla on Friday. Its lamps went out at nine. Ana Vance, the mayor, said that repairs would cost 2 million euros.

## The money

The county pays half of the repairs. A bank in Leeds lends the rest.
"""


def quotes(claim, citer):
    return [support.text for support in citer.supports(claim)]


def test_the_sentence_that_says_it_comes_first():
    citer = citer_of(NEWS, EMBEDDER)
    assert quotes("Repairs will cost 2 million euros.", citer)[0].startswith("Ana Vance")
    assert quotes("On Friday the pier was closed by a storm.", citer)[0].startswith("A storm")
    assert quotes("Half of the costs are paid by the county.", citer)[0].startswith("The county")


def test_figures_find_their_sentence_in_other_forms():
    citer = citer_of(NEWS, EMBEDDER)
    assert quotes("€2m", citer)[0].startswith("Ana Vance")


def test_what_is_about_something_else_has_no_support():
    citer = citer_of(NEWS, EMBEDDER)
    assert quotes("Penguins moult once a year.", citer) == []
    assert Citer([], EMBEDDER).supports("Anything.") == []


def test_a_sentence_that_points_back_takes_the_one_before_along():
    support = citer_of(NEWS, EMBEDDER).supports("The lamps of the pier went out at nine.")[0]
    assert [s.text[:7] for s in support.sentences] == ["A storm", "Its lam"]
    assert support.own == "Its lamps went out at nine."
    assert support.lent == "A storm closed the pier at Norla on Friday."


def test_what_a_reader_has_in_mind():
    support = support_of(NEWS, "Ana Vance", EMBEDDER)
    assert support.topic == "Norla and the pier\nThe storm"
    assert support.before == "Its lamps went out at nine."
    assert support.earlier.splitlines()[0].startswith("A storm")
    assert support_of(NEWS, "The county", EMBEDDER).earlier == ""
    assert "Ana Vance" in support_of(NEWS, "The county", EMBEDDER).before


def test_spans_join_within_a_paragraph_and_not_across():
    article = article_of(NEWS)
    found = sentences(article)
    citer = Citer(found, EMBEDDER)
    together = citer.of(found[:2]).spans
    assert together == (Span(found[0].span.start, found[1].span.end),)
    assert len(citer.of([found[2], found[3]]).spans) == 2
    assert len(citer.of([found[0], found[2]]).spans) == 2


def test_one_span_has_one_number_and_each_article_its_own():
    first, second = citer_of(NEWS, EMBEDDER), citer_of(NEWS.replace("half", "all"), EMBEDDER)
    sources = Sources()
    one = first.supports("The county pays half of the repairs.")[0]
    two = first.supports("A storm closed the pier.")[0]
    assert [c.number for c in sources.cite(one)] == [1]
    assert [c.number for c in sources.cite(two)] == [2]
    assert [c.number for c in sources.cite(one)] == [1]
    assert sources.cite(one)[0].quote == "The county pays half of the repairs."
    other = second.supports("The county pays all of the repairs.")[0]
    assert sources.cite(other)[0].quote == "The county pays all of the repairs."


CITER = citer_of(NEWS, EMBEDDER)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(NEWS.split()), max_size=8).map(" ".join))
def test_whatever_is_claimed_the_spans_are_sentences_of_the_article(claim):
    for support in CITER.supports(claim):
        for span in support.spans:
            text = support.article.text[span.start : span.end]
            assert text.split() == " ".join(s.text for s in support.sentences).split()
