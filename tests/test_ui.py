"""The page in a real browser, on a real server in its own process; only the model is scripted."""

import html
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from openai_server import OpenAIServer, Say, refuse
from tiny_archive import page, prepare

import ui
from index.glossary import bracketed
from index.types import Hit, Passage, Repair
from page.guards import warning
from page.html import _around, article_html, listing_html, report_html, result_html
from page.html import plain as plain_html
from page.session import Turn
from rag import (
    Answer,
    Archive,
    Citation,
    Claim,
    Listed,
    NewsciteError,
    Outcome,
    Report,
    Span,
    UsageError,
)
from rag.render import byline

ROOT = Path(__file__).parent.parent
EXAMPLES = [
    ROOT / "examples" / name
    for name in ("oracle-tiktok-analysis.txt", "storm-ferry-corrected.html")
]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))),
    None,
)
SERVE = """
import json, sys
connected = open(sys.argv[2], "a", buffering=1)
def note(event, arguments):
    if event == "socket.connect":
        connected.write(f"{arguments[1]!r}\\n")
sys.addaudithook(note)
from pathlib import Path
import rag, ui
with rag.Archive(sys.argv[1]) as archive:
    archive.add(*map(Path, sys.argv[4:]))
ui.serve(Path(sys.argv[1]), port=0, **json.loads(sys.argv[3]))
"""
HOSTILE = """<img src=http://192.0.2.1/title.png onerror="window.hacked=1"> Zorvania votes

![pixel](http://192.0.2.1/a.png) The **Zorvania** parliament raised its $x^2$ tariff to 14 percent \
on <script>window.hacked=2</script> Tuesday, the [minister](javascript:window.hacked=3) said.

The Zorvania tariff covers <img src=x onerror=window.hacked=4> steel and `timber` imports, and \
http://192.0.2.1/bare.png was named as the cause in <b>Castleford</b> & elsewhere.
"""


class Site:
    """A server process, its address and the network connections that it opened."""

    def __init__(self, process, log):
        self.process = process
        self.log = log
        self.lines = []
        while not self.lines or "newscite is at" not in self.lines[-1]:
            line = process.stderr.readline()
            assert line, "".join(self.lines)
            self.lines.append(line)
        self.url = re.search(r"http://\S+", self.lines[-1])[0]

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(30)
        self.lines += self.process.stderr.readlines()
        self.process.stderr.close()
        return code


@contextmanager
def site(folder, *articles, **settings):
    log = folder / "connected.txt"
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "NEWSCITE_"))
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, folder / "archive", log, json.dumps(settings), *articles],
        cwd=ROOT,
        env={**environment, "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        running = Site(process, log)
        yield running
        code = running.stop()
    finally:
        process.kill()
        process.wait()
        process.stderr.close()
    assert code == 0, running.lines
    assert running.lines == [f"newscite is at {running.url} (Ctrl-C stops it)\n"]
    others = [line for line in log.read_text().splitlines() if "127.0.0.1" not in line]
    assert not others
    assert not list(folder.glob("newscite-page-*"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    with site(tmp_path_factory.mktemp("plain"), *EXAMPLES, engine="extractive") as running:
        yield running


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with site(tmp_path_factory.mktemp("empty"), engine="extractive") as running:
        yield running


@pytest.fixture(scope="module")
def model():
    with OpenAIServer() as server:
        yield server


@pytest.fixture(scope="module")
def modelled(tmp_path_factory, model):
    folder = tmp_path_factory.mktemp("modelled")
    with site(folder, EXAMPLES[1], engine="model", base_url=model.url, timeout=20.0) as running:
        yield running


@pytest.fixture(scope="module")
def chromium():
    if not CHROMIUM and not os.environ.get("REQUIRE_BROWSER"):
        pytest.skip("no Chromium is installed")
    assert CHROMIUM, "REQUIRE_BROWSER is set and no Chromium is installed"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Open a page; at the end of the test nothing may have been asked of another server."""
    contexts, requests, errors = [], [], []

    def open_page(running):
        context = chromium.new_context(viewport={"width": 1280, "height": 860})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append((running.url, request.url)))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(running.url)
        # The head tells the number of articles once the page is alive and has loaded.
        page.locator("#head", has_text=re.compile("article")).wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert requests
    assert [url for own, url in requests if not url.startswith((own, "data:", "blob:"))] == []
    assert errors == []


def ask(page, question):
    """Ask, and wait until the answer is whole; return its element."""
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    answer = page.locator("#chat .asked", has_text=question).last
    answer.wait_for()
    last = page.locator("#chat .answer").last
    last.locator(".receipt, .error").first.wait_for()
    return last


def quoted(page):
    """Return the marked text of the side panel: as printed, and with names in brackets."""
    return page.evaluate(
        """() => { const mark = document.querySelector("#panel mark").cloneNode(true);
        const shown = mark.textContent;
        mark.querySelectorAll(".fix").forEach(fix => fix.remove());
        return [mark.textContent, shown]; }"""
    )


@pytest.mark.browser
def test_every_number_opens_the_words_that_it_stands_for(visit, plain, tmp_path):
    page = visit(plain)
    answer = ask(page, "why Oracle over Microsoft?")
    with Archive(tmp_path, engine="extractive") as archive:
        archive.add(*EXAMPLES)
        expected = archive.ask("why Oracle over Microsoft?")
    citations = {c.number: c for claim in expected.claims for c in claim.citations}
    assert len(citations) > 3
    links = answer.locator("p.claim a.cite")
    assert links.all_inner_texts() == [
        f"[{c.number}]" for claim in expected.claims for c in claim.citations
    ]
    for number, citation in citations.items():
        answer.get_by_role("link", name=f"[{number}]", exact=True).first.click()
        assert quoted(page) == [citation.quote, bracketed(citation.article, citation.span)]
        panel = page.locator("#panel").inner_text()
        for fact in (citation.article.title, citation.article.outlet, "18 September 2020"):
            assert fact in panel
        assert "oracle-tiktok-analysis.txt" in panel
        assert len(panel) > len(citation.quote) + 200
    assert any(bracketed(c.article, c.span) != c.quote for c in citations.values())


@pytest.mark.browser
def test_citations_can_be_followed_from_the_keyboard_and_stay_after_more_questions(visit, plain):
    page = visit(plain)
    first = ask(page, "why Oracle over Microsoft?").locator("a.cite").first
    anchor = first.get_attribute("href")
    ask(page, "How many people died in the ferry accident?")
    anchors = [a.get_attribute("href") for a in page.locator("#chat p.claim a.cite").all()]
    assert len(set(anchors)) == len(anchors)
    old = page.locator(f'#chat a[href="{anchor}"]')
    old.focus()
    page.keyboard.press("Enter")
    page.locator("#panel mark").wait_for()
    assert "Oracle" in quoted(page)[0]
    assert page.evaluate("document.activeElement.className") == "src"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('href')") == anchor
    new = page.locator("#chat .answer").last.locator("p.claim a.cite").first
    new.click()
    assert "died" in quoted(page)[0]
    page.get_by_role("button", name="Clear", exact=True).click()
    page.locator("#chat .asked").first.wait_for(state="detached")
    ask(page, "How many people died in the ferry accident?")
    assert page.locator("#chat .asked").count() == 1


@pytest.mark.browser
def test_a_refusal_says_what_is_missing_and_opens_the_nearest_passages(visit, plain):
    page = visit(plain)
    answer = ask(page, "What does the mayor of Paris say about pensions?")
    assert "do not answer this" in answer.locator(".refusal").inner_text()
    assert "Paris" in answer.locator(".refusal").inner_text()
    answer.locator(".near a").first.click()
    assert len(page.locator("#panel .passage").inner_text()) > 40
    assert page.locator("#panel mark").count() == 0
    receipt = answer.locator("details.receipt")
    assert "extractive" not in answer.inner_text()
    receipt.locator("summary").click()
    assert "Engine: extractive" in receipt.inner_text()


@pytest.mark.browser
def test_what_a_question_is_narrowed_to_is_shown_and_undone(visit, plain):
    page = visit(plain)
    question = "According to TechMeridian, why Oracle over Microsoft?"
    answer = ask(page, question)
    assert answer.locator(".narrowed").inner_text() == "Only TechMeridian"
    page.locator("#again").click()
    page.locator("#chat .asked").nth(1).wait_for()
    again = page.locator("#chat .answer").nth(1)
    again.locator(".receipt").wait_for()
    assert again.locator(".narrowed").count() == 0
    page.locator("#again").wait_for(state="hidden")

    page.locator("#until input, #until textarea").fill("soon")
    assert "is no date" in ask(page, "Who owns the ferry?").inner_text()
    page.locator("#until input, #until textarea").fill("2019")
    assert "No article fits" in ask(page, "Who built the ferry?").inner_text()


@pytest.mark.browser
def test_the_summarize_tab_shows_an_article_and_a_pasted_text(visit, plain):
    page = visit(plain)
    page.get_by_role("tab", name="Summarize").click()
    page.locator("#go").click()
    page.locator("#summary .error", has_text="Choose an article").wait_for()
    page.locator("#choice input").click()
    page.get_by_role("option", name=re.compile("seven dead")).click()
    page.locator("#go").click()
    page.locator("#summary .receipt").wait_for()
    page.locator("#summary p.claim a.cite").first.click()
    claim = page.locator("#summary p.claim").first.inner_text()
    assert claim.startswith(" ".join(quoted(page)[0].split())[:60])
    assert "The Calder Bay Courier" in page.locator("#panel").inner_text()
    page.locator("#pasted textarea").fill(
        "Goat on the runway\n\nA goat named Biscuit was removed from the runway at Tarn Island on"
        " Monday. Three flights were late by about an hour, the airport said."
    )
    page.locator("#go").click()
    page.locator("#summary p.claim", has_text="Biscuit").first.wait_for()
    page.locator("#summary .receipt").wait_for()
    page.locator("#summary p.claim a.cite").first.click()
    assert "Biscuit" in page.locator("#panel .passage").inner_text()


@pytest.mark.browser
def test_the_summarize_tab_has_forms_a_digest_and_a_timeline(visit, plain):
    page = visit(plain)
    page.get_by_role("tab", name="Summarize").click()

    def choose(box, name):
        page.locator(f"{box} input").click()
        page.get_by_role("option", name=re.compile(name)).click()

    choose("#choice", "seven dead")
    choose("#style", "A brief")
    page.locator("#go").click()
    page.locator("#summary .receipt").wait_for()
    assert page.locator("#summary h4").all_inner_texts()[:2] == ["In short", "Key points"]
    choose("#choice", "story by story")
    page.locator("#go").click()
    page.locator("#summary h3", has_text="seven dead").wait_for()
    page.locator("#summary h3", has_text="TikTok contest").wait_for()
    page.locator("#summary .receipt").wait_for()
    page.locator("#summary p.claim a.cite").last.click()
    assert quoted(page)[0] in page.locator("#panel .passage").inner_text()
    page.locator("#first textarea, #first input").first.fill("2024")
    page.locator("#go").click()
    page.locator("#summary h3", has_text="TikTok contest").wait_for(state="detached")
    page.locator("#summary .receipt").wait_for()
    page.locator("#summary h3", has_text="seven dead").wait_for()
    choose("#choice", "as a timeline")
    page.locator("#go").click()
    page.locator("#summary h4", has_text="March 2024").first.wait_for()
    page.locator("#summary .receipt").wait_for()


@pytest.mark.browser
def test_the_summarize_tab_shows_what_is_not_used_and_compares(visit, plain):
    page = visit(plain)
    page.get_by_role("tab", name="Summarize").click()
    page.locator("#choice input").click()
    page.get_by_role("option", name=re.compile("seven dead")).click()
    page.locator("#go").click()
    unused = page.locator("#summary details.unused")
    unused.locator("summary").click()
    said = page.locator("#summary p.claim").all_inner_texts()
    left = unused.locator("li").all_inner_texts()
    assert left
    assert not any(line in claim for line in left for claim in said)
    page.locator("#language textarea, #language input").first.fill("Klingonese")
    page.locator("#go").click()
    page.locator("#summary .error", has_text="is no language").wait_for()
    page.locator("#language textarea, #language input").first.fill("")
    page.locator("#other input").click()
    page.get_by_role("option", name=re.compile("seven dead")).last.click()
    page.locator("#go").click()
    page.locator("#summary .error", has_text="Compare two articles").wait_for()
    page.locator("#other input").click()
    page.get_by_role("option", name=re.compile("TikTok contest")).last.click()
    page.locator("#go").click()
    page.locator("#summary h4", has_text="Only").first.wait_for()
    page.locator("#summary .receipt").wait_for()


@pytest.mark.browser
def test_a_title_in_the_list_opens_the_whole_article(visit, plain, tmp_path):
    page = visit(plain)
    page.get_by_role("tab", name="Articles").click()
    title = page.locator("#listing a", has_text="Behind the TikTok contest")
    title.click()
    page.locator("#panel .byline", has_text="TechMeridian").wait_for()
    with Archive(tmp_path, engine="extractive") as archive:
        archive.add(EXAMPLES[0])
        (article,) = archive.articles()
    whole = bracketed(article, Span(0, len(article.text)))
    assert whole != article.text
    assert page.locator("#panel .passage").text_content() == whole
    assert page.locator("#panel .src").bounding_box()["y"] >= 0
    page.get_by_role("button", name="Back to the list").click()
    assert title.evaluate("link => link === document.activeElement")


@pytest.mark.browser
def test_an_empty_archive_says_what_to_do_and_reports_on_files(visit, empty, tmp_path):
    page = visit(empty)
    page.get_by_text("The archive is empty").wait_for()
    assert page.locator("#examples button").count() == 0
    assert "no articles in the archive" in ask(page, "Who won?").inner_text()
    good, bad = tmp_path / "storm-ferry.html", tmp_path / "scan.pdf"
    good.write_bytes(EXAMPLES[1].read_bytes())
    bad.write_bytes(b"%PDF-1.7 nothing to read")
    upload(page, good, bad)
    page.locator("#report .added", has_text="seven dead").wait_for()
    failed = page.locator("#report .failed").inner_text()
    assert "scan.pdf is a PDF" in failed
    assert str(tmp_path) not in page.content()
    page.get_by_role("button", name="How many people died").wait_for()
    upload(page, good)
    page.locator("#report .unchanged").wait_for()
    good.write_text(good.read_text("utf-8").replace("Seven people died", "Eight people died"))
    upload(page, good)
    page.locator("#report .updated").wait_for()
    page.get_by_role("tab", name="Articles").click()
    page.locator("#listing li").wait_for()
    assert page.locator("#listing li small").all_inner_texts() == ["storm-ferry.html"]
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("button", name="How many people died").click()
    page.locator("#chat p.claim", has_text="people died").first.wait_for()
    page.locator("#chat .receipt").last.wait_for()
    page.locator("#chat p.claim a.cite").first.click()
    assert page.locator("#panel .origin").inner_text() == "storm-ferry.html"


def upload(page, *paths):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add articles").click()
    chooser.value.set_files(paths)


@pytest.mark.browser
def test_a_hostile_article_is_shown_as_text_and_does_nothing(visit, plain, tmp_path):
    page = visit(plain)
    article = tmp_path / "zorvania <i>.txt"
    article.write_text(HOSTILE, encoding="utf-8")
    upload(page, article)
    page.locator("#report .added").wait_for()
    answer = ask(page, "What did the Zorvania parliament do with its tariff?")
    shown = answer.locator("p.claim").all_inner_texts()
    for literal in ("**Zorvania**", "$x^2$", "<script>window.hacked=2</script>", "(javascript:"):
        assert literal in " ".join(shown)
    answer.locator("p.claim a.cite").first.click()
    passage = page.locator("#panel .passage").text_content()
    assert "![pixel](http://192.0.2.1/a.png) The **Zorvania** parliament" in passage
    assert quoted(page)[0] in HOSTILE
    page.get_by_role("tab", name="Summarize").click()
    page.locator("#choice input").click()
    page.get_by_role("option", name=re.compile("Zorvania")).click()
    page.locator("#go").click()
    page.locator("#summary .receipt").wait_for()
    assert "<b>Castleford</b> & elsewhere" in page.locator("#summary").inner_text()
    page.get_by_role("tab", name="Articles").click()
    page.locator("#listing li", has_text="<img src=http://192.0.2.1/title.png").wait_for()
    places = "#chat .answer, #summary, #listing, #panel, #report"
    assert page.locator(places).locator("img, script, iframe, b > b, code, .katex").count() == 0
    page.locator("#listing a", has_text="Zorvania").click()
    page.locator("#panel .passage", has_text="<b>Castleford</b> & elsewhere").wait_for()
    assert page.locator("#panel").locator("img, script, b").count() == 0
    assert page.evaluate("window.hacked") is None


@pytest.mark.browser
def test_words_not_yet_checked_are_marked_and_can_be_stopped(visit, modelled, model):
    page = visit(modelled)
    proven = "Seven people died when the ferry Marrin Star struck rocks in Skarrow Sound. "
    said = proven + "The mayor has blamed the owners of the harbour for it all."
    model.script(Say(said, hold_after=(len(said) - 10) // model.delta))
    page.locator("#question textarea").fill("How many people died?")
    page.locator("#question textarea").press("Enter")
    page.locator("#chat .draft", has_text="The mayor has").wait_for()
    assert "not yet checked" in page.locator("#chat .draft").inner_text()
    assert page.locator("#chat .draft a").count() == 0
    page.locator("#chat p.claim a.cite").first.wait_for()
    page.locator("#question .stop-button").click()
    page.locator("#chat .error", has_text="Stopped.").wait_for()
    assert page.locator("#chat .draft").count() == 0
    assert "Seven people died" in page.locator("#chat p.claim").inner_text()

    model.script('{"question": "How many people died?"}', said)
    answer = ask(page, "How many died?")
    assert answer.locator("p.claim").count() == 1
    assert answer.locator(".draft").count() == 0
    dropped = answer.locator("details", has_text="Not said")
    assert "The mayor" not in answer.inner_text()
    dropped.locator("summary").click()
    assert "The mayor has blamed" in dropped.inner_text()
    answer.locator("p.claim a.cite").first.click()
    assert quoted(page)[0].startswith("Seven people died when the ferry Marrin Star")


@pytest.mark.browser
def test_what_the_articles_say_can_be_read_while_the_model_is_silent(visit, modelled, model):
    page = visit(modelled)
    model.script(Say("Seven people died.", hold_after=0))
    page.locator("#question textarea").fill("How many people died on the Marrin Star?")
    page.locator("#question textarea").press("Enter")
    evidence = page.locator("#chat .evidence")
    evidence.wait_for()
    assert "fake is reading. Meanwhile, from the articles:" in evidence.inner_text()
    evidence.locator("p.claim a.cite").first.click()
    assert quoted(page)[0].startswith("Seven people died when the ferry Marrin Star")
    page.locator("#question .stop-button").click()
    page.locator("#chat .error", has_text="Stopped.").wait_for()
    assert page.locator("#chat .evidence").count() == 0
    assert "Seven people died when" in page.locator("#chat p.claim").first.inner_text()


@pytest.mark.browser
def test_after_an_error_the_next_question_is_answered(visit, modelled, model):
    page = visit(modelled)
    model.script(refuse(400, "no <b>luck</b>"))
    answer = ask(page, "How many people died?")
    assert "no <b>luck</b>" in answer.locator(".error").inner_text()
    model.script('{"question": "How many people were injured?"}')
    model.script(Say("Seven people died. A further 58 people were injured.", drop_after=3))
    answer = ask(page, "And how many were hurt?")
    assert "broke off" in answer.inner_text()
    assert answer.locator("p.claim", has_text="58 people were injured").count() == 1
    model.script('{"question": "How many people were injured?"}')
    model.script("A further 58 people were injured. <img src=http://192.0.2.1/x.png>")
    answer = ask(page, "How many people were injured?")
    assert "58 people were injured" in answer.locator("p.claim").inner_text()
    assert page.locator("#chat img[src*='192.0.2.1']").count() == 0
    page.get_by_role("tab", name="Summarize").click()
    page.locator("#choice input").click()
    page.get_by_role("option").first.click()
    model.script(refuse(400, "not now"))
    page.locator("#go").click()
    page.locator("#summary .error", has_text="not now").wait_for()
    model.script("Seven people died when the ferry Marrin Star struck rocks.")
    page.locator("#go").click()
    page.locator("#summary p.claim a.cite").first.wait_for()


@pytest.mark.browser
def test_visitors_do_not_see_each_other(visit, plain):
    ask(visit(plain), "why Oracle over Microsoft?")
    assert visit(plain).locator("#chat .asked").count() == 0


# --- Without a browser ------------------------------------------------------------------------


def test_an_answer_that_is_left_at_the_end_is_no_news():
    left = logging.LogRecord("asyncio", 40, "", 0, "left", None, (GeneratorExit, None, None))
    lost = logging.LogRecord("asyncio", 40, "", 0, "lost", None, (ValueError, None, None))
    log = logging.getLogger("asyncio.test")
    log.addFilter(ui._is_news)
    assert not log.filter(left)
    assert log.filter(lost)


def status_of(url, **headers):
    request = urllib.request.Request(url, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request) as response:
            return response.status, response.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers


def test_other_names_and_other_sites_are_turned_away(plain):
    code, headers = status_of(plain.url)
    assert code == 200
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert status_of(plain.url, Host="news.example")[0] == 400
    assert status_of(plain.url, Origin="https://news.example")[0] == 403
    assert status_of(plain.url, Origin="null")[0] == 403
    assert status_of(plain.url, Origin=plain.url)[0] == 200
    assert status_of(f"{plain.url}/docs")[0] == 404
    assert status_of(f"{plain.url}/article/0000")[0] == 404
    assert status_of(f"{plain.url}/article/0000", Host="news.example")[0] == 400
    assert status_of(f"{plain.url}/article/0000", Origin="https://news.example")[0] == 403


def test_ctrl_c_ends_it_and_frees_the_archive(tmp_path):
    process = subprocess.Popen(
        [sys.executable, ROOT / "ui.py", "--archive", tmp_path / "news", "--port", "0"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    running = Site(process, None)
    assert status_of(running.url)[0] == 200
    assert running.stop(signal.SIGINT) == 0, running.lines
    Archive(tmp_path / "news").close()
    assert not list(tmp_path.glob("newscite-page-*"))


def test_a_port_in_use_is_said_before_the_archive_is_opened(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NewsciteError, match=rf"Port {port} is in use .* --port"):
            ui.serve(tmp_path / "news", port=port)
    with pytest.raises(UsageError, match="--host"):
        ui.serve(tmp_path / "news", host="192.0.2.1", port=0)
    with pytest.raises(UsageError, match="no port 70000"):
        ui.serve(tmp_path / "news", port=70000)
    assert not (tmp_path / "news").exists()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_page_for_this_machine_alone_needs_no_warning(host):
    assert warning(host) == ""


@pytest.mark.parametrize(
    ("host", "unchecked"),
    [("0.0.0.0", True), ("::", True), ("192.168.1.9", False), ("news.example", False), ("", False)],
)
def test_a_page_for_others_has_a_warning(host, unchecked):
    assert f"whoever can reach {host}" in warning(host)
    assert "no password" in warning(host)
    assert ("is not checked" in warning(host)) is unchecked


def test_what_nobody_foresaw_is_said_in_the_chat_and_logged(caplog):
    turn = Turn("why?")
    assert list(turn.follow(lambda: [1 / 0])) == []
    assert "The answer could not be produced (ZeroDivisionError)." in text_of(turn.html)
    assert "ZeroDivisionError" in caplog.text
    assert turn.over


def text_of(markup):
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_all_that_an_answer_holds_is_shown():
    article = prepare(page("pact", "The <pact>", "byte skipping signed. It was late."))
    quote = Span(11, 32)
    repair = Repair(Span(11, 24), "byte skipping", "ByteDance")
    article = replace(article, repairs=(repair,))
    answer = Answer(
        "who?",
        claims=(
            Claim("It signed *it*.", (Citation(1, article, quote),), "supported"),
            Claim("It was early.", (Citation(1, article, quote),), "partly", "the time differs"),
        ),
        found=True,
        dropped=(Claim("It wept.", (), "unsupported", "nothing says so"),),
        notices=("mind the <gap>",),
    )
    shown = result_html(answer, "k")
    assert "\n" not in shown
    assert shown.count('href="#src-k-1"') == 2
    assert shown.count('id="src-k-1"') == 1
    assert '<p class="claim partly">' in shown
    text = text_of(shown)
    assert "It was early. [1] Partly supported: the time differs" in text
    assert "Not said, because the articles do not support it (1)It wept. nothing says so" in text
    assert "Note: mind the <gap>" in text
    mark = re.search("<mark>(.*?)</mark>", shown)[1]
    assert text_of(mark) == bracketed(article, quote) == "byte skipping [ByteDance] signed."
    assert text_of(re.sub('<span class="fix">.*?</span>', "", mark)) == "byte skipping signed."
    growing = result_html(replace(answer, complete=False, draft="It <was"), "k")
    assert "It <was not yet checked" in text_of(growing)
    assert "Not said" not in growing


def listed(article):
    names = [name for name in Listed.__slots__ if hasattr(article, name)]
    return Listed(**{name: getattr(article, name) for name in names}, added="2024-05-09T00:00:00")


def test_titles_and_nearest_passages_show_the_right_name_in_brackets():
    article = prepare(page("pact", "Byte skipping signs", "byte skipping signed. It was late."))
    first, second = Span(0, 13), Span(20, 33)
    repairs = (
        Repair(first, "Byte skipping", "ByteDance"),
        Repair(second, "byte skipping", "ByteDance"),
    )
    article = replace(article, repairs=repairs)
    passage = Passage("p", article.id, 1, 0, Span(20, 41), "", (Span(20, 41),))
    answer = Answer("who?", (), False, nearest=(Hit(passage, article, 1.0, None, 1, None),))
    for shown in (result_html(answer, "k"), listing_html([listed(article)]), article_html(article)):
        text = text_of(shown)
        assert "Byte skipping [ByteDance] signs" in text
        assert not re.search(r"byte skipping(?! \[ByteDance\])", text, re.IGNORECASE)


@pytest.mark.parametrize("text", ["", "plain words", "<b>&amp;", "`*_$![]()", "a\n\n\tb", "é €[1]"])
def test_any_text_is_shown_as_it_is_without_a_mark_for_html_or_markdown(text):
    shown = plain_html(text)
    assert text_of(shown) == text
    assert not set(shown) & set("<>`*_$![]()\n\t\"'.:/\\~|^{}=+-")


def test_an_article_from_the_web_without_an_outlet_has_its_host():
    article = prepare(page("pact", "The pact", "They signed it. It was late."))
    web = replace(article, outlet=None, origin="https://news.example/2024/")
    answer = Answer(
        "who?",
        claims=(Claim("It.", (Citation(1, web, Span(0, 4)),), "supported"),),
        found=True,
    )
    assert "Source 1: news.example," in html.unescape(result_html(answer, "k"))
    assert '<p class="byline">news&#46;example' in result_html(answer, "k")
    facts = (web.id, 1, web.origin, web.title, None, None, None, "en", "2025-03-01")
    assert "news.example" in text_of(listing_html([Listed(*facts)])).removesuffix(web.origin)
    assert "news.example · copy" in text_of(listing_html([Listed(*facts, copy_of="ab12")]))
    assert byline(replace(web, outlet="The Tern")).startswith("The Tern, ")
    assert byline(replace(web, origin="file:///tmp/pact.txt")).startswith("pact.txt, ")


def test_a_report_names_each_page_and_its_trouble():
    outcomes = (
        Outcome("a.txt", "added", "1234", "A <title>"),
        Outcome("b.pdf", "failed", reason="b.pdf is a PDF."),
    )
    assert text_of(report_html(Report(outcomes))) == "added A <title>failed b.pdf: b.pdf is a PDF."


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Three.", "Two.\n\nThree. Four.\n\nFive."),
        ("Four.", "Two.\n\nThree. Four.\n\nFive."),
        ("One.", "One.\n\nTwo."),
        ("Six.", "Five.\n\nSix."),
        ("One.\n\nTwo.\n\nThree. Four.\n\nFive.\n\nSix.", None),
    ],
)
def test_the_panel_shows_the_paragraphs_around_a_quote(quote, expected):
    text = "One.\n\nTwo.\n\nThree. Four.\n\nFive.\n\nSix."
    at = text.index(quote)
    around = _around(text, Span(at, at + len(quote)))
    assert text[around.start : around.end] == (expected or text)


def test_a_page_without_paragraphs_is_cut():
    text = "word " * 20_000
    around = _around(text, Span(50_000, 50_004))
    assert 2000 < around.end - around.start < 4000
