"""Invented news and what may be said of it: pairs of a claim and what checking should find.

Each claim is "true" (what the story says, in other words), "loose" (it leaves out who says so, or
that it is not certain) or "lie" (the story says otherwise, or does not say it).
"""

BRIDGE = """# Velmar council approves new harbour bridge

The Velmar city council voted 23 to 14 on Tuesday to build a new bridge over the harbour, at a cost of $1.2bn. Mayor Ilsa Brandt said the bridge would open in 2031. Construction firm Torvald Heavy, which outbid Karsten Works, will begin work in March. About 12.5 per cent of the money comes from the state.

The old bridge, built in 1958, carries 1,200 lorries a day. Opposition leader Per Odegaard called the plan "a monument to debt". "We will not raise taxes for it," Ms Brandt said. The U.S. embassy, whose garden lies beside the site, declined to comment. If the river freezes, the start could move to May.
"""

DEAL = """# Aldene buys snack maker Morrow Foods

Aldene Group has acquired the snack maker Morrow Foods for eight hundred million dollars, the companies said on Thursday. Aldene beat a rival bid from Pellico. The chief executive of Aldene, Rosa Linqvist, reportedly plans to close two of Morrow's five factories. Its shares rose 4.2 percent to 61.30 euros.

Morrow was founded by Edda Morrow in 1974 and employs 3,400 people. Pellico sued Aldene in 2022 over a trademark, and lost. Analyst Kit Farrow said the price was "too high by a third". Morrow did not lose money last year; it earned $45m. The deal could close in June if regulators agree. Unions fear that the Ostby plant will be shut.
"""

FLU = """# Tarn flu outbreak eases

The number of flu cases in Tarn fell from 812 to 344 last week, health officials said. Two people have died since November. The regional hospital stopped all visits on 3 January rather than close its wards. Dr Halima Osei, who runs the hospital, denied that beds had run out. Officials rejected a proposal to shut schools. Children under five were not vaccinated.

## The vaccine

Nordvax made 1.5 million doses of the vaccine. It was approved by the drug agency in September 2023. The company has never tested it on pregnant women. Researchers at the Lund Institute believe that it halves the risk of a hospital stay. Nordvax sells it to Belmark Pharma, which distributes it in the south.
"""

ROWER = """# Court clears rower Jana Wels of doping

A court in Geneva cleared the rower Jana Wels of doping on Monday. The federation had banned her for two years after a test in 2021. Judges found that the sample had been mixed up by a laboratory in Lyon. Wels defeated Mara Toth in the final at Bled.

"I never doubted that the truth would come out," Wels said. Her coach, Anton Pire, accused the federation of cowardice. The federation may appeal against the ruling. Toth congratulated Wels. The federation has not apologised to her. J.P. Keller, the federation's president, resigned in April.
"""

METRO = """# 青岚市地铁四号线延期

青岚市交通局周二表示，地铁四号线将推迟到2026年6月开通。项目总投资为86亿元，比原计划多12亿元。承建方北陆工程没有解释延期的原因。局长何文静说，票价不会上涨。线路全长约32公里，设21座车站。
"""

SATELLITE = """# Orbisat wins lunar relay contract

By Dana Whitlock

Orbisat, a satellite maker based in Leeds, has won a 340 million pound contract from the European Space Agency to build a relay station for the Moon. The agency chose Orbisat over its rivals Celestar and Novalink because its design needs no fuel for station keeping. Novalink has protested against the award and may go to court.

Orbisat will hire 450 engineers over the next three years, said Greta Marlowe, its chief executive. The first satellite is due to be launched from Kourou in October 2027. Celestar had offered a lower price, according to two people familiar with the tender.

## Doubts

Not everybody is pleased. Professor Anil Desai of Leeds University called the schedule "brave to the point of folly". He said that the agency had underestimated the radiation risk by a factor of three. A spokeswoman for the agency rejected the criticism.

Orbisat lost 12 million pounds in 2023 and 8 million in 2024. Its former chief executive, Paul Henning, left in March after a dispute with investors. Two of its five test satellites failed within a year.
"""

STRIKE = """# Teachers' strike closes 300 schools in Brevia

More than 300 schools stayed shut in Brevia on Wednesday as teachers began a two-day strike over pay. The union, UTB, demands a rise of 9 per cent; the government has offered 4.5 per cent. Education minister Carla Fonseca said the demand was "simply not affordable". "We are ready to talk, but not under threat," she added.

Union leader Tomas Reyl accused Fonseca of bad faith. About 41,000 teachers took part, the union said, while the ministry put the number at 28,000. Only primary schools were affected. Parents' groups support the strike, a poll by Lucida suggests: 58 per cent back the teachers and 31 per cent side with the government.

Talks broke down on Sunday after the ministry withdrew an earlier offer of 6 per cent. The strike is the first since 2011. If no agreement is reached by 15 May, the union plans a second walkout. The central bank has warned that a large settlement would push up inflation. Secondary schools will join the next strike, Reyl said.
"""

FIRE = """# Fire at Halden paper mill

A fire destroyed a warehouse at the Halden paper mill early on Saturday. Nobody was killed, but four workers were treated for smoke inhalation and one firefighter broke an arm. The blaze began in a drying unit and spread to the roof within minutes, fire chief Odd Sorlie told reporters. It took 70 firefighters six hours to put it out.

The mill is owned by Norwood Pulp, which bought it from Sten Group in 2018 for 95 million euros. Norwood employs 210 people there. Production has stopped, and the company does not expect to restart it before September. Police do not suspect arson.

In 2020 the labour inspectorate fined Norwood 40,000 euros because it had not maintained its sprinklers. The company appealed and the fine was halved. Its safety manager, Ingrid Volle, said all sprinklers had been replaced since then. "They worked on Saturday," she said. Insurance covers most of the damage, which Norwood puts at about 20 million euros.
"""

BANK = """# Sweden's Lindholm Bank cuts 900 jobs

STOCKHOLM - Lindholm Bank will cut 900 jobs by the end of 2026 and close 41 branches, its chief executive Maja Ek said on Monday. Most of the jobs are in Gothenburg. The bank, which is owned by the Ahl family, blamed rising costs and falling demand for loans.

Net profit fell 18 percent to 2.4 billion crowns in the third quarter, while loan losses tripled to 310 million crowns. Analysts had forecast a profit of 2.9 billion. The shares dropped by as much as 7 percent before they recovered.

Trade union Finans said it had not been consulted. "This is a slap in the face," said its chairman, Olle Bergh. Bergh wants the government to step in. Finance minister Karin Storm refused to do so.

Lindholm bought the Danish lender Kronbank from Vester Capital in 2021. It has since closed half of Kronbank's branches. Rival Handelskassan, which overtook Lindholm as the country's third-largest bank in May, is hiring.
"""

TRIAL = """# Drug trial halted after two deaths

The biotech firm Calyx halted a trial of its heart drug CX-7 on Friday after two patients died. A third patient is in intensive care. It is not known whether the drug caused the deaths, Calyx said. The trial involved 640 patients in nine countries.

The regulator, EMA-North, ordered Calyx to hand over all data within ten days. Calyx must not enrol new patients until then. Chief scientist Rhea Madan defended the drug: "In earlier trials CX-7 cut the risk of a stroke by 30 per cent."

The JUNO project, as the trial is called, was paid for by the Welland Foundation. The foundation gave 26 million dollars. Calyx put in 11 million. Nobody expected quick results from the project. Critics say that it was rushed. The project will be reviewed by an outside panel led by Dr Femi Adeyo.
"""

VOTE = """# Kareva votes

President Ivo Maren won Sunday's election in Kareva with 52.6 percent of the vote, ahead of the opposition candidate Lena Dusik, who got 44.1 percent. Turnout was 71 percent, down from 78 percent in 2019. Dusik conceded defeat but said state television had favoured Maren.

Maren has promised to cut income tax from 25 to 20 percent. He also vowed to keep Kareva out of the customs union, which his predecessor Jan Polk had wanted to join. Observers from the League of Nations Watch praised the count and criticised the campaign.

The constitutional court had barred a third candidate, the banker Oto Hess, because of a conviction for fraud. Hess denies the charge. About 4,000 people protested in the capital after the result was announced; the police detained 36 of them. No shots were fired, according to the interior ministry.
"""

HARVEST = """# Cider maker Polgarth halves its orchard plans

The cider maker Polgarth Press will plant only 180 of the 450 hectares that it had announced at Lower Tresk, it said on Monday. Sales fell to 52.6 million pounds in the year to June, from 61.4 million the year before. The firm's head, Demelza Crane, said young people drank less.

The 14 growers who had signed contracts will be compensated. Their association, Rootstock, turned down a first payment of 310,000 pounds. It would not contest the decision itself, said its chairman, Jory Penn. About a quarter of the trees had been ordered already.

Polgarth has dismissed 23 people since March. Lorries leave its depot at 16:30 instead of 14:00 because of a night ban in Tresk. The county fined it 8,900 pounds in May after cider leaked into the river Lyn; nobody was hurt. The fire at its old mill in 2019 killed two men.
"""

STORIES = {
    "bridge": BRIDGE,
    "deal": DEAL,
    "flu": FLU,
    "rower": ROWER,
    "metro": METRO,
    "satellite": SATELLITE,
    "strike": STRIKE,
    "fire": FIRE,
    "bank": BANK,
    "trial": TRIAL,
    "vote": VOTE,
    "harvest": HARVEST,
}

CLAIMS = [
    # The same thing in other words, figures in other forms.
    ("bridge", "The Velmar council voted to build a new harbour bridge.", "true"),
    ("bridge", "A new bridge over the harbour will cost 1.2 billion dollars.", "true"),
    ("bridge", "The vote was 23 to 14.", "true"),
    ("bridge", "The council voted on the bridge on Tuesday.", "true"),
    ("bridge", "Mayor Brandt says the bridge will open in 2031.", "true"),
    ("bridge", "Torvald Heavy beat Karsten Works in the bidding.", "true"),
    ("bridge", "Karsten Works was outbid by Torvald Heavy.", "true"),
    ("bridge", "Torvald Heavy will start work in March.", "true"),
    ("bridge", "The state pays about 12.5% of the money.", "true"),
    ("bridge", "The old bridge carries 1200 lorries each day.", "true"),
    ("bridge", "The old bridge was built in 1958.", "true"),
    ("bridge", "Per Odegaard called the plan “a monument to debt”.", "true"),
    ("bridge", "The mayor, Ilsa Brandt, said that taxes would not be raised for it.", "true"),
    ("bridge", "The US embassy declined to comment.", "true"),
    ("bridge", "The start could be delayed to May if the river freezes.", "true"),
    ("deal", "Aldene Group acquired Morrow Foods for $800 million.", "true"),
    ("deal", "Morrow Foods was bought by Aldene Group.", "true"),
    ("deal", "Aldene bought the snack maker for 800 million dollars.", "true"),
    ("deal", "Pellico also made a bid, but Aldene beat it.", "true"),
    (
        "deal",
        "Rosa Linqvist, Aldene's chief executive, reportedly plans to close two factories.",
        "true",
    ),
    ("deal", "Edda Morrow founded Morrow in 1974.", "true"),
    ("deal", "Morrow has 3,400 employees.", "true"),
    ("deal", "Aldene was sued by Pellico in 2022.", "true"),
    ("deal", "Pellico lost its lawsuit against Aldene.", "true"),
    ("deal", 'Kit Farrow, an analyst, said the price was "too high by a third".', "true"),
    ("deal", "Morrow earned 45 million dollars last year.", "true"),
    ("deal", "The deal could be completed in June if regulators agree.", "true"),
    ("deal", "Unions fear the Ostby plant will be closed.", "true"),
    ("flu", "Flu cases in Tarn fell from 812 to 344.", "true"),
    ("flu", "Two people have died since November.", "true"),
    ("flu", "The hospital stopped all visits on January 3.", "true"),
    ("flu", "The hospital did not close its wards.", "true"),
    ("flu", "Dr. Osei denied that the hospital had run out of beds.", "true"),
    ("flu", "A proposal to shut schools was rejected by officials.", "true"),
    ("flu", "Children under five have not been vaccinated.", "true"),
    ("flu", "1,500,000 doses of the vaccine were made by Nordvax.", "true"),
    ("flu", "The drug agency approved the vaccine in September 2023.", "true"),
    ("flu", "Nordvax has never tested the vaccine on pregnant women.", "true"),
    ("flu", "Belmark Pharma distributes the vaccine in the south.", "true"),
    (
        "flu",
        "Researchers at the Lund Institute believe the vaccine halves the risk of a hospital stay.",
        "true",
    ),
    ("rower", "Jana Wels was cleared of doping by a court in Geneva.", "true"),
    ("rower", "Rower Jana Wels had been banned for two years.", "true"),
    ("rower", "The sample had been mixed up by a Lyon laboratory, judges found.", "true"),
    ("rower", "Mara Toth lost to Wels in the final.", "true"),
    ("rower", "Toth was defeated by Wels at Bled.", "true"),
    ("rower", "Coach Anton Pire accused the federation of cowardice.", "true"),
    ("rower", "The federation was accused of cowardice by Anton Pire.", "true"),
    ("rower", "The federation may appeal the ruling.", "true"),
    ("rower", "J. P. Keller resigned as the federation's president in April.", "true"),
    ("rower", "The federation's president, J.P. Keller, stepped down in April.", "true"),
    ("rower", "Mara Toth congratulated Wels.", "true"),
    ("metro", "地铁四号线推迟到2026年6月开通。", "true"),
    ("metro", "四号线总投资为86亿元。", "true"),
    ("metro", "总投资是8600000000元，比原计划多12亿元。", "true"),
    ("metro", "北陆工程没有解释延期的原因。", "true"),
    # A wrong figure, unit or year.
    ("bridge", "The bridge will cost $1.3bn.", "lie"),
    ("bridge", "The bridge will cost 1.2 billion euros.", "lie"),
    ("bridge", "The bridge will cost $1.2 million.", "lie"),
    ("bridge", "The council voted 24 to 13 to build the bridge.", "lie"),
    ("bridge", "The old bridge was built in 1985.", "lie"),
    ("bridge", "The old bridge carries 12,000 lorries a day.", "lie"),
    ("bridge", "The old bridge carries 1,200 lorries an hour.", "lie"),
    ("bridge", "About 21.5 per cent of the money comes from the state.", "lie"),
    ("bridge", "The bridge will open in 2013.", "lie"),
    ("deal", "Aldene paid eight billion dollars for Morrow Foods.", "lie"),
    ("deal", "Aldene bought Morrow Foods for $45m.", "lie"),
    ("deal", "Shares of Aldene rose 4.2 euros.", "lie"),
    ("deal", "Edda Morrow founded the company in 1947.", "lie"),
    ("flu", "Flu cases fell from 344 to 812.", "lie"),
    ("flu", "Three people have died since November.", "lie"),
    ("flu", "The vaccine was approved in September 2022.", "lie"),
    ("flu", "Nordvax made 1.5 billion doses.", "lie"),
    ("rower", "The federation banned Wels for four years.", "lie"),
    ("metro", "项目总投资为86万元。", "lie"),
    ("metro", "项目总投资为68亿元。", "lie"),
    ("metro", "地铁四号线将推迟到2026年9月开通。", "lie"),
    # A wrong name, place or day.
    ("bridge", "Karsten Works will begin work in March.", "lie"),
    ("bridge", "The council voted on Wednesday to build a new bridge.", "lie"),
    ("bridge", "Torvald Heavy will begin work in April.", "lie"),
    ("bridge", "Ilsa Brandt called the plan “a monument to debt”.", "lie"),
    ("bridge", "The U.K. embassy declined to comment.", "lie"),
    ("deal", "Pellico has acquired the snack maker Morrow Foods.", "lie"),
    ("deal", "Rosa Morrow founded Morrow in 1974.", "lie"),
    ("deal", "Analyst Kit Barlow said the price was too high.", "lie"),
    ("flu", "Belmark Pharma made 1.5 million doses of the vaccine.", "lie"),
    ("flu", "Two people have died since October.", "lie"),
    ("rower", "A court in Lyon cleared Jana Wels of doping.", "lie"),
    ("rower", "Judges found that the sample had been mixed up by a laboratory in Geneva.", "lie"),
    ("rower", "Anton Pire, the federation's president, resigned in April.", "lie"),
    ("metro", "青岚市地铁五号线将推迟开通。", "lie"),
    # Roles swapped.
    ("bridge", "Karsten Works outbid Torvald Heavy.", "lie"),
    ("bridge", "Torvald Heavy was outbid by Karsten Works.", "lie"),
    ("deal", "Morrow Foods has acquired Aldene Group.", "lie"),
    ("deal", "Aldene sued Pellico in 2022.", "lie"),
    ("deal", "Pellico was sued by Aldene over a trademark.", "lie"),
    ("deal", "Pellico beat a rival bid from Aldene.", "lie"),
    ("deal", "Aldene lost its case against Pellico.", "lie"),
    ("flu", "Belmark Pharma sells the vaccine to Nordvax.", "lie"),
    ("rower", "Mara Toth defeated Jana Wels in the final at Bled.", "lie"),
    ("rower", "Wels was defeated by Toth in the final.", "lie"),
    ("rower", "Wels congratulated Toth.", "lie"),
    ("rower", "The federation accused Anton Pire of cowardice.", "lie"),
    # A negation lost or added.
    ("bridge", "The city will raise taxes for the bridge, Ms Brandt said.", "lie"),
    ("bridge", "The U.S. embassy commented on the plan.", "lie"),
    ("bridge", "The council did not vote to build a new bridge.", "lie"),
    ("bridge", "The council voted against building a new bridge.", "lie"),
    ("deal", "Morrow lost money last year.", "lie"),
    ("deal", "Morrow did not earn $45m.", "lie"),
    ("deal", "Aldene has not acquired Morrow Foods.", "lie"),
    ("deal", "Pellico won its lawsuit against Aldene.", "lie"),
    ("flu", "The regional hospital closed its wards on 3 January.", "lie"),
    ("flu", "Beds at the hospital had run out.", "lie"),
    ("flu", "Officials accepted a proposal to shut schools.", "lie"),
    ("flu", "Officials agreed to shut schools.", "lie"),
    ("flu", "Children under five were vaccinated.", "lie"),
    ("flu", "Nordvax has tested the vaccine on pregnant women.", "lie"),
    ("flu", "The vaccine was not approved by the drug agency.", "lie"),
    ("flu", "The number of flu cases in Tarn rose last week.", "lie"),
    ("rower", "The federation has apologised to Wels.", "lie"),
    ("rower", "The court did not clear Jana Wels of doping.", "lie"),
    ("rower", "The court convicted Jana Wels of doping.", "lie"),
    ("metro", "局长何文静说，票价会上涨。", "lie"),
    ("metro", "北陆工程解释了延期的原因。", "lie"),
    # Invented, or put together from several sentences.
    ("bridge", "The bridge will be paid for by a toll on lorries.", "lie"),
    ("bridge", "Ms Brandt said: “We will raise taxes for it if we must.”", "lie"),
    ("bridge", 'Per Odegaard called the plan "a monument to hope".', "lie"),
    ("bridge", "Torvald Heavy built the old bridge in 1958.", "lie"),
    ("deal", "Morrow's chief executive, Rosa Linqvist, sold the company to Aldene.", "lie"),
    ("deal", 'Edda Morrow said the price was "too high by a third".', "lie"),
    ("deal", "Pellico closed two of its five factories.", "lie"),
    ("flu", "Dr Halima Osei made 1.5 million doses of the vaccine.", "lie"),
    ("flu", "The hospital stopped all visits because two people had died.", "lie"),
    ("rower", "Mara Toth was banned for two years after a test in 2021.", "lie"),
    ("rower", "Wels said she would sue the federation for damages.", "lie"),
    ("rower", "J.P. Keller accused Anton Pire of cowardice.", "lie"),
    # True only with the words that were left out.
    ("deal", "Rosa Linqvist closed two of Morrow's five factories.", "loose"),
    ("deal", "The chief executive of Aldene will close two of Morrow's five factories.", "loose"),
    ("deal", "The deal will close in June.", "loose"),
    ("deal", "The Ostby plant will be shut.", "loose"),
    ("deal", "The price was too high by a third.", "loose"),
    ("bridge", "The plan is a monument to debt.", "loose"),
    ("bridge", "The start moves to May.", "loose"),
    ("flu", "The vaccine halves the risk of a hospital stay.", "loose"),
    ("rower", "The federation appeals against the ruling.", "loose"),
    ("rower", "The truth came out.", "loose"),
    ("satellite", "Orbisat won a £340m contract from the European Space Agency.", "true"),
    (
        "satellite",
        "The European Space Agency awarded Orbisat a contract worth 340 million pounds.",
        "true",
    ),
    ("satellite", "The contract is to build a relay station for the Moon.", "true"),
    ("satellite", "Orbisat is a satellite maker based in Leeds.", "true"),
    (
        "satellite",
        "The agency chose Orbisat because its design needs no fuel for station keeping.",
        "true",
    ),
    ("satellite", "Orbisat was chosen over Celestar and Novalink.", "true"),
    ("satellite", "Novalink has protested against the award.", "true"),
    ("satellite", "Novalink may take the case to court.", "true"),
    (
        "satellite",
        "Greta Marlowe said Orbisat will hire 450 engineers over the next three years.",
        "true",
    ),
    ("satellite", "Orbisat's chief executive is Greta Marlowe.", "true"),
    ("satellite", "The launch of the first satellite is due in October 2027 from Kourou.", "true"),
    ("satellite", "Celestar reportedly offered a lower price.", "true"),
    (
        "satellite",
        "According to two people familiar with the tender, Celestar had offered a lower price.",
        "true",
    ),
    ("satellite", "Anil Desai called the schedule “brave to the point of folly”.", "true"),
    (
        "satellite",
        "Professor Desai said the agency had underestimated the radiation risk by a factor of three.",
        "true",
    ),
    ("satellite", "The agency's spokeswoman rejected the criticism.", "true"),
    ("satellite", "Orbisat lost £12m in 2023.", "true"),
    ("satellite", "Paul Henning, the former chief executive of Orbisat, left in March.", "true"),
    ("satellite", "Two of Orbisat's five test satellites failed within a year.", "true"),
    ("strike", "More than 300 schools were closed in Brevia on Wednesday.", "true"),
    ("strike", "Teachers in Brevia started a two-day strike over pay.", "true"),
    ("strike", "The UTB union demands a 9% pay rise.", "true"),
    ("strike", "The government has offered 4.5%.", "true"),
    (
        "strike",
        'Carla Fonseca, the education minister, said the demand was "simply not affordable".',
        "true",
    ),
    ("strike", "Tomas Reyl accused the minister of bad faith.", "true"),
    ("strike", "The union said about 41,000 teachers took part.", "true"),
    ("strike", "According to the ministry, 28,000 teachers took part.", "true"),
    ("strike", "Only primary schools were affected.", "true"),
    ("strike", "A Lucida poll suggests that 58% back the teachers.", "true"),
    ("strike", "Talks broke down on Sunday.", "true"),
    ("strike", "The ministry withdrew an earlier offer of 6 percent.", "true"),
    ("strike", "It is the first strike since 2011.", "true"),
    ("strike", "The union plans a second walkout if no agreement is reached by May 15.", "true"),
    ("strike", "The central bank warned that a large settlement would push up inflation.", "true"),
    ("strike", "Secondary schools will join the next strike, according to Reyl.", "true"),
    ("fire", "A warehouse at the Halden paper mill was destroyed by fire.", "true"),
    ("fire", "No one was killed in the fire.", "true"),
    ("fire", "Four workers were treated for smoke inhalation.", "true"),
    ("fire", "A firefighter broke an arm.", "true"),
    ("fire", "The fire started in a drying unit, said fire chief Odd Sorlie.", "true"),
    ("fire", "70 firefighters needed six hours to put out the blaze.", "true"),
    ("fire", "Norwood Pulp owns the mill.", "true"),
    ("fire", "Norwood Pulp bought the mill from Sten Group in 2018.", "true"),
    ("fire", "Sten Group sold the mill to Norwood Pulp in 2018.", "true"),
    ("fire", "Norwood paid €95m for the mill.", "true"),
    ("fire", "Production has stopped and is not expected to restart before September.", "true"),
    ("fire", "Police do not suspect arson.", "true"),
    ("fire", "The labour inspectorate fined Norwood €40,000 in 2020.", "true"),
    (
        "fire",
        "Norwood was fined by the labour inspectorate for not maintaining its sprinklers.",
        "true",
    ),
    ("fire", "The fine was halved after an appeal.", "true"),
    ("fire", "Ingrid Volle said that all sprinklers had been replaced.", "true"),
    ("fire", "Norwood puts the damage at about 20 million euros.", "true"),
    ("fire", "Insurance will cover most of the damage.", "true"),
    (
        "satellite",
        "Celestar won a 340 million pound contract from the European Space Agency.",
        "lie",
    ),
    ("satellite", "The agency chose Celestar over Orbisat.", "lie"),
    ("satellite", "Novalink was chosen over Orbisat because its design needs no fuel.", "lie"),
    ("satellite", "The agency chose Orbisat because it offered a lower price.", "lie"),
    ("satellite", "Orbisat had offered a lower price.", "lie"),
    ("satellite", "Orbisat has protested against the award.", "lie"),
    ("satellite", "Orbisat's design needs fuel for station keeping.", "lie"),
    ("satellite", "Orbisat will dismiss 450 engineers over the next three years.", "lie"),
    ("satellite", "Orbisat has hired 450 engineers.", "loose"),
    ("satellite", "Novalink went to court.", "loose"),
    ("satellite", "Novalink sued the European Space Agency.", "lie"),
    ("satellite", "Anil Desai is the chief executive of Orbisat.", "lie"),
    ("satellite", "Greta Marlowe left in March after a dispute with investors.", "lie"),
    ("satellite", "Orbisat's chief executive, Paul Henning, left in March.", "loose"),
    ("satellite", "Orbisat lost 8 million pounds in 2023.", "lie"),
    ("satellite", "Orbisat lost 12 million pounds in 2024.", "lie"),
    ("satellite", "Orbisat earned 12 million pounds in 2023.", "lie"),
    ("satellite", "Five of its test satellites failed within a year.", "lie"),
    ("satellite", "The first satellite was launched from Kourou in October 2027.", "loose"),
    ("satellite", "The first satellite is due to be launched from Leeds in October 2027.", "lie"),
    ("satellite", "Desai underestimated the radiation risk by a factor of three.", "lie"),
    ("satellite", "A spokeswoman for the agency accepted the criticism.", "lie"),
    ("satellite", "Celestar had offered a lower price.", "loose"),
    ("satellite", 'Greta Marlowe called the schedule "brave to the point of folly".', "lie"),
    ("satellite", "The schedule is brave to the point of folly.", "loose"),
    ("strike", "The government demands a rise of 9 per cent.", "lie"),
    ("strike", "The government has offered 9 per cent.", "lie"),
    ("strike", "The union has offered 4.5 per cent.", "lie"),
    ("strike", "Fewer than 300 schools stayed shut.", "lie"),
    ("strike", "300 schools stayed open on Wednesday.", "lie"),
    ("strike", "Carla Fonseca accused Tomas Reyl of bad faith.", "lie"),
    ("strike", "The union put the number of strikers at 28,000.", "lie"),
    ("strike", "The ministry said about 41,000 teachers took part.", "lie"),
    ("strike", "58 per cent side with the government.", "lie"),
    ("strike", "31 per cent back the teachers.", "lie"),
    ("strike", "Only secondary schools were affected.", "lie"),
    ("strike", "All schools were affected.", "lie"),
    ("strike", "Talks broke down on Monday.", "lie"),
    ("strike", "The union withdrew an earlier offer of 6 per cent.", "lie"),
    ("strike", "The strike is the second since 2011.", "lie"),
    ("strike", "An agreement was reached by 15 May.", "lie"),
    ("strike", "The union plans a second walkout.", "loose"),
    ("strike", "A large settlement pushed up inflation.", "loose"),
    ("strike", "The central bank supports a large settlement.", "lie"),
    ("strike", "Parents' groups oppose the strike, a poll by Lucida suggests.", "lie"),
    ("strike", "Secondary schools joined the strike on Wednesday.", "lie"),
    ("strike", "Fonseca said: “We are ready to talk under any conditions.”", "lie"),
    ("strike", "Fonseca said she was not ready to talk.", "lie"),
    ("fire", "Four workers were killed in the fire.", "lie"),
    ("fire", "One firefighter was treated for smoke inhalation.", "lie"),
    ("fire", "Four firefighters broke an arm.", "lie"),
    ("fire", "It took six firefighters 70 hours to put it out.", "lie"),
    ("fire", "Sten Group bought the mill from Norwood Pulp in 2018.", "lie"),
    ("fire", "The mill is owned by Sten Group.", "lie"),
    ("fire", "Norwood sold the mill in 2018.", "lie"),
    ("fire", "Norwood employs 95 people there.", "lie"),
    ("fire", "Production has restarted.", "lie"),
    ("fire", "The company expects to restart production before September.", "lie"),
    ("fire", "Police suspect arson.", "lie"),
    ("fire", "The fine was doubled.", "lie"),
    ("fire", "Norwood fined the labour inspectorate 40,000 euros.", "lie"),
    ("fire", "The labour inspectorate fined Norwood 20 million euros.", "lie"),
    ("fire", "Norwood had maintained its sprinklers.", "lie"),
    ("fire", "Ingrid Volle told reporters that the blaze began in a drying unit.", "lie"),
    ("fire", "The blaze began on the roof and spread to a drying unit.", "lie"),
    ("fire", "The fire began because the sprinklers had not been maintained.", "lie"),
    ("fire", "Insurance does not cover the damage.", "lie"),
    ("fire", "Insurance covers all of the damage.", "lie"),
    ("fire", "The fire destroyed a warehouse on Sunday.", "lie"),
    ("fire", "The sprinklers did not work on Saturday.", "lie"),
    ("bank", "Lindholm Bank will cut 900 jobs by the end of 2026.", "true"),
    ("bank", "The bank will close 41 branches.", "true"),
    ("bank", "Maja Ek is the chief executive of Lindholm Bank.", "true"),
    ("bank", "Most of the job cuts are in Gothenburg.", "true"),
    ("bank", "Lindholm Bank is owned by the Ahl family.", "true"),
    ("bank", "Lindholm blamed rising costs and falling demand for loans.", "true"),
    ("bank", "Net profit declined 18% to 2.4bn crowns in the third quarter.", "true"),
    ("bank", "Loan losses tripled to 310 million crowns.", "true"),
    ("bank", "Analysts had expected a profit of 2.9 billion crowns.", "true"),
    ("bank", "Olle Bergh, the chairman of Finans, called it “a slap in the face”.", "true"),
    ("bank", "The union said it was not consulted.", "true"),
    ("bank", "Olle Bergh wants the government to step in.", "true"),
    ("bank", "Finance minister Karin Storm refused to step in.", "true"),
    ("bank", "Kronbank was bought by Lindholm in 2021.", "true"),
    ("bank", "Vester Capital sold Kronbank to Lindholm in 2021.", "true"),
    ("bank", "Lindholm has closed half of Kronbank's branches.", "true"),
    ("bank", "Handelskassan overtook Lindholm as the third-largest bank in May.", "true"),
    ("trial", "Calyx stopped a trial of its heart drug CX-7 after two patients died.", "true"),
    ("trial", "A third patient is in intensive care.", "true"),
    ("trial", "Calyx said it is not known whether the drug caused the deaths.", "true"),
    ("trial", "640 patients in nine countries took part in the trial.", "true"),
    ("trial", "The regulator ordered Calyx to hand over all data within 10 days.", "true"),
    ("trial", "Calyx may not enrol new patients until then.", "true"),
    (
        "trial",
        "Rhea Madan said that CX-7 had cut the risk of a stroke by 30% in earlier trials.",
        "true",
    ),
    ("trial", "The Welland Foundation gave $26 million.", "true"),
    ("trial", "The Welland Foundation paid for the JUNO project.", "true"),
    ("trial", "The JUNO project will be reviewed by an outside panel.", "true"),
    ("trial", "Critics say the project was rushed.", "true"),
    ("vote", "Ivo Maren won the election with 52.6% of the vote.", "true"),
    ("vote", "Lena Dusik got 44.1 percent.", "true"),
    ("vote", "Dusik, the opposition candidate, conceded defeat.", "true"),
    ("vote", "Turnout fell to 71 percent from 78 percent in 2019.", "true"),
    ("vote", "Maren promised to cut income tax from 25 to 20 percent.", "true"),
    ("vote", "Maren vowed to keep Kareva out of the customs union.", "true"),
    ("vote", "Observers criticised the campaign.", "true"),
    ("vote", "Oto Hess was barred by the constitutional court.", "true"),
    ("vote", "The banker Oto Hess was barred because of a conviction for fraud.", "true"),
    ("vote", "Hess denies the charge.", "true"),
    ("vote", "Some 4,000 people protested in the capital.", "true"),
    ("vote", "Police detained 36 protesters.", "true"),
    ("vote", "According to the interior ministry, no shots were fired.", "true"),
    ("bank", "Lindholm Bank will cut 41 jobs and close 900 branches.", "lie"),
    ("bank", "Lindholm Bank will create 900 jobs by the end of 2026.", "lie"),
    ("bank", "Lindholm Bank has cut 900 jobs.", "loose"),
    ("bank", "The Ahl family blamed rising costs.", "lie"),
    ("bank", "Lindholm blamed falling costs and rising demand for loans.", "lie"),
    ("bank", "Net profit rose 18 percent to 2.4 billion crowns.", "lie"),
    ("bank", "Net profit fell 18 percent to 2.9 billion crowns.", "lie"),
    ("bank", "Loan losses fell to 310 million crowns.", "lie"),
    ("bank", "Net profit tripled to 310 million crowns.", "lie"),
    ("bank", "Analysts had forecast a profit of 2.4 billion.", "lie"),
    ("bank", "The shares dropped by 7 percent.", "loose"),
    ("bank", "The union had been consulted.", "lie"),
    ("bank", "Karin Storm agreed to step in.", "lie"),
    ("bank", "Bergh refused to step in.", "lie"),
    ("bank", "Maja Ek called it “a slap in the face”.", "lie"),
    ("bank", "Kronbank bought Lindholm in 2021.", "lie"),
    ("bank", "Vester Capital bought Kronbank from Lindholm.", "lie"),
    ("bank", "Lindholm bought Vester Capital in 2021.", "lie"),
    ("bank", "Kronbank has closed half of Lindholm's branches.", "lie"),
    ("bank", "Lindholm overtook Handelskassan as the third-largest bank in May.", "lie"),
    ("bank", "Handelskassan is the country's largest bank.", "lie"),
    ("bank", "Lindholm is hiring.", "lie"),
    ("trial", "Two patients died because of the drug CX-7.", "lie"),
    ("trial", "The drug caused the deaths.", "lie"),
    ("trial", "Three patients died.", "lie"),
    ("trial", "The trial involved nine patients in 640 countries.", "lie"),
    ("trial", "Calyx ordered the regulator to hand over all data.", "lie"),
    ("trial", "Calyx must enrol new patients until then.", "lie"),
    ("trial", "CX-7 raised the risk of a stroke by 30 per cent.", "lie"),
    ("trial", "CX-7 cut the risk of a stroke by 30 per cent.", "loose"),
    ("trial", "CX-7 cut the risk of a heart attack by 30 per cent.", "lie"),
    ("trial", "Calyx gave 26 million dollars.", "lie"),
    ("trial", "The Welland Foundation put in 11 million.", "lie"),
    ("trial", "The JUNO project was rushed.", "loose"),
    ("trial", "Everybody expected quick results from the project.", "lie"),
    ("trial", "The JUNO project was paid for by Calyx.", "lie"),
    ("trial", "Dr Femi Adeyo led the JUNO project.", "lie"),
    ("trial", "Rhea Madan will lead an outside panel.", "lie"),
    ("trial", "The trial was halted on Thursday.", "lie"),
    ("vote", "Lena Dusik won Sunday's election in Kareva with 52.6 percent of the vote.", "lie"),
    ("vote", "Lena Dusik won the election.", "lie"),
    ("vote", "Maren got 44.1 percent.", "lie"),
    ("vote", "Dusik got 52.6 percent of the vote.", "lie"),
    ("vote", "Turnout rose from 71 to 78 percent.", "lie"),
    ("vote", "Turnout was 78 percent.", "lie"),
    ("vote", "Dusik did not concede defeat.", "lie"),
    ("vote", "State television had favoured Dusik.", "lie"),
    ("vote", "Maren cut income tax from 25 to 20 percent.", "loose"),
    ("vote", "Maren has promised to raise income tax to 25 percent.", "lie"),
    ("vote", "Maren had wanted to join the customs union.", "lie"),
    ("vote", "Maren vowed to join the customs union.", "lie"),
    ("vote", "Jan Polk vowed to keep Kareva out of the customs union.", "lie"),
    ("vote", "Observers praised the campaign and criticised the count.", "lie"),
    ("vote", "Observers praised the campaign.", "lie"),
    ("vote", "Oto Hess barred the constitutional court.", "lie"),
    ("vote", "Hess admits the charge.", "lie"),
    ("vote", "The police detained 4,000 people.", "lie"),
    ("vote", "The protesters detained 36 of the police.", "lie"),
    ("vote", "Shots were fired, according to the interior ministry.", "lie"),
    ("vote", "36 shots were fired.", "lie"),
    # Rounded, worked out, in synonyms.
    (
        "harvest",
        "Polgarth Press is to plant just 40 percent of the 450 hectares announced.",
        "true",
    ),
    ("harvest", "Sales slipped to just under 53 million pounds in the year to June.", "true"),
    ("harvest", "Sales dropped by 8.8 million pounds to £52.6m.", "true"),
    ("harvest", "Demelza Crane, who leads the firm, said young people were drinking less.", "true"),
    ("harvest", "Fourteen growers who had signed contracts will be paid compensation.", "true"),
    ("harvest", "Rootstock rejected an initial payment of more than 300,000 pounds.", "true"),
    ("harvest", "The association has accepted the decision itself, Jory Penn said.", "true"),
    ("harvest", "Around 25 percent of the trees had already been ordered.", "true"),
    ("harvest", "Polgarth has laid off 23 people since March.", "true"),
    ("harvest", "Lorries depart from its depot at 4:30 p.m.", "true"),
    ("harvest", "The county imposed a fine of nearly £9,000 in May.", "true"),
    ("harvest", "Polgarth Press is to plant 60 percent of the 450 hectares announced.", "lie"),
    ("harvest", "Sales slipped to just over 53 million pounds in the year to June.", "lie"),
    ("harvest", "Sales rose by 8.8 million pounds to £52.6m.", "lie"),
    ("harvest", "Sales dropped by 9.8 million pounds to £52.6m.", "lie"),
    ("harvest", "Rootstock rejected an initial payment of less than 300,000 pounds.", "lie"),
    ("harvest", "Rootstock accepted a first payment of 310,000 pounds.", "lie"),
    ("harvest", "The association has not accepted the decision, Jory Penn said.", "lie"),
    ("harvest", "Around 35 percent of the trees had already been ordered.", "lie"),
    ("harvest", "Polgarth has recruited 23 people since March.", "lie"),
    ("harvest", "Lorries leave its depot at 4:30 a.m.", "lie"),
    ("harvest", "The county imposed a fine of over £9,000 in May.", "lie"),
    ("harvest", "A fire at the mill killed three men.", "lie"),
    ("harvest", "Polgarth fined the county 8,900 pounds in May.", "lie"),
    ("satellite", "The agency underestimated the radiation risk by a factor of three.", "loose"),
    ("strike", "About 41,000 teachers took part.", "loose"),
    ("fire", "All sprinklers have been replaced since then.", "loose"),
    ("vote", "State television had favoured Maren.", "loose"),
]

KNOWN = [
    ("vote", "The constitutional court convicted Oto Hess of fraud.", "lie"),
]
"""What checking is known to let through: a noun of the text (“a conviction for fraud”) that comes back
as a verb of somebody else."""
