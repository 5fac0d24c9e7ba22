"""Damage of an index is found and mended."""

import os

import pytest

from photoindex.domain.file_numbers import numbers_of
from photoindex.domain.photo import PhotoFile
from photoindex.errors import (
    IndexDamagedError,
)
from photoindex.operations.check import Damage, DamageKind, check
from photoindex.store.tables.photos import put_numbers
from tests.library import Library, photos_of, rows


def test_a_sound_index_has_no_problems(red_named: Library) -> None:
    report = check(red_named.index, sample=10, repair=False)
    assert (report.problems, report.sampled, report.changed, report.left) == ((), 7, 0, 0)
    assert report.rows["face"] == 8


# For each statement that damages an index: the damage that it causes.
MENDABLE: dict[str, set[DamageKind]] = {
    "DELETE FROM photo WHERE photo_id = 1": {
        DamageKind.FILE_WITHOUT_PHOTO,
        DamageKind.ANALYSIS_WITHOUT_PHOTO,
        DamageKind.FACE_WITHOUT_PHOTO,
    },
    "DELETE FROM embedding WHERE face_id = 2": {DamageKind.FACE_WITHOUT_EMBEDDING},
    "UPDATE embedding SET vector = vector[:10]::BLOB WHERE face_id = 3": {DamageKind.INVALID_EMBEDDING},
    "UPDATE embedding SET vector = repeat(chr(0), 128)::BLOB WHERE face_id = 3": {DamageKind.INVALID_EMBEDDING},
    "DELETE FROM analysis WHERE photo_id = 2": {DamageKind.FACE_WITHOUT_ANALYSIS},
    "INSERT INTO embedding SELECT 999, vector FROM embedding LIMIT 1": {DamageKind.EMBEDDING_WITHOUT_FACE},
    "DELETE FROM cluster": {DamageKind.MEMBER_WITHOUT_CLUSTER},
    "UPDATE face SET width = -1 WHERE face_id = 1": {DamageKind.FACE_OUTSIDE_PHOTO},
    "INSERT INTO membership SELECT * FROM membership": {DamageKind.FACE_IN_SEVERAL_CLUSTERS},
    "INSERT INTO assignment SELECT * FROM assignment": {DamageKind.FACE_ASSIGNED_SEVERAL_TIMES},
    "DELETE FROM person": {DamageKind.ASSIGNMENT_WITHOUT_PERSON},
    "INSERT INTO membership SELECT * REPLACE (999 AS face_id) FROM membership LIMIT 1": {
        DamageKind.MEMBER_WITHOUT_FACE
    },
    "INSERT INTO assignment SELECT * REPLACE (999 AS face_id) FROM assignment LIMIT 1": {
        DamageKind.ASSIGNMENT_WITHOUT_FACE
    },
    "INSERT INTO portrait SELECT person_id, 999 FROM person": {DamageKind.PORTRAIT_WITHOUT_FACE},
    "INSERT INTO portrait SELECT 99, face_id FROM face": {DamageKind.PORTRAIT_WITHOUT_PERSON},
    "INSERT INTO answer VALUES (77, 1, 1, 4, 2.5)": {DamageKind.ANSWER_WITHOUT_SITTING},
    "INSERT INTO claim VALUES ('abc', NULL, NULL, NULL, NULL, 'Ann', 'takeout', '/a.json', 'gone')": {
        DamageKind.CLAIM_WITHOUT_IMPORT
    },
}
FINAL: dict[str, set[Damage]] = {
    "INSERT INTO decision (seq, made_at, kind, source) VALUES (99, now()::TIMESTAMP, 'shout', 'x')": {
        Damage(DamageKind.INVALID_DECISION, "kind"),
        Damage(DamageKind.INVALID_DECISION, "uid"),
    },
    "INSERT INTO decision (seq, made_at, kind, target, source) VALUES (99, now()::TIMESTAMP, 'undo', 77, 'x')": {
        Damage(DamageKind.UNDO_WITHOUT_DECISION),
        Damage(DamageKind.INVALID_DECISION, "uid"),
    },
    "INSERT INTO decision_face (seq, content_hash, x, y, width, height) VALUES (98, 'abc', 0, 0, 1, 1)": {
        Damage(DamageKind.FACE_WITHOUT_DECISION)
    },
    "UPDATE decision SET made_at = TIMESTAMP '9999-01-01'": {Damage(DamageKind.INVALID_DECISION, "at")},
    "UPDATE decision_face SET width = -1": {Damage(DamageKind.INVALID_DECISION, "faces")},
    "UPDATE decision SET person_id = NULL": {Damage(DamageKind.INVALID_DECISION, "person")},
    "UPDATE decision SET programs = ['picasa']": {Damage(DamageKind.INVALID_DECISION, "programs")},
    "UPDATE decision SET born = 'yesterday'": {Damage(DamageKind.INVALID_DECISION, "born")},
    "CREATE VIEW album AS SELECT 1": {Damage(DamageKind.EXTRA_OBJECT, "album", found="view")},
    "CREATE TABLE notes (text VARCHAR)": {Damage(DamageKind.EXTRA_OBJECT, "notes", found="table")},
    "ALTER TABLE photo ADD COLUMN stars INTEGER": {Damage(DamageKind.EXTRA_OBJECT, "photo.stars", found="column")},
    "DROP TABLE replaced": {Damage(DamageKind.MISSING_TABLE, "replaced")},
    "DROP TABLE replaced; CREATE VIEW replaced AS SELECT 1": {Damage(DamageKind.NOT_A_TABLE, "replaced", found="view")},
    "DROP SEQUENCE face_ids": {Damage(DamageKind.MISSING_SEQUENCE, "face_ids")},
    "ALTER TABLE file DROP COLUMN missing_since": {Damage(DamageKind.MISSING_COLUMN, "file", "missing_since")},
    "ALTER TABLE decision ALTER COLUMN source TYPE BLOB USING source::BLOB": {
        Damage(DamageKind.OTHER_TYPE, "decision", "source", "BLOB", "VARCHAR")
    },
    "DROP TABLE person; CREATE TABLE person (person_id BIGINT, name VARCHAR GENERATED ALWAYS AS ('Tom'))": {
        Damage(DamageKind.COMPUTED_COLUMN, "person", "name")
    },
    "UPDATE photo SET taken_at = '-infinity'": {Damage(DamageKind.IMPOSSIBLE_VALUE, "photo", "taken_at")},
}


@pytest.mark.parametrize("statement", MENDABLE)
def test_check_finds_damage_and_repair_mends_it_without_touching_decisions(red_named: Library, statement: str) -> None:
    with red_named.index.writing() as connection:
        connection.execute(statement)
    decisions = rows(red_named.index, "SELECT * FROM decision ORDER BY seq")
    found = check(red_named.index, sample=0, repair=False)
    assert {problem.damage.kind for problem in found.problems} == MENDABLE[statement]
    assert all(problem.mendable and not problem.mended for problem in found.problems)
    mended = check(red_named.index, sample=0, repair=True)
    assert mended.left == 0, mended.problems
    assert check(red_named.index, sample=0, repair=False).problems == ()
    assert rows(red_named.index, "SELECT * FROM decision ORDER BY seq") == decisions
    red_named.scan()
    assert len(photos_of(red_named, "Red")) == 4
    assert rows(red_named.index, "SELECT count(*) FROM face") == [(8,)]


@pytest.mark.parametrize("statement", FINAL)
def test_check_finds_damage_that_no_repair_can_mend(red_named: Library, statement: str) -> None:
    with red_named.index.writing() as connection:
        connection.execute(statement)
    found = check(red_named.index, sample=0, repair=False)
    assert {problem.damage for problem in found.problems} == FINAL[statement]
    assert not any(problem.mendable for problem in found.problems)
    tried = check(red_named.index, sample=0, repair=True)
    assert {problem.damage for problem in tried.problems} == FINAL[statement]
    assert not any(problem.mended for problem in tried.problems)


@pytest.mark.parametrize(
    "statement", [statement for statement in FINAL if " decision" in statement and "ALTER" not in statement]
)
def test_a_repair_mends_the_rest_when_a_decision_is_invalid(red_named: Library, statement: str) -> None:
    with red_named.index.writing() as connection:
        connection.execute(statement)
        connection.execute("INSERT INTO embedding SELECT 999, vector FROM embedding LIMIT 1")
    decisions = rows(red_named.index, "SELECT * FROM decision ORDER BY seq")
    mended = check(red_named.index, sample=0, repair=True)
    assert [problem.damage.kind for problem in mended.problems if problem.mended] == [DamageKind.EMBEDDING_WITHOUT_FACE]
    assert {problem.damage for problem in mended.problems if not problem.mended} == FINAL[statement]
    assert rows(red_named.index, "SELECT * FROM decision ORDER BY seq") == decisions


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
    assert problem.damage == Damage(DamageKind.ROTTEN_PHOTO_FILE)
    assert check(red_named.index, sample=50, repair=True).reread == 1
    assert red_named.scan().photos + len(rows(red_named.index, "SELECT * FROM failure")) == 1


def test_a_flipped_bit_in_the_database_is_reported_as_damage(red_named: Library) -> None:
    data = bytearray(red_named.index.path.read_bytes())
    for place in range(len(data) // 2, len(data), 997):
        data[place] ^= 0x55
    red_named.index.path.write_bytes(data)
    with pytest.raises(IndexDamagedError):
        check(red_named.index, sample=0, repair=False)
