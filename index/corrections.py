"""What readers said of a page's lines -> its labels, for every page of the same outlet.

A line counts as the same in any case, with any white space and with any numbers in it, so that a
counter is known again ("readed:307"). Where nothing was said, the labels stay as they are.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast, get_args

from index.blocks import KEPT, Label
from index.errors import ArchiveError, UsageError
from index.folding import Line
from index.types import BlockKind

KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
KEPT_BY_YOU = "kept by you"
DROPPED_BY_YOU = "dropped by you"


@dataclass(frozen=True, slots=True)
class Correction:
    """`line` is kept or dropped; without a `kind` it stays what it is taken for, if that fits."""

    line: str
    keep: bool
    kind: BlockKind | None = None

    def relabelled(self, label: Label) -> Label:
        """Return the label that a line with `label` gets."""
        kind = self.kind or label.kind
        if (kind in KEPT) is not self.keep:
            kind = "body" if self.keep else "boilerplate"
        reason = KEPT_BY_YOU if self.keep else DROPPED_BY_YOU
        return replace(label, kind=kind, reason=reason)


class Corrections:
    """Corrections by outlet, each line once: what was said last counts. Never changes."""

    def __init__(self, outlets: Mapping[str, Iterable[Correction]]) -> None:
        self._names: dict[str, str] = {}
        self._outlets: dict[str, dict[str, Correction]] = {}
        for name, said in outlets.items():
            lines = self._outlets.setdefault(folded(name), {})
            self._names.setdefault(folded(name), name)
            for correction in said:
                lines.pop(same(correction.line), None)
                lines[same(correction.line)] = correction
        self._outlets = {name: lines for name, lines in self._outlets.items() if lines}
        known = [(name, list(lines.items())) for name, lines in sorted(self._outlets.items())]
        self.digest = hashlib.sha256(repr(known).encode()).hexdigest()[:16]

    def of(self, outlet: str) -> tuple[Correction, ...]:
        """Return what was said of the pages of `outlet`, oldest first."""
        return tuple(self._outlets.get(folded(outlet), {}).values())

    def apply(self, rows: Sequence[Line], labels: Sequence[Label], outlet: str) -> list[Label]:
        """Return `labels`, one for each of `rows`, as readers of `outlet` have them."""
        said = self._outlets.get(folded(outlet), {})
        if not said:
            return list(labels)
        found = (said.get(same(row.text)) for row in rows)
        pairs = zip(labels, found, strict=True)
        return [label if one is None else one.relabelled(label) for label, one in pairs]

    def adding(self, outlet: str, said: Iterable[Correction]) -> Corrections:
        """Return these corrections and `said`, which replaces what was said of the same lines."""
        return self._with(outlet, (*self.of(outlet), *said))

    def without(self, outlet: str, lines: Iterable[str]) -> Corrections:
        """Return these corrections without those of `lines`."""
        gone = {same(line) for line in lines}
        return self._with(outlet, [one for one in self.of(outlet) if same(one.line) not in gone])

    def _with(self, outlet: str, said: Sequence[Correction]) -> Corrections:
        outlets = {self._names[key]: tuple(lines.values()) for key, lines in self._outlets.items()}
        return Corrections({**outlets, self._names.get(folded(outlet), outlet): tuple(said)})

    def toml(self) -> str:
        """Return the text of a file that `load` reads."""
        parts = [_HEAD]
        for key, lines in sorted(self._outlets.items()):
            parts.append(f"\n[{_quoted(self._names[key])}]\n")
            for name, keep in (("keep", True), ("drop", False)):
                entries = [f"  {_entry(one)},\n" for one in lines.values() if one.keep is keep]
                if entries:
                    parts.append(f"{name} = [\n{''.join(entries)}]\n")
        return "".join(parts)


_HEAD = """\
# Lines to keep or to drop on the pages of each outlet; numbers in a line stand for any numbers.
# { line = "…", as = "heading" } also says what the line is. `newscite show ID --keep N` and
# `--drop N` write this file anew: what they find in it stays, but for remarks like this one.
"""


def same(line: str) -> str:
    """Return what two lines have in common that count as the same."""
    text = folded(line)
    # A line of numbers alone is a date or a figure of a table: it stands for itself.
    return _NUMBER.sub("0", text) if re.search(r"[^\W\d_]", text) else text


_NUMBER = re.compile(r"\d+(?:[.,:\s]\d+)*")
_SURROGATE = re.compile("[\ud800-\udfff]")


def folded(text: str) -> str:
    """Return `text` without regard to case, white space and width of its characters."""
    plain = unicodedata.normalize("NFKC", _SURROGATE.sub("\ufffd", text)).casefold()
    return " ".join(plain.split())


# --- The file -------------------------------------------------------------------------------------


def load(path: Path) -> Corrections:
    """Return the corrections in the file `path`, none if there is no file.

    Raises UsageError when the file is something else.
    """
    if not path.exists():
        return Corrections({})
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        outlets = {name: _parsed(table) for name, table in raw.items()}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The corrections in {path} cannot be read: {error}.") from error
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise UsageError(
            f"{path} does not hold corrections: {error}; mend or delete it."
        ) from error
    return Corrections(outlets)


def save(path: Path, corrections: Corrections) -> None:
    """Write the file `path` as a whole or not at all. Raises ArchiveError if it cannot be."""
    try:
        made, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        try:
            with open(made, "w", encoding="utf-8", newline="\n") as file:
                file.write(corrections.toml())
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(name)
            raise
    except OSError as error:
        raise ArchiveError(f"The corrections cannot be written: {error}.") from error


def _parsed(table: object) -> list[Correction]:
    if not isinstance(table, dict) or not table.keys() <= {"keep", "drop"}:
        raise TypeError("each outlet is a table with lists called keep and drop")
    said = []
    for name, entries in table.items():
        if not isinstance(entries, list):
            raise TypeError(f"{name} is not a list of lines")
        said += [_correction(entry, name == "keep") for entry in entries]
    return said


def _correction(entry: object, keep: bool) -> Correction:
    row = {"line": entry} if isinstance(entry, str) else entry
    if not isinstance(row, dict) or not row.keys() <= {"line", "as"}:
        raise TypeError(f"{entry!r} is not a line")
    line, kind = row.get("line"), row.get("as")
    if not isinstance(line, str) or not line.strip():
        raise TypeError(f"{entry!r} has no line")
    if kind is not None and kind not in fitting(keep):
        raise TypeError(f"a line to {_verb(keep)} is one of {', '.join(fitting(keep))}")
    return Correction(line, keep, cast("BlockKind | None", kind))


def fitting(keep: bool) -> tuple[BlockKind, ...]:
    """Return the kinds that a line to keep, or to drop, can be."""
    return tuple(kind for kind in KINDS if (kind in KEPT) is keep)


def _verb(keep: bool) -> str:
    return "keep" if keep else "drop"


def _entry(one: Correction) -> str:
    line = _quoted(one.line)
    return line if one.kind is None else f"{{ line = {line}, as = {_quoted(one.kind)} }}"


def _quoted(text: str) -> str:
    """Return `text` as TOML has it in quotation marks; JSON's escapes are among TOML's."""
    text = _SURROGATE.sub("\ufffd", text)
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
