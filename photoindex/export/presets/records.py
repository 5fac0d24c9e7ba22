"""Define what presets know about the photos that they export."""

from dataclasses import dataclass, field
from pathlib import Path

from photoindex.domain.geometry import Box, Landmarks
from photoindex.domain.photo_texts import PhotoTexts
from photoindex.domain.places import PhotoPlace
from photoindex.export.records import ExportPhoto


@dataclass(frozen=True, slots=True)
class PresetFace:
    """A face in a photo. Drawn faces have neither landmarks nor measures.

    `person` is the name of whom it shows, None if nobody named it; `confidence` is the probability of that, `quality`
    and `score` are between 0 and 1, `size` is the shorter side of the box in pixels.
    """

    face_id: int
    box: Box
    landmarks: Landmarks | None = None
    person_id: int | None = None
    person: str | None = None
    status: str = "none"
    confidence: float | None = None
    cluster_id: int | None = None
    score: float | None = None
    size: float | None = None
    sharpness: float | None = None
    yaw: float | None = None
    quality: float | None = None


@dataclass(frozen=True, slots=True)
class PresetPhoto:
    """A photo to export.

    - `photo` is its file; `kind` its format and `size` its size in pixels, as in `PhotoFacts`.
    - `below` are the folders between the scanned folder and the file.
    - `people` are all people who are named in it, from left to right. `wanted_people` are those of them whom the query
      names or, if it names nobody, all of them.
    - `texts` are those that its file carries, and `place` is where it was taken; None if that is not known.
    """

    photo: ExportPhoto
    photo_id: int
    kind: str
    size: tuple[int, int]
    below: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    wanted_people: tuple[str, ...] = ()
    faces: tuple[PresetFace, ...] = ()
    texts: PhotoTexts = field(default_factory=PhotoTexts)
    place: PhotoPlace | None = None

    @property
    def name(self) -> str:
        return self.photo.path.name

    @property
    def path(self) -> Path:
        return self.photo.path
