"""In what order passages are found, and what each step of it is worth.

python bench/retrieval.py --data DIR ranking scifact           one set: scifact, xquad, news, headlines
python bench/retrieval.py --data DIR ranking all --cache DIR2  all; vectors are kept in DIR2

Every second query is asked, from the first. What is tuned should look at the others alone.
Passages are made, embedded and looked up as an archive does it; a document is as good as its best
passage. `news` asks for each article of the extraction set by a sentence of its lead that was taken
out of it, `headlines` by its headline, which was taken out, too.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import html
import json
import math
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.chunk import chunk, indexed_text
from index.database import Database
from index.decode import decode
from index.embed import MiniLM
from index.ranking import blended
from index.search import DEPTH
from index.sentences import split
from index.types import Article, Page, Span
from rag.rerank import MaxSim

LOOKED_AT = 20
LAST = 10


@dataclass(frozen=True)
class Document:
    """A text that can be found."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Question:
    """A query, and the names of the documents that fit it."""

    text: str
    fitting: frozenset[str]


Set = tuple[list[Document], list[Question]]


class Remembering(MiniLM):
    """The bundled model, which looks at a text once: many questions find the same passages."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, tuple[list[Span], NDArray[np.float32]]] = {}

    def words_many(self, texts: Sequence[str]) -> list[tuple[list[Span], NDArray[np.float32]]]:
        """Return the words of each text and their vectors."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, super().words_many(new), strict=True))
        return [self._known[text] for text in texts]


def scifact(data: Path) -> Set:
    """BEIR's SciFact: claims, and the abstracts that speak to them."""
    rows = map(json.loads, (data / "scifact/corpus.jsonl").read_text("utf-8").splitlines())
    documents = [Document(row["_id"], row["title"], row["text"]) for row in rows]
    rows = map(json.loads, (data / "scifact/queries.jsonl").read_text("utf-8").splitlines())
    texts = {row["_id"]: row["text"] for row in rows}
    fitting: dict[str, set[str]] = {}
    with (data / "scifact/qrels.tsv").open(encoding="utf-8") as file:
        for query, document, relevant in list(csv.reader(file, delimiter="\t"))[1:]:
            if int(relevant) > 0:
                fitting.setdefault(query, set()).add(document)
    ids = sorted(fitting, key=int)
    return documents, [Question(texts[id_], frozenset(fitting[id_])) for id_ in ids]


def xquad(data: Path) -> Set:
    """XQuAD in English: questions, and the paragraph that each was written for."""
    documents, questions = list[Document](), list[Question]()
    for article in json.loads((data / "xquad/xquad.en.json").read_text("utf-8"))["data"]:
        for number, paragraph in enumerate(article["paragraphs"]):
            name = f"{article['title']}-{number}"
            documents.append(Document(name, "", paragraph["context"]))
            fitting = frozenset([name])
            questions += [Question(qa["question"], fitting) for qa in paragraph["qas"]]
    return documents, questions


def news(data: Path) -> Set:
    """News articles, each asked for by a sentence of its lead that it then lacks."""
    documents, questions = list[Document](), list[Question]()
    for name, title, body in _articles(data / "extraction"):
        sentences = [body[s.start : s.end] for s in split(body)]
        if len(sentences) < 4:
            continue
        lead = next((s for s in sentences[:3] if len(s.split()) >= 8), sentences[0])
        documents.append(Document(name, title, body.replace(lead, "", 1).strip()))
        questions.append(Question(lead, frozenset([name])))
    return documents, questions


def headlines(data: Path) -> Set:
    """The same articles without headlines, each asked for by its own."""
    documents, _ = news(data)
    asked = [d for d in documents if len(d.title.split()) >= 4]
    without = [replace(d, title="") for d in documents]
    return without, [Question(d.title, frozenset([d.name])) for d in asked]


def _articles(folder: Path) -> Iterable[tuple[str, str, str]]:
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name in sorted(truth):
        page, _ = decode(gzip.decompress((folder / f"html/{name}.html.gz").read_bytes()))
        found = re.search(r"<title[^>]*>(.*?)</title>", page, re.DOTALL | re.IGNORECASE)
        title = html.unescape(found[1]).strip() if found else ""
        yield name, re.split(r"\s[|\-–—]\s", title)[0].strip(), truth[name]["articleBody"].strip()


SETS: dict[str, Callable[[Path], Set]] = {
    "scifact": scifact,
    "xquad": xquad,
    "news": news,
    "headlines": headlines,
}


class Corpus:
    """The passages of a set in a catalog, with their vectors."""

    def __init__(self, documents: Sequence[Document], folder: Path, cached: Path | None) -> None:
        self.database = Database(folder / "catalog.sqlite")
        self.catalog = Catalog(self.database)
        self.names: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.model = Remembering()
        made = [(d, _article(d, number)) for number, d in enumerate(documents)]
        passages = {article.id: chunk(article) for _, article in made}
        for document, article in made:
            for passage in passages[article.id]:
                self.names[passage.id] = document.name
                self.texts[passage.id] = indexed_text(article, passage)
        self.ids = list(self.texts)
        self.vectors = self._vectors(cached)
        at = 0
        for _, article in made:
            own = passages[article.id]
            texts = [self.texts[p.id] for p in own]
            page = Page(article.origin, article.text, "text")
            self.catalog.put(article, page, own, texts, self.vectors[at : at + len(own)])
            at += len(own)

    def _vectors(self, cached: Path | None) -> NDArray[np.float32]:
        if cached and cached.exists():
            kept: NDArray[np.float32] = np.load(cached)
            if len(kept) == len(self.ids):
                return kept
        made = self.model.embed(list(self.texts.values()))
        if cached:
            np.save(cached, made)
        return made

    def dense(self, vector: NDArray[np.float32]) -> dict[str, float]:
        """Return the nearest passages and their cosines, best first."""
        cosines = self.vectors @ vector
        best = np.argsort(-cosines, kind="stable")[:DEPTH]
        return {self.ids[n]: float(cosines[n]) for n in best}

    def documents(self, passages: Iterable[str]) -> list[str]:
        """Return the documents of ranked passages, each at its best."""
        return list(dict.fromkeys(self.names[id_] for id_ in passages))


def _article(document: Document, number: int) -> Article:
    # No two are copies, whatever their words: this is about the order.
    name, text = f"{number:012x}", document.text
    facts = (None, None, None, "en", text, (), tuple(split(text)), ())
    return Article(name, 1, f"text:{name}", document.title, *facts)


def rankings(corpus: Corpus, query: str) -> dict[str, list[str]]:
    """Return the passages in the order of each way of ranking."""
    vector = corpus.model.embed([query])[0]
    dense = corpus.dense(vector)
    lexical = dict(corpus.catalog.match(query, DEPTH))
    missing = [id_ for id_ in lexical if id_ not in dense]
    scores = blended(dense | corpus.catalog.cosines(vector, missing), lexical)
    first = list(scores)[:LOOKED_AT]
    closer = MaxSim(corpus.model).rank(query, [corpus.texts[id_] for id_ in first])
    summed = {id_: scores[id_] + score for id_, score in zip(first, closer, strict=True)}
    alone = dict(zip(first, closer, strict=True))
    rest = list(scores)[LOOKED_AT:]
    return {
        "BM25": list(lexical),
        "cosine": list(dense),
        "reciprocal ranks, 60": _by_rank(dense, lexical),
        "blended (search)": list(scores),
        "word vectors alone": [*sorted(first, key=lambda id_: -alone[id_]), *rest],
        "blended and word vectors": [*sorted(first, key=lambda id_: -summed[id_]), *rest],
    }


def _by_rank(*found: dict[str, float]) -> list[str]:
    """Return reciprocal rank fusion, what the blend is measured against."""
    scores: dict[str, float] = {}
    for one in found:
        for rank, id_ in enumerate(one, start=1):
            scores[id_] = scores.get(id_, 0.0) + 1.0 / (60 + rank)
    return sorted(scores, key=lambda id_: -scores[id_])


def ndcg(found: Sequence[str], fitting: frozenset[str]) -> float:
    """Return the normalised discounted cumulative gain of the first 10."""
    gain = sum(1 / math.log2(n + 2) for n, d in enumerate(found[:LAST]) if d in fitting)
    return gain / sum(1 / math.log2(n + 2) for n in range(min(LAST, len(fitting))))


def measure(name: str, data: Path, cache: Path | None, most: int | None = None) -> None:
    """Print a table for one set, of `most` queries at most."""
    documents, questions = SETS[name](data)
    if cache:
        cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Corpus(documents, Path(folder), cache / f"{name}.npy" if cache else None)
        scores: dict[str, list[tuple[float, float, float]]] = {}
        asked = questions[::2][:most]
        for question in asked:
            for way, passages in rankings(corpus, question.text).items():
                found = corpus.documents(passages)
                hits = [float(bool(set(found[:n]) & question.fitting)) for n in (1, 5)]
                scores.setdefault(way, []).append((ndcg(found, question.fitting), *hits))
        took = _rerank_ms(corpus, [q.text for q in asked[:10]])
        corpus.database.close()
    print(f"\n{name}: {len(documents)} documents, {len(corpus.ids)} passages, {len(asked)} queries")
    print(f"{'':28}  nDCG@10  Hit@1  Hit@5")
    for way, rows in scores.items():
        n, one, five = (mean(column) for column in zip(*rows, strict=True))
        print(f"{way:28}  {n:7.3f}  {one:.3f}  {five:.3f}")
    print(f"word vectors of {LOOKED_AT} passages: {took:.0f} ms (median)")


def _rerank_ms(corpus: Corpus, queries: Sequence[str]) -> float:
    fresh, times = MiniLM(), []
    fresh.embed(["load"])
    for query in queries:
        texts = [corpus.texts[id_] for id_, _ in corpus.catalog.match(query, LOOKED_AT)]
        started = time.perf_counter()
        MaxSim(fresh).rank(query, texts)
        times.append((time.perf_counter() - started) * 1000)
    return median(times)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("ranking", help="the order of what is found")
    parser.add_argument("set", choices=[*SETS, "all"])
    parser.add_argument("--cache", type=Path, help="a folder that keeps the vectors")
    parser.add_argument("--queries", type=int, help="so many queries at most")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> None:
    for name in SETS if arguments.set == "all" else [arguments.set]:
        measure(name, arguments.data, arguments.cache, arguments.queries)
