"""Names that came out wrong in translation -> the right ones, reversibly.

The article keeps what was printed. Searching and checking read `corrected` text; people read
`bracketed` text, which shows both.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from index.errors import UsageError
from index.types import Article, Listed, Repair, Span


@dataclass(frozen=True, slots=True)
class Entry:
    """`printed` forms stand for `name` in an article that has one of `near`, if any are given.

    An article that has one of `unless` means the words as they are.
    """

    name: str
    printed: tuple[str, ...]
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def fits(self, text: str) -> bool:
        """Whether `text` is about what the name stands for."""
        if any(_has(text, word) for word in self.unless):
            return False
        return not self.near or any(_has(text, word) for word in self.near)


class Glossary:
    """A list of entries, and what they find in a text."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._names = {_key(p): e for e in self.entries for p in e.printed}
        self._longest_first = sorted(self._names, key=len, reverse=True)
        self.digest = hashlib.sha256(repr(self.entries).encode()).hexdigest()[:16]

    def find(self, text: str) -> tuple[Repair, ...]:
        """Return the repairs that `text` needs, in order."""
        present: dict[Entry, bool] = {}
        repairs = []
        for match in self._found(text):
            entry = self._names.get(_key(match[0]))
            if entry is None:  # a case fold that changed length
                continue
            if entry not in present:
                present[entry] = entry.fits(text)
            if present[entry] and match[0] != entry.name:
                repairs.append(Repair(Span(*match.span()), match[0], entry.name))
        return tuple(repairs)

    def _found(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where printed forms stand. Most texts have none, which is quickly seen."""
        folded = _key(text)
        forms = tuple(form for form in self._longest_first if form in folded)
        return _any_of(forms).finditer(text) if forms else iter(())

    def expand(self, query: str) -> str:
        """Return `query` with the names behind its printed forms added."""
        found = (self._names.get(_key(m[0])) for m in self._found(query))
        names = {entry.name: None for entry in found if entry}
        return " ".join([query, *names])


def load(own: Path | None = None) -> Glossary:
    """Return the built-in glossary, followed by the entries of the file `own` if it exists.

    Raises UsageError when that file is not a glossary.
    """
    text = files("index").joinpath("glossary.toml").read_text(encoding="utf-8")
    entries = parse(text, "the built-in glossary")
    if own is not None:
        entries += parse(read_own(own), str(own))
    return Glossary(entries)


def read_own(own: Path) -> str:
    """Return the text of an archive's own glossary, "" where there is none."""
    if not own.exists():
        return ""
    try:
        with open(own, encoding="utf-8", newline="") as file:
            return file.read()
    except (UnicodeDecodeError, OSError) as error:
        raise UsageError(f"The glossary {own} cannot be read: {error}.") from error


def corrected(article: Article, span: Span) -> str:
    """Return the text of `span` with the right names in place of the printed ones."""
    return _rewritten(article, span, "{name}")


def bracketed(article: Article, span: Span) -> str:
    """Return the text of `span` as printed, each wrong name followed by `[the right one]`."""
    return _rewritten(article, span, "{printed} [{name}]")


def corrected_title(article: Article | Listed) -> str:
    """Return the title with the right names in place of those that the article repairs."""
    return _retitled(article, "{name}")


def bracketed_title(article: Article | Listed) -> str:
    """Return the title as printed, names that the article repairs followed by the right ones."""
    return _retitled(article, "{printed} [{name}]")


def _retitled(article: Article | Listed, form: str) -> str:
    names = {_key(repair.printed): repair.name for repair in article.repairs}
    if not names:
        return article.title
    found = re.compile("|".join(map(_whole, sorted(names, key=len, reverse=True))), re.IGNORECASE)

    def shown(match: re.Match[str]) -> str:
        name = names.get(_key(match[0]), match[0])
        return match[0] if match[0] == name else form.format(printed=match[0], name=name)

    return found.sub(shown, article.title)


def _rewritten(article: Article, span: Span, form: str) -> str:
    parts, at = [], span.start
    for repair in article.repairs:
        if span.start <= repair.span.start and repair.span.end <= span.end:
            parts.append(article.text[at : repair.span.start])
            parts.append(form.format(printed=repair.printed, name=repair.name))
            at = repair.span.end
    parts.append(article.text[at : span.end])
    return "".join(parts)


def _key(form: str) -> str:
    return form.casefold().replace("’", "'")


_OPEN = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@lru_cache(maxsize=256)
def _any_of(forms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_whole, forms)), re.IGNORECASE)


def _whole(form: str) -> str:
    """Return a pattern for `form` as whole words; Chinese, Japanese and Korean have no gaps."""
    pattern = re.escape(form).replace("'", "['’]")
    before = r"(?<!\w)" if _OPEN.match(form) else ""
    after = r"(?!\w)" if _OPEN.match(form[-1]) else ""
    return f"{before}{pattern}{after}"


def _has(text: str, word: str) -> bool:
    return re.search(_whole(word), text, re.IGNORECASE) is not None


def parse(text: str, where: str) -> list[Entry]:
    """Return the entries of a glossary. Raises UsageError, naming `where`, if it is none."""
    try:
        raw = tomllib.loads(text).get("entry", [])
        entries = [
            Entry(e["name"], *(_words(e.get(key, [])) for key in ("printed", "near", "unless")))
            for e in raw
        ]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{where} is not a glossary: {error}; each [[entry]] needs a name and printed forms."
        ) from error
    for entry in entries:
        values = (entry.name, *entry.printed, *entry.near, *entry.unless)
        if not entry.printed or not all(isinstance(v, str) and v.strip() for v in values):
            raise UsageError(f"{where} has an empty name or printed form under {entry.name!r}.")
    return entries


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is not a list")
    return tuple(value)
