"""Find out whether an index has changed since a process read it, and whether names are pending.

Every transaction that may change the index gives it a new generation, a random text. Equal generations therefore mean
equal content, on every file system, also after the file was copied, moved or replaced by a backup. Versions of
photoindex that do not do this refuse to open an index that has this table's schema version.
"""

import uuid

from photoindex.store.database.connection import Connection

_GENERATION = "generation"
_PENDING = "names_pending"


def generation_of(connection: Connection) -> str | None:
    """The generation of the index; None before the first write of this version."""
    return _value(connection, _GENERATION)


def renew_generation(connection: Connection) -> str:
    """Give the index a new generation, within the transaction that changes it."""
    generation = str(uuid.uuid4())
    connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", [_GENERATION, generation])
    return generation


def names_pending(connection: Connection) -> bool:
    """Whether decisions were stored before their consequences for all other faces were worked out."""
    return _value(connection, _PENDING) is not None


def set_names_pending(connection: Connection, *, pending: bool) -> None:
    """Record whether the consequences of the stored decisions are still to be worked out."""
    if pending == names_pending(connection):
        return
    if pending:
        connection.execute("INSERT OR REPLACE INTO setting VALUES (?, 'yes')", [_PENDING])
    else:
        connection.execute("DELETE FROM setting WHERE key = ?", [_PENDING])


def _value(connection: Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM setting WHERE key = ?", [key]).fetchone()
    return str(row[0]) if row else None
