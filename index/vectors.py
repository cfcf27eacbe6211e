"""The vector index: passage ids and vectors in one Chroma collection. The only user of chromadb.

It does not know the catalog, and nothing in it is the only copy: Chroma's files do not survive
every kill, so whatever goes wrong here is one error, VectorsError, whose cure is to make the
index anew from the catalog. The folder must have one owner at a time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ArchiveError

if TYPE_CHECKING:
    from types import ModuleType

BATCH = 100
"""Vectors a write takes at most: Chroma holds the interpreter's lock while it writes."""

EF_SEARCH = 200
_FORMAT = "2"
_GRAPH = ("header.bin", "data_level0.bin", "length.bin")
_GRAPH_LATER = ("index_metadata.pickle", "link_lists.bin")


class VectorsError(ArchiveError):
    """The vector index cannot be read or written; it can be rebuilt from the catalog."""


class VectorIndex:
    """One Chroma collection in `folder`, for vectors of `dimensions` numbers made by `model`.

    Opens what is there or makes it. Every method raises VectorsError when Chroma fails.
    """

    def __init__(self, folder: Path, model: str, dimensions: int) -> None:
        with _translated():
            _require_whole(folder)
            chromadb = _chromadb()
            from chromadb.config import Settings

            # Built without validation, so that neither the environment nor a `.env` in the working
            # directory has a say: they can turn the client into one that sends to another host.
            settings = Settings.model_construct(anonymized_telemetry=False)
            self._client: Any = chromadb.PersistentClient(path=str(folder), settings=settings)
            try:
                self._collection: Any = self._client.get_or_create_collection(
                    collection_name(model, dimensions),
                    embedding_function=None,
                    metadata={"model": model, "dimensions": dimensions, "format": _FORMAT},
                    configuration={
                        "hnsw": {"space": "cosine", "ef_search": EF_SEARCH, "max_neighbors": 32}
                    },
                )
                self._require(model, dimensions)
            except BaseException:
                self._client.close()
                raise

    def _require(self, model: str, dimensions: int) -> None:
        # Chroma keeps what an existing collection had, without a word.
        found = dict(self._collection.metadata or {})
        wanted = {"model": model, "dimensions": dimensions, "format": _FORMAT}
        space = self._collection.configuration_json.get("hnsw", {}).get("space")
        if found != wanted or space != "cosine":
            raise VectorsError(f"The vector index is of another make: {found}, {space}.")

    def upsert(
        self,
        ids: Sequence[str],
        vectors: NDArray[np.float32],
        documents: Sequence[str],
        metadatas: Sequence[dict[str, str | int | None]],
    ) -> None:
        """Add or replace vectors, shape (n, dimensions), with what a reader of Chroma may want.

        Every call must give the same metadata keys: Chroma merges them with those it had, and
        takes away those that are None.
        """
        for at in range(0, len(ids), BATCH):
            part = slice(at, at + BATCH)
            with _translated():
                self._collection.upsert(
                    ids=list(ids[part]),
                    embeddings=vectors[part],
                    documents=list(documents[part]),
                    metadatas=list(metadatas[part]),
                )

    def delete(self, ids: Sequence[str]) -> None:
        """Remove vectors; ids that are not there are passed over."""
        for at in range(0, len(ids), BATCH):
            with _translated():
                self._collection.delete(ids=list(ids[at : at + BATCH]))

    def query(
        self, vector: NDArray[np.float32], k: int, article_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Return up to `k` (passage id, cosine similarity), best first.

        `article_ids` narrows the search to the passages of these articles.
        """
        if k < 1 or (article_ids is not None and not article_ids):
            return []
        return self.query_each(vector[np.newaxis, :], k, article_ids)[0]

    def query_each(
        self, vectors: NDArray[np.float32], k: int, article_ids: Sequence[str] | None = None
    ) -> list[list[tuple[str, float]]]:
        """Return what `query` does for each row of `vectors`."""
        where = None if article_ids is None else {"article_id": {"$in": list(article_ids)}}
        with _translated():
            found = self._collection.query(
                query_embeddings=vectors, n_results=k, where=where, include=["distances"]
            )
            return [
                [(id_, 1.0 - float(d)) for id_, d in zip(ids, distances, strict=True)]
                for ids, distances in zip(found["ids"], found["distances"], strict=True)
            ]

    def count(self) -> int:
        """Return how many vectors the collection says it has."""
        with _translated():
            return int(self._collection.count())

    def close(self) -> None:
        """Let go of the files."""
        with _translated():
            self._client.close()


def collection_name(model: str, dimensions: int) -> str:
    """Return the name of the collection for a model: `passages-<model>-<dimensions>-v2`."""
    plain = re.sub(r"[^a-zA-Z0-9]+", "-", model).strip("-")[:100] or "model"
    return f"passages-{plain}-{dimensions}-v{_FORMAT}"


def release() -> str:
    """Return Chroma's minor release, such as `1.5`: its files are not stable between two."""
    with _translated():
        return ".".join(str(_chromadb().__version__).split(".")[:2])


def _require_whole(folder: Path) -> None:
    """Refuse a graph with empty or missing files, as a kill leaves them: reading one can crash.

    Until its first thousand vectors Chroma has written no pickle and no link lists.
    """
    for part in folder.glob("*/"):
        sizes = {file.name: file.stat().st_size for file in part.iterdir()}
        needed = _GRAPH + _GRAPH_LATER if _GRAPH_LATER[0] in sizes else _GRAPH
        torn = [name for name in needed if sizes and not sizes.get(name)]
        if torn:
            raise VectorsError(f"It was not written to its end ({', '.join(torn)}).")


def _chromadb() -> ModuleType:
    """Import chromadb, whatever the environment says.

    At import it reads a `.env` of the working directory and unprefixed variables (`MIGRATIONS`,
    `ENVIRONMENT`), and fails on values that it does not like. They are then taken away from it.
    """
    try:
        import chromadb
    except Exception:
        config = sys.modules.get("chromadb.config")
        if config is None:
            raise
        config.Settings.model_config["env_file"] = None
        config.Settings.settings_customise_sources = classmethod(_arguments_only)
        import chromadb

        # The failed import took the package away, and left its modules loaded but unattached.
        for name, module in list(sys.modules.items()):
            package, _, rest = name.partition(".")
            if package == "chromadb" and rest and "." not in rest:
                setattr(chromadb, rest, module)
    return chromadb


def _arguments_only(_cls: Any, _of: Any, /, init_settings: Any, **_others: Any) -> Any:
    return (init_settings,)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ArchiveError:
        raise
    except ImportError as error:
        raise ArchiveError(
            f"Chroma cannot be loaded ({error}); install newscite again in a fresh environment."
        ) from error
    except Exception as error:
        raise VectorsError(f"The vector index failed ({_first_line(error)}).") from error
    except BaseException as error:
        # A panic in Chroma's Rust code is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise VectorsError(f"The vector index failed ({_first_line(error)}).") from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
