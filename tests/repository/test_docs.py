"""The documentation matches the program."""

import importlib.util
import re
from pathlib import Path

import pytest

from photoindex import errors
from photoindex.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]


def test_the_page_about_commands_matches_their_help() -> None:
    specification = importlib.util.spec_from_file_location("make_cli", ROOT / "docs" / "make_cli.py")
    assert specification is not None and specification.loader is not None
    make_cli = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(make_cli)
    assert make_cli.PAGE.read_text(encoding="utf-8") == make_cli.page(), "run `make docs`"


def test_every_exit_code_is_documented() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", page, flags=re.MULTILINE)}
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    used = {kind.exit_code for kind in kinds if issubclass(kind, errors.PhotoIndexError)}
    assert used <= documented


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("log", "failures", "cluster")])
def test_the_readme_names_every_command_that_a_new_user_needs(command: str) -> None:
    assert f"photoindex {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page", ["README.md", "docs/architecture.md", "docs/json.md", "docs/packs.md", "docs/scale.md", "models/README.md"]
)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"
