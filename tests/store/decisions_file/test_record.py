"""The decisions file holds every decision before the command reports it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from photoindex.data_folder import IndexFiles
from photoindex.domain.geometry import Box
from photoindex.domain.people import Decision, FaceRef
from photoindex.errors import PhotoIndexError, StorageError
from photoindex.operations.decisions import export_decisions, import_decisions
from photoindex.store.database.connection import utc_now
from photoindex.store.database.notices import DecisionsNotHere, DecisionsOfAnother, Notice
from photoindex.store.database.schema import MIGRATIONS
from photoindex.store.decisions_file.lines import from_line
from photoindex.store.decisions_file.reading import read_decisions_file
from photoindex.store.opening.index import Index
from photoindex.store.tables.decisions import append_decision, load_decisions, next_seq
from tests.stored import mode


@pytest.fixture
def told() -> list[Notice]:
    return []


@pytest.fixture
def index(tmp_path: Path, told: list[Notice]) -> Index:
    return Index(tmp_path / "index.duckdb", tell=told.append)


def say(index: Index, name: str, person_id: int = 1) -> Decision:
    """Store a decision without its consequences."""
    with index.writing() as connection:
        ref = FaceRef("0" * 64, Box(0.1, 0.2, 0.3, 0.4))
        return append_decision(
            connection,
            Decision(next_seq(connection), utc_now(), "name", person_id, name, (ref,), source=name),
        )


def names_in(file: Path) -> list[str | None]:
    return [line.decision.person_name for _, line in read_decisions_file(file).lines]


def test_every_decision_is_a_line_of_the_file_that_an_import_can_read(index: Index, tmp_path: Path) -> None:
    say(index, "Grandma")
    say(index, "Tom", 2)
    with index.writing() as connection:
        append_decision(connection, Decision(3, utc_now(), "undo", target=1))
    lines = index.files.decisions.read_text(encoding="utf-8").splitlines()
    assert [from_line(line) for line in lines] == [from_line(line) for line in export_decisions(index)]
    other = Index(tmp_path / "other.duckdb")
    assert import_decisions(other, lines, "the file").added == 3


def test_an_error_leaves_the_file_unchanged(index: Index) -> None:
    say(index, "Grandma")
    before = index.files.decisions.read_bytes()
    with pytest.raises(RuntimeError), index.writing() as connection:
        append_decision(connection, Decision(2, utc_now(), "name", 1, "Grandma"))
        raise RuntimeError
    assert index.files.decisions.read_bytes() == before


def test_an_index_of_an_earlier_version_gets_a_decisions_file_at_the_first_write(index_of_version_4: Path) -> None:
    index = Index(index_of_version_4)
    with index.writing():
        pass
    assert len(read_decisions_file(index.files.decisions).lines) == 13
    assert read_decisions_file(index.files.decisions).damaged == 0


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
def test_the_file_and_its_previous_version_are_private_whatever_the_umask(index: Index) -> None:
    before = os.umask(0)
    try:
        say(index, "Grandma")
        with index.writing():
            index.write_decisions_whole()
        say(index, "Tom", 2)
    finally:
        os.umask(before)
    for file in (index.files.decisions, index.files.older_decisions):
        assert mode(file) == 0o600


@pytest.mark.parametrize("damage", ["torn", "last newline lost", "gone", "zeros at the end"])
def test_the_next_write_repairs_a_file_that_a_power_cut_damaged(index: Index, damage: str) -> None:
    for name in ("Grandma", "Tom", "Ann"):
        say(index, name)
    file = index.files.decisions
    data = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(
            {"torn": data[:-20], "last newline lost": data[:-1], "zeros at the end": data + bytes(4096)}[damage]
        )
    say(index, "Zoe")
    found = read_decisions_file(file)
    assert sorted(name or "" for name in names_in(file)) == ["Ann", "Grandma", "Tom", "Zoe"]
    assert found.damaged == 0


def test_a_damaged_line_does_not_affect_the_others(index: Index) -> None:
    for name in ("Grandma", "Tom", "Ann"):
        say(index, name)
    data = index.files.decisions.read_bytes()
    for place in range(0, len(data), 7):
        rotten = bytearray(data)
        rotten[place] ^= 4
        index.files.decisions.write_bytes(rotten)
        found = read_decisions_file(index.files.decisions)
        assert len(found.lines) >= 2
        assert {line.decision.person_name for _, line in found.lines} <= {"Grandma", "Tom", "Ann"}


def test_decisions_that_are_only_in_the_file_are_kept_and_reported_once(index: Index, told: list[Notice]) -> None:
    """Like after a kill between writing the file and the commit, or after replacing the index by an older copy."""
    say(index, "Grandma")
    older = index.path.read_bytes()
    lost = say(index, "Tom", 2)
    index.path.write_bytes(older)
    say(index, "Ann", 2)
    say(index, "Zoe", 3)
    assert told == [DecisionsNotHere(index.files.decisions, 1)]
    assert lost.uid in read_decisions_file(index.files.decisions).uids
    assert sorted(name or "" for name in names_in(index.files.decisions)) == ["Ann", "Grandma", "Tom", "Zoe"]


def test_the_decisions_file_of_another_index_is_kept_under_another_name(index: Index, told: list[Notice]) -> None:
    say(index, "Grandma")
    say(index, "Tom", 2)
    index.path.unlink()
    say(index, "Ann")
    (kept,) = index.files.foreign_decisions()
    assert told == [DecisionsOfAnother(kept, 2)]
    assert (names_in(kept), names_in(index.files.decisions)) == (["Grandma", "Tom"], ["Ann"])


def test_two_indexes_in_one_folder_have_separate_decisions_files(index: Index, tmp_path: Path) -> None:
    other = Index(tmp_path / "other.duckdb")
    say(index, "Grandma")
    say(other, "Tom")
    assert (names_in(index.files.decisions), names_in(other.files.decisions)) == (["Grandma"], ["Tom"])


def test_a_file_that_has_grown_is_rewritten_and_the_previous_one_is_kept(index: Index) -> None:
    say(index, "Grandma")
    with index.writing() as connection:
        refs = tuple(FaceRef(f"{number:064d}", Box(0.1, 0.2, 0.3, 0.4)) for number in range(3000))
        append_decision(connection, Decision(2, utc_now(), "name", 1, "Grandma", refs))
    assert not index.files.older_decisions.exists()
    say(index, "Tom", 2)
    assert len(names_in(index.files.older_decisions)) == 2
    say(index, "Ann", 3)
    assert len(names_in(index.files.older_decisions)) == 2
    assert len(names_in(index.files.decisions)) == 4


@pytest.mark.parametrize("harm", [lambda line: line.replace("Grandma", "Grandpa"), lambda _line: ""])
def test_rewriting_the_file_restores_damaged_and_lost_lines(index: Index, harm: Callable[[str], str]) -> None:
    say(index, "Grandma")
    with index.writing() as connection:
        refs = tuple(FaceRef(f"{number:064d}", Box(0.1, 0.2, 0.3, 0.4)) for number in range(3000))
        append_decision(connection, Decision(2, utc_now(), "name", 2, "Tom", refs))
    first, rest = index.files.decisions.read_text(encoding="utf-8").split("\n", 1)
    index.files.decisions.write_text(f"{harm(first)}\n{rest}", encoding="utf-8")
    say(index, "Ann", 3)
    assert index.files.older_decisions.exists()
    assert names_in(index.files.decisions) == ["Grandma", "Tom", "Ann"]


def test_imported_decisions_are_added_to_the_file_even_if_they_are_older_than_its_last_line(
    index: Index, tmp_path: Path
) -> None:
    other = Index(tmp_path / "other.duckdb")
    say(other, "Grandma")
    say(index, "grandma")
    import_decisions(index, export_decisions(other), "the file")
    say(index, "Tom", 2)
    lines = index.files.decisions.read_text(encoding="utf-8").splitlines()
    third = Index(tmp_path / "third.duckdb")
    assert import_decisions(third, lines, "the file").added == 3
    with third.reading() as connection:
        assert len({decision.person_id for decision in load_decisions(connection)}) == 2


def test_one_person_under_several_keys_is_one_person(index: Index, tmp_path: Path) -> None:
    """Lines name another key if they were written before an earlier decision about the same person was imported."""
    other = Index(tmp_path / "other.duckdb")
    say(other, "Grandma")
    say(index, "Grandma")
    say(index, "Grandma")
    before = export_decisions(index)
    import_decisions(index, export_decisions(other), "the file")
    mixed = [*export_decisions(index)[:1], *before]
    third = Index(tmp_path / "third.duckdb")
    import_decisions(third, mixed, "the file")
    with third.reading() as connection:
        assert {decision.person_name for decision in load_decisions(connection)} == {"Grandma"}


def refused(file: Path) -> None:
    file.unlink()
    file.mkdir()


def linked(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to(file.with_name("elsewhere"))


@pytest.mark.skipif(sys.platform == "win32", reason="links take a privilege there")
@pytest.mark.parametrize("planted", [refused, linked])
def test_a_decision_that_cannot_be_written_to_the_file_is_not_committed(
    index: Index, planted: Callable[[Path], None]
) -> None:
    say(index, "Grandma")
    planted(index.files.decisions)
    with pytest.raises(StorageError, match="decisions file"):
        say(index, "Tom", 2)
    with index.reading() as connection:
        assert len(load_decisions(connection)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a device that is full is one of POSIX")
def test_a_full_disk_gives_a_clear_error_and_changes_neither_the_file_nor_the_index(index: Index) -> None:
    say(index, "Grandma")
    before = index.files.decisions.read_bytes()
    script = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom photoindex.errors import StorageError\n"
        "from photoindex.store.opening.index import Index\nfrom photoindex.store import decisions_file\n"
        "from tests.store.decisions_file.test_record import say\n"
        f"index = Index(Path({str(index.path)!r}))\n"
        "size = index.path.stat().st_size + 3_000_000\n"
        "name = 'x' * size\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n    say(index, name)\nexcept StorageError as error:\n    print('refused:', error.message[:200])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "refused" in done.stdout, done.stderr
    assert index.files.decisions.read_bytes() == before
    with index.reading() as connection:
        assert len(load_decisions(connection)) == 1


@pytest.mark.parametrize("first", [True, False])
def test_a_decision_that_cannot_be_committed_is_removed_from_the_file(index: Index, first: bool) -> None:
    if not first:
        say(index, "Grandma")
    before = index.files.decisions.read_bytes() if not first else None
    with pytest.raises(PhotoIndexError), index.writing() as connection:
        append_decision(connection, Decision(2, utc_now(), "name", 1, "Tom"))
        # A folder at the path of DuckDB's write-ahead log makes the commit fail.
        index.files.wal.mkdir()
    if index.files.wal.is_dir():
        index.files.wal.rmdir()
    assert (index.files.decisions.read_bytes() if index.files.decisions.exists() else None) == before
    say(index, "Ann", 2)
    assert "Tom" not in names_in(index.files.decisions)


def test_a_copy_of_the_index_is_kept_before_it_is_migrated(tmp_path: Path, told: list[Notice]) -> None:
    path = tmp_path / "index.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE schema_migration (version INTEGER, name VARCHAR, applied_at TIMESTAMP)")
        for version, (name, sql) in enumerate(MIGRATIONS[:2], start=1):
            connection.execute(sql)
            connection.execute("INSERT INTO schema_migration VALUES (?, ?, now()::TIMESTAMP)", [version, name])
    index = Index(path, tell=told.append)
    with index.writing():
        pass
    (copy,) = index.files.copies_before_update()
    assert [type(notice).__name__ for notice in told] == ["CopyKept"]
    with duckdb.connect(str(copy), read_only=True) as connection:
        assert connection.execute("SELECT max(version) FROM schema_migration").fetchone() == (2,)
    if sys.platform != "win32":
        assert mode(copy) == 0o600


def test_every_file_kept_beside_an_index_is_listed_and_named_after_the_index(index: Index) -> None:
    say(index, "Grandma")
    index.path.with_name("index.duckdb.before-restore").write_bytes(b"")
    index.path.with_name("index.duckdb.before-restore-2").write_bytes(b"")
    index.path.with_name("index.duckdb.before-update").write_bytes(b"")
    files = IndexFiles(index.path)
    assert files.new_copy_before_restore().name == "index.duckdb.before-restore-3"
    assert {path.name for path in index.path.parent.iterdir()} == {path.name for path in files.existing()}
