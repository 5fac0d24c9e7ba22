"""Find the files of a program below the paths that the user gave, and read them within a limit."""

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from photoindex.interop.photo_names import Unread


def source_files(
    paths: Sequence[Path],
    is_wanted: Callable[[str], bool],
    note: Callable[[Unread], None],
    skipped_folders: frozenset[str] = frozenset(),
) -> Iterator[Path]:
    """Yield each file that the user gave, and the files below each folder whose name is wanted, in order.

    Links to folders are not followed, folders with a name in `skipped_folders` are left out, and no file is given
    twice.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _below(path, is_wanted, note, skipped_folders) if path.is_dir() else (path,):
            if file not in seen:
                seen.add(file)
                yield file


def _below(
    folder: Path, is_wanted: Callable[[str], bool], note: Callable[[Unread], None], skipped_folders: frozenset[str]
) -> Iterator[Path]:
    def report(error: OSError) -> None:
        note(Unread(Path(error.filename or folder), "unreadable", error.strerror or str(error)))

    for current, folders, names in os.walk(folder, onerror=report):
        folders[:] = sorted(name for name in folders if name not in skipped_folders)
        yield from (Path(current, name) for name in sorted(names) if is_wanted(name))


def read_bytes(path: Path, limit: int, note: Callable[[Unread], None]) -> bytes | None:
    """The content of a file of at most `limit` bytes; None if it is larger or cannot be read, which is noted."""
    try:
        # Opening a pipe would wait for somebody who writes into it.
        if not stat.S_ISREG(path.stat().st_mode):
            note(Unread(path, "unreadable", "not a file"))
            return None
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        note(Unread(path, "unreadable", error.strerror or str(error)))
        return None
    if len(data) > limit:
        note(Unread(path, "too-large", f"more than {limit:,} bytes"))
        return None
    return data
