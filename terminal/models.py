"""The commands `newscite model …`: pull, list, use and remove the language models that run here."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal.arguments import parser
from terminal.show import aligned, show, write
from terminal.waiting import downloading

if TYPE_CHECKING:
    from rag.models import Known, Model


def model(args: argparse.Namespace) -> int:
    """Run the action, or without one print the help."""
    if args.action is None:
        parser().parse_args(["model", "--help"])  # prints it and raises SystemExit
    _ACTIONS[args.action](args)
    return 0


def _pull(args: argparse.Namespace) -> None:
    from rag.models import DEFAULT
    from rag.partial import size
    from rag.pull import pull, wanted

    def tell(text: str) -> None:
        if not args.quiet:
            write(sys.stderr, text)

    spec = wanted(DEFAULT if args.what is None else args.what)
    tell(_announced(spec))
    with downloading(args) as progress:
        pulled = pull(spec, progress=progress, notice=tell)
    text = f"{pulled.name} ({size(pulled.bytes)}) is here. {_used(pulled)}"
    show(args, _model_dict(pulled), text)


def _announced(spec: Known | Path) -> str:
    from rag.models import folder, list_models
    from rag.partial import size

    if isinstance(spec, Path):
        return f"Taking {spec} ({size(spec.stat().st_size)}) into {folder()}."
    if any(model.pulled and model.name == spec.name for model in list_models()):
        return f"{spec.name} is in {folder()} already: reading it, to see that it is whole."
    if not spec.bytes:
        return f"Pulling {spec.hub} into {folder()}."
    return f"Pulling {spec.name} ({size(spec.bytes)}, {spec.licence}) into {folder()}."


def _list(args: argparse.Namespace) -> None:
    from rag.models import folder, list_models
    from rag.partial import size
    from rag.render import one_line

    models = list_models()
    rows = [
        (one_line(m.name), f"{size(m.bytes):>6}", _state(m), m.licence or "-", m.good_for)
        for m in models
    ]
    if not (args.quiet or any(model.pulled for model in models)):
        write(sys.stderr, "None is here yet: `newscite model pull` gets the first.")
    listed = [_facts(model) for model in models]
    values = {"schema": "newscite.models/1", "folder": str(folder()), "models": listed}
    show(args, values, aligned(rows), {r"(?m)^\S+": "cyan"})


def _state(model: Model) -> str:
    if model.chosen:
        return "in use"
    return "pulled" if model.pulled else "-"


def _use(args: argparse.Namespace) -> None:
    from rag.models import use

    chosen = use(args.name)
    show(args, _model_dict(chosen), f"{chosen.name} is chosen. {_used(chosen)}")


def _used(model: Model) -> str:
    if find_spec("xllamacpp") is None:
        return "To run it, llama.cpp is needed too: pip install 'newscite[local]'."
    if not model.chosen:
        return f"To let ask, summarize and chat use it: newscite model use {model.name}"
    if any(os.environ.get(name) for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY")):
        return "ask, summarize and chat use it once OPENAI_BASE_URL and OPENAI_API_KEY are unset."
    return "ask, summarize and chat use it now."


def _remove(args: argparse.Namespace) -> None:
    from rag.models import chosen, remove
    from rag.partial import size

    was = remove(args.name)
    text = f"{was.name} was not here; what a stopped pull had left of it is gone."
    if was.pulled:
        text = f"Removed {was.name} ({size(was.bytes)})."
    now = chosen() if was.chosen else None
    if now is not None:
        text += f" ask, summarize and chat use {now.name} now."
    show(args, _model_dict(replace(was, pulled=False, chosen=False)), text)


_ACTIONS = {"pull": _pull, "list": _list, "use": _use, "remove": _remove}


def _model_dict(model: Model) -> dict[str, Any]:
    return {"schema": "newscite.model/1", **_facts(model)}


def _facts(model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "bytes": model.bytes,
        "licence": model.licence,
        "good_for": model.good_for,
        "source": model.source,
        "pulled": model.pulled,
        "chosen": model.chosen,
        "path": str(model.path),
    }
