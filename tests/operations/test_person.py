"""The dates of a person's life."""

import pytest

from photoindex.errors import UsageError
from photoindex.operations.check_people import OutsideLife, check_people
from photoindex.operations.label import label
from photoindex.operations.person import lifespan_of, set_lifespan
from tests.library import Library, confirmed_by_name, face


def test_people_are_not_recognised_in_photos_from_before_birth_or_after_death(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2002/c.jpg", 1), "Grandma")
    assert confirmed_by_name(scanned) == {"Grandma": (4, 1)}
    set_lifespan(scanned.index, "Grandma", "2001-02", None)
    assert confirmed_by_name(scanned) == {"Grandma": (3, 1)}
    report = set_lifespan(scanned.index, "Grandma", None, "2001")
    assert report.outside == 1
    assert confirmed_by_name(scanned) == {"Grandma": (3, 1)}
    assert [(doubt.face.path.name, doubt.why) for doubt in check_people(scanned.index)] == [("c.jpg", OutsideLife())]
    for born, died in (("2999", None), (None, "2999-01")):
        with pytest.raises(UsageError, match="lies in the future"):
            set_lifespan(scanned.index, "Grandma", born, died)
    with pytest.raises(UsageError, match="not a date"):
        set_lifespan(scanned.index, "Grandma", "", None)
    with pytest.raises(UsageError, match="before being born"):
        set_lifespan(scanned.index, "Grandma", None, "1999")
    assert str(lifespan_of(scanned.index, "Grandma")[1].died) == "2001-12-31"
