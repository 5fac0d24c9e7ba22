"""Hold the faces that decisions refer to in columns, so that a log with 100,000 faces loads quickly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef


@dataclass(frozen=True, slots=True, eq=False)
class SaidTable:
    """One row for each reference of a decision to a face.

    `content_hash` and `found_by` are arrays of strings: object (n,). `box` is float64 (n, 4): x, y, width and height as
    fractions of the photo. `face_id` is int64 (n,): the face that a row refers to now, or `NO_FACE`.
    """

    content_hash: NDArray[Any]
    box: NDArray[np.float64]
    found_by: NDArray[Any]
    face_id: NDArray[np.int64]

    def ref(self, row: int) -> FaceRef:
        return FaceRef(self.content_hash[row], Box(*self.box[row].tolist()), self.found_by[row])


class SaidFaces(Sequence[FaceRef]):
    """Rows `start` to `stop` (exclusive) of a table, as a sequence of references. Each reference is created when it is
    accessed.

    The sequence equals a tuple of the same references.
    """

    __slots__ = ("_start", "_stop", "_table")

    def __init__(self, table: SaidTable, start: int, stop: int) -> None:
        self._table, self._start, self._stop = table, start, stop

    def on(self, table: SaidTable) -> "SaidFaces":
        """The same rows in a table that holds other ids."""
        return SaidFaces(table, self._start, self._stop)

    @property
    def found_by(self) -> NDArray[Any]:
        """The finder of each face, as in `FaceRef`: object (n,)."""
        return self._table.found_by[self._start : self._stop]

    @property
    def face_ids(self) -> NDArray[np.int64]:
        """The face that each reference means now, or `NO_FACE`: int64 (n,)."""
        return self._table.face_id[self._start : self._stop]

    def __len__(self) -> int:
        return self._stop - self._start

    @overload
    def __getitem__(self, at: int) -> FaceRef: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[FaceRef, ...]: ...
    def __getitem__(self, at: int | slice) -> FaceRef | tuple[FaceRef, ...]:
        rows = range(self._start, self._stop)[at]
        return tuple(map(self._table.ref, rows)) if isinstance(rows, range) else self._table.ref(rows)

    def __iter__(self) -> Iterator[FaceRef]:
        return map(self._table.ref, range(self._start, self._stop))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SaidFaces | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))
