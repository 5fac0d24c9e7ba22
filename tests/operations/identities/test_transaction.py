"""A decision opens the index once, to read everything, compute the consequences and write the differences."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import IndexFileError
from photoindex.operations.identities.likeness import Unlike
from photoindex.operations.label import LabelReport, label, label_if_alike
from photoindex.operations.log import log
from photoindex.operations.merge import merge, merge_if_alike
from photoindex.operations.undo import undo
from photoindex.store.opening.index import Connection, Index
from tests.library import Library


class Counting(Index):
    """An index that records how it is opened."""

    opened: tuple[str, ...] = ()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        self.opened += ("reading",)
        with super().reading() as connection:
            yield connection

    @contextmanager
    def writing(self, *, patience: float | None = None) -> Iterator[Connection]:
        self.opened += ("writing",)
        with super().writing(patience=patience) as connection:
            yield connection


@pytest.fixture
def index(scanned: Library) -> Counting:
    return Counting(scanned.index.path)


def cluster(library: Library, faces: int) -> Target:
    return Target("cluster", ids=(library.cluster_with(faces),))


def test_naming_a_cluster_opens_the_index_once(scanned: Library, index: Counting) -> None:
    assert isinstance(label_if_alike(index, cluster(scanned, 4), "Grandma"), LabelReport)
    assert index.opened == ("writing",)
    undo(index)
    assert index.opened == ("writing", "writing")


def test_a_cluster_that_looks_like_somebody_else_is_not_named_until_the_user_agrees(
    scanned: Library, index: Counting
) -> None:
    red, green = cluster(scanned, 4), cluster(scanned, 3)
    label(scanned.index, red, "Grandma")
    assert isinstance(label_if_alike(index, green, "Grandma"), Unlike)
    assert index.opened == ("writing",)
    assert [entry.decision.seq for entry in log(scanned.index)] == [1]
    assert label(index, green, "Grandma").joined


def test_merging_two_people_opens_the_index_once(scanned: Library, index: Counting) -> None:
    label(scanned.index, cluster(scanned, 4), "Grandma")
    label(scanned.index, cluster(scanned, 3), "Tom")
    assert isinstance(merge_if_alike(index, "Tom", "Grandma"), Unlike)
    assert index.opened == ("writing",)
    assert len(log(scanned.index)) == 2
    assert merge(index, "Tom", "Grandma").total == 7


def test_naming_a_cluster_does_not_create_a_missing_index(scanned: Library) -> None:
    none = Index(scanned.index.path.with_name("none.duckdb"))
    with pytest.raises(IndexFileError, match="there is no index"):
        label_if_alike(none, Target("cluster", ids=(1,)), "Grandma")
    assert not none.path.exists()
