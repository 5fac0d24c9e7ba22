"""Hold what other programs say about the photos of the index, photo by photo."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from photoindex.domain.geometry import Box
from photoindex.interop.photo_names import Fault, Unread

Item = TypeVar("Item")

MOST_EXAMPLES = 20

LeftOut = Literal["unnamed", "not-a-face", "other-aspect", "outside-photo", "unusable-name", "too-many"]
"""Why a region cannot name a face:

- "unnamed": nobody named it.
- "not-a-face": it shows a pet, a bar code or the focus of the camera.
- "other-aspect": it was drawn when the photo had another shape, before it was cropped or turned.
- "outside-photo": it does not lie in the photo.
- "unusable-name": its name is not one that a person can have.
- "too-many": the file names more than 1,000 other faces in the photo.
"""


@dataclass(slots=True)
class Listed(Generic[Item]):
    """A number of items, and the first of them."""

    count: int = 0
    examples: list[Item] = field(default_factory=list)
    most: int = MOST_EXAMPLES

    def add(self, item: Item) -> None:
        self.count += 1
        if len(self.examples) < self.most:
            self.examples.append(item)


@dataclass(frozen=True, slots=True)
class NamedBox:
    """A face that a program named. The name is clean, the box in fractions of the upright photo."""

    name: str
    box: Box


@dataclass(slots=True)
class Voice:
    """What one file of one program says about one photo: named boxes, and names without a box."""

    program: str
    origin: str
    boxes: list[NamedBox] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnclearPhoto:
    """A photo that may be any of some files of the index."""

    path: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedBox:
    """A named box that was drawn when the photo had another shape."""

    photo: str
    name: str
    program: str


@dataclass(frozen=True, slots=True)
class UnusableName:
    """A name that no person can have, and why."""

    name: str
    why: str


@dataclass(slots=True)
class Heard:
    """Everything that was read.

    - `voices` maps the content hash of each photo to what is said about it.
    - `entries` counts the photos of each program as it lists them, known to the index or not.
    - `unknown` are the paths of photos that the index does not hold.
    - `left_out` counts regions that name nobody.
    """

    voices: dict[str, list[Voice]] = field(default_factory=dict)
    entries: Counter[str] = field(default_factory=Counter)
    unknown: Listed[str] = field(default_factory=Listed)
    unclear: Listed[UnclearPhoto] = field(default_factory=Listed)
    refused: Listed[RefusedBox] = field(default_factory=Listed)
    unusable: Listed[UnusableName] = field(default_factory=Listed)
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    unread: Listed[Unread] = field(default_factory=Listed)
    faults: Counter[Fault] = field(default_factory=Counter)

    def note(self, unread: Unread) -> None:
        """Count a source, or a part of it, that could not be read."""
        self.unread.add(unread)
        self.faults[unread.fault] += 1

    def voice(self, content_hash: str, program: str, origin: str) -> Voice:
        """What this file of the program says about the photo; empty at first."""
        voices = self.voices.setdefault(content_hash, [])
        for voice in voices:
            if (voice.program, voice.origin) == (program, origin):
                return voice
        voices.append(Voice(program, origin))
        return voices[-1]
