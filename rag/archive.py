"""Archive: the front door. Wires the parts; what they do is theirs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack, get_args

from index import entries
from index.clean import RECIPE, clean, publisher
from index.corrections import Corrections, folded
from index.corrections import load as load_corrections
from index.corrections import save as save_corrections
from index.diff import Diff, Version
from index.embed import Embedder, Endpoint, MiniLM
from index.errors import UsageError
from index.filters import Filter
from index.glossary import Entry
from index.glossary import load as load_glossary
from index.home import cache
from index.read import read
from index.remembered import remembered
from index.robots import Robots
from index.slips import Suggestion, suggest
from index.store import Index
from index.types import Article, Hit, Listed, Outcome, Page
from rag import digest as digests
from rag import slips
from rag.carriers import Carriers
from rag.chosen import Choice
from rag.correcting import Corrected, changed, forgotten, require_left, said
from rag.engine import Engine
from rag.errors import ModelError
from rag.estimate import Estimate, estimate
from rag.kept import FOLDER as REPLIES
from rag.kept import Replies
from rag.llm import Chat
from rag.narrow import Narrowing
from rag.narrowed import narrowed
from rag.pieces import Piece, pieces
from rag.proof import Result, Tools, noted
from rag.rerank import Ranking, reranker_of
from rag.settings import Settings
from rag.settings import load as load_settings
from rag.summarize import LENGTH, summarize
from rag.timeline import timeline
from rag.translate import language_asked, require_translator
from rag.types import Answer, Digest, Report, Style, Summary, Timeline

History = Sequence[Mapping[str, object]]


class Archive:
    """A folder of news articles that can be asked.

    `folder` is made if it is not there and reopened if it is; without one the archive is kept
    until it is closed. Settings come as keyword arguments, else from the environment (see
    `rag.Settings`). `embedder` replaces the embedding model, `reranker` the second look at what
    an answer reads. Close it, or use it in `with`.

    Raises ArchiveError, ArchiveBusy, EmbeddingMismatch or UsageError.
    """

    def __init__(
        self,
        folder: str | Path | None = None,
        *,
        embedder: Embedder | None = None,
        reranker: Ranking | None = None,
        progress: Callable[[str, int, int], None] | None = None,
        allow_mismatch: bool = False,
        **settings: Any,
    ) -> None:
        self.settings: Settings = load_settings(**settings)
        self._progress = progress
        self._engine = Engine(self.settings, self._say)
        with ExitStack() as undo:
            kept = cache() if folder is None else Path(folder).expanduser()
            self._replies = Replies(kept / REPLIES)
            if folder is None:
                folder = undo.enter_context(tempfile.TemporaryDirectory(prefix="newscite-"))
            self.folder = Path(folder).expanduser()
            self._embedder = embedder or _embedder(self.settings)
            self._remembered = remembered(self._embedder)
            self._reranker = reranker_of(reranker, self.settings, self._embedder)
            self._own = self.folder / "glossary.toml"
            self._glossary = load_glossary(self._own)
            self._corrections = load_corrections(self.folder / "corrections.toml")
            self._index = undo.enter_context(
                Index(
                    self.folder,
                    self._embedder,
                    self._clean,
                    repair=lambda query: self._glossary.expand(query),
                    recipe=self._recipe(),
                    allow_mismatch=allow_mismatch,
                    progress=self._report_progress("preparing again"),
                )
            )
            self._choice = Choice(self._index, self._clean, self.settings.allow_private)
            self._closing = undo.pop_all()

    # Adding and removing

    def add(self, *sources: str | Path | Page) -> Report:
        """Add files, folders, web addresses, texts or pages, and report on each page.

        What is there already is left alone; a changed page becomes a new version. A page that
        cannot be read is reported and stops nothing. Raises UsageError for a path that does not
        exist, before anything is added.
        """
        robots, private = Robots(), self.settings.allow_private
        readers = [
            iter([s]) if isinstance(s, Page) else read(s, allow_private=private, robots=robots)
            for s in sources
        ]
        outcomes: list[Outcome] = []
        for reader in readers:
            for page in reader:
                outcomes.append(page if isinstance(page, Outcome) else self._index.add(page))
                if self._progress:
                    self._progress("adding", len(outcomes), 0)
        return Report(tuple(outcomes))

    def remove(self, article_id: str) -> Article:
        """Forget an article in all its versions and return what it was."""
        return self._index.remove(article_id)

    def rebuild(self) -> None:
        """Make the vector index anew from the catalog; embed again if the model is another."""
        self._index.rebuild(self._report_progress("rebuilding"))

    # Correcting

    def blocks(self, article: Article | str) -> tuple[Piece, ...]:
        """Return the page of an article piece by piece: kept or dropped, as what, and why."""
        if isinstance(article, str):
            article = self.article(article)
        return pieces(article, self.page(article))

    def correct(
        self,
        article_id: str,
        *,
        keep: Iterable[int] = (),
        drop: Iterable[int] = (),
        kind: str | None = None,
    ) -> Corrected:
        """Keep or drop blocks of an article by their numbers, as `kind` if one is given.

        What is said of a line holds for all pages of the outlet, stored ones and later ones; text
        that changes makes a new version, and citations of the old one still resolve. Raises
        UsageError for numbers and kinds that cannot be, and where nothing would be left.
        """
        article = self.article(article_id)
        words = said(self.blocks(article), keep, drop, kind)
        return self._corrected(article, lambda known, outlet: known.adding(outlet, words))

    def uncorrect(self, article_id: str, blocks: Iterable[int] | None = None) -> Corrected:
        """Take back what was said of these blocks of an article, or of all on its page."""
        article = self.article(article_id)
        found = self.blocks(article)
        return self._corrected(article, lambda known, out: forgotten(known, out, found, blocks))

    def _corrected(
        self, article: Article, change: Callable[[Corrections, str], Corrections]
    ) -> Corrected:
        self._index.require_match()
        path, outlet = self.folder / "corrections.toml", publisher(article.origin, article.outlet)
        before, stored = self.blocks(article), self._index.stored()
        known = load_corrections(path)
        new = change(known, outlet)
        require_left(article, self.page(article), self._glossary, new)
        # With the file edited by hand meanwhile, any article may have to follow.
        edited = known.digest != self._corrections.digest
        ids = [
            s.id
            for s in stored
            if edited or folded(publisher(s.origin, s.outlet)) == folded(outlet)
        ]
        save_corrections(path, new)
        self._corrections = new
        outcomes = self._index.follow(self._recipe(), self._report_progress("preparing again"), ids)
        moved = {s.id for s in set(self._index.stored()) - set(stored)} - {article.id}
        others = tuple(o for o in outcomes if o.article_id in moved or o.status == "failed")
        after = self.article(article.id)
        return Corrected(after, outlet, changed(before, self.blocks(after)), others)

    # Asking

    def ask(
        self,
        question: str,
        history: History = (),
        *,
        articles: Sequence[str] | None = None,
        literal: bool = False,
        **narrowing: Unpack[Narrowing],
    ) -> Answer:
        """Return the answer to `question`, each sentence with its proof.

        `history` are earlier messages, `{"role": "user" | "assistant", "content": ...}`.
        `since`, `until`, `outlet`, `author`, `written_in` and `article` narrow the search, as does
        `articles`, ids; so do words of the question (see `Answer.narrowed`), unless `literal`.
        Raises UsageError for what no article in the archive has. With engine "auto" a model that
        fails leaves the extractive answer and a notice; with "model" it raises ModelError.
        """
        *_, last = self.stream(question, history, articles=articles, literal=literal, **narrowing)
        return last

    def stream(
        self,
        question: str,
        history: History = (),
        *,
        articles: Sequence[str] | None = None,
        literal: bool = False,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[Answer]:
        """Yield the answer as it grows; the last is complete. Arguments as in `ask`."""
        if not question.strip():
            raise UsageError("The question is empty: ask something.")
        where = self._choice.where(narrowing)
        if articles is not None:
            ids = [*articles, *(where.articles or ())]
            where = replace(where, articles=tuple(self.article(a).id for a in ids))
        return self._falling_back(
            lambda tools: narrowed(tools, question.strip(), history, where, literal=literal)
        )

    def summarize(
        self,
        *what: str | Path | Page,
        length: int = LENGTH,
        style: Style = "bullets",
        language: str | None = None,
        budget: int | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> Summary:
        """Return a summary of about `length` sentences, each with its proof.

        `what` names articles: paths, web addresses or pages (read, not stored), article ids, or
        else a query whose best articles are taken; `narrowing` as in `ask` says from which.
        `language` is the code of the one to write in, and `budget` the most tokens, in and out,
        that a model may use: where `estimate` says more, UsageError is raised before any call.
        """
        options: Any = {"length": length, "style": style, "language": language, "budget": budget}
        *_, last = self.stream_summary(*what, **options, **narrowing)
        return last

    def stream_summary(
        self,
        *what: str | Path | Page,
        length: int = LENGTH,
        style: Style = "bullets",
        language: str | None = None,
        budget: int | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[Summary]:
        """Yield the summary as it grows; the last is complete. Arguments as in `summarize`."""
        _require_summary(length, style, budget)
        code = language_asked(language)
        chosen = self._choice.articles(what, self._choice.where(narrowing))
        require_translator(chosen, code, self._engine.model)
        return self._falling_back(
            lambda tools: summarize(tools, chosen, length, style, code, budget)
        )

    def estimate(
        self,
        *what: str | Path | Page,
        length: int = LENGTH,
        style: Style = "bullets",
        language: str | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> Estimate:
        """Return what `summarize` would take of a model, without asking any model or its server.

        The cost is None unless the setting `price` gives prices.
        """
        _require_summary(length, style, None)
        code = language_asked(language)
        chosen = self._choice.articles(what, self._choice.where(narrowing))
        require_translator(chosen, code, self._engine.model)
        tools = self._tools(self._engine.model())
        return estimate(tools, chosen, length, style, code, self.settings.prices)

    def digest(
        self,
        *what: str | Path | Page,
        length: int = digests.LENGTH,
        new_since: str | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> Digest:
        """Return story by story what all agree on, what is disputed, and what only one has.

        `what` as in `summarize`, nothing for all that `narrowing` lets through; `length` counts
        sentences under a heading. `new_since` is a day from which on what is new is told apart.
        Made without a model.
        """
        *_, last = self.stream_digest(*what, length=length, new_since=new_since, **narrowing)
        return last

    def stream_digest(
        self,
        *what: str | Path | Page,
        length: int = digests.LENGTH,
        new_since: str | None = None,
        **narrowing: Unpack[Narrowing],
    ) -> Iterator[Digest]:
        """Yield the digest story by story; the last is complete. Arguments as in `digest`."""
        if not 1 <= length <= 100:
            raise UsageError("The length of a digest is 1 to 100 sentences under each heading.")
        chosen = self._choice.many(what, narrowing)
        carriers = Carriers(self._index)
        made = digests.since(self._tools(None), chosen, length, new_since)
        return map(carriers.digested, made)

    def timeline(self, *what: str | Path | Page, **narrowing: Unpack[Narrowing]) -> Timeline:
        """Return the dated events of articles in order; arguments as in `digest`."""
        (found,) = timeline(self._tools(None), self._choice.many(what, narrowing))
        return Carriers(self._index).dated(found)

    def compare(
        self, one: str | Path | Page, other: str | Path | Page, *, length: int = digests.LENGTH
    ) -> Digest:
        """Return what two articles both say, where they differ, and what only one has."""
        both = [self._choice.articles([item], Filter()) for item in (one, other)]
        if any(len(found) != 1 for found in both) or both[0][0].id == both[1][0].id:
            raise UsageError("Compare two articles: name each by its id, its path or its address.")
        pair = [found[0] for found in both]
        *_, last = digests.digest(self._tools(None), pair, length, groups=[pair])
        return Carriers(self._index).digested(last)

    def search(self, query: str, k: int = 10, **narrowing: Unpack[Narrowing]) -> list[Hit]:
        """Return up to `k` passages for `query`, best first; `narrowing` as in `ask`."""
        if k < 1:
            raise UsageError("A search needs to return at least 1 passage.")
        hits = self._index.search(query, k, self._choice.where(narrowing))
        return self._index.focused(query, hits)

    # Names that came out wrong

    def names(self) -> tuple[tuple[Entry, bool], ...]:
        """Return the glossary: each entry, and whether it is the archive's own."""
        built_in = len(load_glossary().entries)
        return tuple((e, n >= built_in) for n, e in enumerate(self._glossary.entries))

    def suggest_names(
        self, *, judge: bool = True, notice: Callable[[str], None] | None = None
    ) -> tuple[Suggestion, ...]:
        """Return phrases that probably are names that came out wrong, the surest first.

        Where there is a model it says of each whether it thinks so, too. With engine "auto" its
        failure goes to `notice`; with "model" it raises ModelError.
        """
        found = suggest(self.articles(), self._glossary)
        try:
            chat = self._engine.model() if judge and found else None
            return found if chat is None else slips.judged(found, chat)
        except ModelError as error:
            if self.settings.engine != "auto":
                raise
            if notice:
                notice(f"{error} This was made without a model.")
        return found

    def add_name(
        self, name: str, *printed: str, near: Sequence[str] = (), unless: Sequence[str] = ()
    ) -> Report:
        """Add to the archive's own glossary that `printed` stands for `name`; see `index.glossary`.

        The articles are prepared again at once; the report has those that changed as updated.
        """
        entry = Entry(name, printed, tuple(near), tuple(unless))
        entries.add(self._own, entries.checked(entry))
        return self._follow_glossary()

    def accept(self, *suggestions: Suggestion) -> Report:
        """Add what was suggested, with the names that stand near it, as `add_name` does."""
        for s in suggestions:
            entries.add(self._own, entries.checked(Entry(s.name, (s.printed,), s.near)))
        return self._follow_glossary()

    def remove_name(self, name: str) -> Report:
        """Take the entries called `name` out of the archive's own glossary, as `add_name` adds."""
        entries.remove(self._own, name)
        return self._follow_glossary()

    def _follow_glossary(self) -> Report:
        self._glossary = load_glossary(self._own)
        progress = self._report_progress("preparing again")
        return Report(self._index.follow(self._recipe(), progress))

    # Looking things up

    def articles(self) -> list[Article]:
        """Return all articles in their current versions, oldest first."""
        return self._index.articles()

    def listed(self) -> list[Listed]:
        """Return the facts of all articles, oldest first: quicker than `articles`."""
        return self._index.listed()

    def copies(self, article_id: str) -> tuple[Listed, ...]:
        """Return the articles with the same text, this one among them, the earliest first.

        Empty where no other has it.
        """
        return tuple(self._index.copies(article_id))

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return the versions of an article, the oldest first, and what changed in each."""
        return self._index.versions(article_id)

    def diff(self, article_id: str, old: int | None = None, new: int | None = None) -> Diff:
        """Return what changed in an article from version `old` to `new`, sentence by sentence.

        `new` is the current version unless named, `old` the one before it. Raises UsageError where
        there is no such version.
        """
        return self._index.diff(article_id, old, new)

    def article(self, article_id: str, number: int | None = None) -> Article:
        """Return one article by its id, or the first 4 characters of it; `number` is a version."""
        return self._index.article(article_id, number)

    def page(self, article: Article) -> Page:
        """Return the page that a stored version of an article came from, as it was."""
        return self._index.page(article.id, article.version)

    def close(self) -> None:
        """Let go of the folder, so that another process can open it."""
        self._engine.close()
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Inside

    def _clean(self, page: Page, number: int = 1) -> Article:
        return clean(page, self._glossary, number, self._corrections)

    def _recipe(self) -> str:
        return f"{RECIPE} {self._glossary.digest} {self._corrections.digest}"

    def _tools(self, chat: Chat | None) -> Tools:
        budget = self._engine.budget(small=chat is not None and chat.small)
        return Tools(
            self._index,
            self._remembered,
            chat,
            budget,
            _version(),
            self._reranker,
            self.settings.variants,
            self._replies,
        )

    def _say(self, what: str) -> None:
        if self._progress:
            self._progress(what, 0, 0)

    def _falling_back(
        self, make: Callable[[Tools], Generator[Result, None, None]]
    ) -> Iterator[Result]:
        """Run with the model, and with engine "auto" without it where it fails."""
        carriers = Carriers(self._index)
        try:
            with closing(make(self._tools(self._engine.model()))) as results:
                for result in results:
                    yield carriers.told(result)
        except ModelError as error:
            if self.settings.engine != "auto":
                raise
            notice = f"{error} This was made without a model."
            with closing(make(self._tools(None))) as results:
                for result in results:
                    yield carriers.told(noted(result, notice))

    def _report_progress(self, what: str) -> Callable[[int, int], None] | None:
        if self._progress is None:
            return None
        progress = self._progress
        return lambda done, total: progress(what, done, total)


def _require_summary(length: int, style: str, budget: int | None) -> None:
    """Raise UsageError for what no summary can be."""
    if not 1 <= length <= 100:
        raise UsageError("The length of a summary is 1 to 100 sentences.")
    if style not in get_args(Style):
        raise UsageError(f"The style {style!r} is not known: use {', '.join(get_args(Style))}.")
    if budget is not None and budget < 1:
        raise UsageError("The budget of a summary is a number of tokens above 0.")


def _embedder(settings: Settings) -> Embedder:
    if settings.embeddings:
        return Endpoint(settings.embeddings, settings.base_url, settings.api_key)
    return MiniLM()


def _version() -> str:
    try:
        return version("newscite")
    except PackageNotFoundError:
        return "0"
