"""One installation at a time: a lock on the packs folder that the system releases even when we are killed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from photoindex.errors import PackError, StorageError

_LOCK_NAME = ".lock"

if sys.platform == "win32":
    import msvcrt

    def _try_lock(stream: BinaryIO) -> bool:
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(stream: BinaryIO) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def locked(packs: Path) -> Iterator[None]:
    """Hold the packs folder, which is made if it is not there, against other installations and removals.

    Raises:
        PackError: another process changes the packs right now.
        StorageError: the folder cannot be made or written.
    """
    try:
        packs.mkdir(parents=True, exist_ok=True)
        stream = (packs / _LOCK_NAME).open("ab")
    except OSError as error:
        raise StorageError(f"the folder of model packs {packs} cannot be written: {error.strerror or error}") from error
    # Closing the file releases the lock; the file itself stays, as removing it would race with the next holder.
    with stream:
        if not _try_lock(stream):
            raise PackError(
                f"another photoindex is installing or removing a model pack in {packs}",
                hint="Wait for it to end, then try again.",
            )
        yield
