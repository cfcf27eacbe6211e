"""Results on a terminal, through a pipe, or as JSON; notes on standard error.

Colours go to a terminal alone, and no text of any origin acts on one.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from index.types import Listed
    from rag.export import Result
    from terminal.waiting import Busy


class OutputError(OSError):
    """What there is to show cannot be written: the disk is full, the terminal is gone."""


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_UNSAFE_IN_JSON = re.compile(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
IDS = {r"(?m)^[0-9a-f]{12}(?=  )": "cyan"}
DIFF = {
    r"(?m)^- .*(?:\n  .*)*|\[-(?s:.*?)-\]": "red",
    r"(?m)^\+ .*(?:\n  .*)*|\{\+(?s:.*?)\+\}": "green",
    r"(?m)^  … .*": "dim",
}
_RESULT = {
    r"(?m)^\[\d+\]|\[\d+\](?=(?:\[\d+\])*(?:$| \(partly))": "cyan",
    r"(?m)^(?:Sources|Not used, of .*|Nearest passages|Not said, .*)$": "bold",
    r"(?m)^Note:| \(partly supported:": "yellow",
}


def show_growing(args: argparse.Namespace, results: Iterator[Result], busy: Busy) -> None:
    """Show an answer or summary claim by claim, then its sources; the receipt goes to stderr.

    Until a model has written the first of them, a terminal shows what the articles themselves say.
    """
    width, shown = text_width(), ""
    whole = args.json or args.output or args.format != "text"
    if args.output:
        from rag.export import format_of

        format_of(args.output)  # a name that cannot be is said before the work is done
    for result in results:
        if whole:
            continue
        text = _growing_text(result, width)
        if text != shown:
            busy.end()
            if not text.startswith(shown):  # a second look took something back
                write(sys.stdout, "\n\nAfter a second look:\n")
            write(sys.stdout, text.removeprefix(shown), _RESULT, end="")
            shown = text
        elif not shown:
            _show_evidence(result, busy, width)
    busy.end()
    if args.json:
        print_json(result.to_dict() | _coverage(args, result))
    else:
        _end(args, result)


def _end(args: argparse.Namespace, result: Result) -> None:
    """Write the whole result where that was asked for, and what there is to say about it."""
    from rag.types import Summary

    if args.output:
        write(sys.stderr, f"Written to {result.save(args.output)}.")
    elif args.format != "text":
        from rag.export import WRITTEN

        write(sys.stdout, WRITTEN[args.format](result), end="")
    else:
        write(sys.stdout, "")
    if isinstance(result, Summary) and args.coverage:
        from rag.coverage import coverage_text

        unused = coverage_text(result.coverage(), text_width())
        write(sys.stdout, "\n" * (not args.output) + unused, _RESULT)
    if not args.quiet:
        if args.output or not sys.stdout.isatty():  # where the notes are, and are not seen
            for notice in result.notices:
                write(sys.stderr, f"Note: {notice}", {r"\ANote:": "yellow"})
        write(sys.stderr, _receipt(result), {r"(?s).+": "dim"})


def _coverage(args: argparse.Namespace, result: Result) -> dict[str, Any]:
    from rag.types import Summary

    if not (isinstance(result, Summary) and args.coverage):
        return {}
    from rag.coverage import coverage_dict

    return {"coverage": coverage_dict(result.coverage())}


def _growing_text(result: Result, width: int) -> str:
    from rag.render import answer_text, so_far_text, summary_text
    from rag.types import Answer, Digest, Timeline

    if isinstance(result, Digest | Timeline):
        from rag.digested import digest_text, timeline_text

        if isinstance(result, Timeline):
            return timeline_text(result, width)
        return digest_text(result, width)
    if not result.complete:
        return so_far_text(result, width)
    return answer_text(result, width) if isinstance(result, Answer) else summary_text(result, width)


def _show_evidence(result: Result, busy: Busy, width: int) -> None:
    from rag.render import claims_text
    from rag.types import Answer, Summary

    if not isinstance(result, Answer | Summary):
        return
    if result.evidence and result.receipt:
        far = f": {result.progress}" if isinstance(result, Summary) and result.progress else ""
        busy.say(f"{result.receipt.model} is reading{far}. Meanwhile, from the articles:")
        busy.meanwhile(claims_text(result.evidence, width))


def _receipt(result: Result) -> str:
    receipt = result.receipt
    assert receipt is not None
    facts = [f"engine {receipt.engine}"]
    if receipt.model:
        facts += [receipt.model, f"{receipt.tokens_in} + {receipt.tokens_out} tokens"]
    facts += [counted(len(receipt.retrieved), "passage"), f"{receipt.seconds['total']:.1f} s"]
    return ", ".join(facts)


def show(
    args: argparse.Namespace,
    values: dict[str, Any],
    text: str,
    styles: Mapping[str, str] | None = None,
) -> None:
    """Show `text`, or with --json the `values`."""
    if args.json:
        print_json(values)
    elif text:
        write(sys.stdout, text, styles)


def print_json(values: dict[str, Any]) -> None:
    """Print one document; characters that would act on a terminal are written as escapes."""
    text = json.dumps(values, ensure_ascii=False, indent=2)
    with writing():
        print(_UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text), flush=True)


def table(articles: Sequence[Listed]) -> str:
    """Return one article a line, copies marked; on a terminal no line is wider than it."""
    from rich.cells import cell_len, set_cell_size

    from index.glossary import bracketed_title
    from rag.render import one_line

    columns = _columns()
    outlets = [one_line(article.outlet or "-") for article in articles]
    wide = max(map(cell_len, outlets), default=0)
    wide = min(wide, 24) if columns else wide
    lines = []
    for article, outlet in zip(articles, outlets, strict=True):
        date = (article.published or "-")[:10] + "?" * (article.published_by == "guessed")
        title = one_line(bracketed_title(article))
        if article.copy_of:
            title = f"[copy of {article.copy_of[:4]}] {title}"
        line = f"{article.id}  {date:11} {set_cell_size(outlet, wide)}  {title}"
        if columns and cell_len(line) > columns:
            line = set_cell_size(line, columns - 1).rstrip() + "…"
        lines.append(line)
    return "\n".join(lines)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows in columns; on a terminal no line is wider than it."""
    from rich.cells import cell_len, set_cell_size

    columns = _columns()
    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        line = "  ".join(map(set_cell_size, row, widths)).rstrip()
        if columns and cell_len(line) > columns:
            line = set_cell_size(line, columns - 1).rstrip() + "…"
        lines.append(line)
    return "\n".join(lines)


def write(
    stream: TextIO, text: str, styles: Mapping[str, str] | None = None, end: str = "\n"
) -> None:
    """Write text of any origin: control characters are taken out, colours go to a terminal only.

    `styles` maps patterns to rich styles. The text itself is never read as markup.
    """
    text = CONTROL.sub("", text)
    with writing():
        if not (styles and styled(stream)):
            print(text, file=stream, end=end, flush=True)
            return
        from rich.console import Console
        from rich.text import Text

        shown = Text(text, end="")
        for pattern, style in styles.items():
            shown.highlight_regex(pattern, style)
        Console(file=stream).print(shown, soft_wrap=True, end=end)
        stream.flush()


@contextmanager
def writing() -> Iterator[None]:
    """Tell what cannot be written from what else the system refuses."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error.errno, error.strerror) from error


def styled(stream: TextIO) -> bool:
    """Whether colours and what moves are welcome on `stream`."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not plain


def _columns() -> int:
    """Return the width of the terminal on standard output; 0 where there is none."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def text_width() -> int:
    """Return the columns for running text."""
    from rag.render import WIDTH

    return max(20, min(_columns() or WIDTH, WIDTH))


def counted(number: int, what: str) -> str:
    """Return "1 page" or "2 pages"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
