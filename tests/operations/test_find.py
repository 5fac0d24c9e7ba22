"""Photos are found by the people in them."""

import pytest

from photoindex.errors import UsageError
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from tests.library import Library, confirmed_by_name, face, green, red


def test_find_returns_photos_with_all_requested_people_in_order_of_date(scanned: Library) -> None:
    first, second = red(scanned), green(scanned)
    label(scanned.index, first, "Grandma")
    label(scanned.index, second, "Tom")

    def found(*names: str, since: str | None = None, until: str | None = None, limit: int | None = None) -> list[str]:
        request = FindRequest(names, since, until, limit)
        return [photo.paths[0].name for photo in find(scanned.index, request).photos]

    assert found("Grandma") == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
    assert found("Grandma", "tom") == ["b.jpg", "c.jpg"]
    assert found("Grandma", since="2001-02") == ["b.jpg", "c.jpg"]
    assert found("Tom", until="2003") == ["b.jpg", "c.jpg", "e.jpg"]
    assert found("Tom", until="2003-12-30") == ["b.jpg", "c.jpg"]
    assert found("Grandma", limit=1) == ["a.jpg"]
    with pytest.raises(UsageError, match="after"):
        found("Grandma", since="2005", until="2004")


def test_find_uses_confirmed_and_automatic_faces_or_only_confirmed_ones(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    assert len(find(scanned.index, FindRequest(("Grandma",))).photos) == 4
    assert len(find(scanned.index, FindRequest(("Grandma",), certainty="confirmed")).photos) == 1
    with scanned.index.writing() as connection:
        connection.execute("UPDATE assignment SET status = 'suggested' WHERE status = 'automatic'")
    assert len(find(scanned.index, FindRequest(("Grandma",))).photos) == 1
    assert len(find(scanned.index, FindRequest(("Grandma",), certainty="suggested")).photos) == 4
    assert confirmed_by_name(scanned) == {"Grandma": (1, 1)}
    assert [row.faces for row in list_people(scanned.index).clusters] == [3, 3]
