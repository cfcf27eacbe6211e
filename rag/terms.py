"""Words as evidence: content words by stem, and names. Used to compare texts, never to show them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

_STOP = frozenset(
    "a about above after again all also am an and any are aren't as at be because been before being"
    " below between both but by can can't cannot come could couldn't did didn't do does doesn't doing"
    " don't down during each either else ever every few for from further get give given go got had"
    " hadn't has hasn't have haven't having he he'd he'll he's her here hers herself him himself his"
    " how however i i'd i'll i'm i've if in into is isn't it it's its itself just let let's like made"
    " make many may me might more most much must mustn't my myself neither no nor not now of off on"
    " once one only or other others ought our ours ourselves out over own per please put quite rather"
    " really s same shall shan't she she'd she'll she's should shouldn't since so some still such t"
    " take tell than that that's the their theirs them themselves then there there's these they"
    " they'd they'll they're they've this those though through thus to too under until up upon us"
    " very was wasn't we we'd we'll we're we've were weren't what what's when when's where where's"
    " whether which while who who's whom whose why why's will with within without won't would"
    " wouldn't yet you you'd you'll you're you've your yours yourself yourselves".split()
)
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:['’][^\W_{_CJK}]+)*")
_CJK_RUN = re.compile(rf"[{_CJK}]")
_CJK_STOP = frozenset(
    "的了是在和与及也就都而并这那其他她它们我你有对为之于以上下中等被把将从到向由所又"
)
_SNOWBALL = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
}
# Forms that a stemmer leaves apart and that news uses for one another.
_SAME = {
    "chose": "choos", "chosen": "choos", "choice": "choos", "bought": "buy", "sold": "sell",
    "sale": "sell", "paid": "pay", "payment": "pay", "won": "win", "winner": "win",
    "began": "begin", "begun": "begin", "led": "lead", "left": "leav", "lost": "lose",
    "loss": "lose", "said": "say", "told": "tell", "died": "die", "dead": "die", "death": "die",
    "deaths": "die", "grew": "grow", "grown": "grow", "growth": "grow", "rose": "rise",
    "risen": "rise", "fell": "fall", "fallen": "fall", "founder": "found", "cofounder": "found",
    "co-founder": "found", "purchase": "buy", "purchased": "buy", "acquire": "buy",
    "acquired": "buy", "acquisition": "buy", "acquiring": "buy", "purchas": "buy", "acquir": "buy", "kept": "keep", "held": "hold",
    "built": "build", "broke": "break", "broken": "break", "spent": "spend", "cost": "cost",
    "costs": "cost", "gave": "give", "took": "take", "taken": "take", "went": "go", "gone": "go",
    "ran": "run", "wrote": "write", "written": "write", "thought": "think", "met": "meet",
    "became": "becom", "children": "child", "women": "woman", "men": "man", "people": "person",
    "u.s": "us", "usa": "us", "america": "us", "american": "us", "americans": "us",
    "chinese": "china", "british": "britain", "uk": "britain", "per": "per", "percent": "%",
}  # fmt: skip


@lru_cache(maxsize=8)
def _stemmer(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(_SNOWBALL.get(language, "english"))


@lru_cache(maxsize=65536)
def stem(word: str, language: str = "en") -> str:
    """Return what stands for `word` and its other forms."""
    plain = word.lower().replace("’", "'").removesuffix("'s").rstrip("'")
    if plain in _SAME:
        return _SAME[plain]
    if language not in _SNOWBALL:
        return plain
    stemmed: str = _stemmer(language).stemWord(plain)
    return _SAME.get(stemmed, stemmed)


_INITIALS = re.compile(r"\b(?:(?:U\.S|U\.K|E\.U|U\.N|U\.S\.A)\.|(?:[A-Z]\.){2,4}(?!\s*[A-Z]|\w))")
"""Not those of a person, which stand before a name."""

_IN_FULL = (
    (re.compile(r"\bUnited States(?: of America)?\b"), "US"),
    (re.compile(r"\bUnited Kingdom\b"), "UK"),
    (re.compile(r"\bEuropean Union\b"), "EU"),
    (re.compile(r"\bUnited Nations\b"), "UN"),
)


def joined(text: str) -> str:
    """Return `text` with the points of initials left out, and what is mostly abbreviated so."""
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    for full, short in _IN_FULL:
        text = full.sub(short, text)
    return text


def terms(text: str, language: str = "en") -> list[str]:
    """Return the stems of the content words of `text` in order, repeats included.

    Chinese, Japanese and Korean text gives its pairs of adjacent characters.
    """
    found: list[str] = []
    for word in _WORD.findall(joined(text)):
        if _CJK_RUN.match(word):
            kept = [c for c in word if c not in _CJK_STOP]
            pairs = pairwise(kept)
            found += ["".join(pair) for pair in pairs] if len(kept) > 1 else kept
        elif word.lower().replace("’", "'") not in _STOP or (word.isupper() and len(word) > 1):
            if word.isupper() and len(word) > 1 and word.lower() in _STOP and text.isupper():
                continue
            stemmed = stem(word, language)
            if len(stemmed) > 1 or stemmed.isdigit():
                found.append(stemmed)
    return found


_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ][\w’'-]*|[a-z]+[A-Z]\w*)"
_NAME = re.compile(rf"{_CAPITAL}(?:(?:\s|\s(?:of|the|and|de|van|von|for|al)\s){_CAPITAL})*")
_OPENING = re.compile(
    r"(?:^|(?:(?<!\b[A-Z])(?<!\bM[rs])(?<!\bMrs)(?<!\b[DS][rt])(?<!\bProf)\.|[!?:;…])\s+|[\"“”‘(\[]\s*|\n\s*|[-–—•]\s+)$"
)
_BEFORE = 200
"""Characters before a word in which its sentence or quotation opens, if it does there."""

_NOT_NAMES = frozenset(
    "January February March April May June July August September October November December Monday"
    " Tuesday Wednesday Thursday Friday Saturday Sunday Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov"
    " Dec I I'm I'll I've I'd Mr Mrs Ms Dr CEO CFO AM PM Sir".split()
)


def names(text: str) -> list[str]:
    """Return the words of `text` that are written as names, each by itself, in order.

    A capital letter at the start of a sentence counts only where the word has another capital or
    a capitalised neighbour; months, weekdays and titles never count.
    """
    found: list[str] = []
    for match in _NAME.finditer(text):
        words = re.findall(_CAPITAL, match[0])
        # What opens a sentence stands close before it; all of a report takes minutes to look through.
        if _OPENING.search(text[max(0, match.start() - _BEFORE) : match.start()]):
            first = words[0]
            inner = any(c.isupper() for c in first[1:])
            if not inner and (len(words) == 1 or first.lower() in _STOP):
                words = words[1:]
        for word in words:
            plain = re.sub(r"['’]s?$", "", word)
            if len(plain) > 1 and plain not in _NOT_NAMES and plain.lower() not in _STOP:
                found.append(plain)
    return found
