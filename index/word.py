"""A Word file (.docx) -> a page of HTML with its headings and lists. The only user of mammoth.

Pictures are passed over. What the file says of itself (title, author, when it was made) is told.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

from index.errors import ReadError
from index.framed import Told, framed
from index.raw import Raw, said
from index.types import Page
from index.unpack import check_sizes

LIMIT = 50_000_000
"""Bytes of a Word file with its pictures, packed."""
TEXT_LIMIT = 30_000_000
"""Bytes of its text with its markup, unpacked; it is held as a tree."""

_TERMS = "{http://purl.org/dc/terms/}"
_ELEMENTS = "{http://purl.org/dc/elements/1.1/}"
_LONGEST = 1_000_000
_UNNAMED = frozenset({"", "python-docx", "administrator", "user", "microsoft office user"})


def word_page(raw: Raw) -> Page:
    """Return the text of a Word file as HTML. Raises ReadError if it is none or has no text."""
    data = raw.data(LIMIT)
    import mammoth

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            texts = [info for info in parts.infolist() if info.filename.endswith((".xml", ".rels"))]
            check_sizes(raw.name, texts, TEXT_LIMIT)
            told = _told(parts)
        found = mammoth.convert_to_html(io.BytesIO(data), convert_image=_nothing)
    except ReadError:
        raise
    except Exception as error:  # damage shows itself in as many ways as there are parsers inside
        raise ReadError(
            f"{raw.name} is a Word file that cannot be read ({said(error)}); open it and save it anew."
        ) from error
    content = str(found.value)
    if not re.search(r"\w", re.sub(r"<[^>]*>", " ", content)):
        raise ReadError(f"{raw.name} is a Word file without text; save what it shows as text.")
    page = framed(content, told, html=True)
    return Page(raw.origin or raw.inside("", page), page, "html", "utf-8")


def _nothing(_image: object) -> list[object]:
    return []


def _told(parts: zipfile.ZipFile) -> Told:
    name = "docProps/core.xml"
    if name not in parts.namelist() or parts.getinfo(name).file_size > _LONGEST:
        return Told()
    core = ElementTree.fromstring(parts.read(name))

    def said(tag: str) -> str:
        return (core.findtext(tag) or "").strip()

    author = said(f"{_ELEMENTS}creator")
    return Told(
        title=said(f"{_ELEMENTS}title"),
        author="" if author.lower() in _UNNAMED else author,
        published=said(f"{_TERMS}created"),
        language=said(f"{_ELEMENTS}language"),
    )
