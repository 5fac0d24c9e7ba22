"""Two names of one person become one."""

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import UsageError
from photoindex.operations.different import different
from photoindex.operations.merge import merge
from photoindex.operations.undo import undo
from tests.library import Library, confirmed_by_name, name_both


def test_merging_keeps_the_second_name_and_undo_brings_both_back(scanned: Library) -> None:
    name_both(scanned, "Gran", "Grandma")
    report = merge(scanned.index, "gran", "grandma")
    assert (report.gone.name, report.stays.name, report.faces, report.total, report.photos) == (
        "Gran", "Grandma", 4, 7, 5,
    )  # fmt: skip
    assert confirmed_by_name(scanned) == {"Grandma": (7, 7)}
    undo(scanned.index)
    assert confirmed_by_name(scanned) == {"Gran": (4, 4), "Grandma": (3, 3)}


def test_people_declared_different_are_not_merged(scanned: Library) -> None:
    name_both(scanned, "Tom", "Tim")
    different(scanned.index, Target("person", name="Tom"), Target("person", name="Tim"))
    with pytest.raises(UsageError, match="different people"):
        merge(scanned.index, "Tim", "Tom")
    undo(scanned.index)
    assert merge(scanned.index, "Tim", "Tom").total == 7
