"""Write one exported photo: as a copy, as a link, or as a picture with another size, format or metadata."""

import errno
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.export.contents.form import Form, Output
from photoindex.export.contents.plain_file import PlainFile
from photoindex.export.contents.rendering import rendered
from photoindex.export.contents.stripping import stripped
from photoindex.export.files import copy_atomically, link_atomically, reading, write_atomically, writing
from photoindex.export.records import ExportPhoto
from photoindex.files import temporary_beside


@dataclass(frozen=True, slots=True)
class PhotoContent(PlainFile):
    """A photo in the form that the user wants."""

    photo: ExportPhoto
    form: Form
    output: Output

    @property
    def room(self) -> int | None:
        """The size of an exact copy, as it was scanned."""
        original = self.photo.original
        return original.file.size if self.output.how == "copy" and original is not None else None

    def time(self) -> int:
        """The time of the original or, with `touch`, the moment when the photo was taken. Raises PhotoError."""
        self.photo.check()
        if self.form.touch and self.photo.taken_at is not None:
            return _nanoseconds(self.photo.taken_at)
        with reading(self.photo.path):
            return self.photo.path.stat().st_mtime_ns

    def write(self, path: Path, mtime_ns: int) -> None:
        """Write the file. Raises PhotoError and StorageError."""
        self.photo.check()
        match self.output.how:
            case "copy":
                copy_atomically(self.photo.path, path, mtime_ns)
            case "strip":
                write_atomically(path, stripped(self.photo.path, self.form.strip), mtime_ns=mtime_ns)
            case "render":
                write_atomically(path, rendered(self.photo.path, self.output.kind, self.form), mtime_ns=mtime_ns)


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link to a photo; `target` is the path in it, and `advice` what helps where links cannot be made."""

    photo: ExportPhoto
    target: str
    is_hard_link: bool = False
    advice: Action = Action.EXPORT_AS_FOLDER
    room: int = 0

    def time(self) -> int:
        """Check that the link leads to the photo now. Raises PhotoError."""
        self.photo.check()
        return 0

    def write(self, path: Path, mtime_ns: int) -> None:
        """Make the link. Raises StorageError."""
        link_atomically(self.target, path, self.advice)


@dataclass(frozen=True, slots=True)
class HardLink:
    """Another name of a photo's file. It takes no room, but whoever edits it edits the original."""

    photo: ExportPhoto
    target: str | None = None
    is_hard_link: bool = True
    room: int = 0

    def time(self) -> int:
        """The time of the original, which the link shares. Raises PhotoError."""
        self.photo.check()
        with reading(self.photo.path):
            return self.photo.path.stat().st_mtime_ns

    def write(self, path: Path, mtime_ns: int) -> None:
        """Make the link. Raises StorageError, for example if the folder lies on another disk."""
        part = temporary_beside(path)
        hint, advice = "Hard links cannot be made here.", Action.EXPORT_AS_FOLDER
        with writing(path, hint=hint, advice=advice):
            try:
                # A path that is a link itself is followed: another name of a link would be useless on another disk.
                os.link(os.path.realpath(self.photo.path), part)
            except OSError as error:
                if error.errno == errno.EXDEV:
                    raise OSError(errno.EXDEV, "a hard link cannot lead to another disk") from error
                raise
            part.replace(path)
            # If both are names of the same file already, nothing was replaced.
            part.unlink(missing_ok=True)


def _nanoseconds(moment: datetime) -> int:
    """A local time as nanoseconds since 1970. Before 1970, Windows cannot convert it, and UTC is used."""
    try:
        seconds = moment.timestamp()
    except (OSError, OverflowError, ValueError):
        seconds = moment.replace(tzinfo=UTC).timestamp()
    return round(seconds) * 1_000_000_000
