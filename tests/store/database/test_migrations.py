"""Indexes of older versions are migrated completely, or not at all."""

from pathlib import Path

import duckdb
import pytest

from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef
from photoindex.people.decisions.replay import replay
from photoindex.store.database.migrations import migrate, version_of
from photoindex.store.database.schema import MIGRATIONS
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import load_decisions


def test_a_migration_that_fails_is_rolled_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (*MIGRATIONS, ("broken", "CREATE TABLE half (a INTEGER); SELECT * FROM nowhere;"))
    monkeypatch.setattr("photoindex.store.database.migrations.MIGRATIONS", broken)
    monkeypatch.setattr("photoindex.store.database.migrations.NEWEST", len(broken))
    with duckdb.connect(str(tmp_path / "index.duckdb")) as connection:
        with pytest.raises(duckdb.CatalogException):
            migrate(connection)
        assert version_of(connection) == len(MIGRATIONS)
        tables = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        assert "half" not in tables


def make_first(path: Path) -> None:
    """An index as written by the first version, with one named cluster from which one face was later removed."""
    name, sql = MIGRATIONS[0]
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE schema_migration (version INTEGER PRIMARY KEY, name VARCHAR NOT NULL, "
                           "applied_at TIMESTAMP NOT NULL)")  # fmt: skip
        connection.execute(sql)
        connection.execute("INSERT INTO schema_migration VALUES (1, ?, '2026-01-01')", [name])
        connection.execute(
            """
            INSERT INTO decision VALUES (1, '2026-01-01', 'name', 1, 'Tom', NULL, 'label cluster 3 "Tom"'),
                                        (2, '2026-01-02', 'unlabel', 1, 'Tom', NULL, 'unlabel face 7');
            INSERT INTO decision_face VALUES (1, 'abc', 0.123456789, 0.2, 0.3, 0.4), (1, 'def', 0.1, 0.1, 0.1, 0.1),
                                             (2, 'def', 0.1, 0.1, 0.1, 0.1);
            INSERT INTO face VALUES (9, 1, 'pack', 0.123456789, 0.2, 0.3, 0.4, [0,0,0,0,0,0,0,0,0,0], 0.9, 1, 1, 0, 1);
            INSERT INTO assignment VALUES (9, 1, 'confirmed');
            """
        )


def test_an_index_of_the_first_version_keeps_its_decisions_and_each_gets_a_uid(tmp_path: Path) -> None:
    make_first(tmp_path / "index.duckdb")
    with Index(tmp_path / "index.duckdb").reading() as connection:
        named, taken = load_decisions(connection)
        assert connection.execute("SELECT by_hand FROM face").fetchall() == [(False,)]
        assert connection.execute("SELECT status, probability FROM assignment").fetchall() == [("confirmed", 1.0)]
    here = FaceRef("abc", Box(0.12346, 0.2, 0.3, 0.4))
    assert named.faces[0] == here
    assert (named.as_group, taken.as_group) == (True, False)
    assert len({named.uid, taken.uid, ""}) == 3
    assert replay([named, taken], {here: 9}.get).confirmed == {9: 1}
