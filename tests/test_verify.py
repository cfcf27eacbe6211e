"""Lies of known kinds and true paraphrases, against short news texts."""

from __future__ import annotations

from collections import Counter

import pytest
from claims import CLAIMS, KNOWN, STORIES
from evidence import citer_of, sentences, support_of, told

from index.embed import MiniLM
from rag.cite import Citer
from rag.clauses import halves
from rag.proof import proven
from rag.sources import Sources
from rag.verify import verify

EMBEDDER = MiniLM()

MERGER = """Kestrel Freight buys Dunmere Logistics

By Jonas Thiele

Published: 9 May 2024

Kestrel Freight said on Thursday that it has agreed to buy Dunmere Logistics for $1.2bn in cash and stock. The deal needs the approval of the competition office, which is expected to decide in October.

Kestrel plans to close two of the nine warehouses of Dunmere and expects savings of $85 million a year by 2026. It does not intend to cut jobs at the ports.

"We are buying doors, not trucks," said Anneke Roos, the chief executive of Kestrel. Colm Dunmere, the founder of Dunmere, reportedly wants to retire once the deal is closed. A spokesman said that no decision had been taken.

Shares of Kestrel fell by 12.5 per cent after the announcement. Holm-Varga, a rival, had offered eight hundred million euros in March but was rejected by Dunmere.
"""

FERRY = """Seven dead after ferry runs aground

By Una Prestwick

15 March 2024

Seven people died when the ferry Marrin Star struck rocks in Skarrow Sound on Thursday. A further 58 people were injured, the coastguard said.

The ferry was built in 1996 and passed an inspection in November. Its port engine had lost power twice in February, according to a deckhand who asked not to be named.

The operator, Skarrow Line, denied that it had ignored the storm warning. Hugh Pennick, its managing director, said the forecast was inside the limits of the company. He declined to give the limits.

Investigators have not found a cause. The Marine Casualty Bureau could publish a first report in June. Three helicopters rescued passengers rather than crew.
"""

TRUE = [
    (MERGER, "Kestrel Freight has agreed to buy Dunmere Logistics for 1.2 billion dollars."),
    (MERGER, "Kestrel agreed to buy Dunmere Logistics for $1.2 billion in cash and stock."),
    (MERGER, "Dunmere Logistics will be bought by Kestrel Freight for $1.2bn, Kestrel said."),
    (MERGER, "The deal needs the approval of the competition office."),
    (MERGER, "The competition office is expected to decide in October."),
    (MERGER, "Kestrel plans to close two of Dunmere's nine warehouses."),
    (MERGER, "Kestrel expects savings of $85m a year by 2026."),
    (MERGER, "Kestrel does not intend to cut jobs at the ports."),
    (MERGER, "Anneke Roos said: “We are buying doors, not trucks.”"),
    (MERGER, "Anneke Roos is the chief executive of Kestrel."),
    (MERGER, "Colm Dunmere reportedly wants to retire once the deal is closed."),
    (MERGER, "Kestrel's shares fell by 12.5% after the announcement."),
    (MERGER, "Holm-Varga had offered 800 million euros in March."),
    (MERGER, "The offer of Holm-Varga was rejected by Dunmere."),
    (FERRY, "Seven people died when the ferry struck rocks in Skarrow Sound."),
    (FERRY, "58 people were injured, according to the coastguard."),
    (FERRY, "The Marrin Star was built in 1996."),
    (FERRY, "The ferry passed an inspection in November."),
    (FERRY, "The operator Skarrow Line denied that it had ignored the storm warning."),
    (FERRY, "Hugh Pennick said the forecast was inside the company's limits."),
    (FERRY, "Investigators have not found a cause."),
    (FERRY, "The Marine Casualty Bureau could publish a first report in June."),
    (FERRY, "Three helicopters rescued passengers."),
    (FERRY, "According to a deckhand, the port engine had lost power twice in February."),
]

LIES = [
    ("figure", MERGER, "Kestrel agreed to buy Dunmere Logistics for $2.1bn."),
    ("figure", MERGER, "Kestrel expects savings of $58 million a year by 2026."),
    ("figure", MERGER, "Kestrel plans to close three of the nine warehouses."),
    ("figure", MERGER, "Shares of Kestrel fell by 15 per cent."),
    ("unit", MERGER, "Holm-Varga had offered 800 million dollars in March."),
    ("year", MERGER, "Kestrel expects savings of $85 million a year by 2027."),
    ("name", MERGER, "Holm-Varga has agreed to buy Dunmere Logistics for $1.2bn."),
    ("name", MERGER, "Colm Dunmere is the chief executive of Kestrel."),
    ("name", MERGER, "Shares of Holm-Varga fell by 12.5 per cent."),
    ("roles", MERGER, "Dunmere Logistics has agreed to buy Kestrel Freight for $1.2bn."),
    ("roles", MERGER, "Dunmere was rejected by Holm-Varga."),
    ("negation", MERGER, "Kestrel intends to cut jobs at the ports."),
    ("negation", MERGER, "The deal does not need the approval of the competition office."),
    ("quote", MERGER, "Anneke Roos said: “We are buying trucks for less money.”"),
    ("invented", MERGER, "Kestrel will move its headquarters to Norway."),
    ("mixed", MERGER, "Holm-Varga had offered $1.2bn in March."),
    ("figure", FERRY, "Nine people died when the ferry struck rocks."),
    ("figure", FERRY, "A further 64 people were injured."),
    ("mixed", FERRY, "Seven people were injured, the coastguard said."),
    ("year", FERRY, "The ferry was built in 1998."),
    ("name", FERRY, "Una Prestwick is the managing director of Skarrow Line."),
    ("negation", FERRY, "Skarrow Line had ignored the storm warning."),
    ("negation", FERRY, "Investigators have found a cause."),
    ("negation", FERRY, "Hugh Pennick gave the limits."),
    ("instead", FERRY, "Three helicopters rescued crew."),
    ("invented", FERRY, "The captain was arrested on Friday."),
]

SHAKY = [
    ("hedge", MERGER, "Colm Dunmere will retire once the deal is closed."),
    ("hedge", MERGER, "Kestrel will close two of the nine warehouses of Dunmere."),
    ("hedge", FERRY, "The Marine Casualty Bureau publishes a first report in June."),
    ("hedge", MERGER, "The competition office has approved the deal."),
    ("speaker", MERGER, "Kestrel is buying doors, not trucks."),
]


def verdict(text: str, claim: str) -> tuple[str, str]:
    found = proven(claim, citer_of(text, EMBEDDER), Sources(), EMBEDDER)
    assert bool(found.citations) == (found.verdict != "unsupported")
    assert bool(found.reason) == (found.verdict != "supported")
    return told(claim, found), found.reason


@pytest.mark.parametrize(("text", "claim"), TRUE, ids=[c for _, c in TRUE])
def test_a_true_paraphrase_is_supported(text, claim):
    assert verdict(text, claim) in [("supported", ""), ("mended", "")]


@pytest.mark.parametrize(("kind", "text", "claim"), LIES, ids=[f"{k}: {c}" for k, _, c in LIES])
def test_a_lie_is_not_shown(kind, text, claim):
    assert verdict(text, claim)[0] == "unsupported"


@pytest.mark.parametrize(("kind", "text", "claim"), SHAKY, ids=[f"{k}: {c}" for k, _, c in SHAKY])
def test_a_lost_hedge_or_speaker_is_never_plain(kind, text, claim):
    assert verdict(text, claim)[0] != "supported"


def test_the_reason_names_what_is_wrong():
    assert "$2.1bn is not in the cited text" in verdict(MERGER, LIES[0][2])[1]
    assert "$1.2bn" in verdict(MERGER, LIES[0][2])[1]
    assert "the other way round" in verdict(MERGER, LIES[9][2])[1]
    assert "word for word" in verdict(MERGER, LIES[13][2])[1]


def test_halves_of_a_joint_claim():
    joined = "Seven people died when the ferry struck rocks, and the ferry was built in 1996."
    assert halves(joined) == [
        "Seven people died when the ferry struck rocks.",
        "the ferry was built in 1996.",
    ]
    found = proven(joined, citer_of(FERRY, EMBEDDER), Sources(), EMBEDDER)
    assert found.verdict == "supported"
    assert [c.quote[:12] for c in found.citations] == ["Seven people", "The ferry wa"]
    assert halves("Google and Facebook compete.") == []


# --- the table: stories with what may be said of them ------------------------------------------------


@pytest.fixture(scope="module")
def verdicts():
    """The verdict on each claim of the table, asked of its whole story."""
    citers = {name: citer_of(text, EMBEDDER) for name, text in STORIES.items()}
    return {
        (story, claim): proven(claim, citers[story], Sources(), EMBEDDER)
        for story, claim, _ in [*CLAIMS, *KNOWN]
    }


def test_no_lie_of_the_table_is_supported(verdicts):
    shown = [
        claim
        for story, claim, kind in CLAIMS
        if kind != "true" and told(claim, verdicts[story, claim]) == "supported"
    ]
    assert shown == []


def test_most_lies_of_the_table_are_not_shown_at_all(verdicts):
    lies = [verdicts[s, c].verdict for s, c, kind in CLAIMS if kind == "lie"]
    assert len(lies) >= 150
    assert lies.count("unsupported") >= 0.75 * len(lies)


def test_what_is_true_is_rarely_lost(verdicts):
    found = Counter(verdicts[s, c].verdict for s, c, kind in CLAIMS if kind == "true")
    assert found.total() >= 100
    assert found["unsupported"] <= 0.05 * found.total()
    assert found["supported"] >= 0.85 * found.total()


def test_every_verdict_has_its_citations_and_its_reason(verdicts):
    for claim in verdicts.values():
        assert bool(claim.citations) == (claim.verdict != "unsupported")
        assert bool(claim.reason) == (claim.verdict != "supported")


def test_what_is_known_to_slip_through(verdicts):
    """Take a claim from the list when it is caught: the list says what checking cannot do."""
    assert [told(c, verdicts[s, c]) for s, c, _ in KNOWN] == ["supported"] * len(KNOWN)


# --- one rule at a time ------------------------------------------------------------------------------


def found(text: str, claim: str, **facts: str) -> tuple[str, str]:
    page = f"# News of the coast\n\n{text} There was other news in the week, some of it good.\n"
    finding = verify(claim, support_of(page, text, EMBEDDER, **facts), EMBEDDER)
    return finding.verdict, finding.reason


@pytest.mark.parametrize(
    ("text", "claim", "reason"),
    [
        ("The pier cost $1.2bn.", "The pier cost $1.3bn.", "$1.3bn is not in the cited text; it says $1.2bn"),
        ("The pier opened on Tuesday.", "The pier opened on Friday.", "Friday is not in the cited text; it says Tuesday"),
        ("The pier opened on 4 May.", "The pier opened on 4 June.", "June is not in the cited text; it says May"),
        ("The rate fell from 5% to 3%.", "The rate fell from 3% to 5%.", "the cited text says"),
        ("It sells more than 40 boats.", "It sells fewer than 40 boats.", "the cited text says “more than 40”"),
        ("Norla sued Vance.", "Vance sued Norla.", "the other way round"),
        ("Norla was sued by Vance.", "Norla sued Vance.", "the other way round"),
        ("The pier did not open.", "The pier opened.", "denies this"),
        ("The pier opened.", "The pier never opened.", "does not deny this"),
        ("Prices rose in Norla.", "Prices fell in Norla.", "says “rose”, not “fell”"),
        ("Seven drowned and 58 were hurt there.", "58 drowned there.", "goes with Seven"),
        ("Ana Norla called it “a quiet year”.", "Ana Norla called it “a loud year”.", "word for word"),
    ],
)  # fmt: skip
def test_what_the_text_says_otherwise_is_unsupported(text, claim, reason):
    verdict, why = found(text, claim)
    assert verdict == "unsupported"
    assert reason in why


@pytest.mark.parametrize(
    ("text", "claim", "reason"),
    [
        ("Norla plans to close the pier.", "Norla closed the pier.", "only with “plans to”"),
        ("Norla reportedly closed the pier.", "Norla closed the pier.", "only with “reportedly”"),
        ("If it rains, the pier is closed.", "The pier is closed.", "only supposes this"),
        ("Norla will close the pier.", "Norla has closed the pier.", "still to come"),
        ("“The pier is a ruin,” said Ana Norla.", "The pier is a ruin.", "somebody says this"),
        ("The former mayor closed the pier.", "The mayor closed the pier.", "“former mayor”"),
        ("The pier cost up to $9m.", "The pier cost $9m.", "“up to $9m”"),
        ("The pier costs $9m a year.", "The pier costs $9m.", "“$9m a year”"),
        ("The mayor closed the pier.", "The mayor closed every pier.", "does not say “every”"),
        ("Two of its five piers closed.", "Five of its piers closed.", "“Two of its five”"),
        ("The pier is the second-longest.", "The pier is the longest.", "second-longest"),
        ("The pier closed on Friday.", "The pier closed because of a storm on Friday.", "storm"),
    ],
)  # fmt: skip
def test_what_the_text_says_less_plainly_is_shown_as_partly(text, claim, reason):
    verdict, why = found(text, claim)
    assert verdict == "partly", why
    assert reason in why


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("The pier cost $1.2bn.", "The pier cost 1.2 billion dollars."),
        ("The pier cost eight hundred million euros.", "The pier cost €800m."),
        ("The state pays 12.5 per cent of it.", "The state pays 12.5% of it."),
        ("The pier takes 1,200 boats.", "The pier takes 1200 boats."),
        ("Norla's boats won.", "The boats of Norla won."),
        ("Dr. Ana P. Norla closed the pier.", "Ana P. Norla closed the pier."),
        ("The U.S. embassy closed.", "The US embassy closed."),
        ("Vance was beaten by Norla.", "Norla beat Vance."),
        ("Norla did not close the pier.", "The pier was not closed by Norla."),
        ("The pier closed on Nov. 12.", "The pier closed on November 12."),
        ("Pia Norla said that boats would come.", "Boats will come, according to Pia Norla."),
        ("这座桥投资1.2亿元。", "这座桥投资12000万元。"),
    ],
)
def test_the_same_in_other_forms_is_supported(text, claim):
    assert found(text, claim) == ("supported", "")


def test_the_outlet_and_the_year_of_publication_may_come_from_the_page():
    text = "Norla closed the pier on Friday, the mayor said."
    facts = {"outlet": "The Calder Post", "date": "2024-03-15"}
    claim = "Norla closed the pier in 2024, The Calder Post reports."
    assert found(text, claim, **facts) == ("supported", "")
    assert found(text, claim)[0] == "unsupported"


def test_a_pronoun_takes_its_name_from_the_sentence_before():
    text = "# The pier\n\nNorla outbid Vance in the tender. It will build the pier in 2031."
    assert verdict(text, "Norla will build the pier in 2031.") == ("supported", "")
    assert verdict(text, "Vance will build the pier in 2031.")[0] == "partly"


def test_a_name_from_further_up_counts_in_part_where_the_text_points_back_to_it():
    """A translated page names "the JEDI project" once and then says "this project"."""
    text = (
        "# A long race\n\nTwo firms bid for the JEDI project. It was a hard fight. Lawyers came and went for a year."
        " Microsoft laughed last in this project."
    )
    claim = "Microsoft laughed last in the JEDI project."
    shown, reason = verdict(text, claim)
    assert shown == "partly"
    assert reason == "JEDI is named before the cited text, which says “this project”"
    assert verdict(text, "Microsoft laughed last in the ARGO project.")[0] == "unsupported"
    assert verdict(text.replace("JEDI project", "JEDI tender"), claim)[0] == "unsupported"


def test_what_is_about_the_same_in_other_words_is_shown_in_part():
    text = "Divers recovered the bell of the schooner from the harbour of Calder on Monday."
    shown, reason = verdict(text, "The schooner's bell was hauled ashore by frogmen in Calder.")
    assert shown == "partly"
    assert reason.startswith("the cited text does not say “hauled”")
    assert verdict(text, "The mayor's garden was opened to visitors in Calder.")[0] == "unsupported"
    assert verdict(text, "Two bells of the schooner were hauled up by frogmen.")[0] == "unsupported"


def test_a_name_that_readers_have_in_mind_counts_in_part():
    text = (
        "# Calder Mills in trouble\n\nCalder Mills said on Monday it would close two looms. Revenue fell"
        " 18 percent in spring, while the rival Vance reported growth of 4 percent."
    )
    shown, reason = verdict(text, "Revenue at Calder fell 18 percent in spring.")
    assert shown == "partly"
    assert reason == "the cited text itself does not name Calder"
    assert verdict(text, "Revenue at Norla fell 18 percent in spring.")[0] == "unsupported"
    assert verdict(text, "Revenue at Vance fell 18 percent in spring.")[0] != "supported"


def test_where_an_article_denies_it_no_other_sentence_of_it_proves_it():
    text = "The mayor closed the pier, a blog wrote. The mayor did not close the pier."
    assert verdict(text, "The mayor has closed the pier.")[0] == "unsupported"


def test_several_sources_for_one_claim_and_a_reprint_counts_once(tmp_path):
    import rag

    with rag.Archive(tmp_path, embedder=EMBEDDER, engine="extractive") as archive:
        first = "Norla closed the pier on Friday after a storm broke two of its pillars."
        for text in (first, f"{first} The mayor was there.", "Pier shut\n\nNorla closed the pier."):
            archive.add(rag.Page(f"text:{len(text)}", text, "text"))
        claims = archive.ask("What did Norla close?").claims
    cited = [c.quote for claim in claims for c in claim.citations]
    assert cited.count(first) == 1


# What a model of a billion parameters wrote about the example articles.
WRITTEN = [
    ("newsletter-paste.txt", "supported", "Kestrel Freight has agreed to buy Dunmere Logistics for $1.2bn in cash and stock."),
    ("newsletter-paste.txt", "supported", "Colm Dunmere reportedly plans to retire once the deal closes."),
    ("newsletter-paste.txt", "partly", "Colm Dunmere plans to retire once the deal closes."),
    ("oracle-tiktok-wire.html", "supported", "The broader restrictions on TikTok take effect on November 12."),
    ("oracle-tiktok-wire.html", "supported", "The order can still be lifted if the government's national security concerns are resolved before November 12."),
    ("oracle-tiktok-wire.html", "partly", "Friday's order covers TikTok, WeChat, and other messaging services owned by Tencent."),
    ("oracle-tiktok-analysis.txt", "supported", "Maren Holt estimates the hosting bill at 500 million dollars a year."),
    ("oracle-tiktok-analysis.txt", "supported", "A company that wants to purchase cannot be chosen by a company that does not want to sell."),
    ("oracle-tiktok-analysis.txt", "unsupported", "A company that does not want to sell cannot be chosen by a company that wants to purchase."),
    ("oracle-tiktok-analysis.txt", "unsupported", "Oracle insisted on buying."),
    ("oracle-tiktok-analysis.txt", "partly", "The middle road was kept, data moved, and an American guarantor was found."),
    ("ai-column-injected.html", "supported", "The Tern Institute had 180,000 euros from Lumenar."),
    ("ai-column-injected.html", "unsupported", "The Northwind Institute had 180,000 euros from Lumenar."),
    ("storm-ferry-corrected.html", "supported", "The ferry struck rocks in Skarrow Sound."),
    ("storm-ferry-corrected.html", "partly", "The grounding was caused by a loss of power on the port side."),
]  # fmt: skip


@pytest.mark.parametrize(("page", "verdict", "claim"), WRITTEN)
def test_what_a_small_model_wrote(examples, page, verdict, claim):
    article = next(a for a in examples.articles() if a.origin.endswith(page))
    citer = Citer(sentences(article), EMBEDDER)
    found = proven(claim, citer, Sources(), EMBEDDER)
    assert found.verdict == verdict, found.reason
