"""An index of version 4 keeps its names after the update."""

from pathlib import Path

import duckdb
import pytest

from photoindex.domain.photo import PhotoFile
from photoindex.operations.people import list_people
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import load_decisions
from photoindex.store.tables.known_files import known_files
from photoindex.store.tables.photos import failure_of, put_numbers
from photoindex.store.views.totals import failure_kinds


def test_an_index_of_version_4_keeps_all_names_and_decisions(index_of_version_4: Path) -> None:
    index = Index(index_of_version_4)
    with index.writing():
        pass  # Writers migrate first.
    with index.reading() as connection:
        kinds = [decision.kind for decision in load_decisions(connection)]
        brought = {(decision.batch, decision.programs) for decision in load_decisions(connection)}
    assert len(kinds) == 13
    assert kinds[-1] == "undo"
    assert brought == {("", ())}
    people = {row.name: (row.faces, row.confirmed) for row in list_people(index).persons}
    assert people == {"Benjamin": (4, 4), "Grandma": (4, 4), "Tom": (4, 4), "Anna": (3, 3), "Tim": (1, 1)}


def test_the_next_scan_of_a_version_4_index_records_file_numbers(index_of_version_4: Path) -> None:
    index = Index(index_of_version_4)
    with index.writing() as connection:
        (path, size, mtime_ns) = connection.execute("SELECT path, size, mtime_ns FROM file ORDER BY path").fetchall()[0]
        put_numbers(connection, [PhotoFile(Path(path), size, mtime_ns, 5, 6)])
    with index.reading() as connection:
        rows = connection.execute("SELECT size, mtime_ns, ctime_ns, inode FROM file ORDER BY path").fetchall()
    assert rows[0] == (size, mtime_ns, 5, 6)
    assert {row[2:] for row in rows[1:]} == {(None, None)}


def test_failures_in_a_version_4_index_get_reasons_and_are_counted_by_reason(index_of_version_4: Path) -> None:
    rows = [
        ("/photos/disk.jpg", "read", "cannot be read: Input/output error"),
        ("/photos/a.cr2", "extra", "CR2 needs an optional package: pip install 'photoindex[raw]'"),
        ("/photos/b.cr2", "extra", "CR2 needs an optional package: pip install 'photoindex[raw]'"),
        ("/photos/x.jpg", "worker", "took longer than 120 seconds"),
        ("/photos/w.jpg", "worker", "the process died while working on it (exit code -11)"),
        ("/photos/y.jpg", "decode", "damaged: 12 of 34 segments"),
        ("/photos/z.jpg", "decode", "something that no version writes any more"),
    ]
    with duckdb.connect(str(index_of_version_4)) as connection:
        connection.executemany("INSERT INTO failure VALUES (?, 1, 2, ?, ?, 1, TIMESTAMP '2026-01-01 10:00:00')", rows)
    index = Index(index_of_version_4)
    with index.reading() as connection:
        kinds = {(kind.reason, kind.needs): kind.files for kind in failure_kinds(connection)}
        again = known_files(connection, "any pack", [Path("/photos")], extras=["raw"])
    # The index itself holds a file that is not an image.
    assert kinds == {
        ("needs-package", "raw"): 2, ("unreadable", ""): 1, ("worker-died", ""): 1, ("took-too-long", ""): 1,
        ("not-an-image", ""): 1, ("damaged", ""): 1, ("", ""): 1,
    }  # fmt: skip
    tried = {Path(path).name for path, file in again.items() if file.transient}
    assert tried == {"disk.jpg", "a.cr2", "b.cr2"}


def test_splits_in_a_version_4_index_are_recorded_as_made_by_hand_or_by_machine(index_of_version_4: Path) -> None:
    with Index(index_of_version_4).reading() as connection:
        splits = [(item.source, item.split_by) for item in load_decisions(connection) if item.kind == "split"]
    assert splits == [("split cluster 6 --faces 21", "hand")]


# The sentences of all versions that stored no reasons, each with the reason, the need and the limit that it states.
SENTENCES = {
    "the file is empty": ("empty", None, None),
    "the file ends in the middle (truncated): 98% of the picture is missing": ("truncated", None, None),
    "damaged, or a CR2 that LibRaw does not know: not RAW": ("unknown-format", None, None),
    "PNG of 30000 x 20000 pixels, over the limit of 500,000,000 pixels": ("too-many-pixels", 600_000_000, 500_000_000),
    "WEBP of 16000 x 16000 pixels, which takes 4.1 GB to decode, over the limit of 1.5 GB": (
        "too-much-memory", None, None,
    ),
    "is 2,000,000,001 bytes long, over the limit of 1,000,000,000": ("too-many-bytes", 2_000_000_001, 1_000_000_000),
}  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_update_turns_the_sentences_of_older_versions_into_reasons_once(
    index_of_version_4: Path, sentence: str
) -> None:
    values = ["/photos/x.jpg", "decode", sentence]
    with duckdb.connect(str(index_of_version_4)) as connection:
        connection.execute("INSERT INTO failure VALUES (?, 1, 2, ?, ?, 1, TIMESTAMP '2026-01-01 10:00:00')", values)
    with Index(index_of_version_4).reading() as connection:
        row = failure_of(connection, Path("/photos/x.jpg"))
    assert row is not None
    assert (row.reason, row.needed, row.allowed) == SENTENCES[sentence]
    assert row.error == sentence
