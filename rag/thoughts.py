"""Takes a reasoning model's `<think>…</think>` out of its answer while the answer streams.

Servers with a reasoning parser send thoughts apart, and rag/llm.py never reads those.
"""

from __future__ import annotations

import re

_TAG = re.compile(r"<(/?)think(?:ing)?>", re.IGNORECASE)
_PARTIAL = re.compile(r"<(?:/?[a-z]{0,8})?$", re.IGNORECASE)


class UnopenedThoughtsError(ValueError):
    """Thoughts ended that never began, so that all text so far was thought, not answer."""


class Thoughts:
    """Give it the pieces of a text, cut anywhere; it gives back what is not thought."""

    def __init__(self) -> None:
        self._held = ""
        self._inside = False

    def take_out(self, piece: str) -> str:
        """Return what can be shown now; what may become a tag is held back.

        Raises UnopenedThoughtsError.
        """
        self._held += piece
        shown = ""
        while tag := _TAG.search(self._held):
            if tag[1] and not self._inside:
                raise UnopenedThoughtsError
            if not self._inside:
                shown += self._held[: tag.start()]
            self._inside = not tag[1]
            self._held = self._held[tag.end() :]
        partial = _PARTIAL.search(self._held)
        end = partial.start() if partial else len(self._held)
        if not self._inside:
            shown += self._held[:end]
        self._held = self._held[end:]
        return shown

    def rest(self) -> str:
        """Return what was held back, when the text has ended."""
        return "" if self._inside else self._held
