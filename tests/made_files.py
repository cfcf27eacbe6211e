"""Files of the kinds that people have, made by code: a PDF, a Word file, a feed, a message, a zip."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Ledger</title><link>https://ledger.example/</link><language>en-gb</language>
<item><title>Tram &amp; bus fares rise</title><link>https://ledger.example/fares?utm_source=rss</link>
<guid>x1</guid><dc:creator>Ada Lindqvist</dc:creator>
<pubDate>Thu, 02 May 2024 23:30:00 -0400</pubDate><description>Fares rise.</description>
<content:encoded><![CDATA[<p>The council of Westport raised the fares on Thursday.</p>
<p>“We have no choice,” said Jon Dale, the treasurer.</p>]]></content:encoded></item>
<item><title>Bridge shut</title><link>https://ledger.example/bridge</link>
<description>The bridge over the Lorne was closed on Friday after cracks were found.</description></item>
<item><title>Only a headline</title><link>https://ledger.example/third</link></item>
<item><title>Storm</title><guid isPermaLink="false">abc 4</guid>
<description>&lt;p&gt;A storm closed the pier at Norla on Friday.&lt;/p&gt;</description></item>
</channel></rss>
"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
<title>Hafenblatt</title><id>urn:feed</id><updated>2024-05-03T10:00:00Z</updated>
<entry><title type="html">Tarife &lt;b&gt;steigen&lt;/b&gt;</title><id>urn:1</id>
<link rel="alternate" href="https://blatt.example/1"/><author><name>Ute Kranz</name></author>
<published>2024-05-03T08:00:00+02:00</published><updated>2024-05-04T08:00:00+02:00</updated>
<content type="html">&lt;p&gt;Der Rat hat am Donnerstag die Tarife erhöht.&lt;/p&gt;</content></entry>
</feed>
"""

MESSAGE = b"""From: =?utf-8?q?The_Tide_T=C3=A4ble?= <news@tide.example>
To: reader@example.org
Subject: =?utf-8?b?RmVycnkgcmV0dXJucw==?=
Date: Fri, 03 May 2024 07:00:00 +0200
Message-ID: <one@tide.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

The ferry returned on Friday, in plain words.
--b1
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<html><head><title>x</title><style>p{color:red}</style></head><body>
<p>The ferry to Sk=E5r=F6 returned to service on Friday, the company said, after re=
pairs.</p><p>Tickets cost 40 crowns.</p></body></html>
--b1--
"""

SAVED_PAGE = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://ledger.example/saved?utm_source=x
Subject: Fares rise
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="m1"

--m1
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://ledger.example/saved?utm_source=x

<!DOCTYPE html><html><head><meta charset=3D"utf-8"><title>Fares rise</title></head><body>
<p>The council of Westport raised the fares in the caf=C3=A9 on Thursday.</p></body></html>
--m1
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://ledger.example/a.png

iVBORw0KGgo=
--m1--
"""

RECORDS = [
    {
        "title": "Fares rise",
        "text": "The council raised the fares on Thursday.\n\nNobody liked it, the mayor said.",
        "url": "https://ledger.example/1?utm_source=x",
        "date": "2024-05-02",
        "author": [{"name": "Ada Lindqvist"}, {"name": "Bo Krag"}],
        "source": {"name": "Harbour Ledger"},
        "lang": "en",
    },
    {
        "Headline": "Bridge shut",
        "html": "<p>The bridge was closed on Friday, police said.</p>",
        "publisher": "Northwind Wire",
        "datePublished": "2024-05-03T10:00:00Z",
        "id": 7,
    },
]
JSON_LINES = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()


def pdf(
    pages: Sequence[Sequence[tuple[float, float, str]]], size: int = 12, more: str = ""
) -> bytes:
    """Return a PDF; each page is a list of (x, y, text) with y counted from the foot, in points."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids ["
        f"{' '.join(f'{4 + 2 * i} 0 R' for i in range(len(pages)))}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for i, lines in enumerate(pages):
        drawn = b"".join(
            b"BT /F1 %d Tf %g %g Td (%s) Tj ET\n"
            % (
                size,
                x,
                y,
                text.encode("cp1252")
                .replace(b"\\", b"\\\\")
                .replace(b"(", b"\\(")
                .replace(b")", b"\\)"),
            )
            for x, y, text in lines
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%sendstream" % (len(drawn), drawn))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {more} >>\n".encode()
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def typed(
    *paragraphs: str, width: int = 60, top: float = 780, x: float = 60, gap: float = 0
) -> list[tuple[float, float, str]]:
    """Return paragraphs as lines of a PDF page, wrapped at `width`, the first line of each indented.

    With a `gap` (in points) paragraphs are parted by it, and not indented.
    """
    lines, y = [], top
    for paragraph in paragraphs:
        row, indent = "", 0.0 if gap else 14.4
        for word in paragraph.split(" "):
            if row and len(row) + len(word) + 1 > width:
                lines.append((x + indent, y, row))
                row, indent, y = word, 0.0, y - 14
            else:
                row = f"{row} {word}".strip()
        lines.append((x + indent, y, row))
        y -= 14 + gap
    return lines


def docx(body: str, title: str = "", author: str = "", created: str = "") -> bytes:
    """Return a Word file; `body` is WordprocessingML, see `paragraph`."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org"
    core = (
        f'<cp:coreProperties xmlns:cp="{office}/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<dcterms:created>{created}</dcterms:created></cp:coreProperties>"
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
            "docProps/core.xml": core,
            "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
        }
    )


def paragraph(text: str, style: str = "") -> str:
    """Return a paragraph of WordprocessingML."""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """Return a zip file of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, data in files.items():
            parts.writestr(name, data)
    return out.getvalue()


WORD = docx(
    paragraph("Fares rise in Westport", "Heading1")
    + paragraph("The council of Westport raised the fares on Thursday, the mayor said.")
    + paragraph("What comes next", "Heading2")
    + paragraph("The trams run until midnight. A vote is due in June, officials said."),
    title="Fares rise in Westport",
    author="Ada Lindqvist",
    created="2024-05-02T10:00:00Z",
)
STORY = pdf(
    [
        typed(
            "The council of Westport raised the fares of all trams on Thursday, after a debate of six hours, the mayor said.",
            "Nobody in the hall liked it, and some two hundred people stood before the doors with drums until the evening.",
        )
    ]
)
MADE = {
    "feed.xml": FEED.encode(),
    "feed.atom": ATOM.encode(),
    "letter.eml": MESSAGE,
    "letters.mbox": b"From a@b Fri May  3 07:00:00 2024\n"
    + MESSAGE
    + b"\nFrom a@b Fri May  3 07:00:00 2024\n"
    + MESSAGE,
    "saved.mht": SAVED_PAGE,
    "articles.jsonl": JSON_LINES,
    "articles.json": json.dumps(RECORDS).encode(),
    "story.pdf": STORY,
    "story.docx": WORD,
    "page.html.gz": gzip.compress(
        b"<html><body><p>The mayor opened the bridge on Monday.</p></body>"
    ),
    "pages.zip": zipped(
        {"a.txt": "The mayor opened the bridge.", "b/c.docx": WORD, "d.pdf": STORY, "e.xml": FEED}
    ),
}
"""One file of each kind, by a name that it could have."""
