"""Where the index lies when the user names no other place."""

from pathlib import Path

from photoindex.models.places import data_folder


def default_index() -> Path:
    """The index file in the platform's folder for a user's data."""
    return data_folder() / "index.duckdb"
