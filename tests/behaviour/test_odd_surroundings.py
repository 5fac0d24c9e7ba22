"""Commands in a deleted folder, for a user without a home, without temporary files and without locks."""

import errno
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from photoindex.file_lock import NoLocksError, is_held, try_lock
from tests.cli.apart import run_apart
from tests.terminal import Terminal

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a folder that a program is in")

# Deletes the current folder of the process, and then runs the rest.
IN_A_DELETED_FOLDER = ["/bin/sh", "-c", 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"']


@posix_only
def test_a_deleted_current_folder_is_reported_if_the_command_needs_it(terminal: Terminal, tmp_path: Path) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    relative = [["find", "Rosa", "--export", "page"], ["backup", "b.duckdb"], ["restore", "b.duckdb"], ["scan", "."],
                ["show", "photo", "x.jpg"], ["show", "face", "1", "--sheet", "s.png"], ["compare", "a.jpg", "b.jpg"],
                ["similar", "x.jpg"], ["move", "a", "b"], ["prune", "--forget", "x", "--yes"],
                ["twice", "photo", "x.jpg"], ["label", "photo", "x.jpg", "Tom", "--box", "0,0,1,1"],
                ["decisions", "export", "d.jsonl"], ["decisions", "import", "d.jsonl"],
                ["evaluate", "--truth", "t.csv"], ["people", "--index", "i.duckdb"]]  # fmt: skip
    whole = [["people"], ["status"], ["find", "Rosa"], ["log"], ["check"], ["suggest"],
             ["decisions", "export", "-"], ["backup", tmp_path / "b.duckdb"], ["models", "list"],
             ["show", "photo", terminal.folder / "both.jpg"],
             ["find", "Rosa", "--export", tmp_path / "page"],
             ["scan", terminal.folder]]  # fmt: skip
    environment = {"PHOTOINDEX_INDEX": str(terminal.index.path), "PYTHONPATH": str(Path(__file__).parents[2])}
    before = [*IN_A_DELETED_FOLDER, str(tmp_path / "gone")]
    ran = run_apart([*relative, *whole], before=before, environment=environment)
    for words, (code, _out, err) in zip([*relative, *whole], ran, strict=True):
        if words in relative:
            assert (code, "the current folder is missing" in err) == (2, True), (words, code, err)
        else:
            assert code == 0, (words, code, err)


HOMELESS = ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "PHOTOINDEX_DATA", "USERPROFILE"]


def unknown_user() -> list[str]:
    """A prefix that runs a command as a user that the system does not know."""
    if os.name == "nt" or os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can become a user that the system does not know")
    return ["setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"]


def python_for(user: Sequence[str]) -> str:
    """A Python of this version that the user may start, which excludes one in another user's home."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, *(f"{folder}/{version}" for folder in ("/usr/bin", "/usr/local/bin"))):
        # Checked in a process of that user, because `setpriv` itself may have more rights than the user.
        if subprocess.run([*user, "/bin/sh", "-c", 'test -x "$0"', python], check=False).returncode == 0:
            return python
    pytest.skip(f"no {version} that every user may start")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder open to everybody. pytest closes its own folders again at the start of each run."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.mark.parametrize("environment", [{}, {"HOME": ""}, {"HOME": "relative"}], ids=["unset", "empty", "relative"])
def test_a_user_without_a_home_can_run_every_command_that_does_not_need_one(
    terminal: Terminal, open_folder: Path, environment: Mapping[str, str]
) -> None:
    as_unknown = unknown_user()
    photos = shutil.copytree(terminal.folder, open_folder / "photos")
    copy = shutil.copyfile(terminal.index.path, open_folder / "index.duckdb")
    copy.chmod(0o666)
    place = open_folder / "work"
    place.mkdir()
    place.chmod(0o777)
    index = ["--index", str(copy)]
    works = [["people", *index], ["status", *index], ["scan", photos, "--workers", "1", "--force", *index],
             ["models", "list"], ["models", "info", "opencv-zoo"], ["find", "Tom", *index]]  # fmt: skip
    needs_a_home = [["people"], ["scan", photos], ["models", "use", "opencv-zoo"], ["models", "remove", "other"],
                    ["backup", "~/b.duckdb", *index]]  # fmt: skip
    libraries = os.pathsep.join([str(Path(__file__).parents[2]), sysconfig.get_path("purelib")])
    ran = run_apart(
        [*works, *needs_a_home], environment={"PYTHONPATH": libraries} | dict(environment), without=HOMELESS,
        before=["/bin/sh", "-c", 'cd "$0" && exec "$@"', str(place), *as_unknown], python=python_for(as_unknown),
    )  # fmt: skip
    for words, (code, _out, err) in zip([*works, *needs_a_home], ran, strict=True):
        if words in works:
            assert code == (1 if words[0] == "find" else 0), (words, code, err)
        else:
            assert code in (2, 5, 6), (words, code, err)
            assert "home" in err or "there is no model pack" in err, (words, err)
    assert list(place.iterdir()) == [], "no folder called ~"


def test_a_tilde_with_an_unknown_user_is_an_ordinary_name(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = "~nosuchuser/x"
    for words in (["scan", nobody], ["show", "photo", nobody], ["compare", nobody, nobody], ["restore", nobody],
                  ["similar", nobody], ["decisions", "import", nobody], ["evaluate", "--truth", nobody],
                  ["move", nobody, nobody + "y"], ["prune", "--forget", nobody, "--dry-run"],
                  ["models", "install", nobody]):  # fmt: skip
        ran = terminal(*words) if words[0] not in ("compare", "models") else None
        assert ran is None or ran.code in (1, 2), words
    monkeypatch.chdir(tmp_path)
    shutil.copytree(terminal.folder, tmp_path / "~nosuchuser")
    assert terminal("backup", "~nosuchuser/b.duckdb").code == 0
    assert (tmp_path / "~nosuchuser" / "b.duckdb").is_file()


@posix_only
def test_commands_need_no_temporary_folder(terminal: Terminal, tmp_path: Path) -> None:
    for place in ("/nonexistent", "", str(terminal.index.path)):
        ran = run_apart(
            [["people"], ["similar", "face", "1"], ["backup", tmp_path / f"{len(place)}.duckdb"]],
            environment={"TMPDIR": place, "PHOTOINDEX_INDEX": str(terminal.index.path)},
        )
        assert [code for code, _out, _err in ran] == [0, 0, 0]


WITHOUT_LOCKS = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
static int refuse(void) { errno = atoi(getenv("LOCK_ERROR")); return -1; }
int flock(int fd, int how) { return refuse(); }
static int control(int fd, int what, void *argument) {
    static int (*real)(int, int, ...);
    if (!real) real = (int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl");
    if (getenv("NO_RECORD_LOCKS") && (what == F_SETLK || what == F_SETLKW || what == F_GETLK)) return refuse();
    return real(fd, what, argument);
}
int fcntl(int fd, int what, ...) {
    va_list rest;
    va_start(rest, what);
    return control(fd, what, va_arg(rest, void *));
}
int fcntl64(int fd, int what, ...) {
    va_list rest;
    va_start(rest, what);
    return control(fd, what, va_arg(rest, void *));
}
"""


@pytest.fixture(scope="session")
def without_locks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a process in which file systems lack one of the two kinds of locks, or both."""
    if sys.platform != "linux" or shutil.which("gcc") is None:
        pytest.skip("needs gcc on Linux")
    folder = tmp_path_factory.mktemp("locks")
    (folder / "locks.c").write_text(WITHOUT_LOCKS, encoding="utf-8")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", "locks.so", "locks.c", "-ldl"], cwd=folder, check=True)
    return {"LD_PRELOAD": str(folder / "locks.so")}


@pytest.mark.parametrize("error", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EPERM], ids=errno.errorcode.get)
def test_where_locks_are_unavailable_the_index_can_be_read_but_not_written(
    terminal: Terminal, without_locks: dict[str, str], error: int, tmp_path: Path
) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    terminal("backup", tmp_path / "backup.duckdb")
    before = terminal.index.path.read_bytes()
    reading = [["status"], ["people"], ["find", "Rosa"], ["log"], ["show", "person", "Rosa"], ["similar", "face", "1"],
               ["decisions", "export", "-"], ["check"], ["thumbnails", "status"]]  # fmt: skip
    writing = [["scan", terminal.folder], ["label", "face", "1", "Tom"], ["undo"], ["prune", "--yes"], ["cluster"],
               ["restore", tmp_path / "backup.duckdb"], ["backup", tmp_path / "another.duckdb"],
               ["thumbnails", "rebuild"]]  # fmt: skip
    environment = without_locks | {"LOCK_ERROR": str(error), "NO_RECORD_LOCKS": "1"}
    environment |= {"PHOTOINDEX_INDEX": str(terminal.index.path)}
    ran = run_apart([*reading, *writing], environment=environment)
    for words, (code, _out, err) in zip([*reading, *writing], ran, strict=True):
        assert code == (0 if words in reading else 5), (words, code, err)
        if words in writing:
            assert "lock" in err, (words, err)
    assert terminal.index.path.read_bytes() == before


SHOW = """
import sys; from pathlib import Path
from photoindex.operations.thumbnails import Picture, Thumbnails
from photoindex.store.opening.index import Index
shown = Thumbnails(Index(Path(sys.argv[1])))
print([isinstance(shown.of_face(face_id, "small"), Picture) for face_id in (1, 2, 3, 1)])
"""


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "made"])
def test_where_locks_are_unavailable_thumbnails_are_shown(
    terminal: Terminal, without_locks: dict[str, str], kept: bool
) -> None:
    if kept:
        assert terminal("thumbnails", "rebuild").code == 0
    environment = os.environ | without_locks | {"LOCK_ERROR": str(errno.ENOLCK), "NO_RECORD_LOCKS": "1"}
    done = subprocess.run([sys.executable, "-c", SHOW, str(terminal.index.path)], env=environment, text=True,
                          capture_output=True, check=False)  # fmt: skip
    assert done.stdout == "[True, True, True, True]\n", done.stderr


def test_if_one_kind_of_lock_is_unavailable_the_other_keeps_commands_apart(
    terminal: Terminal, without_locks: dict[str, str]
) -> None:
    environment = without_locks | {"LOCK_ERROR": str(errno.ENOLCK), "PHOTOINDEX_INDEX": str(terminal.index.path)}
    hold = (
        "import sys; from pathlib import Path; from photoindex.file_lock import try_lock\n"
        "lock = try_lock(Path(sys.argv[1])); print(lock is not None, flush=True); sys.stdin.read()"
    )
    lock = f"{terminal.index.path}.lock"
    with subprocess.Popen([sys.executable, "-c", hold, lock], env=os.environ | environment, text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        ((code, _out, err),) = run_apart([["prune", "--yes"]], environment=environment)
        holder.communicate("")
    assert (code, "in use" in err) == (4, True)
    ((code, _out, err),) = run_apart([["prune", "--yes"]], environment=environment)
    assert code == 0, err


def test_a_lock_can_be_checked_without_taking_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        is_held(tmp_path / "lock")
    lock = try_lock(tmp_path / "lock")
    assert lock is not None
    assert is_held(tmp_path / "lock")
    lock.release()
    assert not is_held(tmp_path / "lock")
    assert issubclass(NoLocksError, OSError)
