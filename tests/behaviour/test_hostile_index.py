"""Nothing in an index or a backup from elsewhere is executed, and foreign objects in it are named."""

from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from photoindex.cli.wording.copies import names_of
from photoindex.domain.targets import Target
from photoindex.errors import IndexDamagedError, IndexFileError, PhotoIndexError
from photoindex.operations.backup import backup
from photoindex.operations.check import check
from photoindex.operations.label import label
from photoindex.operations.log import log
from photoindex.operations.people import list_people
from photoindex.operations.restore import restore
from photoindex.operations.suggest import suggest
from photoindex.store.opening.index import Index
from tests.library import Library

SECRET = "what only the victim may read"


def altered(library: Library, path: Path, *statements: str) -> Path:
    """A copy of the index in which an attacker ran SQL."""
    path.write_bytes(library.index.path.read_bytes())
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


def names(index: Index) -> list[str | None]:
    return [row.name for row in list_people(index).persons]


@pytest.fixture
def hostile(named: Library, tmp_path: Path) -> Path:
    """An index whose table of persons is a view that reads a file of the user who opens it."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    return altered(
        named, tmp_path / "hostile.duckdb", "DROP TABLE person",
        f"CREATE VIEW person AS SELECT 1::BIGINT AS person_id, content AS name FROM read_text('{secret}')",
    )  # fmt: skip


def test_a_table_that_is_a_view_is_refused_by_every_command(hostile: Path, tmp_path: Path) -> None:
    for command in (
        lambda: list_people(Index(hostile)),
        lambda: label(Index(hostile), Target("cluster", ids=(1,)), "Tom"),
        lambda: check(Index(hostile), sample=0, repair=False),
        lambda: backup(Index(hostile), tmp_path / "copy.duckdb", force=False),
    ):
        with pytest.raises(IndexDamagedError, match="person is a view"):
            command()
    assert not (tmp_path / "copy.duckdb").exists()


def test_a_backup_with_a_view_in_place_of_a_table_is_not_restored(named: Library, hostile: Path) -> None:
    before = named.index.path.read_bytes()
    with pytest.raises(IndexDamagedError, match="person is a view"):
        restore(named.index, hostile)
    assert named.index.path.read_bytes() == before
    assert names(named.index) == ["Grandma", "Tom"]


@pytest.mark.parametrize("way", ["reading", "writing"])
def test_no_statement_reaches_anything_outside_the_index(named: Library, tmp_path: Path, way: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    for statement in (
        f"SELECT * FROM read_text('{secret}')",
        f"ATTACH '{tmp_path / 'new.duckdb'}'",
        f"COPY (SELECT 1) TO '{tmp_path / 'new.csv'}'",
        f"EXPORT DATABASE '{tmp_path / 'new'}'",
        f"SELECT * FROM glob('{tmp_path}/*')",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET autoinstall_known_extensions = true",
        "SET temp_directory = '/'",
    ):
        with suppress(PhotoIndexError), getattr(named.index, way)() as connection:
            with pytest.raises(duckdb.Error):
                connection.execute(statement)
            connection.execute("SELECT 1")
    assert {path.name for path in tmp_path.iterdir()}.isdisjoint({"new.duckdb", "new.csv", "new"})


def test_a_copy_leaves_out_views_macros_and_foreign_tables_and_says_so(named: Library, tmp_path: Path) -> None:
    source = altered(
        named, tmp_path / "source.duckdb", "CREATE VIEW album AS SELECT 1", "CREATE MACRO shrink(x) AS x / 2",
        "CREATE MACRO all_of() AS TABLE SELECT 1", "CREATE TYPE mood AS ENUM ('good')",
        "CREATE TABLE notes (text VARCHAR)",
        "CREATE SCHEMA other", "CREATE TABLE other.person (name VARCHAR)", "ALTER TABLE photo ADD COLUMN stars INTEGER",
        'CREATE TABLE "no table; DROP TABLE person" (a INTEGER)',
    )  # fmt: skip
    assert check(Index(source), sample=0, repair=False).left == 8
    report = restore(named.index, source)
    assert set(names_of(report.left_out)) == {
        "view album", "macro shrink", "macro all_of", "type mood", "table notes", "table other.person",
        "column photo.stars", "table no table; DROP TABLE person",
    }  # fmt: skip
    assert names(named.index) == ["Grandma", "Tom"]
    assert check(named.index, sample=0, repair=False).problems == ()
    with named.index.reading() as connection:
        views = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL").fetchall()
        assert views == [("v_appearances",), ("v_faces",), ("v_people",), ("v_photos",)]
        assert connection.execute("SELECT count(*) FROM duckdb_functions() WHERE NOT internal").fetchall() == [(0,)]


FOREIGN: dict[str, tuple[str, tuple[str, ...]]] = {
    "a missing table": ("the table replaced is missing", ("DROP TABLE replaced",)),
    "a missing column": ("the table file has no column missing_since", ("ALTER TABLE file DROP COLUMN missing_since",)),
    "another type": (
        "the column source of the table decision is BLOB, not VARCHAR",
        ("ALTER TABLE decision ALTER COLUMN source TYPE BLOB USING source::BLOB",),
    ),
    "a computed column": (
        "the column name of the table person is computed",
        ("DROP TABLE person", "CREATE TABLE person (person_id BIGINT, name VARCHAR GENERATED ALWAYS AS ('Tom'))"),
    ),
    "a missing sequence": ("the sequence face_ids is missing", ("DROP SEQUENCE face_ids",)),
    "an infinite time": ("column made_at of the table decision", ("UPDATE decision SET made_at = 'infinity'",)),
    "a time before all": ("column taken_at of the table photo", ("UPDATE photo SET taken_at = '-infinity'",)),
    "a year of six digits": ("column made_at of the table cluster", ("UPDATE cluster SET made_at = '290000-01-01'",)),
    "the last number": (
        "column seq of the table decision", ("UPDATE decision SET seq = 9223372036854775807 WHERE seq = 1",),
    ),
    "a negative number": ("column person_id of the table person", ("UPDATE person SET person_id = -5",)),
    "an invalid version": (
        "the column version of the table schema_migration is VARCHAR",
        ("CREATE TABLE other AS SELECT version::VARCHAR AS version, name, applied_at FROM schema_migration",
         "DROP TABLE schema_migration", "ALTER TABLE other RENAME TO schema_migration"),
    ),
    "another version than it says": (
        "the table grouping is missing", ("DROP TABLE grouping", "DROP TABLE replaced"),
    ),
    "no version at all": ("does not say which version", ("DELETE FROM schema_migration",)),
    "one id twice": (
        "rows of the table photo contradict each other",
        ("CREATE TABLE other AS SELECT * FROM photo", "DROP TABLE photo", "ALTER TABLE other RENAME TO photo",
         "INSERT INTO photo SELECT * FROM photo"),
    ),
    "a decision at the end of the calendar": (
        "decision 1, field at", ("UPDATE decision SET made_at = TIMESTAMP '9999-01-01'",),
    ),
    "a decision about no person": ("decision 1, field person", ("UPDATE decision SET person_id = NULL",)),
    "a decision of an unknown kind": ("decision 1, field kind", ("UPDATE decision SET kind = 'teleport'",)),
    "a decision with an invalid face box": (
        r"decision 1, field faces\[0\]\.box", ("UPDATE decision_face SET x = 'nan'::DOUBLE",),
    ),
    "a decision about a photo that cannot be": (
        r"decision 1, field faces\[0\]\.photo", ("UPDATE decision_face SET content_hash = '../../etc'",),
    ),
    "a decision with an invalid day": ("decision 1, field born", ("UPDATE decision SET born = 'yesterday'",)),
}  # fmt: skip


@pytest.mark.parametrize("what", FOREIGN)
def test_a_backup_with_foreign_objects_is_refused_by_naming_them_and_check_finds_them(
    named: Library, tmp_path: Path, what: str
) -> None:
    message, statements = FOREIGN[what]
    source = altered(named, tmp_path / "source.duckdb", *statements)
    before = named.index.path.read_bytes()
    with pytest.raises(IndexFileError, match=message):
        restore(named.index, source)
    assert named.index.path.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir() if ".part" in path.name or "before" in path.name} == set()
    try:
        found = check(Index(source), sample=0, repair=False).left
    except IndexFileError:
        found = 1
    # Keys that are no longer enforced are not checked.
    assert found >= 1 or what == "one id twice"
    for command in (list_people, log, lambda index: suggest(index, limit=5)):
        with suppress(PhotoIndexError):
            command(Index(source))


def test_an_older_backup_is_restored_and_brought_up_to_date(named: Library, index_of_version_4: Path) -> None:
    report = restore(named.index, index_of_version_4)
    assert (report.decisions, report.left_out) == (13, ())
    assert set(names(named.index)) == {"Benjamin", "Grandma", "Tom", "Anna", "Tim"}
    assert check(named.index, sample=0, repair=False).problems == ()


def test_numbers_are_never_reused_after_a_restore(named: Library, tmp_path: Path) -> None:
    with named.index.reading() as connection:
        before = connection.execute("SELECT max(face_id), max(photo_id) FROM face").fetchone()
    backup(named.index, tmp_path / "backup.duckdb", force=False)
    restore(named.index, tmp_path / "backup.duckdb")
    named.draw("new.jpg", "red", "pink", shade=77)
    named.scan()
    with named.index.reading() as connection:
        new = connection.execute(
            "SELECT min(face_id), min(photo_id) FROM face JOIN file USING (photo_id) WHERE path LIKE '%new.jpg'"
        ).fetchone()
    assert before is not None
    assert new is not None
    assert new[0] > before[0]
    assert new[1] > before[1]
