"""A small OpenAI-compatible server on loopback, with scripted replies and faults on purpose.

    with OpenAIServer() as server:
        server.script("The council approved it.")
        ...  # talk to server.url
        assert server.requests[-1].body["temperature"] == 0

It knows /v1/models, /v1/chat/completions (streamed and not) and /v1/embeddings. Standard library
only. What it answers depends on the script alone, never on time.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import struct
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Say:
    """A reply of the chat model, and how it reaches the client.

    `finish` None leaves the finish reason out. `drop_after` breaks the connection after so many
    deltas; `hold_after` waits after so many (`server.holding`) until the client hangs up
    (`server.hung_up`).
    `pause` is seconds before anything is sent. `odd` puts chunks without choices, with null
    content and with only a role between the deltas. `refusal` is what the model declines with.
    """

    text: str
    finish: str | None = "stop"
    drop_after: int | None = None
    hold_after: int | None = None
    pause: float = 0.0
    odd: bool = False
    refusal: str = ""
    error: str = ""


@dataclass(frozen=True)
class Raw:
    """Any response at all, to any request."""

    status: int
    body: str
    media: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


def refuse(
    status: int,
    message: str = "injected",
    code: str | None = None,
    param: str | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> Raw:
    """Return an error the way OpenAI words it."""
    error = {"message": message, "type": "injected", "code": code, "param": param}
    return Raw(status, json.dumps({"error": error}), "application/json", headers)


Reply = str | Say | Raw
Script = Reply | Callable[[dict[str, Any]], Reply]


@dataclass(frozen=True)
class Request:
    """What a client sent. `headers` have lower-case names; `body` is {} for a GET."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class OpenAIServer:
    """The server, running in a thread while the context is open.

    `models` are what it lists, and other names get a 404. `counts` is what /tokenize answers for a text;
    without it there is no such path. `key`, when set, has to be sent.
    `refuses` names fields that get a 400. `usage` tells whether it counts tokens. `delta` is how
    many characters a delta has; bytes leave in pieces of `packet`, so that UTF-8 is cut anywhere.
    """

    def __init__(
        self,
        *,
        models: Iterable[str] = ("fake",),
        key: str | None = None,
        refuses: Iterable[str] = (),
        usage: bool = True,
        delta: int = 5,
        packet: int = 7,
        dimensions: int = 64,
        counts: Callable[[str], dict[str, Any]] | None = None,
    ) -> None:
        self.models = tuple(models)
        self.key = key
        self.refuses = tuple(refuses)
        self.usage = usage
        self.delta = delta
        self.packet = packet
        self.dimensions = dimensions
        self.counts = counts
        self.requests: list[Request] = []
        self.holding = threading.Event()
        self.hung_up = threading.Event()
        self.closing = threading.Event()
        self._script: list[Script] = []
        self._faults: list[Raw] = []
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.fake = self
        # The pause between two looks for the end; the default costs every test half a second.
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, with /v1."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def chats(self) -> list[Request]:
        """The requests for a chat completion."""
        return [request for request in self.requests if request.path == "/v1/chat/completions"]

    def script(self, *replies: Script) -> None:
        """Append replies, one for each chat request; a function at the end serves all others."""
        with self._lock:
            self._script.extend(replies)

    def fail(self, *faults: Raw) -> None:
        """Answer the next requests, whatever their path, with these instead."""
        with self._lock:
            self._faults.extend(faults)

    def next_fault(self) -> Raw | None:
        with self._lock:
            return self._faults.pop(0) if self._faults else None

    def next_reply(self, body: dict[str, Any]) -> Say | Raw:
        with self._lock:
            if not self._script:
                return refuse(400, "the test scripted no reply for this request")
            reply = self._script[0]
            if isinstance(reply, str | Say | Raw) or len(self._script) > 1:
                self._script.pop(0)
        if callable(reply):
            reply = reply(body)
        return Say(reply) if isinstance(reply, str) else reply

    def __enter__(self) -> OpenAIServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    fake: OpenAIServer
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what went wrong, unless the client merely left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30  # so that a held connection cannot outlive a test run
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet; tests read `requests`."""

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._answer(json.loads(self.rfile.read(length)))

    def _answer(self, body: dict[str, Any]) -> None:
        fake = self.server.fake
        headers = {name.lower(): value for name, value in self.headers.items()}
        fake.requests.append(Request(self.path, headers, body))
        try:
            if fault := fake.next_fault() or self._objection(headers, body):
                self._raw(fault)
            elif self.path == "/v1/models":
                data = [{"id": name, "object": "model", "created": 0} for name in fake.models]
                self._json({"object": "list", "data": data})
            elif self.path == "/tokenize":
                self._json(fake.counts(str(body["content"])) if fake.counts else {})
            elif self.path == "/v1/embeddings":
                self._json(self._embeddings(body))
            else:
                self._chat(body)
        except (BrokenPipeError, ConnectionResetError):
            fake.hung_up.set()
            self.close_connection = True

    def _objection(self, headers: dict[str, str], body: dict[str, Any]) -> Raw | None:
        fake = self.server.fake
        if fake.key and headers.get("authorization") != f"Bearer {fake.key}":
            sent = headers.get("authorization", "")
            return refuse(401, f"Incorrect API key provided: {sent}", "invalid_api_key")
        known = ["/v1/models", "/v1/chat/completions", "/v1/embeddings"]
        known += ["/tokenize"] if fake.counts else []
        if self.path not in known:
            return Raw(404, "404 page not found", "text/plain")
        if self.path == "/v1/models":
            return None
        if body.get("model") not in fake.models:
            return refuse(404, f"The model `{body.get('model')}` does not exist", "no_model")
        for name in fake.refuses:
            if name in body:
                return refuse(400, f"Unsupported parameter: '{name}'.", "unsupported", name)
        return None

    def _chat(self, body: dict[str, Any]) -> None:
        reply = self.server.fake.next_reply(body)
        if isinstance(reply, Raw):
            self._raw(reply)
            return
        self.server.fake.closing.wait(reply.pause)
        if body.get("stream"):
            self._stream(reply, body)
            return
        message = {"role": "assistant", "content": reply.text, "refusal": reply.refusal or None}
        choice = {"index": 0, "message": message, "finish_reason": reply.finish}
        self._json({**self._head(body, "chat.completion"), "choices": [choice], **self._usage()})

    def _stream(self, reply: Say, body: dict[str, Any]) -> None:
        fake = self.server.fake
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        head = self._head(body, "chat.completion.chunk")
        self._event({**head, "choices": [_choice({"role": "assistant", "content": ""})]})
        deltas = [reply.text[at : at + fake.delta] for at in range(0, len(reply.text), fake.delta)]
        for number, delta in enumerate(deltas):
            if number == reply.drop_after:
                self.close_connection = True
                return
            if number == reply.hold_after:
                self._wait_for_hang_up()
                return
            if reply.odd:
                self._event({**head, "choices": []})
                self._event({**head, "choices": [_choice({"content": None})]})
                self._event({**head, "choices": [_choice({"role": "assistant"})]})
            self._event({**head, "choices": [_choice({"content": delta})]})
        if reply.refusal:
            self._event({**head, "choices": [_choice({"refusal": reply.refusal})]})
        if reply.error:
            self._event({"error": {"message": reply.error, "code": 500}})
        if reply.finish:
            self._event({**head, "choices": [_choice({}, reply.finish)]})
        if (body.get("stream_options") or {}).get("include_usage") and fake.usage:
            self._event({**head, "choices": [], **self._usage()})
        self._send(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _head(self, body: dict[str, Any], kind: str) -> dict[str, Any]:
        return {"id": "chat-1", "object": kind, "created": 0, "model": body["model"]}

    def _usage(self) -> dict[str, Any]:
        if not self.server.fake.usage:
            return {}
        return {"usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}

    def _wait_for_hang_up(self) -> None:
        self.wfile.flush()
        self.server.fake.holding.set()
        try:
            gone = self.connection.recv(1) == b""
        except ConnectionResetError:
            gone = True
        self.close_connection = True
        if gone:
            self.server.fake.hung_up.set()

    def _embeddings(self, body: dict[str, Any]) -> dict[str, Any]:
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        data = []
        for index, text in enumerate(texts):
            vector: Any = embed(text, self.server.fake.dimensions)
            if body.get("encoding_format") == "base64":
                packed = struct.pack(f"<{len(vector)}f", *vector)
                vector = base64.b64encode(packed).decode()
            data.append({"object": "embedding", "index": index, "embedding": vector})
        usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
        return {"object": "list", "model": body["model"], "data": data, "usage": usage}

    def _json(self, value: dict[str, Any]) -> None:
        self._raw(Raw(200, json.dumps(value, ensure_ascii=False), "application/json"))

    def _raw(self, raw: Raw) -> None:
        data = raw.body.encode()
        self.send_response(raw.status)
        self.send_header("Content-Type", raw.media)
        self.send_header("Content-Length", str(len(data)))
        for name, value in raw.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _event(self, value: dict[str, Any]) -> None:
        self._send(f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode())

    def _send(self, data: bytes) -> None:
        size = self.server.fake.packet
        for at in range(0, len(data), size):
            piece = data[at : at + size]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.flush()


def _choice(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finish}


def embed(text: str, dimensions: int = 64) -> list[float]:
    """Return a unit vector that counts the words of `text`: shared words make texts near."""
    vector = [0.0] * dimensions
    for word in re.findall(r"\w+", text.casefold()) or [""]:
        vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % dimensions] += 1
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector]
