"""An index keeps its names, whichever version wrote it."""

from pathlib import Path

import duckdb

from photoindex.domain.photo import PhotoFile
from photoindex.operations.people import list_people
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import load_decisions
from photoindex.store.tables.photos import known_files, put_numbers
from photoindex.store.views.totals import failure_kinds


def test_an_index_of_version_4_keeps_all_names_and_decisions(index_of_version_4: Path) -> None:
    index = Index(index_of_version_4)
    with index.writing():
        pass  # Writers migrate first.
    with index.reading() as connection:
        kinds = [decision.kind for decision in load_decisions(connection)]
    assert len(kinds) == 13
    assert kinds[-1] == "undo"
    people = {row.name: (row.faces, row.confirmed) for row in list_people(index).persons}
    assert people == {"Benjamin": (4, 4), "Grandma": (4, 4), "Tom": (4, 4), "Anna": (3, 3), "Tim": (1, 1)}


def test_an_index_of_version_4_learns_the_numbers_of_its_files_from_the_next_scan(index_of_version_4: Path) -> None:
    index = Index(index_of_version_4)
    with index.writing() as connection:
        (path, size, mtime_ns) = connection.execute("SELECT path, size, mtime_ns FROM file ORDER BY path").fetchall()[0]
        put_numbers(connection, [PhotoFile(Path(path), size, mtime_ns, 5, 6)])
    with index.reading() as connection:
        rows = connection.execute("SELECT size, mtime_ns, ctime_ns, inode FROM file ORDER BY path").fetchall()
    assert rows[0] == (size, mtime_ns, 5, 6)
    assert {row[2:] for row in rows[1:]} == {(None, None)}


def test_failures_of_an_index_of_version_4_get_reasons_by_which_they_are_counted(index_of_version_4: Path) -> None:
    rows = [
        ("/photos/disk.jpg", "read", "cannot be read: Input/output error"),
        ("/photos/a.cr2", "extra", "CR2 needs an optional package: pip install 'photoindex[raw]'"),
        ("/photos/b.cr2", "extra", "CR2 needs an optional package: pip install 'photoindex[raw]'"),
        ("/photos/x.jpg", "worker", "took longer than 120 seconds"),
        ("/photos/y.jpg", "decode", "damaged: 12 of 34 segments"),
    ]
    with duckdb.connect(str(index_of_version_4)) as connection:
        (before,) = connection.execute("SELECT count(*) FROM failure WHERE stage = 'decode'").fetchone() or (0,)
        connection.executemany("INSERT INTO failure VALUES (?, 1, 2, ?, ?, 1, TIMESTAMP '2026-01-01 10:00:00')", rows)
    index = Index(index_of_version_4)
    with index.reading() as connection:
        kinds = {(kind.reason, kind.needs): kind.files for kind in failure_kinds(connection)}
        again = known_files(connection, "any pack", [Path("/photos")], extras=["raw"])
    assert kinds == {
        ("needs-package", "raw"): 2, ("unreadable", ""): 1, ("worker-died", ""): 1, ("", ""): 1 + before,
    }  # fmt: skip
    tried = {Path(path).name for path, file in again.items() if file.transient}
    assert tried == {"disk.jpg", "a.cr2", "b.cr2"}
