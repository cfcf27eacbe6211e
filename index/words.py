"""Text and questions -> what SQLite's FTS5 understands, in any script. Touches no database.

Scripts written without spaces (Chinese, Japanese, and Korean with its endings) are indexed one
character at a time and asked for as adjacent pairs, which is what such text is usually searched by.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_CJK = (
    "\u1100-\u11ff\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3131-\u318e\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
_CHARACTER = re.compile(f"([{_CJK}])")
_SIGNS = "\u0300-\u036f\u0900-\u0963\u0971-\u0dff"
"""Accents, and the vowel signs of India's scripts, which are letters to a reader."""
_PIECE = re.compile(rf"[{_CJK}]+|(?:[^\W_{_CJK}]|[{_SIGNS}])+")
_SPELLINGS = str.maketrans(
    dict.fromkeys([*range(0x064B, 0x0660), 0x0670, 0x0640])  # Arabic vowel marks, the long stroke
    | {ord(a): b for a, b in zip("أإآٱىیةکёЁ", "ااااييهكеЕ", strict=True)}
    | {0x200C: " ", ord("ß"): "ss", ord("ẞ"): "SS"}
)
"""Spellings that readers do not tell apart; of accents SQLite takes care."""
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a about an and are as at be been but by can could did do does for from had has have he
        her his how if in into is it its of on or over say she should so than that the their them
        then there these they this those to under was we were what when where which who whom
        whose why will with would you your""",
    )
)
"""English only: in an archive of a few articles a rare "why" would outweigh the names."""


def folded(text: str) -> str:
    """Return `text` as it is indexed: letters in one spelling, CJK characters apart."""
    return _CHARACTER.sub(r" \1 ", _spelled(text).replace("\0", " "))


def match_expression(query: str) -> str:
    """Return the FTS5 expression for any `query`: its terms joined by OR; "" if it has none."""
    return " OR ".join(match_terms(query))


def match_terms(query: str) -> list[str]:
    """Return the quoted terms of any `query`, each once.

    Words joined by punctuation (`AT&T`, `state-owned`) are also asked for as a phrase.
    """
    terms: list[str] = []
    for chunk in _spelled(query).split():
        pieces = _PIECE.findall(chunk)
        if len(pieces) > 1 and not _CHARACTER.search(chunk):
            terms.append(" ".join(pieces))
        for piece in pieces:
            terms.extend(_pairs(piece) if _CHARACTER.match(piece) else [piece])
    shouted = query.upper() == query
    telling = [t for t in terms if not _is_function_word(t, shouted)]
    return [f'"{term}"' for term in dict.fromkeys(telling or terms)]


def _spelled(text: str) -> str:
    """Return `text` with compatibility forms made plain and one spelling for each letter."""
    return unicodedata.normalize("NFKC", text).translate(_SPELLINGS)


def _pairs(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    return [f"{a} {b}" for a, b in pairwise(run)]


def _is_function_word(term: str, shouted: bool) -> bool:
    """`WHO` and `IT` inside an ordinary sentence are names."""
    if len(term) > 1 and term.isupper() and not shouted:
        return False
    return term.lower() in _FUNCTION_WORDS or (len(term) == 1 and term.isascii() and term.islower())
