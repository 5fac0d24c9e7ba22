"""Make the files of one slide: the photo itself, and its pictures for the screen and for the page of all photos."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from photoindex.export.contents.content import PhotoContent
from photoindex.export.contents.plain_file import PlainFile
from photoindex.export.engine.records import Content
from photoindex.export.files import write_atomically
from photoindex.export.records import ExportPhoto, NotExportedError
from photoindex.export.rendition import render

Rendition = Literal["display", "tile"]


@dataclass(slots=True)
class Placed:
    """Where the files of a slide are below the folder of the export, once that is known."""

    original: str | None = None
    display: str | None = None
    tile: str | None = None


class Renditions:
    """The pictures of a photo. It is decoded once for those that are written one after the other."""

    def __init__(self, photo: ExportPhoto, *, display: bool) -> None:
        self._photo, self._display = photo, display
        self._made: dict[Rendition, bytes] = {}

    def make(self) -> None:
        """Make the pictures. Raises PhotoError."""
        self._photo.check()
        faces = [face.box for face in self._photo.faces if face.main] or [face.box for face in self._photo.faces]
        long_side = max(self._photo.width, self._photo.height)
        made = render(self._photo.path, faces, long_side=long_side, display=self._display, tile=True)
        found: dict[Rendition, bytes | None] = {"display": made.display, "tile": made.tile}
        self._made = {name: data for name, data in found.items() if data is not None}

    def take(self, name: Rendition) -> bytes:
        """A picture, which is then forgotten. Raises PhotoError."""
        if name not in self._made:
            self._display = self._display and name == "display"
            self.make()
        return self._made.pop(name)


@dataclass(frozen=True, slots=True)
class Shown:
    """A photo that browsers cannot show, in its form for the export. It is of use only with a picture for the screen,
    which is therefore made first.
    """

    content: Content
    renditions: Renditions

    @property
    def target(self) -> str | None:
        """The target of a symbolic link."""
        return self.content.target

    @property
    def is_hard_link(self) -> bool:
        """Whether the file is another name of its photo."""
        return self.content.is_hard_link

    @property
    def room(self) -> int | None:
        """The size in bytes, if it is known before the file is made."""
        return self.content.room

    def time(self) -> int:
        """The time that the file will have. Raises PhotoError."""
        return self.content.time()

    def write(self, path: Path, mtime_ns: int) -> None:
        """Write the file. Raises PhotoError, also if the photo cannot be decoded, and StorageError."""
        self.renditions.make()
        self.content.write(path, mtime_ns)


@dataclass(frozen=True, slots=True)
class RenditionFile(PlainFile):
    """One picture of a photo. `content` is a copy of the photo, whose time the picture gets."""

    name: Rendition
    content: PhotoContent
    placed: Placed
    renditions: Renditions

    def time(self) -> int:
        """The time of the photo. Raises PhotoError."""
        return self.content.time()

    def write(self, path: Path, mtime_ns: int) -> None:
        """Write the JPEG. Raises PhotoError, also if the photo itself could not be exported, and StorageError."""
        if self.placed.original is None:
            raise NotExportedError("missing")
        write_atomically(path, self.renditions.take(self.name), mtime_ns=mtime_ns)
