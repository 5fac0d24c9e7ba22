"""Where things stand: a command is found by its name, and only the command line speaks of commands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from photoindex.cli.main import COMMANDS

PACKAGE = Path(__file__).parents[2] / "photoindex"

# `check people` is a command below `check`, and every command opens the index in the same way.
OTHER_OPERATIONS = {"check_people", "opening"}

# Hints of errors that still name commands; none may be added.
REMAINING = {
    "domain/names.py",
    "operations/different.py",
    "operations/identities/targets.py",
    "operations/identities/transaction.py",
    "operations/label.py",
    "operations/move.py",
    "operations/person.py",
    "operations/prune.py",
    "operations/relatives.py",
    "operations/rename.py",
    "operations/rescue.py",
    "operations/restore.py",
    "operations/restoring/decisions.py",
    "operations/scan.py",
    "operations/similar.py",
    "operations/split.py",
    "operations/undo.py",
    "packs/download.py",
    "packs/install.py",
    "packs/manifest.py",
    "packs/plan.py",
    "packs/registry.py",
    "packs/settings.py",
    "store/database/duckdb_errors.py",
    "store/opening/index.py",
    "store/tables/current_pack.py",
}


def modules(folder: str) -> set[str]:
    return {file.stem for file in (PACKAGE / folder).glob("*.py")} - {"__init__"}


def test_every_command_has_a_module_of_its_name() -> None:
    assert modules("cli/commands") == {*COMMANDS, "check_people"}


def test_every_command_has_an_operation_of_its_name() -> None:
    """But `help`, which is about the command line alone."""
    assert modules("operations") == {*COMMANDS} - {"help"} | OTHER_OPERATIONS


def texts(source: str) -> Iterator[str]:
    """Every text that a module holds, without docstrings; of f-strings the fixed parts."""
    tree = ast.parse(source)
    scopes = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    documented = [node.body[0] for node in ast.walk(tree) if isinstance(node, scopes) and node.body]
    docstrings = {id(first.value) for first in documented if isinstance(first, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


COMMAND = re.compile(rf"`photoindex |\bphotoindex ({'|'.join(COMMANDS)})\b")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("hint = 'Undo it: photoindex undo 3'", True),
        ("hint = f'`photoindex {verb}` shows it.'", True),
        ("def f():\n    '''As `photoindex undo` does.'''", False),
        ("hint = 'another photoindex is installing a pack'", False),
    ],
)
def test_a_command_in_a_text_is_seen(source: str, found: bool) -> None:
    assert any(COMMAND.search(text) for text in texts(source)) is found


def test_no_text_below_the_command_line_names_a_command() -> None:
    """A page shows the same records and errors, and its users do not type."""
    naming = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if any(COMMAND.search(text) for text in texts(file.read_text(encoding="utf-8")))
    }
    below = {name for name in naming if not name.startswith("cli/") and name != "errors.py"}
    assert below - REMAINING == set()
