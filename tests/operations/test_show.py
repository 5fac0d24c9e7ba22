"""What is shown of a photo."""

import pytest

from photoindex.errors import NotFoundError
from photoindex.operations.label import label
from photoindex.operations.show import show_photo
from tests.library import Library, red


def test_a_photo_shows_who_is_in_it_from_left_to_right(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    shown = show_photo(scanned.index, scanned.folder / "2002/c.jpg")
    assert [shown.names.get(face.person_id or 0) for face in shown.faces] == [None, "Grandma"]


def test_a_photo_that_is_not_in_the_index_says_how_to_get_it_there(scanned: Library) -> None:
    (scanned.folder / "broken.jpg").write_bytes(b"x")
    scanned.scan()
    with pytest.raises(NotFoundError) as caught:
        show_photo(scanned.index, scanned.folder / "broken.jpg")
    assert "--retry-failed" in caught.value.hint
    with pytest.raises(NotFoundError) as caught:
        show_photo(scanned.index, scanned.draw("unknown.jpg", "red"))
    assert "photoindex scan" in caught.value.hint
