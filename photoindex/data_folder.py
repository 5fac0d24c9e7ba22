"""Every place where photoindex writes: the user's data folder, and the files beside an index.

To copy, hide or erase everything that photoindex keeps, include all of these places. The decisions file and the copies
contain people's names, just like the index.
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
    """This user has no home folder. Examples are the user of a service, or a container user that is only a number."""

    hint = f"Set {DATA_VARIABLE} to a folder for models and settings."
    advice: "tuple[Advice, ...]" = (Action.NAME_INDEX,)


def data_folder() -> Path:
    """The folder for everything photoindex keeps for this user; may not exist yet.

    The environment variable PHOTOINDEX_DATA names another folder, for portable use and for tests. An empty value counts
    as not set.

    Raises:
        NoHomeError: the user has no home, and the variable names no other folder.
        UsageError: the variable holds nothing but spaces.
    """
    folder = _data_folder()
    if folder is None:
        raise NoHomeError("this user has no home folder in which photoindex could keep anything")
    return folder


def has_data_folder() -> bool:
    """Whether there is a place for the files that photoindex keeps for this user. Without such a place, only what is
    built into photoindex works.
    """
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
        # Raised if the user has no home, or if the current folder was deleted.
        return None


def packs_folder() -> Path:
    """The folder with one folder for each installed pack; may not exist yet."""
    return data_folder() / "packs"


def received_folder() -> Path:
    """The folder with the packs that other machines sent for their scans, by fingerprint; may not exist yet."""
    return data_folder() / "received-packs"


def prepared_packs_folder() -> Path:
    """The folder with the prepared files of the embedded pack; may not exist yet."""
    return data_folder() / "prepared"


def pack_folders() -> tuple[Path, ...]:
    """All folders in which photoindex writes pack files for this user; some may not exist yet."""
    if not has_data_folder():
        return ()
    return packs_folder(), received_folder(), prepared_packs_folder()


def metadata_backups_folder() -> Path:
    """The folder with the metadata that originals had before names were written into them; may not exist yet."""
    return data_folder() / "originals-before-names"


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
        """DuckDB's write-ahead log. After a kill, the log holds the committed changes that are not in the index file
        yet.
        """
        return self._beside(".wal")

    @property
    def lock(self) -> Path:
        """The lock that a command holds while it reworks the index; the file names the command."""
        return self._beside(".lock")

    @property
    def queue(self) -> Path:
        """A folder with a ticket for each command that waits for its turn."""
        return self._beside(".queue")

    @property
    def damage(self) -> Path:
        """The problems that the last check found in the index. The file does not exist while the index is in order."""
        return self._beside(".damage")

    @property
    def decisions(self) -> Path:
        """Every decision as text. A decision is written here before the command that made it reports success."""
        return self._beside(".decisions.jsonl")

    @property
    def older_decisions(self) -> Path:
        """The decisions file as it was before its last complete rewrite."""
        return self._beside(".decisions-older.jsonl")

    def vectors(self, fingerprint: str) -> Path:
        """The file of the vectors to search: the embeddings of the faces that the pack with this fingerprint found. It
        is made again when needed.
        """
        return self._beside(f".{fingerprint}.vectors")

    @property
    def thumbnails(self) -> Path:
        """Thumbnails of faces. They are made again when needed."""
        return self._beside(".thumbnails")

    def foreign_decisions(self) -> list[Path]:
        """Decisions files of other indexes that were in this place before, oldest first."""
        return self._kept(".decisions-replaced")

    def copies_before_update(self) -> list[Path]:
        """Copies of the index made before it was migrated to a newer version, oldest first."""
        return self._kept(".before-update")

    def copies_before_restore(self) -> list[Path]:
        """Indexes that were replaced by a restored backup, oldest first."""
        return self._kept(".before-restore")

    def new_foreign_decisions(self) -> Path:
        return self._free(".decisions-replaced", ".jsonl")

    def new_copy_before_update(self) -> Path:
        return self._free(".before-update")

    def new_copy_before_restore(self) -> Path:
        return self._free(".before-restore")

    def new_rescued(self) -> Path:
        """The file to which a rescue writes what it recovers."""
        return self._free(".rescued")

    def existing(self) -> list[Path]:
        """All of these files that exist, the index first."""
        own = (self.index, self.wal, self.decisions, self.older_decisions, self.damage, self.lock, self.queue,
               self.thumbnails, self._beside(".thumbnails-journal"))  # fmt: skip
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
        """The files whose names were made by `_free`, in order of the numbers in their names."""
        stem = self.index.name + ending
        found: dict[int, Path] = {}
        if self.index.parent.is_dir():
            for path in self.index.parent.iterdir():
                number = path.name.removeprefix(stem).removesuffix(".jsonl").removeprefix("-") or "1"
                if path.name.startswith(stem) and number.isascii() and number.isdigit() and path.is_file():
                    found[int(number)] = path
        return [found[number] for number in sorted(found)]

    def _free(self, ending: str, suffix: str = "") -> Path:
        """A name with a number above all numbers in use, so that a higher number means a newer file."""
        taken = self._kept(ending)
        if not taken:
            return self._beside(ending + suffix)
        last = taken[-1].name.removeprefix(self.index.name + ending).removesuffix(suffix).removeprefix("-") or "1"
        return self._beside(f"{ending}-{int(last) + 1}{suffix}")


def remove_database(path: Path) -> None:
    """Remove a temporary database, and the log that DuckDB may have left beside it.

    Raises:
        OSError: the database or its log cannot be removed.
    """
    for left in (path, IndexFiles(path).wal):
        left.unlink(missing_ok=True)
