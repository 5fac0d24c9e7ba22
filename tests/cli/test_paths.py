"""An empty path is refused by every command: a variable that was not set must not mean the current folder."""

import os
from pathlib import Path

import click
import pytest

from photoindex.cli.main import cli, run
from photoindex.cli.paths import TypedPath, why_not_a_path
from tests.cli.every_command import every_command
from tests.terminal import Terminal

# Arguments that may be paths or something else. Their commands check them.
MIXED = {("similar", "words"), ("models install", "source")}
# Not paths, although their names contain the word.
OTHERS = {"path_map", "path_template"}
NOTHING = ["", " ", "\t \n", "a\0b"]


COMMANDS = {" ".join(words): command for words, command in every_command(cli) if not isinstance(command, click.Group)}


def takes_a_path(parameter: click.Parameter) -> bool:
    words = f"{parameter.name} {parameter.metavar or ''}".lower()
    means_one = any(word in words for word in ("path", "file", "folder", "dir", "photo", "jpg", "sheet", "zip"))
    is_text = isinstance(parameter.type, type(click.STRING))
    return isinstance(parameter.type, click.Path | click.File) or (is_text and means_one)


PATHS = [
    (name, parameter)
    for name, command in COMMANDS.items()
    for parameter in command.params
    if takes_a_path(parameter) and parameter.name not in OTHERS
]


def test_the_commands_that_take_paths_are_known() -> None:
    named = {name for name, _ in PATHS}
    assert {"scan", "find", "move", "prune", "backup", "restore", "decisions export", "show photo"} <= named


@pytest.mark.parametrize(("name", "parameter"), PATHS, ids=lambda value: getattr(value, "name", value))
def test_every_path_has_the_parameter_type_that_refuses_empty_paths(name: str, parameter: click.Parameter) -> None:
    assert isinstance(parameter.type, TypedPath) or (name, parameter.name) in MIXED


def words_of(command: click.Command, parameter: click.Parameter, value: str) -> list[str]:
    """A call of the command in which one path is `value` and every other required argument is present."""
    words = []
    for other in command.params:
        others = other.type.choices[0] if isinstance(other.type, click.Choice) else "12"
        given = value if other is parameter else others
        if isinstance(other, click.Argument) and (other.required or other is parameter):
            words.append(given)
        elif isinstance(other, click.Option) and (other.required or other is parameter):
            words += [other.opts[0], given]
    return words


@pytest.mark.parametrize(("name", "parameter"), PATHS, ids=lambda value: getattr(value, "name", value))
def test_an_empty_path_is_a_usage_error_in_every_command(
    name: str, parameter: click.Parameter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("PHOTOINDEX_INDEX", str(tmp_path / "none.duckdb"))
    for value in NOTHING:
        assert run([*name.split(), *words_of(COMMANDS[name], parameter, value)]) == 2
        assert "path" in capsys.readouterr().err


def test_forgetting_an_empty_path_is_refused_and_a_dot_means_the_current_folder(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(terminal.folder)
    refused = terminal("prune", "--forget", "", "--yes")
    assert (refused.code, refused.out) == (2, "")
    assert "7 photos in 7 files" in terminal("status").out
    assert "Would remove 7 files" in terminal("prune", "--forget", ".", "--dry-run").out


def test_an_empty_variable_counts_as_not_set(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHOTOINDEX_INDEX", "")
    assert terminal("status").code == 0
    monkeypatch.setenv("PHOTOINDEX_INDEX", "  ")
    assert run(["status"]) == 2


def test_spaces_are_refused_as_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PHOTOINDEX_INDEX", raising=False)
    monkeypatch.setenv("PHOTOINDEX_DATA", " ")
    assert run(["status"]) == 2
    assert "PHOTOINDEX_DATA" in capsys.readouterr().err


@pytest.mark.parametrize("path", [".", "..", "a b", " a", "~", "-", os.sep])
def test_everything_that_may_be_typed_on_purpose_is_accepted_as_a_path(path: str) -> None:
    assert why_not_a_path(path) is None
