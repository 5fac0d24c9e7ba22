"""Open a file for reading, but only if it is a regular file: a pipe or a device could block or never end."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


class NotRegularError(OSError):
    """The path leads to a folder, a pipe or a device."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading.

    Raises:
        NotRegularError: the path leads to something else than a regular file.
        OSError: the file cannot be opened.
    """
    # If the file has been replaced by a pipe since it was listed, do not wait for somebody to write to the pipe.
    stream = open(path, "rb", opener=_without_waiting)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise NotRegularError(errno.EINVAL, "not a regular file", str(path))
    return stream


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
