"""A pulled model as a server of one's own: `served(settings)` gives Settings that reach it.

Starts llama.cpp in a child process (rag/llama.py) when it is first needed; every call of this
process shares it. What is said to it is rag/llm.py's, as with any other server.
"""

from __future__ import annotations

import atexit
import json
import os
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rag import models
from rag.errors import ModelError
from rag.models import Model
from rag.partial import size
from rag.settings import Settings

Notice = Callable[[str], None]

BUDGET = 1500
"""Tokens of article text, unless set: what a small model reads in 20 seconds."""

ANSWER = 1024
"""Tokens of one reply that the context has room for."""

TIMEOUT = 120.0
"""Seconds of silence at least: the server gives a sign of life every 5, unless starved of time."""

_START = 300.0
_PROMPT = 1024
_BATCH = 256
"""Tokens read between two looks at whether anybody still waits."""

_lock = threading.Lock()
_server: LocalServer | None = None


def wanted(settings: Settings) -> Model | None:
    """Return the model of this machine that `settings` ask for, or None.

    A server that is set goes first, unless the name is that of a model which is here. Raises
    ModelError where a model is named and neither is there.
    """
    if settings.base_url:
        return None
    if not settings.model:
        return None if settings.api_key else models.chosen()
    named = [m for m in models.list_models() if m.name == settings.model and m.pulled]
    if not named and not settings.api_key:
        raise ModelError(
            f"{settings.model} is not on this machine: run `newscite model pull {settings.model}`, "
            f"or set OPENAI_BASE_URL to the server that has it."
        )
    return named[0] if named else None


def served(settings: Settings, notice: Notice | None = None) -> Settings:
    """Return `settings` with the address, key and name of the local model, started if need be.

    The model is the one they name, else the chosen one. `notice` is called with a line about the
    start. Raises ModelError, with the cure.
    """
    global _server
    model = wanted(replace(settings, base_url=None, api_key=None))
    if model is None:
        raise ModelError("There is no model on this machine: run `newscite model pull`.")
    context = _context(settings.budget or BUDGET)
    with _lock:
        fits = _server is not None and _server.path == model.path and _server.context >= context
        if _server is None or not fits or not _server.is_alive:
            if _server is not None:
                _server.close()
            else:
                atexit.register(stop)
            _server = None
            _server = LocalServer(model, context, notice)
        return replace(
            settings,
            base_url=_server.base_url,
            api_key=_server.api_key,
            model=_server.name,
            timeout=max(settings.timeout, TIMEOUT),
        )


def stop() -> None:
    """End the server of this process, if there is one. It would also end by itself."""
    global _server
    with _lock:
        if _server is not None:
            _server.close()
        _server = None


class LocalServer:
    """One running model. Ends with `close()`, and when this process ends in whatever way.

    Raises ModelError if it does not start.
    """

    def __init__(self, model: Model, context: int, notice: Notice | None = None) -> None:
        if find_spec("xllamacpp") is None:
            raise ModelError(f"{model.name} needs llama.cpp to run: pip install 'newscite[local]'.")
        self.path = model.path
        self.name = model.name
        self.context = context
        self.api_key = secrets.token_urlsafe(32)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  (closed by close)
        if notice:
            notice(f"Starting {model.name} ({size(model.bytes)}) …")
        begun = time.monotonic()
        self._process = _start(self._log.fileno())
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._order()
            self.base_url = self._address() + "/v1"
        except BaseException:
            self.close()
            raise
        if notice:
            notice(f"{model.name} is ready after {time.monotonic() - begun:.0f} s.")

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def close(self) -> None:
        """End the process, in the middle of an answer if need be; harmless when it has ended."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._log.close()

    def _order(self) -> None:
        orders = {
            "path": str(self.path),
            "name": self.name,
            "key": self.api_key,
            "context": self.context,
            "batch": _BATCH,
            "threads": threads(),
        }
        assert self._process.stdin is not None
        try:
            # By pipe: other users of this machine can read arguments and environments.
            self._process.stdin.write(json.dumps(orders).encode() + b"\n")
        except OSError:
            raise self._failed() from None

    def _address(self) -> str:
        """Wait for the line that says the model is ready."""
        try:
            line = self._lines.get(timeout=_START)
        except queue.Empty:
            raise ModelError(
                f"{self.name} was not ready after {_START:g} seconds: take a smaller model."
            ) from None
        if not line:
            raise self._failed()
        return line.decode().strip()

    def _read(self) -> None:
        assert self._process.stdout is not None
        self._lines.put(self._process.stdout.readline())

    def _failed(self) -> ModelError:
        self._process.wait()
        self._log.seek(0)
        log = self._log.read().decode("utf-8", "replace").splitlines()
        told = [line for line in log if line.strip()]
        cause = next((line for line in told if " E " in line), told[-1] if told else "")
        if "ImportError" in cause or "ModuleNotFoundError" in cause:
            return ModelError(
                f"llama.cpp cannot be loaded ({cause[:200]}): pip install 'newscite[local]'."
            )
        if self._process.returncode < 0 or not told:
            return ModelError(
                f"llama.cpp was ended while it loaded {self.name}, which happens where the memory "
                f"is too small for it: close other programs, or take a smaller model."
            )
        return ModelError(
            f"{self.name} cannot be loaded ({cause[:200].strip()}): remove it and pull it again."
        )


def threads() -> int:
    """Return how many threads to compute with: the physical cores that this process may use.

    -1, llama.cpp's own count, where the system does not tell.
    """
    try:
        cores = os.sched_getaffinity(0)
    except AttributeError:
        return -1
    siblings = {_text(f"/sys/devices/system/cpu/cpu{n}/topology/core_cpus_list") for n in cores}
    count = len(cores) if "" in siblings else len(siblings)
    # A container may get less time than cores, and threads that wait for each other lose most.
    quota, _, period = _text("/sys/fs/cgroup/cpu.max").partition(" ")
    if quota.isdigit() and period.isdigit():
        count = min(count, max(1, round(int(quota) / int(period))))
    return count


def _context(budget: int) -> int:
    # The budget is counted with another vocabulary; a quarter more is enough for news in English.
    return -(-(budget * 5 // 4 + _PROMPT + ANSWER) // 256) * 256


def _start(log: int) -> subprocess.Popen[bytes]:
    # -P: the folder of that file holds modules called like those of the standard library.
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        options = {"creationflags": flags}
    # Apart from our session or group: Ctrl-C ends an answer, not the model.
    return subprocess.Popen(
        [sys.executable, "-P", str(Path(__file__).with_name("llama.py"))],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        **options,
    )


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except OSError:
        return ""
