"""Takes the dateline off an article's opening: "OSLO, Sept. 3 (Agency) —" is no part of the sentence.

The sentence begins after it, so a citation is still exactly the article's characters. Says nothing of
when or where a thing happened; index/dates.py and index/facts.py read datelines for that.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.glossary import corrected
from index.types import Article, Passage, Span
from rag.retrieve import Sentence, sentences_of

_NAMED = r"[A-ZÀ-ÞŁŠŽÇİ][\w.'’-]*(?:[ /](?:[a-z]{1,3} )?[A-ZÀ-ÞŁŠŽÇİ][\w.'’-]*){0,3}"
_SHOUTED = (
    r"(?=[A-ZÀ-ÞŁŠŽÇİ.'’ -]{4})[A-ZÀ-ÞŁŠŽÇİ][A-ZÀ-ÞŁŠŽÇİ.'’-]+(?:[ /][A-ZÀ-ÞŁŠŽÇİ.'’-]+){0,3}"
)
_DAY = r"(?=[^\n—–(]{0,28}\d)[^\n—–(]{2,28}"
_AGENCY = r"\([^()\n:]{2,40}\)"
_DASH = r"\s*(?:[—–]|--?(?=\s))\s*"
_DATELINE = re.compile(
    rf"(?:{_NAMED}(?:, {_NAMED})?(?:, ?{_DAY})?\s*{_AGENCY}"  # Oslo, Sept. 3 (Agency)
    rf"|{_NAMED}(?:, {_NAMED})?, {_DAY}"  # Oslo, 3 September 2026
    rf"|{_SHOUTED}(?:, {_NAMED})?"  # OSLO
    rf"|(?:{_NAMED}(?:, {_NAMED})?)(?= — [^—\n]+$)"  # Oslo, where no second dash follows
    rf"|{_AGENCY}){_DASH}(?=[\"“„«‘']?\s?[A-ZÀ-ÞŁŠŽÇİ\d])"
    r"|【[^【】\n]{2,20}[电讯]】\s*"
    r"|(?:[\u4e00-\u9fff]{2,6}社|本报)?[\u4e00-\u9fff]{0,8}\d{1,2}月\d{1,2}日[电讯]"
    r"(?:\s*[(（][^()（）\n]{0,30}[)）])?[\s:：—]*(?=\S)"
)


def told(article: Article, passage: Passage) -> list[Sentence]:
    """Return the sentences of a passage as evidence, a dateline before one of them left out."""
    return [undated(sentence) for sentence in sentences_of(article, passage)]


def undated(sentence: Sentence) -> Sentence:
    """Return the sentence from behind its dateline, if it opens a paragraph with one."""
    article, span = sentence.article, sentence.span
    opens = span.start == 0 or article.text[span.start - 1] == "\n"
    match = _DATELINE.match(article.text, span.start, span.end) if opens else None
    if match is None:
        return sentence
    rest = Span(match.end(), span.end)
    return replace(sentence, span=rest, text=corrected(article, rest))
