"""A text as a machine may read it although it is written otherwise: what hides in it comes out.

Zero-width characters, letters of other alphabets that look like Latin ones, digits for letters,
letters set apart, base64. For recognising only; nothing that is shown goes through here.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator

_LIKE = str.maketrans(
    "аеорсухіјѕԁһԛԝѵАВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧονα",
    "aeopcyxijsdhqwvABEKMHOPCTXIJSABEZHIKMNOPTYXova",
)
_MIXED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[\u0370-\u04ff])\w+|\b[\u0370-\u04ff]\b")
_LEET = str.maketrans("013457@$", "oieastas")
_LEET_WORD = re.compile(r"(?<![\w$@])(?=[^\s]*[a-zA-Z])(?=[^\s]*[013457@$])[a-zA-Z013457@$]{3,}\b")
_APART = re.compile(r"(?<!\w)\w(?: \w){3,}(?!\w)")
_CODED = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{20,}={0,2}(?![\w+/])")
_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def readings(text: str) -> Iterator[str]:
    """Yield `text` and, where something may hide in it, what it then says."""
    yield text
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if plain != text:
        yield plain
    latin = _MIXED.sub(lambda word: word[0].translate(_LIKE), plain)
    if latin != plain:
        yield latin
    if len(_LEET_WORD.findall(latin)) >= 2:
        yield _LEET_WORD.sub(lambda word: word[0].translate(_LEET), latin)
    if _APART.search(latin):
        yield _APART.sub(lambda run: run[0].replace(" ", ""), latin)
    for coded in _CODED.findall(latin)[:4]:
        yield from _decoded(coded)


def _decoded(coded: str) -> Iterator[str]:
    try:
        found = base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return
    if found.isprintable():
        yield found
