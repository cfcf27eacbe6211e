"""The browser face: a page to ask, to summarize and to add articles, and the server it runs on.

Lays out the page and says what its parts do; what they show and whom they answer is in `page`.
The only user of gradio and uvicorn.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from page import uploads
from page.guards import guarded, listen, warning
from page.html import (
    WAITING,
    article_html,
    error_html,
    head_html,
    listing_html,
    report_html,
    result_html,
    style_and_script,
)
from page.session import Session, Turn, said
from page.wanted import DIGEST, STYLES, TIMELINE, TOGETHER, Wanted
from rag import Answer, Archive, NewsciteError, UsageError
from rag.narrow import Narrowing
from rag.render import byline

if TYPE_CHECKING:
    import fastapi
    import gradio

__all__ = ["app", "build", "main", "report_html", "result_html", "serve"]

PORT = 7860
_EXAMPLES = (
    ("why Oracle over Microsoft?", ("Oracle", "Microsoft", "TikTok")),
    ("How many people died in the ferry accident?", ("ferry", "people died", "Skarrow")),
)
"""Questions to begin with, each offered only where one article has all of its words."""

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


class _Handlers:
    """What happens when the parts of the page are used. Each returns values for its outputs."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.gr = _gradio()
        self.ready = self.gr.update(submit_btn=True, stop_btn=False)

    def ask(
        self,
        question: str,
        since: str,
        until: str,
        outlets: list[str],
        session: Session,
        *,
        literal: bool = False,
    ) -> Iterator[tuple[Any, Any, Any]]:
        """Chat, question box and the button to ask without narrowing, as the answer grows."""
        skip, update = self.gr.skip, self.gr.update
        if not question.strip():
            yield skip(), skip(), skip()
            return
        for turn in session.turns[-1:]:
            if not turn.over and turn.asked == question.strip():
                yield skip(), skip(), skip()
                return
            turn.end("Another question was asked before this one was answered.")
        history, turn = session.history(), Turn(question.strip(), literal=literal)
        session.turns.append(turn)
        asking = update(value="", submit_btn=False, stop_btn=True)
        yield session.messages(), asking, update(visible=False)
        narrow = Narrowing(since=since, until=until, outlet=outlets)
        for _ in turn.follow(
            lambda: self.archive.stream(turn.asked, history, literal=literal, **narrow)
        ):
            yield session.messages(), skip(), skip()
        if session.turns[-1:] in ([], [turn]):
            yield session.messages(), self.ready, update(visible=_is_narrowed(turn))
        else:
            yield session.messages(), skip(), skip()

    def again(
        self, since: str, until: str, outlets: list[str], session: Session
    ) -> Iterator[tuple[Any, Any, Any]]:
        """As `ask`, for the latest question; no word of it narrows the search."""
        asked = session.turns[-1].asked if session.turns else ""
        yield from self.ask(asked, since, until, outlets, session, literal=True)

    def stop(self, session: Session) -> tuple[Any, Any]:
        """Chat and question box, after the answer was stopped."""
        for turn in session.turns[-1:]:
            turn.end("Stopped.")
        return session.messages(), self.ready

    def clear(self, session: Session) -> tuple[Any, Any, Any]:
        """Chat, question box and the button of `ask`, empty and hidden."""
        self.stop(session)
        session.turns.clear()
        return [], self.ready, self.gr.update(visible=False)

    def fit(self, chosen: str | None) -> tuple[Any, Any]:
        """What is asked about one article, and what about all: the one or the other is shown."""
        together = chosen in (DIGEST, TIMELINE)
        return self.gr.update(visible=not together), self.gr.update(visible=together)

    def summarize(self, *given: Any) -> Iterator[str]:
        """The summary, as it grows. Takes the values of `Wanted`, then the session."""
        *values, session = given
        session.summary.over = True
        turn = session.summary = Turn("")
        yield turn.html
        for _ in turn.follow(lambda: Wanted(*values).made(self.archive)):
            yield turn.html
        if session.summary is turn:
            yield turn.html

    def stop_summary(self, session: Session) -> str:
        """The summary, after it was stopped."""
        session.summary.end("Stopped.")
        return session.summary.html if session.summary.shown != WAITING else ""

    def upload(self, paths: Sequence[str]) -> list[Any]:
        """The report, then as `refresh`."""
        return [uploads.add(self.archive, paths), *self.refresh()]

    def refresh(self) -> list[Any]:
        """Head, chat, both choices, list, both outlets, and the example buttons, as the archive is."""
        update = self.gr.update
        try:
            articles = self.archive.listed()
        except Exception as error:
            trouble = error_html(said(error, "The archive could not be read"))
            return [trouble, *[self.gr.skip()] * (6 + len(_EXAMPLES))]
        choices = [(byline(article), article.id) for article in reversed(articles)]
        together = TOGETHER if len(articles) > 1 else []
        outlets = sorted({a.outlet for a in articles if a.outlet})
        texts = [article.text for article in self.archive.articles()]
        fitting = [any(all(w in text for w in words) for text in texts) for _, words in _EXAMPLES]
        return [
            head_html(len(articles)),
            update(placeholder=_INVITATION if articles else _FIRST_RUN),
            update(choices=[*together, *choices]),
            update(choices=[("nothing", ""), *choices]),
            listing_html(articles),
            update(choices=outlets),
            update(choices=outlets),
            *(update(visible=fits) for fits in fitting),
        ]


def _is_narrowed(turn: Turn) -> bool:
    return isinstance(turn.result, Answer) and bool(turn.result.narrowed)


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
        session = gr.State(Session())
        with gr.Row(elem_id="top"):
            head = gr.HTML(head_html(), elem_id="head")
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
                        height="max(320px, calc(100dvh - 390px))",
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
                    again = gr.Button(
                        "Ask again without narrowing",
                        size="sm",
                        variant="secondary",
                        visible=False,
                        elem_id="again",
                    )
                    with gr.Row(elem_id="narrowing"):
                        dates = "2020, 2020-09, last week"
                        since = gr.Textbox(label="Since", placeholder=dates, elem_id="since")
                        until = gr.Textbox(label="Until", placeholder=dates, elem_id="until")
                        outlets = gr.Dropdown(
                            label="Outlets", choices=[], multiselect=True, elem_id="outlets"
                        )
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
                    with gr.Row() as one:
                        style = gr.Dropdown(
                            label="Form", choices=STYLES, value="bullets", elem_id="style"
                        )
                        length = gr.Slider(1, 20, value=6, step=1, label="Sentences")
                        language = gr.Textbox(
                            label="Language",
                            placeholder="as it is; de, zh",
                            elem_id="language",
                        )
                        other = gr.Dropdown(
                            label="Compare with",
                            choices=[("nothing", "")],
                            value="",
                            elem_id="other",
                        )
                    with gr.Row(visible=False) as many:
                        first = gr.Textbox(label="Since", placeholder=dates, elem_id="first")
                        last = gr.Textbox(label="Until", placeholder=dates, elem_id="last")
                        among = gr.Dropdown(
                            label="Outlets", choices=[], multiselect=True, elem_id="among"
                        )
                        new = gr.Textbox(label="New since", placeholder=dates, elem_id="new")
                    with gr.Row():
                        go = gr.Button("Summarize", variant="primary", elem_id="go")
                        halt = gr.Button("Stop", elem_id="halt")
                    summary = gr.HTML(elem_id="summary")
                with gr.Tab("Articles"):
                    listing = gr.HTML(elem_id="listing")
            with gr.Column(scale=2, min_width=340, elem_id="side"):
                gr.HTML(_PANEL)

        # An event that is under way must not swallow the next: `ask` looks after that itself.
        narrow = [since, until, outlets]
        for trigger, source in [(box.submit, box), *((b.click, b) for b in examples)]:
            asked = [source, *narrow, session]
            trigger(do.ask, asked, [chat, box, again], trigger_mode="multiple", **quiet)
        again.click(do.again, [*narrow, session], [chat, box, again], **quiet)
        box.stop(do.stop, session, [chat, box], **quiet)
        chat.clear(do.clear, session, [chat, box, again], **quiet)
        wanted = [choice, other, pasted, style, length, language, first, last, among, new]
        choice.change(do.fit, choice, [one, many], **quiet)
        go.click(do.summarize, [*wanted, session], summary, trigger_mode="multiple", **quiet)
        halt.click(do.stop_summary, session, summary, **quiet)
        shown = [head, chat, choice, other, listing, outlets, among, *examples]
        add.upload(do.upload, add, [report, *shown], api_visibility="private")
        page.load(do.refresh, None, shown, **quiet)
    page.queue(max_size=64, default_concurrency_limit=4)
    return page


def app(archive: Archive, host: str = "127.0.0.1") -> fastapi.FastAPI:
    """Return the page as a web application that answers to this machine's names and `host`."""
    gr = _gradio()
    web = guarded(host, lambda article_id: _article(archive, article_id))
    fonts = ["system-ui", "sans-serif"]
    mounted: fastapi.FastAPI = gr.mount_gradio_app(
        web,
        build(archive),
        path="/",
        server_name=host,
        theme=gr.themes.Default(primary_hue="blue", neutral_hue="slate", font=fonts),
        head=style_and_script(),
        max_file_size="20mb",
        run_history=False,
        footer_links=[],
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
    )
    return mounted


def _article(archive: Archive, article_id: str) -> str:
    article = archive.article(article_id)
    return article_html(article, archive.blocks(article))


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
        listening = stack.enter_context(listen(host, port))
        archive = stack.enter_context(Archive(folder, **settings))
        received = stack.enter_context(tempfile.TemporaryDirectory(prefix="newscite-page-"))
        os.environ["GRADIO_TEMP_DIR"] = received
        logging.getLogger("asyncio").addFilter(_is_news)
        import uvicorn

        config = uvicorn.Config(
            app(archive, host), log_level="warning", timeout_graceful_shutdown=3
        )
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listening.getsockname()[1]}"
        sys.stderr.write(f"newscite is at {address} (Ctrl-C stops it)\n")
        if exposed := warning(host):
            sys.stderr.write(f"{exposed}\n")
        if folder is None:
            sys.stderr.write("No archive was named: what is added is forgotten at the end.\n")
        sys.stderr.flush()
        if open_browser:
            threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()
        uvicorn.Server(config).run(sockets=[listening])


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a log record tells more than that an answer was left when the page was stopped."""
    # Gradio's task for it ends with GeneratorExit, which nobody fetches.
    return not (record.exc_info and record.exc_info[0] is GeneratorExit)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


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


if __name__ == "__main__":
    sys.exit(main())
