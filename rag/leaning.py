"""Which sentences say little by themselves, judged by their words alone: they hang, or stand by the way.

A sentence hangs on the one before it by a pronoun, a connective, a place in a list, or as a quote whose
speaker is named elsewhere. A note is no part of the report: who wrote it and when, what a picture shows.
English, German, French, Spanish and Chinese; in other languages nothing hangs.
"""

from __future__ import annotations

import re

_OPEN = r"[\"“„«‘]?\s?"
_HANGS = re.compile(
    rf"{_OPEN}(?:"
    r"(?:he|she|it|they|him|his|her|its|their|these|those|both|such)\b"
    r"|th(?:is|at)\b(?! (?:morning|afternoon|evening|week|weekend|month|year|summer|autumn|winter|spring)\b)"
    r"|(?:however|therefore|but|and|so|or|nor|also|instead|then|still|yet|moreover|thus|nevertheless"
    r"|nonetheless|otherwise|meanwhile|besides|indeed|even so|by then|since then|in any case"
    r"|in the meantime|in (?:return|exchange|response|addition|turn|contrast)|as a result)\b(?! (?:far|many|much)\b)"
    r"|\(?\d{1,2}[.)]\s"
    r"|(?:the )?(?:first|second|third|fourth|fifth|sixth|last) (?:(?:and|or) \w+|reason|one|was|is|of|point|step|thing)\b"
    r"|(?:the )?(?:first|second|third|fourth|fifth|sixth), |(?:firstly|secondly|thirdly|finally|lastly|on the other hand)\b"
    r"|(?:the )?(?:other|others|another|latter|former|same|two|three)\b(?=,| (?:is|are|was|were|has|had|have|\w+ed)\b)"
    r"|(?:\w+ ){1,3}of (?:them|these|those|which)\b|(?:none|neither|some|most|many|all) (?:is|are|was|were|has|had|have)\b"
    r"|not (?:everyone|all|everything)\b|according to (?:him|her|them|his|their)\b"
    r"|(?:on|in|at|by|after|before|for|during|from) [^,.]{2,24},? (?:he|she|it|they|his|her)\b"
    r"|[^,.]{2,40}, on the other hand"
    r")",
    re.IGNORECASE,
)
_HANGS_ABROAD = {
    "de": r"(?:er|es|sie|das|dies\w*|jene\w*) (?-i:[a-zäöü])|(?:doch|aber|dabei|dagegen|jedoch|damit|dafür|dann"
    r"|außerdem|zudem|trotzdem|deshalb|daher|sein\w*|ihre?[mnrs]?)\b",
    "fr": r"(?:ils?|elles?|ce|cela|ça|cet|ces|sa|son|ses|leurs?|celui|celle|ceux|mais|or|pourtant|cependant"
    r"|toutefois|en revanche|puis|ensuite|enfin|de plus|par ailleurs)\b|c['’]|cette (?!semaine|année|nuit)",
    "es": r"(?:él|ella|ellos|ellas|esto|esos?|esas?|sus?|pero|sin embargo|además|después|luego|por eso"
    r"|en cambio|añadió|agregó|es la|es el|la (?:primera|segunda|tercera)[, ]|el (?:primero|segundo),)\b"
    r"|est[ea]s? (?!viernes|lunes|martes|miércoles|jueves|sábado|domingo|semana|mes|año)",
    "zh": r"但|而|其|这|那|该|不过|此外|另外|此前|他|她|它|同时|因此",
}
_ABROAD = {k: re.compile(f"{_OPEN}(?:{v})", re.IGNORECASE) for k, v in _HANGS_ABROAD.items()}
_ITS_SPEAKER = re.compile(
    r"(?:[,.!?…][\"”»]|[\"”»],)\s*(?:he|she|they|sagte (?:er|sie)|a-t-(?:il|elle)|dit-(?:il|elle))\b"
    r"|[\"”»]\s*(?:said|says|added|told|asked) (?:he|she|they)\b",
    re.IGNORECASE,
)
"""A quote whose speaker only the sentence before it names."""
_ONLY_QUOTE = re.compile(r"\s*(?:[\"“„«「][^\"“”„«»」]+[\"”“»」]\s*)+\s*")


def hangs(text: str, language: str | None) -> bool:
    """Whether a sentence leans on the one before it, or is a quote without its speaker."""
    if _ONLY_QUOTE.fullmatch(text) or text.count("“") != text.count("”") or text.count('"') % 2:
        return language != "de" or _ONLY_QUOTE.fullmatch(text) is not None
    if _ITS_SPEAKER.search(text):
        return True
    pattern = _ABROAD.get((language or "en")[:2], _HANGS)
    return pattern.match(text) is not None


_CORRECTS = re.compile(
    r"\W*(?:corrections?|clarifications?|editor.s note|更正|编者按)\b", re.IGNORECASE
)
_CREDIT = re.compile(
    r"(?:\b(?:photo(?:graph|graphy|s)?|foto|image|picture|bild|handout|crédit|credit)\b\s*[:：/©]"
    r"|\b(?:image|photo|picture)s? (?:courtesy|by|credit)\b|图[:：])",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b\d{1,2}\D{0,3}(?:\s|[./-])\s?(?:de )?(?:\w{3,10}\.?|\d{1,2})[ ./-](?:de )?(?:19|20)\d\d\b"
    r"|\b[A-Z]\w{2,8}\.? \d{1,2}, (?:19|20)\d\d\b|(?:19|20)\d\d(?:-\d\d?-|年)\d"
)
_WRITER = re.compile(
    r"(?:\S+ ){1,4}is (?:an? |the )?(?:[\w-]+ ){0,3}(?:columnist|correspondent|reporter|writer|editor|journalist)\b"
)
_END = re.compile(r"[.!?…。！？][\"'”’»)\]」』]*$")
_LINE = 14
"""Words of a line that tells where and when the article appeared, at most."""


def is_note(line: str) -> bool:
    """Whether a line of an article is a note: of correction, of a picture, of author, outlet and day."""
    line = line.strip()
    words = len(line.split())
    if _CORRECTS.match(line) or _WRITER.match(line):
        return True
    if words <= 60 and _CREDIT.search(line):
        return True
    return words <= _LINE and _DATED.search(line) is not None and _after_date(line)


def _after_date(line: str) -> bool:
    """Whether nothing is told after the date; a full sentence before it is only names."""
    last = [*_DATED.finditer(line)][-1]
    before = re.findall(r"[^\W\d]\w*", line[: last.start()])
    names = all(word[0].isupper() for word in before)
    return len(line[last.end() :].split()) <= 4 and (names or not _END.search(line))
