"""Backup: copy the index consistently, even while a scan runs."""

from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.data_folder import remove_database
from photoindex.errors import UsageError
from photoindex.operations.common.typed_paths import absolute, leave_deleted_folder
from photoindex.operations.restoring.copies import CopyReport, fresh_part, looked_at, put_in_place
from photoindex.store.opening.index import Index


def backup(index: Index, target: Path, *, force: bool) -> CopyReport:
    """Write a copy of everything that is committed. `target` exists completely or not at all.

    Raises:
        UsageError: `target` exists and `force` is not set, or `target` is the index itself.
        StorageError: the disk is full or not writable.
        IndexFileError: there is no index, or it is damaged.
    """
    target = absolute(target)  # replace a link instead of following it
    if (target.exists() and not target.is_file()) or (index.path.exists() and _is_same(target, index.path)):
        raise UsageError(f"{target} cannot be a backup of this index", hint="Name another file.")
    if target.exists() and not force:
        raise UsageError(f"{target} is there already", hint="Name another file.", advice=Action.REPLACE_FILE)
    leave_deleted_folder()
    part = fresh_part(target)
    try:
        left_out = index.copy_to(part)
        report = looked_at(part, left_out)
        put_in_place(part, target)
    finally:
        remove_database(part)
    return report


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and one.samefile(other)
