"""Timelapses as films: every face is shown equally long and fades into the next one."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from photoindex.errors import NotFoundError, UsageError
from photoindex.export import ExportPhoto
from photoindex.export.records import no_progress
from photoindex.export.timelapse.records import Look, TimelapseFace
from photoindex.export.timelapse.writing import planned_timelapse, write_timelapse

LOOK = Look(64, 0.5, lambda photo: (photo.content_hash, "Zoë 李 🎂"))
COLOURS = ((250, 0, 0), (0, 250, 0), (0, 0, 250))


@pytest.fixture
def periods(tmp_path: Path) -> list[list[TimelapseFace]]:
    made = []
    for number, colour in enumerate(COLOURS):
        path = tmp_path / f"{number}.png"
        Image.new("RGB", (80, 80), colour).save(path)
        photo = ExportPhoto(path, str(number), datetime(2000 + number, 1, 1), width=80, height=80)
        made.append([TimelapseFace(photo, ((0.4, 0.4), (0.6, 0.4)), 1.0)])
    return made


def colour(frame: Image.Image) -> tuple[int, int, int]:
    red, green, blue = frame.convert("RGB").getpixel((32, 10))  # type: ignore[misc]
    return red, green, blue


def frames_of(file: Path) -> list[Image.Image]:
    av = pytest.importorskip("av")
    with av.open(str(file)) as container:
        return [frame.to_image() for frame in container.decode(video=0)]


def test_a_webp_repeats_and_fades(tmp_path: Path, periods: list[list[TimelapseFace]]) -> None:
    report = write_timelapse(periods, tmp_path / "a.webp", LOOK, no_progress)
    assert (report.faces, report.seconds, report.skipped) == (3, 1.5, ())
    with Image.open(tmp_path / "a.webp") as film:
        assert (film.size, film.n_frames, film.info["loop"]) == ((64, 64), 7, 0)  # type: ignore[attr-defined]
        film.seek(0)
        assert colour(film) == pytest.approx(COLOURS[0], abs=30)
        film.seek(1)
        red, green, _ = colour(film)
        assert red > green > 30
        film.seek(6)
        assert colour(film) == pytest.approx(COLOURS[2], abs=30)


def test_an_mp4_has_thirty_frames_a_second(tmp_path: Path, periods: list[list[TimelapseFace]]) -> None:
    av = pytest.importorskip("av")
    write_timelapse(periods, tmp_path / "a.mp4", LOOK, no_progress)
    with av.open(str(tmp_path / "a.mp4")) as container:
        (video,) = container.streams.video
        assert (video.codec_context.name, video.format.name) == ("h264", "yuv420p")
        assert (video.frames, video.average_rate) == (45, 30)
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    shown = frames_of(tmp_path / "a.mp4")
    for number, frame in enumerate((0, 20, 40)):
        assert colour(shown[frame]) == pytest.approx(COLOURS[number], abs=40)


def test_if_the_best_photo_of_a_period_cannot_be_opened_the_next_one_is_shown(
    tmp_path: Path, periods: list[list[TimelapseFace]]
) -> None:
    spare = periods.pop()
    periods[1] += spare
    periods[1][0].photo.path.unlink()
    report = write_timelapse(periods, tmp_path / "a.webp", LOOK, no_progress)
    assert report.faces == 2
    assert [item.reason for item in report.skipped] == ["missing"]


def test_a_plan_tells_what_is_written_without_offline_photos(
    tmp_path: Path, periods: list[list[TimelapseFace]]
) -> None:
    (face,) = periods[0]
    periods[0] = [replace(face, photo=replace(face.photo, lost="away"))]
    planned = planned_timelapse(periods, tmp_path / "a.webp", LOOK)
    assert (planned.faces, [item.reason for item in planned.skipped]) == (2, ["away"])
    assert not (tmp_path / "a.webp").exists()
    written = write_timelapse(periods[1:], tmp_path / "a.webp", LOOK, no_progress)
    assert (written.faces, written.seconds) == (planned.faces, planned.seconds)
    with pytest.raises(NotFoundError):
        planned_timelapse(periods[:1], tmp_path / "b.webp", LOOK)


def test_nothing_is_written_if_no_photo_can_be_opened(tmp_path: Path, periods: list[list[TimelapseFace]]) -> None:
    for (face,) in periods:
        face.photo.path.unlink()
    with pytest.raises(NotFoundError):
        write_timelapse(periods, tmp_path / "a.webp", LOOK, no_progress)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.webp", "a.mp4"])
def test_an_earlier_film_is_replaced_and_nothing_else(
    tmp_path: Path, periods: list[list[TimelapseFace]], name: str
) -> None:
    pytest.importorskip("av")
    write_timelapse(periods, tmp_path / name, LOOK, no_progress)
    write_timelapse(periods[:1], tmp_path / name, LOOK, no_progress)
    (tmp_path / name).write_bytes(b"mine")
    with pytest.raises(UsageError, match="already exists"):
        write_timelapse(periods, tmp_path / name, LOOK, no_progress)
    assert (tmp_path / name).read_bytes() == b"mine"
    with pytest.raises(UsageError, match="no folder"):
        write_timelapse(periods, tmp_path / "nowhere" / name, LOOK, no_progress)


def test_progress_counts_every_face_twice(tmp_path: Path, periods: list[list[TimelapseFace]]) -> None:
    seen: list[tuple[int, int]] = []
    write_timelapse(periods, tmp_path / "a.webp", LOOK, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (6, 6)
    assert seen == sorted(seen)
