"""Write a timelapse to a file: an MP4 or an animated WebP."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from photoindex.errors import PhotoError
from photoindex.export.files import writing
from photoindex.export.film.mp4 import RATE, VideoFile
from photoindex.export.film.places import check_film_file
from photoindex.export.film.records import Film
from photoindex.export.film.webp import write_webp
from photoindex.export.records import Progress, Skipped, nothing_shown, skipped
from photoindex.export.timelapse.aligning import face_picture
from photoindex.export.timelapse.frames import Pace, Still, film_of, lengths_of
from photoindex.export.timelapse.records import Look, TimelapseFace, TimelapseReport
from photoindex.files import whole_file, whole_path

# Frames in a second of a WebP, in which every picture of a fade takes as much room as a face.
_WEBP_RATE = 12
_STILL_QUALITY = 95


def write_timelapse(
    periods: Sequence[Sequence[TimelapseFace]], file: Path, look: Look, progress: Progress
) -> TimelapseReport:
    """Write the first face of each period that can be decoded, as .mp4 or .webp, completely or not at all. Only its
    owner can read the file. A film that an earlier export wrote is replaced.

    Raises:
        UsageError: as for `check_film_file`.
        NotFoundError: no face can be decoded.
        MissingLibraryError: the package for MP4 is not installed.
        StorageError: the disk is full, or cannot be written.
    """
    check_film_file(file)
    is_webp, rate = file.suffix.lower() == ".webp", _rate_of(file)
    pace = Pace.of(look.seconds, rate)
    with writing(Path(tempfile.gettempdir())), tempfile.TemporaryDirectory(prefix="photoindex-") as folder:
        stills, left_out = _stills(periods, look, Path(folder), progress)
        if not stills:
            raise nothing_shown()
        lengths = lengths_of(len(stills), pace)
        film = _counted(film_of(stills, look.side, pace), pace, progress, len(periods))
        if is_webp:
            with writing(file), whole_file(file, private=True) as stream:
                write_webp(film, lengths, (look.side, look.side), rate, stream)
        else:
            with (
                writing(file),
                whole_path(file, private=True) as path,
                VideoFile(path, (look.side, look.side)) as video,
            ):
                for shown in film:
                    video.show(shown.picture, shown.frames)
    return TimelapseReport(len(stills), sum(lengths) / rate, tuple(left_out))


def planned_timelapse(periods: Sequence[Sequence[TimelapseFace]], file: Path, look: Look) -> TimelapseReport:
    """What `write_timelapse` would report if all photos that are there can be decoded; writes nothing, and raises
    NotFoundError if no photo is there.
    """
    lost = [(face.photo.path, face.photo.lost) for faces in periods for face in faces if face.photo.lost is not None]
    shown = sum(any(face.photo.lost is None for face in faces) for faces in periods)
    if not shown:
        raise nothing_shown()
    rate = _rate_of(file)
    seconds = sum(lengths_of(shown, Pace.of(look.seconds, rate))) / rate
    return TimelapseReport(shown, seconds, tuple(Skipped(path, reason) for path, reason in lost))


def _rate_of(file: Path) -> int:
    return _WEBP_RATE if file.suffix.lower() == ".webp" else RATE


def _stills(
    periods: Sequence[Sequence[TimelapseFace]], look: Look, folder: Path, progress: Progress
) -> tuple[list[Still], list[Skipped]]:
    """Draw a face of each period into a file in `folder`, so that memory does not grow with their number."""
    stills: list[Still] = []
    left_out: list[Skipped] = []
    for number, faces in enumerate(periods):
        for face in faces:
            path = folder / f"{number}.jpg"
            try:
                picture = face_picture(face, look.side)
            except PhotoError as error:
                left_out.append(skipped(face.photo.path, error))
                continue
            with writing(path):
                picture.save(path, "JPEG", quality=_STILL_QUALITY, subsampling=0)
            stills.append(Still(path, look.label(face.photo)))
            break
        progress(number + 1, 2 * len(periods))
    return stills, left_out


def _counted(film: Film, pace: Pace, progress: Progress, periods: int) -> Film:
    """The same pictures; reports the progress of the second half of the work, in which they are encoded."""
    for number, shown in enumerate(film):
        faces = min(periods, number // (pace.fade + 1) + 1)
        progress(periods + faces, 2 * periods)
        yield shown
