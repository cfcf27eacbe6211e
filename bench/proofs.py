"""Many generated questions, every engine that runs here: does every proof hold?

    python bench/proofs.py --data DIR [--questions 1000] [--work /tmp/proofs] [--every 1]

Questions are made of headlines, sentences and names of the example articles, the pages of
DIR/extraction and DIR/articles. Counted are citations whose quote is not the article's text, shown
sentences without a verdict, and crashes; conflicts are listed, to be read. What was asked is kept in
the work folder, so that a stopped run goes on where it was. The model is a scripted one: it says
sentences of the articles it is given, changes some, and makes some up.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import rag  # noqa: E402
from rag.render import conflict_line  # noqa: E402

ENGINES = ("extractive", "model")
MADE_UP = ("The minister resigned on 31 May 1987.", "Zorvath paid $77bn for the moon [1].")


def pages(data: Path, most: int) -> Iterator[rag.Page]:
    """Yield the pages of the extraction set and the pasted article."""
    for path in sorted((data / "extraction" / "html").glob("*.html.gz"))[:most]:
        text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
        yield rag.Page(f"file:///{path.name}", text, "html")
    for path in sorted((data / "articles").glob("*.txt")):
        yield rag.Page(f"file:///{path.name}", path.read_text("utf-8"), "text")


def questions(archive: rag.Archive, count: int) -> list[str]:
    """Return questions about what the articles tell, the same ones for the same articles."""
    rng = random.Random(7)
    articles = archive.articles()
    asked: list[str] = []
    while len(asked) < count:
        article = rng.choice(articles)
        sentences = [article.text[s.start : s.end] for s in article.sentences]
        said = " ".join(rng.choice(sentences or [article.title]).split())
        names = re.findall(r"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*", said) or [article.title]
        name = rng.choice(names)
        asked.append(
            rng.choice(
                [
                    f"What is known about {article.title}?",
                    f"{article.title}?",
                    f"Is it true that {said.rstrip('.')}?",
                    " ".join(said.split()[:9]) + "?",
                    f"Who is {name}?",
                    f"What did {name} say?",
                    f"How many people does it say of {name}?",
                    f"Why {' '.join(said.split()[:7])}?",
                    f"When did {name} begin?",
                    f"How much did {name} pay?",
                ]
            )[:300]
        )
    return asked


def obedient(body: dict[str, Any]) -> str:
    """Answer with sentences of the prompt, one of them changed, and with things made up."""
    prompt = body["messages"][-1]["content"]
    rng = random.Random(len(prompt))
    told = [s for s in re.split(r"(?<=[.!?])\s+", prompt) if 40 < len(s) < 300]
    chosen = rng.sample(told, min(3, len(told)))
    changed = [re.sub(r"\d", lambda d: str((int(d[0]) + 3) % 10), s) for s in chosen[:1]]
    return " ".join([*chosen, *changed, rng.choice(MADE_UP)])


def faults(archive: rag.Archive, answer: rag.Answer) -> Counter[str]:
    """Count what must never be."""
    found: Counter[str] = Counter()
    for claim in (*answer.claims, *answer.evidence):
        found["claims"] += 1
        bad = claim.verdict not in ("supported", "partly") or not claim.citations
        found["without a verdict"] += bad or bool(claim.reason) != (claim.verdict == "partly")
        for c in claim.citations:
            found["citations"] += 1
            stored = archive.article(c.article.id, c.article.version)
            found["wrong quotes"] += (
                c.quote != stored.text[c.span.start : c.span.end] or not c.quote
            )
    for conflict in answer.conflicts:
        for side in conflict.sides:
            c = side.citation
            found["citations"] += 1
            found["wrong quotes"] += c.quote != c.article.text[c.span.start : c.span.end]
    return found


def main() -> None:
    """Ask, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--every", type=int, default=1, help="ask only each so many")
    parser.add_argument("--work", type=Path, default=Path("/tmp/proofs"))
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so many")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    from openai_server import OpenAIServer

    with OpenAIServer(delta=400, packet=65536) as server:
        server.script(obedient)
        for engine in ENGINES:
            told = args.work / f"{engine}.jsonl"
            known = {json.loads(line)["n"] for line in told.open()} if told.exists() else set()
            options = {"base_url": server.url, "model": "fake"} if engine == "model" else {}
            with rag.Archive(args.work / "archive", engine=engine, **options) as archive:
                if not archive.listed():
                    archive.add(ROOT / "examples", *pages(args.data, args.pages))
                asked = questions(archive, args.questions)
                with told.open("a") as out:
                    for n, question in list(enumerate(asked))[:: args.every]:
                        if n in known or time.monotonic() - begun > args.seconds:
                            continue
                        out.write(json.dumps(one(archive, n, question)) + "\n")
                        out.flush()
            report(engine, told)


def one(archive: rag.Archive, n: int, question: str) -> dict[str, Any]:
    """Ask one question."""
    started = time.perf_counter()
    try:
        answer = archive.ask(question)
    except Exception as error:
        return {"n": n, "question": question, "crash": f"{type(error).__name__}: {error}"}
    conflicts = [
        [conflict_line(c), *(" ".join(s.citation.quote.split()) for s in c.sides)]
        for c in answer.conflicts
    ]
    seconds = round(time.perf_counter() - started, 3)
    return {
        "n": n,
        "question": question,
        **faults(archive, answer),
        "answered": int(answer.found),
        "conflicts": conflicts,
        "seconds": seconds,
    }


def report(engine: str, told: Path) -> None:
    """Print the counts of one engine."""
    rows = [json.loads(line) for line in told.open()]
    total: Counter[str] = Counter()
    for row in rows:
        total.update({k: v for k, v in row.items() if isinstance(v, int) and k != "n"})
        total["crashes"] += "crash" in row
        total["conflicts"] += len(row.get("conflicts", ()))
        total["questions"] += 1
    seconds = sorted(row["seconds"] for row in rows if "seconds" in row) or [0.0]
    names = ("questions", "answered", "claims", "citations", "wrong quotes", "without a verdict",
             "crashes", "conflicts")  # fmt: skip
    counts = "  ".join(f"{name} {total[name]}" for name in names)
    print(f"{engine}: {counts}  median {seconds[len(seconds) // 2]:.2f} s")
    for line in {c[0] for row in rows for c in row.get("conflicts", ())}:
        print("  ", line)


if __name__ == "__main__":
    main()
