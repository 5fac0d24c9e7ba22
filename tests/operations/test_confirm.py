"""Automatic faces are confirmed."""

import pytest

from photoindex.errors import NotFoundError
from photoindex.operations.confirm import confirm
from tests.library import Library, face


def test_only_an_assigned_face_can_be_confirmed(scanned: Library) -> None:
    with pytest.raises(NotFoundError, match="not assigned to anybody"):
        confirm(scanned.index, face(scanned, "2001/a.jpg"))
