"""Summaries in another language: proven first, translated then, and compared by code."""

import json
import re

import pytest
from conftest import EXAMPLES
from openai_server import OpenAIServer, refuse

import rag
from rag.faithful import lost

FERRY = EXAMPLES / "storm-ferry-corrected.html"
SAID = "Seven people died when the ferry struck rocks in Skarrow Sound. A further 58 people were injured."
RIGHT = {
    1: "7 Menschen starben, als die Fähre im Skarrow Sound auf Felsen lief.",
    2: "Weitere 58 Menschen wurden verletzt.",
}


def reply(**texts):
    found = [{"number": int(n[1:]), "text": text} for n, text in texts.items()]
    return json.dumps({"translations": found})


def summarized(embedder, *replies, **options):
    with (
        OpenAIServer() as server,
        rag.Archive(base_url=server.url, engine="model", embedder=embedder) as archive,
    ):
        server.script(SAID, *replies)
        *growing, last = archive.stream_summary(FERRY, language="de", **options)
    return growing, last, server


def test_what_holds_is_translated_and_still_cites_the_article(embedder):
    growing, last, server = summarized(embedder, reply(_1=RIGHT[1], _2=RIGHT[2]))
    assert [claim.text for claim in last.claims] == list(RIGHT.values())
    for claim in last.claims:
        for c in claim.citations:
            assert c.quote == c.article.text[c.span.start : c.span.end] != ""
    assert len(server.chats) == 2
    assert not any(partial.claims for partial in growing)
    assert growing[-1].progress == "translating"
    assert any("the sources are in en" in notice for notice in last.notices)


def test_a_lost_figure_is_asked_for_again_and_then_shown_as_it_was(embedder):
    wrong = "Weitere 85 Menschen wurden verletzt."
    _, last, server = summarized(
        embedder, reply(_1=RIGHT[1], _2=wrong), reply(_1="Weitere 80 Menschen wurden verletzt.")
    )
    assert [claim.text for claim in last.claims] == [RIGHT[1], "A further 58 people were injured."]
    again = server.chats[-1].body["messages"][-1]["content"]
    assert "58" in again
    assert "Skarrow" not in again
    assert any("1 of 2 sentences are shown as they were written" in n for n in last.notices)


def test_a_second_try_may_put_it_right(embedder):
    wrong = "Weitere 85 Menschen wurden verletzt."
    _, last, _ = summarized(embedder, reply(_1=RIGHT[1], _2=wrong), reply(_1=RIGHT[2]))
    assert [claim.text for claim in last.claims] == list(RIGHT.values())


def test_a_model_that_fails_to_translate_leaves_the_sentences(embedder):
    _, last, _ = summarized(embedder, refuse(401))
    assert last.claims[1].text == "A further 58 people were injured."
    assert any("translation broke off" in notice for notice in last.notices)


def test_an_echo_is_no_translation(embedder):
    echo = reply(_1=SAID.split(". ")[0] + ".", _2=RIGHT[2])
    _, last, _ = summarized(embedder, echo, echo)
    assert last.claims[0].text.startswith("Seven people died")
    assert any("figures or names (the language)" in n for n in last.notices)


def test_without_a_model_another_language_is_misuse_and_the_own_is_not(examples):
    with pytest.raises(rag.UsageError, match=r"write in de what stands in en needs a model"):
        examples.summarize(FERRY, language="de")
    assert examples.summarize(FERRY, language="en", length=2).claims
    with pytest.raises(rag.UsageError, match="is no language"):
        examples.summarize(FERRY, language="klingonese please")


def test_the_call_for_a_translation_is_estimated(embedder):
    with rag.Archive(base_url="http://127.0.0.1:9/v1", embedder=embedder) as archive:
        alone, both = archive.estimate(FERRY), archive.estimate(FERRY, language="de")
    assert (alone.calls, both.calls) == (1, 2)
    assert both.tokens > alone.tokens


PAID = "Oracle paid $1.2 billion to the United States in May 2020."


@pytest.mark.parametrize(
    ("original", "translation", "target", "missing"),
    [
        (PAID, "Oracle zahlte den Vereinigten Staaten im Mai 2020 1,2 Milliarden Dollar.", "de", ""),
        (PAID, "Oracle zahlte den Vereinigten Staaten im Mai 2020 1,2 Millionen Dollar.", "de", "1.2"),
        (PAID, "Oracle zahlte den Vereinigten Staaten im Mai 2020 1,2 Milliarden Euro.", "de", "euro"),
        (PAID, "Oracle zahlte den Vereinigten Staaten im Juni 2020 1,2 Milliarden Dollar.", "de", "May"),
        (PAID, "Microsoft zahlte den Vereinigten Staaten im Mai 2020 1,2 Milliarden Dollar.", "de", "Oracle"),
        (PAID, "Oracle pagó 1.200 millones de dólares a Estados Unidos en mayo de 2020.", "es", ""),
        (PAID, "Oracle a payé 1,2 milliard de dollars aux États-Unis en mai 2020.", "fr", ""),
        (PAID, "2020年5月，甲骨文（Oracle）向美国支付了12亿美元。", "zh", ""),
        (PAID, "2020年5月，甲骨文向美国支付了12亿美元。", "zh", "Oracle"),
        ("Austria lost 12 ships.", "Australia perdió 12 barcos.", "es", "Austria"),
        ("Dutch officials met in London.", "Funcionarios neerlandeses se reunieron en Londres.", "es", ""),
        ("Nine ships sank.", "9 Schiffe sanken, 3 davon im Hafen.", "de", "3"),
    ],
)  # fmt: skip
def test_what_a_translation_lost(original, translation, target, missing):
    found = " ".join(lost(original, translation, "en", target, {"Oracle", "Austria"}))
    assert missing in found if missing else found == "", found


def test_figures_of_other_languages_are_read_as_they_are_written():
    spanish = "El barco costó 1.200 millones de euros, dijo Ana Ruiz en mayo."
    assert lost(spanish, "The ship cost 1.2 billion euros, Ana Ruiz said in May.", "es", "en") == []
    assert lost(spanish, "The ship cost 1.2 million euros, Ana Ruiz said in May.", "es", "en")


def test_the_prompt_says_what_to_keep(embedder):
    _, _, server = summarized(embedder, reply(_1=RIGHT[1], _2=RIGHT[2]))
    asked = server.chats[-1].body["messages"][-1]["content"]
    assert "German (de)" in asked
    assert re.search(r'"keep": \["Skarrow", "Sound"\]', asked)
