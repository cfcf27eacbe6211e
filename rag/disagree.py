"""Do two sentences give different values for one fact? By code, and only where it is plain.

Figures (rounding is agreement), dates, who did it, and yes or no. Things that are merely alike are
no disagreement: deaths and injuries, one year and the next, the north port and the south one. Where
it is not plain that both speak of the same thing, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rag import opposites
from rag.clauses import VERB, clauses
from rag.statements import PRICED, Amount, Statement, When, people, read
from rag.terms import names, stem, terms
from rag.types import ConflictKind


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with what a reader of it knows: the names around it and the day it was printed."""

    text: str
    around: frozenset[str]
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What two sentences disagree about, and the words of each that say so."""

    kind: ConflictKind
    one: str
    other: str


_LONG = 180
"""Days between two reports after which figures have had time to change."""

_SOON = 10
"""Days after which a yes may have become a no."""


def differing(one: Told, other: Told) -> Difference | None:
    """Return the first plain disagreement of two sentences."""
    a, b = read(one.text), read(other.text)
    if not (a.names | one.around) & (b.names | other.around) or _other_time(a, b):
        return None
    back = a.looks_back or b.looks_back
    if back and (found := _put_right(a, b) or _turned(_put_right(b, a))):
        return found  # it names the wrong figure, which ties the two more than a name does
    apart = a.names and b.names and not a.names & b.names
    if apart or _rivals(a.names - other.around, b.names - one.around):
        return _doers(a, b)
    if back:
        return None
    gap = _days_between(one.published, other.published)
    found = _figures(a, b, gap) if gap <= _LONG else None
    found = found or _dates(a, b, one, other) or _doers(a, b)
    return found or (_denial(a, b) if gap <= _SOON else None)


def _days_between(one: str | None, other: str | None) -> int:
    if not one or not other:
        return 0
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)


def _rivals(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether each has a name that the other has not: another place, another firm."""
    return bool(mine - theirs) and bool(theirs - mine)


def _other_time(a: Statement, b: Statement) -> bool:
    """Whether both say of when they speak, and it is not the same time."""
    mine, theirs = a.periods - b.periods, b.periods - a.periods
    return bool(mine and theirs) or bool(opposites.excluded(a.text, b.text))


def _turned(found: Difference | None) -> Difference | None:
    return found and Difference(found.kind, found.other, found.one)


_INSTEAD = re.compile(
    r"\b(?:it (?:was|is)|in fact|should (?:be|have)|not|rather than|instead)\b", re.IGNORECASE
)


def _put_right(note: Statement, old: Statement) -> Difference | None:
    """Find the figure that a note of correction takes back: “we gave it as 226; it was 219”."""
    if not note.looks_back or len(note.amounts) != 2 or not _INSTEAD.search(note.text):
        return None
    wrong, right = note.amounts
    if right.denied:
        wrong, right = right, wrong
    for known in old.amounts:
        tied = known.about & (wrong.about | right.about) or known.kinds & wrong.kinds
        units = {known.figure.unit, wrong.figure.unit, right.figure.unit}
        counted = wrong.noun in ("", right.noun, known.noun)
        if tied and counted and len(units) == 1 and agree(known, wrong):
            return Difference("figure", right.shown, known.shown)
    return None


# --- figures --------------------------------------------------------------------------------------


_DAILY = "shares"
"""What has another value every day, so that two days' figures are no disagreement."""


def _figures(a: Statement, b: Statement, gap: int) -> Difference | None:
    if _contradicting(a.dates, b.dates) or a.ahead != b.ahead:
        return None
    for mine in a.amounts:
        for theirs in b.amounts:
            if gap and _DAILY in mine.kinds & theirs.kinds:
                continue
            if mine.denied or theirs.denied or not _same_measure(mine, theirs, a, b):
                continue
            if agree(mine, theirs) or _told_too(mine, b, theirs) or _told_too(theirs, a, mine):
                continue
            return Difference("figure", mine.shown, theirs.shown)
    return None


def _told_too(amount: Amount, by: Statement, but: Amount) -> bool:
    """Whether the other sentence gives this value as well: “raised from 3 to 5”."""
    return any(
        agree(amount, known) and (not known.noun or not amount.noun or known.noun == amount.noun)
        for known in by.amounts
        if known is not but
    )


def _same_measure(one: Amount, other: Amount, a: Statement, b: Statement) -> bool:
    """Whether two figures measure the same: unit, noun, kind, rate and clause."""
    if one.figure.unit != other.figure.unit or one.rate != other.rate:
        return False
    if one.partial != other.partial or (one.kinds != other.kinds and not one.kinds & other.kinds):
        return False
    if one.kinds - other.kinds and other.kinds - one.kinds:
        return False
    counted = one.noun == other.noun and not people(one.noun)
    if one.noun != other.noun and not one.figure.unit:
        either_people = people(one.noun) or people(other.noun)
        if not (either_people and one.kinds & other.kinds):
            return False
    if one.figure.unit and one.noun and other.noun and one.noun != other.noun:
        return False
    shared = (one.about & other.about) - {one.noun}
    own = shared - a.names - b.names - PRICED
    beside = {(x.noun, x.figure.value) for x in a.amounts if x.noun} & {
        (x.noun, x.figure.value) for x in b.amounts if x.noun
    }
    deal = len(shared & a.names & b.names) > 1
    ties = bool(counted) + len(one.kinds & other.kinds) + len(own) + len(beside) + deal
    fewest = min(len(one.about), len(other.about)) or 1
    needed = 2 if one.figure.unit or not one.noun else 1 if one.kinds & other.kinds else 2
    near = len(shared) >= 0.34 * fewest or bool(one.kinds & other.kinds or beside)
    return ties >= needed and near


def agree(one: Amount, other: Amount) -> bool:
    """Whether two figures can both be right: rounded, "about", "more than" or "up to"."""
    x, y = one.figure.value, other.figure.value
    if x == y:
        return True
    small, large = (one, other) if x < y else (other, one)
    low, high = small.figure.value, large.figure.value
    if not low:
        return False
    if "about" in (one.bound, other.bound) and high - low <= high * Decimal("0.06"):
        return True
    if (small.bound == "least" or large.bound == "most") and high <= low * Decimal("1.25"):
        return True
    return _rounded(low, high)


def _rounded(low: Decimal, high: Decimal) -> bool:
    """Whether one is the other with fewer digits; small whole numbers are counted, not rounded."""
    (coarse, places), (fine, more) = sorted(
        ((v, len(v.normalize().as_tuple().digits)) for v in (low, high)), key=lambda pair: pair[1]
    )
    if places == more or (more < 3 and fine == fine.to_integral_value() and fine < 1000):
        return False
    exponent = coarse.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    unit = Decimal(1).scaleb(exponent)
    return abs(coarse - fine) < unit and (
        abs(coarse - fine) <= unit / 2 or fine - fine % unit == coarse
    )


# --- dates ----------------------------------------------------------------------------------------

_ONCE = frozenset(
    map(
        stem,
        "open opens opened begin start launch launched die born build built found founded sign signed resign"
        " crash explode exploded collapse collide sink sank arrest arrested marry sale effect close closed end"
        " ended vote elect elected release released publish published happen occur strike struck hit appoint"
        " appointed hang killed ban abolish due trial hearing meet election approve approved reject arrive leave"
        " expire complete completed finish deadline wedding funeral burn burned fell flee fled sentence sentenced".split(),
    )
) | frozenset(terms("begin began start die born build sale sink strike"))


def _dates(a: Statement, b: Statement, one: Told, other: Told) -> Difference | None:
    """Find one event with two dates: the same verb of what happens once, the same words around."""
    if _values(a) - _values(b) and _values(b) - _values(a):
        return None
    if any(m.agrees(t) for m in a.dates for t in b.dates):
        return None
    for mine in a.dates:
        for theirs in b.dates:
            if _other_day(mine, theirs, a, b, one, other) and _same_event(mine, theirs, a, b):
                return Difference("date", mine.text, theirs.text)
    return None


def _other_day(
    mine: When, theirs: When, a: Statement, b: Statement, one: Told, other: Told
) -> bool:
    """Whether two dates differ, weekdays also as the days that they stand for."""
    if mine.weekday and theirs.weekday and _days_between(one.published, other.published) > 4:
        return False
    exact = [
        when.resolved(told.published, statement.ahead or _WILL.search(statement.text) is not None)
        for when, told, statement in ((mine, one, a), (theirs, other, b))
    ]
    return mine.contradicts(theirs) and exact[0].contradicts(exact[1])


def _same_event(mine: When, theirs: When, a: Statement, b: Statement) -> bool:
    ours, others = _around(a, mine), _around(b, theirs)
    shared = ours & others
    if not shared & _ONCE:
        return False
    if theirs in a.refuted or mine in b.refuted:
        return True
    if (ours & _ONCE) ^ (others & _ONCE) or not shared - a.names:
        return False
    return len(shared) >= 0.6 * min(len(ours), len(others))


_WILL = re.compile(r"\b(?:will|is to|are to|is due|goes|opens|begins|starts)\b")


def _around(statement: Statement, when: When) -> frozenset[str]:
    """Return the stems of the clause that has the date."""
    for clause in clauses(statement.text):
        if when.text in clause.text and sum(d.text in clause.text for d in statement.dates) == 1:
            plain = clause.whole.replace(when.text, " ")
            return frozenset(t for t in terms(plain) if not t.isdigit())
    return frozenset()


def _values(statement: Statement) -> set[Decimal]:
    return {amount.figure.value for amount in statement.amounts}


def _contradicting(mine: Sequence[When], theirs: Sequence[When]) -> bool:
    return bool(mine and theirs) and all(m.contradicts(t) for m in mine for t in theirs)


# --- who did it, yes or no ------------------------------------------------------------------------

_ONE_DOER = frozenset(
    t
    for t in terms(
        "win buy acquire appoint elect own found found invent discover design build write become succeed replace"
        " lead name sell cause kill design operate operates run runs chair wrote built won bought founded elected"
        " named appointed nominated takes-over commission commissioned"
    )
) | {"name", "appoint", "elect", "run", "becom", "nomin"}  # fmt: skip
_BY = re.compile(r"\s+by\s+(?:the\s+)?([^,;.]*)")
_TITLED = re.compile(r"\b(?:is|was|has been|will be|are|were)\b[\w\s]*$")


def _doers(a: Statement, b: Statement) -> Difference | None:
    """Find one deed that only one can have done, with two who did it."""
    if a.ahead != b.ahead or _contradicting(a.dates, b.dates):
        return None
    if _values(a) - _values(b) and _values(b) - _values(a):
        return None
    for verb, mine, done in _deeds(a.text):
        for other, theirs, also in _deeds(b.text):
            shared = done & also
            known = {stem(w) for n in mine for w in n.split()}
            rivals = {stem(w) for n in theirs for w in n.split()}
            if (
                verb == other
                and not known & rivals
                and not (known & also or rivals & done)
                and len(shared) >= 2
                and len(shared) >= 0.75 * min(len(done), len(also))
            ):
                return Difference("doer", " ".join(mine), " ".join(theirs))
    return None


def _deeds(text: str) -> list[tuple[str, list[str], frozenset[str]]]:
    """Return (verb, names of who did it or to whom a post went, stems of what) for such verbs."""
    found = []
    for clause in clauses(text):
        for match in VERB.finditer(clause.whole):
            verb = (terms(match[0]) or [""])[0]
            if verb not in _ONE_DOER or opposites.denies(clause.text):
                continue
            before, after = clause.whole[: match.start()], clause.whole[match.end() :]
            by = _BY.search(after)
            if by and _TITLED.search(before):
                who, what = names(f"x {by[1]}"), f"{before} {after[: by.start()]}"
            else:
                who, what = names(f"x {before}"), after
            if who:
                found.append((verb, who, frozenset(terms(what)) - {verb}))
    return found


_SWINGS = frozenset(map(stem, "rise rose increase climb gain jump surge soar fall drop decline decrease"
                              " slump plunge sink win lose buy sell arrive depart join leave".split()))  # fmt: skip


def _denial(a: Statement, b: Statement) -> Difference | None:
    """Find what one affirms and the other denies, in nearly the same words."""
    if a.ahead != b.ahead or _contradicting(a.dates, b.dates):
        return None
    if _values(a) != _values(b) or not a.names & b.names:
        return None
    shared, fewest = a.stems & b.stems, min(len(a.stems), len(b.stems))
    if len(shared) < 3 or len(shared) < 0.7 * fewest:
        return None
    if opposites.denies(a.text) != opposites.denies(b.text) and (
        opposites.negation(a.text, b.text) or opposites.negation(b.text, a.text)
    ):
        return Difference("denial", a.text.strip(), b.text.strip())
    ours, theirs = opposites.opposite(a.text, b.text)
    if ours and stem(ours) not in _SWINGS and not opposites.denies(a.text + b.text):
        return Difference("denial", ours, theirs)
    return None
