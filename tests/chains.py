"""Follow-ups as people ask them: what was said, the last question, what it has to ask for alone.

`said` alternates questions and answers. The question made to stand alone must hold each of `has`
and none of `lacks`. FIRST was written before the code that it tests, FRESH after it.
"""

from __future__ import annotations

from typing import NamedTuple


class Chain(NamedTuple):
    said: tuple[str, ...]
    question: str
    has: tuple[str, ...]
    lacks: tuple[str, ...] = ()


def chain(text: str, has: str, lacks: str = "") -> Chain:
    *said, question = text.split(" | ")
    return Chain(
        tuple(said), question, tuple(has.split(" & ")), tuple(filter(None, lacks.split(" & ")))
    )


FIRST = [
    # the names of the question before
    chain("How many people died on the Marrin Star? | Seven died. | When was it built?", "Marrin Star & built"),
    chain("Who owns the Daily Lantern? | Orrin Vale owns it. | When was it founded?", "Daily Lantern", "Orrin"),
    # a person of the answer
    chain("Who leads Kestrel Freight? | Ada Quill leads Kestrel Freight. | How old is she?", "Ada Quill", "Kestrel"),
    chain("Why did TikTok choose Oracle? | Larry Ellison is close to the government. | What did he say?", "Larry Ellison"),
    chain("What did Hugh Pennick say? | Seven died, he told Ida Roos. | When did he say it?", "Hugh Pennick", "Roos"),
    # a firm or a place of the answer
    chain("Which company won the contract for the tram? | Brightwater won it. | Where is it based?", "Brightwater"),
    chain("Where is the new plant? | It stands in Tolbeck, near the coast. | How many people live there?", "Tolbeck"),
    # several turns back
    chain("When will the Sorrel plant open? | In March. | Is it safe? | Yes. | How much did it cost?", "Sorrel & cost"),
    chain("Who leads Kestrel Freight? | Ada Quill. | How old is she? | She is 51. | Where does she live?", "Ada Quill", "Kestrel"),
    # dates
    chain("How many ships did Kestrel lose in 2020? | Three. | And in 2021?", "ships & Kestrel & lose & 2021", "2020"),
    chain("What did Skarrow earn in March 2024? | Two million. | and in April 2024?", "Skarrow & earn & April 2024", "March"),
    chain("Who spoke in Halden on Monday? | Ada Quill. | And on Friday?", "spoke & Halden & Friday", "Monday"),
    # another name in the same place
    chain("How many people work at Oracle? | 140,000. | What about Microsoft?", "people work & Microsoft", "Oracle"),
    chain("How much did Oracle pay for TikTok? | 5 million. | And for Zoom?", "Oracle & pay & Zoom", "TikTok"),
    chain("When did the Marrin Star sink? | In May. | How about the Tolva?", "sink & Tolva", "Marrin"),
    # why
    chain("Did Kestrel close the Halden depot? | Yes. | Why?", "Why & Kestrel & close & Halden"),
    chain("When was the ferry to Vell delayed? | On Monday. | why?", "why & ferry & Vell & delayed"),
    # nothing to carry
    chain("Who leads Kestrel Freight? | Ada Quill. | Who owns the Daily Lantern?", "Daily Lantern", "Kestrel & Quill"),
    chain("Who leads Kestrel Freight? | Ada Quill. | Did Oracle say that it would buy TikTok?", "Oracle & TikTok", "Kestrel & Quill"),
    # Chinese
    chain("澜江芯片厂为什么延期？ | 设备未到。 | 它什么时候投产？", "澜江芯片厂 & 什么时候投产", "江芯 "),
    chain("澜江芯片厂2020年投资多少？ | 三亿元。 | 2021年呢？", "澜江芯片厂 & 投资多少 & 2021年", "2020"),
    chain("澜江芯片厂什么时候投产？ | 明年。 | 那北河芯片厂呢？", "北河芯片厂 & 什么时候投产", "澜江"),
    chain("澜江芯片厂延期了吗？ | 是的。 | 为什么？", "为什么 & 澜江芯片厂 & 延期"),
]  # fmt: skip

FRESH = [
    chain("What does the Tern Institute study? | Summaries. | Who pays for it?", "Tern Institute"),
    chain("Who runs the Halden ferry? | Skarrow Line runs it. | How big is it?", "Skarrow Line"),
    chain("Who is the mayor of Halden? | Ida Roos is the mayor. | What did she promise?", "Ida Roos"),
    chain("Who is the mayor of Halden? | Ida Roos. | What did she promise? | A tram. | When was she elected?", "Ida Roos"),
    chain("What did Larry Ellison lend? | His estate, to Trump. | When did he do that?", "Larry Ellison", "Trump"),
    chain("Where was the fire? | In Marnby, on the coast. | Was anybody hurt there?", "Marnby"),
    chain("What was the profit of Kestrel Freight in 2019? | Nine million. | What about 2020?", "profit & Kestrel Freight & 2020", "2019"),
    chain("How many tourists came to Vell last year? | 40,000. | And this year?", "tourists & Vell & this year", "last year"),
    chain("When does the Tolbeck bridge open? | In June. | And the Marnby bridge?", "Marnby & open", "Tolbeck"),
    chain("Did Kestrel buy Dunmere in May 2023? | Yes. | Who sold it?", "Dunmere"),
    chain("What did Oracle say about TikTok? | That it is safe. | And what did Microsoft say?", "Microsoft & TikTok"),
    chain("Has the Halden council approved the budget? | No. | Why not?", "Halden & council & approved & budget"),
    chain("How was the strike in Marnby ended? | By a new contract. | Why?", "strike & Marnby"),
    chain("Who won the Sorrel prize in 2022? | Tamsin Rook. | and in 2023? | Hugh Pennick. | and in 2024?", "Sorrel & 2024", "2022 & 2023"),
    chain("How many people live in Halden? | 90,000. | And in Marnby?", "How many people live & Marnby", "Halden"),
    chain("How many people live in Halden? | 90,000. | And in Marnby? | 300. | And how many of them work there?", "Marnby", "Halden"),
    chain("Who leads Kestrel Freight? | Ada Quill. | How many people died on the Marrin Star?", "Marrin Star", "Kestrel"),
    chain("Who leads Kestrel Freight? | Ada Quill. | When did the Daily Lantern lose its licence?", "Daily Lantern", "Kestrel"),
    chain("谁批准了澜江芯片厂？ | 市政府。 | 它有多少员工？", "澜江芯片厂"),
    chain("澜江芯片厂有多少员工？ | 两千人。 | 去年呢？", "澜江芯片厂 & 员工 & 去年"),
    chain("洪水什么时候到达石桥镇？ | 星期一。 | 为什么？", "为什么 & 洪水 & 石桥镇"),
    chain("石桥镇有多少居民？ | 九千。 | 河口镇呢？", "河口镇 & 多少居民", "石桥"),
    chain("市长是谁？ | 李明是市长。 | 他什么时候上任？", "市长"),
]  # fmt: skip
