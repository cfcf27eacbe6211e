"""Who the page answers, and at what address: names and sites let in, headers, the port.

There is no password: who can reach the address can use the page.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from page.html import error_html
from page.session import said
from rag import UsageError

if TYPE_CHECKING:
    import fastapi

_EVERYWHERE = ("0.0.0.0", "::")
_HEADERS = {
    # Gradio's own page needs its inline scripts and `eval`; nothing may be fetched from elsewhere.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; object-src 'none';"
    " frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def guarded(host: str, article: Callable[[str], str]) -> fastapi.FastAPI:
    """Return an application that answers to this machine's names and `host` alone.

    On every address of the machine (0.0.0.0, ::) it answers to any name. At `/article/ID` it has
    the HTML that `article` makes of an id, or of the error.
    """
    import fastapi
    from fastapi.middleware.trustedhost import TrustedHostMiddleware

    web = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @web.middleware("http")
    async def guard(
        request: fastapi.Request,
        go_on: Callable[[fastapi.Request], Awaitable[fastapi.Response]],
    ) -> fastapi.Response:
        # Another site's page may send a request here, and Gradio would carry it out.
        origin = request.headers.get("origin")
        if origin and urlsplit(origin).netloc != request.headers.get("host"):
            response = fastapi.Response("This page is not for other sites.", 403)
        else:
            response = await go_on(request)
        response.headers.update(_HEADERS)
        return response

    @web.get("/article/{article_id}")
    def read(article_id: str) -> fastapi.Response:
        try:
            status, html = 200, article(article_id)
        except Exception as error:
            status = 404 if isinstance(error, UsageError) else 500
            html = error_html(said(error, "The article could not be read"))
        return fastapi.Response(html, status, media_type="text/html")

    names = ["*"] if host in _EVERYWHERE else ["127.0.0.1", "localhost", "[::1]", host]
    web.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    return web


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there, on a free port for 0; UsageError if it cannot be had."""
    if not 0 <= port <= 65535:
        raise UsageError(f"There is no port {port}: choose one up to 65535 with --port.")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} is in use by another program: choose another with --port."
        else:
            message = f"The page cannot be at {host}:{port} ({error.strerror}): see --host, --port."
        raise UsageError(message) from error


def warning(host: str) -> str:
    """Return what to tell of a page that others can reach; "" if only this machine can."""
    try:
        if host == "localhost" or ip_address(host).is_loopback:
            return ""
    except ValueError:
        pass  # a name, which may stand for any address
    unchecked = ", and the name it is asked under is not checked" if host in _EVERYWHERE else ""
    return (
        f"Warning: the page has no password{unchecked}: whoever can reach {host or 'it'} can read"
        " the archive and add to it; without --host only this machine can."
    )
