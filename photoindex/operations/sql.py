"""Sql: answer SQL that a user typed, without keeping the index from others while the answer is printed."""

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any

from photoindex.errors import StorageError
from photoindex.store.jobs.users_sql import Answer, answers
from photoindex.store.opening.index import Index

__all__ = ["Row", "Table", "Tables"]

# In bytes. Longer results wait on the disk until they are printed.
_IN_MEMORY = 16 * 1024**2

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The result of a statement: the names and SQL types of its columns, and the number of its rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    count: int
    _batches: int
    _file: IO[bytes]

    def rows(self) -> Iterator[Row]:
        """All rows, in order. They may be read again."""
        self._file.seek(0)
        for _ in range(self._batches):
            yield from pickle.load(self._file)


class Tables:
    """The results of the statements in a text. They are kept in memory and in temporary files that only this process
    can read, so that a scan can go on while a long result is printed or waits in a pager.

    Raises:
        UsageError: there is no statement, or one of them does more than read.
        QueryError: DuckDB cannot run a statement; the error points to the faulty part.
        StorageError: there is no space for the results.
    """

    def __init__(self, index: Index, text: str) -> None:
        self._stack = ExitStack()
        try:
            with index.reading() as connection:
                self.tables: Sequence[Table] = [self._kept(answer) for answer in answers(connection, text)]
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> Sequence[Table]:
        return self.tables

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _kept(self, answer: Answer) -> Table:
        file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the others
        self._stack.callback(file.close)
        count = batches = 0
        for rows in answer.batches:
            count, batches = count + len(rows), batches + 1
            try:
                pickle.dump(rows, file, protocol=pickle.HIGHEST_PROTOCOL)
            except OSError as error:
                raise StorageError(
                    f"the result does not fit in {tempfile.gettempdir()}: {error.strerror or error}",
                    hint="Free some space, or ask for fewer rows.",
                ) from error
        return Table(answer.columns, answer.types, count, batches, file)
