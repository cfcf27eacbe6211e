"""Where newscite keeps what belongs to the user account. The only user of platformdirs."""

from __future__ import annotations

from pathlib import Path


def home() -> Path:
    """Return the folder of the user account for newscite, which need not be there."""
    from platformdirs import user_data_path

    return user_data_path("newscite", appauthor=False)
