"""A question held against the sentences that come nearest to it, as numbers.

Which of its words they have or mean, whether the kind of thing asked for stands there, and how much
nearer they are than the rest of the passage. `rag/likelihood.py` makes one number of these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from index.embed import Embedder, Vectors
from index.glossary import corrected_title
from rag.gate import WordEmbedder, lacks, window
from rag.kinds import has_kind
from rag.question import Kind, Question
from rag.retrieve import Sentence
from rag.terms import names, stem, terms

LOOKED_AT = 5
"""The nearest sentences; only their words are read one by one."""

_KINDS: tuple[Kind, ...] = get_args(Kind)
_ASKS = re.compile(
    r"^(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|can)\b", re.I
)
_WORD = re.compile(r"^(?:who|whom|whose|what|which|when|where|why|how)$", re.I)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text: stems, vectors in context, and the same words as printed."""

    stems: list[str]
    printed: list[str]
    vectors: Vectors


def numbers(
    question: Question,
    sentences: Sequence[Sentence],
    vectors: Vectors,
    scores: Sequence[float],
    embedder: Embedder,
) -> dict[str, float]:
    """Return the features of a question and its sentences by name."""
    best = sorted(range(len(sentences)), key=lambda n: -scores[n])[:LOOKED_AT]
    found = _question(question)
    found |= _nearness(question, sentences, vectors, scores, best, embedder)
    found |= _wants(question, sentences, best, embedder)
    found |= _words(question, sentences, best, embedder)
    return found


def _question(question: Question) -> dict[str, float]:
    text = question.text
    kinds = {f"is_{kind}": float(question.kind == kind) for kind in _KINDS}
    return kinds | {
        "asks": float(bool(_ASKS.match(text))),
        "terms": float(len(question.terms)),
        "length": float(len(text.split())),
    }


def _cos(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / max(1e-6, float(np.linalg.norm(a) * np.linalg.norm(b))))


def _nearness(
    question: Question,
    sentences: Sequence[Sentence],
    vectors: Vectors,
    scores: Sequence[float],
    best: Sequence[int],
    embedder: Embedder,
) -> dict[str, float]:
    """How near the sentences come, and how near beyond what the article is about anyway."""
    title = corrected_title(sentences[best[0]].article)
    asked, about = embedder.embed([question.text, title or "article"])
    near = vectors @ asked
    order = np.sort(near)[::-1]
    centre = vectors.mean(axis=0)
    found = {
        "near": float(near[best[0]]),
        "near1": float(order[0]),
        "near2": float(order[:3].mean()),
        "near_mean": float(near.mean()),
        "near_gap": float(order[0] - near.mean()),
        "near_centre": _cos(centre, asked),
        "score": float(scores[best[0]]),
        "score_gap": float(scores[best[0]] - np.mean(scores)),
        "title_near": float(about @ asked),
        "title_best": float(vectors[best[0]] @ about),
        "count": float(np.log(len(sentences))),
    }
    for name, topic in (
        ("title", about),
        ("centre", centre / max(1e-6, float(np.linalg.norm(centre)))),
    ):
        rest = asked - (asked @ topic) * topic
        bare = vectors - np.outer(vectors @ topic, topic)
        beyond = [_cos(row, rest) for row in bare]
        found[f"beyond_{name}"] = max(beyond)
        found[f"beyond_{name}_best"] = beyond[best[0]]
        found[f"beyond_{name}_raw"] = float((bare @ rest).max())
    return found


def _wants(
    question: Question, sentences: Sequence[Sentence], best: Sequence[int], embedder: Embedder
) -> dict[str, float]:
    """Whether the kind of thing asked for is there, and what the sentences lack by the rules."""
    kinds = [float(has_kind(question, sentences[n].text)) for n in best]
    lack = [lacks(question, window((n,), sentences), embedder) for n in best[:3]]
    text = sentences[best[0]].text
    new = [t for t in terms(text) if t not in question.terms]
    others = [n for n in names("x " + text) if stem(n) not in question.terms]
    return {
        "kind": kinds[0],
        "kind_any": max(kinds),
        "lacks_none": float("" in lack),
        "lacks_names": float(lack[0] == "names"),
        "lacks_words": float(lack[0] == "words"),
        "lacks_kind": float(lack[0] == "kind"),
        "new": float(len(new)),
        "new_names": float(len(others)),
        "digits": float(bool(re.search(r"\d", text))),
        "defines": float(
            bool(
                re.search(
                    r"\b(?:is|are|was|were) (?:an?|the|one)\b|\bcalled\b|\bmeans?\b|\brefers? to\b|\bknown as\b",
                    text,
                )
            )
        ),
    }


def _read(text: str, embedder: WordEmbedder) -> _Words:
    spans, vectors = embedder.words(text)
    printed = [text[s.start : s.end] for s in spans]
    return _Words([stem(word) for word in printed], printed, vectors)


def _words(
    question: Question, sentences: Sequence[Sentence], best: Sequence[int], embedder: Embedder
) -> dict[str, float]:
    """How well each word of the question is met, in one sentence and in all that were looked at."""
    if not isinstance(embedder, WordEmbedder):
        return {}
    asked = _read(question.text, embedder)
    read = [_read(sentences[n].text, embedder) for n in best]
    title = corrected_title(sentences[best[0]].article)
    named = set(terms(f"{title} {sentences[best[0]].section}"))
    content = [i for i, w in enumerate(asked.stems) if w in question.terms]
    wh = [i for i, w in enumerate(asked.printed) if _WORD.match(w)]
    beside = [set(terms(window((n,), sentences).before)) for n in best]
    other = [i for i in content if asked.stems[i] not in named]
    met = np.zeros((len(read), len(asked.stems)))
    same = np.zeros((len(read), len(asked.stems)))
    for k, words in enumerate(read):
        if words.stems:
            met[k] = (words.vectors @ asked.vectors.T).max(axis=0)
            same[k] = [float(w in words.stems) for w in asked.stems]
    everywhere, somewhere = met.max(axis=0), same.max(axis=0)
    found = {"content": float(len(content)), "other": float(len(other))}
    verbatim = [
        np.mean([row[i] or asked.stems[i] in near for i in other]) if other else 1.0
        for row, near in zip(same, beside, strict=True)
    ]
    found["verbatim"] = float(max(verbatim))
    for name, where in (("content", content), ("other", other)):
        one = max(range(len(read)), key=lambda k: met[k, where].mean()) if where else 0
        for scope, values, exact in (("one", met[one], same[one]), ("all", everywhere, somewhere)):
            at = sorted(values[where]) if where else []
            found[f"{name}_{scope}_mean"] = float(np.mean(at)) if at else np.nan
            found[f"{name}_{scope}_min"] = at[0] if at else np.nan
            found[f"{name}_{scope}_min2"] = at[1] if len(at) > 1 else np.nan
            found[f"{name}_{scope}_same"] = float(exact[where].mean()) if where else np.nan
            for bar in (0.35, 0.5, 0.7):
                share = float((values[where] >= bar).mean()) if where else np.nan
                found[f"{name}_{scope}_{int(bar * 100)}"] = share
    found["title_share"] = 1 - len(other) / len(content) if content else np.nan
    found["wh_met"] = float(everywhere[wh].max()) if wh else np.nan
    found["all_met"] = float(everywhere.mean()) if len(everywhere) else np.nan
    last = content[-1] if content else None
    found["last_met"] = float(everywhere[last]) if last is not None else np.nan
    found["first_met"] = float(everywhere[content[0]]) if content else np.nan
    after = content[0] if content and wh and content[0] == wh[0] + 1 else None
    found["head_met"] = float(everywhere[after]) if after is not None else np.nan
    return found | _around(question, asked, read, met, content)


def _around(
    question: Question,
    asked: _Words,
    read: Sequence[_Words],
    met: np.ndarray,
    content: Sequence[int],
) -> dict[str, float]:
    """Whether something that the question does not say stands beside the words that meet it."""
    if not content or not read[0].stems:
        return {
            "beside_wh": np.nan,
            "beside_name": np.nan,
            "beside_figure": np.nan,
            "reverse": np.nan,
        }
    one = max(range(len(read)), key=lambda k: met[k, content].mean())
    words = read[one]
    if not words.stems:
        return {
            "beside_wh": np.nan,
            "beside_name": np.nan,
            "beside_figure": np.nan,
            "reverse": np.nan,
        }
    sims = words.vectors @ asked.vectors.T
    hits = [int(sims[:, i].argmax()) for i in content if sims[:, i].max() > 0.45]
    wh = [i for i, w in enumerate(asked.printed) if _WORD.match(w)]
    fresh = [j for j, w in enumerate(words.stems) if w not in question.terms and len(w) > 1]
    caps = [j for j in fresh if j and words.printed[j][0].isupper()]
    figures = [j for j in fresh if any(c.isdigit() for c in words.printed[j])]

    def distance(of: Sequence[int]) -> float:
        return min((abs(j - h) for j in of for h in hits), default=30)

    return {
        "beside_wh": float(sims[np.ix_(fresh, wh)].max()) if fresh and wh else np.nan,
        "beside_name": float(min(30, distance(caps))),
        "beside_figure": float(min(30, distance(figures))),
        "reverse": float(sims[:, content].max(axis=1).mean()),
    }
