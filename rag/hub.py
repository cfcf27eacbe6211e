"""A model's file from its publisher on the model hub: one request, carried on where it was cut.

huggingface_hub tells the address and the account's token, if there is one. The bytes are fetched
here: its own download cannot be given a time limit for a network that swallows everything, and
raises what its HTTP library of the day raises.
"""

from __future__ import annotations

import os
import queue
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.models import Known
from rag.partial import BLOCK, Partial, Progress, SourceError, size

if TYPE_CHECKING:
    import httpx

PATIENCE = 8.0
"""Seconds until the hub must have begun to answer, looking up its name included."""

_SILENCE = 30.0


def fetch(
    spec: Known, partial: Partial, progress: Progress | None, *, patience: float = PATIENCE
) -> Known:
    """Complete `partial` and return `spec` with the bytes and SHA-256 that the hub tells.

    The hash is still to be checked. Raises SourceError, and ModelError where there is no room.
    """
    import httpx

    start = partial.prefix()
    address, headers = _address(spec)
    if start:
        headers["Range"] = f"bytes={start}-"
    with httpx.Client(
        timeout=httpx.Timeout(_SILENCE, connect=patience / 2), follow_redirects=True
    ) as client:
        request = client.build_request("GET", address, headers=headers)
        with _answer(client, request, patience) as response:
            _require_found(response)
            found = _described(spec, response, start)
            # 416: all of it is there already.
            if response.status_code != 416:
                partial.require_room(found.bytes)
                _write(response, partial, found.bytes, progress)
    return found


def _address(spec: Known) -> tuple[str, dict[str, str]]:
    from huggingface_hub import get_token, hf_hub_url

    repository, _, file = spec.hub.partition(":")
    token = get_token()
    # Compressed on the way, the bytes could not be counted.
    headers = {"Accept-Encoding": "identity", "User-Agent": "newscite"}
    endpoint = os.environ.get("HF_ENDPOINT") or None
    return hf_hub_url(repository, file, endpoint=endpoint), {
        **headers,
        **({"Authorization": f"Bearer {token}"} if token else {}),
    }


@contextmanager
def _answer(
    client: httpx.Client, request: httpx.Request, patience: float
) -> Iterator[httpx.Response]:
    """Yield the response to `request`, or raise SourceError after `patience` seconds without.

    In a thread, because looking up a name and trying each of its addresses have no common limit.
    """
    import httpx

    answers: queue.Queue[httpx.Response | Exception] = queue.Queue()
    given_up = threading.Event()

    def ask() -> None:
        try:
            response = client.send(request, stream=True)
        except Exception as error:  # handed over, not swallowed
            answers.put(error)
            return
        answers.put(response)
        if given_up.is_set():
            response.close()

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=patience)
    except queue.Empty:
        given_up.set()
        raise SourceError(f"{request.url.host} did not answer") from None
    if isinstance(answer, httpx.HTTPError):
        raise SourceError(f"{request.url.host} cannot be reached") from answer
    if isinstance(answer, Exception):
        raise answer
    try:
        yield answer
    except httpx.HTTPError as error:
        raise SourceError(f"{request.url.host} broke off the download") from error
    finally:
        answer.close()


def _require_found(response: httpx.Response) -> None:
    status = response.status_code
    # The hub says 401 of what does not exist, too.
    if status in (401, 403, 404):
        raise SourceError("the hub has no such file, or wants an account for it")
    if status not in (200, 206, 416):
        raise SourceError(f"the hub refused the download ({status})")


def _described(spec: Known, response: httpx.Response, start: int) -> Known:
    """Return `spec` with bytes and hash, as told by the redirect to the store or by the store."""
    told = [answer.headers for answer in (*response.history, response)]
    hashes = [h.get("x-linked-etag") or h.get("etag", "") for h in told]
    sha256 = next((h for e in hashes if re.fullmatch(r"[0-9a-f]{64}", h := e.strip('W/"'))), "")
    sizes = [h["x-linked-size"] for h in told if h.get("x-linked-size", "").isdigit()]
    if "content-range" in response.headers:
        sizes.append(response.headers["content-range"].rpartition("/")[2])
    elif response.status_code == 200:
        sizes.append(response.headers.get("content-length", ""))
    if spec.sha256:
        if sha256 not in ("", spec.sha256):
            raise SourceError("the hub has another file under that name now")
        return spec
    if not sha256 or not sizes or not sizes[0].isdigit():
        raise SourceError("the hub does not tell the SHA-256 of that file")
    return replace(spec, bytes=int(sizes[0]), sha256=sha256)


def _write(
    response: httpx.Response, partial: Partial, total: int, progress: Progress | None
) -> None:
    ranged = re.match(r"bytes (\d+)-", response.headers.get("content-range", ""))
    done = int(ranged[1]) if response.status_code == 206 and ranged else 0
    with partial.open(done) as file:
        for block in response.iter_bytes(BLOCK):
            done += len(block)
            if done > total:
                raise SourceError("the hub sent more than the file has")
            file.write(block)
            if progress:
                progress(done, total)
    if done < total:
        raise SourceError(f"the hub broke off after {size(done)} of {size(total)}")
