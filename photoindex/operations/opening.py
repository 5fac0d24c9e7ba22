"""Open the index that a user means."""

from pathlib import Path

from photoindex.data_folder import default_index
from photoindex.operations.common.typed_paths import absolute
from photoindex.store.database.connection import Connection
from photoindex.store.database.notices import (
    CopyKept,
    CopyRead,
    CopySkipped,
    DecisionsNotHere,
    DecisionsOfAnother,
    KnownDamage,
    Notice,
    Tell,
    Waiting,
    tell_nobody,
)
from photoindex.store.opening.index import Index

__all__ = [
    "CopyKept",
    "CopyRead",
    "CopySkipped",
    "DecisionsNotHere",
    "DecisionsOfAnother",
    "Index",
    "KnownDamage",
    "Notice",
    "Tell",
    "Waiting",
    "index_path",
    "open_index",
]


def open_index(file: Path | None, *, command: str = "", tell: Tell = tell_nobody) -> Index:
    """Open the index at a typed path, or the user's own.

    Args:
        command: the name under which commands that wait for the index report this command.
        tell: called with each notice for the user.

    Raises:
        UsageError: the path is relative, and the current folder was deleted.
        IndexFileError: the path leads nowhere, or to something other than a file.
    """
    return Index(index_path(file), command=command, tell=tell, finish=_settle)


def index_path(file: Path | None) -> Path:
    """The index at a typed path, or the user's own.

    Raises:
        UsageError: the path is relative, and the current folder was deleted.
    """
    # Absolute, because DuckDB does not treat names such as :memory: as files.
    return absolute(file) if file else default_index()


def _settle(connection: Connection) -> None:
    from photoindex.operations.identities.settling import settle  # brings the people engine, which few commands need

    settle(connection)
