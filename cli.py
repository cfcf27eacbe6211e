"""The terminal face: the command `newscite`.

Runs the commands over `rag`: results on standard output, everything else on standard error, each
failure as one sentence. What goes through a pipe is `str()` of the result, or JSON (docs/json.md).
Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import NewsciteError, ReadError, UsageError
from terminal.archives import empty, exists, folder_of, open_archive, place, settings_of
from terminal.arguments import narrowing, parser
from terminal.correct import STYLES, correct, wanted
from terminal.glossary import glossary
from terminal.models import model
from terminal.show import (
    DIFF,
    IDS,
    OutputError,
    counted,
    print_json,
    show,
    show_growing,
    table,
    text_width,
    write,
)
from terminal.summaries import summarize

if TYPE_CHECKING:
    from index.types import Article, Listed
    from rag.archive import Archive
    from rag.types import Answer


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 for a failure, 2 for misuse, 130 for Ctrl-C."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    as_json = "--json" in arguments  # not from the parser, whose own errors need it too
    if isinstance(sys.stdout, io.TextIOWrapper):
        encoding = "utf-8" if as_json else None
        sys.stdout.reconfigure(encoding=encoding, errors="replace")
    try:
        code = _run(arguments, as_json)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        code = 141  # as a program ends that the system stops for this
    except OSError as error:
        code, message = 1, f"The answer could not be written: {error.strerror}."
        with suppress(OSError):  # it may be standard error that cannot be written
            _failed("output", message, code, False)
    # What is still in the buffer must not be tried again at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _run(arguments: list[str], as_json: bool) -> int:
    try:
        args = parser().parse_args(arguments)
        if args.version:
            write(sys.stdout, f"newscite {_version()}")
            return 0
        if args.command is None:
            parser().print_help()
            return 0
        _hush()
        return _COMMANDS[args.command](args)
    except SystemExit as end:  # argparse has printed its help
        return int(end.code or 0)
    except NewsciteError as error:
        code = 2 if isinstance(error, UsageError) else 1
        return _failed(_kind(error), str(error), code, as_json)
    except KeyboardInterrupt:
        return _failed("stopped", "Stopped.", 130, as_json)
    except (BrokenPipeError, OutputError):
        raise
    except Exception as error:
        if os.environ.get("NEWSCITE_DEBUG"):
            import traceback

            traceback.print_exc()
        what = " ".join(f"{type(error).__name__}: {error}".split())
        message = f"newscite failed unexpectedly: {what}; set NEWSCITE_DEBUG=1 for the traceback."
        return _failed("unexpected", message, 1, as_json)


def _failed(kind: str, message: str, code: int, as_json: bool) -> int:
    if as_json:
        print_json({"schema": "newscite.error/1", "error": kind, "message": message})
    else:
        begin = {"stopped": "\n" if sys.stderr.isatty() else "", "unexpected": ""}
        write(sys.stderr, f"{begin.get(kind, 'Error: ')}{message}", {r"\AError:": "bold red"})
    return code


def _kind(error: NewsciteError) -> str:
    """Return the error's name for JSON: `ArchiveBusy` is "archive_busy"."""
    name = type(error).__name__.removesuffix("Error")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _hush() -> None:
    """Keep what libraries warn and log off the screen, unless `python -W` asks for it."""
    import logging
    import warnings

    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    if not logging.root.handlers:
        logging.root.addHandler(logging.NullHandler())


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("newscite")
    except PackageNotFoundError:
        return "0"


# --- Commands ---------------------------------------------------------------------------------


def _add(args: argparse.Namespace) -> int:
    from index.read import read

    for source in args.sources:
        read(source)  # what is misspelt is said before there is an archive; nothing is read yet
    with open_archive(args, "Adding", new=True) as (archive, _):
        report = archive.add(*args.sources)
    styles = {r"(?m)^failed": "red", r"(?m)^(?:added|updated) ": "green"}
    show(args, report.to_dict(), str(report), styles)
    return 1 if report.failed else 0


def _ask(args: argparse.Namespace) -> int:
    if args.file and (narrowing(args) or args.archive):
        raise UsageError(
            "--file asks these files alone: leave out --article, --since and the like."
        )
    with open_archive(args, "Reading", alone=bool(args.file)) as (archive, busy):
        unread = _add_files(archive, args.file)
        show_growing(args, _answers(archive, args, unread), busy)
    return 0


def _answers(archive: Archive, args: argparse.Namespace, unread: list[str]) -> Iterator[Answer]:
    from dataclasses import replace

    for answer in archive.stream(" ".join(args.question), literal=args.literal, **narrowing(args)):
        if answer.complete and not (answer.found or answer.nearest or archive.listed()):
            raise empty(archive.folder)
        yield replace(answer, notices=(*answer.notices, *unread))


def _add_files(archive: Archive, files: list[str]) -> list[str]:
    """Add files to an archive of their own; return why some could not be read."""
    outcomes = archive.add(*map(place, files)).outcomes
    unread = [outcome.reason for outcome in outcomes if outcome.status == "failed"]
    if files and len(unread) == len(outcomes):
        raise ReadError(" ".join(unread) or "These folders hold no text, Markdown or HTML files.")
    return unread


def _search(args: argparse.Namespace) -> int:
    from rag.render import hit_dict, hits_text

    query = " ".join(args.query)
    with open_archive(args, "Searching") as (archive, _):
        hits = archive.search(query, args.k, **narrowing(args))
        if not (hits or archive.listed()):
            raise empty(archive.folder)
    found = {"query": query, "hits": [hit_dict(hit) for hit in hits]}
    show(args, {"schema": "newscite.search/1", **found}, hits_text(hits, text_width()), IDS)
    return 0


def _list(args: argparse.Namespace) -> int:
    articles: list[Listed] = []
    folder = folder_of(args)
    if exists(folder):
        with open_archive(args, "Reading", mismatched=True) as (archive, _):
            articles = archive.listed()
    if not (articles or args.quiet):
        write(sys.stderr, str(empty(folder)))
    copies = [{"id": a.id, "copy_of": a.copy_of} for a in articles if a.copy_of]
    listed = {**_articles_dict("articles", folder, articles), "copies": copies}
    show(args, listed, table(articles), IDS)
    return 0


def _show_article(args: argparse.Namespace) -> int:
    from rag.pieces import blocks_dicts, pieces_text
    from rag.render import article_dict, article_text
    from rag.versions import diff_dict, diff_text, versions_text

    if wanted(args):
        return correct(args)
    with open_archive(args, "Reading", mismatched=True) as (archive, _):
        if args.diff is not None:
            diff = archive.diff(args.id, args.diff or None, args.number)
            show(args, diff_dict(diff), diff_text(diff, text_width()), DIFF)
            return 0
        article = archive.article(args.id, args.number)
        page, blocks = archive.page(article).text, archive.blocks(article)
        copies, versions = archive.copies(args.id), archive.versions(args.id)
    shown = {
        "schema": "newscite.article/1",
        **article_dict(article, full=True),
        "blocks": blocks_dicts(article, blocks),
        "copies": [article_dict(copy) for copy in copies],
        "versions": [asdict(version) for version in versions],
        "page": page if args.page else None,
    }
    text, styles = article_text(article, copies), {r"\A.+": "bold", r"(?m)^Note:": "yellow"}
    if args.versions:
        text, styles = versions_text(versions), {}
    elif args.page:
        text, styles = page, {}
    elif args.blocks:
        text, styles = pieces_text(blocks, whole=args.whole, width=text_width()), STYLES
    show(args, shown, text, styles)
    return 0


def _remove(args: argparse.Namespace) -> int:
    from index.glossary import bracketed_title

    with open_archive(args, "Removing", mismatched=True) as (archive, _):
        # All are looked up first: a wrong id removes nothing.
        ids = dict.fromkeys(archive.article(id_).id for id_ in args.ids)
        removed = [archive.remove(id_) for id_ in ids]
    text = "\n".join(f"removed    {a.id}  {bracketed_title(a)}" for a in removed)
    show(args, _articles_dict("removed", archive.folder, removed), text)
    return 0


def _rebuild(args: argparse.Namespace) -> int:
    with open_archive(args, "Rebuilding", mismatched=True) as (archive, _):
        archive.rebuild()
        articles = archive.listed()
    text = f"Rebuilt the index of {counted(len(articles), 'article')}."
    show(args, _articles_dict("rebuilt", archive.folder, articles), text)
    return 0


def _chat(args: argparse.Namespace) -> int:
    from ui import serve

    serve(folder_of(args), args.host, args.port, args.browser, **settings_of(args))
    return 0


_COMMANDS = {
    "add": _add,
    "ask": _ask,
    "summarize": summarize,
    "search": _search,
    "list": _list,
    "show": _show_article,
    "remove": _remove,
    "rebuild": _rebuild,
    "chat": _chat,
    "model": model,
    "glossary": glossary,
}


def _articles_dict(
    kind: str, folder: Path, articles: Sequence[Article] | Sequence[Listed]
) -> dict[str, Any]:
    from rag.render import article_dict

    listed = [article_dict(article) for article in articles]
    return {"schema": f"newscite.{kind}/1", "archive": str(folder), "articles": listed}


if __name__ == "__main__":
    sys.exit(main())
