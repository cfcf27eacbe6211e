"""Takes the JSON value out of a model's reply, and of one that was cut off what is whole.

What stands around the value (prose, a code fence) is passed over. Of a value that breaks off, every
complete element and member is kept and the rest left out: nothing is mended or guessed. Whether
the value has the form that was asked for is for the caller to see.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

_OPENING = {dict: "{", list: "["}
# "12" may be the beginning of 1250.
_LAST_NUMBER = re.compile(r"-?\d[\d.eE+-]*\Z")


@dataclass(frozen=True, slots=True)
class Salvage:
    """A JSON object or array. `whole` is False where its end is missing."""

    value: Any
    whole: bool


def salvage(text: str, kind: type[dict[str, Any]] | type[list[Any]] = dict) -> Salvage | None:
    """Return the first JSON object in `text`, or what there is of it, or None.

    With `kind` list it is the first array: the other kind is passed over, such as a citation, [1].
    """
    for start in re.finditer(re.escape(_OPENING[kind]), text):
        found = _whole(text, start.start()) or _cut(text[start.start() :])
        if found:
            return found
    return None


def _whole(text: str, start: int) -> Salvage | None:
    try:
        # Line breaks inside strings are not JSON, but models write them.
        value, _ = json.JSONDecoder(strict=False, parse_constant=_refuse).raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return Salvage(value, whole=True)


def _cut(text: str) -> Salvage | None:
    import jiter

    kept = _LAST_NUMBER.sub("", text).encode(errors="replace")
    try:
        value = jiter.from_json(kept, partial_mode=True, allow_inf_nan=False)
    except ValueError:
        return None
    return Salvage(value, whole=False) if value else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
