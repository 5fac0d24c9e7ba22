"""Only the command line mentions shell commands: other interfaces word errors and suggestions in their own way."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import photoindex
from photoindex.cli.main import COMMANDS

ROOT = Path(photoindex.__file__).parent
SHELL = re.compile(
    rf"photoindex ({'|'.join(COMMANDS)})\b|(?<![\w-])--[a-z]|\bpip install\b|\bsudo\b|\bdask (scheduler|worker) "
)
# These read what older versions stored as text.
OLDER_TEXT = {ROOT / "store" / "database" / "schema.py", ROOT / "store" / "decisions_file" / "lines.py"}
# Each decision keeps what was typed, and the lock of an index says which command holds it.
KEPT = {
    ' --not "', " --ignore", " --not-a-face", " --box ", " --faces ", ' --to "', " --parts ", '" --portrait ',
    "check --repair", "save --delete ",
}  # fmt: skip


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The strings of a module with their lines, without docstrings."""
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def test_no_code_below_the_command_line_mentions_a_command_or_an_option() -> None:
    below = [file for file in sorted(ROOT.rglob("*.py")) if file.relative_to(ROOT).parts[0] != "cli"]
    assert len(below) > 150
    found = [
        f"{file.relative_to(ROOT)}:{line}: {text}"
        for file in below
        for line, text in strings(ast.parse(file.read_text("utf-8")))
        if text not in KEPT and SHELL.search(text) and file not in OLDER_TEXT
    ]
    assert found == []


def test_commands_and_options_are_recognised() -> None:
    for text in ("Run `photoindex people`.", "or replace it with --force", "pip install x", "`sudo apt install x`"):
        assert SHELL.search(text), text
    for text in ("a photoindex index", "one - or -- two", "photoindex does not know", "self-contained models"):
        assert not SHELL.search(text), text
