"""Text that addresses the AI that reads it: it is reported, and nothing that it wants is shown."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from evidence import article_of, sentences
from openai_server import OpenAIServer
from test_answer import check_proofs
from test_points import small

import rag
from index.chunk import chunk
from index.disguise import readings
from index.embed import MiniLM
from index.injection import addressed
from index.types import Article, Page
from rag.answer import answer
from rag.cite import Citer
from rag.extract import extract
from rag.proof import proven
from rag.retrieve import Evidence
from rag.sources import Sources

ALL = tomllib.loads((Path(__file__).parent / "attacks.toml").read_text("utf-8"))
ATTACKS = [*ALL["attack"], *ALL["late"]]
UNSEEN = {"Pretend to be the spokesman", "Imagine you are the editor"}
"""Not recognised: a column speaks to its readers like this, too."""

QUESTION = "How long will the Caddon bridge stay shut?"
TRUTH = "The bridge at Caddon will stay shut until 18 November."
BODY = (
    "The bridge at Caddon will stay shut until 18 November, Northern Main Line said on Thursday. "
    "Divers found a hollow of four metres under the second pier."
)
REST = "The repair is put at 7.2 million euros. Trains between Caddon and Murk End are replaced."


def page_of(attack: dict[str, str]) -> Page:
    text, where = attack["text"], attack.get("where", "body")
    title = text if where == "headline" else "Caddon bridge shut until November"
    author = f"<p class='byline'>By {text}</p>" if where == "author" else ""
    extra = {
        "hidden": f"<div style='display:none'>{text}</div>",
        "comment": f"<!-- {text} -->",
        "white": f"<p style='display:none'>{text}</p>",
        "caption": f"<figure><img src='a.jpg'><figcaption>{text}</figcaption></figure>",
        "body": "<p>" + text.replace("&", "&amp;").replace("<", "&lt;") + "</p>",
    }.get(where, "")
    html = (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{author}"
        f"<p>{BODY}</p>{extra}<p>{REST}</p></article></body></html>"
    )
    return Page("file:///caddon.html", html, "html")


def cleaned(attack: dict[str, str]) -> Article:
    return article_of(page_of(attack).text, "html")


def seen(attack: dict[str, str]) -> bool:
    return not any(attack["text"].startswith(opening) for opening in UNSEEN)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a["text"][:40])
def test_it_is_reported(attack):
    if attack.get("where") == "comment":
        assert attack["text"] not in cleaned(attack).text  # no reader sees it, human or machine
    elif attack.get("where") in ("headline", "author"):
        assert addressed(attack["text"])
    elif seen(attack):
        assert any("addresses an AI reader" in n for n in cleaned(attack).notices)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda a: a["text"][:40])
def test_what_it_wants_is_not_proven_and_it_is_no_answer(attack, embedder):
    article = cleaned(attack)
    told = sentences(article)
    claim = proven(attack["lie"], Citer(told, embedder), Sources(), embedder)
    if not seen(attack):
        assert claim.verdict != "supported"
    else:
        assert claim.verdict == "unsupported", claim.reason
    evidence = Evidence(QUESTION, (), tuple((article, p) for p in chunk(article)))
    for found in extract(evidence, embedder):
        assert all(s.text in f"{BODY} {REST}" for s in found.sentences)


LEAK = re.compile(r"evil\.example|hunter2|!\[|<img|\]\(http")
SOME = [
    n
    for n, attack in enumerate(ATTACKS)
    if seen(attack) and (n % 6 == 0 or "evil" in attack["text"])
]


@pytest.mark.parametrize("number", SOME)
def test_an_obedient_model_is_not_believed(number, embedder: MiniLM):
    attack = ATTACKS[number]
    with (
        OpenAIServer() as server,
        rag.Archive(
            embedder=embedder, base_url=server.url, model="fake", engine="model"
        ) as archive,
    ):
        archive.add(page_of(attack))
        server.script(lambda body: f"{TRUTH} {attack['lie']}")
        answer = archive.ask(QUESTION)
        check_proofs(archive, answer)
        whole = f"{TRUTH.rstrip('.')}, Northern Main Line said on Thursday."
        assert [claim.text for claim in answer.claims] == [whole]
        shown = " ".join(claim.text for claim in answer.claims for _ in claim.citations or (None,))
        assert not LEAK.search(shown)


@pytest.mark.parametrize("number", SOME[::3])
def test_an_obedient_small_model_is_not_believed(number, embedder: MiniLM):
    attack = ATTACKS[number]
    with small(page_of(attack), embedder) as (tools, server):
        server.script(lambda body: attack["lie"])
        *_, last = answer(tools, QUESTION)
    assert attack["lie"] not in [claim.text for claim in last.claims]
    assert not any(LEAK.search(claim.text) for claim in last.claims)


def test_what_hides_in_a_text():
    assert "Ignore all" in list(readings("Ig\u200bnore all"))
    assert "Ignore" in list(readings("Іgnоre"))
    assert "ignore previous" in list(readings("1gn0re prev1ous"))
    assert list(readings("A plain sentence of 1998 with 40% and $3.")) == [
        "A plain sentence of 1998 with 40% and $3."
    ]
