"""Timelapse: show one person through the years, with the eyes in the same place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.errors import NotFoundError, UsageError
from photoindex.export import ExportPhoto, Skipped, SkipReason, appeal
from photoindex.export.engine.records import RunOptions, RunReport, Watch
from photoindex.export.engine.run import export_files
from photoindex.export.engine.settings import Settings, settings_for
from photoindex.export.film.mp4 import require_encoder
from photoindex.export.film.places import check_film_file
from photoindex.export.timelapse.folder import plan_timelapse
from photoindex.export.timelapse.records import Label, Look, TimelapseFace, TimelapseReport
from photoindex.export.timelapse.spreading import periods_of
from photoindex.export.timelapse.writing import planned_timelapse, write_timelapse
from photoindex.operations.common.own_exports import refuse_library
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.find import Found, FoundPhoto
from photoindex.operations.slideshows.describing import About, described, known_about, merits_of
from photoindex.store.opening.index import Index
from photoindex.store.tables.roots import root_paths

__all__ = [
    "ExportPhoto",
    "Label",
    "Look",
    "RunReport",
    "SkipReason",
    "Skipped",
    "TimelapseRequest",
    "TimelapseResult",
    "Watch",
    "timelapse",
]

MOST_FACES = 120
SECONDS = 0.6
_SIDES = {".webp": 540}
_SIDE = 1080
_PRESET = "timelapse"
_LEAST_SIDE, _LARGEST_SIDE = 64, 2160

# The nose lies this far from the middle between the eyes, in distances of the eyes. Beyond, the face is so far turned
# that its eyes are close to each other, and the picture would be enlarged too much.
_MOST_TURNED = 0.45
# Eyes that are closer, in pixels, would be enlarged more than ten times.
_LEAST_APART = 16.0


@dataclass(frozen=True, slots=True)
class TimelapseRequest:
    """What to make. `place` is a .mp4 or .webp file, or a folder for a JPEG of each face. `label` words the text in the
    corner. `most` is the largest number of faces, `seconds` the time of each, `side` the width and height in pixels;
    None for the usual ones or, in an update, for those of the earlier export. With `dry_run`, nothing is written.
    `update` is for folders, as in `RunOptions`.
    """

    place: Path
    label: Callable[[ExportPhoto], Label]
    most: int | None = None
    seconds: float | None = None
    side: int | None = None
    update: bool = False
    dry_run: bool = False

    @property
    def is_film(self) -> bool:
        return self.place.suffix.lower() in {".mp4", ".webp"}


@dataclass(frozen=True, slots=True)
class TimelapseResult:
    """`film` reports about a film, `folder` about a folder. `undated` is the number of photos without a date, `unfit`
    that of photos in which the face is turned away, too small, or was drawn by hand.
    """

    film: TimelapseReport | None
    folder: RunReport | None
    undated: int
    unfit: int


def timelapse(
    index: Index, found: Found, request: TimelapseRequest, progress: Callable[[int, int], None], watch: Watch
) -> TimelapseResult:
    """Make a timelapse of the person whom the query names.

    Raises:
        UsageError: the query does not name exactly one person, the file or folder cannot be used, or the size is
            outside 64 to 2160 pixels.
        NotFoundError: no photo has a date and a face that is large enough and looks towards the camera.
        MissingLibraryError: MP4 is wanted, and the package for it is not installed.
        StorageError: the disk is full, or cannot be written.
    """
    place = absolute(request.place)
    _check(index, found, request, place)
    settings = _settings(place, request)
    look = Look(settings.values["size"], request.seconds or SECONDS, request.label)
    faces, undated, unfit = _faces(index, found)
    periods = periods_of(faces, settings.values["most"])
    if not periods:
        raise NotFoundError(
            "no photo has a date and a face that is large enough and looks towards the camera",
            hint="Nothing was written.",
        )
    if request.is_film:
        made = (
            planned_timelapse(periods, place, look)
            if request.dry_run
            else write_timelapse(periods, place, look, progress)
        )
        return TimelapseResult(made, None, undated, unfit)
    options = RunOptions(_PRESET, settings.values, update=request.update, dry_run=request.dry_run)
    made_files = export_files(plan_timelapse(periods, look), place, options, watch)
    return TimelapseResult(None, replace(made_files, settings=settings), undated, unfit)


def _settings(place: Path, request: TimelapseRequest) -> Settings:
    """The settings in force; only a folder has earlier ones."""
    # Video needs even sides.
    side = None if request.side is None else request.side - request.side % 2
    usual = {"size": _SIDES.get(place.suffix.lower(), _SIDE), "most": MOST_FACES}
    return settings_for(place, _PRESET, usual, {"size": side, "most": request.most}, update=request.update)


def _check(index: Index, found: Found, request: TimelapseRequest, place: Path) -> None:
    if len({match.person.person_id for match in found.people}) != 1:
        raise UsageError("a timelapse shows exactly one person", hint="Name one person in the query.")
    if request.side is not None and not _LEAST_SIDE <= request.side <= _LARGEST_SIDE:
        raise UsageError(f"the size must be {_LEAST_SIDE} to {_LARGEST_SIDE} pixels")
    suffix = place.suffix.lower()
    if suffix and not request.is_film and not place.is_dir():
        raise UsageError(
            f"a timelapse cannot be written as {request.place}", hint="Name a .mp4 or .webp file, or a folder."
        )
    if not request.is_film:
        refuse_library(index, request.place)
        return
    check_film_file(place)
    if suffix == ".mp4":
        require_encoder()
        return
    with index.reading() as connection:
        roots = root_paths(connection)
    if any(place.is_relative_to(root) for root in roots):
        raise UsageError(
            f"{place} lies among your photos, so that scans would take it for one of them",
            hint="Name a file outside the folders that are scanned.",
        )


def _faces(index: Index, found: Found) -> tuple[list[TimelapseFace], int, int]:
    """The faces that suit a timelapse, and the numbers of photos without a date and of those without such a face."""
    matching = [*found.photos, *(item.photo for item in found.lost)]
    about = known_about(index, found, matching)
    usual = about.usual_sharpness
    faces: list[TimelapseFace] = []
    undated = 0
    for photo, described_photo in zip(matching, described(found, matching, about), strict=True):
        if photo.taken_at is None:
            undated += 1
        elif face := _best_face(photo, described_photo, about, usual):
            faces.append(face)
    return faces, undated, len(matching) - undated - len(faces)


def _best_face(photo: FoundPhoto, made: ExportPhoto, about: About, usual: float) -> TimelapseFace | None:
    """The face of the person that suits a timelapse best, or None if no face does."""
    rated: Sequence[TimelapseFace] = [
        TimelapseFace(made, details.landmarks.eyes, appeal(merits, usual) * (face.probability or 1.0))
        for (face, details), merits in zip(about.counted(photo), merits_of(photo, about), strict=True)
        if merits.yaw <= _MOST_TURNED
    ]
    return max((face for face in rated if face.apart >= _LEAST_APART), key=lambda face: face.worth, default=None)
