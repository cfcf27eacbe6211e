"""Where a quote stands on the web: the article's address with a text fragment.

A browser that follows `address#:~:text=...` scrolls to the words and marks them (WICG, URL Fragment
Text Directives, https://wicg.github.io/scroll-to-text-fragment/).
"""

from __future__ import annotations

import re
from urllib.parse import quote, urldefrag

from index.types import Article, Span

_WHOLE = 100
"""Characters up to which all of a quote stands in the address; of a longer one its two ends do."""

_ENDS = 5
"""Words of each end."""

_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+\s*"
)


def link(article: Article, span: Span) -> str:
    """Return the web address of a stretch of `article`, "" if it is not from the web."""
    if not article.origin.startswith(("http://", "https://")):
        return ""
    return (
        f"{urldefrag(article.origin).url}#:~:text={fragment(article.text[span.start : span.end])}"
    )


def fragment(words: str) -> str:
    """Return the text directive that finds `words`, as `start` or as `start,end`."""
    # A directive does not match across the end of a paragraph, but its two ends may be in two.
    lines = [" ".join(line.split()) for line in words.splitlines() if line.strip()]
    if len(lines) == 1 and len(lines[0]) <= _WHOLE:
        return _encoded(lines[0])
    first, last = _WORD.findall(lines[0]), _WORD.findall(lines[-1])
    count = _ENDS if len(first[0]) > 1 else 2 * _ENDS
    return f"{_encoded(''.join(first[:count]))},{_encoded(''.join(last[-count:]))}"


def _encoded(text: str) -> str:
    """Percent-encode `text`, also the marks that a directive is made of."""
    return quote(text.strip(), safe="").replace("-", "%2D")
