"""Turn the patterns of folders and file names into regular expressions for RE2, which the index uses."""

import re

_SEPARATORS = re.compile(r"[/\\]+")
_SEPARATOR = r"[/\\]"


def folder_pattern(text: str) -> str:
    """A regular expression that is found in the path of every file that lies in a folder of this name, at any depth.
    Several names with slashes between them are folders inside each other.
    """
    names = [_one_name(name) for name in _SEPARATORS.split(text) if name]
    return _SEPARATOR + _SEPARATOR.join(names) + _SEPARATOR


def file_pattern(text: str) -> str:
    """A regular expression that is found in the path of every file of this name, with or without its ending."""
    return rf"(^|{_SEPARATOR}){_one_name(text)}(\.[^./\\]*)?$"


def _one_name(name: str) -> str:
    """`*` stands for any characters and `?` for one character, but never for a separator of folders."""
    wild = {"*": r"[^/\\]*", "?": r"[^/\\]"}
    return "".join(wild.get(letter) or _literal(letter) for letter in name)


def _literal(letter: str) -> str:
    return letter if letter.isalnum() or letter in "_ " else f"\\x{{{ord(letter):x}}}"


def is_path(folder: str) -> bool:
    """Whether a typed folder is a path rather than the name of a folder somewhere in a path."""
    return (
        folder[:1] in ("/", "\\", "~") or folder in (".", "..") or re.match(r"\.\.?[/\\]|[A-Za-z]:", folder) is not None
    )
