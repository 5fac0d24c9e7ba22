"""Completions that a shell asks for."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal


def asked(terminal: Terminal, *words: str, shell: str = "bash") -> subprocess.CompletedProcess[bytes]:
    """The completions that photoindex offers while the last of these words is being typed."""
    line = " ".join(("photoindex", *words))
    environment = {
        "_PHOTOINDEX_COMPLETE": f"{shell}_complete",
        "COMP_LINE": line,
        "COMP_WORDS": line,
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words)),
        "PHOTOINDEX_INDEX": str(terminal.index.path),
    }
    return subprocess.run(
        [sys.executable, "-m", "photoindex"], capture_output=True, check=False, env=os.environ | environment
    )


def offered(terminal: Terminal, *words: str) -> list[str]:
    ran = asked(terminal, *words)
    assert ran.stderr == b""
    return [line.partition(",")[2] for line in ran.stdout.decode("utf-8").splitlines() if line]


@pytest.fixture
def named(terminal: Terminal) -> Terminal:
    terminal("label", "cluster", terminal.cluster_with(5), 'Élise "O\'Neill, Jr."')
    return terminal


def test_commands_names_and_numbers_are_completed(named: Terminal) -> None:
    assert offered(named, "unla") == ["unlabel"]
    assert offered(named, "show", "cluster", "") == [named.cluster_with(3)]
    assert offered(named, "undo", "") == ["1"]
    assert offered(named, "help", "") != []
    escaped = 'Élise\\ \\"O\\\'Neill,\\ Jr.\\"'
    assert offered(named, "find", "él") == [escaped]
    assert offered(named, "find", "o") == ["only:"]
    assert offered(named, "label", "face", "1", "É") == [escaped]


def test_a_completion_keeps_an_open_quote(named: Terminal) -> None:
    assert offered(named, "find", '"él') == ['Élise \\"O\'Neill, Jr.\\"']
    assert offered(named, "find", "'él") == ["Élise \"O'\\''Neill, Jr.\""]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_shells_other_than_bash_get_names_unquoted(terminal: Terminal, shell: str) -> None:
    terminal("label", "cluster", terminal.cluster_with(5), "Grandma May")
    ran = asked(terminal, "find", "gr", shell=shell)
    assert b"Grandma May" in ran.stdout
    assert ran.stderr == b""


def test_if_the_index_is_missing_in_use_or_broken_nothing_is_completed_or_printed(named: Terminal) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print(1, flush=True); input()",
         str(named.index.path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        ran = asked(named, "find", "")
        assert (ran.stdout.strip(), ran.stderr) == (b"", b"")
        holder.communicate(b"\n")
    named.index.path.write_bytes(b"no index at all" * 100)
    assert asked(named, "find", "").stderr == b""
    named.index.path.unlink()
    assert asked(named, "find", "").stderr == b""
    assert not named.index.path.exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_accepts_its_completion_script(terminal: Terminal, shell: str) -> None:
    script = terminal.without_index("completion", shell).out
    assert "_PHOTOINDEX_COMPLETE" in script
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script.encode(), check=True)


NAMES = (
    "Grandma May",
    "O'Neill Jr",
    'Zoë "Zo" Müller',
    "Tom: the cook",
    "Smith, Anna",
    "Back\\slash `x` $HOME",
    "{a,b} *",
)
# What the user has typed, and the name that Tab completes.
LINES = [
    ("Gr", NAMES[0]), ("Grandma\\ M", NAMES[0]), ('"Gr', NAMES[0]), ("'Gr", NAMES[0]), ("O", NAMES[1]),
    ("'Zo", NAMES[2]), ("To", NAMES[3]), ("Tom:\\ th", NAMES[3]), ("Sm", NAMES[4]), ("Ba", NAMES[5]),
    ('"Ba', NAMES[5]), ("\\{", NAMES[6]),
]  # fmt: skip


@pytest.fixture
def odd_names(terminal: Terminal) -> Terminal:
    for number, name in enumerate(NAMES, 1):
        assert terminal("label", "face", str(number), name).code == 0
    return terminal


def in_shell(terminal: Terminal, shell: str, script: str, tmp_path: Path) -> list[str]:
    """Run a script in a shell in which the command and its completion are known; return the printed lines."""
    program = tmp_path / "bin" / "photoindex"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m photoindex "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    made = tmp_path / "completion"
    made.write_text(terminal.without_index("completion", shell).out, encoding="utf-8")
    environment = os.environ | {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PHOTOINDEX_INDEX": str(terminal.index.path),
        "LC_ALL": "C.UTF-8",
    }
    file = tmp_path / "script"
    file.write_text(f"source {made}\n{script}", encoding="utf-8")
    quiet = {"bash": ["--norc"], "fish": ["--no-config"]}[shell]
    ran = subprocess.run([shell, *quiet, str(file)], env=environment, capture_output=True, check=False)
    assert ran.stderr == b""
    return ran.stdout.decode("utf-8").splitlines()


# Bash divides a line into words at spaces and colons before it asks for completions, and replaces the last of them. It
# keeps an opening quote and closes it.
_BASH = """
ask() {
    COMP_LINE="photoindex find $1"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(photoindex find "$2"); COMP_CWORD=2
    _photoindex_completion photoindex
    eval "arguments=($3${COMPREPLY[0]}$4)"
    echo "${#COMPREPLY[@]} ${#arguments[@]} ${arguments[0]}"
}
"""


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="needs bash")
@pytest.mark.parametrize("before", ["", "enable -n compopt\n"], ids=["new bash", "bash without compopt"])
def test_bash_inserts_names_so_that_they_arrive_as_one_word(odd_names: Terminal, tmp_path: Path, before: str) -> None:
    calls = []
    for typed, _ in LINES:
        quote = typed[0] if typed[0] in "'\"" else ""
        kept = typed[: len(typed) - len(replaced(typed))]
        calls.append(shlex.join(["ask", typed, replaced(typed), kept + quote, quote]))
    answers = in_shell(odd_names, "bash", before + _BASH + "\n".join(calls), tmp_path)
    assert answers == [f"1 1 {name}" for _, name in LINES]


def replaced(typed: str) -> str:
    """The part of a typed word that bash replaces."""
    return typed.rpartition(":")[2].removeprefix("\\ ") if ":" in typed else typed


@pytest.mark.skipif(shutil.which("fish") is None, reason="needs fish")
def test_fish_offers_every_name_whole(odd_names: Terminal, tmp_path: Path) -> None:
    # Fish matches and escapes the names itself.
    asked = [(typed, name) for typed, name in LINES if not set(typed) & set("\\'{")]
    calls = [f"complete -C{shlex.quote('photoindex find ' + typed)}" for typed, _ in asked]
    assert in_shell(odd_names, "fish", "\n".join(calls), tmp_path) == [name for _, name in asked]
