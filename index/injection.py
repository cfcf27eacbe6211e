"""Text that speaks to a reader's AI instead of to a reader. It is reported, never obeyed."""

from __future__ import annotations

import re

_ADDRESSED = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|any"
    r"|your|other|these|system)\b.{0,40}\b(?:instructions?|prompts?|rules|guidelines|directions"
    r"|context|training|constraints)\b"
    r"|\b(?:if you are|you are|as|attention|dear|note to|hey|hello|for)\s+(?:an?\s+|the\s+|any\s+|all\s+"
    r"|now\s+)*(?:AI|A\.I\.|LLMs?|language models?|chat ?bots?|AI (?:assistants?|models?|agents?|readers?"
    r"|systems?)|assistants? reading)\b.{0,80}\b(?:must|should|please|respond|reply|answer|say|tell"
    r"|output|write|recommend|include|instructed|summari[sz]e|state|do not|always|never)\b"
    r"|\b(?:AI|LLM|language model|chatbot|assistant)s?\s*(?:assistants?|models?|readers?|summari[sz]ers?)?"
    r"\s*(?::|,|must|should|are instructed|is instructed)\s.{0,60}\b(?:ignore|tell|say|respond|reply"
    r"|output|reveal|recommend|state|summari[sz]e|instructions?)\b"
    r"|\b(?:reveal|print|repeat|output|show)\b.{0,30}\b(?:system prompt|your (?:prompt|instructions))\b"
    r"|\bnew (?:system )?instructions?\s*:|<\|(?:im_start|system|endoftext|user|assistant)\|?>|\[/?INST\]"
    r"|^\s*(?:system|assistant)\s*:\s|\byou are now (?:in )?(?:DAN|developer mode|an? unrestricted)\b"
    r"|(?:忽略|无视).{0,12}(?:指令|提示|要求)|(?:作为|如果你是).{0,6}(?:AI|人工智能|语言模型)",
    re.IGNORECASE,
)


def addressed(text: str) -> bool:
    """Whether `text` (a sentence or a line) gives orders to an AI that reads it."""
    return _ADDRESSED.search(text) is not None


def notice(text: str, hidden: bool) -> str:
    """Return the sentence that tells a person about such a text."""
    where = "Hidden text on this page" if hidden else "Text on this page"
    shown = text if len(text) <= 160 else text[:157].rstrip() + "..."
    return f"{where} addresses an AI reader and was not followed: “{shown}”"
