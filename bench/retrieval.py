"""How well newscite finds what is asked for; each benchmark is a module of its own beside this.

python bench/retrieval.py --data DIR chunking    the stretches that answer, 472 questions
python bench/retrieval.py --data DIR ranking all     SciFact, XQuAD, news: the order of passages
python bench/retrieval.py --data DIR latency --work DIR    100,000 passages; --adding 1000: filling
python bench/retrieval.py --data DIR NAME -h     what else NAME takes

A benchmark is `bench/retrieval_NAME.py` with `register(commands)`: it adds its own subparser and
sets `run`, which gets the parsed arguments, `data` (a Path) among them.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run the benchmark that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data")
    commands = parser.add_subparsers(required=True, metavar="NAME")
    for file in sorted(HERE.glob("retrieval_*.py")):
        import_module(file.stem).register(commands)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
