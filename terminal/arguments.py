"""The arguments of the command `newscite`: its commands, options and their help. Runs nothing."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from index.errors import UsageError
from terminal.show import writing

NARROWING = "since until outlet author written_in article".split()

_Adder = Callable[..., argparse.Action]


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are UsageErrors, with a suggestion where a word is misspelt."""

    def print_help(self, file: Any = None) -> None:
        # argparse passes over output that cannot be written.
        with writing():
            (file or sys.stdout).write(self.format_help())

    def error(self, message: str) -> NoReturn:
        wrong = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message)
        if wrong:
            from difflib import get_close_matches

            message = f"{wrong[1]!r} is not one of {wrong[2]}"
            for close in get_close_matches(wrong[1], re.findall(r"[\w-]+", wrong[2]), 1):
                raise UsageError(f"{wrong[1]!r} is not known; did you mean {close}?")
        raise UsageError(f"{message[0].upper()}{message[1:]}; see `{self.prog} --help`.")


def parser() -> argparse.ArgumentParser:
    """Return the parser; what it parses has `command`, the name of the command or None."""
    text = "Answers and summaries of news articles, each sentence with its proof."
    made = _Parser("newscite", description=text, epilog=_EXAMPLES, **_parsing())
    made.add_argument("--version", action="store_true", help="print the version")
    made.set_defaults(archive=None, json=False, quiet=False)
    commands = made.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def command(name: str, text: str, example: str) -> _Adder:
        return _add(commands, name, text, example).add_argument

    several: dict[str, Any] = {"action": "append", "default": []}
    ids = "an id, or its first 4 characters or more"

    option = command("add", "add articles to the archive", "pages/ https://example.org/news")
    kinds = "files (HTML, text, PDF, Word, feeds, mail, JSON, zip), folders, addresses; - is stdin"
    option("sources", nargs="+", metavar="PATH|URL|-", help=kinds)

    option = command("ask", "answer a question", '"why Oracle over Microsoft?" --file a.html')
    option("question", nargs="+", metavar="QUESTION")
    alone = "ask this path, address or - alone, without an archive; can be repeated"
    option("--file", metavar="PATH", help=alone, **several)
    _add_narrowing(option)
    option("--literal", action="store_true", help="narrow by no words of the question")
    _add_format(option)
    _add_model(option)

    option = command("summarize", "summarize articles; many as a digest", "page.html --length 4")
    kinds = "pages (read, not stored), articles by id, a query, or nothing for all"
    option("what", nargs="*", metavar="PATH|URL|ID|QUERY", help=kinds)
    alone = "a path, address or -, never taken for an id or query; can be repeated"
    option("--file", metavar="PATH", help=alone, **several)
    styles = ("bullets", "tldr", "abstract", "brief")
    option("--style", choices=styles, default="bullets", help="its form (%(default)s)")
    option(
        "--length", metavar="N", type=int, help="sentences (6; 4 under each heading of a digest)"
    )
    option(
        "--language", metavar="CODE", help="write it in this language, such as de; needs a model"
    )
    unused = "also show what of the articles no sentence cites"
    option("--coverage", action="store_true", help=unused)
    option("--dry-run", action="store_true", help="say what a model would take, and ask none")
    most = "do not begin what takes more tokens than this, in and out"
    option("--budget", metavar="N", type=int, help=most)
    option("--timeline", action="store_true", help="dated events in order, of these or of all")
    option("--compare", nargs=2, metavar=("A", "B"), help="what two articles agree and differ in")
    option("--new-since", metavar="DATE", help="in a digest, tell apart what is new from then on")
    _add_narrowing(option)
    _add_format(option)
    _add_model(option)

    option = command("search", "find passages", '"ferry inquiry" -k 3')
    option("query", nargs="+", metavar="QUERY")
    option("-k", metavar="N", type=int, default=10, help="passages at most (%(default)s)")
    _add_narrowing(option)

    command("list", "list the articles: id, date, outlet, title", "")

    option = command("show", "show an article as it is read", "2644 --blocks")
    option("id", metavar="ID", help=ids)
    option("--blocks", action="store_true", help="what of the page was kept or dropped, and why")
    option("--page", action="store_true", help="the page as it was handed in")
    option("--whole", action="store_true", help="with --blocks, the whole text of each")
    option("--keep", metavar="N", help="blocks that belong to the article, as 3,5-8", **several)
    option("--drop", metavar="N", help="blocks that do not; pages of the outlet follow", **several)
    option("--as", dest="kind", metavar="KIND", help="what they are, such as heading or advert")
    option("--forget", metavar="N", help="take back what was said of these blocks", **several)
    option("--reset", action="store_true", help="take back all that was said of this page")
    option("--version", dest="number", metavar="N", type=int, help="this version, not the last")
    option("--versions", action="store_true", help="its versions and what changed in each")
    what = "what changed since the version before, or since version N"
    option("--diff", metavar="N", type=int, nargs="?", const=0, help=what)

    option = command("remove", "remove articles in all their versions", "2644")
    option("ids", nargs="+", metavar="ID", help=ids)

    command("rebuild", "make the index of the archive anew", "")

    option = command("chat", "open the page in a browser", "--port 8080")
    option("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    option("--port", metavar="N", type=int, default=7860, help="port to listen on (%(default)s)")
    option("--no-browser", dest="browser", action="store_false", help="do not open a browser")
    _add_model(option)

    _add_glossary(_add(commands, "glossary", "put right names that came out wrong", "suggest"))
    _add_actions(_add(commands, "model", "get and choose a language model of your own", "pull"))
    return made


def _add(commands: Any, name: str, text: str, example: str) -> argparse.ArgumentParser:
    about, epilog = f"{text[0].upper()}{text[1:]}.", f"example:\n  newscite {name} {example}"
    made: argparse.ArgumentParser = commands.add_parser(
        name.split()[-1], help=text, description=about, epilog=epilog.rstrip(), **_parsing()
    )
    return made


def _add_actions(model: argparse.ArgumentParser) -> None:
    actions = model.add_subparsers(dest="action", metavar="ACTION", title="actions")

    def action(name: str, text: str, example: str) -> _Adder:
        return _add(actions, f"model {name}", text, example).add_argument

    option = action("pull", "fetch a model, or take in a file of this machine", "")
    kinds = "a name of `newscite model list` (else the first), a file of the model hub, a GGUF file"
    option("what", nargs="?", metavar="NAME|OWNER/REPO:FILE.gguf|PATH", help=kinds)

    action("list", "list the models: name, size, state, licence, what it is good for", "")

    option = action("use", "choose the model that ask, summarize and chat use", "NAME")
    option("name", metavar="NAME", help="a pulled model")

    option = action("remove", "delete a pulled model", "NAME")
    option("name", metavar="NAME", help="a model")


def _add_glossary(glossary: argparse.ArgumentParser) -> None:
    actions = glossary.add_subparsers(dest="action", metavar="ACTION", title="actions")
    several: dict[str, Any] = {"action": "append", "default": [], "metavar": "WORD"}

    def action(name: str, text: str, example: str) -> _Adder:
        return _add(actions, f"glossary {name}", text, example).add_argument

    action("list", "list the entries: name, what is printed for it, near, unless", "")

    _add_model(action("suggest", "find names that probably came out wrong", ""))

    option = action("accept", "add what was suggested", '"byte skipping"')
    option("printed", nargs="+", metavar="PRINTED", help="the words that `suggest` lists")

    option = action("add", "add an entry", 'ByteDance "byte skipping" --near TikTok')
    option("name", metavar="NAME", help="the right name")
    option("printed", nargs="+", metavar="PRINTED", help="the words that stand for it")
    option("--near", help="only in articles that have this word; can be repeated", **several)
    option("--unless", help="in no article that has this word; can be repeated", **several)

    option = action("remove", "take your own entries for a name out", "ByteDance")
    option("name", metavar="NAME", help="the right name")


def _parsing() -> dict[str, Any]:
    """Return what all parsers share: these options go before and after a command alike."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    option = common.add_argument_group("everywhere").add_argument
    option("--archive", metavar="DIR", help="the archive (else $NEWSCITE_ARCHIVE, else your own)")
    option("--json", action="store_true", help="print one JSON document")
    option("--quiet", action="store_true", help="print no progress, notes or receipt")
    shape = argparse.RawDescriptionHelpFormatter
    return {"parents": [common], "formatter_class": shape, "allow_abbrev": False}


def _add_narrowing(option: _Adder) -> None:
    when = 'articles published %s: 2020, 2020-09, 2020-09-14, "last week"'
    option("--since", metavar="DATE", help=when % "from then on")
    option("--until", metavar="DATE", help=when % "until then")
    several: dict[str, Any] = {"action": "append", "default": []}
    option("--outlet", metavar="NAME", help="articles of this outlet; can be repeated", **several)
    option("--author", metavar="NAME", help="articles by this author; can be repeated", **several)
    option("--written-in", metavar="CODE", help="articles in this language; repeatable", **several)
    option("--article", metavar="ID", help="this article alone; can be repeated", **several)


def narrowing(args: argparse.Namespace) -> Any:
    """Return what a search is to be narrowed to, as `rag.Archive.search` takes it."""
    return {name: getattr(args, name) for name in NARROWING if getattr(args, name)}


def _add_format(option: _Adder) -> None:
    known = ("text", "markdown", "html")
    option("--format", choices=known, default="text", help="how it is printed (%(default)s)")
    option("-o", "--output", metavar="FILE", help="write it there: .md .html .docx .txt .json")


def _add_model(option: _Adder) -> None:
    kinds = "auto (a model if there is one), extractive (none), or model"
    option("--engine", choices=("auto", "extractive", "model"), help=kinds)
    option("--model", metavar="NAME", help="the model to use; means --engine model")


_EXAMPLES = """examples:
  newscite ask "why Oracle over Microsoft?" --file page.html
  newscite summarize page.html
  newscite add saved-pages/
  newscite ask "what did the inquiry find?"
  newscite chat

Everything works without a model. `newscite model pull` gets one for this machine; or set
OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own; NEWSCITE_MODEL names the model.
`newscite COMMAND --help` says more on each command."""
