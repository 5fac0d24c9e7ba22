"""Apply .gitignore patterns from ignore files and the command line, with git's precedence."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from photoindex.errors import UsageError

IGNORE_FILE = ".photoindexignore"

# The name that pathspec gives to the slash behind a folder, when a path matches only because that folder does.
_FOLDER_MARK = "ps_d"

Patterns = tuple[GitIgnoreSpecPattern, ...]


class IgnoreFileError(Exception):
    """An ignore file that cannot be understood."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """The patterns of one source; `base` is the length of the relative path of the folder that they apply to."""

    base: int
    patterns: Patterns

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """True to ignore, False to keep, None if no pattern matches. The last match decides."""
        below = path[self.base :]
        for pattern in reversed(self.patterns):
            if pattern.include is not None and _matches(pattern, below, is_folder=is_folder):
                return pattern.include
        return None


@dataclass(frozen=True, slots=True)
class Rules:
    """All patterns that apply in a folder, outermost first. Those of the command line outrank those of files."""

    excludes: tuple[_Layer, ...] = ()
    ignores: tuple[_Layer, ...] = ()

    def with_excludes(self, base: str, patterns: Patterns) -> "Rules":
        return replace(self, excludes=(*self.excludes, _Layer(len(base), patterns))) if patterns else self

    def with_ignore_file(self, base: str, file: Path) -> "Rules":
        """Raises OSError or IgnoreFileError when the file cannot be read or understood."""
        return replace(self, ignores=(*self.ignores, _Layer(len(base), _read(file))))

    def ignore(self, path: str, *, is_folder: bool) -> bool:
        """Whether `path`, relative to the root and in the form of `relative_name`, is ignored.

        Only this path itself is checked: an ignored folder is not entered, so nothing below it is ever asked about.
        """
        for layers in (self.excludes, self.ignores):
            for layer in reversed(layers):
                verdict = layer.verdict(path, is_folder=is_folder)
                if verdict is not None:
                    return verdict
        return False


def relative_name(name: str) -> str:
    """A file name in the one Unicode form in which names and patterns are compared.

    macOS may store "é" as two characters where the editor that wrote the pattern stored one.
    """
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def compile_excludes(patterns: Iterable[str]) -> Patterns:
    """Patterns of the command line; raises UsageError for one that is malformed or can match nothing."""
    return tuple(_compile_exclude(pattern) for pattern in patterns)


def _compile_exclude(text: str) -> GitIgnoreSpecPattern:
    hint = "It is a pattern as in .gitignore; a leading # or ! that is part of the name is written \\# or \\!."
    try:
        pattern = _compile(text)
    except ValueError as error:
        raise UsageError(f"the pattern {text!r} to exclude is malformed", hint=hint) from error
    if pattern.include is None:
        raise UsageError(f"the pattern {text!r} to exclude matches nothing", hint=hint)
    return pattern


def _read(file: Path) -> Patterns:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise IgnoreFileError(f"{file.name} is not UTF-8 text") from error
    return tuple(_compile_lines(lines, file.name))


def _compile_lines(lines: Sequence[str], name: str) -> Iterable[GitIgnoreSpecPattern]:
    for number, line in enumerate(lines, 1):
        try:
            yield _compile(line)
        except ValueError as error:
            raise IgnoreFileError(f"line {number} of {name} is a malformed pattern: {line.strip()!r}") from error


def _compile(text: str) -> GitIgnoreSpecPattern:
    # pathspec takes "a/**/" for "a/"; git means every folder inside a.
    text = re.sub(r"/\*\*/\s*$", "/**/*/", relative_name(text))
    try:
        return GitIgnoreSpecPattern(text)
    except re.error as error:
        raise ValueError(str(error)) from error


def _matches(pattern: GitIgnoreSpecPattern, path: str, *, is_folder: bool) -> bool:
    """Whether the pattern matches this path itself rather than a folder on the way to it.

    pathspec answers for whole trees, where a path is ignored with its folder. That would let a `!folder` of an inner
    file keep everything in that folder, which git does not.
    """
    regex = pattern.regex
    if regex is None:
        return False
    if any(_mark(match) == -1 for match in regex.finditer(path)):
        return True
    return is_folder and any(_mark(match) == len(path) + 1 for match in regex.finditer(f"{path}/"))


def _mark(match: re.Match[str]) -> int:
    """The end of the slash after a matching folder; -1 if the match needs none."""
    return match.end(_FOLDER_MARK) if _FOLDER_MARK in match.re.groupindex else -1
