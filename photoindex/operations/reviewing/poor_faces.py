"""Count the poor faces that belong to nobody, without reading all faces again after every answer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people_snapshot import Clusters
from photoindex.operations.common.poor import small_or_blurred
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.operations.reviewing.people_view import PeopleView
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.measurements import load_indistinct
from photoindex.store.views.face_columns import FaceColumns


@dataclass(frozen=True, slots=True, eq=False)
class _Poor:
    """Which of the faces in `columns` are poor: `small` (bool, (n,)) in any case, and `indistinct` (bool, (n,)) as long
    as they are in no cluster. This changes only with the faces or their `clusters`, and not with an answer.
    """

    columns: FaceColumns
    clusters: Clusters
    small: NDArray[np.bool_]
    indistinct: NDArray[np.bool_]


class PoorFaces:
    """The poor faces of the library, as far as they are known."""

    def __init__(self) -> None:
        self._kept: _Poor | None = None

    def count(self, index: WarmIndex, view: PeopleView) -> int:
        """The number of present poor faces that belong to nobody in this view.

        Raises:
            NotFoundError: nothing has been scanned yet.
        """
        kept = self._kept
        if kept is None or kept.columns is not view.columns or kept.clusters is not view.warm.snapshot.clusters:
            kept = self._kept = _read(index, view)
        return view.count_of_nobody(kept.small, kept.indistinct)


def _read(index: WarmIndex, view: PeopleView) -> _Poor:
    ids = view.columns.face_id
    with index.reading() as connection:
        pack = require_current_pack(connection)
        small = np.isin(ids, np.array(small_or_blurred(connection, pack), dtype=np.int64))
        indistinct = np.isin(ids, load_indistinct(connection, pack.fingerprint))
        # After DuckDB went through 200,000 faces, it keeps 45 MB. Starting it again takes 15 ms.
        index.free_database_memory()
    return _Poor(view.columns, view.warm.snapshot.clusters, small, indistinct)
