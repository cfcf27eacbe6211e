"""The browser face: a page to ask, to summarize and to add articles, and the server it runs on.

Shows what `rag` returns and decides nothing about it. Text of articles and models reaches the page
as plain text only (`_plain`), under a policy that lets the browser fetch from this server alone.
"""

from __future__ import annotations

import argparse
import errno
import logging
import os
import re
import secrets
import signal
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.read import read, read_text
from rag import (
    Answer,
    Archive,
    Article,
    Claim,
    Hit,
    NewsciteError,
    Outcome,
    Page,
    Report,
    Span,
    Summary,
    UsageError,
)
from rag.render import byline, claims_text, day, one_line, shortened, sources

if TYPE_CHECKING:
    import fastapi
    import gradio

PORT = 7860
_LISTED = 1000
"""Articles in the list: more would make the page slow."""

_REACH = 1500
"""Characters before and after a quote that the panel shows at most."""

_PAUSE = 0.1
"""Seconds between two looks at a growing answer."""

_log = logging.getLogger("newscite")

_EXAMPLES = (
    ("why Oracle over Microsoft?", ("Oracle", "Microsoft", "TikTok")),
    ("How many people died in the ferry accident?", ("ferry", "people died", "Skarrow")),
)
"""Questions to begin with, each offered only where one article has all of its words."""


# --- What was said, as HTML -------------------------------------------------------------------


def _plain(text: str) -> str:
    """Return `text` as HTML that shows it and nothing else.

    Every ASCII mark becomes a character reference, so that neither HTML nor Markdown nor LaTeX
    nor a bare web address has any left to work with.
    """
    return re.sub(r"[\0-\x1f!-/:-@\[-`{-\x7f]", lambda mark: f"&#{ord(mark[0])};", text)


def result_html(result: Answer | Summary, key: str) -> str:
    """Return an answer or summary as one line of HTML; `key` keeps its anchors apart from others.

    Each number links to `#src-KEY-NUMBER`, a hidden block of the same message, which the page
    copies to the side panel.
    """
    cited = sources(result.claims)
    parts = [_claim(claim, key) for claim in result.claims]
    blocks = [
        _source(c.article, _around(c.article.text, c.span), c.span, f"{key}-{c.number}")
        for c in cited
    ]
    if result.draft:
        parts.append(
            f'<p class="draft"><em>{_plain(one_line(result.draft))}</em>'
            " <small>not yet checked</small></p>"
        )
    elif not result.complete and not result.claims:
        parts.append(_WAITING)
    if result.complete and isinstance(result, Answer) and not result.found:
        parts.append(_refusal(result, key))
        blocks += [
            _source(hit.article, hit.passage.span, None, f"{key}-n{number}")
            for number, hit in enumerate(result.nearest, start=1)
        ]
    elif result.complete and not result.claims:
        parts.append("<p>Nothing could be said that the text supports.</p>")
    parts += [f'<p class="notice">Note: {_plain(one_line(note))}</p>' for note in result.notices]
    if result.complete:
        parts += [_dropped(result.dropped), _receipt(result)]
    return f'{"".join(parts)}<div class="sources">{"".join(blocks)}</div>'


_WAITING = '<p class="draft">Reading the articles…</p>'


def _claim(claim: Claim, key: str) -> str:
    links = "".join(_link(f"{key}-{c.number}", str(c.number), c.article) for c in claim.citations)
    text = f"{_plain(one_line(claim.text))} {links}"
    if claim.verdict != "partly":
        return f'<p class="claim">{text}</p>'
    return (
        f'<p class="claim partly">{text} <span class="why">Partly supported:'
        f" {_plain(one_line(claim.reason))}</span></p>"
    )


def _link(anchor: str, label: str, article: Article) -> str:
    about = _plain(f"Source {label}: {byline(article)}")
    return f'<a class="cite" href="#src-{anchor}" title="{about}">&#91;{label}&#93;</a>'


def _refusal(answer: Answer, key: str) -> str:
    near = "".join(
        f'<li><a class="cite" href="#src-{key}-n{number}">{_plain(byline(hit.article))}</a>'
        f"<br>{_plain(shortened(one_line(_text(hit)), 220))}</li>"
        for number, hit in enumerate(answer.nearest, start=1)
    )
    missing = f"<b>The articles do not answer this.</b> {_plain(one_line(answer.missing))}"
    nearest = f'<p>Nearest passages:</p><ul class="near">{near}</ul>' if near else ""
    return f'<p class="refusal">{missing}</p>{nearest}'


def _text(hit: Hit) -> str:
    return hit.article.text[hit.passage.span.start : hit.passage.span.end]


def _dropped(dropped: Sequence[Claim]) -> str:
    if not dropped:
        return ""
    lines = "".join(
        f'<li>{_plain(one_line(claim.text))} <span class="why">'
        f"{_plain(one_line(claim.reason))}</span></li>"
        for claim in dropped
    )
    title = f"Not said, because the articles do not support it ({len(dropped)})"
    return f"<details><summary>{title}</summary><ul>{lines}</ul></details>"


def _receipt(result: Answer | Summary) -> str:
    receipt = result.receipt
    if receipt is None:
        return ""
    facts = {
        "Engine": receipt.engine,
        "Model": receipt.model or "none",
        "Embeddings": receipt.embeddings,
        "Passages read": str(len(receipt.retrieved)),
        "Tokens": f"{receipt.tokens_in} in, {receipt.tokens_out} out" if receipt.model else "",
        "Seconds": ", ".join(f"{k.replace('_', ' ')} {v:g}" for k, v in receipt.seconds.items()),
    }
    rows = "".join(f"<li>{k}: {_plain(v)}</li>" for k, v in facts.items() if v)
    return f'<details class="receipt"><summary>How this was made</summary><ul>{rows}</ul></details>'


def _source(article: Article, context: Span, quote: Span | None, anchor: str) -> str:
    """Return the block for the side panel: whose text it is, and `context` with `quote` marked."""
    facts = " · ".join(fact for fact in (article.outlet, article.author, day(article)) if fact)
    origin = _plain(article.origin)
    if article.origin.startswith(("http://", "https://")):
        origin = f'<a href="{origin}" target="_blank" rel="noopener noreferrer">{origin}</a>'
    if quote is None:
        passage = _printed(article, context)
    else:
        before, after = Span(context.start, quote.start), Span(quote.end, context.end)
        passage = (
            f"{_printed(article, before)}<mark>{_printed(article, quote)}</mark>"
            f"{_printed(article, after)}"
        )
    cut = ("…" if context.start else "", "…" if context.end < len(article.text) else "")
    return (
        f'<article class="src" id="src-{anchor}"><p class="byline">{_plain(facts)}</p>'
        f'<p class="title">{_plain(article.title)}</p><p class="origin">{origin}</p>'
        f'<div class="passage">{cut[0]}{passage}{cut[1]}</div></article>'
    )


def _printed(article: Article, span: Span) -> str:
    """Return the text of `span` as printed, each wrong name with the right one in brackets."""
    parts, at = [], span.start
    for repair in article.repairs:
        if span.start <= repair.span.start and repair.span.end <= span.end:
            parts.append(_plain(article.text[at : repair.span.end]))
            parts.append(f'<span class="fix"> &#91;{_plain(repair.name)}&#93;</span>')
            at = repair.span.end
    return "".join(parts) + _plain(article.text[at : span.end])


def _around(text: str, span: Span) -> Span:
    """Return the paragraphs of `span` with one before and one after, as far as `_REACH` goes."""
    start, end = span.start, span.end - 2
    for _ in range(2):
        start = max(text.rfind("\n\n", 0, start), 0)
        end = text.find("\n\n", end + 2)
        if end < 0:
            end = len(text)
    start, end = max(start, span.start - _REACH), min(end, span.end + _REACH)
    while text[start].isspace() and start < span.start:
        start += 1
    return Span(start, end)


def _error(message: str) -> str:
    return f'<p class="error">{_plain(message)}</p>'


def report_html(report: Report) -> str:
    """Return what became of each page that was added, as a list."""
    lines = "".join(
        f'<li class="{o.status}"><b>{o.status}</b> {_plain(o.title or o.origin)}'
        + (f": {_plain(o.reason)}" if o.reason else "")
        + "</li>"
        for o in report.outcomes
    )
    return f'<ul class="report">{lines}</ul>'


def _listing(articles: Sequence[Article]) -> str:
    """Return the articles as a list, the newest first."""
    if not articles:
        return "<p>The archive has no articles yet.</p>"
    lines = "".join(
        f"<li><b>{_plain(a.title)}</b><br>"
        f"{_plain(' · '.join(fact for fact in (a.outlet, day(a)) if fact) or 'no date')}"
        f"<br><small>{_plain(a.origin)}</small></li>"
        for a in articles[: -_LISTED - 1 : -1]
    )
    more = f"<p>The newest {_LISTED} are listed.</p>" if len(articles) > _LISTED else ""
    return f"<ul>{lines}</ul>{more}"


# --- One visitor ------------------------------------------------------------------------------


@dataclass(eq=False)
class _Turn:
    """One question or summary, and what there is to show of it so far."""

    asked: str
    key: str = field(default_factory=lambda: secrets.token_hex(4))
    shown: str = _WAITING
    result: Answer | Summary | None = None
    over: bool = False

    @property
    def html(self) -> str:
        """The turn as it stands."""
        return f'<div class="answer">{self.shown}</div>'

    def follow(self, make: Callable[[], Iterable[Answer | Summary]]) -> Iterator[None]:
        """Take in results as they grow; yield when there is something new to show.

        Never raises: what goes wrong is shown, and the next turn is not affected. The work is done
        in a thread of its own, so that a model that keeps silent cannot keep `end` waiting.
        """
        results = SimpleQueue[Answer | Summary | Exception | None]()
        threading.Thread(target=self._work, args=[make, results], daemon=True).start()
        last, claims = 0.0, -1
        try:
            while not self.over:
                try:
                    result = results.get(timeout=_PAUSE)
                except Empty:
                    continue
                if self.over or result is None:
                    return
                if isinstance(result, Exception):
                    self.end(_said(result, "The answer could not be produced"))
                    return
                self.result = result
                now, count = time.monotonic(), len(result.claims)
                if result.complete or count != claims or now - last > _PAUSE:
                    last, claims = now, count
                    html = result_html(result, self.key)
                    if self.over:
                        return
                    self.shown = html
                    yield
        finally:
            self.over = True

    def _work(
        self,
        make: Callable[[], Iterable[Answer | Summary]],
        results: SimpleQueue[Answer | Summary | Exception | None],
    ) -> None:
        try:
            for result in make():
                results.put(result)
                if self.over:
                    break
            results.put(None)
        except Exception as error:
            results.put(error)

    def end(self, message: str) -> None:
        """Say `message` under what was checked; take away what was not."""
        if self.over:
            return
        self.over = True
        kept = self.result and self.result.claims and replace(self.result, draft="")
        self.shown = (result_html(kept, self.key) if kept else "") + _error(message)


class _Session:
    """What one visitor has asked. Changed in place; Gradio keeps one for each open page."""

    def __init__(self) -> None:
        self.turns: list[_Turn] = []
        self.summary = _Turn("", over=True)

    def messages(self) -> list[dict[str, str]]:
        """Return the turns as the chat shows them."""
        return [
            {"role": role, "content": html}
            for turn in self.turns
            for role, html in (
                ("user", f'<div class="asked">{_plain(turn.asked)}</div>'),
                ("assistant", turn.html),
            )
        ]

    def history(self) -> list[dict[str, str]]:
        """Return the turns as `Archive.stream` takes them."""
        return [
            {"role": role, "content": text}
            for turn in self.turns
            if turn.result
            for role, text in (("user", turn.asked), ("assistant", claims_text(turn.result.claims)))
        ]


def _said(error: Exception, what: str) -> str:
    """Return what to tell a visitor of `error`; what is not ours to explain goes to the log."""
    if isinstance(error, NewsciteError):
        return str(error)
    _log.error("%s.", what, exc_info=error)
    return f"{what} ({type(error).__name__})."


# --- The page ---------------------------------------------------------------------------------


class _Handlers:
    """What happens when the parts of the page are used. Each returns values for its outputs."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.gr = _gradio()
        self.ready = self.gr.update(submit_btn=True, stop_btn=False)

    def ask(self, question: str, session: _Session) -> Iterator[tuple[Any, Any]]:
        """Chat and question box, as the answer grows."""
        if not question.strip():
            yield self.gr.skip(), self.gr.skip()
            return
        for turn in session.turns[-1:]:
            if not turn.over and turn.asked == question.strip():
                yield self.gr.skip(), self.gr.skip()
                return
            turn.end("Another question was asked before this one was answered.")
        history, turn = session.history(), _Turn(question.strip())
        session.turns.append(turn)
        yield session.messages(), self.gr.update(value="", submit_btn=False, stop_btn=True)
        for _ in turn.follow(lambda: self.archive.stream(turn.asked, history)):
            yield session.messages(), self.gr.skip()
        latest = session.turns[-1:] in ([], [turn])
        yield session.messages(), self.ready if latest else self.gr.skip()

    def stop(self, session: _Session) -> tuple[Any, Any]:
        """Chat and question box, after the answer was stopped."""
        for turn in session.turns[-1:]:
            turn.end("Stopped.")
        return session.messages(), self.ready

    def clear(self, session: _Session) -> tuple[Any, Any]:
        """Chat and question box, empty."""
        self.stop(session)
        session.turns.clear()
        return [], self.ready

    def summarize(
        self, chosen: str | None, pasted: str, length: float, session: _Session
    ) -> Iterator[str]:
        """The summary, as it grows."""
        session.summary.over = True
        turn = session.summary = _Turn("")
        yield turn.html
        for _ in turn.follow(lambda: self._summary(chosen, pasted, int(length))):
            yield turn.html
        if session.summary is turn:
            yield turn.html

    def _summary(self, chosen: str | None, pasted: str, length: int) -> Iterable[Summary]:
        if pasted.strip():
            return self.archive.stream_summary(read_text(pasted), length=length)
        if chosen:
            return self.archive.stream_summary(self.archive.article(chosen).id, length=length)
        raise UsageError("Choose an article, or paste the text of one.")

    def stop_summary(self, session: _Session) -> str:
        """The summary, after it was stopped."""
        session.summary.end("Stopped.")
        return session.summary.html if session.summary.shown != _WAITING else ""

    def upload(self, paths: Sequence[str]) -> list[Any]:
        """The report, then as `refresh`."""
        outcomes, trouble = list[Outcome](), ""
        try:
            for page in (page for path in paths for page in _pages(Path(path))):
                if isinstance(page, Page):
                    outcomes += self.archive.add(page).outcomes
                else:
                    outcomes.append(page)
        except Exception as error:
            trouble = _error(_said(error, "The files could not be added"))
        return [report_html(Report(tuple(outcomes))) + trouble, *self.refresh()]

    def refresh(self) -> list[Any]:
        """Head, chat, choice, list, and the example buttons, as the archive now is."""
        update = self.gr.update
        try:
            articles = self.archive.articles()
        except Exception as error:
            trouble = _error(_said(error, "The archive could not be read"))
            return [trouble, *[self.gr.skip()] * (3 + len(_EXAMPLES))]
        choices = [(byline(article), article.id) for article in reversed(articles)]
        fitting = [any(all(w in a.text for w in words) for a in articles) for _, words in _EXAMPLES]
        return [
            _head(_size(len(articles))),
            update(placeholder=_INVITATION if articles else _FIRST_RUN),
            update(choices=choices),
            _listing(articles),
            *(update(visible=fits) for fits in fitting),
        ]


def _pages(path: Path) -> Iterator[Page | Outcome]:
    """Read an uploaded file under the name it had, not the place where it was put."""
    for page in read(path):
        if isinstance(page, Page):
            yield replace(page, origin=path.name)
        else:
            reason = page.reason.replace(str(path), path.name)
            yield replace(page, origin=path.name, reason=reason)


def _gradio() -> Any:
    """Return gradio, told before its import to call nobody."""
    for name in ("HF_HUB_DISABLE_TELEMETRY", "HF_HUB_OFFLINE", "DO_NOT_TRACK"):
        os.environ[name] = "1"
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio

    return gradio


def build(archive: Archive) -> gradio.Blocks:
    """Return the page for `archive` as `gr.Blocks`; `app` adds its style, script and guards."""
    gr = _gradio()
    do = _Handlers(archive)
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    page: gradio.Blocks
    with gr.Blocks(title="newscite", analytics_enabled=False, delete_cache=(3600, 86400)) as page:
        session = gr.State(_Session())
        with gr.Row(elem_id="top"):
            head = gr.HTML(_head(""), elem_id="head")
            add = gr.UploadButton(
                "Add articles", file_count="multiple", size="sm", scale=0, variant="primary"
            )
        report = gr.HTML(elem_id="report")
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=340), gr.Tabs():
                with gr.Tab("Ask"):
                    chat = gr.Chatbot(
                        elem_id="chat",
                        show_label=False,
                        height="max(320px, calc(100dvh - 300px))",
                        buttons=[],
                        latex_delimiters=[],
                        layout="panel",
                        autoscroll=False,
                    )
                    with gr.Row(elem_id="examples"):
                        examples = [
                            gr.Button(question, size="sm", visible=False)
                            for question, _ in _EXAMPLES
                        ]
                    box = gr.Textbox(
                        elem_id="question",
                        show_label=False,
                        submit_btn=True,
                        autofocus=True,
                        placeholder="Ask about the articles",
                        max_lines=4,
                        max_length=4000,
                    )
                with gr.Tab("Summarize"):
                    choice = gr.Dropdown(label="Article", elem_id="choice", value=None, choices=[])
                    pasted = gr.Textbox(
                        label="or the text of one, pasted (it is not stored)",
                        lines=3,
                        max_lines=8,
                        elem_id="pasted",
                    )
                    with gr.Row():
                        length = gr.Slider(1, 20, value=6, step=1, label="Sentences")
                        go = gr.Button("Summarize", variant="primary", elem_id="go")
                        halt = gr.Button("Stop", elem_id="halt")
                    summary = gr.HTML(elem_id="summary")
                with gr.Tab("Articles"):
                    listing = gr.HTML(elem_id="listing")
            with gr.Column(scale=2, min_width=340, elem_id="side"):
                gr.HTML(_PANEL)

        # An event that is under way must not swallow the next: `ask` looks after that itself.
        for trigger, source in [(box.submit, box), *((b.click, b) for b in examples)]:
            trigger(do.ask, [source, session], [chat, box], trigger_mode="multiple", **quiet)
        box.stop(do.stop, session, [chat, box], **quiet)
        chat.clear(do.clear, session, [chat, box], **quiet)
        source = [choice, pasted, length, session]
        go.click(do.summarize, source, summary, trigger_mode="multiple", **quiet)
        halt.click(do.stop_summary, session, summary, **quiet)
        shown = [head, chat, choice, listing, *examples]
        add.upload(do.upload, add, [report, *shown], api_visibility="private")
        page.load(do.refresh, None, shown, **quiet)
    page.queue(max_size=64, default_concurrency_limit=4)
    return page


def app(archive: Archive, host: str = "127.0.0.1") -> fastapi.FastAPI:
    """Return the page as a web application that answers to this machine's names and `host`."""
    import fastapi
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    gr = _gradio()
    web = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @web.middleware("http")
    async def guard(
        request: fastapi.Request,
        go_on: Callable[[fastapi.Request], Awaitable[fastapi.Response]],
    ) -> fastapi.Response:
        # Another site's page may send a request here, and Gradio would carry it out.
        origin = request.headers.get("origin")
        if origin and urlsplit(origin).netloc != request.headers.get("host"):
            response = fastapi.Response("This page is not for other sites.", 403)
        else:
            response = await go_on(request)
        response.headers.update(_HEADERS)
        return response

    names = ["*"] if host in ("0.0.0.0", "::") else ["127.0.0.1", "localhost", "[::1]", host]
    web.add_middleware(TrustedHostMiddleware, allowed_hosts=names, www_redirect=False)
    fonts = ["system-ui", "sans-serif"]
    mounted: fastapi.FastAPI = gr.mount_gradio_app(
        web,
        build(archive),
        path="/",
        server_name=host,
        theme=gr.themes.Default(primary_hue="blue", neutral_hue="slate", font=fonts),
        head=_STYLE + _SCRIPT,
        max_file_size="20mb",
        run_history=False,
        footer_links=[],
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
    )
    return mounted


_HEADERS = {
    # Gradio's own page needs its inline scripts and `eval`; nothing may be fetched from elsewhere.
    "Content-Security-Policy": "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; object-src 'none';"
    " frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


# --- The server -------------------------------------------------------------------------------


def serve(
    folder: Path | None,
    host: str = "127.0.0.1",
    port: int = PORT,
    open_browser: bool = False,
    **settings: Any,
) -> None:
    """Serve the page for the archive in `folder` until Ctrl-C or SIGTERM, then close the archive.

    Port 0 takes a free one. Without a folder the archive is forgotten at the end. `settings` are
    those of `rag.Archive`. Raises UsageError if the address cannot be had, and what Archive raises.
    """
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        if threading.current_thread() is threading.main_thread():
            before = signal.signal(signal.SIGTERM, _interrupt)
            stack.callback(signal.signal, signal.SIGTERM, before)
        listening = stack.enter_context(_listen(host, port))
        archive = stack.enter_context(Archive(folder, **settings))
        uploads = stack.enter_context(tempfile.TemporaryDirectory(prefix="newscite-page-"))
        os.environ["GRADIO_TEMP_DIR"] = uploads
        import uvicorn

        config = uvicorn.Config(
            app(archive, host), log_level="warning", timeout_graceful_shutdown=3
        )
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listening.getsockname()[1]}"
        sys.stderr.write(f"newscite is at {address} (Ctrl-C stops it)\n")
        if folder is None:
            sys.stderr.write("No archive was named: what is added is forgotten at the end.\n")
        sys.stderr.flush()
        if open_browser:
            threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
        uvicorn.Server(config).run(sockets=[listening])


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise UsageError(f"There is no port {port}: choose one up to 65535 with --port.")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} is in use by another program: choose another with --port."
        else:
            message = f"The page cannot be at {host}:{port} ({error.strerror}): see --host, --port."
        raise UsageError(message) from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the page from the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="ui.py", description="Ask news articles in a browser.")
    parser.add_argument("--archive", type=Path, help="the archive's folder; none keeps nothing")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=PORT)
    given = parser.parse_args(arguments)
    try:
        serve(given.archive, given.host, given.port)
    except NewsciteError as error:
        sys.stderr.write(f"{error}\n")
        return 2 if isinstance(error, UsageError) else 1
    return 0


# --- Wording, style and script ----------------------------------------------------------------


def _head(size: str) -> str:
    return f"<h1>newscite</h1><p>Every sentence with its proof{size}</p>"


def _size(count: int) -> str:
    return f" · {count or 'no'} article{'' if count == 1 else 's'}"


_INVITATION = (
    "Ask a question. Each sentence of the answer is followed by numbers: follow one to see the"
    " passage that proves it."
)

_FIRST_RUN = (
    "**The archive is empty.** Press **Add articles**, above, and choose saved news pages: text,"
    " Markdown or HTML, several at once. Then ask about them here."
)

_PANEL = (
    '<h2>Source</h2><div id="panel"><p class="hint">Follow a number such as [1]'
    " to see the words of the article that it stands for, in their place.</p></div>"
)

_STYLE = """<style>
.gradio-container { max-width: 1240px !important; margin: 0 auto !important; }
#top { align-items: center; }
#head h1 { font-size: 1.35rem; margin: 0; }
#head p { color: var(--body-text-color-subdued); margin: 0; }
#report:not(:has(li, p)) { display: none; }
#report { max-height: 9rem; overflow-y: auto; }
#report ul { list-style: none; padding: 0; margin: 0; font-size: .92rem; }
#report .failed b { color: #dc2626; }
#examples button { flex: 0 1 auto; font-weight: 400; }
#chat .placeholder, #chat .placeholder-content { padding: 1rem; }
#side { position: sticky; top: 1rem; align-self: flex-start; max-height: calc(100dvh - 2rem);
  overflow-y: auto; border-left: 1px solid var(--border-color-primary); padding-left: 1.25rem; }
#side h2 { font-size: 1rem; margin: .6rem 0; }
#panel .hint, #panel .byline, #panel .origin, .answer .why, .answer .draft, .answer .receipt {
  color: var(--body-text-color-subdued); }
.answer { max-width: 46rem; line-height: 1.6; font-size: 1rem; }
.answer p { margin: .35rem 0 .6rem; }
.answer .sources { display: none !important; }
.answer a.cite { color: var(--link-text-color); text-decoration: none; border-radius: 3px; }
.answer a.cite:hover, .answer a.cite:focus-visible { text-decoration: underline; }
.answer a.cite.open { background: #ffe58a; color: #1c1917 !important; }
.answer .partly { border-left: 3px solid #d97706; padding-left: .7rem; }
.answer .why { display: block; font-size: .88em; }
.answer .notice, .error { border-left: 3px solid var(--border-color-primary); padding-left: .7rem;
  font-size: .9em; }
.error, .answer .error { border-color: #dc2626; }
.answer details { margin: .5rem 0; font-size: .9em; }
.answer summary { cursor: pointer; }
#panel .back { margin-bottom: .5rem; padding: .2rem 0; color: var(--link-text-color); background: none;
  border: 0; font-size: .9rem; font-weight: 400; cursor: pointer; }
#panel .src { outline: 2px solid var(--color-accent); border-radius: 6px; padding: .8rem 1rem;
  margin: 2px; }
#panel .src p { margin: 0; font-size: .88rem; overflow-wrap: anywhere; }
#panel .src .title { font-weight: 600; font-size: 1rem; margin: .2rem 0; }
#panel .passage { margin-top: .8rem; white-space: pre-wrap; overflow-wrap: anywhere;
  line-height: 1.6; font-family: Georgia, "Times New Roman", serif; }
#panel mark { background: #ffe58a; color: #1c1917; }
#panel .fix { color: #b45309; }
.dark #panel .passage > .fix { color: #fdba74; }
#panel mark .fix { color: #9a3412; }
#listing ul { list-style: none; padding: 0; font-size: .92rem; }
#listing li { padding: .5rem 0; border-bottom: 1px solid var(--border-color-primary);
  overflow-wrap: anywhere; }
#listing small { color: var(--body-text-color-subdued); }
@media (max-width: 760px) {
  #side { position: static; max-height: none; border-left: 0; padding-left: 0;
    border-top: 1px solid var(--border-color-primary); }
}
</style>"""

_SCRIPT = """<script>
(() => {
  let from = "", asked = 0, held = false;
  const open = link => {
    const source = document.getElementById(link.getAttribute("href").slice(1));
    const panel = document.getElementById("panel");
    if (!source || !panel) return;
    const copy = source.cloneNode(true), button = document.createElement("button");
    copy.removeAttribute("id");
    copy.tabIndex = -1;
    button.className = "back";
    button.textContent = "← Back to the text";
    button.onclick = back;
    panel.replaceChildren(button, copy);
    document.querySelectorAll("a.cite.open").forEach(a => a.classList.remove("open"));
    link.classList.add("open");
    from = link.getAttribute("href");
    copy.focus({preventScroll: true});
    (copy.querySelector("mark") || copy).scrollIntoView({block: "center"});
  };
  const back = () => {
    const link = document.querySelector(`a.cite[href="${from}"]`);
    if (link) { link.scrollIntoView({block: "nearest"}); link.focus(); }
  };
  document.addEventListener("click", event => {
    const link = event.target.closest && event.target.closest('a[href^="#src-"]');
    if (link) { event.preventDefault(); event.stopPropagation(); open(link); }
  }, true);
  document.addEventListener("keydown", event => {
    const panel = document.getElementById("panel");
    if (event.key === "Escape" && panel && panel.contains(document.activeElement)) back();
  });
  // A new question goes to the top and stays, so that its answer is read from the beginning.
  new MutationObserver(() => {
    const questions = document.querySelectorAll("#chat .asked");
    const last = questions[questions.length - 1];
    if (questions.length !== asked) {
      held = true;
      if (last) document.getElementById("chat").scrollIntoView({block: "nearest"});
    }
    asked = questions.length;
    const view = last && last.closest(".panel-wrap");
    if (view && held)
      view.scrollTop += last.getBoundingClientRect().top - view.getBoundingClientRect().top - 40;
  }).observe(document, {childList: true, subtree: true});
  for (const name of ["wheel", "touchmove", "keydown", "mousedown"])
    document.addEventListener(name, () => { held = false; }, {passive: true, capture: true});
})();
</script>"""

if __name__ == "__main__":
    sys.exit(main())
