"""Describe the photos of a slideshow: who is in them, how old, in which album, and how good they are."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from photoindex.domain.ages import Age, age_at
from photoindex.domain.albums import album_name
from photoindex.domain.names import short_name
from photoindex.export import SKIP_REASONS, ExportFace, ExportPhoto, Merits, SkipReason, appeal
from photoindex.operations.find import Found, FoundFace, FoundPhoto
from photoindex.operations.querying.understood import births_of
from photoindex.originals import Original
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.views.face_details import FaceDetails, face_details, formats_of

# A landscape between portraits is welcome, but no substitute for them.
_WITHOUT_FACES = 0.15


@dataclass(frozen=True, slots=True)
class About:
    """What the index knows about the people of a slideshow.

    - `people` are the ids of those whom the query names.
    - `details` are the details of the named faces in its photos, by face id.
    - `kinds` are the formats of its photos, by photo id.
    - `birth` is the first and the last day on which the person may have been born, if the query names one.
    """

    people: frozenset[int]
    details: Mapping[int, FaceDetails]
    kinds: Mapping[int, str]
    birth: tuple[date, date] | None

    @property
    def usual_sharpness(self) -> float:
        """The median over all faces, with which the sharpness of one is compared."""
        return statistics.median([face.sharpness for face in self.details.values()] or [0.0])

    def counts(self, face: FoundFace) -> bool:
        """Whether a photo is as good as this face: of the people whom the slideshow is about, or of anybody."""
        return face.person_id in self.people if self.people else face.name is not None

    def counted(self, photo: FoundPhoto) -> list[tuple[FoundFace, FaceDetails]]:
        """The faces in a photo that count and have details."""
        known = ((face, self.details.get(face.face_id)) for face in photo.faces if self.counts(face))
        return [(face, details) for face, details in known if details is not None]


def known_about(index: Index, found: Found, photos: Sequence[FoundPhoto]) -> About:
    """Read what the index knows about the people in these photos."""
    people = frozenset(match.person.person_id for match in found.people)
    faces = [face.face_id for photo in photos for face in photo.faces if face.name is not None]
    with index.reading() as connection:
        details = face_details(connection, require_current_pack(connection).fingerprint, faces)
        kinds = formats_of(connection, [photo.photo_id for photo in photos])
        births = births_of(connection) if len(people) == 1 else {}
    return About(people, details, kinds, births.get(next(iter(people))) if len(people) == 1 else None)


def described(found: Found, photos: Sequence[FoundPhoto], about: About) -> list[ExportPhoto]:
    """The photos for the export, in the same order."""
    lost = {item.photo.photo_id: SKIP_REASONS[item.presence] for item in found.lost}
    usual = about.usual_sharpness
    made = [_described(photo, about, usual, found.originals, lost.get(photo.photo_id)) for photo in photos]
    # A folder that holds all photos says nothing about any of them.
    return made if len({photo.album for photo in made}) > 1 else [replace(photo, album="") for photo in made]


def merits_of(photo: FoundPhoto, about: About) -> list[Merits]:
    """The measures of the faces that count."""
    return [
        Merits(details.size, details.sharpness, details.yaw, details.quality, face.box, details.whole)
        for face, details in about.counted(photo)
    ]


def _described(
    photo: FoundPhoto,
    about: About,
    usual_sharpness: float,
    originals: Mapping[int, tuple[Original, ...]],
    lost: SkipReason | None,
) -> ExportPhoto:
    """Named people must stay in view, whereas faces of strangers may be cropped."""
    chosen = {original.file.path: original for original in originals[photo.photo_id]}[photo.paths[0]]
    merits = merits_of(photo, about)
    return ExportPhoto(
        chosen.file.path,
        photo.content_hash,
        photo.taken_at,
        faces=tuple(_face(face, about) for face in photo.faces if face.name is not None),
        original=chosen,
        lost="away" if photo.away else lost,
        taken_precision=photo.taken_precision,
        kind=about.kinds.get(photo.photo_id, ""),
        width=photo.width,
        height=photo.height,
        album=album_name(chosen.file.path),
        age=_age(photo, about),
        everybody=bool(about.people) and about.people <= {face.person_id for face in photo.faces if face.name},
        appeal=min((appeal(each, usual_sharpness) for each in merits), default=_WITHOUT_FACES),
    )


def _face(face: FoundFace, about: About) -> ExportFace:
    details = about.details.get(face.face_id)
    main = face.person_id in about.people
    return ExportFace(face.box, short_name(face.name or ""), details.landmarks.eyes if details else None, main)


def _age(photo: FoundPhoto, about: About) -> Age | None:
    if about.birth is None or photo.taken_at is None:
        return None
    return age_at(about.birth, photo.taken_at, photo.taken_precision)
