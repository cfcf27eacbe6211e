"""Which sentences of an article carry it: chosen for centrality, place and no repetition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.embed import Embedder
from rag.extract import Extract, says_nothing
from rag.retrieve import Sentence
from rag.terms import terms

_HANGS = re.compile(
    r"^[\"“]?(?:(?:he|she|it|they|his|her|its|their|this|that|these|those|both|such)\b"
    r"|(?:however|therefore|but|and|so|also|instead|then|still|yet|moreover|thus|in any case)\b"
    r"|\(?\d{1,2}[.)]\s|(?:the )?(?:first|second|third|fourth|fifth|finally|lastly|on the other hand)\b"
    r"|[^,.]{2,40}, on the other hand|(?:但|而|其|这|那|该|不过|此外|另外))",
    re.IGNORECASE,
)


def salient(sentences: Sequence[Sentence], embedder: Embedder, count: int) -> list[Extract]:
    """Return up to `count` sentences in reading order, those that say most of the text.

    Sentences that hang on the one before (pronouns, "The third …") are avoided, since they are
    shown alone.
    """
    usable = [n for n, s in enumerate(sentences) if not says_nothing(s.text)]
    if not usable:
        return []
    vectors = embedder.embed([sentences[n].text for n in usable])
    centre = vectors.mean(axis=0)
    title = embedder.embed([sentences[usable[0]].article.title])[0]
    frequent = _frequencies(sentences)
    scores = []
    for row, n in enumerate(usable):
        text, language = sentences[n].text, sentences[n].article.language
        found = set(terms(text, language))
        weight = sum(frequent[t] for t in found) / (len(found) or 1)
        value = 0.4 * float(vectors[row] @ centre) / float(np.linalg.norm(centre) or 1)
        value += 0.25 * float(vectors[row] @ title) + 0.25 * weight
        value += 0.25 / (1 + 0.35 * n)
        value -= 0.25 if _HANGS.match(text) else 0.0
        value -= 0.1 if len(text) < 40 or len(text) > 420 else 0.0
        scores.append(value)
    chosen: list[int] = []
    while len(chosen) < min(count, len(usable)):
        best = max(
            (row for row in range(len(usable)) if row not in chosen),
            key=lambda row: scores[row] - _repeats(row, chosen, vectors),
        )
        chosen.append(best)
    return [Extract((sentences[usable[row]],), scores[row]) for row in sorted(chosen)]


def _repeats(row: int, chosen: Sequence[int], vectors: np.ndarray) -> float:
    if not chosen:
        return 0.0
    return 0.8 * max(0.0, max(float(vectors[row] @ vectors[c]) for c in chosen) - 0.5)


def _frequencies(sentences: Sequence[Sentence]) -> dict[str, float]:
    """Return how many sentences have each word, as a share of the most frequent one."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        counts.update(set(terms(sentence.text, sentence.article.language)))
    most = max(counts.values(), default=1)
    return {t: n / most for t, n in counts.items()}
