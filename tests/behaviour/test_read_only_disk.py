"""Every command that only reads works on a real read-only mount."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from photoindex.cli.main import cli
from photoindex.store.opening.index import Index
from photoindex.store.opening.index_file import wal_of
from tests.cli.apart import run_apart
from tests.cli.every_command import every_command
from tests.terminal import Terminal

FOLDER, PHOTO, ELSEWHERE = "FOLDER", "PHOTO", "ELSEWHERE"
READING: dict[str, list[str]] = {
    "people": [], "status": [], "log": [], "failures": [], "suggest": ["--sheet", f"{ELSEWHERE}/questions.png"],
    "check": ["--sample", "3"], "check people": [], "show cluster": ["1"], "show person": ["Rosa"],
    "show face": ["1", "--sheet", f"{ELSEWHERE}/face.html"], "show photo": [PHOTO], "show poor": [],
    "explain face": ["1"],
    "similar": ["face", "1", "--threshold", "-1"], "relatives": ["Rosa"], "evaluate": [], "find": ["Rosa"],
    "stats": ["--plot", f"{ELSEWHERE}/people.svg"], "sql": ["SELECT count(*) FROM v_photos"],
    "person": ["Rosa"], "cluster": ["--dry-run"], "prune": ["--dry-run"], "backup": [f"{ELSEWHERE}/backup.duckdb"],
    "decisions export": ["-"], "names import": [f"{ELSEWHERE}/names.csv", "--dry-run"],
    "names export": ["--to", "csv"], "thumbnails status": [], "models list": [], "models info": ["opencv-zoo"],
}  # fmt: skip
# Commands that need no index, commands that wait for a user, commands that need networks, and commands that write.
NOT_READING = {
    "help", "completion", "label", "review", "save",
    "compare", "scan", "label cluster", "label face", "label photo", "unlabel cluster", "unlabel face",
    "unlabel person", "confirm cluster", "confirm face", "confirm person", "rename", "merge", "split cluster",
    "split person", "different cluster", "different face", "different person", "twice face", "twice photo",
    "decisions import", "names import", "names restore", "sync", "undo", "redo", "move", "restore", "rescue",
    "thumbnails rebuild", "thumbnails remove", "models install", "models remove", "models use",
}  # fmt: skip

# Makes the given folder read-only and runs the rest there.
MOUNT = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'

Ran = tuple[int, str, str]
RunAll = Callable[[Path, list[list[str]]], list[Ran]]


def test_every_command_is_listed_as_reading_or_writing() -> None:
    commands = {
        " ".join(words)
        for words, command in every_command(cli)
        if not isinstance(command, click.Group) or command.invoke_without_command
    }
    assert commands == READING.keys() | NOT_READING


def read_only(folder: Path) -> list[str]:
    """A prefix that runs a command with a read-only `folder`."""
    for unshare in (["unshare", "-m"], ["unshare", "-rm"]):
        if shutil.which("unshare") is None:
            break
        command = [*unshare, "/bin/sh", "-c", MOUNT, str(folder)]
        tried = subprocess.run([*command, "touch", str(folder / "tried")], capture_output=True, check=False)
        (folder / "tried").unlink(missing_ok=True)
        if b"Read-only" in tried.stderr:
            return command
    if os.name == "nt" or os.geteuid() == 0:
        pytest.skip("nothing here is read-only for this user")
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return []


@pytest.fixture
def run_read_only(tmp_path: Path) -> Iterator[RunAll]:
    """Run commands in one process with a read-only folder. PHOTO and similar words are replaced by paths."""
    folders: list[Path] = []

    def run_all(folder: Path, commands: list[list[str]]) -> list[Ran]:
        folders.append(folder)
        return run_apart(commands, before=read_only(folder))

    yield run_all
    for folder in folders:
        folder.chmod(0o755)


@pytest.fixture
def disk(terminal: Terminal, tmp_path: Path) -> Path:
    """A folder with an index in which two people have names."""
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    terminal("label", "cluster", terminal.cluster_with(3), "Vera")
    folder = tmp_path / "disk"
    folder.mkdir()
    terminal.index.path.rename(folder / "index.duckdb")
    return folder


def all_reading(index: Path, photo: Path, elsewhere: Path) -> list[list[str]]:
    elsewhere.mkdir(exist_ok=True)
    (elsewhere / "names.csv").write_text(f"path,person\n{photo},Rosa\n", encoding="utf-8")
    places = {FOLDER: str(photo.parent), PHOTO: str(photo), ELSEWHERE: str(elsewhere)}
    commands = []
    for name, words in READING.items():
        filled = [
            word if (key := word.split("/")[0]) not in places else word.replace(key, places[key]) for word in words
        ]
        commands.append([*name.split(), *filled, *([] if "models" in name else ["--index", str(index)])])
    return commands


def test_every_reading_command_works_on_a_read_only_disk(
    disk: Path, terminal: Terminal, run_read_only: RunAll, tmp_path: Path
) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in disk.iterdir()}
    commands = all_reading(disk / "index.duckdb", terminal.folder / "both.jpg", tmp_path / "elsewhere")
    commands += [["find", "Rosa", "--export", str(tmp_path / "page"), "--index", str(disk / "index.duckdb")]]
    for words, (code, out, err) in zip(commands, run_read_only(disk, commands), strict=True):
        assert code == 0, (words, err)
        assert out + err, words
    assert {path.name: path.stat().st_mtime_ns for path in disk.iterdir()} == before
    with Index(tmp_path / "elsewhere" / "backup.duckdb").reading() as connection:
        assert connection.execute("SELECT count(*) FROM decision").fetchone() == (2,)


def test_every_writing_command_reports_that_the_disk_is_read_only(disk: Path, run_read_only: RunAll) -> None:
    index = ["--index", str(disk / "index.duckdb")]
    commands = [["label", "face", "1", "Tom", *index], ["scan", str(disk), *index], ["undo", *index],
                ["prune", "--yes", *index], ["check", "--repair", *index], ["restore", __file__, *index],
                ["cluster", *index]]  # fmt: skip
    for words, (code, _out, err) in zip(commands, run_read_only(disk, commands), strict=True):
        assert code == 5, (words, err)
        assert str(disk) in err, words


def test_an_export_of_names_counts_every_sidecar_that_a_read_only_disk_refuses(
    terminal: Terminal, run_read_only: RunAll, tmp_path: Path
) -> None:
    photos = tmp_path / "disk"
    shutil.copytree(terminal.folder, photos)
    terminal("move", terminal.folder, photos)
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    words = ["names", "export", "--to", "xmp", "--index", str(terminal.index.path)]
    ((code, out, err),) = run_read_only(photos, [words])
    assert (code, out) == (1, "5 photos with names: nothing written.\n")
    assert err.count("it cannot be written (Read-only file system)") == 5
    assert not list(photos.glob("*.xmp"))
    assert terminal(*words[:-2]).out.startswith("5 photos with names: 5 sidecars made.")


def test_an_older_index_on_a_read_only_disk_is_read_from_a_copy(
    index_of_version_4: Path, run_read_only: RunAll, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    index_of_version_4.rename(disk / "old.duckdb")
    before = (disk / "old.duckdb").read_bytes()
    index = ["--index", str(disk / "old.duckdb")]
    people, similar, backup = run_read_only(
        disk, [["people", *index], ["similar", "face", "1", *index], ["backup", str(tmp_path / "b.duckdb"), *index]]
    )
    assert people[0] == 0
    assert "Grandma" in people[1]
    assert people[2].count("reads a copy") == 1
    assert (similar[0], backup[0]) == (0, 0)
    assert (disk / "old.duckdb").read_bytes() == before
    with Index(tmp_path / "b.duckdb").reading() as connection:
        assert connection.execute("SELECT count(*) FROM decision").fetchone() == (13,)


LEAVE_A_LOG = """
import os, sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("PRAGMA disable_checkpoint_on_shutdown")
connection.execute("UPDATE person SET name = 'Lena' WHERE name = 'Rosa'")
os._exit(0)
"""


def test_the_log_of_a_killed_command_is_read_on_a_read_only_disk(
    disk: Path, run_read_only: RunAll, tmp_path: Path
) -> None:
    index = disk / "index.duckdb"
    subprocess.run([sys.executable, "-c", LEAVE_A_LOG, str(index)], check=True)
    assert wal_of(index).exists()
    link = tmp_path / "link.duckdb"
    link.symlink_to(index)
    for path in (index, link):
        ((code, out, _err),) = run_read_only(disk, [["people", "--index", str(path)]])
        assert (code, "Lena" in out) == (0, True)
