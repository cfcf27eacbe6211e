"""A model's answer while it arrives: its words without the thoughts, its tokens, its end.

What is asked, and how, is rag/llm.py.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.cures import Server, empty, explained, mixes_thoughts, not_an_api
from rag.thoughts import Thoughts, UnopenedThoughtsError

if TYPE_CHECKING:
    from openai import Stream
    from openai.types.chat import ChatCompletionChunk

Message = Mapping[str, str]
"""`role` (system, user, assistant) and `content`."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call: as the server counts them, or as tiktoken does where it does not say."""

    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out)


class Reply:
    """An answer as it arrives: iterate once for the text, piece by piece, without any thoughts.

    Afterwards `usage` holds, and `truncated` tells that the end is missing, so that the last
    sentence may not be whole. Leaving the loop early closes the connection, and the server stops.
    """

    def __init__(
        self,
        messages: Sequence[Message],
        ask: Callable[[], Stream[ChatCompletionChunk]],
        server: Callable[[], Server],
    ) -> None:
        self._messages = messages
        self._ask = ask
        self._server = server
        self.usage = Usage()
        self.truncated = False

    def __iter__(self) -> Generator[str, None, None]:
        with explained(self._server):
            stream = self._ask()
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
                raise empty(self._server(), finish, declined)
        finally:
            stream.close()
            self.usage = counted or self._count("".join(pieces))

    def _events(self, stream: Stream[ChatCompletionChunk]) -> Iterator[ChatCompletionChunk]:
        with explained(self._server, begun=True):
            yield from stream

    def _expect_events(self, stream: Stream[ChatCompletionChunk]) -> None:
        # A page of another kind would read as a stream without events.
        media = stream.response.headers.get("content-type", "")
        if "html" in media or "application/json" in media:
            raise not_an_api(self._server().where)

    def _shown(self, thoughts: Thoughts, text: str) -> str:
        try:
            return thoughts.take_out(text)
        except UnopenedThoughtsError:
            raise mixes_thoughts(self._server().model) from None

    def _count(self, text: str) -> Usage:
        from index.tokens import count

        return Usage(sum(count(message["content"]) for message in self._messages), count(text))
