"""Index: add, search, read and remove articles, with catalog and vectors kept in step.

The catalog is written first and is the truth; the vector index follows, and catches up after a
kill at any moment. Cleaning and embedding are handed in. One Index owns its folder.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog
from index.chunk import chunk, indexed_sentences, indexed_text
from index.database import Database
from index.diff import Diff, Version, diff
from index.errors import ArchiveError, EmbeddingError, EmbeddingMismatch, ReadError, UsageError
from index.filters import Filter
from index.focus import Stretch
from index.focused import AROUND, Focus
from index.glossary import bracketed_title
from index.ledger import Ledger
from index.lock import FolderLock
from index.mirror import Mirror, Progress
from index.records import digest
from index.search import Search
from index.sentence_vectors import Made, made, makes_sentences, unpacked
from index.stories import marked
from index.types import Article, Hit, Listed, Outcome, Page, Passage, Span, Status

if TYPE_CHECKING:
    from index.embed import Embedder

Prepare = Callable[[Page, int], Article]

_log = logging.getLogger(__name__)
_EMBED_BATCH = 64
LATE = 256
"""Passages that the vector index may be behind the catalog while the archive is open."""


class Stored(NamedTuple):
    """Which article it is, in its current version, and where its page comes from."""

    id: str
    version: int
    origin: str
    outlet: str | None


class Index:
    """The archive in `folder`, made if it is not there; nobody else can open it until `close()`.

    `prepare` turns a page and a version number into an article. `repair` is applied to every query,
    for names that are also repaired in what is indexed. `recipe` names the present state of
    `prepare`: under another one than the archive was made with, all pages are prepared again.
    With `allow_mismatch` an archive of another embedding model opens too, to be read or rebuilt.

    Raises ArchiveBusy, EmbeddingMismatch, or ArchiveError for a folder that cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        prepare: Prepare,
        *,
        repair: Callable[[str], str] = str,
        recipe: str = "",
        allow_mismatch: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self.folder = folder
        self._embedder = embedder
        self._prepare = prepare
        self._repair = repair
        self._writing = threading.RLock()
        self._closed = False
        with ExitStack() as undo:
            lock = FolderLock(folder)
            undo.callback(lock.release)
            self._db = Database(folder / "catalog.sqlite")
            undo.callback(self._db.close)
            self._catalog = Catalog(self._db)
            self._ledger = Ledger(self._db)
            self._focus = Focus(self._catalog)
            self._asked = ("", np.zeros(0, np.float32))
            self._renew()
            if not allow_mismatch:
                self.require_match()
            try:
                if self._matches():
                    self._follow(recipe, progress)
            except (EmbeddingError, EmbeddingMismatch):
                if not allow_mismatch:  # else it is read as it was; the next opening tries again
                    raise
            self._group(progress)
            self._closing = undo.pop_all()

    def follow(
        self,
        recipe: str,
        progress: Progress | None = None,
        article_ids: Sequence[str] | None = None,
    ) -> tuple[Outcome, ...]:
        """Refresh, and note `recipe` as that of the whole archive. Arguments as in `refresh`."""
        with self._writing:
            outcomes = self.refresh(progress, article_ids)
            self._db.set_meta(recipe=recipe)
            return outcomes

    def _follow(self, recipe: str, progress: Progress | None) -> None:
        """Prepare everything again if the archive was made by another recipe."""
        if self._db.meta("recipe") != recipe:
            if self._catalog.count():
                self.refresh(progress)
            self._db.set_meta(recipe=recipe)

    def _group(self, progress: Progress | None) -> None:
        """Find the copies among articles that an older newscite stored."""
        missing = self._catalog.stories.missing()
        for done, article_id in enumerate(missing, start=1):
            self._catalog.group(article_id)
            if progress is not None:
                progress(done, len(missing))

    # Adding and removing

    def add(self, page: Page) -> Outcome:
        """Store a page, unless it is there as it is. What cannot be read is a failed Outcome.

        An article is safe, whatever happens next, when this returns.
        """
        with self._writing:
            self.require_match()
            known = self._catalog.holding(page)
            if known is not None:
                return self._unchanged(page, known)
            try:
                article = self._prepare(page, 1)
                if self._catalog.digest_of(article.id) == digest(page):
                    return self._unchanged(page, article.id)
                latest = self._catalog.latest_version(article.id)
                if latest:
                    before = self._catalog.get(article.id)
                    if says_the_same(before, article):
                        return self._unchanged(page, article.id)
                    article = self._prepare(page, latest + 1)
                self._put(article, page)
            except ReadError as error:
                return Outcome(page.origin, "failed", reason=str(error))
            return self._outcome(page, "updated" if latest else "added", article)

    def remove(self, article_id: str) -> Article:
        """Forget an article in all its versions; return what it was. UsageError if unknown."""
        with self._writing:
            article = self.article(article_id)
            self._catalog.remove(article.id)
            self._mirror.follow(LATE)
            return article

    def refresh(
        self, progress: Progress | None = None, article_ids: Sequence[str] | None = None
    ) -> tuple[Outcome, ...]:
        """Prepare every stored page again and index those whose article came out different.

        For a changed glossary or cleaning. An article whose text came out different is a new
        version, so that citations of the old one stay true. `progress` gets (done, total) articles.
        `article_ids` (in full) narrows it to those that a change can concern.
        """
        with self._writing:
            self.require_match()
            ids = self._catalog.ids() if article_ids is None else list(article_ids)
            outcomes = []
            for done, article_id in enumerate(ids, start=1):
                outcomes.append(self._refreshed(article_id))
                if progress is not None:
                    progress(done, len(ids))
            return tuple(outcomes)

    def _refreshed(self, article_id: str) -> Outcome:
        old, page = self._catalog.get(article_id), self._catalog.page(article_id)
        try:
            # The id stays even where it would now be another: citations hold on to it.
            new = replace(self._prepare(page, old.version), id=old.id, version=old.version)
            if new.text != old.text:
                new = replace(new, version=old.version + 1)
            texts = [indexed_text(new, passage) for passage in chunk(new)]
            if new == old and texts == self._ledger.texts_of(old.id):
                return self._outcome(page, "unchanged", old)
            self._put(new, page)
        except ReadError as error:
            return Outcome(page.origin, "failed", old.id, bracketed_title(old), str(error))
        return self._outcome(page, "updated", new)

    def _put(self, article: Article, page: Page) -> None:
        passages = chunk(article)
        if not passages:
            raise ReadError(f"{page.origin} has no sentences to index.")
        texts = [indexed_text(article, passage) for passage in passages]
        sentences = [indexed_sentences(article, passage) for passage in passages]
        known = self._ledger.made_by_text(article.id)
        # Beside each other: the model leaves this language's lock to others.
        with ThreadPoolExecutor(1) as beside:
            mark = beside.submit(marked, article)
            new = made(self._embedder, texts, sentences, known)
        if not self._catalog.count():
            self._pin(len(new[0].vector))
        for one in new:
            self._require_dimensions(len(one.vector))
        vectors = np.stack([one.vector for one in new])
        inside = [one.sentences for one in new]
        self._catalog.put(article, page, passages, texts, vectors, inside, mark.result())
        self._mirror.follow(LATE)

    def _unchanged(self, page: Page, article_id: str) -> Outcome:
        return self._outcome(page, "unchanged", self._catalog.get(article_id))

    def _outcome(self, page: Page, status: Status, article: Article) -> Outcome:
        origin = self.origins([article.id])[article.id]
        copy_of = None if origin == article.id else origin
        return Outcome(page.origin, status, article.id, bracketed_title(article), copy_of=copy_of)

    # Reading

    def search(self, query: str, k: int = 10, where: Filter | None = None) -> list[Hit]:
        """Return up to `k` passages for `query`, best first; cosine and BM25 are blended.

        Copies count once: a passage all of whose sentences stand in better ones is left out.
        `where` narrows the search; what no article fits finds nothing. Only current versions are
        found.
        """
        self.require_match()
        wanted = self._repair(query)
        if k < 1 or not wanted.strip() or self._catalog.empty():
            return []
        return self._search.find(wanted, lambda: self._vector(wanted), k, where, self._mirror)

    def focused(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits of a search for `query` with the stretches that answer as `focus`."""
        wanted = self._repair(query)
        if not hits or not wanted.strip() or not makes_sentences(self._embedder):
            return list(hits)
        return self._focus.focused(wanted, self._vector(wanted), hits)

    def stretches(self, query: str, k: int = 5, where: Filter | None = None) -> list[Stretch]:
        """Return up to `k` stretches of whole sentences for `query`, best first.

        None overlap; one may go from a passage into the next. Empty where no vectors of sentences
        are stored, as with other embedding models.
        """
        hits = self.search(query, max(AROUND, k), where)
        if not hits or not makes_sentences(self._embedder):
            return []
        wanted = self._repair(query)
        return self._focus.stretches(wanted, self._vector(wanted), hits, k)

    def sentence_rows(self, passages: Sequence[Passage]) -> dict[str, NDArray[np.float32]]:
        """Return the stored vectors of the sentences of these passages, as far as there are any."""
        count = {p.id: len(p.sentences) for p in passages}
        found = self._catalog.vectors(list(count))
        rows = {id_: unpacked(inside, count[id_]) for id_, (_, inside) in found.items() if inside}
        return {id_: own for id_, own in rows.items() if own is not None}

    def size(self, where: Filter | None = None) -> int:
        """Return how many passages can be found, of those that `where` lets through."""
        return self._search.size(where)

    def languages(self) -> tuple[str, ...]:
        """Return the languages of the current articles, the commonest first."""
        rows = self._db.rows(
            "SELECT language FROM articles WHERE current = 1"
            " GROUP BY language ORDER BY count(*) DESC, language"
        )
        return tuple(str(row[0]) for row in rows)

    def article(self, article_id: str, version: int | None = None) -> Article:
        """Return an article by its id or the first 4 characters or more of it.

        Raises UsageError if there is none, or several.
        """
        return self._catalog.get(self._catalog.resolve(article_id), version)

    def page(self, article_id: str, version: int | None = None) -> Page:
        """Return the page of an article as it was handed in. Errors as for `article`."""
        return self._catalog.page(self._catalog.resolve(article_id), version)

    def articles(self) -> list[Article]:
        """Return the current articles by date of publication, then title; undated ones last."""
        return self._catalog.articles()

    def stored(self) -> list[Stored]:
        """Return which articles there are, in what version and from where, without their texts."""
        return [Stored(*row) for row in self._catalog.origins()]

    def listed(self) -> list[Listed]:
        """Return the facts of the current articles in the order of `articles`."""
        return self._catalog.listed()

    def copies(self, article_id: str) -> list[Listed]:
        """Return the articles that carry the same text, this one among them, the earliest first.

        Empty where there is no other. Errors as for `article`.
        """
        order = self._catalog.stories.of(self._catalog.resolve(article_id))
        found = {listed.id: listed for listed in self._catalog.listed(order)}
        return [found[id_] for id_ in order]

    def origins(self, article_ids: Iterable[str]) -> dict[str, str]:
        """Return for each stored article the earliest one with the same text, mostly itself."""
        return self._catalog.stories.origins(article_ids)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return the versions of an article, oldest first. Errors as for `article`."""
        id_ = self._catalog.resolve(article_id)
        found, before = list[Version](), None
        for number, added in self._catalog.versions(id_):
            article = self._catalog.get(id_, number)
            changed = "first seen" if before is None else diff(before, article).line
            found.append(Version(number, added, changed))
            before = article
        return tuple(found)

    def diff(self, article_id: str, old: int | None = None, new: int | None = None) -> Diff:
        """Return what changed from version `old`, else the one before, to `new`, else the last."""
        after = self.article(article_id, new)
        if old is None:
            earlier = [n for n, _ in self._catalog.versions(after.id) if n < after.version]
            if not earlier:
                raise UsageError(
                    f"Article {after.id} has no version before {after.version}: there is nothing "
                    "to compare it with; `newscite show ID --versions` lists what there is."
                )
            old = earlier[-1]
        return diff(self._catalog.get(after.id, old), after)

    def passages(self, article_id: str, version: int | None = None) -> list[Passage]:
        """Return the passages of an article in order. Errors as for `article`."""
        return self._catalog.passages(self._catalog.resolve(article_id), version)

    def neighbours(self, passage: Passage) -> tuple[Passage | None, Passage | None]:
        """Return the passages before and after `passage` in its article."""
        around = {p.number: p for p in self._catalog.passages(passage.article_id, passage.version)}
        return around.get(passage.number - 1), around.get(passage.number + 1)

    # Keeping in order

    def rebuild(self, progress: Progress | None = None, *, reembed: bool = False) -> None:
        """Make the vector index anew; embed anew first if the model changed, or if asked to.

        `progress` gets (done, total) passages. An interrupted rebuild leaves the archive as it was.
        """
        with self._writing:
            total = self._catalog.count()
            changed = total and (
                self._db.meta("model") != self._embedder.name
                or self._db.meta("dimensions") != str(self._embedder.dimensions)
            )
            lacking = makes_sentences(self._embedder) and self._ledger.lacks_sentences()
            if not (changed or lacking or (reembed and total)):
                self._mirror.rebuild(progress)
                return
            self._ledger.unstage()
            done = dimensions = 0
            for batch in self._ledger.texts(_EMBED_BATCH):
                vectors = self._made_again(batch)
                dimensions = len(vectors[0].vector)
                self._ledger.stage([number for number, _ in batch], vectors)
                done += len(batch)
                if progress is not None:
                    progress(done, total)
            self._ledger.adopt(model=self._embedder.name, dimensions=str(dimensions))
            self._let_go()
            self._renew()
            self._mirror.rebuild()

    def check(self) -> tuple[str, ...]:
        """Read everything; return what is wrong, one sentence each, nothing if all is well.

        A damaged vector index is reported and made anew at once.
        """
        with self._writing:
            found = self._catalog.check()
            wrong = self._mirror.check()
            if wrong:
                found.append(f"The vector index was damaged and has been made anew. {wrong}")
            return tuple(found)

    def close(self) -> None:
        """Let go of the folder; harmless when that has been done."""
        with self._writing:
            if self._closed:
                return
            self._closed = True
            try:
                self._mirror.follow()
            except ArchiveError as error:
                _log.warning("The vector index follows at another opening. %s", error)
            finally:
                self._let_go()
                self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    # The model that the vectors are of

    def _vector(self, query: str) -> NDArray[np.float32]:
        """Return the vector of a query; the last one is remembered."""
        asked, vector = self._asked
        if asked != query or not len(vector):
            vector = made(self._embedder, [query])[0].vector
            self._require_dimensions(len(vector))
            self._asked = query, vector
        return vector

    def _made_again(self, batch: Sequence[tuple[int, str]]) -> list[Made]:
        """Embed the stored texts of passages, given with their numbers, and their sentences."""
        sentences = list[list[Span]]()
        for (_, passage), (_, text) in zip(
            self._catalog.by_numbers([number for number, _ in batch]), batch, strict=True
        ):
            article = self._catalog.get(passage.article_id, passage.version)
            same = indexed_text(article, passage) == text
            sentences.append(indexed_sentences(article, passage) if same else [])
        return made(self._embedder, [text for _, text in batch], sentences)

    def _renew(self) -> None:
        dimensions = int(self._db.meta("dimensions") or 0)
        self._mirror = Mirror(self.folder, self._db, self._db.meta("model"), dimensions)
        self._search = Search(self.folder, self._db, self._catalog, dimensions)

    def _let_go(self) -> None:
        self._search.close()
        self._mirror.close()

    def _pin(self, dimensions: int) -> None:
        """Note the model of an archive that has no vectors yet."""
        made_by = {"model": self._embedder.name, "dimensions": str(dimensions)}
        if any(self._db.meta(key) != value for key, value in made_by.items()):
            self._db.set_meta(**made_by)
            self._let_go()
            self._renew()

    def require_match(self) -> None:
        """Raise EmbeddingMismatch if the archive is of another embedding model."""
        if not self._matches():
            raise self._mismatch(self._embedder.name)

    def _matches(self) -> bool:
        return self._db.meta("model") == self._embedder.name or not self._catalog.count()

    def _require_dimensions(self, dimensions: int) -> None:
        # Not asked for at opening: an endpoint would have to be called to tell.
        if self._db.meta("dimensions") != str(dimensions):
            raise self._mismatch(f"{self._embedder.name} ({dimensions} dimensions)")

    def _mismatch(self, present: str) -> EmbeddingMismatch:
        return EmbeddingMismatch(
            f"The archive {self.folder} was embedded with {self._db.meta('model')} "
            f"({self._db.meta('dimensions')} dimensions), not with {present}; choose that model, "
            "or run `newscite rebuild` to embed it anew."
        )


def says_the_same(one: Article, other: Article) -> bool:
    """Whether two versions differ in nothing that a reader sees or that can be cited.

    A counter, a menu or an advert that changed leaves the article, and its map to the page, alone.
    """

    def seen(article: Article) -> tuple[object, ...]:
        return (
            article.text,
            article.title,
            article.outlet,
            article.author,
            article.published,
            article.language,
            article.sentences,
            article.notices,
        )

    return seen(one) == seen(other)
