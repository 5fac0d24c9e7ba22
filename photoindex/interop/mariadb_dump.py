r"""Read the rows of some tables from a dump by `mariadb-dump` or `mysqldump`.

A dump is SQL text: for each table, a `CREATE TABLE` with one column on each line, then `INSERT` statements of many
rows, each of about a megabyte:

    CREATE TABLE `subjects` (
      `subj_uid` varbinary(42) NOT NULL,
      PRIMARY KEY (`subj_uid`)
    ) ENGINE=InnoDB;
    INSERT INTO `subjects` VALUES
    ('jqu0xs11qekk9jx8'),
    (_binary 'it\'s');

Texts have the escapes of MySQL. No statement is carried out.

Sources: "mariadb-dump" in the MariaDB knowledge base; "String Literals" in the MySQL 8.0 reference manual.
"""

import re
import stat
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TextIO

from photoindex.interop.photo_names import Unread

_LONGEST_ROW = 64 * 1024**2
"""Characters; MariaDB itself allows 1 GB at most, and 16 MB by default."""
_MOST_SCANNED = 16 * _LONGEST_ROW
"""Characters of one statement that may be read again because a value was cut. Dumps have no line breaks in values."""
_MOST_DAMAGED = 100

_CREATE = re.compile(r"CREATE TABLE (?:IF NOT EXISTS )?`(\w+)` \(")
_COLUMN = re.compile(r"\s+`(\w+)` ")
_INSERT = re.compile(r"INSERT (?:IGNORE )?INTO `(\w+)` (?:\(([^()]*)\) )?VALUES\s*")
_VALUE = re.compile(
    r"\s*(?:_binary\s*)?(?:'(?P<text>(?:[^'\\]++|\\.|'')*+)'|(?P<plain>[^\s'(),;]++))\s*(?P<end>[,)])", re.DOTALL
)
_BETWEEN_ROWS = re.compile(r"\s*(?:,\s*)?(?P<sign>[(;])")
_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
_ESCAPED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}

Row = dict[str, str | None]


def rows_in_dump(file: Path, tables: Collection[str], note: Callable[[Unread], None]) -> Iterator[tuple[str, Row]]:
    """Yield the rows of `tables` in the order of the dump, each as the name of its table and its values by column.

    A value is text, or None for NULL. Damage is noted, and what follows it within its statement is left out.
    """
    columns: dict[str, list[str]] = {}
    damaged = 0
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            note(Unread(file, "unreadable", "not a file"))
            return
        with file.open(encoding="utf-8", errors="replace") as stream:
            while line := stream.readline(_LONGEST_ROW):
                if (created := _CREATE.match(line)) and created[1] in tables:
                    columns[created[1]] = _columns(stream)
                elif (inserted := _INSERT.match(line)) and inserted[1] in tables:
                    names = re.findall(r"`(\w+)`", inserted[2] or "") or columns.get(inserted[1], [])
                    for values in _rows(line[inserted.end() :], stream):
                        if values is None or len(values) != len(names):
                            damaged += 1
                            if damaged <= _MOST_DAMAGED:
                                note(Unread(file, "malformed", f"a row of the table {inserted[1]}"))
                            break
                        yield inserted[1], dict(zip(names, values, strict=True))
    except OSError as error:
        note(Unread(file, "unreadable", error.strerror or str(error)))


def _columns(stream: TextIO) -> list[str]:
    names = []
    while line := stream.readline(_LONGEST_ROW):
        if column := _COLUMN.match(line):
            names.append(column[1])
        if line.startswith(")"):
            break
    return names


def _rows(text: str, stream: TextIO) -> Iterator[list[str | None] | None]:
    """The rows of a statement whose text begins after VALUES; None where it is damaged."""
    at, row, is_within, scanned = 0, list[str | None](), False, 0
    while True:
        found = (_VALUE if is_within else _BETWEEN_ROWS).match(text, at)
        if found is None:
            # The statement may go on in the next line, within a text or between two rows.
            line = stream.readline(_LONGEST_ROW)
            scanned += len(text) - at
            is_too_long = len(text) - at > _LONGEST_ROW or scanned > _MOST_SCANNED
            if not line or is_too_long or (not is_within and text[at:].strip(" \r\n,")):
                yield None
                return
            text, at = text[at:] + line, 0
            continue
        at = found.end()
        if not is_within:
            if found["sign"] == ";":
                return
            is_within = True
            continue
        row.append(_value(found))
        if found["end"] == ")":
            yield row
            row, is_within = [], False


def _value(found: re.Match[str]) -> str | None:
    if (plain := found["plain"]) is not None:
        return None if plain.upper() == "NULL" else plain
    return _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1], escape[1]) if escape[1] else "'", found["text"])
