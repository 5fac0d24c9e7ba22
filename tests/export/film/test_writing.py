"""Films of photos: what they show, that they go on where they stopped, and that nothing else is touched."""

import wave
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from photoindex.errors import NotFoundError, StorageError, UsageError
from photoindex.export import ExportPhoto
from photoindex.export.film.writing import FilmOptions, write_film
from photoindex.export.records import no_progress
from photoindex.wording.slideshows import slideshow_texts

av = pytest.importorskip("av")

OPTIONS = FilmOptions(slideshow_texts(["Zoë 李 🎂"]), height=144, seconds=0.5)
COLOURS = ((250, 0, 0), (0, 250, 0), (0, 0, 250))


@pytest.fixture
def photos(tmp_path: Path) -> list[ExportPhoto]:
    folder = tmp_path / "photos"
    folder.mkdir()
    made = []
    for number, colour in enumerate(COLOURS):
        path = folder / f"{number}.png"
        Image.new("RGB", (320, 180), colour).save(path)
        made.append(ExportPhoto(path, str(number), datetime(2000 + number, 1, 1), width=320, height=180))
    return made


@pytest.fixture
def music(tmp_path: Path) -> Path:
    path = tmp_path / "photos" / "song.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes((9000 * np.sin(np.arange(8000) * 0.4)).astype("<i2").tobytes())
    return path


def frames(file: Path) -> list[Any]:
    with av.open(str(file)) as film:
        return [frame.to_image() for frame in film.decode(video=0)]


def others(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "photos")


class StoppedError(Exception):
    pass


def stopping(after: int) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if done == after:
            raise StoppedError

    return progress


def test_a_film_shows_the_title_and_then_each_photo(tmp_path: Path, photos: list[ExportPhoto]) -> None:
    report = write_film(photos, tmp_path / "a.mp4", OPTIONS, no_progress)
    assert (report.photos, report.skipped) == (3, ())
    shown = frames(tmp_path / "a.mp4")
    assert len(shown) == round(report.seconds * 30)
    assert shown[0].size == (256, 144)
    assert max(shown[0].getpixel((128, 20))) < 10
    title = round(0.7 * 30)
    for number, colour in enumerate(COLOURS):
        middle = shown[title + round((number + 0.7) * 15)].getpixel((200, 20))
        assert middle == pytest.approx(colour, abs=45)
    assert max(shown[-1].getpixel((128, 20))) < 60
    assert others(tmp_path) == ["a.mp4"]


def test_a_film_plays_from_its_beginning_on_and_its_frames_are_evenly_spaced(
    tmp_path: Path, photos: list[ExportPhoto]
) -> None:
    write_film(photos, tmp_path / "a.mp4", OPTIONS, no_progress)
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(tmp_path / "a.mp4")) as film:
        (video,) = film.streams.video
        assert (video.codec_context.name, video.format.name) == ("h264", "yuv420p")
        moments = [round(frame.time * 30, 3) for frame in film.decode(video)]
    assert moments == list(range(len(moments)))


def test_music_is_repeated_and_fades_at_the_end(tmp_path: Path, photos: list[ExportPhoto], music: Path) -> None:
    report = write_film(photos, tmp_path / "a.mp4", replace(OPTIONS, music=music), no_progress)
    with av.open(str(tmp_path / "a.mp4")) as film:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in film.decode(audio=0)])
    assert len(sound) / 48_000 == pytest.approx(report.seconds, abs=0.1)
    early, late = sound[48_000:50_000], sound[-6_000:-4_000]
    assert np.abs(early).max() > 0.1 > np.abs(late).max()


def test_a_file_without_sound_is_refused(tmp_path: Path, photos: list[ExportPhoto]) -> None:
    song = tmp_path / "photos" / "song.mp3"
    song.write_bytes(b"no music" * 100)
    with pytest.raises(UsageError, match="cannot be used as music: there is no sound"):
        write_film(photos, tmp_path / "a.mp4", replace(OPTIONS, music=song), no_progress)
    assert others(tmp_path) == []


def test_a_film_that_was_stopped_goes_on_with_what_is_there(tmp_path: Path, photos: list[ExportPhoto]) -> None:
    write_film(photos, tmp_path / "whole.mp4", OPTIONS, no_progress)
    with pytest.raises(StoppedError):
        write_film(photos, tmp_path / "a.mp4", OPTIONS, stopping(2))
    workplace = tmp_path / ".a.mp4.photoindex-film"
    assert not (tmp_path / "a.mp4").exists()
    made = {path: path.stat().st_mtime_ns for path in workplace.iterdir()}
    assert len(made) == 2
    # What a kill leaves is removed.
    (workplace / ".photoindex-0123456789abcdef.part").write_bytes(b"half")
    with pytest.raises(StoppedError):
        write_film(photos, tmp_path / "a.mp4", OPTIONS, stopping(4))
    assert made.items() <= {path: path.stat().st_mtime_ns for path in workplace.iterdir()}.items()
    write_film(photos, tmp_path / "a.mp4", OPTIONS, no_progress)
    assert len(frames(tmp_path / "a.mp4")) == len(frames(tmp_path / "whole.mp4"))
    assert others(tmp_path) == ["a.mp4", "whole.mp4"]


def test_a_full_disk_keeps_what_is_finished(tmp_path: Path, photos: list[ExportPhoto]) -> None:
    resource = pytest.importorskip("resource")
    with pytest.raises(StoppedError):
        write_film(photos, tmp_path / "a.mp4", OPTIONS, stopping(1))
    (finished,) = (tmp_path / ".a.mp4.photoindex-film").iterdir()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
    try:
        with pytest.raises(StorageError, match=r"Cannot write .*a\.mp4") as caught:
            write_film(photos, tmp_path / "a.mp4", OPTIONS, no_progress)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "same command continues" in caught.value.hint
    assert list((tmp_path / ".a.mp4.photoindex-film").iterdir()) == [finished]
    assert not (tmp_path / "a.mp4").exists()


def test_photos_that_cannot_be_opened_are_left_out(tmp_path: Path, photos: list[ExportPhoto]) -> None:
    photos[1].path.write_bytes(b"broken")
    photos[2] = replace(photos[2], lost="away")
    report = write_film(photos, tmp_path / "a.mp4", OPTIONS, no_progress)
    assert report.photos == 1
    assert {(item.path.name, item.reason) for item in report.skipped} == {("1.png", "damaged"), ("2.png", "away")}
    photos[0].path.unlink()
    with pytest.raises(NotFoundError):
        write_film(photos, tmp_path / "b.mp4", OPTIONS, no_progress)


def test_files_that_an_export_did_not_make_stay(tmp_path: Path, photos: list[ExportPhoto]) -> None:
    write_film(photos[:1], tmp_path / "a.mp4", OPTIONS, no_progress)
    write_film(photos[1:2], tmp_path / "a.mp4", OPTIONS, no_progress)
    (tmp_path / "a.mp4").write_bytes(b"mine")
    with pytest.raises(UsageError, match="already exists"):
        write_film(photos, tmp_path / "a.mp4", OPTIONS, no_progress)
    assert (tmp_path / "a.mp4").read_bytes() == b"mine"
