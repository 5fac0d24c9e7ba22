"""All other people, ranked by resemblance."""

import pytest

from photoindex.errors import NotFoundError
from photoindex.operations.label import label
from photoindex.operations.relatives import relatives
from tests.library import Library, red


def test_relatives_lists_everybody_else_who_has_a_name(named: Library) -> None:
    found = relatives(named.index, "grandma")
    assert (found.name, [item.name for item in found.ranked]) == ("Grandma", ["Tom"])
    with pytest.raises(NotFoundError):
        relatives(named.index, "Bob")


def test_if_only_one_person_has_a_name_there_are_no_relatives(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    with pytest.raises(NotFoundError, match="nobody but Grandma"):
        relatives(scanned.index, "Grandma")
