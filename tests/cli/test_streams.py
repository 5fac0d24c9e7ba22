"""Commands work whether their standard streams are closed, full, in another encoding or a terminal."""

import itertools
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from photoindex.cli.streams import harmless
from photoindex.store.opening.index import Index
from tests.terminal import Terminal

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="shells there have no such redirections")
CLOSED = {0: "<&-", 1: ">&-", 2: "2>&-"}


def in_shell(
    words: list[str | Path], redirections: str, index: Index, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    command = shlex.join([sys.executable, "-m", "photoindex", *map(str, words)])
    return subprocess.run(
        ["/bin/sh", "-c", f"exec {command} {redirections}"],
        env=os.environ | {"PHOTOINDEX_INDEX": str(index.path)} | environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@posix_only
@pytest.mark.parametrize("closed", [some for size in (1, 2, 3) for some in itertools.combinations(CLOSED, size)])
def test_a_command_works_with_any_of_its_streams_closed(terminal: Terminal, closed: tuple[int, ...]) -> None:
    ran = in_shell(["people"], " ".join(CLOSED[number] for number in closed), terminal.index)
    assert ran.returncode == 0
    assert (b"CLUSTER" in ran.stdout) == (1 not in closed)
    assert b"rror" not in ran.stderr


@posix_only
@pytest.mark.parametrize("options", [[], ["--json"]], ids=" ".join)
def test_a_scan_works_without_streams_and_none_of_its_messages_end_up_in_the_index(
    terminal: Terminal, options: list[str]
) -> None:
    ran = in_shell(["scan", terminal.folder, "--retry-failed", "--workers", "1", *options], "<&- >&- 2>&-",
                   terminal.index)  # fmt: skip
    assert ran.returncode == 0
    assert json.loads(terminal("check", "--json").out)["items"] == []
    (failure,) = json.loads(terminal("failures", "--json").out)["items"]
    assert failure["attempts"] == 2


@posix_only
@pytest.mark.parametrize("words", [["decisions", "export", "-"]], ids=" ".join)
def test_a_command_that_only_prints_a_result_fails_if_its_output_is_closed(
    terminal: Terminal, words: list[str]
) -> None:
    ran = in_shell([*words], ">&-", terminal.index)
    assert ran.returncode == 5
    assert b"standard output is closed" in ran.stderr


@posix_only
def test_decisions_from_a_closed_input_are_a_usage_error(terminal: Terminal) -> None:
    ran = in_shell(["decisions", "import", "-"], "<&-", terminal.index)
    assert ran.returncode == 2
    assert b"standard input is closed" in ran.stderr


@posix_only
def test_a_question_that_nobody_can_answer_is_not_asked(terminal: Terminal, tmp_path: Path) -> None:
    ran = in_shell(["models", "install", tmp_path], "<&-", terminal.index)
    assert ran.returncode in (2, 6)
    assert b"unexpected" not in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_command_continues_if_its_messages_cannot_be_written(terminal: Terminal) -> None:
    assert in_shell(["people"], "2>/dev/full", terminal.index).returncode == 0
    ran = in_shell(["people"], ">/dev/full", terminal.index)
    assert ran.returncode == 5
    assert b"the output cannot be written" in ran.stderr
    assert in_shell(["people"], ">/dev/full 2>/dev/full", terminal.index).returncode == 5


@posix_only
def test_a_command_whose_terminal_is_closed_ends_in_order(terminal: Terminal, tmp_path: Path) -> None:
    reading, shown = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "photoindex", "sql", "SELECT * FROM range(100000)"],
        stdout=shown, stderr=subprocess.PIPE,
        env=os.environ | {"PHOTOINDEX_INDEX": str(terminal.index.path), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    os.close(shown)
    assert os.read(reading, 10)
    os.close(reading)
    _, messages = process.communicate(timeout=60)
    assert process.returncode == 130
    assert messages.startswith(b"photoindex: the terminal was closed")
    assert list(tmp_path.glob("photoindex-error-*")) == []


@posix_only
def test_a_closed_error_pipe_changes_neither_the_work_nor_the_exit_code(terminal: Terminal) -> None:
    for words, code in ((["people"], 0), (["find", "Nobody"], 1), (["find", "--nonsense"], 2), (["nonsense"], 2),
                        (["scan", terminal.folder, "--retry-failed", "--workers", "1"], 0)):  # fmt: skip
        reading, writing = os.pipe()
        os.close(reading)
        command = [sys.executable, "-m", "photoindex", *map(str, words), "--index", str(terminal.index.path)]
        done = subprocess.run(command, stderr=writing, stdout=subprocess.PIPE, check=False)
        os.close(writing)
        assert done.returncode == code, words
    (failure,) = json.loads(terminal("failures", "--json").out)["items"]
    assert failure["attempts"] == 2


@posix_only
@pytest.mark.parametrize("columns", ["1", "0", "-5", "many", "99999"])
def test_commands_work_at_any_terminal_width(terminal: Terminal, columns: str) -> None:
    for words in (["--help"], ["scan", "--help"], ["people"]):
        ran = in_shell([*words], "", terminal.index, COLUMNS=columns, LINES="0", TERM="")
        assert (ran.returncode, ran.stderr.count(b"Traceback")) == (0, 0), words


@posix_only
@pytest.mark.parametrize(
    "environment",
    [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "LANG": ""},
     {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=" ".join,
)  # fmt: skip
def test_commands_work_in_any_terminal_encoding(terminal: Terminal, environment: dict[str, str]) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Zoë 人")
    ran = in_shell(["people"], "", terminal.index, **environment)
    assert ran.returncode == 0
    assert b"unexpected" not in ran.stderr


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\n", "plain\n"),
        ("Zoë 人 😀 👩\u200d👩", "Zoë 人 😀 👩\u200d👩"),
        ("a\x1b]0;title\x07b", r"a\x1b]0;title\x07b"),
        ("a\x1b[2Jb\x1b[1A", r"a\x1b[2Jb\x1b[1A"),
        ("\x9b31mred", r"\x9b31mred"),
        ("over\rwritten", r"over\rwritten"),
        ("\r50%|#####", "\r50%|#####"),
        ("\x1b[1mours\x1b[0m", "\x1b[1mours\x1b[0m"),
        ("\x1b[8mhidden\x1b[0m", "\\x1b[8mhidden\x1b[0m"),
        ("gpj.\u202eexe", r"gpj.\u202eexe"),
        ("bytes \udcff", r"bytes \udcff"),
    ],
)
def test_nothing_that_could_disturb_a_terminal_reaches_it(text: str, shown: str) -> None:
    assert harmless(text) == shown
