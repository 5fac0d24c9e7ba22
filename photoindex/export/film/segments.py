"""Encode a film in segments that stay on the disk, so that a film that was interrupted goes on where it stopped.

A segment shows one act, from the moment when it is fully visible to the moment when the next one is.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from photoindex.export.files import writing
from photoindex.export.film.mp4 import VideoFile
from photoindex.export.film.placement import Size
from photoindex.export.film.scenes import Picture, Scene, blended, dimmed
from photoindex.export.film.script import Act
from photoindex.export.records import Progress
from photoindex.files import clear_temporaries, make_private_folder, whole_path

# Changed whenever films would look different.
_VERSION = "1"
_TEXT_FADE = 12
_NAME = re.compile(r"[0-9a-f]{32}\.mp4")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the film in a file, and the number of its frames."""

    path: Path
    frames: int


class Workplace:
    """The folder beside a film that holds its finished segments until the film is complete. Only its owner can enter
    it.
    """

    def __init__(self, film: Path) -> None:
        self._folder = film.with_name(f".{film.name}.photoindex-film")
        # Joined here and then moved, so that a kill leaves nothing beside the film.
        self.joined = self._folder / "film.mp4"

    def segments(self, acts: Sequence[Act], view: Size, progress: Progress) -> list[Segment]:
        """All segments of the film; those that are there already are not encoded again.

        Raises:
            UnusableError: a photo cannot be decoded.
            StorageError: the disk is full, or cannot be written.
        """
        with writing(self._folder):
            make_private_folder(self._folder)
            clear_temporaries(self._folder)
        made: list[Segment] = []
        scene: Scene | None = None
        for number, act in enumerate(acts):
            after = acts[number + 1] if number + 1 < len(acts) else None
            segment = Segment(
                self._folder / f"{_digest(act, after, view, number == 0)}.mp4", length_of(act, first=number == 0)
            )
            if segment.path.is_file():
                scene = None
            else:
                scene = _encoded(segment.path, scene or act.opened(view), act, after, view, first=number == 0)
            made.append(segment)
            progress(number + 1, len(acts))
        return made

    def remove(self) -> None:
        """Remove the segments and the folder. Files of others stay."""
        with writing(self._folder):
            clear_temporaries(self._folder)
            for path in list(self._folder.iterdir()):
                if _NAME.fullmatch(path.name):
                    path.unlink()
            if not any(self._folder.iterdir()):
                self._folder.rmdir()


def length_of(act: Act, *, first: bool) -> int:
    """The number of frames of the segment that shows an act."""
    return act.frames + (act.fading if first else 0)


def _digest(act: Act, after: Act | None, view: Size, first: bool) -> str:
    """A name that differs if the segment would."""
    return hashlib.sha256(repr((_VERSION, act, after, view, first)).encode("utf-8", "replace")).hexdigest()[:32]


def _encoded(path: Path, scene: Scene, act: Act, after: Act | None, view: Size, *, first: bool) -> Scene | None:
    """Encode a segment, and return the scene of the next act."""
    following = after.opened(view) if after else None
    size = (round(view.width), round(view.height))
    with writing(path), whole_path(path, private=True) as part, VideoFile(part, size) as video:
        for picture in _pictures(scene, act, following, after, first=first):
            video.show(Image.fromarray(picture))
    return following


def _pictures(scene: Scene, act: Act, following: Scene | None, after: Act | None, *, first: bool) -> Iterator[Picture]:
    """The first segment begins, and the last one ends, in darkness."""
    for frame in range(0 if first else act.fading, act.frames):
        picture = scene.drawn(act.progress(frame), frame, _TEXT_FADE)
        yield dimmed(picture, frame / act.fading) if first and frame < act.fading else picture
    for number in range(act.fading):
        share = (number + 1) / (act.fading + 1)
        frame = act.frames + number
        before = scene.drawn(act.progress(frame), frame, _TEXT_FADE)
        if following is None or after is None:
            yield dimmed(before, 1 - share)
        elif after.change == "dip":
            later = following.drawn(after.progress(number), number, _TEXT_FADE) if share > 0.5 else before
            yield dimmed(later, abs(2 * share - 1))
        else:
            smooth = share * share * (3 - 2 * share)
            yield blended(before, following.drawn(after.progress(number), number, _TEXT_FADE), smooth)
