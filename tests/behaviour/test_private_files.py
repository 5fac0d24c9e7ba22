"""Files with faces or names are private whatever the umask; files that are meant to be shared follow it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from photoindex.cli.wording.sheets import faces_sheet
from photoindex.domain.targets import Target
from photoindex.export import ExportOptions, ExportPhoto, export_photos
from photoindex.export.engine.manifest import MANIFEST_NAME
from photoindex.operations.backup import backup
from photoindex.operations.common.index_lock import alone, lock_file
from photoindex.operations.decisions import write_lines
from photoindex.operations.people import list_people
from photoindex.operations.show import show_group, write_sheet
from photoindex.store.opening.index import Index
from photoindex.wording.slideshows import slideshow_texts
from tests.fakes import draw
from tests.stored import mode
from tests.terminal import Terminal

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")


def open_to_others(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if not path.is_symlink() and mode(path) & 0o077)


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_everything_with_faces_or_names_is_closed_to_others(terminal: Terminal, tmp_path: Path, umask: int) -> None:
    made = tmp_path / "made"
    index = made / "index.duckdb"

    assert terminal("backup", made / "backup.duckdb").code == 0
    here = Terminal(terminal.folder, Index(index), terminal.capture)
    for words in (
        ("restore", made / "backup.duckdb"),
        ("label", "cluster", terminal.cluster_with(5), "Grandma"),
        ("backup", made / "second" / "backup.duckdb"),
        ("restore", made / "second" / "backup.duckdb"),
        ("decisions", "export", made / "decisions.jsonl"),
        ("show", "person", "Grandma", "--sheet", made / "sheet.html"),
        ("show", "person", "Grandma", "--sheet", made / "sheet.png"),
        ("similar", "face", "1"),
        ("thumbnails", "rebuild"),
    ):
        ran = here(*map(str, words))
        assert ran.code == 0, ran.err
    names = {path.name for path in made.iterdir()}
    assert {"index.duckdb", "index.duckdb.lock", "index.duckdb.before-restore", "index.duckdb.thumbnails",
            "decisions.jsonl"} <= names  # fmt: skip
    assert open_to_others(made) == []
    assert mode(made) == mode(made / "second") == 0o700
    assert os.umask(umask) == umask


def test_the_log_of_the_index_is_closed_to_others(tmp_path: Path, usual_umask: None) -> None:
    with Index(tmp_path / "index.duckdb").writing() as connection:
        connection.execute("INSERT INTO person VALUES (1, 'Grandma')")
        connection.commit()
        assert "index.duckdb.wal" in [path.name for path in tmp_path.iterdir()]
        assert open_to_others(tmp_path) == []
        connection.begin()


def test_an_older_index_is_made_private_only_once_so_users_can_open_it_to_others_later(
    index_of_version_4: Path, usual_umask: None
) -> None:
    index_of_version_4.chmod(0o644)
    lock_file(Index(index_of_version_4)).touch(0o644)
    list_people(Index(index_of_version_4))
    assert open_to_others(index_of_version_4.parent) == []
    index_of_version_4.chmod(0o660)
    with Index(index_of_version_4).writing() as connection:
        connection.execute("INSERT INTO person VALUES (99, 'Anna')")
        connection.commit()
        # The log has the permissions of the index; otherwise the group could not continue after a kill.
        assert mode(index_of_version_4.with_name("version-4.duckdb.wal")) == 0o660
        connection.begin()
    assert mode(index_of_version_4) == 0o660


@pytest.mark.parametrize(("mask", "file", "folder"), [(0o022, 0o644, 0o755), (0o077, 0o600, 0o700)])
def test_an_export_follows_the_umask_because_it_is_meant_to_be_shared(
    tmp_path: Path, mask: int, file: int, folder: int
) -> None:
    photo = ExportPhoto(draw(tmp_path / "a.jpg", ["red"]), "a" * 64, None)
    index = Index(tmp_path / "index.duckdb")
    before = os.umask(mask)
    try:
        export_photos([photo], tmp_path / "out", ExportOptions(slideshow_texts(["Grandma"])))
        # Also while the index is in use.
        with index.writing():
            export_photos([photo], tmp_path / "again" / "out", ExportOptions(slideshow_texts(["Grandma"])))
    finally:
        os.umask(before)
    for made in (*(tmp_path / "out").rglob("*"), *(tmp_path / "again").rglob("*")):
        # The manifest names the originals.
        expected = 0o600 if made.name == MANIFEST_NAME else folder if made.is_dir() else file
        assert mode(made) == expected, made


def test_the_users_data_folder_is_closed_to_others(tmp_path: Path) -> None:
    data = tmp_path / "data"
    environment = os.environ | {"PHOTOINDEX_DATA": str(data)}
    draw(tmp_path / "photos" / "a.jpg", ["red"])
    command = f'umask 022; "{sys.executable}" -m photoindex scan "{tmp_path / "photos"}" --workers 1'
    ran = subprocess.run(["/bin/sh", "-c", command], env=environment, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert mode(data) == 0o700
    assert mode(data / "index.duckdb") == 0o600


def write_some_sheet(index: Index, target: Path) -> None:
    shown = show_group(index, Target("cluster", ids=(list_people(index).clusters[0].id,)))
    write_sheet(index, shown, target, faces_sheet(shown))


WRITERS = {
    "decisions export": lambda index, target: write_lines(["{}"], target),
    "backup": lambda index, target: backup(index, target, force=True),
    "sheet": write_some_sheet,
}


@pytest.mark.parametrize("writer", WRITERS)
def test_nothing_is_written_through_links_at_predictable_names(terminal: Terminal, tmp_path: Path, writer: str) -> None:
    target = tmp_path / "shared" / "file.html"
    target.parent.mkdir()
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    planted = [
        target.with_name(f"{target.name}{ending}") for ending in (".new", ".part", ".part.wal", ".tmp", ".wal", "~")
    ]
    planted += [target.with_name(f".photoindex-{os.getpid()}.part"), target.with_name(f".{target.name}")]
    for link in planted:
        link.symlink_to(victim)
    WRITERS[writer](terminal.index, target)
    assert target.stat().st_size > 0
    assert not target.is_symlink()
    assert victim.read_bytes() == b"precious"


@pytest.mark.parametrize("ending", [".wal", ".lock"])
def test_links_beside_the_index_are_not_followed(terminal: Terminal, tmp_path: Path, ending: str) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    index = terminal.index
    index.path.with_name(f"{index.path.name}{ending}").symlink_to(victim)
    ran = terminal("prune", "--yes") if ending == ".lock" else terminal("undo")
    assert ran.code in (3, 5)
    assert ending in ran.err
    assert victim.read_bytes() == b"precious"


def test_a_crash_report_holds_no_names_and_no_paths(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(*_: object, **__: object) -> None:
        try:
            (terminal.folder / "Aunt Agatha.jpg").read_bytes()
        except OSError as error:
            raise ValueError("Aunt Agatha") from error

    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "reports"))
    (tmp_path / "reports").mkdir()
    monkeypatch.setattr("photoindex.operations.label.label", fails)
    arguments = ["label", "face", "1", "Aunt Agatha", f"--index={terminal.index.path}", "--json"]
    monkeypatch.setattr(sys, "argv", ["photoindex", *arguments])
    assert terminal(*arguments[:4]).code == 70
    (report,) = (tmp_path / "reports").iterdir()
    text = report.read_text(encoding="utf-8")
    assert mode(report) == 0o600
    for secret in ("Agatha", str(tmp_path), str(terminal.folder), str(Path.home()), "index.duckdb"):
        assert secret not in text
    for wanted in (
        "label",
        "--index=...",
        "--json",
        "ValueError",
        "FileNotFoundError",
        "photoindex/cli/commands/label.py:",
    ):
        assert wanted in text


def test_a_lock_file_is_as_private_as_its_index(terminal: Terminal, usual_umask: None) -> None:
    terminal.index.path.chmod(0o660)
    with alone(terminal.index, "scan"):
        assert mode(lock_file(terminal.index)) == 0o660
