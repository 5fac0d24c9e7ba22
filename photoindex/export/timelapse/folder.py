"""Plan a timelapse as a folder with a JPEG for each face."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.domain.photo import TakenPrecision
from photoindex.export.contents.content import PhotoContent
from photoindex.export.contents.form import Form, Output
from photoindex.export.contents.plain_file import PlainFile
from photoindex.export.engine.records import PhotoDone, Plan, Planned
from photoindex.export.files import readable, write_atomically
from photoindex.export.timelapse.aligning import face_picture
from photoindex.export.timelapse.labels import drawn_label
from photoindex.export.timelapse.records import Label, Look, TimelapseFace

# Changed whenever the pictures would look different.
_VERSION = "1"
_JPEG_QUALITY = 92
_LENGTHS: dict[TakenPrecision, int] = {"year": 4, "month": 7}


@dataclass(frozen=True, slots=True)
class _Frame(PlainFile):
    """The picture of a face, with the text in its corner."""

    face: TimelapseFace
    label: Label
    side: int

    def time(self) -> int:
        """The time of the original. Raises PhotoError."""
        return PhotoContent(self.face.photo, Form(), Output("copy", "")).time()

    def write(self, path: Path, mtime_ns: int) -> None:
        """Draw the face. Raises PhotoError and StorageError."""
        picture = face_picture(self.face, self.side)
        drawn_label(self.label, self.side).put_on(picture)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=_JPEG_QUALITY)
        write_atomically(path, out.getvalue(), mtime_ns=mtime_ns)


def plan_timelapse(periods: Iterable[Sequence[TimelapseFace]], look: Look) -> Plan:
    """A JPEG of the best face of each period. Sorted by name, they are in the order of time."""
    for best, *_ in periods:
        photo = best.photo
        assert photo.taken_at is not None
        label = look.label(photo)
        day = f"{photo.taken_at:%Y-%m-%d}"[: _LENGTHS.get(photo.taken_precision, 10)]
        (x, y), (other_x, other_y) = best.eyes
        key = f"{photo.content_hash} {x:.5f} {y:.5f} {other_x:.5f} {other_y:.5f}"
        recipe = "\0".join((_VERSION, str(look.side), *label))
        about = {
            "content_hash": photo.content_hash, "original": readable(photo.path),
            "taken_at": photo.taken_at.isoformat(), "taken_precision": photo.taken_precision,
        }  # fmt: skip
        name = f"{day} {photo.content_hash[:8]}.jpg"
        yield Planned(key, (), name, _Frame(best, label, look.side), recipe, photo.path, about)
        yield PhotoDone()
