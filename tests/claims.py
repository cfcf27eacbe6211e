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

STORIES = {"bridge": BRIDGE, "deal": DEAL, "flu": FLU, "rower": ROWER, "metro": METRO}

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
]
