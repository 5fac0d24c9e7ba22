"""Apply .gitignore patterns from ignore files and the command line, with git's precedence."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from photoindex.errors import UsageError

IGNORE_FILE = ".photoindexignore"

# If a path matches only because a folder above it matches, pathspec puts the slash after that folder into the group of
# this name.
_FOLDER_MARK = "ps_d"

Patterns = tuple[GitIgnoreSpecPattern, ...]


class IgnoreFileError(Exception):
    """An ignore file contains a pattern that cannot be understood."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """The patterns of one source. They apply to one folder; `base` is the length of that folder's relative path."""

    base: int
    patterns: Patterns

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """True to ignore the path, False to keep it, None if no pattern matches. The last matching pattern decides."""
        below = path[self.base :]
        for pattern in reversed(self.patterns):
            if pattern.include is not None and _matches(pattern, below, is_folder=is_folder):
                return pattern.include
        return None


@dataclass(frozen=True, slots=True)
class Rules:
    """All patterns that apply in a folder, outermost first. Command-line patterns outrank those in ignore files."""

    excludes: tuple[_Layer, ...] = ()
    ignores: tuple[_Layer, ...] = ()

    def with_excludes(self, base: str, patterns: Patterns) -> "Rules":
        return replace(self, excludes=(*self.excludes, _Layer(len(base), patterns))) if patterns else self

    def with_ignore_file(self, base: str, file: Path) -> "Rules":
        """Raises OSError if the file cannot be read, and IgnoreFileError if it cannot be understood."""
        return replace(self, ignores=(*self.ignores, _Layer(len(base), _read(file))))

    def ignore(self, path: str, *, is_folder: bool) -> bool:
        """Whether `path`, relative to the root and in the form of `relative_name`, is ignored.

        Only this path itself is checked. Ignored folders are not entered, so this is never called for a path inside
        one.
        """
        for layers in (self.excludes, self.ignores):
            for layer in reversed(layers):
                verdict = layer.verdict(path, is_folder=is_folder)
                if verdict is not None:
                    return verdict
        return False


def relative_name(name: str) -> str:
    """Normalize a file name to the Unicode form in which names and patterns are compared.

    For example, macOS may store the "é" of a file name as two characters, while the pattern has the "é" as one
    character.
    """
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def compile_excludes(patterns: Iterable[str]) -> Patterns:
    """Compile the patterns from the command line. Raises UsageError for a pattern that is malformed or can match
    nothing.
    """
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
    # pathspec treats "a/**/" like "a/", but in git, "a/**/" means every folder inside a.
    text = re.sub(r"/\*\*/\s*$", "/**/*/", relative_name(text))
    try:
        return GitIgnoreSpecPattern(text)
    except re.error as error:
        raise ValueError(str(error)) from error


def _matches(pattern: GitIgnoreSpecPattern, path: str, *, is_folder: bool) -> bool:
    """Whether the pattern matches this path itself rather than a folder on the way to it.

    For pathspec, a pattern that matches a folder also matches every path in that folder. Therefore `!folder` in an
    inner ignore file would keep everything in that folder, which is not what git does.
    """
    regex = pattern.regex
    if regex is None:
        return False
    if any(_mark(match) == -1 for match in regex.finditer(path)):
        return True
    return is_folder and any(_mark(match) == len(path) + 1 for match in regex.finditer(f"{path}/"))


def _mark(match: re.Match[str]) -> int:
    """The position after the slash that follows a matching folder; -1 if the match does not depend on such a folder."""
    return match.end(_FOLDER_MARK) if _FOLDER_MARK in match.re.groupindex else -1
