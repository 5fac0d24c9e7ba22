"""Read a photo's file whole, unless it cannot be a photo."""

import os
import stat
from pathlib import Path

from photoindex.decode.limits import DecodeLimits
from photoindex.errors import PhotoError


def read_whole(path: Path, limits: DecodeLimits) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file of at most `limits.file_bytes`, and its status from before reading.

    Raises:
        PhotoError: it cannot be read ("read"), or is too large for this machine or for any photo ("decode"); in the
            latter case nothing is read.
    """
    try:
        # If a pipe has replaced the file since it was listed, do not wait for a writer.
        with open(path, "rb", opener=_without_waiting) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise PhotoError("read", "is no longer a file")
            if status.st_size > limits.file_bytes:
                message = f"is {status.st_size:,} bytes long, over the limit of {limits.file_bytes:,}"
                raise PhotoError("decode", message, "too-many-bytes", needed=status.st_size, allowed=limits.file_bytes)
            # Do not follow a growing file for ever.
            return stream.read(status.st_size), status
    except OSError as error:
        raise PhotoError("read", f"cannot be read: {error.strerror or error}") from error
    except MemoryError as error:
        raise PhotoError("decode", "not enough memory to read it", "too-much-memory") from error


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
