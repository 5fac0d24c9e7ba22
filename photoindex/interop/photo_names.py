"""Define what every reader of another program's names gives: photos, and the names in them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from photoindex.interop.regions import Program, WrittenRegion

Fault = Literal[
    "unreadable", "too-large", "malformed", "not-supported", "photo-missing",
]  # fmt: skip
"""Why a source, or a part of it, could not be read: the system refused, it is larger than any real one, its content is
invalid, it is of a kind or version that is not known here, or it speaks of a photo without saying which."""


@dataclass(frozen=True, slots=True)
class PhotoHint:
    """How a program identifies a photo.

    `path` is the path that the program stored, perhaps from another machine; it may be a bare file name, or empty if a
    hash identifies the file. `size` is the size of the file in bytes, and `width` and `height` are the size of the
    upright photo in pixels. `taken_at` is local time without a zone. `other_paths` are further paths or bare names
    under which the same file may lie, such as its name before the program renamed it. `sha256` and `sha1` are hashes of
    the file, in lower-case hexadecimal digits.
    Everything but the path is None or empty if the program does not say.
    """

    path: str
    size: int | None = None
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    other_paths: tuple[str, ...] = ()
    sha256: str | None = None
    sha1: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoNames:
    """What a program says about one photo.

    `regions` are boxes, named or not. `names` are people in the photo without a box. `origin` is the file that says so.
    """

    photo: PhotoHint
    program: Program
    origin: Path
    regions: tuple[WrittenRegion, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A source, or a part of it, that could not be read. `detail` says where or what: a line, a field, a limit."""

    origin: Path
    fault: Fault
    detail: str = ""


class Reader(Protocol):
    """Read the names in a program's files.

    `paths` are the files or folders that the user gave. `photos` are the files of the index below them, in order; only
    formats that keep names in or beside each photo need them. Whatever is invalid is passed to `note` and skipped; a
    reader never raises for the content of a file.
    """

    def __call__(
        self, paths: Sequence[Path], photos: Sequence[Path], note: Callable[[Unread], None]
    ) -> Iterator[PhotoNames]: ...
