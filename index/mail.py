"""A saved e-mail, a mailbox of them, or a web page saved as MHTML -> pages.

Reads with the standard library's `email`. Attachments are passed over; pictures are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from index.errors import ReadError, UsageError
from index.framed import Told, framed
from index.raw import Raw, opened, said
from index.types import Outcome, Page

LIMIT = 50_000_000
"""Bytes of one message, its attachments among them."""

_LONGEST_HEADER = 5_000
_UNSEEN = re.compile(
    r"<(style|script|head)\b.*?(?:</\1|\Z)|<[^>]*>|&\w+;", re.DOTALL | re.IGNORECASE
)


def message_page(raw: Raw) -> Page:
    """Return the page of one message: its HTML, else its text.

    The sender is the outlet, the subject the title. Raises ReadError if there is no text in it.
    """
    return _message_page(raw, _message(raw), raw.origin)


def mailbox_pages(raw: Raw) -> Iterator[Page | Outcome]:
    """Yield the messages of a file in mbox form, one at a time, however many there are."""
    number = 0
    for number, data in enumerate(_split(raw), start=1):
        name = f"Message {number} of {raw.name}"
        place = f"message-{number}"
        origin = f"{raw.origin or 'text:stdin'}#{place}"
        if data is None:
            limit = LIMIT // 1_000_000
            yield Outcome(origin, "failed", reason=f"{name} is more than {limit} MB, the limit.")
            continue
        one = Raw(name, origin, opened(data))
        try:
            message = _message(one)
            named = _header(message, "Message-ID").strip("<>")
            yield _message_page(one, message, raw.inside(named or place, repr(data)))
        except ReadError as error:
            yield Outcome(origin, "failed", reason=str(error))
    if not number:
        raise ReadError(f"{raw.name} has no messages in it; export it in mbox form.")


def saved_page(raw: Raw) -> Page:
    """Return the HTML page in an MHTML file; where it was saved from is its origin."""
    message = _message(raw)
    pages = [part for part in _parts(message) if part.get_content_type() in _PAGES]
    if not pages:
        raise ReadError(f"{raw.name} holds no web page; save it as HTML.")
    text, encoding = _body(raw, pages[0])
    if not text.strip():
        raise ReadError(f"{raw.name} is empty.")
    places = (pages[0]["Content-Location"], message["Snapshot-Content-Location"])
    origin = next((found for place in places if (found := _canonical(str(place or "")))), "")
    return Page(origin or raw.inside("page", text), text, "html", encoding)


_PAGES = ("text/html", "application/xhtml+xml")


def _message_page(raw: Raw, message: Message, origin: str | None) -> Page:
    parts = [part for part in _parts(message) if part.get_content_disposition() != "attachment"]
    html = next((part for part in parts if part.get_content_type() == "text/html"), None)
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    text, encoding, is_html = "", "utf-8", False
    if html is not None:
        text, encoding = _body(raw, html)
        is_html = True
    if plain is not None and not re.search(r"\w", _UNSEEN.sub(" ", text)):
        text, encoding = _body(raw, plain)
        is_html = False
    if not re.search(r"\w", text):
        raise ReadError(f"{raw.name} is a message without text; save what it shows as text.")
    told = Told(
        title=_header(message, "Subject"),
        outlet=_sender(message),
        published=_header(message, "Date"),
        language=_header(message, "Content-Language").partition(",")[0].strip(),
    )
    page = framed(text, told, html=is_html)
    return Page(origin or raw.inside("", page), page, "html", encoding)


def _message(raw: Raw) -> Message:
    data = raw.data(LIMIT)
    try:
        message = message_from_bytes(data.lstrip(), policy=policy.compat32)
        list(message.walk())
    except Exception as error:  # the parser has no errors of its own
        raise ReadError(
            f"{raw.name} is no e-mail that can be read ({said(error)}); save it anew."
        ) from error
    if not message.keys():
        raise ReadError(f"{raw.name} is no e-mail: it does not begin with headers; save it anew.")
    return message


def _parts(message: Message) -> list[Message]:
    return [part for part in message.walk() if not part.is_multipart()]


def _body(raw: Raw, part: Message) -> tuple[str, str]:
    try:
        payload, charset = part.get_payload(decode=True), part.get_content_charset()
    except Exception as error:  # a header that the parser stumbles over
        raise ReadError(f"{raw.name} is damaged ({said(error)}); save it anew.") from error
    data = payload if isinstance(payload, bytes) else b""
    return raw.text(data, charset)


def _sender(message: Message) -> str:
    """Return the name of the sender, else where the address is."""
    text = str(message["From"] or "")[:_LONGEST_HEADER]
    try:
        name, address = parseaddr(text)
    except RecursionError:  # a thousand brackets, and nobody's name
        return ""
    return _decoded(name) or address.rpartition("@")[2]


def _header(message: Message, name: str) -> str:
    return _decoded(str(message[name] or ""))


def _decoded(text: str) -> str:
    """Return a header as it reads; one whose coding is broken as it stands."""
    text = text[:_LONGEST_HEADER]
    try:
        return " ".join(str(make_header(decode_header(text))).split())
    except (ValueError, LookupError, MessageError):
        return " ".join(text.split())


def _canonical(place: str) -> str:
    from index.fetch import canonical

    if not re.match(r"https?://", place.strip(), re.IGNORECASE):
        return ""
    try:
        return canonical("".join(place.split()))
    except UsageError:  # a damaged address: the page is named by its file
        return ""


def _split(raw: Raw) -> Iterator[bytes | None]:
    """Yield the messages of a mailbox, None for one that is too long."""
    message, size, before = list[bytes](), 0, b"\n"
    begun = False
    while line := raw.file.readline(LIMIT):
        if line.startswith(b"From ") and not before.strip():
            if begun:
                yield None if size > LIMIT else b"".join(message)
            message, size, begun = [], 0, True
        elif not begun and line.strip():  # no mailbox, however long it may be
            return
        elif begun:
            size += len(line)
            if size <= LIMIT:
                message.append(re.sub(rb"^>(>*From )", rb"\1", line))
            else:
                message = []
        before = line
    if begun:
        yield None if size > LIMIT else b"".join(message)
