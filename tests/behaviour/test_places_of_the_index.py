"""Indexes behind links, and special files in place of an index."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from photoindex.cli.main import run
from photoindex.errors import IndexLockedError
from photoindex.operations.common.index_lock import alone, running
from photoindex.store.opening.index import Index
from tests.cli.apart import run_apart
from tests.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege, pipes are no files there")


@pytest.fixture
def link(terminal: Terminal, tmp_path: Path) -> Path:
    link = tmp_path / "elsewhere" / "link.duckdb"
    link.parent.mkdir()
    link.symlink_to(terminal.index.path)
    return link


def test_a_link_and_its_target_share_one_lock(terminal: Terminal, link: Path) -> None:
    with alone(terminal.index, "scan"):
        assert running(Index(link)) is not None
        with pytest.raises(IndexLockedError), alone(Index(link), "scan"):
            pass


def test_a_restore_through_a_link_replaces_its_target(
    terminal: Terminal, link: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    assert terminal("backup", tmp_path / "backup.duckdb").code == 0
    terminal("rename", "Rosa", "Lena")
    assert run(["restore", str(tmp_path / "backup.duckdb"), "--index", str(link)]) == 0
    assert link.is_symlink()
    assert "Rosa" in terminal("people").out
    assert run(["people", "--index", str(link)]) == 0
    assert "Rosa" in capsys.readouterr().out
    assert sorted(path.name for path in link.parent.iterdir()) == ["link.duckdb"], "nothing lies beside the link"


def test_a_link_to_a_link_is_followed_to_its_end(terminal: Terminal, link: Path, tmp_path: Path) -> None:
    (tmp_path / "second.duckdb").symlink_to(link)
    assert Index(tmp_path / "second.duckdb").path == terminal.index.path


def test_an_index_is_created_at_the_target_of_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.duckdb").symlink_to("new.duckdb")
    with Index(tmp_path / "link.duckdb").writing():
        pass
    assert (tmp_path / "new.duckdb").is_file()
    assert (tmp_path / "link.duckdb").is_symlink()


@pytest.mark.parametrize(
    ("target", "said"),
    [("not-connected/index.duckdb", "there is no folder"), ("link.duckdb", "circle")],
    ids=["broken", "loop"],
)
def test_a_broken_link_is_a_clear_error(
    terminal: Terminal, tmp_path: Path, target: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    link = tmp_path / "link.duckdb"
    link.symlink_to(tmp_path / target)
    for words in (["people"], ["status"], ["scan", str(terminal.folder)], ["undo"]):
        assert run([*words, "--index", str(link)]) == 3
        assert said in capsys.readouterr().err
    assert link.is_symlink()
    assert not (tmp_path / "not-connected").exists()


NO_INDEX = {"pipe": "a named pipe", "socket": "a socket", "device": "a device", "folder": "a folder"}


@pytest.fixture(params=NO_INDEX)
def no_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A special file of the given kind. Never use a device of this machine, because root could replace it."""
    place = tmp_path / "odd" / str(request.param)
    place.parent.mkdir()
    match request.param:
        case "pipe":
            os.mkfifo(place)
        case "folder":
            place.mkdir()
        case "device":
            try:
                os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 3))
            except PermissionError:
                pytest.skip("only root can make a device")
        case "socket":
            before = Path.cwd()
            os.chdir(place.parent)  # the address of a socket must be a short path
            with socket.socket(socket.AF_UNIX) as opened:
                opened.bind(place.name)
            os.chdir(before)
    return place


def test_only_a_regular_file_is_accepted_as_an_index(terminal: Terminal, no_file: Path) -> None:
    commands = [["people"], ["status"], ["label", "face", "1", "Tom"], ["check"], ["log"], ["backup", "b.duckdb"],
                ["scan", terminal.folder], ["restore", terminal.index.path]]  # fmt: skip
    mode = no_file.stat().st_mode
    ran = run_apart([[*words, "--index", no_file] for words in commands])
    for words, (code, _out, err) in zip(commands, ran, strict=True):
        assert code == 3, words
        assert NO_INDEX[no_file.name] in err
    assert no_file.stat().st_mode == mode
    assert [path.name for path in no_file.parent.iterdir()] == [no_file.name], "nothing lies beside it"


def test_special_files_are_not_accepted_as_photos_or_backups_and_not_overwritten(
    terminal: Terminal, no_file: Path
) -> None:
    commands = [["restore", no_file], ["compare", no_file, no_file], ["similar", no_file], ["show", "photo", no_file],
                ["label", "photo", no_file, "Tom", "--box", "0,0,1,1"], ["backup", no_file],
                ["backup", no_file, "--force"], ["find", "Tom", "--export", no_file],
                ["show", "face", "1", "--sheet", no_file], ["evaluate", "--plot", no_file]]  # fmt: skip
    mode = no_file.stat().st_mode
    ran = run_apart(commands, environment={"PHOTOINDEX_INDEX": str(terminal.index.path)})
    for words, (code, _out, err) in zip(commands, ran, strict=True):
        assert code in (1, 2), (words, err)
    assert no_file.stat().st_mode == mode


def test_a_scan_skips_special_files(terminal: Terminal, no_file: Path) -> None:
    photo = no_file.rename(no_file.with_name("photo.jpg"))
    ran = run_apart(
        [["scan", photo], ["scan", photo.parent]], environment={"PHOTOINDEX_INDEX": str(terminal.index.path)}
    )
    assert [code in (1, 2) for code, _out, _err in ran] == [True, True]


def test_decisions_can_be_written_to_a_pipe(terminal: Terminal, tmp_path: Path) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
        ran = terminal("decisions", "export", tmp_path / "pipe")
        read = reader.communicate()[0]
    assert ran.code == 0
    assert b"Rosa" in read
    assert (tmp_path / "pipe").is_fifo()
    with subprocess.Popen(["tee", tmp_path / "pipe"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as writer:
        assert writer.stdin is not None
        writer.stdin.write(read)
        writer.stdin.close()
        assert "0 decisions added, 1 already known" in terminal("decisions", "import", tmp_path / "pipe").out
