"""Names from a restored index, file names and pack titles cannot disturb a terminal or fake a line."""

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from photoindex.cli.main import run
from photoindex.data_folder import packs_folder
from photoindex.domain.names import LONGEST_NAME
from photoindex.packs.default_pack import embedded_folder
from tests.terminal import Ran, Terminal

# A window title, a colour, right-to-left text, an overwritten line and a line that photoindex never wrote.
EVIL = "\x1b]0;owned\x07\x1b[31m\x9b1m\u202e\rX\nFAKED"
ROSA, VERA = f"Rosa{EVIL}", f"Vera{EVIL}"
FACE = "1"
SHOWN = "Rosa\\x1b]0;owned\\x07"


@pytest.fixture
def hostile(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Terminal]:
    """An index in which every text from outside is hostile, with files and a pack that have hostile names."""
    terminal("label", "cluster", terminal.cluster_with(5), "Rosa")
    terminal("label", "cluster", terminal.cluster_with(3), "Vera")
    with duckdb.connect(str(terminal.index.path)) as index:
        for table, column in [("person", "name"), ("decision", "person_name"), ("decision", "source"),
                              ("root", "path"), ("file", "path"), ("failure", "path"), ("failure", "error"),
                              ("photo", "format"), ("photo", "damage"), ("photo", "camera_make"), ("run", "pack"),
                              ("analysis", "pack")]:  # fmt: skip
            index.execute(f"UPDATE {table} SET {column} = coalesce({column}, '') || ?", [EVIL])
        index.execute("UPDATE run SET roots = list_transform(roots, lambda root: root || ?)", [EVIL])
    monkeypatch.setenv("PHOTOINDEX_DATA", str(tmp_path / "data"))
    pack = packs_folder() / "other"
    pack.mkdir(parents=True)
    manifest = json.loads((embedded_folder() / "pack.json").read_text(encoding="utf-8"))
    manifest |= {"name": "other", "title": f"Title{EVIL}"}
    (pack / "pack.json").write_text(json.dumps(manifest), encoding="utf-8")
    photos = [path for path in terminal.folder.iterdir() if path.suffix == ".jpg"]
    copies = [shutil.copy2(path, f"{path}{EVIL}") for path in photos]
    yield terminal
    for copy in copies:
        Path(copy).unlink()


COMMANDS = [
    ("people",), ("status",), ("log",), ("failures",), ("suggest",), ("check",), ("check", "people"), ("evaluate",),
    ("show", "person", ROSA), ("show", "face", FACE), ("explain", "face", FACE), ("relatives", ROSA),
    ("similar", "face", FACE, "--top", "3"), ("person", ROSA), ("person", ROSA, "--born", "1931"),
    ("cluster", "--dry-run"), ("prune", "--dry-run"), ("confirm", "person", ROSA), ("unlabel", "person", ROSA),
    ("label", "face", FACE, VERA), ("label", "face", FACE, "--not", VERA), ("label", "face", FACE, ROSA), ("suggest",),
    ("rename", ROSA, "Rosi"), ("merge", ROSA, VERA), ("different", "person", ROSA, VERA), ("undo",),
    ("split", "person", ROSA), ("split", "person", ROSA, FACE, "--faces", "--to", VERA),
    ("find", ROSA, "--export", EVIL), ("find", EVIL), ("show", "photo", EVIL), ("show", "person", EVIL), ("scan", EVIL),
    ("backup", f"/dev/null/{EVIL}"), ("thumbnails", "status"), ("thumbnails", "rebuild"), ("thumbnails", EVIL),
    ("restore", EVIL), ("move", EVIL, EVIL), ("prune", "--forget", EVIL, "--yes"), ("compare", EVIL, EVIL),
    ("twice", "photo", EVIL), ("decisions", "import", EVIL), ("similar", EVIL), (EVIL,), ("people", f"--{EVIL}"),
    ("people", "--limit", EVIL), ("show", EVIL), ("find", "Rosa", "--since", EVIL), ("label", "cluster", EVIL, "Tom"),
    ("label", "photo", EVIL, "Tom", "--box", EVIL), ("scan", "/", "--scheduler", EVIL), ("scan", "/", "--pack", EVIL),
    ("scan", "/", "--map", EVIL), ("suggest", "--sheet", EVIL), ("evaluate", "--truth", EVIL),
    ("names", "import", EVIL),
    ("save", EVIL, ROSA), ("save",), ("save", "x", EVIL), ("save", "--delete", EVIL), ("find", f"@{EVIL}"),
    ("sql", "SELECT * FROM v_photos; SELECT * FROM v_people; SELECT * FROM v_faces"), ("sql", EVIL), ("sql", "-"),
    ("stats",), ("stats", EVIL), ("stats", "--plot", f"{EVIL}.svg"), ("find", ROSA, "--parquet", EVIL),
    ("names", "export", "--to", "xmp", "--dry-run"), ("names", "export", ROSA, "--to", "json"),
    ("names", "export", EVIL, "--to", "csv"), ("names", "export", "--to", "csv", "--output", f"/dev/null/{EVIL}"),
    ("names", "restore", EVIL), ("sync", EVIL), ("sync", "/", "--prefer", EVIL),
]  # fmt: skip
WITHOUT_INDEX = [("models", "list"), ("models", "info", "other"), ("models", "info", EVIL), ("models", "use", "other"),
                 ("models", "use", EVIL), ("models", "remove", EVIL), ("models", "install", EVIL)]  # fmt: skip


def assert_harmless(text: str) -> None:
    controls = {character for character in text if unicodedata.category(character) in ("Cc", "Cf")} - {"\n"}
    assert controls == set()
    assert [line for line in text.split("\n") if line.startswith(("FAKED", "X"))] == []


def told_harmlessly(ran: Ran) -> bool:
    assert_harmless(ran.out)
    assert_harmless(ran.err)
    return "unexpected error" not in ran.err


def test_no_command_prints_a_control_character(
    hostile: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for words in COMMANDS:
        assert told_harmlessly(hostile(*words)), words


def test_no_command_about_packs_prints_a_control_character(hostile: Terminal) -> None:
    for words in WITHOUT_INDEX:
        code = run([*words])
        assert told_harmlessly(Ran(code, *hostile.capture.readouterr())), words


def test_json_has_the_exact_names_without_a_control_character(hostile: Terminal) -> None:
    for words in (("people",), ("status",), ("log",), ("failures",), ("show", "person", ROSA),
                  ("find", ROSA), ("explain", "face", FACE), ("relatives", ROSA),
                  ("similar", "face", FACE)):  # fmt: skip
        ran = hostile(*words, "--json")
        assert_harmless(ran.out)
        assert "\\nFAKED" in ran.out
        json.loads(ran.out)


def test_a_name_is_shown_escaped(hostile: Terminal) -> None:
    assert SHOWN in hostile("people").out
    assert "\\nFAKED" in hostile("people").out


def test_a_pipe_gets_the_exact_bytes_of_a_path(hostile: Terminal) -> None:
    for option, end in (("-0", b"\0"), ("--limit=99", b"\n")):
        command = [sys.executable, "-m", "photoindex", "find", ROSA, option, "--index", str(hostile.index.path)]
        done = subprocess.run(command, capture_output=True, check=False)
        assert done.stdout.count(EVIL.encode() + end) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
@pytest.mark.parametrize(
    "words",
    [("find", ROSA), ("find", ROSA, "--csv"), ("sql", "SELECT * FROM v_photos", "--csv"), ("people",), ("log",)],
    ids=lambda words: words[0],
)
def test_a_terminal_gets_no_control_character(hostile: Terminal, words: tuple[str, ...]) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "photoindex", *words, "--index", str(hostile.index.path)]
    environment = os.environ | {"NO_COLOR": "1"}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env=environment) as process:
        os.close(theirs)
        told = b""
        # On Linux, reading the terminal of a process that has ended is an error.
        with suppress(OSError):
            while piece := os.read(ours, 65_536):
                told += piece
        os.close(ours)
    assert process.returncode == 0
    text = told.decode().replace("\r\n", "\n")
    assert_harmless(text)
    assert "owned" in text


def test_a_name_that_is_too_long_is_refused_and_one_from_a_restored_index_is_shown_shortened(
    terminal: Terminal,
) -> None:
    cluster = terminal.cluster_with(5)
    ran = terminal("label", "cluster", cluster, "x" * (LONGEST_NAME + 1))
    assert ran.code == 2
    assert "201 letters" in ran.err
    assert terminal("label", "cluster", cluster, "x" * LONGEST_NAME).code == 0
    long = "Rosa" * 25_000
    with duckdb.connect(str(terminal.index.path)) as index:
        index.execute("UPDATE person SET name = ?", [long])
        index.execute("UPDATE decision SET person_name = ?", [long])
    for words in (("people",), ("suggest",), ("show", "person", long), ("log",), ("find", "Rosi"), ("find", long)):
        ran = terminal(*words)
        assert len(ran.out + ran.err) < 10_000, words
    assert terminal("rename", long, "Rosa").code == 0
    assert "Rosa" in terminal("people").out
