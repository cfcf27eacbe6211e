"""Claim + spans -> supported | partly | unsupported, with the reason in words.

By code alone: figures and dates (rag/restated.py, rag/measures.py), direct quotations, names (rag/naming.py),
negation and opposites (rag/opposites.py), who did what to whom (rag/roles.py), the words themselves
(the same word, or one that means it in context), and hedging (rag/hedging.py). What code finds
false, nothing overrules. It does not judge what follows from a text without standing in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag import (
    clock,
    comparing,
    counts,
    hedging,
    measures,
    mixing,
    naming,
    opposites,
    portion,
    roles,
    speech,
)
from rag.cite import Support
from rag.clauses import VERB
from rag.figures import figures
from rag.gate import SAME_SENSE, WordEmbedder
from rag.likeness import alike, in_context
from rag.restated import restated
from rag.synonyms import turned, twins
from rag.terms import names, terms
from rag.types import Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and, unless it is "supported", its reason for a person to read."""

    verdict: Verdict
    reason: str = ""
    denied: bool = False  # the text says otherwise, rather than nothing
    alike: bool = False  # nothing speaks against it, and the text is about the same


SUPPORTED = Finding("supported")

UNSAID = "the cited text does not say "
"""How the reason begins where words are missing and nothing speaks against the claim."""


def verify(claim: str, support: Support | None, embedder: object) -> Finding:
    """Return whether `support` proves `claim`. The first hard finding decides."""
    if support is None:
        return Finding("unsupported", "no sentence of the articles says this")
    if _plain(claim) in {_plain(s.text) for s in support.sentences} | {_plain(support.text)}:
        return SUPPORTED
    claim = restated(claim, support.own)
    near = {} if speech.quotations(claim) else _meant(claim, support.own, embedder)
    meant = near | twins(claim, f"{support.own} {' '.join(naming.titles(claim, support))}")
    finding = _words(claim, support, meant)
    if reason := _not_said(claim, support):
        return Finding("unsupported", reason)
    if reason := _otherwise(claim, support):
        return Finding("unsupported", reason, denied=_words(claim, support, near) == SUPPORTED)
    if finding.verdict == "supported" and (reason := _short_of(claim, support, meant)):
        return Finding("partly", reason)
    if finding.verdict == "unsupported":
        return replace(finding, alike=alike(claim, support.own, embedder))
    return finding


def _not_said(claim: str, support: Support) -> str:
    """Return which figure, date, quotation or name the text does not have, "" if it has all."""
    return (
        clock.wrong(claim, support.own)
        or measures.wrong(claim, support.own, support.context, support.article.published)
        or _wrong_quote(claim, support)
        or naming.wrong(claim, support)
        or naming.other_speaker(claim, support)
    )


def _otherwise(claim: str, support: Support) -> str:
    """Return what the text says otherwise: it denies it, has the opposite, or turns it round."""
    if reason := opposites.negation(claim, support.own):
        return reason
    if roles.swapped(claim, naming.spelled_out(support)):
        return "the cited text has it the other way round"
    ours, theirs = opposites.opposite(claim, support.own)
    if not ours:
        ours, theirs = comparing.reverse(claim, support.own)
    if ours:
        return f"the cited text says “{theirs}”, not “{ours}”"
    rival, not_at_all = counts.other(claim, support.own)
    return f"in the cited text this goes with {rival}" if not_at_all else ""


def _short_of(claim: str, support: Support, meant: Mapping[str, str]) -> str:
    """Return why a claim whose words are all there is still not plainly what the text says."""
    if subject := mixing.other_subject(claim, support.own):
        return f"the cited text says this of {subject}"
    rival, _ = counts.other(claim, support.own)
    if rival:
        return f"in the cited text {rival} goes better with this"
    if apart := mixing.mixed(claim, support.own):
        return f"the cited text does not say this of “{apart}”"
    return (
        roles.doubtful(claim, naming.spelled_out(support), meant)
        or turned(claim, naming.spelled_out(support))
        or naming.unclear(claim, support)
        or measures.loose(claim, support.own)
        or hedging.lost(claim, support.own)
        or portion.added(claim, support.own, support.context)
    )


def _wrong_quote(claim: str, support: Support) -> str:
    text = _plain(support.text)
    for quoted in speech.quotations(claim):
        title = all(word[0].isupper() for word in re.findall(r"[^\W\d_]{4,}", quoted))
        if title and _plain(quoted) in _plain(support.context):  # of a film, a book
            continue
        if len(quoted.split()) >= 2 and _plain(quoted) not in text:
            return f"“{quoted}” does not stand in the cited text word for word"
    return ""


# --- the words ---------------------------------------------------------------------------------------

_LIGHT = frozenset(
    "also accord articl state includ addit reason main major import key help due against becaus therefor"
    " howev provid one use say add note worth report think believ reckon estim rough approxim"
    " far even".split()
)

_BY_KIND = frozenset("compani firm".split())
"""What a claim may call whom the text calls "it" or "she"."""


def _words(claim: str, support: Support, meant: Mapping[str, str]) -> Finding:
    """Compare content words, which the sentence itself must say; its context lends only names."""
    language = support.article.language
    named = {t for name in naming.named(claim, support) for t in terms(name)}
    said = claim
    for figure in figures(claim):  # compared by value already
        said = said.replace(figure.text, " ")
    light = _LIGHT | (_BY_KIND if _PRONOUN.search(support.own) else frozenset()) | named
    wanted = [t for t in dict.fromkeys(terms(said, language)) if t not in light]
    quotes = bool(speech.quotations(claim))
    given = set(terms(support.own if quotes else support.text, language)) | meant.keys()
    given |= naming.titles(claim, support)
    given |= {t for name in names(support.context) for t in terms(name)}
    spaced = language not in ("zh", "ja", "ko")
    carried = sum(t in given for t in wanted) / len(wanted) if wanted else 1.0
    verb = _first_verb(claim)
    unsaid = verb if verb in wanted and verb not in given else ""
    unsaid = unsaid or next(
        (t for t in terms(naming.common(claim, support)) if t in wanted and t not in given), ""
    )
    telling = speech.around(support.own) if quotes else support.own
    leans = _PRONOUN.search(telling) and not _AGAINST.search(support.own)
    if (carried >= _LEANING and leans) or (carried >= 0.4 and not spaced):
        given |= set(terms(support.context, language))
    missing = [t for t in wanted if t not in given and not t.isdigit()]
    share = 1 - len(missing) / len(wanted) if wanted else 1.0
    nearly = spaced and share >= 0.85 and len(wanted) >= 7 and not quotes
    if not unsaid and (not missing or nearly):
        return SUPPORTED
    missing = missing or [unsaid]
    return Finding("partly" if share >= 0.6 else "unsupported", _unsaid(claim, missing))


_LEANING = 0.4
"""Share of a claim's words that a sentence with a pronoun has, so that the one before may lend more."""

_PRONOUN = re.compile(
    r"\b(?:he|she|it|they|him|them|his|her|its|their|this|these|those|there(?=[,.;]| (?:and|to|by|on|in)\b))\b",
    re.IGNORECASE,
)


_AGAINST = re.compile(
    r"\b(?:reject|den(?:y|ie)|dismiss|disput|contradict|contest|challeng|doubt|refut)\w*\s+(?:this|that|it|these)\b",
    re.IGNORECASE,
)


def _first_verb(claim: str) -> str:
    """Return the stem of the claim's first verb that says something by itself, "" if none."""
    return next((t for word in VERB.findall(claim) for t in terms(word)), "")


def _meant(claim: str, text: str, embedder: object) -> dict[str, str]:
    """Map each stem of `claim` that `text` lacks to the stem of `text` that means it, if any."""
    given = set(terms(text))
    missing = [t for t in terms(claim) if t not in given]
    if not missing or not isinstance(embedder, WordEmbedder):
        return {}
    spans, vectors = in_context(embedder, claim)
    given_spans, given_vectors = in_context(embedder, text)
    if not given_spans:
        return {}
    found = {}
    for span, vector in zip(spans, vectors, strict=True):
        near = given_vectors @ vector
        best = int(near.argmax())
        twin = terms(text[given_spans[best].start : given_spans[best].end])
        if float(near[best]) >= SAME_SENSE + 0.05 and twin:
            found.update({t: twin[0] for t in terms(claim[span.start : span.end]) if t in missing})
    return found


def _unsaid(claim: str, missing: Sequence[str]) -> str:
    wanted = set(missing)
    written = [w for w in re.findall(r"\w[\w'’-]*", claim) if set(terms(w)) & wanted]
    words = [f"“{w}”" for w in list(dict.fromkeys(written)) or missing]
    return f"{UNSAID}{measures.either(words[:4])}"


def _plain(text: str) -> str:
    """Return `text` for word-for-word comparison: one kind of quotation mark, single spaces."""
    text = re.sub(r"[“”„«»]", '"', text.replace("’", "'").replace("‘", "'"))
    return re.sub(r"\s+", " ", text).strip(" .").casefold()
