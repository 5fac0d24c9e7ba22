"""What commands print, to whom, and with which exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal


@pytest.mark.parametrize(
    "words",
    [
        ("find",),
        ("find", "Tom", "--link"),
        ("find", "Tom", "--update"),
        ("find", "Tom", "-0", "--json"),
        ("find", "Tom", "--since", "someday"),
        ("label", "cluster"),
        ("label", "cluster", "12"),
        ("label", "cluster", "Grand", "Ma"),
        ("show", "cluster", "zero"),
        ("scan",),
        ("scan", "/no/such/folder"),
        ("nonsense",),
        ("people", "--min-faces", "0"),
        ("label", "face", "99999999999999999999", "Tom"),
        ("find", "Tom", "--limit", "99999999999999999999"),
        ("undo", "99999999999999999999"),
        ("undo", "9" * 5000),
        ("label", "face", "9" * 5000, "Tom"),
        ("confirm", "face", "99999999999999999999"),
        ("unlabel", "cluster", "99999999999999999999"),
        ("explain", "face", "99999999999999999999"),
        ("similar", "face", "99999999999999999999"),
        ("split", "cluster", "1", "--faces", "99999999999999999999"),
        ("different", "face", "1", "99999999999999999999"),
        ("twice", "face", "1", "99999999999999999999"),
        ("people", "--limit", "99999999999999999999"),
        ("suggest", "--limit", "-1"),
    ],
)
def test_a_request_that_cannot_be_fulfilled_exits_with_2_and_an_explanation(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    ran = terminal(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.err) > 20


@pytest.mark.parametrize("words", [("people",), ("find", "Tom"), ("label", "cluster", "1", "Tom"), ("undo",), ("log",)])
def test_before_the_first_scan_every_command_says_how_to_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    from photoindex.store.opening.index import Index

    ran = Terminal(tmp_path, Index(tmp_path / "none.duckdb"), capsys)(*words)
    assert ran.code != 0
    assert "photoindex scan" in ran.err


def test_a_file_that_is_not_an_index_leads_to_exit_code_3(tmp_path: Path, terminal: Terminal) -> None:
    terminal.index.path.write_bytes(b"something else" * 100)
    ran = terminal("people")
    assert ran.code == 3
    assert str(terminal.index.path) in ran.err


def test_an_unexpected_error_is_reported_without_a_traceback(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    import tempfile

    tempfile.tempdir = None
    monkeypatch.setattr("photoindex.operations.people.list_people", lambda *_a, **_k: 1 / 0)
    ran = terminal("people")
    tempfile.tempdir = None
    assert ran.code == 70
    assert "Traceback" not in ran.err
    (report,) = tmp_path.glob("photoindex-error-*.txt")
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    assert os.fspath(report) in ran.err


def run_piped(terminal: Terminal, *words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "photoindex", *words, "--index", str(terminal.index.path)]
    return subprocess.run(command, stderr=subprocess.PIPE, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is a device of Linux")
def test_a_command_exits_with_5_if_its_output_cannot_be_written(terminal: Terminal) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = run_piped(terminal, "people", stdout=full)
    assert ran.returncode == 5
    assert b"output cannot be written" in ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close otherwise on Windows")
def test_a_command_ends_quietly_if_the_reader_of_its_output_stops_reading(terminal: Terminal) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = run_piped(terminal, "people", "--json", stdout=write)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_names_can_be_printed_in_any_encoding(terminal: Terminal, encoding: str) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Élodie 人")
    ran = run_piped(
        terminal, "people", stdout=subprocess.PIPE, env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    )
    assert ran.returncode == 0
    assert b"lodie" in ran.stdout
