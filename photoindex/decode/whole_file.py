"""Read the whole file of a photo, but refuse files that cannot be photos."""

import os
from pathlib import Path

from photoindex.decode.limits import DecodeLimits
from photoindex.decode.regular_file import NotRegularError, open_regular
from photoindex.errors import PhotoError


def read_whole(path: Path, limits: DecodeLimits) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file of at most `limits.file_bytes`, and the file's status before it was read.

    Raises:
        PhotoError: the file cannot be read ("read"), or it is too large for this machine or larger than any photo
            ("decode"). In the latter case nothing is read.
    """
    try:
        with open_regular(path) as stream:
            status = os.fstat(stream.fileno())
            if status.st_size > limits.file_bytes:
                message = f"is {status.st_size:,} bytes long, over the limit of {limits.file_bytes:,}"
                raise PhotoError("decode", message, "too-many-bytes", needed=status.st_size, allowed=limits.file_bytes)
            # The file may still be growing, so stop at the size that it had.
            return stream.read(status.st_size), status
    except NotRegularError as error:
        raise PhotoError("read", "is no longer a file") from error
    except OSError as error:
        raise PhotoError("read", f"cannot be read: {error.strerror or error}") from error
    except MemoryError as error:
        raise PhotoError("decode", "not enough memory to read it", "too-much-memory") from error
