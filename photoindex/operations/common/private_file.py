"""Write a file with names for the user alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photoindex.errors import StorageError, UsageError
from photoindex.files import whole_path, write_whole
from photoindex.operations.common.typed_paths import absolute


def write_private(file: Path, data: bytes, *, begins: bytes) -> None:
    """Write the file, readable by its owner only; if that fails, leave the previous file as it was.

    Args:
        begins: the first bytes of every file of this kind. A file that begins with something else is not replaced: it
            may be a photo, or the index.

    Raises:
        UsageError: another file is there already.
        StorageError: there is no folder for the file, or the file cannot be written.
    """
    file = absolute(file)
    try:
        if file.exists() and not file.is_file():
            # A pipe to another program, or /dev/stdout.
            file.write_bytes(data)
            return
        _check_place(file, begins)
        write_whole(file, data, private=True)
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror or error}") from error


@contextmanager
def private_path(file: Path, *, begins: bytes) -> Iterator[Path]:
    """Like `write_private`, for libraries that write files themselves: give the path of a file that replaces `file`
    when the block ends without an error. Raises the same errors.
    """
    file = absolute(file)
    try:
        if file.exists() and not file.is_file():
            raise UsageError(f"{file} is not a file", hint="Name a file.")
        _check_place(file, begins)
        with whole_path(file, private=True) as path:
            yield path
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror or error}") from error


def _check_place(file: Path, begins: bytes) -> None:
    if not file.parent.is_dir():
        raise StorageError(f"there is no folder {file.parent}", hint="Make it first, or name another file.")
    if file.exists() and not _begins_with(file, begins):
        raise UsageError(
            f"{file} is there already, and is not an earlier export", hint="Name another file, or remove it first."
        )


def _begins_with(file: Path, begins: bytes) -> bool:
    with file.open("rb") as stream:
        return stream.read(len(begins)) in {b"", begins}
