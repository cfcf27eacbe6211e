"""Whether a site lets its pages be fetched: robots.txt, RFC 9309. The only user of protego.

Asked once a site for each `Robots`. A site without robots.txt, or whose robots.txt cannot be had,
allows everything.
"""

from __future__ import annotations

from urllib.parse import urljoin

from index.errors import ReadError, UsageError
from index.fetch import AGENT, canonical, fetch

SECONDS = 5.0
LIMIT = 500_000
"""Bytes of a robots.txt that are read, as RFC 9309 has it."""


class Robots:
    """The rules of the sites that were asked, for one round of adding."""

    def __init__(self) -> None:
        self._rules: dict[str, str] = {}

    def require(self, url: str, *, allow_private: bool = False) -> None:
        """Raise ReadError if the site does not want `url` to be fetched."""
        from protego import Protego

        place = urljoin(canonical(url), "/robots.txt")
        if place not in self._rules:
            self._rules[place] = _fetched(place, allow_private)
        rules = Protego.parse(self._rules[place])
        if not rules.can_fetch(url.strip(), AGENT):
            raise ReadError(
                f"{canonical(url)} is not to be fetched by programs, says {place};"
                " save the page from your browser and add the file."
            )


def _fetched(place: str, allow_private: bool) -> str:
    try:
        got = fetch(place, allow_private=allow_private, seconds=SECONDS)
    except (ReadError, UsageError):  # none, or none to be had: nothing is forbidden
        return ""
    return got.data[:LIMIT].decode("utf-8", "replace").removeprefix("\ufeff")
