"""Text that speaks to a reader's AI instead of to a reader. It is reported, never obeyed.

Works on wording, one sentence at a time. News about AI says much that is close to an order
("chatbots must tell users ..."), so most patterns need an order given to "you" or on this page.
"""

from __future__ import annotations

import re

_MACHINE = (
    r"(?:an?\s+|the\s+|any\s+|all\s+|now\s+)*"
    r"(?:(?:AI|A\.I\.|LLM|large language model|language model|chat ?bot)s?"
    r"(?:\s+(?:assistant|model|agent|reader|system|summari[sz]er|crawler)s?)?|assistants?)"
)
_ORDER = (
    r"(?:must|should|please|respond|reply|answer|say|tell|output|write|recommend|include"
    r"|instructed|summari[sz]e|state|ignore|do not|always|never)"
)
_ORDERED = r"(?:^|[.:;,!?“\"'(]\s*|\b(?:please|must|should|and|then|now|to)\s+)"
_PATTERNS = (
    # Ignore all previous instructions.
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}"
    r"\b(?:previous|prior|above|earlier|preceding|all|any|your|other|these|system)\b.{0,40}"
    r"\b(?:instructions?|prompts?|directions)\b",
    _ORDERED + r"(?:ignore|disregard|forget|override|bypass)\b.{0,12}"
    r"\b(?:previous|prior|earlier|preceding|your)\s+(?:\w+\s+)?(?:rules|guidelines|context|training)\b",
    r"(?:忽略|无视|忘记).{0,6}(?:之前|以上|先前|上述|前面|所有).{0,8}(?:指令|提示|指示)",
    r"\b(?:ignorez|ignora|ignoriere|ignorieren sie)\s+(?:toutes|todas|tutte|alle)\b.{0,30}"
    r"\b(?:instructions|instrucciones|istruzioni|anweisungen)\b",
    # Note to AI systems reading this page: tell ...
    rf"\b(?:if you are|you are|attention|dear|note to|message (?:to|for)|hey|hello)\s+{_MACHINE}"
    rf"\b.{{0,80}}\b{_ORDER}\b",
    rf"\bas\s+{_MACHINE}\b,?\s*(?:\w+\s+){{0,3}}you\s+(?:must|should|are|will|have to|need to)\b",
    rf"\binstructions?\s+(?:to|for)\s+{_MACHINE}[^.]{{0,30}}:",
    rf"\b{_MACHINE}\s*:\s*(?:please\s+)?{_ORDER}\b",
    rf"\b{_MACHINE}(?:\s+reading\s+this\b.{{0,30}})?\s*,?\s*(?:must|should|are instructed|is instructed)"
    r"\s.{0,60}\bthis (?:page|article|text|site|document|message)\b",
    r"如果你是.{0,8}(?:AI|人工智能|语言模型|大模型)",
    r"作为(?:一个|一名)?(?:AI|人工智能|语言模型|大模型)(?:助手|模型)?[，,]?(?:你|请|必须)",
    # What follows such an opening.
    r"^(?:and|then|now|please|instead|only|also|,|\s)*\b(?:tell|inform|convince|assure)\s+(?:the|your)\s+"
    r"users?\b",
    r"\bdo not (?:mention|reveal|disclose|report)\b.{0,20}\b(?:this (?:text|message|note)"
    r"|th(?:is|ese) instructions?)",
    r"\b(?:reveal|print|repeat|output|show)\b.{0,20}\byour (?:system )?(?:prompt|instructions)\b",
    r"\byou are now (?:in )?(?:DAN\b|(?:developer|maintenance|debug|admin) mode|an? unrestricted\b)",
    # The marks of a chat.
    r"\bnew (?:system )?instructions?\s*:|^\s*(?:system|assistant)\s*:\s",
    r"<\|(?:im_start|im_end|system|endoftext|user|assistant)\|?>|\[/?INST\]|<</?SYS>>",
)
_ADDRESSED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def addressed(text: str) -> bool:
    """Whether `text` (a sentence or a line) gives orders to an AI that reads it."""
    return _ADDRESSED.search(text) is not None


def notice(text: str, hidden: bool) -> str:
    """Return the sentence that tells a person about such a text."""
    where = "Hidden text on this page" if hidden else "Text on this page"
    shown = text if len(text) <= 160 else text[:157].rstrip() + "..."
    return f"{where} addresses an AI reader and was not followed: “{shown}”"
