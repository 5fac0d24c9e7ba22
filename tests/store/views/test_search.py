"""Photos are found by all the people in them, and by any moment at which they may have been taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from photoindex.store.opening.index import Index
from photoindex.store.views.search import photo_at, photos_with_all
from tests.store.conftest import FOLDER, LEFT, RIGHT

RED, GREEN = 1, 2
EVERY: tuple[str, ...] = ("confirmed", "automatic", "suggested")


def found(filled: Index, persons: Sequence[int], fingerprint: str = "f1", **wishes: Any) -> list[str]:
    with filled.reading() as connection:
        return [photo.content_hash for photo in photos_with_all(connection, fingerprint, persons, **wishes)]


def test_a_photo_is_found_only_if_it_shows_all_the_people(filled: Index) -> None:
    assert found(filled, [RED]) == ["a", "b"]
    assert found(filled, [GREEN]) == ["b"]
    assert found(filled, [RED, GREEN]) == ["b"]
    assert found(filled, [RED], "f2") == []


def test_only_faces_with_the_requested_statuses_count_and_have_names(filled: Index) -> None:
    assert found(filled, [RED], statuses=("confirmed",)) == ["a"]
    assert found(filled, [RED], statuses=EVERY) == ["a", "b", "c"]
    with filled.reading() as connection:
        (photo,) = photos_with_all(connection, "f1", [GREEN], statuses=("confirmed",))
    assert [(face.box, face.name, face.person_id, face.cluster_id) for face in photo.faces] == [
        (LEFT, None, None, 1),
        (RIGHT, "Green", GREEN, None),
    ]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (datetime(2001, 5, 1), None, ["a", "b"]),
        (datetime(2001, 5, 1, 0, 0, 1), None, ["b"]),
        (None, datetime(2001, 5, 1), []),
        (None, datetime(2001, 5, 1, 0, 0, 1), ["a"]),
        (datetime(2002, 12, 31), datetime(2003, 1, 1), ["b"]),
        (datetime(2003, 1, 1), None, []),
    ],
)
def test_a_photo_dated_to_a_year_matches_every_day_of_it_and_an_undated_photo_matches_no_bound(
    filled: Index, since: datetime | None, until: datetime | None, expected: list[str]
) -> None:
    assert found(filled, [RED], since=since, until=until, statuses=EVERY) == expected


def test_the_earliest_photos_come_first_and_undated_photos_last(filled: Index) -> None:
    assert found(filled, [RED], statuses=EVERY, limit=2) == ["a", "b"]


def test_a_photo_is_listed_with_all_its_present_files(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("UPDATE file SET missing_since = now() WHERE path = ?", [str(FOLDER / "a.jpg")])
    with filled.reading() as connection:
        (photo,) = photos_with_all(connection, "f1", [RED])
        assert photo.paths == (FOLDER / "b (2).jpg", FOLDER / "b.jpg")
        shown = photo_at(connection, FOLDER / "b.jpg")
        missing = photo_at(connection, FOLDER / "a.jpg")
    assert shown is not None
    assert shown.paths == photo.paths
    assert (shown.width, shown.height, shown.format, shown.taken_precision) == (200, 100, "JPEG", "year")
    assert missing is not None
    assert (missing.paths, missing.taken_trusted, missing.camera) == ((FOLDER / "a.jpg",), True, None)


def test_a_path_that_the_index_does_not_know_has_no_photo(filled: Index) -> None:
    with filled.reading() as connection:
        assert photo_at(connection, FOLDER / "z.jpg") is None
