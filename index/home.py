"""Where newscite keeps what belongs to the user account. The only user of platformdirs."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Return the folder of the user account for newscite, which need not be there."""
    from platformdirs import user_data_path

    return user_data_path("newscite", appauthor=False)


def cache() -> Path:
    """Return the folder for what can be made again: `NEWSCITE_CACHE`, else the account's own."""
    from platformdirs import user_cache_path

    named = os.environ.get("NEWSCITE_CACHE", "").strip()
    return Path(named).expanduser() if named else user_cache_path("newscite", appauthor=False)
