"""The commands `newscite glossary …`: list, suggest, accept, add and remove names put right."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from index.errors import ReadError, UsageError
from terminal.archives import exists, folder_of, open_archive
from terminal.arguments import parser
from terminal.show import counted, show, text_width, write

if TYPE_CHECKING:
    from rag import Archive, Report, Suggestion

_STYLES = {r"(?m)^\S.*": "bold", r"(?m)^    [0-9a-f]{12}(?=  )": "cyan"}


def glossary(args: argparse.Namespace) -> int:
    """Run the action, or without one print the help."""
    if args.action is None:
        parser().parse_args(["glossary", "--help"])  # prints it and raises SystemExit
    unmade = args.action == "list" and not exists(folder_of(args))
    new = args.action == "add"  # names can be put right before there is an article
    with open_archive(args, "Reading", alone=unmade, new=new) as (archive, _):
        _ACTIONS[args.action](args, archive)
    return 0


def _list(args: argparse.Namespace, archive: Archive) -> None:
    parts = []
    for entry, own in archive.names():
        lines = [f"{entry.name}{'' if own else ' (built in)'}", f"    {_joined(entry.printed)}"]
        lines += [f"    near {_joined(entry.near)}"] if entry.near else []
        lines += [f"    unless {_joined(entry.unless)}"] if entry.unless else []
        parts.append("\n".join(lines))
    show(args, _values(args, archive), "\n\n".join(parts), _STYLES)


def _joined(words: Sequence[str]) -> str:
    return ", ".join(words)


def _suggest(args: argparse.Namespace, archive: Archive) -> None:
    notices: list[str] = []
    found = archive.suggest_names(notice=notices.append)
    for notice in [] if args.quiet else notices:
        write(sys.stderr, f"Note: {notice}", {r"\ANote:": "yellow"})
    text = "\n\n".join(map(_suggested, found)) or "No name seems to have come out wrong."
    show(args, _values(args, archive, suggestions=found, notices=notices), text, _STYLES)


def _suggested(suggestion: Suggestion) -> str:
    import textwrap

    times = counted(suggestion.count, "time") + " in " + counted(suggestion.articles, "article")
    lines = [
        f"{suggestion.printed} -> {suggestion.name}",
        f"    {times}; {'; '.join(suggestion.reasons)}",
    ]
    for example in suggestion.examples:
        quote = f"    {example.article_id}  “{example.text}”"
        lines.append(textwrap.fill(quote, text_width(), subsequent_indent=" " * 18))
    if suggestion.judged is not None:
        lines.append(f"    the model says: {'yes' if suggestion.judged else 'no'}")
    lines.append(f"    newscite glossary accept {shlex.quote(suggestion.printed)}")
    return "\n".join(lines)


def _accept(args: argparse.Namespace, archive: Archive) -> None:
    found = {s.printed: s for s in archive.suggest_names(judge=False)}
    wanted = [" ".join(text.lower().split()) for text in args.printed]
    for text in wanted:
        if text not in found:
            listed = _joined([repr(printed) for printed in found]) or "nothing"
            raise UsageError(
                f"{text!r} is not suggested, {listed} is; "
                "`newscite glossary add NAME PRINTED` adds any name."
            )
    chosen = [found[text] for text in dict.fromkeys(wanted)]
    text = "\n".join(f"{s.printed} is {s.name} now." for s in chosen)
    _changed(args, archive, text, archive.accept(*chosen))


def _add(args: argparse.Namespace, archive: Archive) -> None:
    report = archive.add_name(args.name, *args.printed, near=args.near, unless=args.unless)
    verb = "is" if len(args.printed) == 1 else "are"
    _changed(args, archive, f"{_joined(args.printed)} {verb} {args.name} now.", report)


def _remove(args: argparse.Namespace, archive: Archive) -> None:
    report = archive.remove_name(args.name)
    _changed(args, archive, f"Your own entries for {args.name} are gone.", report)


def _changed(args: argparse.Namespace, archive: Archive, text: str, report: Report) -> None:
    ids = [o.article_id for o in report.updated]
    many = counted(len(ids), "article") if ids else "No article"
    values = _values(args, archive, changed=ids)
    show(args, values, f"{text}\n{many} changed.")
    failed = [f"{o.title or o.origin}: {o.reason}" for o in report.failed]
    if failed:
        raise ReadError(f"Not prepared again: {' '.join(failed)}")


_ACTIONS = {"list": _list, "suggest": _suggest, "accept": _accept, "add": _add, "remove": _remove}


def _values(
    args: argparse.Namespace,
    archive: Archive,
    *,
    suggestions: Sequence[Suggestion] = (),
    changed: Sequence[str | None] = (),
    notices: Sequence[str] = (),
) -> dict[str, Any]:
    return {
        "schema": "newscite.glossary/1",
        "archive": str(folder_of(args)),
        "entries": [
            {
                "name": entry.name,
                "printed": list(entry.printed),
                "near": list(entry.near),
                "unless": list(entry.unless),
                "own": own,
            }
            for entry, own in archive.names()
        ],
        "suggestions": [_suggestion(s) for s in suggestions],
        "changed": list(changed),
        "notices": list(notices),
    }


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    values = asdict(suggestion)
    return {key: list(v) if isinstance(v, tuple) else v for key, v in values.items()}
