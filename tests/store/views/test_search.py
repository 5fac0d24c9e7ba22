"""Photos are found by all the people in them, and by any moment at which they may have been taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from photoindex.domain.people import AssignmentStatus
from photoindex.query.meaning import Meaning
from photoindex.query.tree import And, Dates, Someone
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.views.search import FoundPhoto, Wanted, photo_at, photos_matching
from tests.store.conftest import FOLDER, LEFT, RIGHT

RED, GREEN = "Red", "Green"
EVERY: tuple[AssignmentStatus, ...] = ("confirmed", "automatic", "suggested")
COUNTED: tuple[AssignmentStatus, ...] = ("confirmed", "automatic")


def search(
    connection: Connection,
    names: Sequence[str],
    fingerprint: str = "f1",
    *,
    dates: Dates | None = None,
    statuses: tuple[AssignmentStatus, ...] = COUNTED,
    limit: int | None = None,
) -> list[FoundPhoto]:
    meaning = Meaning({"Red": 1, "Green": 2}, statuses, datetime(2026, 11, 26))
    trees = [And(tuple(map(Someone, names))), *([dates] if dates else [])]
    return photos_matching(connection, fingerprint, Wanted(trees, meaning, limit=limit))


def found(filled: Index, names: Sequence[str], fingerprint: str = "f1", **wishes: Any) -> list[str]:
    with filled.reading() as connection:
        return [photo.content_hash for photo in search(connection, names, fingerprint, **wishes)]


def test_a_photo_is_found_only_if_it_shows_all_the_people(filled: Index) -> None:
    assert found(filled, [RED]) == ["a", "b"]
    assert found(filled, [GREEN]) == ["b"]
    assert found(filled, [RED, GREEN]) == ["b"]
    assert found(filled, [RED], "f2") == []


def test_only_faces_with_the_requested_statuses_count_and_have_names(filled: Index) -> None:
    assert found(filled, [RED], statuses=("confirmed",)) == ["a"]
    assert found(filled, [RED], statuses=EVERY) == ["a", "b", "c"]
    with filled.reading() as connection:
        (photo,) = search(connection, [GREEN], statuses=("confirmed",))
    assert [(face.box, face.name, face.person_id, face.cluster_id) for face in photo.faces] == [
        (LEFT, None, None, 1),
        (RIGHT, "Green", 2, None),
    ]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2001-05-01", None, ["a", "b"]),
        ("2001-05-02", None, ["b"]),
        (None, "2001-04", []),
        (None, "2001-05-01", ["a"]),
        ("2002-12-31", "2002-12-31", ["b"]),
        ("2003", None, []),
    ],
)
def test_a_photo_dated_to_a_year_matches_every_day_of_it_and_an_undated_photo_matches_no_bound(
    filled: Index, since: str | None, until: str | None, expected: list[str]
) -> None:
    assert found(filled, [RED], dates=Dates(since, until), statuses=EVERY) == expected


def test_the_earliest_photos_come_first_and_undated_photos_last(filled: Index) -> None:
    assert found(filled, [RED], statuses=EVERY, limit=2) == ["a", "b"]


def test_a_photo_is_listed_with_all_its_present_files(filled: Index) -> None:
    with filled.writing() as connection:
        connection.execute("UPDATE file SET missing_since = now() WHERE path = ?", [str(FOLDER / "a.jpg")])
    with filled.reading() as connection:
        (photo,) = search(connection, [RED])
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
