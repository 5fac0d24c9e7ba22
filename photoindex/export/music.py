"""Put music beside the photos of a slideshow."""

from dataclasses import dataclass
from pathlib import Path

from photoindex.errors import PhotoError, UsageError
from photoindex.export.contents.plain_file import PlainFile
from photoindex.export.files import copy_atomically, readable
from photoindex.export.records import NotExportedError

# What Chromium, Firefox and Safari play; Safari plays Ogg since version 18.4.
AUDIO_SUFFIXES = (".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav")


def check_music(path: Path) -> None:
    """Check that browsers may play this file.

    Raises:
        UsageError: as for `check_music_file`, or its suffix is not that of an audio format that browsers know.
    """
    check_music_file(path)
    if path.suffix.lower() not in AUDIO_SUFFIXES:
        known = ", ".join(suffix.removeprefix(".").upper() for suffix in AUDIO_SUFFIXES)
        raise _unusable(path, "browsers do not play this kind of file", f"Convert it to one of {known}.")


def check_music_file(path: Path) -> None:
    """Check that there is a file that may hold music. Raises UsageError if it is missing or empty, or no file."""
    try:
        empty = path.stat().st_size == 0
    except OSError as error:
        raise _unusable(path, error.strerror or str(error), "Name an audio file.") from error
    if not path.is_file() or empty:
        raise _unusable(path, "it is empty" if path.is_file() else "it is not a file", "Name an audio file.")


@dataclass(frozen=True, slots=True)
class Music(PlainFile):
    """A copy of an audio file, to be played with a slideshow."""

    path: Path

    def time(self) -> int:
        """The time of the file, in nanoseconds. Raises UsageError."""
        try:
            return self.path.stat().st_mtime_ns
        except OSError as error:
            raise _unusable(self.path, error.strerror or str(error), "Name an audio file.") from error

    @property
    def recipe(self) -> str:
        """A text that differs for another file. Raises UsageError."""
        return f"{self.time()} {self.path.stat().st_size}"

    def write(self, path: Path, mtime_ns: int) -> None:
        """Copy the file. Raises UsageError, StorageError."""
        try:
            copy_atomically(self.path, path, mtime_ns)
        except PhotoError as error:
            raise _unusable(self.path, error.message, "Name an audio file.") from error


@dataclass(frozen=True, slots=True)
class EarlierMusic(PlainFile):
    """The music that an earlier export put into the folder. It cannot be made again, only kept."""

    def time(self) -> int:
        raise NotExportedError("missing")

    def write(self, path: Path, mtime_ns: int) -> None:
        raise NotExportedError("missing")


def _unusable(path: Path, why: str, hint: str) -> UsageError:
    return UsageError(f"{readable(path)} cannot be used as music: {why}", hint=hint)
