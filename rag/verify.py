"""Claim + spans -> supported | partly | unsupported, with the reason in words.

By code alone: figures, direct quotations, names, negation, who did what to whom, hedging, and the
words themselves (the same word, or one that means it in context). What code finds false, nothing
overrules. It does not resolve dates or judge what follows from a text without standing in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from rag.cite import Support
from rag.figures import Figure, figures, same
from rag.gate import SAME_SENSE, WordEmbedder
from rag.terms import names, stem, terms
from rag.types import Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and, unless it is "supported", its reason for a person to read."""

    verdict: Verdict
    reason: str = ""
    denied: bool = False  # the text says otherwise, rather than nothing


SUPPORTED = Finding("supported")


def verify(claim: str, support: Support | None, embedder: object) -> Finding:
    """Return whether `support` proves `claim`. The first hard finding decides."""
    if support is None:
        return Finding("unsupported", "no sentence of the articles says this")
    text = support.text
    if _plain(claim) in _plain(text):
        return SUPPORTED
    for check in (_wrong_figure, _wrong_quote, _wrong_name, _wrong_negation, _wrong_roles):
        reason = check(claim, support)
        if reason:
            denied = check in (_wrong_negation, _wrong_roles)
            return Finding("unsupported", reason, denied)
    finding = _words(claim, support, embedder)
    if finding.verdict == "supported":
        reason = _lost_hedge(claim, text) or _lost_speaker(claim, text)
        if reason:
            return Finding("partly", reason)
    return finding


_JOINT = re.compile(r"\s*(?:;|, and|, while|, but|\band\b|\bwhile\b)\s+")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|did|does|do|\w{2,}(?:ed|s)"
    r"|won|lost|bought|sold|paid|made|gave|took|held|kept|said|built|led|sent|went|got|grew|fell|rose)\b"
)


def halves(claim: str) -> list[str]:
    """Return the two statements that `claim` joins; empty if it is one.

    The second gets the first's subject where it has none of its own.
    """
    for match in _JOINT.finditer(claim):
        first, second = claim[: match.start()], claim[match.end() :]
        if len(terms(first)) < 2 or len(terms(second)) < 2:
            continue
        if not _VERB.search(first) or not _VERB.search(second):
            continue
        starts = _VERB.search(second)
        if starts is not None and starts.start() == 0:
            subject = _VERB.search(first)
            second = f"{first[: subject.start()] if subject else ''}{second}"
        return [f"{first}.", second]
    return []


# --- hard findings -----------------------------------------------------------------------------------


def _wrong_figure(claim: str, support: Support) -> str:
    given = figures(support.text)
    dated = any(_is_year(g) for g in given)
    for figure in figures(claim):
        if any(same(figure, g) for g in given):
            continue
        if _is_year(figure) and not dated and _is_year_of(figure, support):
            continue
        rivals = [g.text for g in given if (not figure.unit or g.unit == figure.unit)]
        rivals = [r for r in rivals if _is_year(figure) == bool(re.fullmatch(r"(?:19|20)\d\d", r))]
        says = f"; it says {_either(rivals[:3])}" if rivals else ""
        return f"{figure.text} is not in the cited text{says}"
    return ""


def _is_year(figure: Figure) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", figure.text) is not None


def _is_year_of(figure: Figure, support: Support) -> bool:
    """Whether a year is the one the article is about: in its headline, or when it was published."""
    published = (support.article.published or "")[:4]
    return figure.text == published or any(same(figure, t) for t in figures(support.topic))


_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{8,}?)[\"”“»]|(?<!\w)[‘']([^‘’']{12,}?)[’'](?!\w)")


def _wrong_quote(claim: str, support: Support) -> str:
    text = _plain(support.text)
    for match in _QUOTED.finditer(claim):
        quoted = match[1] or match[2]
        if len(quoted.split()) >= 2 and _plain(quoted) not in text:
            return f"“{quoted}” does not stand in the cited text word for word"
    return ""


def _wrong_name(claim: str, support: Support) -> str:
    """Find a name that the sentences lack and that their context cannot lend them.

    The sentence before lends its names to one that points back ("Its cloud …") or names nobody;
    headline and heading also lend theirs to one that names nobody but whom the claim names.
    """
    claimed = [*_opening_name(claim, support), *names(claim)]
    wanted = {s for name in claimed for s in _spelled(name)}
    outlet = _spelled(f"{support.article.outlet or ''} {support.article.author or ''}")
    given = _spelled(support.text) | outlet
    own = names(support.text)
    leans = _LEANS.match(support.text) is not None
    if leans or not own:
        given |= _spelled(support.before)
    if leans or all(_spelled(name) & wanted for name in own):
        given |= _spelled(support.topic)
    for name in claimed:
        if not _spelled(name) & given:
            return f"{name} is not named in the cited text"
    return ""


_COMMON_ENDING = re.compile(r"(?:[^s]s|ed|ly|ers?|ors?|ions?|ments?|ness|ity|ists?|ence|ance)$")


def _opening_name(claim: str, support: Support) -> list[str]:
    """Return the claim's first word where only its place explains no capital letter.

    What the article writes in small letters is no name; what it capitalises within a sentence is
    one; of other words the ending decides.
    """
    match = re.match(r"[\"“]?([A-Z][\w-]+)", claim)
    if match is None or not terms(match[1]):
        return []
    word, (as_names, small) = match[1], _vocabulary(support.article.text)
    if word in as_names:
        return [word]
    return [] if word.lower() in small or _COMMON_ENDING.search(word) else [word]


@lru_cache(maxsize=64)
def _vocabulary(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that `text` writes as names and those that it writes in small letters."""
    return frozenset(names(text)), frozenset(re.findall(r"\b[a-z][\w-]*", text))


_LEANS = re.compile(
    r"[\"“]?(?:he|she|it|they|his|her|its|their|this|that|these|those|the [a-z]+)\b", re.IGNORECASE
)
_NO = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t|unable|denie[sd]|deny"
    r"|refus\w+|reject\w+|declin(?:e|es|ed|ing) to|fail(?:s|ed)? to|unlikely|hardly|barely|rather than|instead of)\b"
    r"|不|没有|未|并非",
    re.IGNORECASE,
)
_THAT = re.compile(r"\s+that\b")
_CLAUSE_END = re.compile(r"[,;:.!?()]|\b(?:but|and|that|because|which|who|although|though|while)\b")


def _wrong_negation(claim: str, support: Support) -> str:
    """Compare what each side says with what it denies."""
    said, denied = _sides(claim)
    given_said, given_denied = _sides(support.text)
    if (given_denied - given_said) & said and not denied:
        return "the cited text denies this"
    if (denied - said) & given_said - given_denied and not given_denied:
        return "the cited text does not deny this"
    return ""


def _sides(text: str) -> tuple[set[str], set[str]]:
    """Return the stems that `text` affirms and those that it denies: two after a negation."""
    said: set[str] = set()
    denied: set[str] = set()
    at = 0
    for match in _NO.finditer(text):
        said.update(_stems(text[at : match.start()]))
        that = _THAT.match(text, match.end())
        begin = that.end() if that else match.end()
        end = _CLAUSE_END.search(text, begin)
        clause = _stems(text[begin : end.start() if end else len(text)])
        denied.update(clause[:2])
        said.update(clause[2:])
        at = end.start() if end else len(text)
    said.update(_stems(text[at:]))
    return said, denied


_FUNCTION = frozenset(
    "a an the of to in on at by for with from into as and or is are was were be been being has have"
    " had do does did will would it its he his she her they their them this that these those any"
    " there".split()
)


def _stems(text: str) -> list[str]:
    """Return all stems of `text` but those of function words; "give" counts here."""
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)?|[\u4e00-\u9fff]", text)
    return [stem(word) for word in words if word.lower() not in _FUNCTION]


_BY = re.compile(r"\bby\b", re.IGNORECASE)
_MUTUAL = frozenset(
    "cooper partner merg compet agre talk negoti meet deal discuss join ally alli relationship match"
    " rival fight fought tie compar between".split()
)


def _wrong_roles(claim: str, support: Support) -> str:
    """Find two names that have changed places around the same verb."""
    found = list(dict.fromkeys([*_opening_name(claim, support), *names(claim)]))
    for first, second in combinations(found, 2):
        verbs = _between(claim, first, second) - _MUTUAL
        if not verbs:
            continue
        for sentence in support.sentences:
            swapped = _between(sentence.text, second, first)
            straight = _between(sentence.text, first, second)
            turned = bool(_BY.search(claim)) != bool(_BY.search(sentence.text))
            if len(swapped & verbs) > len(straight & verbs) and not turned:
                return "the cited text has it the other way round"
    return ""


def _between(text: str, first: str, second: str) -> set[str]:
    """Return the stems between two names in one clause; empty if they do not stand so."""
    match = re.search(
        rf"\b{re.escape(first)}\b([^.;]{{1,90}}?)\b{re.escape(second)}\b", text, re.IGNORECASE
    )
    return set(terms(match[1])) if match else set()


# --- the words ---------------------------------------------------------------------------------------

_LIGHT = frozenset(
    "also accord articl state includ addit reason main major import key help due becaus therefor"
    " howev provid one use say add note".split()
)


def _words(claim: str, support: Support, embedder: object) -> Finding:
    language = support.article.language
    named = {t for name in [*_opening_name(claim, support), *names(claim)] for t in terms(name)}
    said = claim
    for figure in figures(claim):  # compared by value already
        said = said.replace(figure.text, " ")
    wanted = [t for t in dict.fromkeys(terms(said, language)) if t not in _LIGHT | named]
    given = set(terms(support.text, language))
    given |= {t for name in names(f"{support.topic}\n{support.before}") for t in terms(name)}
    missing = [t for t in wanted if t not in given and not t.isdigit()]
    if missing and isinstance(embedder, WordEmbedder):
        missing = _without_synonyms(missing, claim, support, embedder)
    share = 1 - len(missing) / len(wanted) if wanted else 1.0
    if not missing or (share >= 0.85 and len(wanted) >= 7):
        return SUPPORTED
    words = _either([f"“{w}”" for w in _as_written(claim, missing)][:4])
    if share >= 0.6:
        return Finding("partly", f"the cited text does not say {words}")
    return Finding("unsupported", f"the cited text does not say {words}")


def _without_synonyms(
    missing: Sequence[str], claim: str, support: Support, embedder: WordEmbedder
) -> list[str]:
    spans, vectors = embedder.words(claim)
    given_spans, given = embedder.words(support.text)
    if not given_spans:
        return list(missing)
    meant: set[str] = set()
    for span, vector in zip(spans, vectors, strict=True):
        if float((given @ vector).max()) >= SAME_SENSE + 0.05:
            meant.update(terms(claim[span.start : span.end]))
    return [t for t in missing if t not in meant]


# --- attribution and hedging --------------------------------------------------------------------------

_HEDGE = re.compile(
    r"\b(?:may|might|could|reportedly|allegedly|apparently|rumou?red|possibly|perhaps|probably|likely"
    r"|plans? to|planned to|planning to|expects? to|expected to|hopes? to|aims? to|intends? to"
    r"|considering|propos(?:es|ed|al)|hint(?:s|ed)|suggest(?:s|ed)|believes?|estimat(?:e|es|ed)"
    r"|predict(?:s|ed)?|forecasts?|thinks?|needs?|requires?|awaits?|pending|subject to|asks? for|asked for|opportunity to|chance to|wants? to|wanted to|seeks? to|seems?|appears? to|unclear|whether|if|would)\b|或|可能|据报道|预计|计划",
    re.IGNORECASE,
)
_SUPPOSES = re.compile(r"[\"“]?(?:if|should|suppose|assuming|unless|were)\b", re.IGNORECASE)
_SPEECH = re.compile(
    r"\b(?:said|says|say|told|claim(?:s|ed)|argu(?:es|ed)|accord(?:s|ing)|alleg(?:es|ed)|believes?|think"
    r"|thinks|repeated|insist(?:s|ed)|estimat(?:es|ed)|warn(?:s|ed)|expects?|predict(?:s|ed)|wrote|writes"
    r"|added|adds|called|calls|denied|denies|announced|reported|repeats)\b|称|表示|说|认为|据",
    re.IGNORECASE,
)


def _lost_hedge(claim: str, text: str) -> str:
    if _HEDGE.search(claim):
        return ""
    said = set(terms(claim))
    if _SUPPOSES.match(text):
        return "the cited text only supposes this"
    for match in _HEDGE.finditer(text):
        clause = re.split(r"[;.!?]|\bbut\b|, and\b|, which\b", text[match.end() :], maxsplit=1)[0]
        governed = terms(clause)[:3]
        if governed and sum(t in said for t in governed) >= min(2, len(governed)):
            return f"the cited text has this only with “{match[0]}”"
    return ""


def _lost_speaker(claim: str, text: str) -> str:
    if _SPEECH.search(claim):
        return ""
    said = set(terms(claim))
    quoted = " ".join(m[1] or m[2] for m in _QUOTED.finditer(text))
    inside = set(terms(quoted))
    if inside and said and len(said & inside) >= 0.6 * len(said):
        return "in the cited text somebody says this; the claim states it as a fact"
    return ""


# --- comparing ---------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Return `text` for word-for-word comparison: one kind of quotation mark, single spaces."""
    text = re.sub(r"[“”„«»]", '"', text.replace("’", "'").replace("‘", "'"))
    return re.sub(r"\s+", " ", text).strip(" .").casefold()


def _spelled(text: str) -> set[str]:
    found = {stem(w) for w in re.findall(r"[^\W_]+(?:[-'’.][^\W_]+)*", text)}
    return found | {part for word in found for part in re.split(r"[-'’.]", word) if len(part) > 1}


def _names(text: str) -> set[str]:
    return {s for name in names(text) for s in _spelled(name)}


def _as_written(claim: str, missing: Sequence[str]) -> list[str]:
    wanted = set(missing)
    found = []
    for word in re.findall(r"\w[\w'’-]*", claim):
        if set(terms(word)) & wanted and word not in found:
            found.append(word)
    return found or list(missing)


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
