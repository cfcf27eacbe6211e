"""Uploaded files, into the archive, under the names they had where they came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index.read import read
from page.html import error_html, report_html
from page.session import said
from rag import Archive, Outcome, Page, Report


def add(archive: Archive, paths: Sequence[str]) -> str:
    """Add the files and return what became of each as HTML; never raises."""
    outcomes, trouble = list[Outcome](), ""
    try:
        for page in (page for path in paths for page in _pages(Path(path))):
            if isinstance(page, Page):
                outcomes += archive.add(page).outcomes
            else:
                outcomes.append(page)
    except Exception as error:
        trouble = error_html(said(error, "The files could not be added"))
    return report_html(Report(tuple(outcomes))) + trouble


def _pages(path: Path) -> Iterator[Page | Outcome]:
    place = path.resolve().as_uri()
    for page in read(path):
        # An article in a feed or a zip keeps its own address, or its place in the file.
        origin = page.origin.replace(place, path.name, 1)
        if isinstance(page, Page):
            yield replace(page, origin=origin)
        else:
            yield replace(page, origin=origin, reason=page.reason.replace(str(path), path.name))
