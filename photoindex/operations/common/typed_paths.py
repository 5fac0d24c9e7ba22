"""Resolve typed paths."""

import os
from pathlib import Path

from photoindex.errors import UsageError


def absolute(path: Path) -> Path:
    """Make a typed path absolute. Links are resolved only if the path contains `..`.

    Raises:
        UsageError: the path is relative and the current folder was deleted, or it begins with `~` and the user has no
            home folder.
    """
    if path.parts[:1] == ("~",) and not _has_home():
        raise UsageError(f"{path} cannot be found: this user has no home folder", hint="Write the absolute path.")
    # If no user has the name after `~`, the word is an ordinary file name.
    path = Path(os.path.expanduser(path))  # noqa: PTH111 - the pathlib method raises if the user is unknown
    if not path.is_absolute():
        path = current_folder() / path
    # `..` after a link means the parent of the link's target, not the folder that the link lies in.
    return path.resolve() if os.pardir in path.parts else path.absolute()


def _has_home() -> bool:
    """Whether `~` stands for a folder. An empty HOME does not count: `~` would then be the top of the file system."""
    home = os.path.expanduser("~")  # noqa: PTH111 - the pathlib method raises without a home
    return Path(home).is_absolute() and os.environ.get("HOME") != ""


def current_folder() -> Path:
    """The folder that relative paths start from.

    Raises:
        UsageError: the current folder was deleted, or can no longer be entered.
    """
    try:
        return Path.cwd()
    except OSError as error:
        raise UsageError(
            f"the current folder is missing: {error.strerror or error}",
            hint="Change to another folder with `cd`, or write absolute paths.",
        ) from error


def leave_deleted_folder() -> None:
    """Change to the top of the file system if the current folder was deleted: starting a process needs one.

    Call this only if all paths are absolute already.
    """
    try:
        Path.cwd()
    except OSError:
        os.chdir(os.sep)
