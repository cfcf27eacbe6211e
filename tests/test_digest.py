"""Digests, comparisons and timelines over invented articles of several outlets."""

from __future__ import annotations

import pytest

import rag
from index.types import Page


def article(title: str, outlet: str, day: str, text: str) -> Page:
    head = f"---\ntitle: {title}\noutlet: {outlet}\ndate: {day}\n---\n\n"
    return Page(
        f"file:///{outlet}-{day}-{len(title)}.md".replace(" ", "-"), head + text, "markdown"
    )


FIRE = article(
    "Fire at the Belmar paper mill injures 14",
    "Dorn Post",
    "2026-11-12",
    "A fire at the Belmar paper mill in Dorn injured 14 workers on Thursday, the fire service said.\n\n"
    "The fire broke out in the drying hall of the mill shortly after noon. "
    "Three hundred residents of the Weir Street estate had to leave their homes. "
    "The mayor, Ines Tolland, called it a black day for Dorn.\n",
)
WIRE_TEXT = (
    "Nineteen workers were injured on Thursday in a fire at the Belmar paper mill in Dorn.\n\n"
    "The fire broke out in the drying hall of the mill, the police said. "
    "The owner, Karsk Holding, had been warned twice about its sprinklers, an inspector's letter shows. "
    "The regional hospital in Lofnes treated most of the injured workers for smoke.\n"
)
WIRE = article("Nineteen hurt in Belmar mill fire", "Northline Wire", "2026-11-12", WIRE_TEXT)
COPY = article("Nineteen hurt in Belmar mill fire", "Lofnes Herald", "2026-11-13", WIRE_TEXT)
LATER = article(
    "Police arrest electrician over Belmar mill fire",
    "Harbour Ledger",
    "2026-11-16",
    "Police arrested an electrician on Monday over the fire at the Belmar paper mill in Dorn.\n\n"
    "The fire broke out in the drying hall of the mill on 12 November. "
    "Repairs to the mill will cost 40 million crowns, the insurer Vantor estimates.\n",
)
MARKET = article(
    "Belmar names new finance chief",
    "Dorn Post",
    "2026-11-13",
    "Belmar appointed Olga Rensing as its finance chief on Friday.\n\n"
    "She comes from the brewer Halden and succeeds Piet Moor, who retires in March 2027. "
    "Analysts welcomed the choice of an outsider.\n",
)
FISH = article(
    "Herring quota cut by a third",
    "Harbour Ledger",
    "2026-11-14",
    "Ministers cut the herring quota by a third on Saturday after stocks fell.\n\n"
    "Fishing crews in Skarrow said that the cut would end the winter season early.\n",
)
EVERYTHING = (FIRE, WIRE, COPY, LATER, MARKET, FISH)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with rag.Archive(tmp_path_factory.mktemp("digest"), engine="extractive") as made:
        made.add(*EVERYTHING)
        yield made


@pytest.fixture(scope="module")
def digest(archive):
    return archive.digest(new_since="2026-11-15")


def told(story, heading):
    return " ".join(claim.text for claim in story.claims if claim.section.startswith(heading))


def test_the_articles_on_one_event_are_one_story_and_others_are_not(digest):
    outlets = [sorted(a.outlet for a in story.articles) for story in digest.stories]
    assert outlets[0] == ["Dorn Post", "Harbour Ledger", "Lofnes Herald", "Northline Wire"]
    assert sorted(outlets[1:]) == [["Dorn Post"], ["Harbour Ledger"]]


def test_what_all_agree_on_cites_independent_outlets(digest):
    agreed = [c for c in digest.stories[0].claims if c.section == "All agree"]
    assert any("drying hall" in claim.text for claim in agreed)
    for claim in agreed:
        outlets = {c.article.outlet for c in claim.citations}
        assert len(outlets - {"Lofnes Herald"} | ({"Northline Wire"} & outlets)) >= 2


def test_a_figure_that_differs_is_disputed_and_both_sides_are_cited(digest):
    (conflict,) = digest.stories[0].conflicts
    assert conflict.kind == "figure"
    assert {side.value.split()[0] for side in conflict.sides} == {"14", "Nineteen"}
    assert "injured" not in told(digest.stories[0], "All agree").split("drying hall")[0]


def test_what_only_one_has_names_it_and_copies_are_one(digest):
    story = digest.stories[0]
    assert "sprinklers" in told(story, "Only Northline Wire")
    assert "Weir Street" in told(story, "Only Dorn Post")
    assert not told(story, "Only Lofnes Herald")
    assert not any("drying hall" in c.text for c in story.claims if c.section.startswith("Only"))


def test_what_is_new_is_what_no_earlier_article_says(digest):
    new = told(digest.stories[0], "New since 15 November 2026")
    assert "electrician" in new
    assert "drying hall" not in new


def test_every_citation_is_the_characters_of_its_article(archive, digest):
    results = [digest, archive.timeline(), archive.compare(*(a.id for a in archive.articles()[:2]))]
    for result in results:
        cited = [c for claim in result.claims for c in claim.citations]
        cited += [s.citation for c in getattr(result, "conflicts", ()) for s in c.sides]
        assert cited
        for c in cited:
            assert c.quote == c.article.text[c.span.start : c.span.end] != ""
        assert all(claim.verdict == "supported" for claim in result.claims)
        assert str(result)
        assert result.to_dict()["complete"]


def test_a_story_that_lives_for_ten_days_is_one(tmp_path):
    days = [
        article(
            f"Search for the trawler Ysolde: day {n}",
            "Harbour Ledger",
            f"2026-11-{n + 1:02}",
            f"Rescuers went on with the search for the trawler Ysolde off Skarrow on day {n}.\n\n"
            f"The coast guard sent {n + 2} ships to the search for the missing trawler crew.\n",
        )
        for n in range(1, 11, 3)
    ]
    with rag.Archive(tmp_path, engine="extractive") as archive:
        archive.add(*days)
        assert len(archive.digest().stories) == 1


def test_a_timeline_has_dated_events_in_order_as_exact_as_told(archive):
    timeline = archive.timeline()
    when = [event.when for event in timeline.events]
    assert when == sorted(when)
    assert {"2026-11-12", "2026-11-16", "2027-03"} <= set(when)
    assert next(e for e in timeline.events if e.when == "2027-03").shown == "March 2027"
    assert not any("Weir Street" in event.claim.text for event in timeline.events)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("The order takes effect on 20 December, the ministry said.", ["2026-12-20"]),
        ("The bridge at Caddon was shut on 3 November.", ["2026-11-03"]),
        ("The mill at Dorn was sold in September 2020 to Karsk.", ["2020-09"]),
        ("Divers found a hollow under the pier on Tuesday.", ["2026-11-10"]),
        ("The ban on herring begins on Sunday for all boats.", []),
        ("The bridge at Caddon stays shut until Friday, it was said.", []),
        ("The mayor of Dorn called the shutdown a disgrace.", []),
        ("The company hired half of its workers this year for the mill.", ["2026"]),
    ],
)
def test_dates_are_resolved_against_the_day_of_the_article(tmp_path, text, when):
    page = article("Notes from the coast", "Dorn Post", "2026-11-12", f"{text}\n")
    with rag.Archive(tmp_path, engine="extractive") as archive:
        archive.add(page)
        assert [event.when for event in archive.timeline().events] == when


def test_two_articles_of_one_outlet_are_not_two_witnesses(tmp_path):
    again = article(
        "Inquiry into Belmar fire at paper mill",
        "Dorn Post",
        "2026-11-13",
        "The fire at the Belmar paper mill in Dorn broke out in the drying hall of the mill.\n\n"
        "Inspectors will look into the fire at the mill next week, the fire service said.\n",
    )
    with rag.Archive(tmp_path, engine="extractive") as archive:
        archive.add(FIRE, again)
        (story,) = archive.digest().stories
        assert {claim.section for claim in story.claims} == {"Key points"}


def test_a_comparison_has_both_and_each_alone(archive):
    ids = {a.outlet: a.id for a in archive.articles() if "mill" in a.title}
    (story,) = archive.compare(ids["Dorn Post"], ids["Northline Wire"]).stories
    assert "drying hall" in told(story, "Both say")
    assert "sprinklers" in told(story, "Only Northline Wire")
    assert story.conflicts


def test_a_digest_can_be_narrowed_and_saved(archive, digest, tmp_path):
    assert len(archive.digest(outlet="Harbour Ledger").stories) == 2
    for suffix in ("md", "html", "docx", "txt", "json"):
        assert digest.save(tmp_path / f"digest.{suffix}").stat().st_size > 500
    assert "Disputed" in (tmp_path / "digest.md").read_text()


def test_what_cannot_be_is_said_with_its_cure(archive, tmp_path):
    with pytest.raises(rag.UsageError, match="write it as"):
        archive.digest(new_since="someday")
    with pytest.raises(rag.UsageError, match="add some"), rag.Archive(tmp_path) as empty:
        empty.digest()
    with pytest.raises(rag.UsageError, match="two articles"):
        archive.compare(archive.articles()[0].id, archive.articles()[0].id)


def test_a_timeline_marks_what_was_corrected_and_leaves_out_what_may_be(tmp_path):
    with rag.Archive(tmp_path) as archive:
        archive.add(
            rag.Page(
                "file:///one",
                "# Tanker Ostrin aground\n\nTide, 3 May 2024\n\nThe tanker Ostrin was built in 1998 at Vell."
                " If the weather turns, she will be moved on 9 May 2024.",
                "markdown",
            ),
            rag.Page(
                "file:///two",
                "# Tanker Ostrin refloated\n\nTide, 5 May 2024\n\nThe tanker Ostrin came free on 4 May 2024.\n\n"
                "Correction: our first report gave a wrong year. The tanker Ostrin was built in 1996, not 1998.",
                "markdown",
            ),
        )
        shown = {e.shown: (e.claim.verdict, e.claim.reason) for e in archive.timeline().events}
    assert list(shown) == ["1996", "1998", "4 May 2024"]
    assert shown["1996"] == ("supported", "")
    assert shown["1998"][0] == "partly"
    assert "1996" in shown["1998"][1]


def test_a_digest_of_a_query_is_about_it(tmp_path):
    with rag.Archive(tmp_path) as archive:
        for name, text in {
            "trout": "# Trout die at Low Ings\n\nWarm water killed 11,000 trout at a fish farm on Sunday.",
            "bridge": "# Caddon bridge shut\n\nThe railway bridge at Caddon is shut until November.",
            "lawyers": "# Lawyers strike\n\nLawyers in Osterby stopped work over their fees on Monday.",
        }.items():
            archive.add(rag.Page(f"file:///{name}", text, "markdown"))
        assert [s.title for s in archive.digest("railway bridge").stories] == ["Caddon bridge shut"]
        assert len(archive.digest().stories) == 3
