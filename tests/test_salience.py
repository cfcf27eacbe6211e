"""What a summary takes of an article: the headline's fact, sentences that stand alone, no furniture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import chunk
from index.types import Article, Span
from rag.dateline import told, undated
from rag.leaning import hangs, is_note
from rag.retrieve import Sentence, sentences_of

SCENE = """Clerks to be paid back after payroll fault

*By Ines Holt · 3 May 2026*

Ann Dole used to count her change twice. She liked the sound of it.

The coins went into a jar above the stove, beside the clock.

Larch City will pay $4.1 million to 900 clerks whose wages a payroll fault had cut since 2019, Mayor \
Ulf Brandt announced on Monday.

"We were wrong," he said. Each clerk will receive at least $700 before July.

The union accepted the offer. However, it wants an audit.
"""

WIRE = """Miners at Tarn end walkout

TARN, May 4 (Ridge Wire) — Miners at the Tarn pit voted on Monday to end a walkout of nine days.

The owner will raise wages by 4% from June, said its director, Olga Penn.

The third reason for the walkout, old lamps, was settled in April, the union said on Sunday.
"""

PHOTOGRAPHED = """Town buys back its pier

A child looks over the railing of the pier at dusk. (Photo: Ada Finch/Shoreline)

The town of Wick bought back its pier for 2 million crowns on Tuesday, twenty years after it was sold.

Wick will repair the deck by next spring, the mayor, Per Lund, said at a meeting of the council.
"""


def summary_of(archive, text, length):
    return [claim.text for claim in archive.summarize(text, length=length).claims]


def test_the_headlines_fact_is_found_behind_a_scene(examples):
    for length in (1, 2, 3):
        text = summary_of(examples, SCENE, length)
        assert any("$4.1 million to 900 clerks" in sentence for sentence in text), length
    assert text[0].startswith("Larch City")


def test_of_what_the_headline_says_nothing_is_left_out_that_the_article_has(examples):
    text = """Bank fined over lost cheques and Dortha vault flooded

The regulator fined Marl Bank 3 million crowns on Monday because it lost 4,000 cheques last year.

Marl Bank said on Monday that it accepted the fine and had found most of the cheques since then.

The regulator said that the bank had known of the lost cheques for a year before it told anyone.

Customers of the bank were paid back in full last spring, according to the regulator's own report.

The bank has closed eleven branches in three years and plans to close four more of them by June.

A burst pipe flooded the vault in Dortha.
"""
    assert any("vault in Dortha" in s for s in summary_of(examples, text, 3))


def test_a_dateline_is_not_shown_and_the_citation_is_still_exact(examples):
    summary = examples.summarize(WIRE, length=2)
    assert summary.claims[0].text.startswith("Miners at the Tarn pit voted")
    for claim in summary.claims:
        assert claim.verdict == "supported"
        for c in claim.citations:
            assert c.quote == c.article.text[c.span.start : c.span.end]
            assert "Ridge Wire" not in c.quote
    assert not any("third reason" in claim.text for claim in summary.claims)


def test_captions_are_no_part_of_a_summary(examples):
    assert not any("railing" in s for s in summary_of(examples, PHOTOGRAPHED, 2))


@pytest.mark.parametrize("name", ["post", "article"])
def test_the_closing_line_of_a_feed_is_furniture(examples, name):
    closing = f"The {name} Town buys back its pier appeared first on Shoreline Notes."
    summary = examples.summarize(f"{PHOTOGRAPHED}\n{closing}\n", length=9)
    assert closing not in summary.articles[0].text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("OSLO, Sept. 3 (Fjord Wire) — Rain fell.", "Rain fell."),
        ("OSLO (Fjord Wire) - Rain fell.", "Rain fell."),
        ("LA PAZ — Rain fell.", "Rain fell."),
        ("Oslo, 3 September 2026 -- Rain fell.", "Rain fell."),
        ("(Fjord Wire) — “Rain,” he said.", "“Rain,” he said."),
        ("新华社奥斯陆9月3日电(记者李明)下雨了。", "下雨了。"),
        ("NATO — which has 32 members — met.", "NATO — which has 32 members — met."),
        ("Oslo — a city on a fjord — voted.", "Oslo — a city on a fjord — voted."),
        ("Lower Skarrow — The pier reopened.", "The pier reopened."),
        ("Halden — The brewer's pride — closed.", "Halden — The brewer's pride — closed."),
        ("Halden — the brewer closed.", "Halden — the brewer closed."),
        ("Penn (67) is back.", "Penn (67) is back."),
        ("The vote, on 3 May, was close.", "The vote, on 3 May, was close."),
    ],
)
def test_a_sentence_begins_behind_its_dateline(text, sentence):
    assert undated(whole(text)).text == sentence


@given(st.text('AOslo ,.-—–()39Sept\n“"新社月日电', max_size=60))
def test_a_sentence_without_its_dateline_ends_the_article_as_before(text):
    before = whole(text)
    after = undated(before)
    assert after.text == text[after.span.start : after.span.end]
    assert after.span.end == before.span.end
    assert after.text or not text


def whole(text):
    spans = (Span(0, len(text)),)
    article = Article("a" * 12, 1, "made.txt", "Title", None, None, None, "en", text, (), spans, ())
    return Sentence(article, Span(0, len(text)), text, "p", "")


def test_only_the_first_sentence_of_a_paragraph_has_a_dateline(examples):
    article = examples.summarize(WIRE, length=1).articles[0]
    for passage in chunk(article):
        pairs = zip(told(article, passage), sentences_of(article, passage), strict=True)
        changed = [(a.text, b.text) for a, b in pairs if a != b]
        assert [b.removesuffix(a) for a, b in changed] == ["TARN, May 4 (Ridge Wire) — "]


@pytest.mark.parametrize(
    ("text", "language", "leans"),
    [
        ("However, he said it was late.", "en", True),
        ("The third reason is the rain.", "en", True),
        ("On Friday he left.", "en", True),
        ("This month the office finished its report.", "en", False),
        ("The second half was played in rain.", "en", False),
        ("“It rains.”", "en", True),
        ('"It rains," she said.', "en", True),
        ('"Rain," said the mayor, Per Lund.', "en", False),
        ('Per Lund said: "They were late."', "en", False),
        ("Das teilte die Bahn mit.", "de", True),
        ("Das Werk schließt.", "de", False),
        ("Cette baisse touche la culture.", "fr", True),
        ("Cette semaine, la ville vote.", "fr", False),
        ("Es la segunda vez.", "es", True),
        ("Este viernes cerró el puerto.", "es", False),
        ("不过,车站没有开放。", "zh", True),
    ],
)
def test_what_leans_on_the_sentence_before(text, language, leans):
    assert hangs(text, language) is leans


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("Correction: The year was 1988.", True),
        ("Ridge Gazette, 21 June 2026", True),
        ("The Ridge Post, Jan. 17, 2026.", True),
        ("Redacción El Puerto, 23 de enero de 2026", True),
        ("Guests on the quay. Photo: Ivo Lamb", True),
        ("Ada Finch is a staff writer for the Post.", True),
        ("The pier opened on 3 May 2026.", False),
        ("The mayor bought a photo of the pier for 20 crowns.", False),
        ("Rain fell.", False),
    ],
)
def test_notes_are_told_from_the_report(line, note):
    assert is_note(line) is note
