"""The terminal face: the command `newscite`.

Parses, calls `rag`, and shows what it returns: results on standard output, everything else on
standard error. What it prints through a pipe is `str()` of the result, or JSON (docs/json.md).
Nothing heavy is imported before a command needs it. The only user of rich and platformdirs.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from index.errors import ArchiveError, NewsciteError, ReadError, UsageError

if TYPE_CHECKING:
    from index.types import Article
    from rag.archive import Archive
    from rag.proof import Result
    from rag.types import Answer

Progress = Callable[[str | None], None]
Command = Callable[[argparse.Namespace], int]
_Adder = Callable[..., argparse.Action]


class EmptyArchiveError(ArchiveError):
    """The archive does not exist, or has no articles."""


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
        code = _failed("output", f"The output cannot be written ({error.strerror}).", 1, False)
    # What is still in the buffer must not be tried again at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _run(arguments: list[str], as_json: bool) -> int:
    try:
        args = _parser().parse_args(arguments)
        if args.version:
            print(f"newscite {_version()}")
            return 0
        if args.run is None:
            _parser().print_help()
            return 0
        _hush()
        code: int = args.run(args)
        return code
    except SystemExit as end:  # argparse has printed its help
        return int(end.code or 0)
    except NewsciteError as error:
        code = 2 if isinstance(error, UsageError) else 1
        return _failed(_kind(error), str(error), code, as_json)
    except KeyboardInterrupt:
        return _failed("stopped", "Stopped.", 130, as_json)
    except BrokenPipeError:
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
        _print_json({"schema": "newscite.error/1", "error": kind, "message": message})
    else:
        begin = {"stopped": "\n" if sys.stderr.isatty() else "", "unexpected": ""}
        _write(sys.stderr, f"{begin.get(kind, 'Error: ')}{message}", {r"\AError:": "bold red"})
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
    with _open(args, "Adding", new=True) as (archive, _):
        report = archive.add(*args.sources)
    styles = {r"(?m)^failed": "red", r"(?m)^(?:added|updated) ": "green"}
    _show(args, report.to_dict(), str(report), styles)
    return 1 if report.failed else 0


def _ask(args: argparse.Namespace) -> int:
    if args.file and (args.article or args.archive):
        raise UsageError("--file asks these files alone: leave out --article and --archive.")
    with _open(args, "Reading", alone=bool(args.file)) as (archive, say):
        unread = _add_files(archive, args.file)
        _stream(args, _answers(archive, args, unread), say)
    return 0


def _answers(archive: Archive, args: argparse.Namespace, unread: list[str]) -> Iterator[Answer]:
    from dataclasses import replace

    for answer in archive.stream(" ".join(args.question), articles=args.article or None):
        if answer.complete and not (answer.found or answer.nearest or archive.articles()):
            raise _empty(archive.folder)
        yield replace(answer, notices=(*answer.notices, *unread))


def _add_files(archive: Archive, files: list[str]) -> list[str]:
    """Add files to an archive of their own; return why some could not be read."""
    outcomes = archive.add(*map(_place, files)).outcomes
    unread = [outcome.reason for outcome in outcomes if outcome.status == "failed"]
    if files and len(unread) == len(outcomes):
        raise ReadError(" ".join(unread) or "These folders hold no text, Markdown or HTML files.")
    return unread


def _summarize(args: argparse.Namespace) -> int:
    named = [text for text in args.what if not _is_place(text)]
    what = [text if text in named else _place(text) for text in args.what]
    what += map(_place, args.file)
    if not what:
        raise UsageError("Name what to summarize: a path, a web address, an id or a query.")
    with _open(args, "Reading", alone=not named) as (archive, say):
        _stream(args, archive.stream_summary(*what, length=args.length), say)
    return 0


def _search(args: argparse.Namespace) -> int:
    from rag.render import hit_dict, hits_text

    query = " ".join(args.query)
    with _open(args, "Searching") as (archive, _):
        hits = archive.search(query, args.k)
        if not (hits or archive.articles()):
            raise _empty(archive.folder)
    found = {"query": query, "hits": [hit_dict(hit) for hit in hits]}
    _show(args, {"schema": "newscite.search/1", **found}, hits_text(hits, _width()), _IDS)
    return 0


def _list(args: argparse.Namespace) -> int:
    articles: list[Article] = []
    folder = _folder(args)
    if _exists(folder):
        with _open(args, "Reading", mismatched=True) as (archive, _):
            articles = archive.articles()
    if not (articles or args.quiet):
        _write(sys.stderr, str(_empty(folder)))
    _show(args, _articles_dict("articles", folder, articles), _table(articles), _IDS)
    return 0


def _show_article(args: argparse.Namespace) -> int:
    from rag.render import article_dict, article_text, blocks_text

    with _open(args, "Reading", mismatched=True) as (archive, _):
        article = archive.article(args.id)
        page = archive.page(article).text
    facts = article_dict(article, full=True)
    styles = {r"\A.+": "bold", r"(?m)^Note:": "yellow"}
    if args.blocks:
        styles = {r"(?m)^dropped .*": "dim", r"(?m)^kept ": "green"}
    text = blocks_text(article, page) if args.blocks else article_text(article)
    shown = {"schema": "newscite.article/1", **facts, "page": page if args.page else None}
    _show(args, shown, page if args.page else text, {} if args.page else styles)
    return 0


def _remove(args: argparse.Namespace) -> int:
    with _open(args, "Removing", mismatched=True) as (archive, _):
        # All are looked up first: a wrong id removes nothing.
        ids = dict.fromkeys(archive.article(id_).id for id_ in args.ids)
        removed = [archive.remove(id_) for id_ in ids]
    text = "\n".join(f"removed    {article.id}  {article.title}" for article in removed)
    _show(args, _articles_dict("removed", archive.folder, removed), text)
    return 0


def _rebuild(args: argparse.Namespace) -> int:
    with _open(args, "Rebuilding", mismatched=True) as (archive, _):
        archive.rebuild()
        articles = archive.articles()
    text = f"Rebuilt the index of {_counted(len(articles), 'article')}."
    _show(args, _articles_dict("rebuilt", archive.folder, articles), text)
    return 0


def _chat(args: argparse.Namespace) -> int:
    from ui import serve

    serve(_folder(args), args.host, args.port, args.browser, **_settings(args))
    return 0


def _articles_dict(kind: str, folder: Path, articles: Sequence[Article]) -> dict[str, Any]:
    from rag.render import article_dict

    listed = [article_dict(article) for article in articles]
    return {"schema": f"newscite.{kind}/1", "archive": str(folder), "articles": listed}


# --- Archives and what goes into them -----------------------------------------------------------


@contextmanager
def _open(
    args: argparse.Namespace,
    doing: str,
    *,
    alone: bool = False,
    new: bool = False,
    mismatched: bool = False,
) -> Iterator[tuple[Archive, Progress]]:
    """Open the archive, or with `alone` an empty one that goes afterwards; `new` may make it."""
    folder = None if alone else _folder(args)
    if folder and not new and not _exists(folder):
        raise _empty(folder)
    if "-" in _sources(args) and sys.stdin.isatty():
        _write(sys.stderr, "Paste the article, then press Ctrl-D (on Windows Ctrl-Z and Enter).")
    with _busy(args, doing) as say:
        from rag.archive import Archive

        def progress(what: str, done: int, total: int) -> None:
            say(f"{what.capitalize()}: {done}" + (f" of {total}" if total else ""))

        settings = _settings(args)
        with Archive(folder, progress=progress, allow_mismatch=mismatched, **settings) as archive:
            yield archive, say


def _sources(args: argparse.Namespace) -> list[str]:
    return [text for name in ("sources", "what", "file") for text in getattr(args, name, [])]


def _settings(args: argparse.Namespace) -> dict[str, Any]:
    """Return the engine and the model, as far as given: who names a model wants one."""
    model, engine = getattr(args, "model", None), getattr(args, "engine", None)
    return {"model": model, "engine": engine or ("model" if model else None)}


def _folder(args: argparse.Namespace) -> Path:
    named = args.archive if args.archive is not None else os.environ.get("NEWSCITE_ARCHIVE")
    if args.archive is not None and not args.archive.strip():
        raise UsageError("--archive is empty: name a folder.")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("newscite", appauthor=False) / "archive"


def _exists(folder: Path) -> bool:
    # A file in the folder's place is left to Archive to explain.
    return os.path.isfile(folder) or os.path.exists(folder / "catalog.sqlite")


def _empty(folder: Path) -> EmptyArchiveError:
    return EmptyArchiveError(
        f"The archive {folder} has no articles yet: add some with `newscite add PATH`."
    )


def _is_place(text: str) -> bool:
    from index.read import SUFFIXES

    return (
        text == "-"
        or _is_url(text)
        or os.path.exists(text)
        or Path(text).suffix.lower() in SUFFIXES
    )


def _is_url(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _place(text: str) -> str | Path:
    # Absolute, so that a file called "beef" is not taken for an article's id.
    return text if text == "-" or _is_url(text) else Path(text).absolute()


# --- Showing ------------------------------------------------------------------------------------

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_UNSAFE_IN_JSON = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_IDS = {r"(?m)^[0-9a-f]{12}(?=  )": "cyan"}
_RESULT = {
    r"(?m)^\[\d+\]|\[\d+\](?=(?:\[\d+\])*(?:$| \(partly))": "cyan",
    r"(?m)^(?:Sources|Nearest passages|Not said, .*)$": "bold",
    r"(?m)^Note:| \(partly supported:": "yellow",
}


def _stream(args: argparse.Namespace, results: Iterator[Result], say: Progress) -> None:
    """Show an answer or summary claim by claim, then its sources; the receipt goes to stderr."""
    from rag.render import answer_text, claims_text, summary_text
    from rag.types import Answer

    width, shown = _width(), ""
    for result in results:
        if args.json:
            continue
        if not result.complete:
            text = claims_text(result.claims, width)
        elif isinstance(result, Answer):
            text = answer_text(result, width)
        else:
            text = summary_text(result, width)
        if text != shown:
            say(None)
            _write(sys.stdout, text.removeprefix(shown), _RESULT, end="")
            shown = text
    say(None)
    if args.json:
        _print_json(result.to_dict())
        return
    print(flush=True)
    if not args.quiet:
        if not sys.stdout.isatty():  # where the notes are, and are not seen
            for notice in result.notices:
                _write(sys.stderr, f"Note: {notice}", {r"\ANote:": "yellow"})
        _write(sys.stderr, _receipt(result), {r"(?s).+": "dim"})


def _receipt(result: Result) -> str:
    receipt = result.receipt
    assert receipt is not None
    facts = [f"engine {receipt.engine}"]
    if receipt.model:
        facts += [receipt.model, f"{receipt.tokens_in} + {receipt.tokens_out} tokens"]
    facts += [_counted(len(receipt.retrieved), "passage"), f"{receipt.seconds['total']:.1f} s"]
    return ", ".join(facts)


def _show(
    args: argparse.Namespace,
    values: dict[str, Any],
    text: str,
    styles: Mapping[str, str] | None = None,
) -> None:
    if args.json:
        _print_json(values)
    elif text:
        _write(sys.stdout, text, styles)


def _print_json(values: dict[str, Any]) -> None:
    """Print one document; characters that would act on a terminal are written as escapes."""
    text = json.dumps(values, ensure_ascii=False, indent=2)
    print(_UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _table(articles: Sequence[Article]) -> str:
    """Return one article a line; on a terminal no line is wider than it."""
    from rich.cells import cell_len, set_cell_size

    from rag.render import one_line

    columns = _columns()
    outlets = [one_line(article.outlet or "-") for article in articles]
    wide = max(map(cell_len, outlets), default=0)
    wide = min(wide, 24) if columns else wide
    lines = []
    for article, outlet in zip(articles, outlets, strict=True):
        date = (article.published or "-")[:10]
        line = f"{article.id}  {date:10}  {set_cell_size(outlet, wide)}  {one_line(article.title)}"
        if columns and cell_len(line) > columns:
            line = set_cell_size(line, columns - 1).rstrip() + "…"
        lines.append(line)
    return "\n".join(lines)


def _write(
    stream: TextIO, text: str, styles: Mapping[str, str] | None = None, end: str = "\n"
) -> None:
    """Write text of any origin: control characters are taken out, colours go to a terminal only.

    `styles` maps patterns to rich styles. The text itself is never read as markup.
    """
    text = _CONTROL.sub("", text)
    if not (styles and _styled(stream)):
        print(text, file=stream, end=end, flush=True)
        return
    from rich.console import Console
    from rich.text import Text

    shown = Text(text, end="")
    for pattern, style in styles.items():
        shown.highlight_regex(pattern, style)
    Console(file=stream).print(shown, soft_wrap=True, end=end)
    stream.flush()


def _styled(stream: TextIO) -> bool:
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not plain


def _columns() -> int:
    """Return the width of the terminal on standard output; 0 where there is none."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def _width() -> int:
    from rag.render import WIDTH

    return max(20, min(_columns() or WIDTH, WIDTH))


@contextmanager
def _busy(args: argparse.Namespace, text: str) -> Iterator[Progress]:
    """Show on a terminal that something is going on; what is given changes the text, None ends it."""
    if args.quiet or not _styled(sys.stderr):
        yield lambda _: None
        return
    from rich.console import Console

    status = Console(file=sys.stderr).status(text)

    def say(text: str | None) -> None:
        if text is None:
            status.stop()
        else:
            status.update(text)

    with status:
        yield say


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


# --- Arguments ----------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are UsageErrors, with a suggestion where a word is misspelt."""

    def error(self, message: str) -> NoReturn:
        wrong = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message)
        if wrong:
            from difflib import get_close_matches

            message = f"{wrong[1]!r} is not one of {wrong[2]}"
            for close in get_close_matches(wrong[1], re.findall(r"[\w-]+", wrong[2]), 1):
                raise UsageError(f"{wrong[1]!r} is not known; did you mean {close}?")
        raise UsageError(f"{message[0].upper()}{message[1:]}; see `{self.prog} --help`.")


def _parser() -> argparse.ArgumentParser:
    text = "Answers and summaries of news articles, each sentence with its proof."
    parser = _Parser("newscite", description=text, epilog=_EXAMPLES, **_parsing())
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.set_defaults(run=None, archive=None, json=False, quiet=False)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")

    def command(run: Command, name: str, text: str, example: str) -> _Adder:
        about, epilog = f"{text[0].upper()}{text[1:]}.", f"example:\n  newscite {name} {example}"
        made = commands.add_parser(
            name, help=text, description=about, epilog=epilog.rstrip(), **_parsing()
        )
        made.set_defaults(run=run)
        return made.add_argument

    several: dict[str, Any] = {"action": "append", "default": []}
    ids = "an id, or its first 4 characters or more"

    option = command(_add, "add", "add articles to the archive", "pages/ https://example.org/news")
    kinds = "text, Markdown and HTML files, folders of them, web addresses; - is standard input"
    option("sources", nargs="+", metavar="PATH|URL|-", help=kinds)

    option = command(_ask, "ask", "answer a question", '"why Oracle over Microsoft?" --file a.html')
    option("question", nargs="+", metavar="QUESTION")
    alone = "ask this path, address or - alone, without an archive; can be repeated"
    option("--file", metavar="PATH", help=alone, **several)
    option("--article", metavar="ID", help="ask this article alone; can be repeated", **several)
    _add_model(option)

    option = command(_summarize, "summarize", "summarize articles", "page.html --length 4")
    kinds = "pages (read, not stored), articles by id, or a query for the best of them"
    option("what", nargs="*", metavar="PATH|URL|ID|QUERY", help=kinds)
    alone = "a path, address or -, never taken for an id or query; can be repeated"
    option("--file", metavar="PATH", help=alone, **several)
    option("--length", metavar="N", type=int, default=6, help="sentences (%(default)s)")
    _add_model(option)

    option = command(_search, "search", "find passages", '"ferry inquiry" -k 3')
    option("query", nargs="+", metavar="QUERY")
    option("-k", metavar="N", type=int, default=10, help="passages at most (%(default)s)")

    command(_list, "list", "list the articles: id, date, outlet, title", "")

    option = command(_show_article, "show", "show an article as it is read", "2644 --blocks")
    option("id", metavar="ID", help=ids)
    option("--blocks", action="store_true", help="what of the page was kept or dropped, and why")
    option("--page", action="store_true", help="the page as it was handed in")

    option = command(_remove, "remove", "remove articles in all their versions", "2644")
    option("ids", nargs="+", metavar="ID", help=ids)

    command(_rebuild, "rebuild", "make the index of the archive anew", "")

    option = command(_chat, "chat", "open the page in a browser", "--port 8080")
    option("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    option("--port", metavar="N", type=int, default=7860, help="port to listen on (%(default)s)")
    option("--no-browser", dest="browser", action="store_false", help="do not open a browser")
    _add_model(option)
    return parser


def _parsing() -> dict[str, Any]:
    """Return what all parsers share: these options go before and after a command alike."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    option = common.add_argument_group("everywhere").add_argument
    option("--archive", metavar="DIR", help="the archive (else $NEWSCITE_ARCHIVE, else your own)")
    option("--json", action="store_true", help="print one JSON document")
    option("--quiet", action="store_true", help="print no progress, notes or receipt")
    shape = argparse.RawDescriptionHelpFormatter
    return {"parents": [common], "formatter_class": shape, "allow_abbrev": False}


def _add_model(option: _Adder) -> None:
    kinds = "auto (a model if one is configured), extractive (none), or model"
    option("--engine", choices=("auto", "extractive", "model"), help=kinds)
    option("--model", metavar="NAME", help="the model to use; means --engine model")


_EXAMPLES = """examples:
  newscite ask "why Oracle over Microsoft?" --file page.html
  newscite summarize page.html
  newscite add saved-pages/
  newscite ask "what did the inquiry find?"
  newscite chat

Everything works without a model. For one, set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of
your own; NEWSCITE_MODEL names the model. `newscite COMMAND --help` says more on each command."""


if __name__ == "__main__":
    sys.exit(main())
