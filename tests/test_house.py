"""The house stays in order: imports point down, each library has its home, start-up stays light."""

from __future__ import annotations

import ast
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import prompts
import rag

ROOT = Path(__file__).parent.parent
# Two need libraries of their own, for training: lightgbm and torch.
BENCHES = sorted(
    {*(ROOT / "bench").glob("*.py")}
    - {ROOT / "bench" / name for name in ("train_lines.py", "export_embedding_model.py")}
)
FLOORS = {
    "index": set[str](),
    "prompts": set[str](),
    "rag": {"index", "prompts"},
    "terminal": {"rag", "index"},
    "page": {"rag", "index"},
    "cli": {"terminal", "rag", "index"},
    "ui": {"page", "rag", "index"},
}
HOMES = {
    "babel": {"rag/faithful.py"},
    "charset_normalizer": {"index/decode.py"},
    "chromadb": {"index/vectors.py"},
    "dateparser": {"index/months.py"},
    "docx": {"rag/word.py"},
    "feedparser": {"index/feeds.py"},
    "fastapi": {"page/guards.py"},
    "filelock": {"index/lock.py"},
    "gradio": {"ui.py"},
    "httpx": {"index/fetch.py", "rag/hub.py", "rag/rerank.py"},
    "huggingface_hub": {"rag/hub.py"},
    "jiter": {"rag/salvage.py"},
    "lxml": {"index/metadata.py"},
    "mammoth": {"index/word.py"},
    "onnxruntime": {"index/embed.py", "index/taggers.py"},
    "openai": {"rag/llm.py", "rag/cures.py", "index/embed.py"},
    "platformdirs": {"index/home.py"},
    "protego": {"index/robots.py"},
    "py3langid": {"index/languages.py"},
    "pypdfium2": {"index/pdf.py"},
    "rich": {"terminal/show.py", "terminal/waiting.py"},
    "sentencex": {"index/sentences.py"},
    "snowballstemmer": {"rag/terms.py"},
    "starlette": {"page/guards.py"},
    "tiktoken": {"index/tokens.py"},
    "tokenizers": {"index/embed.py"},
    "trafilatura": {"index/extractor.py"},
    "uvicorn": {"ui.py"},
    "xllamacpp": {"rag/llama.py"},
}
HEAVY = "babel chromadb gradio onnxruntime openai trafilatura tokenizers tiktoken dateparser lxml py3langid feedparser mammoth pypdfium2 docx".split()


def sources() -> list[Path]:
    found = [p for floor in FLOORS for p in ROOT.glob(f"{floor}/**/*.py")]
    return sorted([*found, ROOT / "cli.py", ROOT / "ui.py"])


def imports(path: Path, *, top_level: bool = False) -> set[str]:
    """Return the first names of what a file imports, type checking left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for node in ast.walk(branch)
    }
    nodes = tree.body if top_level else ast.walk(tree)
    found: set[str] = set()
    for node in nodes:
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path):
    floor = path.relative_to(ROOT).parts[0].removesuffix(".py")
    allowed = FLOORS[floor] | {floor} | ({"ui"} if floor == "cli" else set())
    assert imports(path) & FLOORS.keys() <= allowed


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_libraries_stay_in_their_homes(path):
    name = path.relative_to(ROOT).as_posix()
    assert not {lib for lib in imports(path) & HOMES.keys() if name not in HOMES[lib]}


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_heavy_library_is_imported_with_a_module(path):
    assert not imports(path, top_level=True) & set(HEAVY)


def test_importing_the_package_and_the_command_stays_light():
    code = f"import sys, rag, cli; print([m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert (run.stdout.strip(), run.returncode) == ("[]", 0), run.stderr


def test_the_public_names_are_sorted_and_there():
    assert rag.__all__ == sorted(rag.__all__)
    assert all(hasattr(rag, name) for name in rag.__all__)


def test_every_prompt_is_used():
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "rag").glob("*.py"))
    for path in (ROOT / "prompts").glob("*.md"):
        assert re.search(rf"[\"']{path.stem}[\"']", code), path.stem
    assert prompts.SENTINEL not in code


@pytest.mark.parametrize("path", BENCHES, ids=lambda path: path.stem)
def test_a_measurement_still_fits_the_house(path, monkeypatch):
    monkeypatch.syspath_prepend(path.parent)
    assert runpy.run_path(str(path), run_name="bench")["__doc__"]
