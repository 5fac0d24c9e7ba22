"""Every place where photoindex writes: the user's data folder, and the files beside an index.

Whoever copies, hides or erases what photoindex keeps needs all of them: the decisions file and the copies hold names as
the index does.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from photoindex.advice.actions import Action
from photoindex.errors import StorageError, UsageError

if TYPE_CHECKING:
    from photoindex.advice.every import Advice

DATA_VARIABLE = "PHOTOINDEX_DATA"


class NoHomeError(StorageError):
    """This user has no folder of their own: a service, or a container with a number for a user."""

    hint = f"Set {DATA_VARIABLE} to a folder for models and settings."
    advice: "tuple[Advice, ...]" = (Action.NAME_INDEX,)


def data_folder() -> Path:
    """The folder for everything photoindex keeps for this user; may not exist yet.

    The environment variable PHOTOINDEX_DATA names another one, for portable use and for tests. Empty counts as not set.

    Raises:
        NoHomeError: the user has no home, and the variable names no other folder.
        UsageError: the variable holds nothing but spaces.
    """
    folder = _data_folder()
    if folder is None:
        raise NoHomeError("this user has no home folder in which photoindex could keep anything")
    return folder


def has_data_folder() -> bool:
    """Whether there is a place for what photoindex keeps for this user. Without one, only what is embedded works."""
    return _data_folder() is not None


def _data_folder() -> Path | None:
    named = os.environ.get(DATA_VARIABLE)
    if named and not named.strip():
        raise UsageError(f"{DATA_VARIABLE} has nothing but spaces", hint="Unset it, or let it name a folder.")
    try:
        if named:
            folder = Path(named).expanduser()
            return folder if folder.is_absolute() else Path.cwd() / folder
        return user_data_path("photoindex", appauthor=False)
    except (RuntimeError, OSError):
        # What they raise without a home, and in a current folder that was deleted.
        return None


def packs_folder() -> Path:
    """The folder with one folder for each installed pack; may not exist yet."""
    return data_folder() / "packs"


def received_folder() -> Path:
    """The folder with the packs that other machines sent for their scans, by fingerprint; may not exist yet."""
    return data_folder() / "received-packs"


def prepared_packs_folder() -> Path:
    """The folder with what was prepared of the embedded pack; may not exist yet."""
    return data_folder() / "prepared"


def pack_folders() -> tuple[Path, ...]:
    """All folders with files of packs that photoindex has written for this user; may not exist yet."""
    if not has_data_folder():
        return ()
    return packs_folder(), received_folder(), prepared_packs_folder()


def settings_file() -> Path:
    """The file that holds the chosen pack's name; may not exist yet."""
    return data_folder() / "settings.json"


def default_index() -> Path:
    """The index file in the user's data folder."""
    return data_folder() / "index.duckdb"


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """The names of the files that belong to the index at `index`; any of them may not exist."""

    index: Path

    @property
    def wal(self) -> Path:
        """DuckDB's write-ahead log: what is committed but not yet in the index, after a kill."""
        return self._beside(".wal")

    @property
    def lock(self) -> Path:
        """Held by a command that reworks the index; says which."""
        return self._beside(".lock")

    @property
    def queue(self) -> Path:
        """A folder with a ticket for each command that waits for its turn."""
        return self._beside(".queue")

    @property
    def damage(self) -> Path:
        """What the last check found wrong with the index; not there while the index is in order."""
        return self._beside(".damage")

    @property
    def decisions(self) -> Path:
        """Every decision as text, written before the command says that it is done."""
        return self._beside(".decisions.jsonl")

    @property
    def older_decisions(self) -> Path:
        """The decisions file as it was before it was last written whole."""
        return self._beside(".decisions-older.jsonl")

    def vectors(self, fingerprint: str) -> Path:
        """The faces that the pack with this fingerprint found, as vectors to search in; made again when needed."""
        return self._beside(f".{fingerprint}.vectors")

    def foreign_decisions(self) -> list[Path]:
        """Decisions files of indexes that lay here before this one, oldest first."""
        return self._kept(".decisions-replaced")

    def copies_before_update(self) -> list[Path]:
        """Copies of the index from before it was brought to a newer version, oldest first."""
        return self._kept(".before-update")

    def copies_before_restore(self) -> list[Path]:
        """Indexes that a restored backup took the place of, oldest first."""
        return self._kept(".before-restore")

    def new_foreign_decisions(self) -> Path:
        return self._free(".decisions-replaced", ".jsonl")

    def new_copy_before_update(self) -> Path:
        return self._free(".before-update")

    def new_copy_before_restore(self) -> Path:
        return self._free(".before-restore")

    def new_rescued(self) -> Path:
        """Where a rescue writes what it brings back."""
        return self._free(".rescued")

    def existing(self) -> list[Path]:
        """All that is there, the index first."""
        own = (self.index, self.wal, self.decisions, self.older_decisions, self.damage, self.lock, self.queue)
        vectors = [
            path
            for path in sorted(self.index.parent.iterdir() if self.index.parent.is_dir() else ())
            if path.name.startswith(f"{self.index.name}.") and path.name.endswith(".vectors")
        ]
        copies = [*self.copies_before_update(), *self.copies_before_restore()]
        theirs = [path for copy in copies for path in IndexFiles(copy).existing()]
        return [path for path in (*own, *vectors, *self.foreign_decisions()) if path.exists()] + theirs

    def _beside(self, ending: str) -> Path:
        return self.index.with_name(self.index.name + ending)

    def _kept(self, ending: str) -> list[Path]:
        """The files that `_free` named, by number."""
        stem = self.index.name + ending
        found: dict[int, Path] = {}
        if self.index.parent.is_dir():
            for path in self.index.parent.iterdir():
                number = path.name.removeprefix(stem).removesuffix(".jsonl").removeprefix("-") or "1"
                if path.name.startswith(stem) and number.isascii() and number.isdigit() and path.is_file():
                    found[int(number)] = path
        return [found[number] for number in sorted(found)]

    def _free(self, ending: str, suffix: str = "") -> Path:
        """A name above all those that are taken, so that the number tells the age."""
        taken = self._kept(ending)
        if not taken:
            return self._beside(ending + suffix)
        last = taken[-1].name.removeprefix(self.index.name + ending).removesuffix(suffix).removeprefix("-") or "1"
        return self._beside(f"{ending}-{int(last) + 1}{suffix}")


def remove_database(path: Path) -> None:
    """Remove a temporary database with the log that DuckDB may have left beside it.

    Raises:
        OSError: one of them cannot be removed.
    """
    for left in (path, IndexFiles(path).wal):
        left.unlink(missing_ok=True)
