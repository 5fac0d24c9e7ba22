"""Write paths as text that a page can hold."""

from pathlib import Path


def shown_path(path: Path | str) -> str:
    """A path or a part of it. File names may hold bytes that are not text; they are escaped."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")
