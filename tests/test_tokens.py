import gzip
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from index.tokens import _PATTERN, _RANKS, _encoding, count, fit, mostly_small


def test_known_counts():
    assert count("") == 0
    assert count("hello world") == 2
    assert count("antidisestablishmentarianism") == 6


def test_vocabulary_is_the_published_one():
    digest = hashlib.sha256(gzip.decompress(_RANKS.read_bytes())).hexdigest()
    assert digest == "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"


def test_pattern_is_that_of_tiktoken(monkeypatch):
    from tiktoken_ext import openai_public

    # Stands for the download; only the pattern beside it is wanted.
    monkeypatch.setattr(openai_public, "load_tiktoken_bpe", lambda *_, **__: {})
    assert openai_public.o200k_base()["pat_str"] == _PATTERN


def test_counting_opens_no_connection():
    # An audit hook cannot be removed, so it gets an interpreter of its own.
    script = (
        "import sys\n"
        "def hook(event, args):\n"
        "    if event.startswith('socket.') or (event == 'open' and 'w' in str(args[1])):\n"
        "        raise SystemExit(f'{event} {args}')\n"
        "from index.tokens import count\n"
        "import tiktoken\n"
        "sys.addaudithook(hook)\n"
        "print(count('hello world'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "2\n", "")


def test_special_tokens_are_plain_text():
    assert count("<|endoftext|>") > 1


def test_lone_surrogate_is_counted():
    assert count("a \ud800 b") > 0


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, " " * 1_000_000, "\n" * 1_000_000, "=" * 1_000_000, "新闻报道说" * 200_000],
    ids=["letters", "spaces", "newlines", "signs", "chinese"],
)
def test_a_million_characters_without_a_break(text):
    assert len(text) / 200 < count(text) < len(text)


@pytest.mark.parametrize(
    "part",
    [
        "The board's vote, 1,234 to 56, came late. ",
        "x = y;\n\n  \tz//\n",
        "新闻 报道。\r\n",
        "don't  ",
    ],
)
def test_slices_do_not_change_the_count(part):
    text = part * (70_000 // len(part))
    assert count(text) == len(_encoding().encode_ordinary(text))


def test_fit():
    texts = ["hello world"] * 4
    assert fit(texts, 8) == 4
    assert fit(texts, 7) == 3
    assert fit(texts, 1) == 0
    assert fit(texts, 0) == 0
    assert fit([], 5) == 0
    assert fit(["hello world", "", "hello world"], 2) == 2


@pytest.mark.parametrize("word", ["Laboratory", "farmers", "Burgers", "Storm"])
def test_words_that_are_mostly_written_small(word):
    assert mostly_small(word)


@pytest.mark.parametrize("word", ["Oracle", "apple", "London", "Klarsicht", "Marrin"])
def test_words_that_are_mostly_names(word):
    assert not mostly_small(word)
