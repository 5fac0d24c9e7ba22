"""Keep the metadata that originals had before names were written into them.

A backup holds the steps that turn the new file into the old one, byte by byte, and with them all metadata that the old
file had. It is found by the hash of the new file, so it survives a move of the photo and the loss of the index.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from photoindex.data_folder import metadata_backups_folder
from photoindex.errors import StorageError
from photoindex.files import make_private_folder, write_whole
from photoindex.foreign_json import parse_json
from photoindex.interop.byte_difference import applied, difference

_ENDING = ".metadata"
_VERSION = 1
_LONGEST_HEAD = 1000


class BackupError(Exception):
    """A backup cannot be read, or does not lead back to the old file."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The old content of a file, and its SHA-256 in hexadecimal."""

    data: bytes
    content_hash: str


def keep_backup(old: bytes, new: bytes) -> Path:
    """Store how to get from the new content back to the old one, and return the file.

    Raises:
        StorageError: it cannot be stored, or does not lead back.
    """
    steps = difference(old, new)
    if applied(new, steps) != old:
        raise StorageError("the backup of the metadata does not lead back to the original", hint="Nothing was changed.")
    path = _path_of(content_hash_of(new))
    head = {"version": _VERSION, "old": content_hash_of(old)}
    try:
        make_private_folder(path.parent)
        write_whole(path, json.dumps(head).encode() + b"\n" + steps, private=True)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}") from error
    return path


def backed_up() -> frozenset[str]:
    """The hashes of the contents of which there is a backup."""
    folder = metadata_backups_folder()
    return frozenset(path.stem for path in folder.glob(f"*{_ENDING}")) if folder.is_dir() else frozenset()


def before_names(data: bytes) -> Restored | None:
    """What a file held before names were first written into it; None if there is no backup of it.

    Raises:
        BackupError: see the class.
    """
    found = None
    for content_hash in _chain(content_hash_of(data)):
        old, steps = _read(content_hash)
        try:
            data = applied(data, steps)
        except ValueError as error:
            raise BackupError(str(error)) from error
        if content_hash_of(data) != old:
            raise BackupError("it does not lead back to the original")
        found = Restored(data, old)
    return found


def backups_of(content_hash: str) -> list[str]:
    """The contents whose backups lead from this one back to the oldest, this one first.

    Raises:
        BackupError: one of them cannot be read.
    """
    return list(_chain(content_hash))


def drop_backup(content_hash: str) -> None:
    """Remove the backup for files with this content.

    Raises:
        OSError: it cannot be removed.
    """
    _path_of(content_hash).unlink(missing_ok=True)


def content_hash_of(data: bytes) -> str:
    """The SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _chain(content_hash: str) -> Iterator[str]:
    """The contents from this one back to the oldest; names may have been written several times."""
    seen: set[str] = set()
    while content_hash not in seen and _path_of(content_hash).is_file():
        seen.add(content_hash)
        yield content_hash
        content_hash, _ = _read(content_hash)


def _read(content_hash: str) -> tuple[str, bytes]:
    """The hash of the old content, and the steps to get there."""
    try:
        head, _, steps = _path_of(content_hash).read_bytes().partition(b"\n")
        said = parse_json(head.decode()) if len(head) < _LONGEST_HEAD else None
    except (OSError, ValueError) as error:
        raise BackupError(f"it cannot be read: {error}") from error
    if not isinstance(said, dict) or said.get("version") != _VERSION or not isinstance(said.get("old"), str):
        raise BackupError("it is damaged, or of another version")
    return str(said["old"]), steps


def _path_of(content_hash: str) -> Path:
    return metadata_backups_folder() / f"{content_hash}{_ENDING}"
