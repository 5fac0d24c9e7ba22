"""Places on the disk: where the index lies when the user names no other, and what a typed path means."""

import os
from pathlib import Path

from photoindex.models.places import data_folder


def default_index() -> Path:
    """The index file in the platform's folder for a user's data."""
    return data_folder() / "index.duckdb"


def absolute(path: Path) -> Path:
    """A typed path from the root on, links left as they are, unless it climbs out of one with `..`."""
    path = path.expanduser()
    # The parent of what a link leads to is another folder than the one that the link lies in.
    return path.resolve() if os.pardir in path.parts else path.absolute()
