"""Keep every decision in a text file beside the index, in case the index is damaged. Each decision is one line with a
checksum.

This module syncs a command's decisions to the disk before DuckDB commits them, and therefore before the command reports
success. If the command is killed in between, the worst result is that the file has decisions that the index lacks. The
next command that writes to the index reports these decisions. A line is never removed just because the index lacks its
decision. The file and the index are considered to agree if the last line of the file is the last decision of the index.
Nothing else is compared each time.

The whole file is rewritten, from the index and from the lines that only the file has, in two cases: if the file and the
index do not agree, or if the file has grown to three times its size. The previous file stays beside the new file, as a
second copy in another place on the disk.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from photoindex.data_folder import IndexFiles
from photoindex.domain.people import Decision
from photoindex.errors import StorageError
from photoindex.files import PRIVATE_FILE, sync_folder, write_whole
from photoindex.store.database.connection import Connection
from photoindex.store.database.notices import DecisionsNotHere, DecisionsOfAnother, Tell
from photoindex.store.decisions_file.checksums import sealed, uid_of_sealed
from photoindex.store.decisions_file.lines import from_line, to_line
from photoindex.store.decisions_file.reading import last_uid, texts_in
from photoindex.store.tables.decisions import (
    all_uids,
    decisions_after,
    keys_of_persons,
    latest_decisions,
    seq_of,
    uids_of,
)

# Rewriting a file smaller than this gains nothing.
_SMALL = 256 * 1024
_GROWTH = 3
# More decisions than most commands make at once.
_FEW = 8


def record_decisions(
    connection: Connection, files: IndexFiles, tell: Tell, *, whole: bool = False
) -> Callable[[], None]:
    """Add the decisions of an open transaction to the decisions file, just before the transaction is committed.

    Args:
        whole: whether to rewrite the whole file even if it agrees with the index.

    Returns:
        A function that undoes the change, to be called if the commit fails.

    Raises:
        StorageError: the file cannot be written. It is left unchanged.
    """
    latest = latest_decisions(connection, _FEW)
    if not latest:
        return _nothing
    try:
        if whole:
            return _write_whole(connection, files, tell)
        last = last_uid(files.decisions)
        if last == next(iter(latest)):
            return _nothing
        known = latest.get(last) or seq_of(connection, last) if last is not None else None
        if known is None:
            return _write_whole(connection, files, tell)
        new = _lines_of(connection, decisions_after(connection, known))
        if not _has_grown(files):
            return _append(files.decisions, new)
        lines = [*texts_in(files.decisions), *new]
        # If no line is damaged or missing, there is no need to read the decisions from the index and format them again.
        uids = set(map(uid_of_sealed, lines))
        complete = None not in uids and uids >= all_uids(connection)
        return _replace(files, lines) if complete else _write_whole(connection, files, tell)
    except OSError as error:
        raise StorageError(
            f"the decisions file {files.decisions} cannot be written: {error.strerror or error}",
            hint="Nothing was changed. Free some space or change the permissions, then try again.",
        ) from error


def write_decisions_file(connection: Connection, files: IndexFiles, tell: Tell) -> None:
    """Rewrite the whole decisions file, from the index and from the lines that only the file has.

    Raises:
        OSError: the file cannot be written.
    """
    _write_whole(connection, files, tell)


def _nothing() -> None:
    """Do nothing: nothing was written, so there is nothing to undo."""


def _lines_of(connection: Connection, decisions: Sequence[Decision]) -> list[str]:
    persons = {who for item in decisions for who in (item.person_id, item.other_id) if who is not None}
    persons |= {person.person_id for item in decisions for person in item.query_people}
    keys = keys_of_persons(connection, sorted(persons)) if persons else {}
    targets = sorted({item.target for item in decisions if item.target is not None})
    uids = uids_of(connection, targets) if targets else {}
    return [sealed(to_line(decision, keys, uids)) for decision in decisions]


def _append(file: Path, lines: Iterable[str]) -> Callable[[], None]:
    """Append all lines or none of them, and sync them to the disk."""
    flags = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(file, flags), "r+b", buffering=0) as stream:
        size = stream.seek(0, os.SEEK_END)
        try:
            if stream.write(data := _bytes_of(lines)) != len(data):
                raise OSError(None, "the disk took only a part")
            os.fsync(stream.fileno())
        except BaseException:
            with contextlib.suppress(OSError):
                stream.truncate(size)
            raise
    return lambda: os.truncate(file, size)


def _bytes_of(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", errors="replace")


def _write_whole(connection: Connection, files: IndexFiles, tell: Tell) -> Callable[[], None]:
    decisions = decisions_after(connection, 0)
    here = {decision.uid for decision in decisions}
    only_there: dict[str, str] = {}
    for file in (files.older_decisions, files.decisions):
        if not file.is_file():
            continue
        others, shared = _not_among(here, file)
        if others and not shared:
            kept = files.new_foreign_decisions()
            file.replace(kept)
            tell(DecisionsOfAnother(kept, len(others)))
        else:
            only_there |= others
    # The last line must be the last decision of the index, because the file and the index are compared by the last line
    # alone.
    take_back = _replace(files, [*only_there.values(), *_lines_of(connection, decisions)])
    if only_there:
        tell(DecisionsNotHere(files.decisions, len(only_there)))
    return take_back


def _replace(files: IndexFiles, lines: Iterable[str]) -> Callable[[], None]:
    """Rewrite the whole file; the previous file stays beside it."""
    data = _bytes_of(lines)
    before = _moved(files.decisions, files.older_decisions)
    try:
        write_whole(files.decisions, data, private=True)
    except BaseException:
        _put_back(files, before=before)
        raise
    return lambda: _put_back(files, before=before)


def _not_among(here: set[str], file: Path) -> tuple[dict[str, str], bool]:
    """Map uids to undamaged lines of the file, for the decisions that are not in `here`. Also return whether the file
    has any decision that is in `here`.
    """
    others: dict[str, str] = {}
    shared = False
    for text in texts_in(file):
        uid = uid_of_sealed(text)
        if uid not in here:
            try:
                uid = from_line(text).decision.uid
            except ValueError:
                continue  # The line is damaged. If the index does not have the decision either, it is lost.
        if uid in here:
            shared = True
        else:
            others.setdefault(uid, text)
    return others, shared


def _moved(file: Path, older: Path) -> bool:
    if not file.is_file():
        return False
    file.replace(older)
    with contextlib.suppress(OSError):
        older.chmod(PRIVATE_FILE)
    return True


def _put_back(files: IndexFiles, *, before: bool) -> None:
    if before:
        files.older_decisions.replace(files.decisions)
    else:
        files.decisions.unlink(missing_ok=True)
    sync_folder(files.decisions.parent)


def _has_grown(files: IndexFiles) -> bool:
    older = files.older_decisions.stat().st_size if files.older_decisions.is_file() else 0
    return files.decisions.stat().st_size > max(_SMALL, _GROWTH * older)
