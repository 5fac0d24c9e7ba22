"""Check a copy of an index, and put it in place."""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.data_folder import remove_database
from photoindex.domain.damage import Damage
from photoindex.errors import StorageError
from photoindex.files import make_private_folder, sync_folder
from photoindex.store.database.connection import count_rows
from photoindex.store.opening.index import Index


@dataclass(frozen=True, slots=True)
class CopyReport:
    """A checked copy of an index: its size in bytes and its content.

    After a restore, `kept` is the path of the replaced index, and `kept_decisions` the path of its decisions file,
    which holds `not_restored` decisions that the copy lacks. `left_out` are tables, columns, views and macros in the
    original that are not part of an index.
    """

    size: int
    photos: int
    faces: int
    decisions: int
    kept: Path | None = None
    kept_decisions: Path | None = None
    not_restored: int = 0
    left_out: tuple[Damage, ...] = ()


def fresh_part(target: Path) -> Path:
    """Return an unpredictable file name beside `target`, and delete the unfinished files that killed commands left
    there.
    """
    name = f".{target.name}.{{}}.part"
    killed = name.format("*").replace("[", "[[]")
    try:
        make_private_folder(target.parent)
        for left in (target.with_name(f"{target.name}.part"), *target.parent.glob(killed)):
            remove_database(left)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error
    return target.with_name(name.format(secrets.token_hex(8)))


def looked_at(path: Path, left_out: Sequence[Damage]) -> CopyReport:
    with Index(path, scratch=True).reading() as connection:
        photos, faces, decisions = (count_rows(connection, table) for table in ("photo", "face", "decision"))
    return CopyReport(path.stat().st_size, photos, faces, decisions, left_out=tuple(left_out))


def put_in_place(part: Path, target: Path) -> None:
    """Replace `target` with `part` atomically, and only after `part` is on the disk."""
    try:
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error
