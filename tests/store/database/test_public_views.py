"""The views that users may query keep the names, types and order of their columns."""

import gzip
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from photoindex.domain.damage import Damage, DamageKind
from photoindex.operations.backup import backup
from photoindex.operations.check import check
from photoindex.operations.label import not_a_face
from photoindex.operations.rescue import rescue
from photoindex.store.opening.index import Index
from tests.library import Library, face

DATA = Path(__file__).parents[1] / "data"

# Programs of users depend on these. New columns are added at the end; nothing else changes.
COLUMNS = {
    "v_photos": (
        ("photo_id", "BIGINT"), ("path", "VARCHAR"), ("paths", "VARCHAR[]"), ("content_hash", "VARCHAR"),
        ("format", "VARCHAR"), ("width", "INTEGER"), ("height", "INTEGER"), ("taken_at", "TIMESTAMP"),
        ("taken_precision", "VARCHAR"), ("camera", "VARCHAR"), ("latitude", "DOUBLE"), ("longitude", "DOUBLE"),
        ("faces", "BIGINT"), ("people", "VARCHAR[]"),
    ),
    "v_faces": (
        ("face_id", "BIGINT"), ("photo_id", "BIGINT"), ("x", "DOUBLE"), ("y", "DOUBLE"), ("width", "DOUBLE"),
        ("height", "DOUBLE"), ("size", "DOUBLE"), ("quality", "DOUBLE"), ("by_hand", "BOOLEAN"),
        ("cluster_id", "BIGINT"), ("person_id", "BIGINT"), ("person", "VARCHAR"), ("status", "VARCHAR"),
        ("confidence", "DOUBLE"),
    ),
    "v_people": (
        ("person_id", "BIGINT"), ("name", "VARCHAR"), ("photos", "BIGINT"), ("faces", "BIGINT"),
        ("first_taken", "TIMESTAMP"), ("last_taken", "TIMESTAMP"),
    ),
    "v_appearances": (
        ("photo_id", "BIGINT"), ("person_id", "BIGINT"), ("person", "VARCHAR"), ("taken_at", "TIMESTAMP"),
        ("taken_precision", "VARCHAR"), ("faces", "BIGINT"), ("status", "VARCHAR"), ("confidence", "DOUBLE"),
    ),
}  # fmt: skip


PAGE = (Path(__file__).parents[3] / "docs" / "sql.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("view", COLUMNS)
def test_the_page_about_sql_describes_every_column_in_order(view: str) -> None:
    section = PAGE.split(f"### {view}\n")[1].split("\n#")[0]
    documented: list[tuple[str, str]] = []
    for names, kinds in re.findall(r"^\| (`.+?`) \| (`[A-Z`, \[\]]+`) \| .+ \|$", section, flags=re.MULTILINE):
        columns, types = (re.findall(r"`([^`]+)`", text) for text in (names, kinds))
        documented += zip(columns, types * len(columns) if len(types) == 1 else types, strict=False)
    assert tuple(documented) == COLUMNS[view]


def columns(path: Path) -> dict[str, tuple[tuple[str, str], ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        described = {view: connection.execute(f"SELECT * FROM {view} LIMIT 0").description or () for view in COLUMNS}
    return {view: tuple((str(name), str(kind)) for name, kind, *_ in found) for view, found in described.items()}


def rows(path: Path, sql: str) -> Sequence[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_new_index_has_the_views(named: Library) -> None:
    assert columns(named.index.path) == COLUMNS


@pytest.mark.parametrize("version", [4, 9])
def test_an_older_index_gets_the_views_when_it_is_updated(version: int, tmp_path: Path) -> None:
    path = tmp_path / "index.duckdb"
    path.write_bytes(gzip.decompress((DATA / f"version-{version}.duckdb.gz").read_bytes()))
    with Index(path).writing():
        pass
    assert columns(path) == COLUMNS
    people = "SELECT name, photos FROM v_people WHERE photos > 0 ORDER BY name"
    counted = (
        "SELECT name, count(DISTINCT photo_id) FROM person JOIN assignment USING (person_id) "
        "JOIN face USING (face_id) WHERE status IN ('confirmed', 'automatic') "
        "AND photo_id IN (SELECT photo_id FROM file WHERE missing_since IS NULL) GROUP BY ALL ORDER BY name"
    )
    assert rows(path, people) == rows(path, counted) != []


def test_backups_and_rescued_indexes_have_the_views(named: Library, tmp_path: Path) -> None:
    backup(named.index, tmp_path / "backup.duckdb", force=False)
    assert columns(tmp_path / "backup.duckdb") == COLUMNS
    named.index.files.decisions.write_text("", encoding="utf-8")
    with duckdb.connect(str(named.index.path)) as connection:
        connection.execute("DELETE FROM decision")
        connection.execute("DROP TABLE run")
    assert rescue(named.index, tmp_path / "rescued.duckdb").target is not None
    assert columns(tmp_path / "rescued.duckdb") == COLUMNS


def test_the_views_say_what_find_and_people_say(named: Library) -> None:
    index = named.index.path
    assert rows(index, "SELECT name, photos, faces, year(first_taken) FROM v_people ORDER BY name") == [
        ("Grandma", 4, 4, 2001),
        ("Tom", 3, 3, 2001),
    ]
    listed = "SELECT parse_filename(path), faces, people, taken_precision FROM v_photos ORDER BY path"
    assert rows(index, listed) == [
        ("a.jpg", 1, ["Grandma"], "second"),
        ("b.jpg", 2, ["Grandma", "Tom"], "second"),
        ("c.jpg", 2, ["Grandma", "Tom"], "second"),
        ("d.jpg", 1, ["Grandma"], None),
        ("e.jpg", 1, ["Tom"], "second"),
        ("empty.jpg", 0, [], None),
        ("f.jpg", 1, [], "second"),
    ]
    assert rows(index, "SELECT person, count(*), min(status) FROM v_appearances GROUP BY ALL ORDER BY ALL") == [
        ("Grandma", 4, "confirmed"),
        ("Tom", 3, "confirmed"),
    ]
    assert rows(index, "SELECT status, count(*) FROM v_faces GROUP BY ALL ORDER BY ALL") == [
        ("confirmed", 7),
        ("none", 1),
    ]
    assert rows(index, "SELECT count(*) FROM v_faces WHERE quality BETWEEN 0 AND 1 AND size > 0") == [(8,)]


def test_what_is_no_face_and_missing_files_are_left_out(named: Library) -> None:
    not_a_face(named.index, face(named, "2003/f.jpg"))
    (named.folder / "2001" / "a.jpg").unlink()
    named.scan()
    assert rows(named.index.path, "SELECT count(*) FROM v_faces") == [(6,)]
    assert rows(named.index.path, "SELECT faces FROM v_photos WHERE path LIKE '%f.jpg'") == [(0,)]
    assert rows(named.index.path, "SELECT count(*) FROM v_photos WHERE path LIKE '%a.jpg'") == [(0,)]
    assert rows(named.index.path, "SELECT photos FROM v_people WHERE name = 'Grandma'") == [(3,)]


def test_the_views_work_in_an_attached_index_of_any_name(named: Library) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{named.index.path}' AS mine (READ_ONLY)")
        assert connection.execute("SELECT count(*) FROM mine.v_photos").fetchall() == [(7,)]
        assert connection.execute("SELECT count(*) FROM mine.v_faces").fetchall() == [(8,)]


@pytest.mark.parametrize(
    "statement", ["DROP VIEW v_people", "CREATE OR REPLACE VIEW v_people AS SELECT 1 AS person_id"]
)
def test_check_finds_a_missing_or_changed_view_and_mends_it(named: Library, statement: str, tmp_path: Path) -> None:
    with named.index.writing() as connection:
        connection.execute(statement)
    (problem,) = check(named.index, sample=0, repair=False).problems
    assert (problem.damage, problem.mendable) == (Damage(DamageKind.WRONG_VIEW, "v_people"), True)
    backup(named.index, tmp_path / "backup.duckdb", force=False)
    assert columns(tmp_path / "backup.duckdb") == COLUMNS
    assert check(named.index, sample=0, repair=True).left == 0
    assert columns(named.index.path) == COLUMNS
    assert check(named.index, sample=0, repair=False).problems == ()


def test_a_table_of_somebody_else_with_the_name_of_a_view_stays(named: Library) -> None:
    with named.index.writing() as connection:
        connection.execute("DROP VIEW v_people; CREATE TABLE v_people (mine INTEGER)")
    found = {problem.damage.kind for problem in check(named.index, sample=0, repair=True).problems}
    assert found == {DamageKind.WRONG_VIEW, DamageKind.EXTRA_OBJECT}
    assert rows(named.index.path, "SELECT mine FROM v_people") == []
