"""Text that speaks to a reader's AI instead of to a reader. It is reported, never obeyed.

Works on wording, one sentence at a time. News about AI says much that is close to an order
("chatbots must tell users ..."), so most patterns need an order given to "you" or on this page.
"""

from __future__ import annotations

import re

from index.disguise import readings

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
_CALLED = (
    rf"(?:(?:an?|the|any|all|every|other)\s+)*(?:{_MACHINE}|ChatGPT|Claude|Gemini|Copilot|bots?|crawlers?"
    r"|(?:automated|machine|AI)\s+readers?|summari[sz](?:ers?|ation\s+bots?)|AI\s+summari[sz]ing\s+this)"
)
_RESULT = r"(?:answers?|reply|replies|response|output|summary)"
_SAYS = r"(?:answer|reply|respond|say|output|claim|state|write|tell|report)"
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
    # What is to be said, and how.
    r"\b(?:ignore|disregard|forget)\s+(?:everything|all|anything|whatever|what)\s+(?:that\s+)?"
    r"(?:you (?:were|have been|are)\s+(?:told|given|taught)|(?:came|comes|stands|is|was)\s+(?:before|above))\b",
    rf"\bfrom now on,?\s+(?:you|always|only)\b.{{0,40}}\b{_SAYS}\b",
    r"\byour (?:new|real|only|actual) (?:task|instructions?|orders|objective)\b"
    r"|\byou have (?:new|other) (?:orders|instructions)\b"
    r"|\byour (?:instructions|orders|rules) (?:have|are)\b.{0,12}\b(?:changed|replaced|void|updated)\b",
    r"\b(?:answer|reply|respond|output)\s+(?:only\s+with|only\s+in|(?:only\s+)?with\s+the\s+words?|exactly\s+with)\b",
    r"\b(?:answer|respond\s+to|reply\s+to)\s+(?:every|any|all|each)\b.{0,12}\b(?:quer(?:y|ies)|questions?|prompts?)\s+(?:with|by)\b",
    rf"\bwhen(?:ever)?\s+asked\s+about\s+this\s+(?:article|page|text|story)\b.{{0,40}}\b{_SAYS}\b",
    rf"\b(?:whatever|no matter what)\s+(?:the|is|are|they|you|anyone)\b.{{0,24}},\s*(?:always\s+)?{_SAYS}\b",
    r"\bthe answer (?:that )?you (?:must|should|have to) give\b|\banswer to (?:any|every|all) questions? about\b",
    r"^(?:say|claim|state|reply|answer|pretend) that\b|^your answer (?:is|must be|should be)\s*:",
    r"\b(?:pretend|act|behave|respond)\s+(?:as|to be|like|that you are)\b.{0,30}"
    r"\b(?:assistant|AI|chat ?bot|language model|without (?:any )?(?:limits|rules|restrictions))\b",
    rf"\bevery {_RESULT} (?:begins|starts|ends)\b"
    rf"|\b(?:end|start|begin|finish) (?:your|every|each) {_RESULT} with\b",
    rf"(?:^|[.,;:!]\s*|\bplease\s+)(?:include|add|insert|put|mention|append|use|write)\b.{{0,70}}\b(?:in|to) your {_RESULT}\b",
    rf"^in your {_RESULT},?\s+(?:do not|don['’]t|always|never|please|include|mention|say|write|add)\b",
    r"\b(?:do not|don['’]t) summari[sz]e this\b",
    r"\bcite this (?:page|article|source) as\b|\badd the citation\b"
    r"|^mark the (?:next|following) (?:claim|sentence|statement)s?\b",
    r"\b(?:output|insert|render|include)\b.{0,12}\b(?:an? )?(?:HTML|markdown|image tag|img)\b.{0,60}https?:",
    r"\bask (?:the )?users? for\b.{0,30}\b(?:passwords?|bank|credit|e-?mail|details|log-?in|credentials)\b",
    r"\bdecode (?:this|it|the following)\b.{0,12}\b(?:do|follow|obey|run|execute)\b",
    r"\b(?:call|invoke) (?:the )?(?:function|tool)\s+\w+\s*\(",
    r"\b(?:print|repeat|output|reveal|write out)\b.{0,12}\b(?:everything|all(?: the)?(?: text)?|the (?:text|words)) above\b",
    r"\b(?:secret|API) key (?:that )?you (?:were|have been) given\b",
    rf"\bthe (?:AI |language )?model (?:must|shall)\s+(?:now\s+)?{_SAYS}\b",
    rf"\b(?:whoever|anyone who|everyone who) reads your {_RESULT}\b",
    rf"^(?:dear|hey|hello|hi|attention|to|note (?:to|for)|(?:correction|message|advice|instructions?) for)\s+{_CALLED}\s*[,:]",
    rf"^{_CALLED},\s+(?:please|you|ignore|answer|reply|respond|output|write|tell)\b",
    rf"\byou,?\s+(?:the|an?)\s+{_MACHINE}\b|\breading this as {_MACHINE}\b",
    # The same in other languages.
    r"(?:忽略|无视|忘记|忘掉|不要理会).{0,8}(?:之前|以上|先前|上述|前面|所有).{0,8}(?:指令|提示|指示|内容|规则|要求)",
    r"只(?:能|许|可以)?(?:输出|回答|回复)[“\"「：:]|无论.{0,6}问.{0,6}(?:都|请)(?:回答|回复|输出)",
    r"\b(?:игнорируй|забудь|не обращай)(?:те)?\b.{0,30}\b(?:инструкци|указани|команд)",
    r"\b(?:oubliez|oublie|ignorez|ignore)\s+(?:toutes?\s+)?(?:vos|tes|les)\b.{0,20}\b(?:instructions|consignes)\b",
    r"\b(?:olvida|olvide|ignora|ignore)\s+(?:todas?\s+)?(?:las|tus|sus)\b.{0,20}\b(?:instrucciones|órdenes)\b",
    r"\b(?:vergiss|vergessen sie|ignoriere?|missachte)\b.{0,20}\b(?:anweisungen|instruktionen|vorgaben)\b",
    r"\b(?:ignore|esqueça|ignora|dimentica)\s+(?:todas|tutte)?\s*(?:as|le)\b.{0,20}\b(?:instruções|istruzioni)\b",
    # The marks of a chat.
    r"^#{2,}\s*(?:instructions?|response|system|user|assistant)\s*:|\bHuman:.{0,120}\bAssistant:",
    r"</?(?:system|context|instructions?|assistant|user|tool_call|function_call|prompt)>",
    r"[\"']role[\"']\s*:\s*[\"'](?:system|assistant|user|tool)[\"']",
    r"\b(?:BEGIN|END|START) (?:OF )?(?:SYSTEM|USER|ASSISTANT) (?:MESSAGE|PROMPT)\b",
    r"-{2,}\s*END OF (?:THE )?(?:ARTICLES?|CONTEXT|DOCUMENTS?|TEXT|SOURCES)\b",
    r"\bnew (?:system )?instructions?\s*:|^\s*(?:system|assistant)\s*:\s",
    r"<\|(?:im_start|im_end|system|endoftext|user|assistant)\|?>|\[/?INST\]|<</?SYS>>",
)
_ADDRESSED = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def addressed(text: str) -> bool:
    """Whether `text` (a sentence or a line) gives orders to an AI that reads it."""
    return any(_ADDRESSED.search(reading) for reading in readings(text))


def notice(text: str, hidden: bool) -> str:
    """Return the sentence that tells a person about such a text."""
    where = "Hidden text on this page" if hidden else "Text on this page"
    shown = text if len(text) <= 160 else text[:157].rstrip() + "..."
    return f"{where} addresses an AI reader and was not followed: “{shown}”"
