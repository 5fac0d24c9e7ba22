"""All faces are grouped again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from photoindex.operations.clustering.regroup import group_faces
from photoindex.operations.people import list_people
from photoindex.operations.show import show_group
from photoindex.operations.split import split_by_hand
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from tests.library import Library, face, faces_by_name, name_both, red


def test_a_new_clustering_keeps_every_name(scanned: Library) -> None:
    name_both(scanned)
    group_faces(scanned.index, lambda _faces: None)
    assert faces_by_name(scanned.index) == {"Grandma": 4, "Tom": 3}


class Interrupted(Index):
    """An index that is changed just before the result computed from it is stored."""

    def __init__(self, path: Path, meanwhile: Callable[[], object]) -> None:
        super().__init__(path)
        self._meanwhile: list[Callable[[], object]] = [meanwhile]

    def writing(self, *, patience: float | None = None) -> AbstractContextManager[Connection]:
        if self._meanwhile:
            self._meanwhile.pop()()
        return super().writing(patience=patience)


def test_a_cluster_that_is_split_while_all_are_grouped_stays_split(scanned: Library) -> None:
    target, some = red(scanned), face(scanned, "2001/a.jpg").ids
    index = Interrupted(scanned.index.path, lambda: split_by_hand(scanned.index, target, some, None))
    scanned.draw("new.jpg", "blue", shade=1)
    scanned.scan()
    group_faces(index, lambda _faces: None)
    assert len(show_group(scanned.index, target).faces) == 3
    assert [row.faces for row in list_people(scanned.index).clusters][:2] == [3, 3]
