"""newscite show --blocks and its corrections: numbers of blocks -> what the archive makes of them."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from index.errors import UsageError
from terminal.archives import open_archive
from terminal.show import show, text_width

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.correcting import Corrected

STYLES = {r"(?m)^ *\d+  dropped  .*": "dim", r"(?m)^ *\d+  kept ": "green", r"(?m)^Kept .*": "bold"}


def wanted(args: argparse.Namespace) -> bool:
    """Return whether the labels of an article are to be corrected."""
    given = [args.keep, args.drop, args.forget, args.reset]
    if args.kind and not (args.keep or args.drop):
        raise UsageError("--as says what --keep or --drop blocks are: name some.")
    if sum([bool(args.keep or args.drop), bool(args.forget), args.reset]) > 1:
        raise UsageError("Correct with --keep and --drop, or undo with --forget or --reset.")
    if any(given) and args.page:
        raise UsageError("--page shows the page as it was: leave it out to correct its blocks.")
    return any(given)


def correct(args: argparse.Namespace) -> int:
    """Correct an article as the arguments say; show what changed, and with --blocks what is now."""
    from rag.pieces import pieces_text

    keep, drop, forget = (_numbers(given) for given in (args.keep, args.drop, args.forget))
    with open_archive(args, "Correcting") as (archive, _):
        result = _result(archive, args, keep, drop, forget)
        found = archive.blocks(result.article) if args.blocks else ()
    text = str(result)
    if found:
        text += "\n\n" + pieces_text(found, whole=args.whole, width=text_width())
    show(args, result.to_dict(), text, STYLES)
    return 0


def _result(
    archive: Archive,
    args: argparse.Namespace,
    keep: list[int],
    drop: list[int],
    forget: list[int],
) -> Corrected:
    if args.reset or forget:
        return archive.uncorrect(args.id, forget or None)
    return archive.correct(args.id, keep=keep, drop=drop, kind=args.kind)


def _numbers(given: list[str]) -> list[int]:
    """Return the numbers in lists such as "3,5-8"."""
    found: list[int] = []
    for part in ",".join(given).split(",") if given else []:
        match = re.fullmatch(r"\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?", part)
        if match is None or (match[2] and int(match[2]) < int(match[1])):
            raise UsageError(f"{part!r} names no blocks: give numbers such as 3,5-8.")
        found += range(int(match[1]), int(match[2] or match[1]) + 1)
    return found
