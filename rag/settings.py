"""Everything that can be set, in one frozen value: arguments first, then the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from index.errors import UsageError

Engine = Literal["auto", "extractive", "model"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to answer.

    `engine`: "auto" takes a configured endpoint, else a model on this machine, else none.
    `model`, `base_url`, `api_key`: any OpenAI-compatible server. `embeddings`: the name of an
    embedding model on that server; None for the bundled one. `budget`: tokens of article text
    given to a model; None for as many as it reads in reasonable time. `timeout`: seconds for one model call. `allow_private`: whether `add` may
    fetch addresses inside the local network. `reranker`: the address of a server's `/rerank`, with
    `#MODEL` where it has several; "words" for the bundled model; None for none. `reranker_key` is sent to that server alone.
    `variants`: whether a configured endpoint is asked for other words to search for.
    `price`: dollars for a million tokens read and a million written, as "0.15/0.60".
    """

    engine: Engine = "auto"
    model: str | None = None
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    embeddings: str | None = None
    budget: int | None = None
    timeout: float = 60.0
    allow_private: bool = False
    reranker: str | None = None
    reranker_key: str | None = field(default=None, repr=False)
    variants: bool = True
    price: str | None = None

    @property
    def prices(self) -> tuple[float, float] | None:
        """The prices of tokens read and tokens written, None where none are given."""
        if self.price is None:
            return None
        read, written = self.price.split("/")
        return float(read), float(written)

    @property
    def has_endpoint(self) -> bool:
        """Whether a model endpoint is configured."""
        return bool(self.api_key or self.base_url)


_ENVIRONMENT = {
    "engine": "NEWSCITE_ENGINE",
    "model": "NEWSCITE_MODEL",
    "base_url": "OPENAI_BASE_URL",
    "api_key": "OPENAI_API_KEY",
    "embeddings": "NEWSCITE_EMBEDDINGS",
    "budget": "NEWSCITE_BUDGET",
    "timeout": "NEWSCITE_TIMEOUT",
    "allow_private": "NEWSCITE_ALLOW_PRIVATE",
    "reranker": "NEWSCITE_RERANKER",
    "reranker_key": "NEWSCITE_RERANKER_KEY",
    "variants": "NEWSCITE_VARIANTS",
    "price": "NEWSCITE_PRICE",
}


_PRICE = r"\d+(?:\.\d+)?/\d+(?:\.\d+)?"


def load(environment: Mapping[str, str] | None = None, **arguments: Any) -> Settings:
    """Return the settings: each from `arguments` if given and not None, else the environment.

    Raises UsageError for an unknown name or a value that does not parse.
    """
    environment = os.environ if environment is None else environment
    unknown = set(arguments) - {f.name for f in fields(Settings)}
    if unknown:
        raise UsageError(f"There is no setting called {', '.join(sorted(unknown))}.")
    values: dict[str, Any] = {}
    for name, variable in _ENVIRONMENT.items():
        if arguments.get(name) is not None:
            values[name] = arguments[name]
        elif environment.get(variable, "").strip():
            values[name] = _parse(name, variable, environment[variable].strip())
    if values.get("engine", "auto") not in ("auto", "extractive", "model"):
        raise UsageError(
            f"The engine {values['engine']!r} is not known: use auto, extractive or model."
        )
    for name, what in (("budget", "tokens"), ("timeout", "seconds")):
        if name in values and values[name] <= 0:
            raise UsageError(f"The {name} is {values[name]} {what}, and has to be more than 0.")
    if not re.fullmatch(_PRICE, values.get("price", "0/0")):
        raise UsageError(
            f"The price {values['price']!r} is not understood: give dollars for a million tokens"
            " read and written, as 0.15/0.60."
        )
    return Settings(**values)


def _parse(name: str, variable: str, text: str) -> Any:
    try:
        if name == "budget":
            return int(text)
        if name == "timeout":
            return float(text)
    except ValueError:
        raise UsageError(f"{variable} must be a number, not {text!r}.") from None
    if name in ("allow_private", "variants"):
        return text.lower() in ("1", "true", "yes", "on")
    return text
