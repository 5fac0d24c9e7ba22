from pathlib import PurePosixPath

import pytest

from photoindex.domain.albums import album_name


@pytest.mark.parametrize(
    ("folder", "album"),
    [
        ("Summer in Portugal", "Summer in Portugal"),
        ("2003 Summer in Portugal", "Summer in Portugal"),
        ("2003-07-14_Anna's_birthday", "Anna's birthday"),
        ("20030714 Rome", "Rome"),
        ("Grandma 80", "Grandma 80"),
        ("2003", ""),
        ("2003-07", ""),
        ("DCIM", ""),
        ("100CANON", ""),
        ("Camera Roll", ""),
        ("Photos from 2019", ""),
        ("a1", ""),
        ("x" * 61, ""),
        ("1984 was great", "was great"),
        ("20031234567 scans of Rome", "20031234567 scans of Rome"),
    ],
)
def test_an_album_is_the_folder_without_its_date_unless_it_says_nothing(folder: str, album: str) -> None:
    assert album_name(PurePosixPath("/home/me") / folder / "IMG_1.jpg") == album
