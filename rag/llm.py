"""One port to every chat model: streamed Chat Completions over the openai client.

Knows servers and how they fail, not questions; the wording and the sentences are rag/draft.py.
Chat Completions, because OpenAI, llama.cpp, Ollama, vLLM and LM Studio all have it. Every failure
is a ModelError that names the cure (rag/cures.py). What comes back is rag/reply.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import prompts
from rag.cures import Server, explained, no_data, not_an_api
from rag.errors import ModelError
from rag.kept import Keeping, Replies, Said, key_of
from rag.reply import Message as Message
from rag.reply import Reply as Reply
from rag.reply import Usage as Usage
from rag.salvage import salvage
from rag.settings import Settings

if TYPE_CHECKING:
    import openai
    from openai import Stream
    from openai.types.chat import ChatCompletionChunk

DEFAULT_MODEL = "gpt-5.6-luna"
"""The cheapest chat model that openai 3.54 lists without a shutdown date: gpt-4.1-mini and
gpt-4o-mini end in January 2027, gpt-5-mini in December 2026."""

LIMIT = 4096
"""Tokens of one answer. An answer needs a tenth; a reasoning model's thoughts count as well."""

Arriving = Reply | Keeping | Said
"""An answer as it arrives, or as it was kept."""

_OPENAI = "https://api.openai.com/v1"
# Older servers know only `max_tokens` and ignore the other; OpenAI's reasoning models refuse it.
# Whichever is tried first, a refusal leads to the other, and then to none.
_LIMITS = ("max_tokens", "max_completion_tokens")
# What a refusal speaks of, where it is not the field's own name.
_SAID = {"response_format": "(?i)response.?format|json.?schema|grammar"}


@dataclass(frozen=True, slots=True)
class Data:
    """A reply that is a JSON object or array, and the tokens of all it took to get it.

    `truncated` tells that its end is missing: what was cut off is not in `value`.
    """

    value: Any
    usage: Usage
    truncated: bool


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
        self._tells = True
        self._replies: Replies | None = None
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

    @property
    def known_name(self) -> str | None:
        """The model's name as far as it is known without asking the server."""
        known = self._settings.model or self.__dict__.get("name")
        return known or (DEFAULT_MODEL if self._is_openai else None)

    def models(self) -> list[str]:
        """Return the names of the models that the server lists. Raises ModelError."""
        import openai

        with explained(self._server):
            try:
                # Not `models.list()`, which fails in its own way on a page that is not JSON.
                page = self._client.get("/models", cast_to=object)
            except openai.NotFoundError:
                raise not_an_api(self.where) from None
        data = page.get("data") if isinstance(page, dict) else None
        if not isinstance(data, list):
            raise not_an_api(self.where)
        return [str(model["id"]) for model in data if isinstance(model, dict) and "id" in model]

    def keeping(self, replies: Replies) -> Chat:
        """Return the same model, whose replies are kept; those that are kept cost nothing again.

        It shares this one's connections, and is closed with it.
        """
        if not self.small:
            _ = self._client
        kept = copy(self)
        kept._replies = replies
        return kept

    @property
    def keeps(self) -> bool:
        """Whether its replies are kept."""
        return self._replies is not None

    @property
    def trouble(self) -> str:
        """Why replies could not be kept, "" if they were."""
        return self._replies.full if self._replies else ""

    def has(self, messages: Sequence[Message]) -> bool:
        """Whether the reply to `messages` is kept."""
        return self._replies is not None and self._replies.get(self.key(messages)) is not None

    def key(
        self,
        messages: Sequence[Message],
        limit: int = LIMIT,
        schema: Mapping[str, Any] | None = None,
    ) -> str:
        """Return the name that the reply to `messages` is kept by; the model has to have a name."""
        parameters = {"temperature": 0, "limit": limit, "schema": schema}
        return key_of(self.name, self.where, list(messages), parameters)

    def stream(self, messages: Sequence[Message], limit: int = LIMIT) -> Arriving:
        """Return the answer to `messages`, to be iterated; the server is asked only then."""
        return self._reply(messages, limit)

    def data(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        limit: int = LIMIT,
        *,
        valid: Callable[[Any], bool] | None = None,
    ) -> Data:
        """Return the JSON that answers `messages`, which say in words what `schema` asks for.

        `schema` is a JSON Schema whose top is an object or an array. Many servers enforce it and
        others ignore it, so `value` may have any form, and it is for the caller to look. A reply
        with no JSON in it, or with none that is `valid`, is asked for once more. Raises ModelError.
        """
        kind: type[Any] = list if schema.get("type") == "array" else dict
        said, usage = list(messages), Usage()
        for _ in range(2):
            reply = self._reply(said, limit, schema)
            with closing(iter(reply)) as pieces:
                text = "".join(pieces)
            usage += reply.usage
            if (found := salvage(text, kind)) and (valid is None or valid(found.value)):
                return Data(found.value, usage, truncated=not found.whole)
            said += [
                {"role": "assistant", "content": text},
                {"role": "user", "content": prompts.render("repair")},
            ]
        raise no_data(self.name)

    def tokens(self, text: str) -> int | None:
        """Return how many tokens `text` is by the server's own count, None where it does not tell.

        llama.cpp and vLLM tell, beside /v1. Asked once and never again after a failure: whoever
        wants to know leaves a margin then.
        """
        import openai

        if self._is_openai or not self._tells:
            return None
        url = re.sub(r"/v1/?$", "", str(self._client.base_url).rstrip("/")) + "/tokenize"
        body = {"model": self.name, "content": text, "prompt": text}
        once = self._client.with_options(max_retries=0, timeout=min(self._settings.timeout, 10))
        try:
            found = once.post(url, cast_to=object, body=body)
        except openai.OpenAIError:
            found = None
        counted = found.get("count") if isinstance(found, dict) else None
        if counted is None and isinstance(found, dict) and isinstance(found.get("tokens"), list):
            counted = len(found["tokens"])
        self._tells = isinstance(counted, int) and counted > 0
        return counted if self._tells else None

    def close(self) -> None:
        """Close the connections. A closed Chat cannot be used again."""
        if "_client" in self.__dict__:
            self._client.close()

    @property
    def _is_openai(self) -> bool:
        return self._host.endswith("openai.com")

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

    def _reply(
        self, messages: Sequence[Message], limit: int, schema: Mapping[str, Any] | None = None
    ) -> Arriving:
        reply = Reply(messages, lambda: self._open(messages, limit, schema), self._server)
        if self._replies is None:
            return reply
        key = self.key(messages, limit, schema)
        return self._replies.get(key) or Keeping(reply, self._replies, key)

    def _open(
        self, messages: Sequence[Message], limit: int, schema: Mapping[str, Any] | None
    ) -> Stream[ChatCompletionChunk]:
        """Ask, once more without it for each optional field that the server refuses."""
        import openai

        self._reach()
        options = {"model": self.name, "messages": list(messages), "stream": True}
        while True:
            extra = self._optional(limit, schema)
            try:
                stream = self._client.chat.completions.create(**options, **extra)  # type: ignore[call-overload]
                return cast("Stream[ChatCompletionChunk]", stream)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                text = f"{error.message} {error.body}"
                refused = [f for f in extra if f == error.param or re.search(_SAID.get(f, f), text)]
                if not refused:
                    raise
                self._refused.add(error.param if error.param in refused else refused[0])

    def _optional(self, limit: int, schema: Mapping[str, Any] | None) -> dict[str, Any]:
        names = _LIMITS[::-1] if self._is_openai else _LIMITS
        fields: dict[str, Any] = {"temperature": 0, "stream_options": {"include_usage": True}}
        for name in [name for name in names if name not in self._refused][:1]:
            fields[name] = limit
        if schema:
            form = {"name": "reply", "schema": schema, "strict": True}
            fields["response_format"] = {"type": "json_schema", "json_schema": form}
        return {name: value for name, value in fields.items() if name not in self._refused}

    def _server(self) -> Server:
        settings = self._settings
        # Not `name`: an error on the way to the name must not ask for it again.
        model = settings.model or str(self.__dict__.get("name", "the model"))
        return Server(
            self.where, self._is_openai, model, settings.api_key, settings.timeout, self.models
        )
