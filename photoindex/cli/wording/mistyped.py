"""Propose what was probably meant by a command or an option that does not exist."""

import difflib
import os
import shlex
from collections.abc import Iterable, Mapping, Sequence

# Words from other programs, and our own words that are not commands, with the command that was meant.
MEANT: Mapping[str, str] = {
    "add": "scan FOLDER",
    "annotate": 'label cluster 12 "NAME"',
    "assign": 'label cluster 12 "NAME"',
    "clusters": "people",
    "delete": "prune --dry-run",
    "detect": "scan FOLDER",
    "doctor": "check",
    "errors": "failures",
    "exclude": "scan FOLDER --exclude PATTERN",
    "export": 'find "NAME" --export DIR',
    "faces": "people",
    "forget": "prune --forget FOLDER --dry-run",
    "gallery": 'find "NAME" --export DIR',
    "group": "cluster",
    "groups": "people",
    "hide": "label cluster 12 --ignore",
    "history": "log",
    "ignore": "label cluster 12 --ignore",
    "import": "decisions import FILE",
    "index": "scan FOLDER",
    "info": "status",
    "init": "scan FOLDER",
    "list": "people",
    "ls": "people",
    "match": "compare A.jpg B.jpg",
    "name": 'label cluster 12 "NAME"',
    "names": "people",
    "not": 'label face 345 --not "NAME"',
    "pack": "models list",
    "packs": "models list",
    "persons": "people",
    "photos": 'find "NAME"',
    "questions": "suggest",
    "recluster": "cluster",
    "remove": "prune --dry-run",
    "repair": "check --repair",
    "rescan": "scan FOLDER",
    "review": "suggest",
    "search": 'find "NAME"',
    "sheet": "show cluster 12 --sheet FILE.html",
    "slideshow": 'find "NAME" --export DIR',
    "stats": "status",
    "tag": 'label cluster 12 "NAME"',
    "unignore": "unlabel cluster 12",
    "unname": "unlabel cluster 12",
    "update": "scan FOLDER",
    "upgrade": "models list",
    "usage": "help",
    "verify": "check",
    "version": "--version",
    "view": "show cluster 12",
    "who": "suggest",
}

_NAMING = {"annotate", "assign", "name", "tag"}

# If two words have at least this similarity (0 to 1, as measured by difflib), one is taken for a mistyped form of the
# other.
_ALIKE = 0.6


def nearest(word: str, known: Iterable[str], *, alike: float = _ALIKE) -> list[str]:
    """All known words with the same letters in another order. If there are none, at most two words that are similar or
    begin with `word`, best first.
    """
    words = list(known)
    beginning = [other for other in words if len(word) > 1 and other.startswith(word.lower())]
    swapped = [other for other in words if sorted(other) == sorted(word.lower())]
    close = difflib.get_close_matches(word.lower(), words, n=2, cutoff=alike)
    return swapped or list(dict.fromkeys([*close, *beginning]))[:2]


def proposals(word: str, rest: Sequence[str], commands: Iterable[str], *, group: str = "") -> list[str]:
    """The commands that may have been meant by `word` and the words after it, written as they are typed.

    `group` holds the words before `word`, and is empty if `word` stands where a command is expected.
    """
    begin = f"photoindex {group}".strip()
    tail = shlex.join(rest)
    if not group and os.path.lexists(word):
        return [f"{begin} scan {shlex.join([word, *rest])}"]
    if not group and word.lower() in _NAMING and rest:
        return [f"{begin} label {tail}"]
    if not group and word.lower() in MEANT:
        return [f"{begin} {MEANT[word.lower()]}"]
    return [f"{begin} {command} {tail}".strip() for command in nearest(word, commands)]


def did_you_mean(commands: Sequence[str]) -> str:
    """The proposals as a line, or nothing."""
    return f"Did you mean: {'   or: '.join(commands)}" if commands else ""
