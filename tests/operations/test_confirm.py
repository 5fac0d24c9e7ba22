"""Automatic faces are confirmed."""

import pytest

from photoindex.errors import NotFoundError
from photoindex.operations.confirm import confirm
from tests.library import Library, face


def test_only_a_face_that_is_taken_for_somebody_can_be_confirmed(scanned: Library) -> None:
    with pytest.raises(NotFoundError, match="taken for somebody"):
        confirm(scanned.index, face(scanned, "2001/a.jpg"))
