"""A person gets another name."""

import pytest

from photoindex.advice.people import MergePeople
from photoindex.errors import UsageError
from photoindex.operations.label import label
from photoindex.operations.rename import rename
from photoindex.operations.undo import undo
from tests.library import Library, confirmed_by_name, face, name_both


def test_a_person_is_renamed_but_not_to_a_name_that_exists(scanned: Library) -> None:
    name_both(scanned, "Gran", "Tom")
    with pytest.raises(UsageError) as caught:
        rename(scanned.index, "Gran", "tom")
    assert caught.value.advice == (MergePeople("Gran", "Tom"),)
    rename(scanned.index, "Gran", "gran")
    rename(scanned.index, "gran", "Grandma")
    assert set(confirmed_by_name(scanned)) == {"Grandma", "Tom"}
    label(scanned.index, face(scanned, "2003/f.jpg"), "Gran")
    undo(scanned.index, 4)
    undo(scanned.index, 3)
    assert set(confirmed_by_name(scanned)) == {"Gran", "Tom", "Gran (2)"}
