"""Collect the content of a file that is larger than memory should hold, and write it when it is complete."""

import hashlib
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import Self

from photoindex.export.contents.plain_file import PlainFile
from photoindex.export.files import keep_time, writing
from photoindex.files import whole_file


class Spool(PlainFile):
    """A temporary file that becomes a file of the export. Use it as a context manager.

    `private` files can be read by their owner only, whatever the umask.
    """

    def __init__(self, *, private: bool = False) -> None:
        self._private = private
        descriptor, name = tempfile.mkstemp(prefix="photoindex-")
        self._path, self._file = Path(name), os.fdopen(descriptor, "w+b")
        self._digest = hashlib.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    @property
    def path(self) -> Path:
        """The temporary file, with everything that was added so far."""
        self._file.flush()
        return self._path

    def add(self, data: bytes) -> None:
        """Add bytes at the end. Raises StorageError if the folder for temporary files is full."""
        self._digest.update(data)
        with writing(Path(tempfile.gettempdir())):
            self._file.seek(0, os.SEEK_END)
            self._file.write(data)

    @property
    def room(self) -> int:
        """The number of bytes."""
        return self.size

    @property
    def size(self) -> int:
        """The number of bytes that were added."""
        return self._file.seek(0, os.SEEK_END)

    def read(self, start: int, size: int) -> bytes:
        """Some of the bytes that were added."""
        self._file.seek(start)
        return self._file.read(size)

    @property
    def recipe(self) -> str:
        """The SHA-256 of everything that was added."""
        return self._digest.hexdigest()

    def time(self) -> int:
        """Now, in nanoseconds since 1970."""
        return time.time_ns()

    def write(self, path: Path, mtime_ns: int) -> None:
        """Write the file completely or not at all. Raises StorageError."""
        self._file.flush()
        self._file.seek(0)
        with writing(path), whole_file(path, private=self._private) as target:
            shutil.copyfileobj(self._file, target)
            keep_time(target, mtime_ns)
