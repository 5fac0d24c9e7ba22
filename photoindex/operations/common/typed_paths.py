"""What a typed path means."""

import os
from pathlib import Path

from photoindex.errors import UsageError


def absolute(path: Path) -> Path:
    """A typed path from the root on, links left as they are, unless it climbs out of one with `..`.

    Raises:
        UsageError: it begins in the current folder, and that was deleted; or with `~`, and the user has no home.
    """
    if path.parts[:1] == ("~",) and not _has_home():
        raise UsageError(f"{path} cannot be found: this user has no home folder", hint="Write the absolute path.")
    # Who is not known after the `~` makes it an ordinary name.
    path = Path(os.path.expanduser(path))  # noqa: PTH111 - the other way raises where nobody has this name
    if not path.is_absolute():
        path = current_folder() / path
    # The parent of what a link leads to is another folder than the one that the link lies in.
    return path.resolve() if os.pardir in path.parts else path.absolute()


def _has_home() -> bool:
    """Whether `~` means a folder. An empty HOME would make it the top of the file system."""
    home = os.path.expanduser("~")  # noqa: PTH111 - the other way raises without a home
    return Path(home).is_absolute() and os.environ.get("HOME") != ""


def current_folder() -> Path:
    """The folder that relative paths begin in.

    Raises:
        UsageError: it was deleted, or cannot be entered any more.
    """
    try:
        return Path.cwd()
    except OSError as error:
        raise UsageError(
            f"the current folder is gone: {error.strerror or error}",
            hint="Change to another folder with `cd`, or write absolute paths.",
        ) from error


def leave_deleted_folder() -> None:
    """Go to the top of the file system if the current folder was deleted: starting a process asks for it.

    Only where all paths are whole already.
    """
    try:
        Path.cwd()
    except OSError:
        os.chdir(os.sep)
