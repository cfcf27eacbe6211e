"""A document as a Word file with real footnotes. The only user of python-docx.

The library has no footnotes; their part is written here by the standard (ECMA-376, 17.11).
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from index.glossary import bracketed
from rag.document import Document, also, marked
from rag.links import link
from rag.render import byline, one_line

if TYPE_CHECKING:
    from rag.types import Citation, Claim

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word(document: Document) -> bytes:
    """Return the bytes of a .docx file; each number is a footnote with its quote and its address."""
    import docx

    file = docx.Document()
    notes = _Notes()
    file.core_properties.title = _clean(one_line(document.title))[:255]
    file.core_properties.author = "newscite"
    file.add_heading(_clean(one_line(document.title)), 1)
    for section in document.sections:
        if section.heading:
            file.add_heading(_clean(one_line(section.heading)), 2)
        paragraph = None
        for claim in section.claims:
            if section.listed or paragraph is None:
                paragraph = file.add_paragraph(style="List Bullet" if section.listed else None)
            else:
                paragraph.add_run(" ")
            _said(paragraph, claim, notes)
    for remark in document.remarks:
        file.add_paragraph().add_run(_clean(one_line(remark))).italic = True
    notes.attach(file)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def _said(paragraph: Any, claim: Claim, notes: _Notes) -> None:
    paragraph.add_run(_clean(one_line(claim.text)))
    for citation in claim.citations:
        notes.refer(paragraph, citation)
    if why := marked(claim):
        paragraph.add_run(f" {_clean(why)}").italic = True


class _Notes:
    """The footnotes of a file. Word numbers them itself; one cited again points to its first note."""

    def __init__(self) -> None:
        self._texts: list[tuple[str, str]] = []  # words and address
        self._first: dict[int, int] = {}

    def refer(self, paragraph: Any, citation: Citation) -> None:
        """Add a footnote for `citation` at the end of `paragraph`."""
        from docx.oxml.ns import qn
        from docx.oxml.parser import OxmlElement

        number = len(self._texts) + 1
        earlier = self._first.setdefault(citation.number, number)
        self._texts.append((f"See note {earlier}.", "") if earlier != number else _note(citation))
        run = paragraph.add_run()
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(number))
        run._r.append(reference)

    def attach(self, file: Any) -> None:
        """Add the part that holds the notes to `file`."""
        if not self._texts:
            return
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        links, xml = {}, []
        part = Part(PackURI("/word/footnotes.xml"), _TYPE, b"", file.part.package)
        for number, (text, address) in enumerate(self._texts, start=1):
            if address:
                links[number] = part.relate_to(address, f"{_R}/hyperlink", is_external=True)
            xml.append(_footnote(number, text, address, links.get(number, "")))
        part._blob = _FOOTNOTES.format(w=_W, r=_R, notes="".join(xml)).encode()
        file.part.relate_to(part, f"{_R}/footnotes")


_FOOTNOTES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:footnotes xmlns:w="{w}" xmlns:r="{r}">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r>'
    "</w:p></w:footnote>{notes}</w:footnotes>"
)


def _footnote(number: int, text: str, address: str, relation: str) -> str:
    shown = (
        f'<w:hyperlink r:id="{relation}"><w:r><w:rPr><w:color w:val="0563C1"/><w:u w:val="single"/>'
        f"</w:rPr><w:t>{escape(address.partition('#')[0])}</w:t></w:r></w:hyperlink>"
        if relation
        else ""
    )
    return (
        f'<w:footnote w:id="{number}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        '<w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> '
        f"{escape(_clean(text))} </w:t></w:r>{shown}</w:p></w:footnote>"
    )


def _note(citation: Citation) -> tuple[str, str]:
    text = f"{byline(citation.article)}: “{one_line(bracketed(citation.article, citation.span))}”"
    named = also(citation.also)
    return f"{text} ({named})" if named else text, link(citation.article, citation.span)


def _clean(text: str) -> str:
    """Return `text` without the characters that no XML file may hold."""
    return _NOT_XML.sub("\ufffd", text)
