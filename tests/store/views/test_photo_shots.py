"""When, with which camera and in which folder photos were taken, from the index."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from photoindex.domain.outcome import Analysed
from photoindex.domain.photo import PhotoFacts, PhotoFile
from photoindex.domain.shots import Shots
from photoindex.store.database.connection import Connection
from photoindex.store.jobs.scan_results import save_outcomes
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import PackStamp
from photoindex.store.views.photo_shots import load_shots

NOON = datetime(2019, 7, 14, 12)


def store(connection: Connection, path: Path, content: str, facts: PhotoFacts) -> None:
    save_outcomes(connection, [Analysed(PhotoFile(path, 1, 1), content, facts, None, ())], PackStamp("pack", "1" * 12))


def shots_of(tmp_path: Path, *photos: tuple[str, str, PhotoFacts]) -> Shots:
    """The shots of an index with these photos: path, content and facts of each."""
    index = Index(tmp_path / "index.duckdb")
    with index.writing() as connection:
        for path, content, facts in photos:
            store(connection, tmp_path / path, content, facts)
        return load_shots(connection)


def taken(moment: datetime | None = NOON, **facts: object) -> PhotoFacts:
    known = {"taken_from": "exif", "taken_trusted": True, **facts}
    return PhotoFacts(10, 10, "JPEG", taken_at=moment, **known)  # type: ignore[arg-type]


def test_photos_of_one_camera_and_of_one_folder_have_equal_numbers(tmp_path: Path) -> None:
    shots = shots_of(
        tmp_path,
        ("a/1.jpg", "01", taken(camera_make="Canon", camera_model="G7")),
        ("a/2.jpg", "02", taken(camera_make="Canon", camera_model="G9")),
        ("b/a/3.jpg", "03", taken(camera_make="Canon", camera_model="G7")),
    )
    assert shots.camera[0] == shots.camera[2] != shots.camera[1]
    assert shots.folder[0] == shots.folder[1] != shots.folder[2]
    assert shots.photo_id.tolist() == sorted(shots.photo_id.tolist())


def test_a_photo_without_a_camera_has_the_number_of_unknown_cameras(tmp_path: Path) -> None:
    assert shots_of(tmp_path, ("1.jpg", "01", taken())).camera.tolist() == [0]


@pytest.mark.parametrize(
    ("facts", "known", "exact"),
    [
        (taken(), True, True),
        (taken(taken_precision="day"), True, False),
        (taken(taken_precision="month"), False, False),
        (taken(taken_from="name", taken_trusted=False), True, True),
        (taken(taken_from="exif-changed", taken_trusted=False), False, True),
        (taken(None, taken_from="", taken_trusted=False), False, True),
    ],
)
def test_only_dates_of_the_shot_count_and_only_from_the_day_on(
    tmp_path: Path, facts: PhotoFacts, known: bool, exact: bool
) -> None:
    shots = shots_of(tmp_path, ("1.jpg", "01", facts))
    assert np.isnat(shots.taken[0]) != known
    assert shots.exact.tolist() == [exact]
    if known:
        assert shots.taken[0] == np.datetime64(NOON)


def test_copies_of_a_photo_in_several_folders_are_one_row(tmp_path: Path) -> None:
    shots = shots_of(tmp_path, ("a/1.jpg", "01", taken()), ("b/1.jpg", "01", taken()), ("b/2.jpg", "02", taken()))
    assert len(shots.photo_id) == 2
    assert (shots.folder != 0).all()


def test_an_index_without_photos_has_no_rows(tmp_path: Path) -> None:
    assert len(shots_of(tmp_path).photo_id) == 0
