"""Which articles a digest puts into one story: events of one kind on one day are several stories."""

from __future__ import annotations

from test_digest import article

import rag

DAY = "2026-09-14"
ALIKE = {
    "strikes": [
        (
            "Teachers in Hallow stop work over class sizes",
            "Teachers at eleven schools in Hallow stopped work on Monday because their classes are too big. "
            "The union Chalk said 640 of its members took part in the strike. "
            "It wants no more than 24 children in a class.",
        ),
        (
            "Lessons cancelled as Hallow teachers strike",
            "No lessons were held at eleven schools in Hallow on Monday as teachers went on strike. "
            "Parents had to look after some 7,000 children at home. "
            "The union Chalk is asking for smaller classes.",
        ),
        (
            "Vorden teachers walk out for more pay",
            "Teachers in Vorden went on strike on Monday for higher pay. "
            "Nine schools stayed shut and about 5,000 children had no lessons, the city said. "
            "Their union demands a rise of 6 per cent.",
        ),
        (
            "Strike shuts nine Vorden schools",
            "A strike by teachers shut nine schools in Vorden on Monday. "
            "They want 6 per cent more pay, their union said. "
            "Mayor Idris Pole called the strike needless.",
        ),
    ],
    "fires": [
        (
            "Furniture warehouse burns down in Keld",
            "A fire destroyed a furniture warehouse in Keld in the night to Monday. "
            "Eighty firefighters fought the flames until dawn, the fire service said. "
            "Nobody was hurt.",
        ),
        (
            "Night fire ruins Keld warehouse",
            "The furniture warehouse of the firm Tamms in Keld burned to the ground in the night to Monday. "
            "No one was hurt. Eighty firefighters were called out.",
        ),
        (
            "Carpet warehouse on fire in Ostrow",
            "Fire broke out in a carpet warehouse in Ostrow in the night to Monday. "
            "The fire service sent sixty firefighters and had the flames under control by dawn. "
            "Nobody was hurt.",
        ),
    ],
    "elections": [
        (
            "Sandra Keel elected mayor of Pinsk Bay",
            "Sandra Keel of the Liberals has won the election for mayor of Pinsk Bay. "
            "She got 56 per cent of the vote on Sunday, well ahead of the Conservative Leo Hart. "
            "Turnout was 48 per cent.",
        ),
        (
            "Pinsk Bay goes Liberal",
            "Voters in Pinsk Bay chose the Liberal Sandra Keel as their new mayor on Sunday. "
            "She took 56 per cent of the vote and the Conservative Leo Hart 44. "
            "Less than half of the voters took part.",
        ),
        (
            "Ulrich stays mayor of Damholt",
            "Conservative Nils Ulrich has won the election for mayor of Damholt again. "
            "He got 51 per cent of the vote on Sunday against 46 for the Liberal Ada Frey. "
            "Turnout was 52 per cent.",
        ),
        (
            "Narrow win for Ulrich in Damholt",
            "Nils Ulrich remains mayor of Damholt after a narrow win on Sunday. "
            "The Conservative took 51 per cent of the vote, the Liberal Ada Frey 46. "
            "She congratulated him on the evening of the election.",
        ),
    ],
    "matches": [
        (
            "Hexley win in the last minute",
            "Hexley Rovers beat Corran 2-1 in the cup on Sunday with a goal in the last minute. "
            "Substitute Pavel Rusk scored it with his head. "
            "Hexley are through to the last sixteen of the cup.",
        ),
        (
            "Rusk heads Rovers into next round",
            "A late header by Pavel Rusk took Hexley Rovers into the last sixteen of the cup on Sunday. "
            "They beat Corran 2-1. The winning goal came in the last minute.",
        ),
        (
            "Aldern knock out the champions",
            "Aldern beat Staveley Town 2-1 in the cup on Sunday and are through to the last sixteen. "
            "Captain Joe Marsh scored the winning goal with a free kick in the last minute.",
        ),
    ],
}
PLACES = ("Hallow", "Vorden", "Keld", "Ostrow", "Pinsk", "Damholt", "Hexley", "Aldern")


def pages():
    return [
        article(title, f"{kind} {n}", DAY, f"{text}\n")
        for kind, told in ALIKE.items()
        for n, (title, text) in enumerate(told)
    ]


def test_like_events_of_one_day_are_apart_and_retellings_together(tmp_path):
    with rag.Archive(tmp_path, engine="extractive") as archive:
        archive.add(*pages())
        stories = archive.digest().stories
    found = [
        {place for place in PLACES for a in story.articles if place in a.text} for story in stories
    ]
    assert sorted(map(sorted, found)) == sorted([place] for place in PLACES)
