"""Versions of an article and what changed between them, as plain text and as JSON values."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from index.diff import Change, Diff, Version
from index.types import Article, Span
from rag.render import WIDTH, article_dict, one_line


def versions_text(versions: Sequence[Version]) -> str:
    """Return one line for each version: its number, when it was added, what changed."""
    return "\n".join(
        f"version {v.number}  {v.added[:16].replace('T', ' ')}  {v.changed}" for v in versions
    )


def diff_text(diff: Diff, width: int = WIDTH) -> str:
    """Return what changed: `-` removed, `+` added, `~` changed, with [-old-] and {+new+} words."""
    lines = [f"{diff.new.id}, version {diff.old.version} to {diff.new.version}: {diff.line}"]
    lines += [f"{f.name}: [-{f.old or 'none'}-] {{+{f.new or 'none'}+}}" for f in diff.facts]
    return "\n\n".join(["\n".join(lines), *_paragraphs(diff, width)])


def _paragraphs(diff: Diff, width: int) -> Iterator[str]:
    same = 0
    for change in (*diff.changes, None):
        if change is not None and change.kind == "same":
            same += 1
            continue
        if same:
            yield f"  … {same} unchanged"
            same = 0
        if change is not None:
            yield textwrap.fill(
                _line(diff, change), width, subsequent_indent="  ", break_long_words=False
            )


def _line(diff: Diff, change: Change) -> str:
    if change.old is None:
        assert change.new is not None
        return f"+ {_text(diff.new, change.new)}"
    if change.new is None:
        return f"- {_text(diff.old, change.old)}"
    return f"~ {one_line(_marked(diff, change, change.new))}"


def _marked(diff: Diff, change: Change, new: Span) -> str:
    """Return the new sentence, its new words marked, each after the old ones."""
    text, at = "", new.start
    for edit in change.edits:
        gone = diff.old.text[edit.old.start : edit.old.end]
        come = diff.new.text[edit.new.start : edit.new.end]
        text += diff.new.text[at : edit.new.start]
        text += (
            f"[-{gone}-]" * bool(gone) + " " * bool(gone and come) + f"{{+{come}+}}" * bool(come)
        )
        text += " " * (bool(gone) and not come)
        at = edit.new.end
    return text + diff.new.text[at : new.end]


def _text(article: Article, span: Span) -> str:
    return one_line(article.text[span.start : span.end])


def diff_dict(diff: Diff) -> dict[str, Any]:
    """Return what changed as plain values."""
    return {
        "schema": "newscite.diff/1",
        "old": article_dict(diff.old),
        "new": article_dict(diff.new),
        "facts": [asdict(fact) for fact in diff.facts],
        "changes": [
            {
                **asdict(change),
                "edits": [asdict(edit) for edit in change.edits],
                "old_text": _printed(diff.old, change.old),
                "new_text": _printed(diff.new, change.new),
            }
            for change in diff.changes
        ],
    }


def _printed(article: Article, span: Span | None) -> str | None:
    return None if span is None else article.text[span.start : span.end]
