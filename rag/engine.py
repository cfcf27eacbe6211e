"""Which model writes: the server that is set, else one that is here, else none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rag import local
from rag.llm import Chat
from rag.settings import Settings

BUDGET = 6000
"""Tokens of article text that a model on a server is given, unless set."""


class Engine:
    """The model that `settings` ask for, opened when it is first needed; `say` tells of waiting."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self._settings, self._say = settings, say
        self._chat: Chat | None = None

    def model(self) -> Chat | None:
        """Return the model, or None where there is none to ask.

        Raises ModelError where a model is asked for that is not to be had.
        """
        settings = self._settings
        if settings.engine == "extractive":
            return None
        here = local.wanted(settings)
        if here is None and settings.engine == "auto" and not settings.has_endpoint:
            return None
        if self._chat is None or (here and here.name != self._chat.name):
            self.close()
            if here:
                settings = replace(settings, model=here.name)
            self._chat = Chat(settings, self._serve if here else None)
        return self._chat

    def budget(self, *, small: bool) -> int:
        """Return the tokens of article text that a model may read; `small` is one on this machine."""
        return self._settings.budget or (local.BUDGET if small else BUDGET)

    def close(self) -> None:
        """Let go of the model."""
        if self._chat is not None:
            self._chat.close()
        self._chat = None

    def _serve(self, settings: Settings) -> Settings:
        return local.served(settings, self._say)
