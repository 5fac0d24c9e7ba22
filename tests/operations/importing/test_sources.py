"""Which readers get the files and folders that a user gave."""

from pathlib import Path

from photoindex.interop import digikam, picasa, table, takeout
from photoindex.interop.photo_names import Unread
from photoindex.interop.xmp import reader as xmp
from photoindex.operations.importing.sources import Source, sources_for


def test_each_recognised_program_gets_its_files(tmp_path: Path) -> None:
    faces = tmp_path / "faces.csv"
    (tmp_path / "photos/.picasa.ini").parent.mkdir()
    for file in (faces, tmp_path / "photos/.picasa.ini", tmp_path / "photos/a.jpg"):
        file.touch()
    photos = tmp_path / "photos"
    notes: list[Unread] = []
    assert sources_for([photos, faces], None, notes.append) == [
        Source(xmp.read, (photos,)),
        Source(picasa.read, (photos,)),
        Source(table.read, (faces,)),
    ]
    assert notes == []


def test_programs_that_the_user_names_get_everything(tmp_path: Path) -> None:
    notes: list[Unread] = []
    assert sources_for([tmp_path], ["digikam", "takeout"], notes.append) == [
        Source(takeout.read, (tmp_path,)),
        Source(digikam.read, (tmp_path,)),
    ]
    assert notes == []


def test_a_file_that_is_not_recognised_is_noted_once(tmp_path: Path) -> None:
    letter, archive = tmp_path / "letter.txt", tmp_path / "takeout-1.zip"
    letter.touch()
    archive.touch()
    notes: list[Unread] = []
    assert sources_for([letter, archive, tmp_path / "missing", tmp_path], None, notes.append) == []
    assert [(note.origin.name, note.fault) for note in notes] == [
        ("takeout-1.zip", "not-supported"),
        ("missing", "unreadable"),
        ("letter.txt", "not-supported"),
    ]
