"""A command is found by its name, in the command line and among the operations."""

from pathlib import Path

from photoindex.cli.main import COMMANDS

PACKAGE = Path(__file__).parents[2] / "photoindex"

# `check people` is a command below `check`, every command opens the index in the same way, and pages and
# `label --interactive` need the rest.
OTHER_OPERATIONS = {
    "album", "answer", "asking", "asking_in_sitting",
    "check_people", "disagreements", "disputed_places", "export", "face_pictures", "film", "history", "likely",
    "lineup", "look_alikes", "news", "opening", "parquet", "photo_page", "plot", "preview", "queues", "sitting",
    "slideshow", "surroundings", "timelapse", "watching",
    "names_embed", "names_export", "names_import", "names_restore", "names_table",
}  # fmt: skip


def modules(folder: str) -> set[str]:
    return {file.stem for file in (PACKAGE / folder).glob("*.py")} - {"__init__"}


def test_every_command_has_a_module_with_its_name() -> None:
    assert modules("cli/commands") == {*COMMANDS, "check_people", "names_export", "names_import", "names_restore"}


def test_every_command_has_an_operation_with_its_name() -> None:
    """Except `help`, which concerns only the command line, `names`, whose commands have operations of their own, and
    `review`, which is a package of its own."""
    assert modules("operations") == {*COMMANDS} - {"help", "names", "review"} | OTHER_OPERATIONS
