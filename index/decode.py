"""Bytes to text: refuses what is no text, finds the encoding, tells HTML from plain text.

Does not open files and does not look at names.
"""

from __future__ import annotations

import codecs
import re

from index.errors import ReadError
from index.types import Media

SIZE_LIMIT = 20_000_000
"""Bytes of one page, unpacked. A news page has at most a few million."""

_MAGIC = (
    (b"%PDF-", "is a PDF"),
    (b"PK\x03\x04", "is a zip archive, or a Word, Excel, OpenDocument or EPUB file"),
    (b"\xd0\xcf\x11\xe0", "is an old Word or Excel file"),
    (b"{\\rtf", "is an RTF document"),
    (b"\x1f\x8b", "is a gzip archive"),
    (b"\x89PNG", "is an image"),
    (b"\xff\xd8\xff", "is an image"),
    (b"GIF8", "is an image"),
    (b"RIFF", "is an image or a recording"),
    (b"From: <Saved by", "is an MHTML web archive"),
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What pages call an encoding, and what they mean by it (https://encoding.spec.whatwg.org).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_LABELS = {"x-sjis": "cp932", "windows-31j": "cp932", "x-gbk": "gb18030", "x-euc-jp": "euc_jp"}
_CHARSETS = re.compile(r"big5|cp\d|euc|gb|hz|iso2022|iso8859|johab|koi8|mac|shift|utf-8")
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "cp1258", "iso8859_2")  # commonest first
_GUESSES = (
    *(*_LATIN, "cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "cp874"),
    *("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"),
)

_META = re.compile(rb"<meta\b[^>]{0,500}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_CONTROL = bytes(b for b in range(32) if b not in b"\t\n\x0b\x0c\r\x1a\x1b")
_HTML = re.compile(r"\s*<(?:!doctype\s+html|html\b|!--|\?xml)", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|article|b|body|br|div|em|h[1-6]|head|i|img|li|link|main|meta|nav|p|script|section"
    r"|span|strong|style|table|td|title|tr|ul)\b[^<>]*>",
    re.IGNORECASE,
)


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    r"""Return the text of `data` and the encoding it was in.

    In this order: a byte order mark, UTF-8, the `declared` charset (an HTTP header's), the page's
    own `<meta charset>`, and only then a guess from a sample. The text has no byte order mark, NUL
    or surrogate (U+FFFD stands for them), and its line ends are "\n".

    Raises ReadError, a predicate such as "is a PDF; …", for what is not text.
    """
    text, encoding = _decode(data, declared)
    return tidy(text), encoding


def tidy(text: str) -> str:
    r"""Return `text` with line ends as "\n", and U+FFFD for each NUL and lone surrogate."""
    if not text.isascii():
        # Two surrogates that belong together become the character they stand for.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = text.removeprefix("\ufeff").replace("\0", "\ufffd")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def sniff(text: str) -> Media:
    """Return "html" if `text` looks like it, else "text"."""
    head = text[:20_000]
    if _HTML.match(head):
        return "html"
    tags = len(_TAG.findall(head))
    return "html" if tags >= 4 and tags * 400 >= len(head) else "text"


def _decode(data: bytes, declared: str | None) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    _refuse_binary(data)
    meta = _META.search(data[:4096])
    labels = (declared, meta and meta[1].decode("ascii", "replace"))
    named = [codec for label in labels if label and (codec := _codec(label))]
    # ISO-2022 text is also valid UTF-8, and means something else.
    named.sort(key=lambda codec: not codec.startswith("iso2022"))
    first = 1 if named and named[0].startswith("iso2022") else 0
    for codec in (*named[:first], "utf-8", *named[first:]):
        try:
            return data.decode(codec), codec
        except UnicodeDecodeError:
            continue
    for codec in ("utf-8", *named):
        text = data.decode(codec, "replace")
        if _is_almost(text):
            return text, codec
    guess = _guess(data)
    return data.decode(guess, "replace"), guess


def _codec(label: str) -> str | None:
    label = label.strip("\"' ").lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except (LookupError, ValueError):  # ValueError: a NUL in it
        return None
    name = _MEANT.get(name, name)
    return name if _CHARSETS.match(name) else None


def _is_almost(text: str) -> bool:
    """Whether a lenient decoding is right but for a few damaged bytes."""
    damaged = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return damaged * 10 <= foreign - damaged


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    # The sample starts where the first foreign bytes are: plain ASCII before them tells nothing.
    foreign = re.search(rb"[\x80-\xff]", data)
    start = max(0, foreign.start() - 2_000) if foreign else 0
    matches = from_bytes(data[start : start + 40_000], cp_isolation=list(_GUESSES))
    best = matches.best()
    if best is None:
        return "cp1252"
    if best.encoding not in _LATIN:
        return best.encoding
    # Latin code pages score about alike on a short text; take the commonest that fits as well.
    close = [
        codec
        for match in matches
        if match.chaos <= best.chaos + 0.02 and match.coherence >= best.coherence - 0.05
        for codec in match.could_be_from_charset
    ]
    return next(codec for codec in _LATIN if codec in close)


def _refuse_binary(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ReadError(f"{what}; save it as text or HTML first")
    sample = data[:65_536]
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    if controls * 300 > len(sample):
        raise ReadError("looks like a binary file, not text; save it as text or HTML first")
