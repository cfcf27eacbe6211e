"""What a sentence means by "it", "the institute" or the reasons that it gives: names before it.

For finding answers. What proves a claim is stricter, and is rag/cite.py's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.glossary import corrected_title
from rag.retrieve import Sentence

_PRONOUN = re.compile(r"[\"“]?(?:he|she|it|they|his|her|its|their)\b", re.IGNORECASE)
_REASONS = re.compile(
    r"\breasons?\b[^.]{0,40}?\b(?:is|are|was|were)\b|\b(?:two|three|four|several|many) reasons\b"
    r"|原因(?:主要)?(?:有|是|在于|为|包括)",
    re.IGNORECASE,
)
_KIND = re.compile(r"\bthe ([a-z]{4,})\b", re.IGNORECASE)


def gives_reasons(text: str) -> bool:
    """Whether a sentence says which the reasons are, of whatever the article is about."""
    return _REASONS.search(text) is not None


def subject(sentences: Sequence[Sentence], number: int, paragraph_from: int) -> str:
    """Return the headline and the paragraph's opening where a sentence leans on them, else "".

    `paragraph_from` is the place of the paragraph's first sentence.
    """
    here = sentences[number]
    if not (_PRONOUN.match(here.text) or gives_reasons(here.text)):
        return ""
    opening = sentences[paragraph_from].text if paragraph_from < number else ""
    return f"{corrected_title(here.article)}\n{opening}"


def full_names(sentences: Sequence[Sentence], number: int) -> str:
    """Return the names that "the institute" stands for: "Tern Institute", if named before."""
    here = sentences[number]
    kinds = {word.capitalize() for word in _KIND.findall(here.text) if word.islower()}
    if not kinds:
        return ""
    pattern = re.compile(
        rf"\b(?:[A-Z][\w’'-]+ ){{1,3}}(?:{'|'.join(map(re.escape, sorted(kinds)))})\b"
    )
    before = [s.text for s in sentences[:number] if s.article.id == here.article.id]
    return " ".join(dict.fromkeys(name for text in before for name in pattern.findall(text)))
