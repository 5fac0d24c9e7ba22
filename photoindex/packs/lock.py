"""Allow one installation at a time by locking the packs folder. If we are killed, the system releases the lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photoindex.errors import PackError, StorageError
from photoindex.file_lock import try_lock
from photoindex.files import make_private_folder

_LOCK_NAME = ".lock"


@contextmanager
def locked(packs: Path) -> Iterator[None]:
    """Lock the packs folder against other installations and removals. The folder is created if it is missing.

    Raises:
        PackError: another process is changing the packs right now.
        StorageError: the folder cannot be made or written.
    """
    try:
        make_private_folder(packs.parent)
        packs.mkdir(exist_ok=True)
        lock = try_lock(packs / _LOCK_NAME)
    except OSError as error:
        raise StorageError(f"the folder of model packs {packs} cannot be written: {error.strerror or error}") from error
    if lock is None:
        raise PackError(
            f"another photoindex is installing or removing a model pack in {packs}",
            hint="Wait for it to end, then try again.",
        )
    try:
        yield
    finally:
        lock.release()
