"""Dates in the index are read again if an older version read them, and match every day that they may stand for."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from photoindex.operations.explain import explain_face
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.person import set_lifespan
from photoindex.operations.show import show_photo
from photoindex.store.opening.index import Index
from photoindex.wording.explanations import in_words
from tests.library import Library, face


def set_date(
    library: Library, name: str, at: str | None, precision: str, source: str, *, trusted: bool, version: int
) -> None:
    with library.index.writing() as connection:
        connection.execute(
            "UPDATE photo SET taken_at = ?, taken_precision = ?, taken_from = ?, taken_trusted = ?, facts_version = ? "
            "WHERE photo_id = (SELECT photo_id FROM file WHERE ends_with(path, ?))",
            [at, precision, source, trusted, version, name],
        )


def date_of(library: Library, name: str) -> tuple[datetime | None, str, bool]:
    photo = show_photo(library.index, library.folder / name).photo
    assert photo is not None
    return photo.taken_at, photo.taken_from, photo.taken_trusted


def test_the_next_scan_reads_dates_from_an_older_version_again_but_detects_no_faces_again(scanned: Library) -> None:
    before = [face.face_id for face in show_photo(scanned.index, scanned.folder / "2001/b.jpg").faces]
    set_date(scanned, "b.jpg", None, "second", "", trusted=False, version=0)
    # The number of a download that was mistaken for a date.
    set_date(scanned, "d.jpg", "1830-11-22", "day", "name", trusted=False, version=0)
    summary = scanned.scan()
    assert (summary.photos, summary.unchanged) == (0, 7)
    assert date_of(scanned, "2001/b.jpg") == (datetime(2001, 2, 1, 10), "exif", True)
    assert date_of(scanned, "2002/d.jpg") == (None, "", False)
    assert [face.face_id for face in show_photo(scanned.index, scanned.folder / "2001/b.jpg").faces] == before


def test_dates_that_this_version_read_are_not_read_again(scanned: Library) -> None:
    set_date(scanned, "b.jpg", "1999-01-02", "day", "iptc", trusted=True, version=1)
    scanned.scan()
    assert date_of(scanned, "2001/b.jpg") == (datetime(1999, 1, 2), "iptc", True)


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [("2001", "2001", True), ("2001-06", "2001-06", True), ("2000", "2000", False), ("2002", None, False),
     (None, "2000-12-31", False), ("2001-12-31", None, True)],
)  # fmt: skip
def test_a_photo_dated_by_year_is_found_by_any_day_of_that_year(
    scanned: Library, since: str | None, until: str | None, found: bool
) -> None:
    set_date(scanned, "f.jpg", "2001-01-01", "year", "xmp", trusted=True, version=1)
    label(scanned.index, face(scanned, "2003/f.jpg"), "Blue")
    assert bool(find(scanned.index, FindRequest(("Blue",), since, until)).photos) is found


@pytest.mark.parametrize(
    ("at", "precision", "source", "trusted", "ruled_out"),
    [
        ("1930-05-01", "day", "exif", True, True),
        ("1930-01-01", "year", "xmp", True, True),
        ("1931-01-01", "year", "xmp", True, False),
        ("1931-05-01", "month", "xmp", True, False),
        ("1931-04-01", "month", "xmp", True, True),
        ("1930-05-01", "day", "name", False, False),
        ("2000-01-01", "second", "exif", False, False),
    ],
)
def test_only_a_trustworthy_and_precise_date_rules_a_person_out(  # noqa: PLR0917 - a row of a table
    scanned: Library, at: str, precision: str, source: str, trusted: bool, ruled_out: bool
) -> None:
    set_date(scanned, "d.jpg", at, precision, source, trusted=trusted, version=1)
    label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    set_lifespan(scanned.index, "Grandma", "1931-05-17", None)
    (there,) = show_photo(scanned.index, scanned.folder / "2002/d.jpg").faces
    assert (there.person_id is None) is ruled_out
    words = " ".join(map(in_words, explain_face(scanned.index, there.face_id).reasons))
    date = {"year": at[:4], "month": at[:7]}.get(precision, at[:10])
    assert (f"Grandma was not alive when the photo was taken: {date}, from its" in words) is ruled_out


def test_dates_in_a_version_4_index_are_kept_and_rated(index_of_version_4: Path) -> None:
    with duckdb.connect(str(index_of_version_4), read_only=True) as connection:
        before = dict(connection.execute("SELECT photo_id, taken_at FROM photo").fetchall())
    index = Index(index_of_version_4)
    with index.writing() as connection:
        rows = connection.execute(
            "SELECT photo_id, taken_at, taken_precision, taken_from, taken_trusted, facts_version, tolerated FROM photo"
        ).fetchall()
    assert {row[0]: row[1] for row in rows} == before
    assert all(row[4] == (row[3] == "exif") for row in rows)
    assert {(row[5], row[6]) for row in rows} == {(0, "")}
    assert {row.name for row in list_people(index).persons} == {"Benjamin", "Grandma", "Tom", "Anna", "Tim"}
