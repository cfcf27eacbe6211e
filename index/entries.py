"""The archive's own glossary as a file: entries are added and taken out, all else stays as it is.

A person may write in it too: comments, order and spacing are theirs. Only text is put in or taken
out, the result is read before it is written, and it is written whole or not at all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

from index.errors import ArchiveError, UsageError
from index.glossary import Entry, parse, read_own

_HEADER = re.compile(r"(?m)^[ \t]*\[\[[ \t]*entry[ \t]*\]\][ \t]*(?:#[^\r\n]*)?\r?$")
_BETWEEN = re.compile(r"(?:^[ \t]*(?:#.*)?(?:\r?\n|\Z))+\Z", re.MULTILINE)


def checked(entry: Entry) -> Entry:
    """Return the entry without white space around its words. Raises UsageError if it is none."""

    def clean(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(" ".join(word.split()) for word in words))

    made = Entry(
        " ".join(entry.name.split()), clean(entry.printed), clean(entry.near), clean(entry.unless)
    )
    if not made.printed or not all(_all(made)):
        raise UsageError("A glossary entry needs a name and what is printed for it; none empty.")
    if made.name in made.printed:
        raise UsageError(f"{made.name!r} is the right name and cannot be printed for itself.")
    if any(re.search(r"[\ud800-\udfff]", w) for w in _all(made)):
        raise UsageError("A glossary entry has characters that are no text.")
    return made


def _all(entry: Entry) -> tuple[str, ...]:
    return (entry.name, *entry.printed, *entry.near, *entry.unless)


def add(path: Path, entry: Entry) -> None:
    """Add an entry at the end of the glossary at `path`, which need not exist."""
    before = read_own(path)
    if entry in parse(before, str(path)):
        return
    gap = "" if not before.strip() else "\n" if before.endswith("\n") else "\n\n"
    text = gap + _toml(entry)
    if "\r\n" in before:
        text = text.replace("\n", "\r\n")
    _replace(path, before + text, [*parse(before, str(path)), entry])


def remove(path: Path, name: str) -> tuple[Entry, ...]:
    """Take all entries called `name` out of the glossary at `path` and return them."""
    before = read_own(path)
    entries = parse(before, str(path))
    gone = tuple(entry for entry in entries if entry.name == name)
    if not gone:
        own = ", ".join(dict.fromkeys(entry.name for entry in entries)) or "none"
        raise UsageError(
            f"The archive has no glossary entry of its own for {name!r}; it has {own}."
        )
    kept = [entry for entry in entries if entry.name != name]
    starts = [match.start() for match in _HEADER.finditer(before)]
    if len(starts) != len(entries):
        raise _by_hand(path)
    parts = [before[: starts[0]]]
    for entry, start, end in zip(entries, starts, [*starts[1:], len(before)], strict=True):
        text = before[start:end]
        if entry.name != name:
            parts.append(text)
        elif between := _BETWEEN.search(text):  # what stands above the next entry is about that
            parts.append(between[0].lstrip("\r\n"))
    _replace(path, "".join(parts), kept)
    return gone


def _toml(entry: Entry) -> str:
    lines = ["[[entry]]", f"name = {_string(entry.name)}", f"printed = {_list(entry.printed)}"]
    lines += [f"near = {_list(entry.near)}"] if entry.near else []
    lines += [f"unless = {_list(entry.unless)}"] if entry.unless else []
    return "\n".join(lines) + "\n"


def _list(words: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_string, words))}]"


def _string(text: str) -> str:
    """Return a TOML string: JSON has the same escapes, but leaves DEL as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _replace(path: Path, text: str, entries: list[Entry]) -> None:
    """Write the file anew if it then holds these entries, whole or not at all."""
    try:
        right = parse(text, str(path)) == entries
    except UsageError:
        right = False
    if not right:
        raise _by_hand(path)
    target = path.resolve()
    new = target.with_name(f".{target.name}.new")
    try:
        with open(new, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, new)
        os.replace(new, target)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise ArchiveError(f"The glossary {path} cannot be written: {error.strerror}.") from error


def _by_hand(path: Path) -> UsageError:
    return UsageError(f"{path} is written in a way of its own: change it there, by hand.")
