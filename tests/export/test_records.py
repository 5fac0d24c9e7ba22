"""The reason is reported for each photo that cannot be exported."""

from dataclasses import replace
from pathlib import Path

import pytest

from photoindex.errors import PhotoError
from photoindex.export import ExportPhoto, Skipped
from photoindex.export.records import NotExportedError, skipped


def reason(photo: ExportPhoto) -> tuple[str, str]:
    with pytest.raises(NotExportedError) as caught:
        photo.check()
    return caught.value.why, str(caught.value)


def test_a_file_that_no_longer_exists_is_reported_as_missing(tmp_path: Path) -> None:
    photo = ExportPhoto(tmp_path / "a.jpg", "hash", None)
    assert reason(photo) == ("missing", "missing")
    photo.path.write_bytes(b"")
    photo.check()


def test_a_photo_already_known_to_be_missing_is_not_searched_for(tmp_path: Path) -> None:
    photo = ExportPhoto(tmp_path / "a.jpg", "hash", None)
    photo.path.write_bytes(b"")
    assert reason(replace(photo, lost="away"))[0] == "away"


def test_a_skipped_photo_has_the_reason_of_its_error() -> None:
    path = Path("a.jpg")
    assert skipped(path, NotExportedError("unreadable", "no permission")) == Skipped(
        path, "unreadable", "no permission"
    )
    assert skipped(path, PhotoError("decode", "a.jpg is truncated")) == Skipped(path, "damaged", "a.jpg is truncated")
