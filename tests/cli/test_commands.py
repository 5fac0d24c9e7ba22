"""What commands print, to whom, and with which exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal


def test_people_lists_clusters_largest_first_and_says_what_to_do_next(terminal: Terminal) -> None:
    ran = terminal("people")
    assert ran.code == 0
    rows = [line.split() for line in ran.out.splitlines()[1:]]
    assert [(row[1], row[2]) for row in rows] == [("5", "5"), ("3", "3")]
    assert rows[0][3:] == ["2000-05-01", "2010-05-01"]
    assert "photoindex label cluster" in ran.err


def test_people_as_json_holds_every_number(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    people = json.loads(terminal("people", "--json").out)
    person, cluster = people["items"]
    assert (person["kind"], person["person"], person["faces"], person["photos"]) == ("person", "Grandma", 5, 5)
    assert (person["first_taken_at"], person["cluster_id"]) == ("2000-05-01T10:00:00", None)
    assert (cluster["kind"], cluster["person"], cluster["faces"]) == ("cluster", None, 3)
    assert (people["single_faces"], people["running"]) == (0, None)


def test_label_find_undo_and_log_tell_one_story(terminal: Terminal) -> None:
    assert "Named 5 faces as Grandma" in terminal("label", "cluster", terminal.cluster_with(5), "Grandma").out
    assert "Added 3 faces to Grandma" in terminal("label", "cluster", terminal.cluster_with(3), "grandma", "--yes").out
    assert "Undone: 2" in terminal("undo").out
    ran = terminal("find", "Grandma")
    assert ran.code == 0
    assert [Path(line).name for line in ran.out.splitlines()] == [
        "red 0.jpg", "red 1.jpg", "red 2.jpg", "red 3.jpg", "both.jpg",
    ]  # fmt: skip
    assert all(Path(line).is_absolute() for line in ran.out.splitlines())
    lines = terminal("log").out.splitlines()
    assert len(lines) == 4
    assert "undone" in lines[2]


def test_find_exits_with_1_when_nothing_matches(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    assert terminal("find", "Grandma", "Tom").code == 0
    ran = terminal("find", "Grandma", "Tom", "--since", "2011")
    assert (ran.code, ran.out) == (1, "")
    assert "No photo shows them all" in ran.err
    assert json.loads(terminal("find", "Grandma", "--since", "2011", "--json").out)["items"] == []


def test_find_suggests_the_closest_name(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    ran = terminal("find", "Granma")
    assert ran.code == 1
    assert "Did you mean Grandma?" in ran.err


def test_find_ends_paths_with_zero_bytes_for_xargs(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(3), "Tom")
    assert terminal("find", "Tom", "-0").out.count("\0") == 3


def test_find_as_json_gives_paths_dates_and_boxes(terminal: Terminal) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    last = json.loads(terminal("find", "Grandma", "--json").out)["items"][-1]
    assert Path(last["path"]).name == "both.jpg"
    assert last["taken_at"] == "2010-05-01T10:00:00"
    assert [face["person"] for face in last["found_faces"]] == ["Grandma", None]
    assert last["found_faces"][1]["box"]["x"] == pytest.approx(0.5)


def test_an_export_opens_as_a_page_and_is_not_overwritten_unasked(terminal: Terminal, tmp_path: Path) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma")
    ran = terminal("find", "Grandma", "--export", tmp_path / "show")
    assert "5 photos added" in ran.out
    assert "Grandma" in (tmp_path / "show" / "index.html").read_text(encoding="utf-8")
    assert len(list((tmp_path / "show" / "photos").iterdir())) == 5
    assert terminal("find", "Grandma", "--export", tmp_path / "show").code == 2
    assert "5 kept" in terminal("find", "Grandma", "--export", tmp_path / "show", "--update").out


@pytest.mark.parametrize(
    "words",
    [
        ("find",),
        ("find", "Tom", "--link"),
        ("find", "Tom", "--update"),
        ("find", "Tom", "-0", "--json"),
        ("find", "Tom", "--since", "yesterday"),
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
def test_what_cannot_be_done_exits_with_2_and_says_why(terminal: Terminal, words: tuple[str, ...]) -> None:
    ran = terminal(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert len(ran.err) > 20


def test_show_prints_the_faces_and_writes_a_sheet(terminal: Terminal, tmp_path: Path) -> None:
    cluster = terminal.cluster_with(5)
    for suffix in ("png", "html"):
        sheet = tmp_path / f"sheet.{suffix}"
        ran = terminal("show", "cluster", cluster, "--sheet", sheet)
        assert f"Cluster {cluster}: 5 faces in 5 photos" in ran.out
        assert sheet.stat().st_size > 1000
    terminal("label", "cluster", cluster, "Grandma")
    assert "Grandma: 5 faces" in terminal("show", "person", "grandma").out
    ran = terminal("show", "photo", terminal.folder / "both.jpg")
    assert "taken   2010-05-01 10:00:00" in ran.out
    assert "Grandma" in ran.out
    faces = json.loads(terminal("show", "cluster", cluster, "--json").out)["items"]
    assert terminal("show", "face", str(faces[0]["face_id"])).code == 0


def test_ignore_and_unlabel_answer_with_how_to_go_back(terminal: Terminal) -> None:
    cluster = terminal.cluster_with(5)
    assert "Ignored 5 faces" in terminal("label", "cluster", cluster, "--ignore").out
    assert "5 faces ignored" in terminal("people").err
    assert "no longer ignored. `photoindex undo 2`" in terminal("unlabel", "cluster", cluster).out


def test_failures_name_the_file_and_the_reason(terminal: Terminal) -> None:
    ran = terminal("failures")
    assert "broken.jpg" in ran.out
    assert "--retry-failed" in ran.err
    (row,) = json.loads(terminal("failures", "--json").out)["items"]
    assert (row["stage"], row["attempts"]) == ("decode", 1)


def test_cluster_groups_anew_and_counts(terminal: Terminal) -> None:
    out = terminal("cluster").out
    assert out.startswith("0 persons, 2 unnamed clusters, 0 faces in no cluster.\n0 faces of 8 (0.0%) changed cluster")


@pytest.mark.parametrize("words", [("people",), ("find", "Tom"), ("label", "cluster", "1", "Tom"), ("undo",), ("log",)])
def test_before_the_first_scan_every_command_says_how_to_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    from photoindex.store.opening.index import Index

    ran = Terminal(tmp_path, Index(tmp_path / "none.duckdb"), capsys)(*words)
    assert ran.code != 0
    assert "photoindex scan" in ran.err


def test_an_index_that_is_no_index_exits_with_3(tmp_path: Path, terminal: Terminal) -> None:
    terminal.index.path.write_bytes(b"something else" * 100)
    ran = terminal("people")
    assert ran.code == 3
    assert str(terminal.index.path) in ran.err


def test_an_unexpected_error_is_told_without_a_traceback(
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
def test_output_that_cannot_be_written_exits_with_5(terminal: Terminal) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = run_piped(terminal, "people", stdout=full)
    assert ran.returncode == 5
    assert b"output cannot be written" in ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close otherwise on Windows")
def test_a_reader_that_has_seen_enough_ends_the_command_quietly(terminal: Terminal) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = run_piped(terminal, "people", "--json", stdout=write)
    os.close(write)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_names_are_printed_in_any_encoding(terminal: Terminal, encoding: str) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Élodie 人")
    ran = run_piped(
        terminal, "people", stdout=subprocess.PIPE, env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    )
    assert ran.returncode == 0
    assert b"lodie" in ran.stdout
