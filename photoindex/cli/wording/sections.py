"""Order the commands of `photoindex --help` by what a user wants to do."""

from collections.abc import Iterable, Iterator

SECTIONS = (
    ("Find people", ("scan", "review", "people", "show", "suggest", "cluster")),
    (
        "Say who is who",
        ("label", "unlabel", "confirm", "person", "rename", "merge", "split", "different", "twice", "undo", "redo",
         "log", "decisions", "names", "sync"),
    ),
    ("Find photos", ("find", "save", "stats", "sql", "similar", "compare", "relatives", "explain")),
    (
        "Look after the library",
        ("status", "failures", "check", "evaluate", "backup", "restore", "rescue", "move", "prune", "thumbnails",
         "models"),
    ),
    ("Get help", ("help", "completion")),
)  # fmt: skip
"""Title and commands of each section."""

_REST = "Look after the library"


def sections(commands: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each title with those of its commands that exist. A command in no section is added to "Look after the
    library".
    """
    there = list(commands)
    named = {command for _, names in SECTIONS for command in names}
    rest = [command for command in there if command not in named]
    for title, names in SECTIONS:
        present = [command for command in names if command in there]
        yield title, present + (rest if title == _REST else [])
