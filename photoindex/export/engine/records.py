"""Define what an export plans, what it did with each file, and what it reports at the end."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from photoindex.export.contents.form import Strip
from photoindex.export.engine.settings import Settings
from photoindex.export.records import Skipped

Change = Literal["write", "rewrite", "keep", "remove"]
"""What an export did with one of its files, or would do."""


class Content(Protocol):
    """The content of a planned file."""

    @property
    def target(self) -> str | None:
        """The target of a symbolic link as it is stored; None for a file."""

    @property
    def is_hard_link(self) -> bool:
        """Whether the file will be another name of its photo."""

    @property
    def room(self) -> int | None:
        """The size of the file in bytes; 0 for a link, None if it is not known before the file is made."""

    def time(self) -> int:
        """Check that the content can be made now, and return the modification time that the file will have, in
        nanoseconds. Raises PhotoError.
        """

    def write(self, path: Path, mtime_ns: int) -> None:
        """Write the file completely or not at all. Raises PhotoError for the photo and StorageError for the file."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A file that the export should hold.

    - `key` tells it apart from the other files of the export. It is the same in every run, because an update uses it to
      recognise the file.
    - `folders` and `name` are the place that it should have; the name is numbered if the place is taken.
    - `recipe` differs if the content would differ, so that an update writes the file again.
    - `source` is the photo that the file is about, and `about` what the manifest says of it.
    - `placed` is called with the path of the file below the export's folder as soon as the path is known.
    - A `companion` belongs to another file: it is not counted, and nothing is said if it cannot be made.
    """

    key: str
    folders: tuple[str, ...]
    name: str
    content: Content
    recipe: str = ""
    source: Path | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    placed: Callable[[str], None] | None = None
    companion: bool = False

    @property
    def wanted(self) -> str:
        return "/".join((*self.folders, self.name))


@dataclass(frozen=True, slots=True)
class PhotoDone:
    """Stands behind the planned files of each photo, to count photos."""


@dataclass(frozen=True, slots=True)
class Undrawn:
    """Says which letters of a picture became question marks, because no font on this machine has them."""

    letters: str


@dataclass(frozen=True, slots=True)
class Settle:
    """Asks that all files planned so far are written before the next one is planned."""


Step = Planned | Skipped | PhotoDone | Undrawn | Settle
Plan = Iterator[Step]
"""The steps of an export. They are carried out as they come, so that a plan of any length needs little memory."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How an export runs.

    - `preset` is its kind, and `settings` what the user chose; both are in the manifest. So is `choice`: how the photos
      were chosen, if only some of those that were found are exported.
    - `update` allows a folder that holds an earlier export of the same kind. `dry_run` writes nothing.
    - `strip` is what is taken out of the photos. An update that would put it back is refused.
    - `page` is a file whose name cannot change. If somebody else's file has this name, the export is refused.
    - With `private`, only the owner can read the manifest.
    """

    preset: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    choice: Mapping[str, Any] | None = None
    update: bool = False
    dry_run: bool = False
    strip: Strip = "nothing"
    page: str | None = None
    private: bool = False


class Watch:
    """Follows the course of an export. This one does nothing; front ends override it."""

    def photo(self) -> None:
        """One more photo is done."""

    def change(self, change: Change, path: str, source: Path | None) -> None:
        """A file was written, kept or removed, or would be; `path` is below the folder, with slashes."""


@dataclass(frozen=True, slots=True)
class Room:
    """The bytes that a dry run would write. Unless it is `whole`, files whose size is not known yet come on top."""

    known: int = 0
    whole: bool = True

    def plus(self, size: int | None) -> "Room":
        """With one more file."""
        return Room(self.known + (size or 0), self.whole and size is not None)


@dataclass(slots=True)
class Tally:
    """The numbers of files without companions, and everything that was left out or not touched. It grows while the
    export runs.
    """

    written: int = 0
    rewritten: int = 0
    kept: int = 0
    removed: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    undrawn: str = ""
    room: Room = field(default_factory=Room)


@dataclass(frozen=True, slots=True)
class RunReport:
    """The result of an export: numbers of files without companions, everything that was left out or not touched, and
    the manifest's path (None for a dry run). `undrawn` are the letters that became question marks in pictures.
    `settings` are those in force, and what an update kept and changed of them. `room` is for dry runs only.
    """

    written: int
    rewritten: int
    kept: int
    removed: int
    skipped: tuple[Skipped, ...]
    manifest: Path | None
    undrawn: str = ""
    settings: Settings = field(default_factory=Settings)
    room: Room | None = None
