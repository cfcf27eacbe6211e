import json
import os
import pty
import re
import shlex
import signal
import socket
import subprocess
import sys
import tomllib
import urllib.request
from pathlib import Path

import pytest
from openai_server import OpenAIServer, Say, refuse

import cli
from index.errors import NewsciteError
from rag.archive import Archive

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
ANALYSIS = str(EXAMPLES / "oracle-tiktok-analysis.txt")
FERRY = str(EXAMPLES / "storm-ferry-corrected.html")
FIRST_REPORT = str(EXAMPLES / "storm-ferry-first.md")
COLUMN = str(EXAMPLES / "ai-column-injected.html")
WHY = "why Oracle over Microsoft?"
HOW_MANY = "How many people died in the ferry accident?"
NOBODY = "Who won the Nobel Prize in 2031?"
DRAFT = "Seven people died in the ferry accident. The captain was drunk on gin."
STORY = """---
author: Una Prestwick
---
# Basin to close

The harbour authority will close its northern basin for nine weeks from Monday.

A crack in the lock gate was found last Tuesday by a survey crew from another port.
"""
OURS = ("NEWSCITE_", "OPENAI_", "NO_COLOR", "COLUMNS", "FORCE_COLOR")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An environment in which nothing of the user's is found: the archive, keys, settings."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NEWSCITE_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def folder(home):
    return home / "archive"


@pytest.fixture
def run(capsys):
    """Run a command in this process: its exit code, standard output and standard error."""

    def run(*arguments):
        code = cli.main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.fixture
def filled(run):
    assert run("add", ANALYSIS, FERRY)[0] == 0
    return run


@pytest.fixture
def server():
    with OpenAIServer() as server:
        yield server


def command(*arguments):
    return [sys.executable, "-W", "error", str(ROOT / "cli.py"), *map(str, arguments)]


def process(*arguments, stdin=b"", **environment):
    done = subprocess.run(
        command(*arguments),
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def terminal(*arguments, **environment):
    """Run a command whose output and errors go to a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environment}
    with subprocess.Popen(
        command(*arguments), stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=env
    ) as running:
        os.close(theirs)
        shown = b""
        try:
            while data := os.read(ours, 65536):
                shown += data
        except OSError:  # how Linux tells that the other side has gone
            pass
        os.close(ours)
    return running.returncode, shown.decode().replace("\r\n", "\n")


# --- The whole path ---------------------------------------------------------------------------


def test_a_pipe_gets_the_answer_as_the_api_words_it(home):
    code, out, err = process("ask", WHY, "--file", ANALYSIS)
    with Archive() as archive:
        archive.add(ANALYSIS)
        answer = archive.ask(WHY)
    assert code == 0
    assert out.decode() == f"{answer}\n"
    assert re.fullmatch(r"engine extractive, \d+ passages?, \d+\.\d s\n", err.decode())
    assert not (home / "archive").exists()
    assert not (home / "data").exists()


def test_a_terminal_shows_what_the_articles_say_until_the_model_has_written(home, server):
    server.script(Say("Seven people died on the ferry Marrin Star.", pause=1.0))
    settings = {"OPENAI_BASE_URL": server.url, "NEWSCITE_MODEL": "fake"}
    code, shown = terminal("ask", HOW_MANY, "--file", FERRY, **settings)
    assert code == 0, shown
    before, _, after = shown.partition("Seven people died on the ferry Marrin Star.")
    assert "fake is reading. Meanwhile, from the articles:" in before
    assert "Seven people died when the ferry" in before
    assert "is reading" not in after


def test_a_summary_of_a_page_from_standard_input_needs_no_archive(home):
    code, out, err = process("summarize", "-", "--length", 2, stdin=Path(FERRY).read_bytes())
    assert code == 0, err
    assert "[2]" in out.decode()
    assert "[3]" not in out.decode()
    assert not (home / "archive").exists()
    assert not (home / "data").exists()


def test_a_terminal_gets_colours_and_the_words_of_the_pipe(filled):
    code, shown = terminal("ask", WHY, "--file", ANALYSIS, "--quiet")
    piped = process("ask", WHY, "--file", ANALYSIS, "--quiet", COLUMNS="80")[1].decode()
    bare = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert code == 0
    assert "\x1b[36m[1]\x1b[0m" in shown
    assert bare.split() == piped.split()
    assert max(map(len, bare.splitlines())) <= 80


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colours_gets_plain_text(environment):
    code, shown = terminal("ask", NOBODY, "--file", FERRY, **environment)
    assert code == 0
    assert shown.startswith("The articles do not answer this.")
    assert "engine extractive" in shown
    assert "\x1b" not in shown


def test_claims_are_shown_as_they_are_proven_and_ctrl_c_stops_with_one_line(filled, server):
    server.script(Say(DRAFT, hold_after=12))  # in the midst of its second sentence
    asking = command("ask", HOW_MANY, "--engine", "model")
    env = {**os.environ, "OPENAI_BASE_URL": server.url}
    with subprocess.Popen(
        asking, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    ) as running:
        shown = b""
        while b"[1]" not in shown and (data := os.read(running.stdout.fileno(), 65536)):
            shown += data
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert shown == b"Seven people died in the ferry accident. [1]"
    assert (running.returncode, err) == (130, b"Stopped.\n")
    assert server.hung_up.wait(30)
    assert len(filled("list")[1].splitlines()) == 2


def test_a_reader_that_leaves_early_is_no_error(filled):
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(command("list"), stdout=writing, stderr=subprocess.PIPE) as running:
        os.close(writing)
        assert running.stderr.read() == b""
    assert running.returncode == 141


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["list"], ["list", "--json"], ["ask", HOW_MANY]]
)
def test_a_full_disk_is_one_sentence(filled, arguments):
    with FULL.open("wb") as full:
        done = subprocess.run(command(*arguments), stdout=full, stderr=subprocess.PIPE, check=False)
        assert done.returncode == 1
        assert done.stderr == (
            b"Error: The answer could not be written: No space left on device.\n"
        )
        silent = subprocess.run(command(*arguments), stdout=full, stderr=full, check=False)
        assert silent.returncode == 1


def test_output_that_cannot_show_a_character_gets_a_mark_and_json_stays_whole(run):
    page = EXAMPLES / "chip-plant-zh.txt"
    code, out, _ = process("summarize", page, PYTHONIOENCODING="ascii")
    assert code == 0
    assert b"[1]" in out
    assert out.isascii()
    code, out, _ = process("summarize", page, "--json", PYTHONIOENCODING="ascii")
    assert "芯片" in json.loads(out.decode("utf-8"))["articles"][0]["title"]


def test_another_process_that_holds_the_archive_is_named(folder):
    with Archive(folder):
        code, out, err = process("list")
    assert (code, out) == (1, b"")
    assert f"in use by process {os.getpid()}" in err.decode()
    assert err.count(b"\n") == 1


def test_help_is_light():
    shown = subprocess.run(
        [sys.executable, "-X", "importtime", ROOT / "cli.py", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "newscite ask" in shown.stdout
    heavy = {"rag", "rich", "numpy", "chromadb", "openai", "gradio", "platformdirs", "ui", "httpx"}
    loaded = {line.split("|")[-1].strip() for line in shown.stderr.splitlines()}
    assert "index.errors" in loaded
    assert not heavy & loaded


# --- Adding and looking up ----------------------------------------------------------------------


def test_what_cannot_be_read_is_reported_and_stops_nothing(run, tmp_path):
    files = {
        "binary.txt": bytes(range(256)) * 40,
        "empty.md": b"",
        "latin.txt": "Das Schiff lief auf Grund.\n\nEs hieß „Möwe“ und war größer.".encode(
            "cp1252"
        ),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    code, out, err = run("add", *(tmp_path / name for name in files), FERRY)
    assert code == 1
    assert [line.split()[0] for line in out.splitlines()[:4]] == [
        "failed",
        "failed",
        "added",
        "added",
    ]
    assert out.splitlines()[4] == "2 added, 2 failed"
    assert "empty.md is empty." in out
    assert err == ""
    assert "größer" in run("show", out.splitlines()[2].split()[1])[1]


def test_adding_again_is_free(filled):
    code, out, _ = filled("add", FERRY)
    assert code == 0
    assert out.splitlines()[-1] == "1 unchanged"


def test_the_list_is_aligned_and_has_one_article_a_line(filled):
    code, out, err = filled("list")
    assert (code, err) == (0, "")
    first, second = out.splitlines()
    assert re.match(r"[0-9a-f]{12}  2020-09-18  TechMeridian            Behind the", first)
    assert re.match(r"[0-9a-f]{12}  2024-03-15  The Calder Bay Courier  Skarrow", second)


def test_a_list_on_a_terminal_is_no_wider_than_it(filled):
    _, shown = terminal("list", NO_COLOR="1")
    first = shown.splitlines()[0]
    assert len(first) == 80
    assert first.endswith("…")


def test_show_has_the_article_its_blocks_and_its_page(filled):
    id_ = filled("list")[1][:12]
    assert "byte skipping [ByteDance]" in filled("show", id_)[1]
    assert filled("show", id_[:4], "--page")[1] == Path(ANALYSIS).read_text("utf-8") + "\n"
    blocks = filled("show", id_, "--blocks")[1]
    assert re.search(r"^ 2  kept     headline     .+\n    Behind the TikTok contest", blocks, re.M)
    assert re.search(r"^ 5  dropped  advert       .+\n    \S", blocks, re.M)
    assert re.search(r"\n\nKept \d+ of \d+ blocks, \d+ % of the words\.\n\Z", blocks)
    assert "…" in blocks
    assert len(filled("show", id_, "--blocks", "--whole")[1]) > len(blocks)


def test_show_corrects_what_was_kept(filled, folder):
    id_ = filled("list")[1][:12]
    code, out, err = filled("show", id_, "--keep", "1", "--drop", "4,5-6")
    assert (code, err) == (0, "")
    assert re.search(r"^1  kept     body         kept by you\n   Home > Cloud", out, re.M)
    assert re.search(r"^6  dropped  boilerplate  dropped by you\n", out, re.M)
    last = f"\n\n{id_} is version 2; the same holds for all pages of TechMeridian.\n"
    assert out.endswith(last)
    assert "Home > Cloud" in (folder / "corrections.toml").read_text("utf-8")
    shown = filled("show", id_)[1]
    assert "Home > Cloud" in shown
    assert "For six weeks" not in shown
    _, out, _ = filled("show", id_, "--forget", "4-5", "--blocks")
    assert re.search(r"^ 4  kept     body         reads as the article", out, re.M)
    assert re.search(r"^ 6  dropped  boilerplate  dropped by you", out, re.M)
    assert "For six weeks" in filled("show", id_, "--reset")[1]
    assert "by you" not in filled("show", id_, "--blocks")[1]
    assert filled("show", id_, "--reset")[1] == f"Nothing changed in {id_}.\n"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--drop", "1-999999"], "There is no block"),
        (["--drop", "4,x"], "'x' names no blocks"),
        (["--keep", "7-3"], "'7-3' names no blocks"),
        (["--keep", ""], "'' names no blocks"),
        (["--keep", "1", "--as", "advert"], "choose from headline"),
        (["--as", "body"], "--as says what"),
        (["--keep", "1", "--reset"], "or undo with"),
        (["--forget", "1", "--reset"], "or undo with"),
        (["--forget", "1"], "no correction"),
        (["--drop", "1", "--page"], "--page"),
    ],
)
def test_a_correction_that_cannot_be_is_said_and_changes_nothing(filled, folder, options, why):
    id_ = filled("list")[1][:12]
    before = filled("show", id_, "--json")[1]
    code, out, err = filled("show", id_, *options)
    assert (code, out) == (2, "")
    assert re.fullmatch(rf"Error: .*{why}.*\n", err)
    assert filled("show", id_, "--json")[1] == before
    assert not (folder / "corrections.toml").exists()


def test_removing_takes_every_id_or_none(filled):
    ids = [line.split()[0] for line in filled("list")[1].splitlines()]
    assert filled("remove", ids[0], "ffff")[0] == 2
    assert len(filled("list")[1].splitlines()) == 2
    code, out, _ = filled("remove", ids[0], ids[0][:5])
    assert code == 0
    assert out.startswith(f"removed    {ids[0]}  Behind")
    assert filled("list")[1].startswith(ids[1])


def test_search_and_rebuild(filled):
    code, out, _ = filled("search", "ferry", "inquiry", "-k", 1)
    assert code == 0
    assert re.match(r"[0-9a-f]{12}  The Calder Bay Courier, 15 March 2024, Skarrow", out)
    assert filled("rebuild")[:2] == (0, "Rebuilt the index of 2 articles.\n")
    assert filled("search", "ferry", "inquiry", "-k", 1)[1] == out


# --- Asking -------------------------------------------------------------------------------------


def test_a_refusal_is_a_result(filled):
    code, out, _ = filled("ask", NOBODY)
    assert code == 0
    assert out.startswith("The articles do not answer this.")
    assert "Nearest passages" in out


def test_sources_stand_under_the_byline_of_their_article(run):
    out = run("ask", WHY, "--file", ANALYSIS)[1]
    sources = out.split("\nSources\n")[1]
    assert sources.count("TechMeridian, 18 September 2020") == 1
    assert re.search(r"^\[1\] “", sources, re.M)
    assert re.search(r"^\[2\] “", sources, re.M)


def test_words_of_a_question_need_no_quotation_marks(filled):
    asked = filled("ask", *HOW_MANY.split())
    assert asked[:2] == filled("ask", HOW_MANY)[:2]


def test_one_article_can_be_asked_alone(filled):
    ids = [line.split()[0] for line in filled("list")[1].splitlines()]
    assert "[1]" in filled("ask", HOW_MANY, "--article", ids[1][:4])[1]
    assert filled("ask", HOW_MANY, "--article", ids[0])[1].startswith("The articles do not")


def test_a_file_that_cannot_be_read_is_noted_beside_the_others(run, tmp_path):
    (tmp_path / "empty.txt").touch()
    code, out, err = run("ask", HOW_MANY, "--file", FERRY, "--file", tmp_path / "empty.txt")
    assert code == 0
    assert "[1]" in out
    assert "empty.txt is empty." in out.replace("\n", " ")
    assert "empty.txt is empty." in err
    code, out, err = run("ask", HOW_MANY, "--file", tmp_path / "empty.txt")
    assert (code, out) == (1, "")
    assert err == f"Error: {tmp_path / 'empty.txt'} is empty.\n"


def test_a_summary_takes_paths_ids_and_queries(filled, folder, monkeypatch, tmp_path):
    id_ = filled("list")[1][:12]
    by_id = filled("summarize", id_, "--length", 1)
    assert by_id[0] == 0
    assert "TechMeridian" in by_id[1]
    assert "Skarrow" in filled("summarize", "ferry accident", "--quiet")[1]
    (tmp_path / "beef").write_bytes(Path(FERRY).read_bytes())
    monkeypatch.chdir(tmp_path)
    for arguments in (["beef"], ["--file", "beef"]):
        code, out, _ = filled("summarize", *arguments, "--archive", "none")
        assert code == 0
        assert "Skarrow" in out
    assert not Path("none").exists()


ACTING = r"[\x00-\x09\x0b-\x1f\x7f-\x9f]"


def test_what_would_act_on_a_terminal_is_taken_out(run, tmp_path):
    page = tmp_path / "page.txt"
    text = (
        "Tern news\n\nThe Tern Institute hired \x1b[31mnine\x1b]0;x\x07 [red]reporters[/red]"
        "\u009b2J in May 2024.\n\n" + "Its desk is the largest of its kind in the north. " * 20
    )
    page.write_text(text, encoding="utf-8")
    id_ = run("add", page)[1].split()[1]
    for command in (["show", id_], ["show", id_, "--page"], ["show", id_, "--blocks"]):
        _, out, err = run(*command)
        assert "[red]reporters[/red]2J in May" in " ".join(out.split())
        assert not re.search(ACTING, out + err)
        _, shown = terminal(*command, "--quiet")
        assert "[31mnine]0;x [red]reporters[/red]2J in May" in " ".join(shown.split())
        assert "\x1b[31mnine" not in shown
        assert "\x1b]0;" not in shown
    _, out, _ = run("show", id_, "--page", "--json")
    assert not re.search(ACTING, out)
    assert json.loads(out)["page"] == text


def test_a_model_cannot_act_on_a_terminal_either(run, server, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    server.script("Seven people \x1b[2Jdied in the [red]ferry[/red] accident.")
    _, out, _ = run("ask", HOW_MANY, "--file", FERRY)
    assert "[red]ferry[/red]" in out
    assert not re.search(ACTING, out)


def test_notes_are_seen_where_the_answer_goes_to_a_file(run):
    _, out, err = run("summarize", COLUMN)
    assert "Note: The robot" in out
    assert "Note: The robot" in err
    _, out, err = run("summarize", COLUMN, "--quiet")
    assert "Note: The robot" in out
    assert err == ""


# --- With a model -------------------------------------------------------------------------------


def test_a_model_drafts_and_what_is_not_proven_is_told(run, server, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    looked = {"verdicts": [{"number": 1, "verdict": "supported"}]}
    server.script(DRAFT, json.dumps(looked))
    code, out, err = run("ask", HOW_MANY, "--file", FERRY, "--model", "fake")
    assert code == 0
    assert out.startswith("Seven people died in the ferry accident. [1]")
    assert "- The captain was drunk on gin." in out
    assert re.fullmatch(r"engine model, fake, 22 \+ 14 tokens, \d+ passages?, \S+ s\n", err)


def test_engine_auto_answers_without_a_model_that_is_down(run, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", down())
    code, out, err = run("ask", HOW_MANY, "--file", FERRY)
    assert code == 0
    assert "seven people died" in out.lower()
    assert "is the server running there? This was made without a model." in err
    assert "engine extractive" in err


def test_engine_model_fails_with_a_model_that_is_down(run, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", down())
    for engine in (["--engine", "model"], ["--model", "fake"]):
        code, out, err = run("ask", HOW_MANY, "--file", FERRY, *engine)
        assert (code, out) == (1, "")
        assert err.startswith("Error: No connection to 127.0.0.1:")
        assert err.count("\n") == 1


def test_engine_model_without_an_endpoint_says_what_to_set(run):
    code, _, err = run("summarize", FERRY, "--engine", "model")
    assert code == 1
    assert "OPENAI_BASE_URL" in err


def down():
    """Return a base URL that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/v1"


# --- The page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_chat_serves_the_page_until_ctrl_c(folder, host):
    # Without -W error: Gradio leaves an event loop open.
    serving = [sys.executable, str(ROOT / "cli.py"), "chat", "--port", "0", "--no-browser"]
    serving += ["--host", host]
    with subprocess.Popen(serving, stderr=subprocess.PIPE) as page:
        while b"newscite is at " not in (line := page.stderr.readline()):
            assert line, "it ended without serving"
        url = re.search(rb"http://\S+", line)[0].decode()
        with urllib.request.urlopen(url, timeout=60) as reply:
            assert b"newscite" in reply.read()
        page.send_signal(signal.SIGINT)
        rest = page.stderr.read()
    assert page.returncode == 0
    assert (b"Warning: the page has no password" in rest) is (host == "0.0.0.0")
    assert rest.count(b"\n") == (host == "0.0.0.0")
    assert (folder / "catalog.sqlite").exists()


# --- Failures and misuse ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "why?"],
        ["search", "why?"],
        ["summarize", "the ferry"],
        ["show", "abcd"],
        ["remove", "abcd"],
        ["rebuild"],
    ],
)
def test_without_articles_it_says_to_add_some_and_makes_no_folder(run, folder, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert err == (
        f"Error: The archive {folder} has no articles yet: add some with `newscite add PATH`.\n"
    )
    assert not folder.exists()


def test_the_list_of_no_articles_is_empty_and_says_so(run, folder):
    code, out, err = run("list")
    assert (code, out) == (0, "")
    assert "newscite add" in err
    assert not folder.exists()


def test_an_archive_whose_articles_are_gone_is_empty_too(filled):
    ids = [line.split()[0] for line in filled("list")[1].splitlines()]
    filled("remove", *ids)
    for arguments in (["ask", WHY], ["search", "x"]):
        code, out, err = filled(*arguments)
        assert (code, out) == (1, "")
        assert "newscite add" in err


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (["serch", "x"], "did you mean search?"),
        (["why Oracle?"], "see `newscite --help`"),
        (["ask"], "required: QUESTION; see `newscite ask --help`"),
        (["ask", " ", "--file", FERRY], "ask something"),
        (["ask", "x", "--engine", "modle"], "did you mean model?"),
        (["ask", "x", "--file", FERRY, "--article", "abcd"], "leave out --article"),
        (["ask", "x", "--file", FERRY, "--since", "2020"], "leave out --article, --since"),
        (["summarize", FERRY, "--since", "2020"], "give a query"),
        (["ask", "x", "--file", "none.txt"], "no file or folder called"),
        (["add", "none.txt"], "no file or folder called none.txt"),
        (["add", "http:///x"], "not a web address"),
        (["summarize", "--compare", "a", "b", "--timeline"], "takes two articles"),
        (["summarize", "--timeline", "--length", "3"], "all events"),
        (["summarize", "none.txt"], "no file or folder called"),
        (["summarize", FERRY, "--length", "0"], "1 to 100"),
        (["summarize", FERRY, "--budget", "0"], "above 0"),
        (["summarize", FERRY, "--language", "de"], "needs a model"),
        (["summarize", FERRY, "--length", "six"], "invalid int value: 'six'"),
        (["list", "--archive", ""], "name a folder"),
        (["chat", "--port", "70000", "--no-browser"], "There is no port 70000"),
        (["list", "--all"], "Unrecognized arguments: --all"),
    ],
)
def test_misuse_is_one_sentence_with_the_cure(run, arguments, cure):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert cure in err
    assert err.count("\n") == 1
    code, out, err = run(*arguments, "--json")
    assert (code, err) == (2, "")
    assert json.loads(out)["error"] == "usage"


def test_a_misspelt_path_makes_no_archive_and_adds_nothing(run, folder):
    for wrong in ("typo.txt", "http:///x", ""):
        assert run("add", FERRY, wrong)[0] == 2
        assert not folder.exists()


def test_a_setting_that_is_wrong_is_misuse(run, monkeypatch):
    monkeypatch.setenv("NEWSCITE_BUDGET", "many")
    code, _, err = run("ask", "x", "--file", FERRY)
    assert code == 2
    assert "NEWSCITE_BUDGET must be a number" in err


def test_a_file_in_the_place_of_the_archive_is_explained(run, folder):
    folder.write_text("not a folder")
    for arguments in (["list"], ["add", FERRY], ["ask", "x"]):
        code, out, err = run(*arguments)
        assert (code, out) == (1, "")
        assert "--archive" in err
        assert "failed unexpectedly" not in err


def test_what_nobody_foresaw_is_one_sentence_too(filled, folder, monkeypatch, capsys):
    (folder / "catalog.sqlite").unlink()
    (folder / "catalog.sqlite").mkdir()
    code, _, err = filled("list")
    assert code == 1
    assert err.count("\n") == 1
    # A module that cannot be loaded is nothing the user asked for.
    monkeypatch.setitem(sys.modules, "rag.render", None)
    code, _, err = filled("search", "x")
    assert code == 1
    assert re.fullmatch(r"newscite failed unexpectedly: .+; set NEWSCITE_DEBUG=1 for .+\n", err)
    monkeypatch.setenv("NEWSCITE_DEBUG", "1")
    assert cli.main(["search", "x"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_no_arguments_print_the_help_and_version_the_version(run):
    assert run() == run("--help")
    assert run()[0] == 0
    assert re.fullmatch(r"newscite \d\S*\n", run("--version")[1])


def test_every_command_has_an_example(run):
    names = re.findall(r"^    (\w+)  ", run("--help")[1], re.M)
    assert len(names) == 11
    for name in names:
        code, out, _ = run(name, "--help")
        assert code == 0
        assert f"example:\n  newscite {name}" in out


# --- The glossary -----------------------------------------------------------------------------


def slip_pages(folder):
    """Write three articles of one story in which two names came out wrong."""
    stories = tomllib.loads((ROOT / "tests" / "slips.toml").read_text(encoding="utf-8"))["article"]
    texts = [story["text"].strip() for story in stories if story["story"] == "quillon"]
    pages = [folder / f"quillon-{number}.txt" for number in range(len(texts))]
    for page, text in zip(pages, texts, strict=True):
        page.write_text(text, encoding="utf-8")
    return pages


@pytest.fixture
def slipped(run, tmp_path):
    assert run("add", *slip_pages(tmp_path))[0] == 0
    return run


def test_a_suggested_name_is_accepted_by_the_command_that_is_printed(slipped, folder):
    code, out, err = slipped("glossary", "suggest")
    assert (code, err) == (0, "")
    first = out.split("\n\n")[0]
    assert first.startswith("feather pen -> Quillon\n    6 times in 2 articles; ")
    assert "feather pen wants to earn" in first
    command = shlex.split(first.splitlines()[-1])
    assert command == ["newscite", "glossary", "accept", "feather pen"]
    code, out, _ = slipped(*command[1:])
    assert (code, out) == (0, "feather pen is Quillon now.\n2 articles changed.\n")
    assert 'printed = ["feather pen"]' in (folder / "glossary.toml").read_text()
    assert "feather pen" not in slipped("glossary", "suggest")[1]
    assert "feather pen [Quillon]" in slipped("ask", "Why had Quillon no choice?")[1]
    code, out, _ = slipped("glossary", "remove", "Quillon")
    assert (code, out) == (0, "Your own entries for Quillon are gone.\n2 articles changed.\n")


def test_a_name_that_is_not_suggested_is_a_misuse_and_adds_none(slipped, folder):
    code, out, err = slipped("glossary", "accept", "feather pen", "fountain pen")
    assert (code, out) == (2, "")
    assert "'fountain pen' is not suggested, 'feather pen', 'bytepebble' is" in err
    assert not (folder / "glossary.toml").exists()


def test_names_are_added_and_listed(run, folder):
    assert "Oracle (built in)\n    oracle bone inscriptions" in run("glossary", "list")[1]
    assert not folder.exists()
    code, out, _ = run("glossary", "add", "Vell", "well port", "vale", "--near", "ferry")
    assert (code, out) == (0, "well port, vale are Vell now.\nNo article changed.\n")
    assert run("glossary", "list")[1].endswith("Vell\n    well port, vale\n    near ferry\n")
    code, _, err = run("glossary", "remove", "Oracle")
    assert code == 2
    assert "no glossary entry of its own for 'Oracle'; it has Vell" in err


def test_a_model_says_what_it_thinks_of_a_suggestion(slipped, server, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    server.script('{"verdicts": [{"number": 1, "mistranslated": false}]}', refuse(401))
    out = slipped("glossary", "suggest")[1]
    assert out.count("the model says: no") == 1
    code, out, err = slipped("glossary", "suggest")
    assert code == 0
    assert "feather pen -> Quillon" in out
    assert re.match(r"Note: .* This was made without a model\.\n\Z", err)


def test_an_archive_without_slips_has_no_suggestions(filled):
    assert filled("glossary", "suggest")[1] == "No name seems to have come out wrong.\n"


def test_the_glossary_alone_prints_its_help(run):
    code, out, _ = run("glossary")
    assert code == 0
    assert "suggest" in out


# --- Names as printed, the right ones in brackets: one rule for all that is shown ---------------

PRINTED = """# Byte skipping sues over TikTok

On Monday byte skipping, the owner of TikTok, went to court. The lawyer Ana Vance said that "byte skipping sees the law as a wall" in Norvik.
"""


def test_titles_quotes_and_texts_show_both_names(run, tmp_path, server, monkeypatch):
    page = tmp_path / "sues.md"
    page.write_text(PRINTED, encoding="utf-8")
    title = "Byte skipping [ByteDance] sues over TikTok"
    assert title in run("add", page)[1]
    assert title in run("list")[1]
    id_ = run("list")[1][:12]
    for command in (
        ["show", id_],
        ["search", "court"],
        ["ask", "When did ByteDance go to court?"],
        ["ask", NOBODY],
        ["summarize", id_],
    ):
        out = " ".join(run(*command)[1].split())
        assert "ByteDance" in out
        assert title in out
        assert not re.search(r"byte skipping(?! \[ByteDance\])", out, re.IGNORECASE), command
        assert not re.search(r"(?<!\[)ByteDance(?!\])", out), command
    hit = json.loads(run("search", "court", "--json")[1])["hits"][0]
    assert (hit["article"]["title"], hit["article"]["title_shown"]) == (
        title.replace(" [ByteDance]", ""),
        title,
    )
    assert "[ByteDance]" in hit["shown"]
    assert "[ByteDance]" not in hit["text"]
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    server.script('The lawyer Ana Vance said that "ByteDance sees the law as a wall".')
    out = run("summarize", id_, "--engine", "model")[1]
    quoted = 'The lawyer Ana Vance said that "byte skipping [ByteDance] sees the law as a wall".'
    assert out.startswith(f"{quoted} [1]")
    assert run("remove", id_)[1].endswith(f"{title}\n")


def test_a_search_is_narrowed_by_options_and_a_question_by_its_words(filled):
    code, out, _ = filled("search", "oracle", "--outlet", "TechMeridian", "--since", "2020-09")
    assert code == 0
    assert "TechMeridian" in out
    assert filled("search", "oracle", "--until", "2019")[1].strip() == ""
    code, _, err = filled("search", "oracle", "--outlet", "TechMeridien")
    assert (code, "nearest there: TechMeridian" in err) == (2, True)
    question = "According to TechMeridian, why Oracle over Microsoft?"
    assert filled("ask", question)[1].startswith("Only TechMeridian")
    assert not filled("ask", question, "--literal")[1].startswith("Only")


def test_a_dry_run_says_what_it_would_take_and_asks_nobody(run, server, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("NEWSCITE_PRICE", "0.15/0.60")
    code, out, err = run("summarize", FERRY, "--dry-run")
    assert (code, err, server.requests) == (0, "", [])
    assert re.fullmatch(r"About 1 call, [\d,]+ tokens in and 240 out \(.*\), \$0\.000\d\.\n", out)
    code, out, err = run("summarize", FERRY, "--budget", "100")
    assert (code, out) == (2, "")
    assert "more than the 100 tokens" in err
    assert not server.chats


@pytest.mark.parametrize("which", [[], ["ferry"], ["--timeline"]])
def test_a_dry_run_of_a_digest_takes_nothing(filled, which):
    assert filled("summarize", *which, "--dry-run")[:2] == (0, "No calls of a model.\n")


# --- JSON, as docs/json.md has it ---------------------------------------------------------------


def documented():
    """Return {section: {path: type}} of docs/json.md, objects in place of their names."""
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    raw = {}
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        rows = re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", section, re.M)
        raw[section.split("\n")[0]] = dict(rows)
    whole = {}
    for name, rows in raw.items():
        whole[name] = {}
        for path, kind in rows.items():
            if kind == "answer":
                same = raw["newscite.answer/1"]
                rows_of = {p: k for p, k in same.items() if re.match(rf"{path}(?![\w])", p)}
            else:
                rows_of = {path: kind}
            for p, k in rows_of.items():
                whole[name].update(expanded(p, k, raw))
    whole["newscite.article/1"].update(raw["Article"])
    whole["newscite.model/1"].update(raw["Model"])
    return whole


def expanded(path, kind, raw):
    if kind not in ("article", "hit", "model"):
        return {path: kind}
    found = {} if path.endswith("[]") else {path: "object"}
    for inner, inner_kind in raw[kind.capitalize()].items():
        found.update(expanded(f"{path}.{inner}", inner_kind, raw))
    return found


TYPES = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def paths(value, at=""):
    """Yield (path, value) for all in a JSON value but objects in lists; free keys are `*`."""
    if at and not (at.endswith("[]") and isinstance(value, dict)):
        yield at, value
    if isinstance(value, dict):
        for key, inner in value.items():
            name = "*" if at in ("receipt.prompts", "receipt.seconds") else key
            yield from paths(inner, f"{at}.{name}" if at else name)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{at}[]")


@pytest.fixture
def outputs(filled, server, monkeypatch, tmp_path):
    """Every kind of document, enough of each that nothing in it is always empty."""
    (tmp_path / "empty.txt").touch()
    line = "The harbour is closed to ships until the storm is over, the board said."
    for name in ("one", "two"):
        text = f"The crane {name} fell into the water at noon, a witness said.\n\n{line}\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "own.gguf").write_bytes(b"GGUF")
    slips = slip_pages(tmp_path)
    id_ = filled("list")[1][:12]
    reprint, changing = tmp_path / "reprint.txt", tmp_path / "changing.md"
    text = Path(ANALYSIS).read_text(encoding="utf-8")
    reprint.write_text(text.replace("TechMeridian", "Harbour Gazette"), encoding="utf-8")
    filled("add", reprint)
    for text in STORY, STORY.replace("nine", "six").replace("# Basin", "# Northern basin"):
        changing.write_text(text, encoding="utf-8")
        changing_id = re.search(r"^\w+ +([0-9a-f]{12})", filled("add", changing)[1])[1]
    commands = [
        ["show", filled("search", "oracle", "-k", 1)[1][:12]],
        ["show", changing_id, "--diff"],
        ["model", "pull", tmp_path / "own.gguf"],
        ["model", "list"],
        ["ask", WHY],
        ["ask", NOBODY],
        ["ask", "According to TechMeridian, why Oracle over Microsoft?"],
        ["summarize", COLUMN, ANALYSIS],
        ["summarize", id_, id_[:11], "--coverage"],
        ["summarize", "oracle"],
        ["summarize"],
        ["summarize", "--new-since", "2020-01-01"],
        ["summarize", "--timeline"],
        ["summarize", "--compare", FERRY, FIRST_REPORT],
        ["summarize", COLUMN, "--dry-run"],
        ["add", FERRY, FIRST_REPORT, COLUMN, tmp_path / "empty.txt"],
        ["ask", "How many people died on the Marrin Star?"],
        ["search", "oracle"],
        ["list"],
        ["show", id_],
        ["show", id_, "--page"],
        ["show", filled("search", "robot", "-k", 1)[1][:12], "--blocks"],
        ["rebuild"],
        ["show", "ffff"],
        [
            "show",
            filled("add", tmp_path / "one.txt", tmp_path / "two.txt")[1].split()[1],
            "--drop",
            "2",
        ],
        ["remove", id_],
        ["add", *slips],
        ["glossary", "suggest"],
        ["glossary", "accept", "feather pen"],
        ["glossary", "add", "Vell", "well port", "--near", "ferry", "--unless", "oil"],
    ]
    texts = [filled(*command, "--json")[1] for command in commands]
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    for question in (["ask", HOW_MANY, "--file", FERRY, "--file", COLUMN], ["summarize", FERRY]):
        server.script(DRAFT)
        texts.append(filled(*question, "--json")[1])
    server.script('{"verdicts": [{"number": 1, "mistranslated": true}]}', refuse(401))
    texts += [filled("glossary", "suggest", "--json")[1] for _ in range(2)]
    texts.append(filled("remove", filled("search", "robot", "-k", 1)[1][:12], "--json")[1])
    return [json.loads(text) for text in texts]


def test_the_documented_keys_and_types_are_those_of_the_output(outputs):
    expected = {name: keys for name, keys in documented().items() if "/" in name}
    assert {output["schema"] for output in outputs} == set(expected)
    seen = {name: set() for name in expected}
    for output in outputs:
        kinds = expected[output["schema"]]
        for path, value in paths(output):
            assert path in kinds, f"{output['schema']} does not document {path}"
            assert any(type(value) in TYPES[kind] for kind in kinds[path].split(" or ")), path
            seen[output["schema"]].add(path)
    for name, keys in expected.items():
        # Few articles have notices: that a summary shows some is enough. Few claims lack words.
        rare = {k for k in keys if "unsaid[]" in k or "focus[]" in k}
        rare |= set() if name == "newscite.summary/1" else {k for k in keys if "notices[]" in k}
        if name in ("newscite.digest/1", "newscite.timeline/1"):  # made without a model
            rare |= {"receipt.prompts.*"}
        assert set(keys) - rare <= seen[name], name


# --- Copies and versions --------------------------------------------------------------------------


def test_a_copy_is_told_where_it_is_added_listed_and_shown(filled, tmp_path):
    reprint = tmp_path / "reprint.html"
    reprint.write_bytes(Path(FERRY).read_bytes())
    origin = filled("search", "ferry", "-k", 1)[1][:12]
    out = filled("add", reprint)[1]
    copy = re.search(r"^added +([0-9a-f]{12})", out)[1]
    assert f"(a copy of {origin})" in out
    assert f"[copy of {origin[:4]}] Skarrow" in filled("list")[1]
    listed = json.loads(filled("list", "--json")[1])
    assert listed["copies"] == [{"id": copy, "copy_of": origin}]
    assert f"\nCopy of: {origin}  The Calder Bay Courier" in filled("show", copy)[1]
    assert f"\nCopied by: {copy}  The Calder Bay Courier" in filled("show", origin)[1]
    filled("remove", origin)
    assert "Copy of" not in filled("show", copy)[1]
    assert "[copy of" not in filled("list")[1]


def test_versions_are_listed_shown_and_compared(run, tmp_path):
    page = tmp_path / "story.md"
    for text in (STORY, STORY.replace("nine", "six"), STORY.replace("nine", "five")):
        page.write_text(text, encoding="utf-8")
        out = run("add", page)[1]
    id_ = re.search(r"^updated +([0-9a-f]{12})", out)[1]
    lines = run("show", id_, "--versions")[1].splitlines()
    assert [line.split("  ")[0] for line in lines] == ["version 1", "version 2", "version 3"]
    assert [line.split("  ")[2] for line in lines] == ["first seen", "1 changed", "1 changed"]
    assert "basin for [-six-] {+five+} weeks" in run("show", id_, "--diff")[1]
    assert "basin for [-nine-] {+five+} weeks" in run("show", id_, "--diff", 1)[1]
    assert "[-nine-] {+six+}" in run("show", id_, "--version", 2, "--diff")[1]
    assert "nine weeks" in run("show", id_, "--version", 1)[1]
    assert run("show", id_, "--version", 1, "--page")[1] == f"{STORY}\n"
    code, _, err = run("show", id_, "--version", 1, "--diff")
    assert (code, "no version before 1" in err) == (2, True)
    assert run("show", id_, "--diff", 7)[0] == 2


def test_what_changed_is_coloured_on_a_terminal(run, tmp_path):
    page = tmp_path / "story.md"
    for text in (STORY, STORY.replace("nine", "six")):
        page.write_text(text, encoding="utf-8")
        id_ = re.search(r"([0-9a-f]{12})", run("add", page)[1])[1]
    _, shown = terminal("show", id_, "--diff")
    assert "\x1b[31m[-nine-]" in shown
    assert "\x1b[32m{+six+}" in shown


def test_json_is_what_the_api_gives(run):
    _, out, err = run("summarize", FERRY, "--json")
    with Archive() as archive:
        summary = archive.summarize(FERRY).to_dict()
    printed = json.loads(out)
    for document in (summary, printed):
        document["receipt"]["seconds"] = {}
    assert printed == summary
    assert err == ""


def test_quotes_in_json_are_the_characters_of_the_article_and_the_page(filled):
    sources = json.loads(filled("ask", WHY, "--json")[1])["sources"]
    assert sources
    for source in sources:
        shown = json.loads(filled("show", source["article"]["id"], "--page", "--json")[1])
        assert shown["text"][source["start"] : source["end"]] == source["quote"]
        page = shown["page"][source["page_start"] : source["page_end"]]
        assert page.split()[0] == source["quote"].split()[0]


def test_every_kind_of_error_is_documented():
    def kinds(error):
        yield cli._kind(error(""))
        for below in error.__subclasses__():
            yield from kinds(below)

    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- `(\w+)`:", text.split("## newscite.error/1")[1], re.M)
    ours = {kind for error in NewsciteError.__subclasses__() for kind in kinds(error)}
    assert set(listed) == ours | {"stopped", "unexpected"}
