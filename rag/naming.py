"""Names of a claim against a text and what stands around it: who is meant, and how sure that is."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.tokens import mostly_small
from rag import lent, speech
from rag.cite import Support
from rag.clauses import VERB
from rag.figures import figures
from rag.synonyms import is_common
from rag.terms import joined, names, stem, terms


def wrong(claim: str, support: Support) -> str:
    """Return what is wrong with a name that the sentence lacks and that nothing can lend it.

    The sentence before lends its names to one that points back ("Its cloud …") or names nobody;
    headline and heading also lend theirs to one that names nobody but whom the claim names. A full
    name may be had from the article.
    """
    if other := _other_part(claim, support.own):
        return f"the cited text says “{other}”"
    given = _given(claim, support)
    for name in named(claim, support):
        if spelled(name) & given:
            continue
        if _completed(name, claim, support) or _referred(name, claim, support):
            continue
        if _in_mind(name, claim, support):
            continue
        return f"{name} is not named in the cited text"
    return ""


_QUOTED_FIRST = re.compile(r"^[\"“][^\"”]+[,.!?…][\"”]\s*(?=\S)")
"""A quotation that its speaker follows: whom its "he" means matters less than who speaks."""

_PART = (
    r"(?:Upper|Lower|Nether|Higher|Inner|Outer|North|South|East|West|Northern|Southern|Eastern|Western"
    r"|Central|Great|Greater|Little|Lesser|New|Old|Saint|St)"
)
_IN_PARTS = re.compile(rf"\b({_PART}) ([A-Z][\w’'-]+)")


def _other_part(claim: str, text: str) -> str:
    """Return the "Nether Corran" of the text where the claim has "Upper Corran"."""
    told = _IN_PARTS.findall(text)
    for part, name in _IN_PARTS.findall(claim):
        others = [other for other, place in told if place == name]
        if others and part not in others:
            return f"{others[0]} {name}"
    return ""


def other_speaker(claim: str, support: Support) -> str:
    """Return what is wrong with who is said to speak, where the sentence itself says who does."""
    if not speech.quotations(claim):
        return ""
    around, told = speech.around(claim), speech.around(support.own)
    if not named(told, support) or _PRONOUN.search(told):
        return ""
    for name in named(around, support):
        if not spelled(name) & spelled(support.own) and not _completed(name, claim, support):
            return f"the cited text does not name {name} with the quotation"
    return ""


def _given(claim: str, support: Support) -> set[str]:
    """Return what the sentence names, with what is lent to it."""
    wanted = {s for name in named(claim, support) for s in spelled(name)}
    given = spelled(f"{support.own} {support.article.outlet or ''} {support.article.author or ''}")
    own = named(support.own, support)
    leans = _LEANS.match(_QUOTED_FIRST.sub("", support.own)) is not None
    if leans or not own:
        given |= spelled(f"{support.before} {support.lent}")
    if leans or all(spelled(name) & wanted for name in own):
        given |= spelled(support.topic)
    return given


def unclear(claim: str, support: Support) -> str:
    """Return why it is not plain that the sentence is about whom the claim names."""
    given = spelled(support.own)
    for name in named(claim, support):
        own = spelled(name)
        if own & given or _completed(name, claim, support):
            continue
        if own & spelled(f"{support.lent} {support.before} {support.topic}"):
            if thing := _other_thing(name, claim, support.own):
                return f"the cited text says “{thing}” here, not {name}"
            if reason := _unclear_who(name, claim, support):
                return reason
        elif found := _referred(name, claim, support):
            return f"{name} is named before the cited text, which says “{found}”"
        if not own & _given(claim, support) and _in_mind(name, claim, support):
            return f"the cited text itself does not name {name}"
    return ""


def _in_mind(name: str, claim: str, support: Support) -> bool:
    others = [n for n in named(claim, support) if not spelled(n) & spelled(name)]
    borne = all(spelled(n) & spelled(support.own) for n in others)
    opens = bool(named(lent.opening(support.own), support))
    said = "\n".join([support.topic, *support.earlier.splitlines()[-lent.FEW :]])
    return bool(spelled(name) & spelled(said)) and lent.in_mind(
        name, claim, support.own, opens=opens, borne=borne
    )


def _other_thing(name: str, claim: str, text: str) -> str:
    """Return what the text has right after the claim's verb, where the claim has a lent name."""
    done = re.search(rf"\b([a-z]+)\s+(?:the\s+)?(?:[A-Z][\w’'-]* )*{re.escape(name)}\b", claim)
    if done is None or not VERB.fullmatch(done[1]):
        return ""
    for match in VERB.finditer(text):
        following = re.match(r"\s+(?:(?:the|an?) )?([a-z]+(?: [a-z]+)?)", text[match.end() :])
        if stem(match[0]) != stem(done[1]) or following is None or not terms(following[1]):
            continue
        if not set(terms(following[1])) & set(terms(claim)):
            return following[0].strip()
    return ""


def _unclear_who(name: str, claim: str, support: Support) -> str:
    """Return why a lent name may be another than the one that "he" or "the ferry" stands for."""
    own = spelled(name)
    sure = own & spelled(subject(support) or support.topic)
    if _SAYS_OF_OTHERS.match(support.own) and not _SAYS.search(claim):
        return f"the cited text does not say this of {name}"
    if pronoun := _PRONOUN.match(support.own):
        return "" if sure else f"whom “{pronoun[0]}” means in the cited text is not plain"
    if kind := _BY_KIND.match(support.own):
        said_beside = _is_called(name, kind[1], claim)
        if stem(kind[1]) in set(terms(claim)) and not said_beside:
            return f"the cited text does not name {name}"
        if not said_beside and _other_of_kind(kind[1], name, support):
            return f"whom “{kind[0]}” means in the cited text is not plain"
        before = spelled(" ".join(map(_subject, _before(support))))
        if not (
            sure
            or (own & before and _is_any(kind[1]))
            or said_beside
            or _is_called(name, kind[1], support.article.text)
        ):
            return f"whom “{kind[0]}” means in the cited text is not plain"
    return ""


_ANY = frozenset(
    "company firm group operator organisation organization agency party team club side ministry ship vessel"
    " ferry boat airline carrier court bank city town country state government authority body university"
    " institute school hospital museum union association federation council man woman player coach author"
    " singer actor minister president mayor chairman chairwoman chief head boss leader manager founder owner"
    " retailer maker manufacturer producer supplier chain brand lender insurer utility airport bridge building"
    " plant project deal storm team".split()
)
"""What anybody or anything named may be called without having been called so before."""


def _is_any(kind: str) -> bool:
    return kind.lower() in _ANY or stem(kind.lower()) in {stem(word) for word in _ANY}


def _other_of_kind(kind: str, name: str, support: Support) -> bool:
    """Whether "the foundation" is rather the Welland Foundation, which was named before."""
    said, word = "\n".join([support.earlier, support.lent]), kind.capitalize()
    return f" {word}" in said and f"{name} {word}" not in said


def subject(support: Support) -> str:
    """Return the names that a pronoun at the start of the sentence most likely stands for."""
    return next((found for found in map(_subject, reversed(_before(support))) if found), "")


def _before(support: Support) -> list[str]:
    return f"{support.before}\n{support.lent}".strip().splitlines()


def spelled_out(support: Support) -> str:
    """Return the sentence with the pronoun that opens it replaced by the name it stands for."""
    pronoun, name = _PRONOUN.match(support.own), subject(support)
    if pronoun is None or not name:
        return support.own
    own = "’s" if pronoun[0].lower() in ("his", "her", "its", "their") else ""
    return f"{name}{own}{support.own[pronoun.end() :]}"


def _subject(text: str) -> str:
    """Return the names that stand before the first verb of `text`, else its first name in full."""
    verb = VERB.search(text)
    found = names(f"x {text}")
    before = names(f"x {text[: verb.start()]}") if verb else []
    if before or not found:
        return " ".join(before)
    full = re.search(rf"\b{re.escape(found[0])}(?: [A-Z][\w’'-]+)*", text)
    return full[0] if full else found[0]


def titles(claim: str, support: Support) -> set[str]:
    """Return the stems of what the article calls the people that both claim and text name."""
    given, found = spelled(support.own), set[str]()
    for name in names(f"x {claim}"):
        if spelled(name) & given or _completed(name, claim, support):
            found |= _known_as(support.article.text, name)
            found |= spelled(name)
    return found


def named(claim: str, support: Support) -> list[str]:
    """Return the names in `claim`, its first word among them where it is one."""
    return [*_opening(claim, support), *names(claim)]


def spelled(text: str) -> set[str]:
    """Return the words of `text` by stem, the parts of those with hyphens or points, other spellings.

    Other spellings are those without accents, and of one sound: Zelensky, Zelenskyy, Zelenskij.
    """
    both = text if (short := joined(text)) == text else f"{text} {short}"
    found = {stem(w) for w in re.findall(r"[^\W_]+(?:[-'’.][^\W_]+)*", both)}
    found |= {part for word in found for part in re.split(r"[-'’.]", word) if len(part) > 1}
    return found | {_sound(word) for word in found}


@lru_cache(maxsize=16384)
def _sound(word: str) -> str:
    """Return a word as other transliterations have it, too; marked, so that it is no other word."""
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("ß", "ss")
    return "~" + re.sub(r"(?:[iyj]){1,3}", "i", plain.removesuffix("'s"))


_LEANS = re.compile(
    r"[\"“]?(?:he|she|it|they|his|her|its|their|this|that|these|those|the [a-z]+)\b", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)


_SAYS = re.compile(
    r"\b(?:say|says|said|tells?|told|add(?:s|ed)|argue[sd]?|warn(?:s|ed)|claim(?:s|ed)|according)\b",
    re.IGNORECASE,
)
_SAYS_OF_OTHERS = re.compile(
    r"(?:he|she|it|they) (?:also )?(?:said|says|told \w+|added|adds|argued|warned|claimed)\s+(?:that )?"
    r"(?!(?:he|she|it|they|his|her|its|their)\b)",
    re.IGNORECASE,
)
_BY_KIND = re.compile(r"[\"“]?the (?:[a-z]+ (?=[a-z]+,))?([a-z]+)", re.IGNORECASE)


def _is_called(name: str, kind: str, claim: str) -> bool:
    """Whether the claim puts a name and its kind side by side: "the ferry Marrin Star"."""
    pair = rf"\b{kind}\w*\W+(?:the )?(?:[A-Z]\w+ )?{re.escape(name)}|{re.escape(name)}\W+(?:(?:the|an?|its) )?{kind}"
    return re.search(pair, claim) is not None


_COMMON_ENDING = re.compile(r"(?:[^s]s|ed|ly|ers?|ors?|ions?|ments?|ness|ity|ists?|ence|ance)$")


_OPENERS = frozenset(
    "According Despite During Following Including Meanwhile Among Unlike Amid Besides Nobody Everyone"
    " Fewer Nearly Almost Roughly Around Approximately Slightly Close Barely Hardly Another Several Later Earlier Today Yesterday".split()
)


def _opening(claim: str, support: Support) -> list[str]:
    """Return the claim's first word where only its place explains no capital letter.

    What the article writes in small letters is no name; what it capitalises within a sentence is
    one; of other words the ending decides.
    """
    match = re.match(r"[\"“]?([A-Z][\w-]+)", claim)
    if match is None or not terms(match[1]) or match[1] in _OPENERS or _is_number(match[1]):
        return []
    word, (as_names, small) = match[1], _vocabulary(support.article.text)
    if word in as_names:
        return [word]
    if word.lower() in small or _COMMON_ENDING.search(word) or is_common(word):
        return []
    return [] if mostly_small(word) else [word]


def common(claim: str, support: Support) -> str:
    """Return the claim's first word where it is perhaps a name after all: Shell, Target, Grant."""
    match = re.match(r"[\"“]?([A-Z][\w-]+)", claim)
    if match is None or match[1].lower() in _vocabulary(support.article.text)[1]:
        return ""
    return "" if _COMMON_ENDING.search(match[1]) or is_common(match[1]) else match[1]


def _is_number(word: str) -> bool:
    return [f.text for f in figures(word)] == [word]


@lru_cache(maxsize=64)
def _vocabulary(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that `text` writes as names and those that it writes in small letters."""
    return frozenset(names(text)), frozenset(re.findall(r"\b[a-z][\w-]*", text))


def _completed(name: str, claim: str, support: Support) -> bool:
    """Whether a name is half of a full one that the article has, and the text has the other half."""
    given = spelled(support.own)
    for pair in re.findall(
        rf"(?=\b([A-Z][\w.’'-]* {re.escape(name)}|{re.escape(name)} [A-Z][\w’'-]*))", claim
    ):
        other = spelled(pair) - spelled(name)
        if other & given and re.search(rf"\b{re.escape(pair)}\b", support.article.text):
            return True
    return _in_full(name, claim, support)


_FULL = re.compile(r"[A-Z][\w’'-]*(?: (?:(?:of|for|the|and) )*[A-Z][\w’'-]*)+")


def _in_full(name: str, claim: str, support: Support) -> bool:
    """Whether a name is part of one whose head the text has in small letters: "the institute".

    The article has to have the name in full, and no other one with that head.
    """
    for full in (found.removeprefix("The ") for found in _FULL.findall(claim)):
        if name not in full or full not in support.article.text:
            continue
        for head in re.findall(r"\b[Tt]he ([a-z]+)", support.own):
            title = head.capitalize()
            called = set(re.findall(rf"(?:[A-Z][\w’'-]* )+{title}\b", support.article.text))
            if title in full.split() and len({c.removeprefix("The ") for c in called}) == 1:
                return True
    return False


def _referred(name: str, claim: str, support: Support) -> str:
    """Return the words of the text, "this project", that may stand for the claim's "JEDI project".

    Only what the section has called by that name before.
    """
    match = re.search(rf"\b{re.escape(name)} ([a-z]\w+)\b", claim)
    if match is None or name not in support.earlier:
        return ""
    noun = stem(match[1])
    before = re.findall(rf"\b{re.escape(name)} ([a-z]\w+)\b", support.earlier)
    if noun not in {stem(word) for word in before}:
        return ""
    for found in re.finditer(
        r"\b(?:the|this|that|these|those)\s+(\w+)", support.own, re.IGNORECASE
    ):
        if stem(found[1]) == noun:
            return found[0]
    return ""


_ROLE = re.compile(
    r"(?:er|or|ist|man|woman|ent|ian|ary|ive|ate|yer|ant|eer|chief|head|coach|boss|judge|king|queen|prime|dr|mr|mrs|ms)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def _known_as(text: str, name: str) -> frozenset[str]:
    """Return what `text` puts before a name: "chief executive" Anneke Roos, "Mayor" Brandt."""
    found = set[str]()
    for match in re.finditer(rf"((?:[\w’'-]+ ){{1,4}}){re.escape(name)}\b", text):
        words = match[1].split()
        while words and words[-1][0].isupper() and not _ROLE.search(words[-1]):
            words.pop()
        if words and _ROLE.search(words[-1]):
            found.update(terms(" ".join(words[-2:])))
    return frozenset(found)
