"""A small reranking server on loopback: scores each document by the words it shares with the query.

    with RerankServer() as server:
        ...  # talk to server.url
        assert server.requests[-1]["query"] == "…"

Answers in the shape of Cohere, Jina and llama.cpp, best first. `fail` scripts other replies.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class RerankServer:
    """The server, running in a thread while the context is open. `key`, when set, has to be sent."""

    def __init__(self, *, key: str | None = None) -> None:
        self.key = key
        self.requests: list[dict[str, Any]] = []
        self.replies: list[tuple[int, str]] = []
        self.held = threading.Event()
        self.hold = False
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        """The address of /v1/rerank."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1/rerank"

    def fail(self, status: int, body: str = "{}") -> None:
        """Answer the next request with this instead."""
        self.replies.append((status, body))

    def answer(self, path: str, key: str, body: dict[str, Any]) -> tuple[int, str]:
        self.requests.append(body)
        if self.hold:
            self.held.wait()
        if self.replies:
            return self.replies.pop(0)
        if path != "/v1/rerank":
            return 404, "{}"
        if self.key and key != f"Bearer {self.key}":
            return 401, json.dumps({"message": f"bad key {key}"})
        wanted = set(body["query"].lower().split())
        results = [
            {"index": n, "relevance_score": float(len(wanted & set(text.lower().split())))}
            for n, text in enumerate(body["documents"])
        ]
        results.sort(key=lambda r: -r["relevance_score"])
        return 200, json.dumps({"results": results[: body["top_n"]]})

    def __enter__(self) -> RerankServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.held.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


def _handler(fake: RerankServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet; tests read `requests`."""

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, text = fake.answer(self.path, self.headers.get("Authorization", ""), body)
            data = text.encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            except ConnectionError:
                self.close_connection = True

    return Handler
