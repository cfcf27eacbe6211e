"""What a model server's failure means and what to do about it: one sentence, for a person.

Asks nothing but, where a model is unknown, which there are. No sentence holds the API key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.errors import ModelError

if TYPE_CHECKING:
    import openai


@dataclass(frozen=True, slots=True)
class Server:
    """A server as far as its failures need it. `timeout` is in seconds; `models` lists names."""

    where: str
    is_openai: bool
    model: str
    key: str | None = field(repr=False)
    timeout: float
    models: Callable[[], list[str]]


@contextmanager
def explained(server: Callable[[], Server], *, begun: bool = False) -> Iterator[None]:
    """Turn what the client raises into a ModelError; `begun` when words have arrived.

    `server` is called only then: the name of a model may be learnt on the way.
    """
    import openai

    try:
        yield
    except (openai.OpenAIError, ValueError) as error:
        # Not `from error`: what a server says may repeat the key.
        raise ModelError(_cure(server(), error, begun)) from None


def not_an_api(where: str) -> ModelError:
    """Return the error for a server that speaks another language."""
    return ModelError(
        f"{where} does not answer like a model server: check the base URL, which usually "
        f"ends in /v1."
    )


def mixes_thoughts(name: str) -> ModelError:
    """Return the error for thoughts that cannot be told from the answer."""
    return ModelError(
        f"{name} mixes its thoughts into the answer: start its server with a "
        f"reasoning parser, or take another model."
    )


def no_data(name: str) -> ModelError:
    """Return the error for an answer without the JSON that was asked for."""
    return ModelError(
        f"{name} did not answer in the form that was asked for: take another model, or a server "
        f"that enforces a JSON schema."
    )


def empty(server: Server, finish: str | None, declined: str) -> ModelError:
    """Return the error for an answer without words, by its finish reason."""
    name, where = server.model, server.where
    if declined:
        return ModelError(f"{name} declined to answer ({' '.join(declined.split())[:200]}).")
    if finish == "content_filter":
        return ModelError(f"The content filter at {where} withheld the answer of {name}.")
    if finish == "length":
        return ModelError(
            f"{name} used up its tokens without an answer: take a model that thinks less."
        )
    return ModelError(f"{name} at {where} sent an empty answer: ask again, or another model.")


def _cure(server: Server, error: Exception, begun: bool) -> str:
    import openai

    where = server.where
    if isinstance(error, openai.APITimeoutError):
        return (
            f"{where} was silent for {server.timeout:g} seconds: ask again, take a "
            f"smaller model, or raise NEWSCITE_TIMEOUT."
        )
    if isinstance(error, openai.APIConnectionError):
        if begun:
            return f"{where} broke off in the middle of the answer: ask again."
        if server.is_openai:
            return f"No connection to {where}: is this machine online?"
        return f"No connection to {where}: is the server running there?"
    if isinstance(error, openai.APIStatusError):
        return _cure_status(server, error)
    if isinstance(error, ValueError):
        return f"{where} sent something that is not JSON: is it an OpenAI-compatible server?"
    return f"{where} broke off the answer{_detail(server, error)}: ask again."


def _cure_status(server: Server, error: openai.APIStatusError) -> str:
    where, status, detail = server.where, error.status_code, _detail(server, error)
    if status == 401:
        if not server.key:
            return f"{where} wants an API key: set OPENAI_API_KEY."
        return f"{where} did not accept the API key: check OPENAI_API_KEY."
    if status == 403:
        return f"{where} does not let this key use {server.model}: choose another model or key."
    if status == 404:
        return _cure_missing(server, detail)
    if status == 429:
        if "quota" in f"{error.code} {error.message}":
            return f"The quota at {where} is used up: check the plan and the billing there."
        return f"{where} has had too many requests: wait a minute and ask again."
    if status >= 500:
        return f"{where} failed ({status}){detail}: see its log, or ask again."
    if re.search(r"context (?:length|size|window)|maximum context", detail):
        return (
            f"The articles are too long for {server.model}: lower NEWSCITE_BUDGET, or take a "
            f"model with a longer context."
        )
    return f"{where} refused the request ({status}){detail}."


def _cure_missing(server: Server, detail: str) -> str:
    try:
        names = server.models()
    except ModelError:
        return str(not_an_api(server.where))
    if server.model in names or not names:
        return f"{server.where} does not find what was asked for{detail}: check the base URL."
    listed = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
    return f"{server.where} has no model {server.model}: set NEWSCITE_MODEL to one of {listed}."


def _detail(server: Server, error: Exception) -> str:
    """Return ` (what the server said)`, short, on one line and without the key, or nothing."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    if not isinstance(said, str):
        said = "" if "<" in str(body) else getattr(error, "message", str(error))
    if server.key:
        said = said.replace(server.key, "…")
    said = " ".join(said.split()).rstrip(".")
    return f" ({said[:200]})" if said else ""
