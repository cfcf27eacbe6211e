"""One port to every chat model: streamed Chat Completions over the openai client.

Knows servers and how they fail, not questions; the wording and the sentences are rag/draft.py.
Chat Completions, because OpenAI, llama.cpp, Ollama, vLLM and LM Studio all have it. Every failure
is a ModelError that names the cure, and no message holds the API key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from rag.errors import ModelError
from rag.settings import Settings
from rag.thoughts import Thoughts, UnopenedThoughtsError

if TYPE_CHECKING:
    import openai
    from openai import Stream
    from openai.types.chat import ChatCompletionChunk

DEFAULT_MODEL = "gpt-5.6-luna"
"""The cheapest chat model that openai 3.54 lists without a shutdown date: gpt-4.1-mini and
gpt-4o-mini end in January 2027, gpt-5-mini in December 2026."""

LIMIT = 4096
"""Tokens of one answer. An answer needs a tenth; a reasoning model's thoughts count as well."""

_OPENAI = "https://api.openai.com/v1"
# Older servers know only `max_tokens` and ignore the other; OpenAI's reasoning models refuse it.
# Whichever is tried first, a refusal leads to the other, and then to none.
_LIMITS = ("max_tokens", "max_completion_tokens")

Message = Mapping[str, str]
"""`role` (system, user, assistant) and `content`."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call: as the server counts them, or as tiktoken does where it does not say."""

    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out)


def _host(base_url: str) -> tuple[str, str]:
    """Return the host of the URL, and the same with its port; never a password in it."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise ModelError(
            "The base URL is no web address: it should look like http://localhost:11434/v1."
        )
    return host, f"{host}:{port}" if port else host


class Chat:
    """A chat model on an OpenAI-compatible server. Nothing is contacted until it is asked.

    Safe to share between threads: what belongs to one answer is in its Reply. `where` is the
    model's host, with the port if the base URL names one.

    With `serve` the server is one that this process runs: before each request it gives the settings
    that reach it, and starts it if need be. Such a model is `small`: it reads slowly, and does best
    what it is asked in few words.
    """

    def __init__(
        self, settings: Settings, serve: Callable[[Settings], Settings] | None = None
    ) -> None:
        if not (settings.has_endpoint or serve):
            raise ModelError(
                "No model is configured: run `newscite model pull`, or set OPENAI_API_KEY or "
                "OPENAI_BASE_URL."
            )
        key = settings.api_key or ""
        if not (key.isascii() and key.isprintable()):
            raise ModelError("The API key holds characters that no key has: copy it again.")
        self._settings = settings
        self._serve = serve
        self.small = serve is not None
        self._refused: set[str] = set()
        self._host, self.where = _host(settings.base_url or _OPENAI)
        if serve:
            self._host, self.where = "localhost", "the local model"

    @cached_property
    def name(self) -> str:
        """The model's name: as set, else the first chat model of a server of one's own.

        Raises ModelError where the server has to be asked and does not tell.
        """
        if self._settings.model:
            return self._settings.model
        if self._is_openai:
            return DEFAULT_MODEL
        names = [name for name in self.models() if "embed" not in name.lower()]
        if not names:
            raise ModelError(
                f"{self.where} lists no chat model: load one there, or name it in NEWSCITE_MODEL."
            )
        return names[0]

    def models(self) -> list[str]:
        """Return the names of the models that the server lists. Raises ModelError."""
        import openai

        with self._explained():
            try:
                # Not `models.list()`, which fails in its own way on a page that is not JSON.
                page = self._client.get("/models", cast_to=object)
            except openai.NotFoundError:
                raise self._not_an_api() from None
        data = page.get("data") if isinstance(page, dict) else None
        if not isinstance(data, list):
            raise self._not_an_api()
        return [str(model["id"]) for model in data if isinstance(model, dict) and "id" in model]

    def stream(self, messages: Sequence[Message], limit: int = LIMIT) -> Reply:
        """Return the answer to `messages`, to be iterated; the server is asked only then."""
        return Reply(self, messages, limit)

    def close(self) -> None:
        """Close the connections. A closed Chat cannot be used again."""
        if "_client" in self.__dict__:
            self._client.close()

    @property
    def _is_openai(self) -> bool:
        return self._host.endswith("openai.com")

    @property
    def _label(self) -> str:
        # Not `name`: an error on the way to the name must not ask for it again.
        return self._settings.model or str(self.__dict__.get("name", "the model"))

    @cached_property
    def _client(self) -> openai.OpenAI:
        import openai

        seconds = self._settings.timeout
        own = self._host in ("localhost", "::1") or self._host.startswith("127.")
        return openai.OpenAI(
            # Servers of one's own want no key, but the client insists on sending one.
            api_key=self._settings.api_key or "none",
            base_url=self._settings.base_url or _OPENAI,
            timeout=openai.Timeout(seconds, connect=min(seconds, 10)),
            max_retries=2,
            # A proxy from the environment cannot reach this machine's loopback.
            http_client=openai.DefaultHttpxClient(trust_env=False) if own else None,
        )

    def _reach(self) -> None:
        """Have the server of this process running, and connect anew if it is another by now."""
        if self._serve is None:
            return
        settings = self._serve(self._settings)
        if settings != self._settings:
            self.close()
            self.__dict__.pop("_client", None)
            self._settings = settings

    def _open(self, messages: Sequence[Message], limit: int) -> Stream[ChatCompletionChunk]:
        """Ask, once more without it for each optional field that the server refuses."""
        import openai

        self._reach()
        options = {"model": self.name, "messages": list(messages), "stream": True}
        while True:
            extra = self._optional(limit)
            try:
                stream = self._client.chat.completions.create(**options, **extra)  # type: ignore[call-overload]
                return cast("Stream[ChatCompletionChunk]", stream)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                text = f"{error.message} {error.body}"
                refused = [field for field in extra if field == error.param or field in text]
                if not refused:
                    raise
                self._refused.add(error.param if error.param in refused else refused[0])

    def _optional(self, limit: int) -> dict[str, Any]:
        names = _LIMITS[::-1] if self._is_openai else _LIMITS
        fields: dict[str, Any] = {"temperature": 0, "stream_options": {"include_usage": True}}
        for name in [name for name in names if name not in self._refused][:1]:
            fields[name] = limit
        return {name: value for name, value in fields.items() if name not in self._refused}

    @contextmanager
    def _explained(self, *, begun: bool = False) -> Iterator[None]:
        """Turn what the client raises into a ModelError; `begun` when words have arrived."""
        import openai

        try:
            yield
        except (openai.OpenAIError, ValueError) as error:
            # Not `from error`: what a server says may repeat the key.
            raise ModelError(self._cure(error, begun)) from None

    def _cure(self, error: Exception, begun: bool) -> str:
        import openai

        where = self.where
        if isinstance(error, openai.APITimeoutError):
            return (
                f"{where} was silent for {self._settings.timeout:g} seconds: ask again, take a "
                f"smaller model, or raise NEWSCITE_TIMEOUT."
            )
        if isinstance(error, openai.APIConnectionError):
            if begun:
                return f"{where} broke off in the middle of the answer: ask again."
            if self._is_openai:
                return f"No connection to {where}: is this machine online?"
            return f"No connection to {where}: is the server running there?"
        if isinstance(error, openai.APIStatusError):
            return self._cure_status(error)
        if isinstance(error, ValueError):
            return f"{where} sent something that is not JSON: is it an OpenAI-compatible server?"
        return f"{where} broke off the answer{self._detail(error)}: ask again."

    def _cure_status(self, error: openai.APIStatusError) -> str:
        where, status, detail = self.where, error.status_code, self._detail(error)
        if status == 401:
            if not self._settings.api_key:
                return f"{where} wants an API key: set OPENAI_API_KEY."
            return f"{where} did not accept the API key: check OPENAI_API_KEY."
        if status == 403:
            return f"{where} does not let this key use {self._label}: choose another model or key."
        if status == 404:
            return self._cure_missing(detail)
        if status == 429:
            if "quota" in f"{error.code} {error.message}":
                return f"The quota at {where} is used up: check the plan and the billing there."
            return f"{where} has had too many requests: wait a minute and ask again."
        if status >= 500:
            return f"{where} failed ({status}){detail}: see its log, or ask again."
        if re.search(r"context (?:length|size|window)|maximum context", detail):
            return (
                f"The articles are too long for {self._label}: lower NEWSCITE_BUDGET, or take a "
                f"model with a longer context."
            )
        return f"{where} refused the request ({status}){detail}."

    def _cure_missing(self, detail: str) -> str:
        try:
            names = self.models()
        except ModelError:
            return str(self._not_an_api())
        if self.name in names or not names:
            return f"{self.where} does not find what was asked for{detail}: check the base URL."
        listed = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
        return f"{self.where} has no model {self.name}: set NEWSCITE_MODEL to one of {listed}."

    def _not_an_api(self) -> ModelError:
        return ModelError(
            f"{self.where} does not answer like a model server: check the base URL, which usually "
            f"ends in /v1."
        )

    def _detail(self, error: Exception) -> str:
        """Return ` (what the server said)`, short, on one line and without the key, or nothing."""
        body = getattr(error, "body", None)
        said = body.get("message") if isinstance(body, dict) else None
        if not isinstance(said, str):
            said = "" if "<" in str(body) else getattr(error, "message", str(error))
        if self._settings.api_key:
            said = said.replace(self._settings.api_key, "…")
        said = " ".join(said.split()).rstrip(".")
        return f" ({said[:200]})" if said else ""


class Reply:
    """An answer as it arrives: iterate once for the text, piece by piece, without any thoughts.

    Afterwards `usage` holds, and `truncated` tells that the end is missing, so that the last
    sentence may not be whole. Leaving the loop early closes the connection, and the server stops.
    """

    def __init__(self, chat: Chat, messages: Sequence[Message], limit: int) -> None:
        self._chat = chat
        self._messages = messages
        self._limit = limit
        self.usage = Usage()
        self.truncated = False

    def __iter__(self) -> Generator[str, None, None]:
        with self._chat._explained():
            stream = self._chat._open(self._messages, self._limit)
        pieces: list[str] = []
        counted: Usage | None = None
        finish: str | None = None
        declined = ""
        thoughts = Thoughts()
        try:
            self._expect_events(stream)
            for chunk in self._events(stream):
                if chunk.usage:
                    counted = Usage(chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
                for choice in (chunk.choices or [])[:1]:
                    finish = choice.finish_reason or finish
                    if choice.delta is None:
                        continue
                    declined += choice.delta.refusal or ""
                    if text := self._shown(thoughts, choice.delta.content or ""):
                        pieces.append(text)
                        yield text
            if text := thoughts.rest():
                pieces.append(text)
                yield text
            self.truncated = finish in (None, "length", "content_filter")
            if not "".join(pieces).strip():
                raise ModelError(self._why_empty(finish, declined))
        finally:
            stream.close()
            self.usage = counted or self._count("".join(pieces))

    def _events(self, stream: Stream[ChatCompletionChunk]) -> Iterator[ChatCompletionChunk]:
        with self._chat._explained(begun=True):
            yield from stream

    def _expect_events(self, stream: Stream[ChatCompletionChunk]) -> None:
        # A page of another kind would read as a stream without events.
        media = stream.response.headers.get("content-type", "")
        if "html" in media or "application/json" in media:
            raise self._chat._not_an_api()

    def _shown(self, thoughts: Thoughts, text: str) -> str:
        try:
            return thoughts.take_out(text)
        except UnopenedThoughtsError:
            raise ModelError(
                f"{self._chat.name} mixes its thoughts into the answer: start its server with a "
                f"reasoning parser, or take another model."
            ) from None

    def _why_empty(self, finish: str | None, declined: str) -> str:
        name = self._chat.name
        if declined:
            return f"{name} declined to answer ({' '.join(declined.split())[:200]})."
        if finish == "content_filter":
            return f"The content filter at {self._chat.where} withheld the answer of {name}."
        if finish == "length":
            return f"{name} used up its tokens without an answer: take a model that thinks less."
        return f"{name} at {self._chat.where} sent an empty answer: ask again, or another model."

    def _count(self, text: str) -> Usage:
        from index.tokens import count

        return Usage(sum(count(message["content"]) for message in self._messages), count(text))
