"""Damage of an index is found and mended."""

import os

import pytest

from photoindex.domain.file_numbers import numbers_of
from photoindex.domain.photo import PhotoFile
from photoindex.errors import (
    IndexDamagedError,
)
from photoindex.operations.check import check
from photoindex.store.tables.photos import put_numbers
from tests.library import Library, photos_of, rows


def test_a_sound_index_has_no_problems(red_named: Library) -> None:
    report = check(red_named.index, sample=10, repair=False)
    assert (report.problems, report.sampled, report.changed, report.left) == ((), 7, 0, 0)
    assert report.rows["face"] == 8


BREAKS = {
    "DELETE FROM photo WHERE photo_id = 1": True,
    "DELETE FROM embedding WHERE face_id = 2": True,
    "UPDATE embedding SET vector = vector[:10]::BLOB WHERE face_id = 3": True,
    "UPDATE embedding SET vector = repeat(chr(0), 128)::BLOB WHERE face_id = 3": True,
    "DELETE FROM analysis WHERE photo_id = 2": True,
    "INSERT INTO embedding SELECT 999, vector FROM embedding LIMIT 1": True,
    "DELETE FROM cluster": True,
    "UPDATE face SET width = -1 WHERE face_id = 1": True,
    "INSERT INTO membership SELECT * FROM membership": True,
    "INSERT INTO portrait SELECT person_id, 999 FROM person": True,
    "INSERT INTO portrait SELECT 99, face_id FROM face": True,
    "DELETE FROM person": True,
    "INSERT INTO decision (seq, made_at, kind, source) VALUES (99, now()::TIMESTAMP, 'shout', 'x')": False,
    "INSERT INTO decision (seq, made_at, kind, target, source) VALUES (99, now()::TIMESTAMP, 'undo', 77, 'x')": False,
    "INSERT INTO decision_face (seq, content_hash, x, y, width, height) VALUES (98, 'abc', 0, 0, 1, 1)": False,
}


@pytest.mark.parametrize("damage", BREAKS)
def test_check_finds_damage_and_repair_mends_it_without_touching_decisions(red_named: Library, damage: str) -> None:
    with red_named.index.writing() as connection:
        connection.execute(damage)
    decisions = rows(red_named.index, "SELECT * FROM decision ORDER BY seq")
    found = check(red_named.index, sample=0, repair=False)
    assert found.left >= 1
    if not BREAKS[damage]:
        with red_named.index.reading() as connection:
            assert all(not problem.mendable for problem in found.problems)
        return
    mended = check(red_named.index, sample=0, repair=True)
    assert mended.left == 0, mended.problems
    assert check(red_named.index, sample=0, repair=False).problems == ()
    assert rows(red_named.index, "SELECT * FROM decision ORDER BY seq") == decisions
    red_named.scan()
    assert len(photos_of(red_named, "Red")) == 4
    assert rows(red_named.index, "SELECT count(*) FROM face") == [(8,)]


def test_a_photo_file_that_rotted_is_found_and_read_again(red_named: Library) -> None:
    path = red_named.folder / "2001/a.jpg"
    before, data = path.stat(), bytearray(path.read_bytes())
    data[-20] ^= 0xFF
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    # A disk that loses a bit does not update the change time, unlike this test.
    with red_named.index.writing() as connection:
        put_numbers(connection, [PhotoFile(path, *numbers_of(path.stat()))])
    assert red_named.scan().unchanged == 7
    (problem,) = check(red_named.index, sample=50, repair=False).problems
    assert "content changed" in problem.what
    assert check(red_named.index, sample=50, repair=True).reread == 1
    assert red_named.scan().photos + len(rows(red_named.index, "SELECT * FROM failure")) == 1


def test_a_flipped_bit_in_the_database_is_reported_as_damage(red_named: Library) -> None:
    data = bytearray(red_named.index.path.read_bytes())
    for place in range(len(data) // 2, len(data), 997):
        data[place] ^= 0x55
    red_named.index.path.write_bytes(data)
    with pytest.raises(IndexDamagedError):
        check(red_named.index, sample=0, repair=False)
