"""Wording: one Markdown file a prompt, filled in by `$name`. Knows nothing of models or articles.

Values may hold any character, `$` among them; a `$` that a prompt itself prints is written `$$`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from string import Template

SENTINEL = "The articles do not say."
"""What a model answers, and nothing else, when the articles do not tell."""


class PromptError(LookupError):
    """There is no such prompt, or it was given other names than it asks for."""


def render(name: str, **values: str) -> str:
    """Return the prompt `name` with its names filled in, without the file's last line break.

    Raises PromptError for an unknown prompt and for a missing or unused name.
    """
    asked = fields(name)
    if missing := sorted(asked - values.keys()):
        raise PromptError(f"The prompt {name} needs a value for {', '.join(missing)}.")
    if unused := sorted(values.keys() - asked):
        raise PromptError(f"The prompt {name} has no place for {', '.join(unused)}.")
    return Template(_text(name)).substitute(values).rstrip("\n")


def fields(name: str) -> frozenset[str]:
    """Return the names that the prompt asks for."""
    template = Template(_text(name))
    if not template.is_valid():
        raise PromptError(f"The prompt {name} has a $ that begins no name: write $$ for a dollar.")
    return frozenset(template.get_identifiers())


def digest(name: str) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of the prompt's file."""
    return hashlib.sha256(_text(name).encode()).hexdigest()[:12]


@cache
def _text(name: str) -> str:
    path = files(__name__) / f"{name}.md"
    if not name.isidentifier() or not path.is_file():
        raise PromptError(f"There is no prompt called {name!r}.")
    return path.read_text(encoding="utf-8")
