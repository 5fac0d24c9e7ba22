"""A photo that cannot be exported says why."""

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


def test_a_file_that_has_gone_is_missing(tmp_path: Path) -> None:
    photo = ExportPhoto(tmp_path / "a.jpg", "hash", None)
    assert reason(photo) == ("missing", "missing")
    photo.path.write_bytes(b"")
    photo.check()


def test_a_photo_that_is_known_to_be_lost_is_not_looked_for(tmp_path: Path) -> None:
    photo = ExportPhoto(tmp_path / "a.jpg", "hash", None)
    photo.path.write_bytes(b"")
    assert reason(replace(photo, lost="away"))[0] == "away"


def test_a_photo_is_skipped_for_the_reason_of_its_error() -> None:
    path = Path("a.jpg")
    assert skipped(path, NotExportedError("unreadable", "no permission")) == Skipped(
        path, "unreadable", "no permission"
    )
    assert skipped(path, PhotoError("decode", "a.jpg is truncated")) == Skipped(path, "damaged", "a.jpg is truncated")
