"""Lies that change one small word or turn a phrase round, and near them what stays true."""

from __future__ import annotations

import pytest
from evidence import citer_of, told

from rag.proof import proven
from rag.sources import Sources

LIES = [
    # who did it, in a phrase without a subject
    ("Dorn won the league on Sunday by defeating Marlow Town 3-1.", "Marlow Town defeated Dorn 3-1."),
    ("Having outbid Vance, Norla took over the harbour in May.", "Vance outbid Norla."),
    ("After suing the builder Kestrel, the city of Dorn got a refund.", "The builder Kestrel sued the city of Dorn."),
    ("Norla became the largest brewer in June, overtaking Vance.", "Vance overtook Norla in June."),
    ("Ana Roos joined the party in 2019 after beating Tom Pennick in a primary.", "Tom Pennick beat Ana Roos in a primary."),
    ("Norla defeated Vance in the final.", "Vance took the cup by defeating Norla in the final."),
    ("Norla rescued Vance from bankruptcy in May.", "After rescuing Norla from bankruptcy, Vance grew in May."),
    ("Vance, beaten by Norla in the final, sacked its coach.", "Vance beat Norla in the final."),
    # comparisons
    ("The second tunnel is longer than the first one.", "The second tunnel is shorter than the first one."),
    ("Norla sold fewer boats than Vance in May.", "Norla sold more boats than Vance in May."),
    ("Rents in Dorn are cheaper than in Marlow.", "Rents in Marlow are cheaper than in Dorn."),
    ("Norla finished the season ahead of Vance.", "Norla finished the season behind Vance."),
    ("This year's harvest was better than expected in Dorn.", "This year's harvest in Dorn was worse than expected."),
    ("The old pier was wider but leaked.", "The old pier was narrower."),
    ("The museum in Dorn is older than the one in Marlow.", "The museum in Dorn is younger than the one in Marlow."),
    # what nearly was
    ("Norla almost closed the pier in March.", "Norla closed the pier in March."),
    ("Norla came close to selling the harbour in 2020.", "Norla sold the harbour in 2020."),
    ("Norla was on the verge of collapse in May.", "Norla collapsed in May."),
    ("Norla averted a shutdown of the harbour in May.", "Norla had a shutdown of the harbour in May."),
    ("Nearly all of the boats in Dorn were sold.", "All of the boats in Dorn were sold."),
    ("The pier all but vanished in the flood.", "The pier vanished in the flood."),
    ("The minister stopped short of banning the boats.", "The minister banned the boats."),
    # what is still to come, and what is over
    ("Norla will sell the harbour on 9 May.", "Norla sold the harbour on 9 May."),
    ("Ana Roos said the council would build the pier in June.", "Ana Roos said the council had built the pier in June."),
    ("The council is scheduled to meet in June.", "The council met in June."),
    ("Norla was about to win the contract in May.", "Norla won the contract in May."),
    ("Norla sold the harbour in Dorn on 9 May.", "Norla will sell the harbour in Dorn on 9 May."),
    ("Talks in Dorn opened on Monday.", "Talks in Dorn are to open on Monday."),
    # of one mind
    ("The council adopted the plan by 19 votes to 12.", "The council adopted the plan unanimously."),
    ("The jury in Dorn convicted Tom Pennick on Monday.", "The jury in Dorn convicted Tom Pennick by a unanimous vote on Monday."),
    ("The board backed the sale, though Ana Roos voted against.", "The board unanimously backed the sale."),
    ("Members approved the merger 88-13.", "Members unanimously approved the merger."),
    # what was not found
    ("Police found no evidence that the captain had been drinking.", "Police found evidence that the captain had been drinking."),
    ("Police found no evidence that the captain had been drinking.", "Police found that the captain had been drinking."),
    ("Inspectors did not find any trace of poison in the lake.", "Inspectors found poison in the lake."),
    ("The report does not show that the bridge was overloaded.", "The report shows that the bridge was overloaded."),
    ("The ministry could not confirm that the pilots had survived.", "The ministry confirmed that the pilots had survived."),
    ("There is little evidence that the drug helps children.", "The drug helps children."),
    # one side's view
    ("Opponents say the dam would be a waste of money and hurts farmers.", "The dam hurts farmers."),
    ("Critics of Norla complain that the boats are unsafe.", "The boats of Norla are unsafe."),
    ("The lawyer argued that the contract had expired in May.", "The contract had expired in May."),
    ("Ana Roos accused Tom Pennick of hiding the letters.", "Tom Pennick hid the letters."),
    ("Vance alleges that Norla copied its engine.", "Norla copied the engine of Vance."),
    ("The harbour law harms small ports, campaigners say.", "The harbour law harms small ports."),
    # only for a case
    ("Norla pays the crew a bonus if the boats sail on time.", "Norla pays the crew a bonus."),
    ("The bank will lend Norla the money provided that Dorn agrees.", "The bank will lend Norla the money."),
    ("The crew will strike on Friday unless Norla raises wages.", "The crew will strike on Friday."),
    ("Norla will keep the yard open only if the state helps.", "Norla will keep the yard open."),
    # one of them
    ("One of the bridges in Dorn was closed on Friday.", "The bridges in Dorn were closed on Friday."),
    ("One of the eight engines of the boat failed in May.", "The eight engines of the boat failed in May."),
    ("A third of the teachers at Low Ings left in May.", "The teachers at Low Ings left in May."),
    ("A handful of the boats sank at Skarrow.", "The boats sank at Skarrow."),
    ("The union accused the owner, Kestrel, of ignoring cracks that Ana Roos had reported.", "Kestrel ignored cracks that Ana Roos had reported."),
    ("Tom Pennick demanded that the contract for the pier be cancelled.", "The contract for the pier has been cancelled."),
    # another of the kind
    ("Norla's net profit was 118 million euros in May, its gross margin 31 percent.", "Norla's gross profit was 118 million euros in May."),
    ("The boats of Norla sold at the best price since March.", "The boats of Norla sold at the best price of the year."),
    ("Tom Pennick of the harbour council called the subsidy reckless.", "The subsidy is reckless."),
    ("Jets land in Upper Corran and in Dorn.", "Jets land in Nether Corran and in Dorn."),
    ("The council did not rule out a ban on boats.", "The council ruled out a ban on boats."),
    ('"It leaks like a net," the captain of the boat, Ana Roos, said.', '"It leaks like a net," one of the cooks said.'),
    ('"It leaks like a net," the captain of the boat, Ana Roos, said.', '"It leaks like a net," Tom Pennick said.'),
]  # fmt: skip

TRUTHS = [
    ("Dorn won the league on Sunday by defeating Marlow Town 3-1.", "Dorn defeated Marlow Town 3-1."),
    ("Dorn won the league on Sunday by defeating Marlow Town 3-1.", "Marlow Town was defeated by Dorn."),
    ("Having outbid Vance, Norla took over the harbour in May.", "Norla outbid Vance."),
    ("After suing the builder Kestrel, the city of Dorn got a refund.", "The city of Dorn sued the builder Kestrel."),
    ("Norla became the largest brewer in June, overtaking Vance.", "Norla overtook Vance in June."),
    ("Norla defeated Vance in the final.", "Norla won by defeating Vance in the final."),
    ("The court fined Kestrel for misleading Dorn.", "Kestrel was fined for misleading Dorn."),
    ("Police praised the neighbours for rescuing Tom Pennick.", "The neighbours rescued Tom Pennick."),
    ("The second tunnel is longer than the first one.", "The first tunnel is shorter than the second one."),
    ("The museum in Dorn is older than the one in Marlow.", "The museum in Marlow is younger than the one in Dorn."),
    ("Norla sold fewer boats than Vance in May.", "Vance sold more boats than Norla in May."),
    ("Norla sold fewer boats but more engines than Vance.", "Norla sold more engines than Vance."),
    ("Norla sold more boats than Vance but earned less.", "Norla sold more boats than Vance."),
    ("Norla finished the season ahead of Vance.", "Vance finished the season behind Norla."),
    ("Rents in Dorn are not cheaper than in Marlow.", "Rents are not cheaper in Dorn than in Marlow."),
    ("Higher wages led to fewer strikes at Norla.", "Higher wages at Norla led to fewer strikes."),
    ("Norla almost closed the pier in March.", "Norla nearly closed the pier in March."),
    ("Norla came close to selling the harbour in 2020.", "Norla almost sold the harbour in 2020."),
    ("Nearly 300 boats sank in Dorn.", "Almost 300 boats sank in Dorn."),
    ("The pier stands close to the harbour in Dorn.", "In Dorn, the pier stands close to the harbour."),
    ("Norla averted a shutdown of the harbour in May.", "Norla avoided a shutdown of the harbour in May."),
    ("Norla, which nearly failed in 2019, sold nine boats in May.", "Norla sold nine boats in May."),
    ("Norla will sell the harbour on 9 May.", "Norla is to sell the harbour on 9 May."),
    ("Ana Roos said the council would build the pier in June.", "The council will build the pier in June, Ana Roos said."),
    ("Norla sold the harbour in May and will close the yard.", "Norla sold the harbour in May."),
    ("The council met on Friday and will meet again in June.", "The council met on Friday."),
    ("Norla agreed to sell the harbour in Dorn.", "Norla will sell the harbour in Dorn."),
    ("The council decided on Friday that the pier is to close in May.", "The pier is to close in May."),
    ("The launch was postponed to June because of fog.", "The launch was postponed to June."),
    ("The council adopted the plan unanimously, 31 to 0.", "The council unanimously adopted the plan."),
    ("The council adopted the plan unanimously.", "The plan was adopted unanimously by the council."),
    ("The decision of the council was unanimous.", "The council's decision was unanimous."),
    ("The council adopted the plan by 19 votes to 12.", "The council adopted the plan by 19 to 12."),
    ("Police found no evidence that the captain had been drinking.", "Police found no evidence the captain had been drinking."),
    ("Police found no evidence that the captain had been drinking.", "There is no evidence that the captain had been drinking, police found."),
    ("Inspectors did not find any trace of poison in the lake.", "Inspectors found no trace of poison in the lake."),
    ("Police found evidence that the captain had been drinking.", "Police found that the captain had been drinking."),
    ("Ana Roos did not know that the pier was closed.", "The pier was closed."),
    ("Norla, which had found no sign of rust, sold the boat in May.", "Norla sold the boat in May."),
    ("Critics say the checks are easy to evade.", "The checks are easy to evade, according to critics."),
    ("Critics of Norla complain that the boats are unsafe.", "Critics say that the boats of Norla are unsafe."),
    ("Ana Roos, who opponents say is too young, won the vote in Dorn.", "Ana Roos won the vote in Dorn."),
    ("Ana Roos accused Tom Pennick of hiding the letters.", "Tom Pennick was accused of hiding the letters."),
    ("Norla closed the pier in May, but Vance argued that it was safe.", "Norla closed the pier in May."),
    ("Norla pays the crew a bonus if the boats sail on time.", "The crew gets a bonus from Norla if the boats sail on time."),
    ("The crew will strike on Friday unless Norla raises wages.", "Unless Norla raises wages, the crew will strike on Friday."),
    ("Norla asked the council if the pier was safe.", "Norla asked the council whether the pier was safe."),
    ("Norla owns the pier and will sell it if the state agrees.", "Norla owns the pier."),
    ("Norla keeps the yard open even if it loses money.", "Norla keeps the yard open."),
    ("One of the bridges in Dorn was closed on Friday.", "A bridge in Dorn was closed on Friday."),
    ("Norla, one of the largest banks in Dorn, closed on Friday.", "The bank Norla closed on Friday."),
    ("Norla, one of the partners, owns nine boats in Dorn.", "Norla owns nine boats in Dorn."),
    ("A third of the teachers at Low Ings left in May.", "One third of the teachers at Low Ings left in May."),
    ("Norla asked for a refund, which the council of Dorn rejected.", "The council of Dorn rejected a refund that Norla had asked for."),
    ("Farmers in southern Dorn announced protests.", "Farmers in the south of Dorn announced protests."),
    ("The jury chose Ana Roos by one vote over Tom Pennick.", "The jury chose Ana Roos over Tom Pennick."),
    ("It had not been proved that the boats leaked.", "There is no proof that the boats leaked."),
    ('"It leaks like a net," the captain of the boat, Ana Roos, said.', '"It leaks like a net," Ana Roos, the captain, said.'),
    ("The union accused the owner, Kestrel, of ignoring cracks in Dorn.", "The union accused Kestrel of ignoring cracks."),
    ("Tom Pennick demanded that the contract for the pier be cancelled.", "Tom Pennick demanded that the pier contract be cancelled."),
]  # fmt: skip


def verdict(text: str, claim: str, embedder) -> tuple[str, str]:
    page = f"# News of the day from the valley\n\n{text} It rained a lot in the hills that week."
    found = proven(claim, citer_of(page, embedder), Sources(), embedder)
    return told(claim, found), found.reason


@pytest.mark.parametrize(("text", "claim"), LIES)
def test_one_small_change_makes_a_lie(text, claim, embedder):
    assert verdict(text, claim, embedder)[0] != "supported"


@pytest.mark.parametrize(("text", "claim"), TRUTHS)
def test_near_it_the_truth_holds(text, claim, embedder):
    assert verdict(text, claim, embedder) == ("supported", "")
