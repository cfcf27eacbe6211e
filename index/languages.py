"""Text -> its language. The only user of py3langid."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_NEWS = (
    "ar az be bg bn ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka "
    "kk km kn ko lo lt lv mk ml mn mr ms mt ne nl no or pa pl ps pt ro ru si sk sl sq sr sv sw ta "
    "te th tl tr uk ur uz vi zh"
).split()
_LACKS = {"bg": "ыэё", "ru": "іїєґў", "uk": "ыэё", "fa": "ٹڈںے", "ar": "پچگٹڈںے"}
"""Letters that tell a language from its neighbours, in texts too short to tell by their words."""
_SAMPLE = 3000
"""Characters that are read of a text."""


def language_code(text: str | None) -> str | None:
    """Return the ISO 639-1 code that `text`, such as `en-GB`, begins with."""
    match = re.match(r"([a-z]{2})(?![a-z])", (text or "").strip().lower())
    if match is None:
        return None
    return {"nb": "no", "nn": "no", "iw": "he", "in": "id"}.get(match[1], match[1])


def language_of(text: str, declared: str | None = None) -> str:
    """Return the ISO 639-1 code of the text's language; `en` where there are no words to tell by.

    A `declared` language counts for more than a guess between neighbours (Danish, Norwegian), and
    for nothing where the text is plainly in another one.
    """
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return declared or "en"
    if len(re.findall(r"[\u3041-\u30ff]", sample)) > 0.05 * letters:
        return "ja"
    ranked = _ranked(sample)
    possible = (r for r in ranked if not set(_LACKS.get(r[0], "")).intersection(sample))
    code, sure = next(possible, ranked[0])
    if declared is None:
        return code if sure >= 0.5 or not sample.isascii() else "en"
    if declared == code:
        return code
    close = dict(ranked[:3]).get(declared, 0.0) > 0.01
    return declared if close or sure < 0.9 or letters < 20 else code


def _ranked(sample: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = _identifier().rank(sample)
    return [(str(code), float(share)) for code, share in found]


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_NEWS)
    return identifier
