"""One web page from an address that a person gave. No crawling, no JavaScript, no cookies kept.

Addresses inside the local network are refused, at every redirect, by what the name resolves to;
and the address that was in fact connected to is looked at again before anything is read. Not
covered: a name that turns private between the two still gets one GET request, whose reply is
thrown away; behind a proxy (HTTP_PROXY and the like), the proxy decides what it reaches. A name
server that does not answer is waited for as long as the system does.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
import urllib.request
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath

import httpx

from index.decode import SIZE_LIMIT
from index.errors import ReadError, UsageError
from index.kinds import BY_TYPE, is_known

AGENT = "newscite/0.1"
_HEADERS = {
    "User-Agent": AGENT,
    "Accept": ", ".join(BY_TYPE) + ", */*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}
_REDIRECTS = 5
_CONNECT_SECONDS = 10.0
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid)(?:=|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: `origin` is canonical and after redirects, the rest is the header's.

    `suffix` is the ending of the address's path.
    """

    origin: str
    data: bytes
    mime: str | None
    suffix: str
    charset: str | None


def canonical(url: str) -> str:
    """Return `url` as an origin: host in lower case, no password, default port or fragment.

    Tracking parameters (utm_*, fbclid, gclid) go too. Raises UsageError if it is not an http or
    https address.
    """
    return _canonical(_parse(url))


def fetch(url: str, *, allow_private: bool = False, seconds: float = 30.0) -> Fetched:
    """Return the page at `url`, within about `seconds`, following up to 5 redirects.

    Raises UsageError if `url` is not an http or https address, ReadError if there is nothing to
    be had from it that can be read.
    """
    target, name = _parse(url), canonical(url)
    deadline = time.monotonic() + seconds
    try:
        with httpx.Client(headers=_HEADERS) as client:
            for _ in range(_REDIRECTS + 1):
                _refuse_private(target, allow_private)
                left = max(0.01, deadline - time.monotonic())
                timeout = httpx.Timeout(left, connect=min(left, _CONNECT_SECONDS))
                with client.stream("GET", target, timeout=timeout) as response:
                    if not response.has_redirect_location:
                        return _receive(response, allow_private, deadline)
                    target = _parse(str(target.join(response.headers["location"])))
    except httpx.TimeoutException as error:
        raise ReadError(f"{name} did not answer in time; try again later.") from error
    except (httpx.HTTPError, httpx.InvalidURL, UsageError) as error:
        raise ReadError(
            f"{name} could not be fetched ({error}); check the address and the connection."
        ) from error
    raise ReadError(f"{name} redirects more than {_REDIRECTS} times; check the address.")


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url.strip())
    except httpx.InvalidURL as error:
        raise UsageError(f"{url} is not a web address ({error}).") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise UsageError(f"{url} is not a web address: it must start with http:// or https://.")
    return parsed


def _canonical(url: httpx.URL) -> str:
    kept = [part for part in url.query.decode("ascii").split("&") if not _TRACKING.match(part)]
    query = "&".join(kept).encode("ascii") or None
    plain = url.copy_with(username="", password="", fragment=None, query=query)
    bare = plain.path == "/" and query is None
    return str(plain).removesuffix("/") + "/" if bare else str(plain)


def _refuse_private(url: httpx.URL, allow_private: bool) -> None:
    if allow_private:
        return
    try:
        found = socket.getaddrinfo(url.host, url.port or 80, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if _is_proxied(url):
            return  # many a network behind a proxy resolves no outside names
        raise ReadError(f"{_canonical(url)} has a host that cannot be found; check it.") from error
    for *_, address in found:
        _refuse_address(str(address[0]), url)


def _refuse_address(address: str, url: httpx.URL) -> None:
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    if not ip.is_global or ip.is_multicast:
        raise ReadError(
            f"{_canonical(url)} is inside the local network ({ip});"
            " allow it with allow_private=True or NEWSCITE_ALLOW_PRIVATE=1."
        )


def _is_proxied(url: httpx.URL) -> bool:
    proxies = urllib.request.getproxies()
    return bool({url.scheme, "all"} & set(proxies)) and not urllib.request.proxy_bypass(url.host)


def _receive(response: httpx.Response, allow_private: bool, deadline: float) -> Fetched:
    """Return the page of a final response. Raises ReadError if it is none, or too big or slow."""
    url = response.request.url
    name = _canonical(url)
    if not allow_private and not _is_proxied(url):
        peer = response.extensions["network_stream"].get_extra_info("server_addr")
        _refuse_address(str(peer[0]), url)
    _refuse_status(response, name)
    header = Message()
    header["Content-Type"] = response.headers.get("Content-Type", "text/plain")
    suffix = PurePosixPath(url.path).suffix.lower()
    if not is_known(kind := header.get_content_type(), suffix):
        raise ReadError(f"{name} is {kind}, which is not read; save it as text and add the file.")
    if response.headers.get("Content-Encoding", "identity") not in ("identity", "gzip", "deflate"):
        raise ReadError(f"{name} is packed in a way not asked for; save it and add the file.")
    data = bytearray()
    for piece in response.iter_bytes():
        data += piece
        if len(data) > SIZE_LIMIT:
            limit = SIZE_LIMIT // 1_000_000
            raise ReadError(f"{name} is more than {limit} MB, the limit; save the text only.")
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("the whole took too long")
    mime = kind if "Content-Type" in response.headers else None
    return Fetched(name, bytes(data), mime, suffix, header.get_content_charset())


def _refuse_status(response: httpx.Response, name: str) -> None:
    if response.is_success:
        return
    status = response.status_code
    answer = f"{name} answered {status} {response.reason_phrase}".rstrip()
    if status in (401, 402, 403, 451):
        raise ReadError(f"{answer}; save the page from your browser and add the file.")
    if status in (404, 410):
        raise ReadError(f"{answer}; check the address.")
    raise ReadError(f"{answer}; try again later.")
