"""Write a file with names for the user alone."""

from pathlib import Path

from photoindex.errors import StorageError
from photoindex.files import write_whole
from photoindex.operations.common.typed_paths import absolute


def write_private(file: Path, data: bytes) -> None:
    """Write the file, readable by its owner only; if that fails, leave the previous file as it was.

    Raises:
        StorageError: the file cannot be written.
    """
    file = absolute(file)
    try:
        if file.exists() and not file.is_file():
            # A pipe to another program, or /dev/stdout.
            file.write_bytes(data)
        else:
            write_whole(file, data, private=True)
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror or error}") from error
