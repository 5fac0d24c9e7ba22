"""Fill a small index without a scan."""

from datetime import datetime
from pathlib import Path

import pytest

from photoindex.domain.geometry import Box
from photoindex.domain.outcome import AlreadyKnown, Analysed
from photoindex.domain.photo import PhotoFacts, PhotoFile
from photoindex.store.jobs.scan_results import save_outcomes
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import PackStamp
from tests.fakes import face_in

PACK, OTHER_PACK = PackStamp("pack", "f1"), PackStamp("other", "f2")
LEFT, RIGHT = Box(0.0, 0.0, 0.5, 1.0), Box(0.5, 0.0, 0.5, 1.0)
RED, GREEN = (2, 0, 0), (0, 2, 0)
FOLDER = Path("/photos")


def _photo(name: str, *faces: tuple[Box, tuple[int, int, int]], **facts: object) -> Analysed:
    found = tuple(face_in(box, colour, noise) for noise, (box, colour) in enumerate(faces, ord(name)))
    file = PhotoFile(FOLDER / f"{name}.jpg", 100, 1)
    return Analysed(file, name, PhotoFacts(200, 100, "JPEG", **facts), None, found)  # type: ignore[arg-type]


@pytest.fixture
def filled(tmp_path: Path) -> Index:
    """Three photos of Red, one of them with Green on the right, and one photo of Green that only the other pack has
    searched.

    - a: face 1, red, of 2001-05-01, confirmed to be Red
    - b: face 2, red, of some day in 2002, automatically Red; and face 3, green, confirmed to be Green
    - c: face 4, red, without a date, suggested to be Red
    - d: face 5, green, without a date, of the other pack

    Photo b has a second file; faces 1, 2 and 4 are cluster 1.
    """
    index = Index(tmp_path / "index.duckdb")
    photos = [
        _photo("a", (LEFT, RED), taken_at=datetime(2001, 5, 1), taken_from="exif", taken_trusted=True),
        _photo(
            "b", (LEFT, RED), (RIGHT, GREEN), taken_at=datetime(2002, 1, 1), taken_from="xmp", taken_precision="year"
        ),
        _photo("c", (LEFT, RED)),
    ]
    second = AlreadyKnown(PhotoFile(FOLDER / "b (2).jpg", 100, 1), "b")
    with index.writing() as connection:
        save_outcomes(connection, [*photos, second], PACK)
        save_outcomes(connection, [_photo("d", (LEFT, GREEN))], OTHER_PACK)
        connection.execute("INSERT INTO person VALUES (1, 'Red'), (2, 'Green')")
        connection.execute(
            "INSERT INTO assignment VALUES (1, 1, 'confirmed', 1.0), (2, 1, 'automatic', 0.9), "
            "(3, 2, 'confirmed', 1.0), (4, 1, 'suggested', 0.6)"
        )
        connection.execute("INSERT INTO membership VALUES (1, 1), (2, 1), (4, 1)")
    return index


@pytest.fixture
def empty(tmp_path: Path) -> Index:
    index = Index(tmp_path / "index.duckdb")
    with index.writing():
        pass
    return index
