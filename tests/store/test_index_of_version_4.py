"""Every index that users have keeps its names, whatever version wrote it."""

from pathlib import Path

from photoindex.domain.photo import PhotoFile
from photoindex.operations.people import list_people
from photoindex.store.decisions import load_decisions
from photoindex.store.index import Index
from photoindex.store.photos import put_numbers


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
