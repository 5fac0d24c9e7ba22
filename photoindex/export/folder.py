"""Open the folder of an export: check that we may write there, and find out which of our files have changed."""

import os
import stat
from collections.abc import Iterable
from enum import Enum
from itertools import islice
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.decode import PHOTO_SUFFIXES
from photoindex.errors import UsageError
from photoindex.export.files import clear_parts, readable, writing
from photoindex.export.ledger import LEDGER_NAME, MadeFile
from photoindex.files import make_shared_folder

# FAT stores times in steps of two seconds.
_TIME_STEP_NS = 2_000_000_000
# A hint is not worth walking through a whole disk.
_MOST_LISTED = 10_000


class FileState(Enum):
    """The current state of a file that the record lists."""

    ABSENT = "absent"
    SAME = "same"
    CHANGED = "changed"


class ExportFolder:
    """An export folder, by its resolved path. Nothing outside it is ever written or removed."""

    def __init__(self, folder: Path) -> None:
        self.root = _real(folder)

    def path(self, made: MadeFile) -> Path:
        return self.root / made.folder / made.name

    def state(self, made: MadeFile) -> FileState:
        """Whether the file exists and is still the one we made, judged by its size and time or, for a link, by its
        target.
        """
        path = self.path(made)
        if not os.path.lexists(path):
            return FileState.ABSENT
        with writing(path):
            found = path.lstat()
        if made.target is not None:
            same = stat.S_ISLNK(found.st_mode) and _link_target(path) == made.target
        else:
            same = (
                stat.S_ISREG(found.st_mode)
                and made.size in (None, found.st_size)
                and abs(found.st_mtime_ns - (made.mtime_ns or 0)) <= _TIME_STEP_NS
            )
        return FileState.SAME if same else FileState.CHANGED

    def measured(self, made: MadeFile) -> MadeFile:
        """The same file with its current size and time on the disk."""
        if made.target is not None:
            return made
        with writing(self.path(made)):
            found = self.path(made).stat()
        return MadeFile(made.folder, made.name, found.st_size, found.st_mtime_ns)

    def remove(self, made: MadeFile) -> FileState:
        """Remove a file if it is still the one we made; return its state before. Raises StorageError."""
        state = self.state(made)
        if state is FileState.SAME:
            with writing(self.path(made)):
                self.path(made).unlink()
        return state

    def names(self, folder: str) -> list[str]:
        """The names of all files in one of our folders, whether we made them or not."""
        subfolder = self.root / folder
        return [path.name for path in subfolder.iterdir()] if subfolder.is_dir() else []

    def make(self, *folders: str) -> None:
        for folder in folders:
            with writing(self.root / folder):
                make_shared_folder(self.root / folder)

    def is_real(self, folder: str) -> bool:
        """Whether no link leads away on the path to a folder below this one."""
        path = self.root / folder
        return _real(path) == path

    def refuse_detour(self, folder: str) -> None:
        """Raise UsageError if a link or a file is where a folder below this one is needed."""
        path = self.root / folder
        with writing(path):
            for part in (path, *path.parents):
                if part == self.root:
                    return
                # On Windows, a junction leads elsewhere without being a link.
                detour = part.is_symlink() or _real(part) != part
                if detour or (part.exists() and not part.is_dir()):
                    kind = "a link" if detour else "a file"
                    raise UsageError(
                        f"{readable(part)} is in the way: it is {kind} where a folder is needed",
                        hint="Move it away, or export to another folder.",
                    )

    def clear_parts_in(self, folders: Iterable[str]) -> None:
        """Remove the unfinished files that a killed export left in this folder and in these folders below it."""
        for folder in {"", *folders}:
            if self.is_real(folder) and (self.root / folder).is_dir():
                clear_parts(self.root / folder)


def check_destination(folder: Path, root: Path, *, update: bool) -> bool:
    """Whether the folder that the user named, whose resolved path is `root`, holds anything.

    Raises UsageError if it is a file or, without `update`, if it is not empty.
    """
    with writing(folder):
        exists = root.exists()
        if exists and not root.is_dir():
            raise UsageError(f"{readable(folder)} is a file, not a folder", hint="Name a folder that is new or empty.")
        occupied = exists and any(root.iterdir())
    if occupied and not update:
        ours = is_for_exports(root)
        raise UsageError(
            f"{readable(folder)} is not empty",
            hint="Name a new folder."
            if ours
            else "Name a new folder: this one holds photos, and scans skip the folder of an export.",
            advice=Action.UPDATE_EXPORT if ours else None,
        )
    return occupied


def is_for_exports(root: Path) -> bool:
    """Whether an export here would hide no photos from scans, because the folder already holds the record of an export,
    or holds no photos.
    """
    if os.path.lexists(root / LEDGER_NAME):
        return True
    files = (name for _, _, names in os.walk(root) for name in names)
    return not any(Path(name).suffix.lower() in PHOTO_SUFFIXES for name in islice(files, _MOST_LISTED))


def _real(path: Path) -> Path:
    # Path.resolve raises on a loop of links.
    return Path(os.path.realpath(path))


def _link_target(path: Path) -> str:
    # Windows returns the extended form.
    return os.readlink(path).removeprefix("\\\\?\\")  # noqa: PTH115
