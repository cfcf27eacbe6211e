"""A closer look at the best passages: the bundled model word by word, a server, or any function.

Scores texts for a query and nothing else. Which order that makes is rag/diversity.py's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit

import numpy as np

from index.embed import Embedder, MiniLM
from index.errors import UsageError
from index.words import is_function_word
from rag.errors import RerankError
from rag.settings import Settings


@runtime_checkable
class Reranker(Protocol):
    """Anything that tells how well texts fit a query."""

    def rank(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """Return a score for each of `texts`; higher is better, of any scale."""
        ...


class MaxSim:
    """Late interaction with the bundled model's vectors of words in context.

    Each telling word of the query takes its nearest word of the text; the mean of these cosines is
    the score (Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832).
    """

    def __init__(self, model: MiniLM) -> None:
        self._model = model

    def rank(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return a score from -1 to 1 for each of `texts`."""
        (spans, wanted), *found = self._model.words_many([query, *texts])
        telling = [not is_function_word(query[s.start : s.end]) for s in spans]
        if any(telling):
            wanted = wanted[np.array(telling)]
        if not len(wanted):
            return [0.0] * len(texts)
        return [
            float((wanted @ words.T).max(axis=1).mean()) if len(words) else 0.0
            for _, words in found
        ]


class Endpoint:
    """A reranking model on a server: `POST {query, documents}` as Cohere, Jina and llama.cpp do.

    `url` is the whole address, such as `http://localhost:8080/v1/rerank`; what follows a `#` is
    the model's name. `api_key` is sent to that server alone. `timeout` is in seconds.
    """

    def __init__(self, url: str, api_key: str | None = None, timeout: float = 10.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(
                f"The reranker {url!r} is no web address: use one such as"
                " http://localhost:8080/v1/rerank, words, or none."
            )
        self._url = parts._replace(fragment="").geturl()
        self._model = parts.fragment
        self._where = parts.netloc.rpartition("@")[2]
        self._key = api_key
        self._timeout = timeout

    def rank(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return the server's scores. Raises RerankError, with the cure."""
        if not texts:
            return []
        body: dict[str, Any] = {"query": query, "documents": list(texts), "top_n": len(texts)}
        if self._model:
            body["model"] = self._model
        return self._scores(self._posted(body), len(texts))

    def _posted(self, body: dict[str, Any]) -> Any:
        import httpx

        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            reply = httpx.post(self._url, json=body, headers=headers, timeout=self._timeout)
            reply.raise_for_status()
            return reply.json()
        except httpx.TimeoutException:
            raise RerankError(
                f"{self._where} did not rerank within {self._timeout:g} seconds: try a smaller"
                " model there."
            ) from None
        except httpx.HTTPStatusError as error:
            raise RerankError(self._explain(error.response.status_code)) from None
        except httpx.HTTPError:
            raise RerankError(
                f"{self._where} could not be reached for reranking: is the server running?"
            ) from None
        except (ValueError, UnicodeError):
            raise self._no_scores() from None

    def _scores(self, reply: Any, count: int) -> list[float]:
        """Read the scores: one for each text, in any order."""
        try:
            found = {int(r["index"]): float(r["relevance_score"]) for r in reply["results"]}
            scores = [found[n] for n in range(count)]
        except (KeyError, TypeError, ValueError):
            raise self._no_scores() from None
        if not np.isfinite(scores).all():
            raise self._no_scores()
        return scores

    def _explain(self, status: int) -> str:
        if status in (401, 403):
            return f"{self._where} refused the key for reranking: check NEWSCITE_RERANKER_KEY."
        if status == 404:
            return (
                f"{self._where} has no reranking there ({status}): check NEWSCITE_RERANKER, which"
                " usually ends in /v1/rerank, with #MODEL where the server has several."
            )
        return (
            f"{self._where} would not rerank ({status}): check that its model is a reranker, and"
            " name it after a # in NEWSCITE_RERANKER."
        )

    def _no_scores(self) -> RerankError:
        return RerankError(
            f"{self._where} did not answer with a score for each passage: check that"
            " NEWSCITE_RERANKER is the address of a reranker."
        )


class Function:
    """A function of your own as a reranker: it maps (query, texts) to as many numbers."""

    def __init__(self, function: Callable[[str, list[str]], Sequence[float]]) -> None:
        self._function = function

    def rank(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return the function's scores. Raises RerankError if they are not one for each text."""
        try:
            scores = np.asarray(self._function(query, list(texts)), np.float64)
        except (TypeError, ValueError):
            scores = np.empty(0)
        if scores.shape != (len(texts),) or not np.isfinite(scores).all():
            raise RerankError("The reranker did not return one finite number for each text.")
        return [float(score) for score in scores]


Ranking = Reranker | Callable[[str, list[str]], Sequence[float]] | str
"""What may be given as a reranker: one, a function, the address of a server, "words" or "none"."""


def reranker_of(given: Ranking | None, settings: Settings, embedder: Embedder) -> Reranker | None:
    """Return the reranker that is given, else set, else none.

    "words" is the bundled model, "none" is none. Raises UsageError for what is no address.
    """
    wanted = given or settings.reranker
    if wanted is None or wanted == "none":
        return None
    if wanted == "words":
        return MaxSim(embedder if isinstance(embedder, MiniLM) else MiniLM())
    if isinstance(wanted, str):
        return Endpoint(wanted, settings.reranker_key)
    if isinstance(wanted, Reranker):
        return wanted
    return Function(wanted)
