"""The command `summarize`: one summary, a digest, a timeline or a comparison; which, the words decide."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import UsageError
from terminal.archives import empty, is_place, open_archive, place
from terminal.arguments import narrowing
from terminal.show import show, show_growing

if TYPE_CHECKING:
    from rag.archive import Archive
    from rag.estimate import Estimate
    from rag.export import Result


def summarize(args: argparse.Namespace) -> int:
    """Run `summarize`: pages, ids, a query, or all that is in the archive."""
    named = [text for text in args.what if not is_place(text)]
    what = [text if text in named else place(text) for text in args.what]
    what += map(place, args.file)
    _require_one_way(args, what, named)
    alone = bool(what) and not named
    if args.compare:
        alone = all(map(is_place, args.compare))
    with open_archive(args, "Reading", alone=alone) as (archive, busy):
        if args.dry_run:
            estimate = _estimate(archive, args, what)
            show(args, estimate.to_dict(), str(estimate))
            return 0
        show_growing(args, _summaries(archive, args, what), busy)
    return 0


def _require_one_way(args: argparse.Namespace, what: list[Any], named: list[str]) -> None:
    """Raise UsageError for options of `summarize` that do not go together."""
    narrowed = bool(narrowing(args))
    if args.compare and (what or narrowed or args.timeline or args.new_since):
        raise UsageError("--compare takes two articles and nothing else: leave out the rest.")
    if args.timeline and (args.new_since or args.length is not None):
        raise UsageError("A timeline has all events: leave out --new-since and --length.")
    if narrowed and what and not named:
        raise UsageError("Pages are not narrowed: leave out --since and the like, or give a query.")
    if args.coverage and not args.json and args.format != "text":
        raise UsageError("--coverage is shown as text or with --json: leave out --format.")
    if not (args.compare or args.timeline or args.new_since or not what):
        return
    for option, given in {
        "--style": args.style != "bullets",
        "--language": args.language,
        "--coverage": args.coverage,
        "--budget": args.budget is not None,
    }.items():
        if given:
            raise UsageError(f"{option} is for summaries: name pages, ids or a query.")


def _form(args: argparse.Namespace) -> dict[str, Any]:
    length = {} if args.length is None else {"length": args.length}
    return {"style": args.style, "language": args.language, **length}


def _summaries(archive: Archive, args: argparse.Namespace, what: list[Any]) -> Iterator[Result]:
    """Return what `summarize` is asked for, as it grows."""
    length = {} if args.length is None else {"length": args.length}
    if args.compare:
        one, other = (place(text) if is_place(text) else text for text in args.compare)
        return iter([archive.compare(one, other, **length)])
    if not archive.listed() and not any(isinstance(item, Path) or is_place(item) for item in what):
        raise empty(archive.folder)
    if args.timeline:
        return iter([archive.timeline(*what, **narrowing(args))])
    if _is_digest(args, what):
        since = args.new_since
        return archive.stream_digest(*what, new_since=since, **length, **narrowing(args))
    return archive.stream_summary(*what, **_form(args), budget=args.budget, **narrowing(args))


def _is_digest(args: argparse.Namespace, what: list[Any]) -> bool:
    """Whether many articles are told story by story: no pages or ids, nothing only summaries have."""
    if not what or args.new_since:
        return True
    if args.style != "bullets" or args.coverage or args.language or args.budget:
        return False
    return any(isinstance(i, str) and not re.fullmatch(r"[0-9a-f]{4,12}|-|https?://.*", i) for i in what)  # fmt: skip


def _estimate(archive: Archive, args: argparse.Namespace, what: list[Any]) -> Estimate:
    """Return what `summarize` would take; digests, timelines and comparisons ask no model."""
    if args.timeline or args.compare or _is_digest(args, what):
        from rag.estimate import Estimate

        return Estimate(calls=0, tokens_in=0, tokens_out=0, cost=None)
    return archive.estimate(*what, **_form(args), **narrowing(args))
