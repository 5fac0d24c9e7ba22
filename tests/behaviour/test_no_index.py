"""A command that needs an index and is given the path of none says so, and creates nothing."""

from pathlib import Path

import click
import pytest

from photoindex.cli.main import cli
from tests.cli.every_command import every_command
from tests.terminal import Terminal

NEEDS_AN_INDEX: dict[str, list[str]] = {
    "backup": ["ELSEWHERE/backup.duckdb"], "check": [], "check people": [], "cluster": [],
    "confirm cluster": ["1"], "confirm face": ["1"], "confirm person": ["Tom"],
    "decisions export": ["ELSEWHERE/said.jsonl"], "different cluster": ["1", "2"], "different face": ["1", "2"],
    "different person": ["Tom", "Ann"], "evaluate": [], "explain face": ["1"], "failures": [], "find": ["Tom"],
    "label cluster": ["1", "Tom"], "label face": ["1", "Tom"], "label photo": ["PHOTO", "--box", "1,1,9,9", "Tom"],
    "log": [], "names export": ["--to", "xmp"], "names import": ["ELSEWHERE"], "names restore": [],
    "sync": ["ELSEWHERE"], "merge": ["Tom", "Ann", "--yes"], "move": ["ELSEWHERE", "ELSEWHERE"], "people": [],
    "person": ["Tom", "--born", "1950"], "prune": ["--yes"], "redo": [], "relatives": ["Tom"],
    "rename": ["Tom", "Ann"], "review": ["--no-open"], "show cluster": ["1"], "show face": ["1"],
    "show person": ["Tom"], "show photo": ["PHOTO"], "show poor": [],
    "save": ["kids", "Tom"], "sql": ["SELECT 1"], "stats": [], "similar": ["face", "1"], "split cluster": ["1"],
    "split person": ["Tom"], "status": [], "suggest": [], "thumbnails rebuild": [], "thumbnails remove": [],
    "thumbnails status": [], "twice face": ["1", "2"], "twice photo": ["PHOTO"], "undo": [],
    "unlabel cluster": ["1"], "unlabel face": ["1"], "unlabel person": ["Tom"],
}  # fmt: skip
# Commands that make an index, that save what is beside one, that wait for a terminal first, or that use none.
OTHERS = {
    "scan", "restore", "decisions import", "rescue", "label", "help", "completion", "compare",
    "models list", "models info", "models install", "models remove", "models use",
}  # fmt: skip

SPECIAL = [
    ["check", "--repair"], ["label", "face", "1", "--ignore"], ["label", "face", "1", "--not-a-face"],
    ["label", "face", "1", "--not", "Tom"], ["merge", "Tom", "Ann"], ["split", "cluster", "1", "--faces", "2"],
    ["undo", "1"], ["prune", "--dry-run"], ["cluster", "--dry-run"], ["person", "Tom", "--portrait", "1"],
]  # fmt: skip


def test_every_command_either_needs_an_index_or_is_known_not_to() -> None:
    commands = {
        " ".join(words)
        for words, command in every_command(cli)
        if not isinstance(command, click.Group) or command.invoke_without_command
    }
    assert commands == NEEDS_AN_INDEX.keys() | OTHERS


@pytest.mark.parametrize(
    "words", [*([*name.split(), *rest] for name, rest in NEEDS_AN_INDEX.items()), *SPECIAL], ids=" ".join
)
def test_a_wrong_path_of_the_index_creates_nothing(words: list[str], terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    photo = str(next(terminal.folder.glob("*.jpg")))
    filled = [word.replace("PHOTO", photo).replace("ELSEWHERE", str(tmp_path / "elsewhere")) for word in words]
    typo = tmp_path / "typo" / "index.duckdb"
    before = set(tmp_path.rglob("*"))
    ran = terminal.without_index(*filled, "--index", typo)
    assert (ran.code, ran.out) == (3, "")
    assert f"there is no index at {typo}" in ran.err
    assert set(tmp_path.rglob("*")) == before
