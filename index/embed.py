"""Texts to vectors: the bundled model, an OpenAI-compatible endpoint, or any function.

Every vector is float32 and has length 1, so a dot product is a cosine. Nothing is cached here and
nothing is downloaded.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.errors import EmbeddingError
from index.types import Span

if TYPE_CHECKING:
    from openai import OpenAI, OpenAIError
    from tokenizers import Encoding, Tokenizer

Vectors = NDArray[np.float32]
S = TypeVar("S")
T = TypeVar("T")

_ASSETS = Path(__file__).parent / "assets"
_SURROGATE = re.compile("[\ud800-\udfff]")


class Embedder(Protocol):
    """Anything that turns texts into vectors. `name` tells vectors of different models apart."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def dimensions(self) -> int: ...  # noqa: D102

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array (len(texts), dimensions) whose rows have length 1."""
        ...


class MiniLM:
    """The bundled all-MiniLM-L6-v2, quantised to int8; loaded at its first use, thread-safe.

    Mean of the token vectors, 384 dimensions, the first 256 tokens of a text (Reimers and
    Gurevych 2019, https://arxiv.org/abs/1908.10084). A text's vector does not depend on the texts
    embedded with it: texts run one at a time, one thread each, on all cores. int8 activations are
    scaled per run, so padded batches would move vectors (cosine .96 to the text alone with batches
    of 32) and are, at 200 tokens a text, also slower.
    """

    name = "all-MiniLM-L6-v2-int8"
    dimensions = 384
    max_tokens = 256

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: tuple[Tokenizer, Any] | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array (len(texts), 384) whose rows have length 1."""
        rows = _parallel(lambda text: self._run(text)[1].mean(axis=0), texts)
        return _unit(np.array(rows, np.float32).reshape(-1, self.dimensions))

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Span]]
    ) -> tuple[Vectors, list[Vectors]]:
        """Return `embed(texts)`, and a vector in context for each of the `parts` of each text.

        The parts' vectors, float32 (parts, 384) of length 1 for a text, are means over the same
        run's tokens and cost next to nothing. A part none of whose tokens was read (punctuation
        glued to a neighbour, or text after the first 256 tokens) has the text's vector.
        """
        made = _parallel(self._with_parts, list(zip(texts, parts, strict=True)))
        rows = [whole for whole, _ in made]
        whole = _unit(np.array(rows, np.float32).reshape(-1, self.dimensions))
        return whole, [_unit(of_parts) for _, of_parts in made]

    def _with_parts(self, one: tuple[str, Sequence[Span]]) -> tuple[Vectors, Vectors]:
        text, parts = one
        encoding, states = self._run(text)
        offsets = np.array(encoding.offsets)
        special = np.array(encoding.special_tokens_mask, bool)
        whole = states.mean(axis=0)
        rows = np.empty((len(parts), self.dimensions), np.float32)
        for row, part in zip(rows, parts, strict=True):
            inside = (offsets[:, 0] >= part.start) & (offsets[:, 1] <= part.end) & ~special
            row[:] = states[inside].mean(axis=0) if inside.any() else whole
        return whole, rows

    def words(self, text: str) -> tuple[list[Span], Vectors]:
        """Return the words of `text` and their vectors in context, float32 (words, 384).

        A word is what BERT takes for one: letters and digits between spaces and punctuation, or
        one Chinese character; punctuation is left out. A word of several pieces has their mean.
        Words after the first 256 tokens are missing.
        """
        encoding, states = self._run(text)
        pieces: dict[int, list[int]] = {}
        for position, word in enumerate(encoding.word_ids):
            if word is not None:
                pieces.setdefault(word, []).append(position)
        spans, rows = [], []
        for positions in pieces.values():
            start, end = encoding.offsets[positions[0]][0], encoding.offsets[positions[-1]][1]
            if any(character.isalnum() for character in text[start:end]):
                spans.append(Span(start, end))
                rows.append(states[positions].mean(axis=0))
        return spans, _unit(np.array(rows, np.float32).reshape(-1, self.dimensions))

    def words_many(self, texts: Sequence[str]) -> list[tuple[list[Span], Vectors]]:
        """Return `words(text)` for each of `texts`, using all cores."""
        return _parallel(self.words, texts)

    def _run(self, text: str) -> tuple[Encoding, Vectors]:
        """Return the tokens of one text and the last hidden state, (tokens, 384)."""
        tokenizer, session = self._load()
        # One code point for one code point, so that offsets stay true.
        encoding = tokenizer.encode(_SURROGATE.sub("\ufffd", text))
        ids = np.array([encoding.ids], np.int64)
        inputs = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        return encoding, session.run(None, inputs)[0][0]

    def _load(self) -> tuple[Tokenizer, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load_tokenizer(self.max_tokens), _load_session()
            return self._loaded


def _load_tokenizer(max_tokens: int) -> Tokenizer:
    from tokenizers import Tokenizer

    path = _ASSETS / "all-MiniLM-L6-v2-tokenizer.json"
    if not path.is_file():
        raise EmbeddingError(f"{path} is missing: install newscite again.")
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def _load_session() -> Any:
    import onnxruntime

    path = _ASSETS / "all-MiniLM-L6-v2-int8.onnx"
    if not path.is_file():
        raise EmbeddingError(f"{path} is missing: install newscite again.")
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors only
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # every length is a new shape; patterns would pile up
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _parallel(work: Callable[[S], T], texts: Sequence[S]) -> list[T]:
    workers = min(len(texts), _cores())
    if workers < 2:
        return [work(text) for text in texts]
    with ThreadPoolExecutor(workers, thread_name_prefix="embed") as pool:
        return list(pool.map(work, texts))


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return min(16, len(affinity(0)) if affinity else os.cpu_count() or 1)


class Function:
    """A function of your own as an embedder: it maps a list of texts to as many rows of numbers."""

    def __init__(
        self, function: Callable[[list[str]], ArrayLike], name: str, dimensions: int
    ) -> None:
        self._function = function
        self.name = name
        self.dimensions = dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the function's rows, brought to length 1.

        Raises EmbeddingError if it gives another shape than (len(texts), dimensions).
        """
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        return _checked(self._function(list(texts)), (len(texts), self.dimensions), self.name)


class Endpoint:
    """An embedding model on an OpenAI-compatible server (`POST /v1/embeddings`).

    The dimensions are learnt from the first reply; asking for them earlier costs one request.
    """

    batch = 64

    def __init__(self, model: str, base_url: str | None = None, api_key: str | None = None) -> None:
        self.name = model
        self._base_url = base_url
        self._api_key = api_key
        self._dimensions: int | None = None
        self._client: OpenAI | None = None

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        if self._dimensions is None:
            self.embed(["dimensions"])
        assert self._dimensions is not None
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array (len(texts), dimensions) whose rows have length 1.

        Raises EmbeddingError if the server cannot be reached, refuses, or answers something else.
        """
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        starts = range(0, len(texts), self.batch)
        return np.concatenate([self._request(texts[i : i + self.batch]) for i in starts])

    def _request(self, texts: Sequence[str]) -> Vectors:
        import openai

        # Servers refuse an empty input; a space means the same. JSON cannot carry a surrogate.
        inputs = [_SURROGATE.sub("\ufffd", text) or " " for text in texts]
        try:
            reply = self._connect().embeddings.create(model=self.name, input=inputs)
            rows = [item.embedding for item in sorted(reply.data, key=lambda item: item.index)]
        except openai.OpenAIError as error:
            raise EmbeddingError(self._explain(error)) from error
        except (AttributeError, TypeError, ValueError) as error:
            raise EmbeddingError(
                f"{self._where} did not answer with embeddings: check the base URL and that"
                f" {self.name!r} is an embedding model."
            ) from error
        vectors = _checked(rows, (len(texts), self._dimensions), self.name)
        self._dimensions = vectors.shape[1]
        return vectors

    def _connect(self) -> OpenAI:
        from openai import OpenAI

        if self._client is None:
            # A local server wants no key, but the client insists on one.
            key = self._api_key or ("none" if self._base_url else None)
            self._client = OpenAI(api_key=key, base_url=self._base_url, timeout=60.0, max_retries=2)
        return self._client

    @property
    def _where(self) -> str:
        """The server's name, without a password that the address may hold."""
        return urlsplit(self._base_url).netloc.rpartition("@")[2] if self._base_url else "OpenAI"

    def _explain(self, error: OpenAIError) -> str:
        import openai

        if isinstance(error, openai.APIConnectionError):
            return f"{self._where} could not be reached for embeddings: is the server running?"
        if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
            return f"{self._where} refused the API key for embeddings: check OPENAI_API_KEY."
        if isinstance(error, openai.NotFoundError):
            return f"{self._where} has no embedding model called {self.name!r}."
        if not isinstance(error, openai.APIError):  # raised before anything was sent
            return "Embeddings need OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own."
        return f"{self._where} gave no embeddings: {str(error)[:300]}"


def _checked(rows: ArrayLike, shape: tuple[int, int | None], name: str) -> Vectors:
    """`rows` as unit vectors of `shape`; None stands for any number of dimensions."""
    try:
        vectors = np.asarray(rows, np.float32)
    except (TypeError, ValueError) as error:
        raise EmbeddingError(
            f"The embedding model {name!r} gave something else than equally long rows of numbers."
        ) from error
    count, dimensions = shape
    if vectors.ndim != 2 or vectors.shape != (count, dimensions or vectors.shape[1]):
        raise EmbeddingError(
            f"The embedding model {name!r} gave the shape {vectors.shape} for {count} texts"
            f" of {dimensions or 'any number of'} dimensions."
        )
    if not np.isfinite(vectors).all():
        raise EmbeddingError(f"The embedding model {name!r} gave a number that is not finite.")
    return _unit(vectors)


def _unit(vectors: Vectors) -> Vectors:
    """Rows of length 1; a row of zeros stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)
