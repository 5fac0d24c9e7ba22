"""Completions that a shell asks for."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.terminal import Terminal


def asked(terminal: Terminal, *words: str, shell: str = "bash") -> subprocess.CompletedProcess[bytes]:
    """The completions that photoindex offers while the last of these words is being typed."""
    separator = "\n" if shell == "bash" else " "
    environment = {
        "_PHOTOINDEX_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": separator.join(("photoindex", *words)),
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
    assert offered(named, "find", "o") == []
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
