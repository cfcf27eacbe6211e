"""What a terminal shows while one waits: what is going on, what can be read, how far a download is."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from terminal.show import CONTROL, styled, write

if TYPE_CHECKING:
    from rich.status import Status


class Busy:
    """A line on a terminal that says what is going on, and what can be read meanwhile."""

    def __init__(self, status: Status | None) -> None:
        self._status = status
        self._line = self._meanwhile = ""

    def say(self, line: str) -> None:
        """Change the line."""
        self._line = line
        self._update()

    def meanwhile(self, text: str) -> None:
        """Show `text` under the line until the end."""
        self._meanwhile = text
        self._update()

    def end(self) -> None:
        """Take it all away."""
        if self._status:
            self._status.stop()

    def _update(self) -> None:
        if self._status:
            from rich.text import Text

            shown = Text(CONTROL.sub("", self._line))
            if self._meanwhile:
                shown.append(CONTROL.sub("", f"\n\n{self._meanwhile}"), "dim")
            self._status.update(shown)


@contextmanager
def busy(args: argparse.Namespace, text: str) -> Iterator[Busy]:
    """Show on a terminal that something is going on, `text` to begin with."""
    if args.quiet or not styled(sys.stderr):
        yield Busy(None)
        return
    from rich.console import Console

    with Console(file=sys.stderr).status(text) as status:
        yield Busy(status)


@contextmanager
def downloading(args: argparse.Namespace) -> Iterator[Callable[[int, int], None]]:
    """Show how far a download is, given bytes done and in all: a bar, or a line every 10 %."""
    if args.quiet:
        yield lambda done, total: None
        return
    if not styled(sys.stderr):
        yield _tenths()
        return
    from rich import progress as rich
    from rich.console import Console

    columns = [rich.BarColumn(None), rich.DownloadColumn(), rich.TransferSpeedColumn()]
    bar = rich.Progress(
        *columns,
        rich.TimeRemainingColumn(),
        rich.TextColumn("left"),
        console=Console(file=sys.stderr),
        transient=True,
        expand=True,
        redirect_stdout=False,
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tenths() -> Callable[[int, int], None]:
    from rag.partial import size

    told, first, begun = -1, 0, 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told, first, begun
        now = time.monotonic()
        if told < 0:
            first, begun = done, now
        if done * 10 // total <= told:
            return
        told, text = done * 10 // total, f"{done * 100 // total} % of {size(total)}"
        # What was there before came at no speed.
        if first < done < total and now > begun:
            speed = (done - first) / (now - begun)
            left = (total - done) / speed
            text += f", {size(int(speed))}/s, "
            text += f"{left / 60:.0f} min left" if left >= 90 else f"{left:.0f} s left"
        write(sys.stderr, text)

    return tell
