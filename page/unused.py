"""What of the summarized articles no sentence used, as HTML to be opened."""

from __future__ import annotations

from page.html import plain
from rag import Summary
from rag.coverage import Coverage, unused_text
from rag.render import one_line


def unused_html(summary: Summary) -> str:
    """Return a folded list for each article: its paragraphs with what no claim cites."""
    several = len(summary.articles) > 1
    return "".join(_folded(covered, several) for covered in summary.coverage())


def _folded(covered: Coverage, several: bool) -> str:
    if not covered.paragraphs:
        return ""
    of = f" of {covered.article.title}" if several else ""
    head = plain(one_line(f"What no sentence used{of} ({covered.share:.0%} is used)"))
    lines = "".join(
        f"<li>{plain(unused_text(covered.article, paragraph.unused))}</li>"
        for paragraph in covered.paragraphs
    )
    return f'<details class="unused"><summary>{head}</summary><ul>{lines}</ul></details>'
