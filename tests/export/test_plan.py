"""The plan of an export: which files it writes, keeps and leaves out, and under which names."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from photoindex.export import ExportOptions, ExportPhoto, Skipped
from photoindex.export.folder import ExportFolder
from photoindex.export.ledger import Entry, Ledger
from photoindex.export.plan import Task, anything_to_show, plan_tasks, stale_files
from tests.export.conftest import TEXTS

MakePhoto = Callable[..., ExportPhoto]
OPTIONS = ExportOptions(TEXTS)


@pytest.fixture
def place(tmp_path: Path) -> ExportFolder:
    folder = ExportFolder(tmp_path / "out")
    folder.make("photos", "display", "tiles")
    return folder


def plan(
    place: ExportFolder, *photos: ExportPhoto, ledger: Ledger | None = None, options: ExportOptions = OPTIONS
) -> tuple[list[Task], list[Skipped]]:
    return plan_tasks(ledger or Ledger(), photos, place, options)


def written(place: ExportFolder, task: Task, *, done: bool = True) -> Entry:
    """The record's entry for a task whose files have been written."""
    for made in task.entry.files():
        place.path(made).write_bytes(made.name.encode())
    photo, display, tile = task.entry.photo, task.entry.display, task.entry.tile
    return replace(
        task.entry,
        photo=place.measured(photo),
        display=place.measured(display) if display else None,
        tile=place.measured(tile) if tile else None,
        done=done,
    )


def names(tasks: list[Task]) -> list[list[str]]:
    return [[f"{made.folder}/{made.name}" for made in task.entry.files()] for task in tasks]


def test_a_new_photo_is_written_with_its_size_and_time_and_nothing_is_written_yet(
    make_photo: MakePhoto, place: ExportFolder
) -> None:
    photo = make_photo("a.jpg")
    (task,), skipped = plan(place, photo)
    found = photo.path.stat()
    assert (task.entry.photo.size, task.entry.photo.mtime_ns) == (found.st_size, found.st_mtime_ns)
    assert (task.write_photo, task.write_display, task.is_new, skipped) == (True, False, True, [])
    assert place.names("photos") == []


def test_photos_with_the_same_name_as_each_other_or_as_an_existing_file_get_names_of_their_own(
    make_photo: MakePhoto, place: ExportFolder
) -> None:
    (place.path(plan(place, make_photo("x/a.jpg"))[0][0].entry.photo)).write_bytes(b"of somebody else")
    tasks, _ = plan(place, make_photo("one/a.jpg"), make_photo("two/a.jpg"))
    assert names(tasks) == [["photos/a (2).jpg", "tiles/a (2).jpg"], ["photos/a (3).jpg", "tiles/a (3).jpg"]]


def test_a_photo_that_browsers_cannot_show_gets_a_jpeg_beside_it(make_photo: MakePhoto, place: ExportFolder) -> None:
    (task,), _ = plan(place, make_photo("a.tif"))
    assert names([task]) == [["photos/a.tif", "display/a.jpg", "tiles/a.jpg"]]
    assert task.write_display


def test_a_photo_that_was_already_exported_keeps_its_name(make_photo: MakePhoto, place: ExportFolder) -> None:
    first, second = make_photo("one/a.jpg"), make_photo("two/a.jpg")
    tasks, _ = plan(place, first, second)
    ledger = Ledger(tuple(written(place, task) for task in tasks))
    again, _ = plan(place, second, ledger=ledger)
    assert names(again) == [["photos/a (2).jpg", "tiles/a (2).jpg"]]
    assert not again[0].is_new


def test_a_photo_that_is_larger_than_the_screen_gets_a_jpeg_beside_it(
    make_photo: MakePhoto, place: ExportFolder
) -> None:
    (task,), _ = plan(place, replace(make_photo("a.jpg"), width=4000, height=3000))
    assert names([task]) == [["photos/a.jpg", "display/a.jpg", "tiles/a.jpg"]]
    assert (task.write_display, task.display_needed) == (True, False)


def test_an_export_of_an_earlier_version_gets_tiles_and_keeps_its_photos(
    make_photo: MakePhoto, place: ExportFolder
) -> None:
    photo = make_photo("a.jpg")
    (task,), _ = plan(place, photo)
    older = replace(written(place, task), tile=None)
    (again,), _ = plan(place, photo, ledger=Ledger((older,)))
    assert (again.write_photo, again.write_tile, again.is_new) == (False, True, False)
    assert again.entry.photo == older.photo


def test_a_jpeg_is_made_again_only_if_it_was_deleted(make_photo: MakePhoto, place: ExportFolder) -> None:
    photo = make_photo("a.tif")
    (task,), _ = plan(place, photo)
    entry = written(place, task)
    assert entry.display is not None
    place.path(entry.display).unlink()
    (again,), _ = plan(place, photo, ledger=Ledger((entry,)))
    assert (again.write_photo, again.write_display, again.entry.done) == (False, True, False)
    assert names([again]) == names([task])


def test_a_repeated_photo_is_planned_once_and_a_missing_photo_is_left_out(
    make_photo: MakePhoto, place: ExportFolder
) -> None:
    first, other, gone = make_photo("a.jpg"), make_photo("b.jpg"), make_photo("c.jpg")
    gone.path.unlink()
    tasks, skipped = plan(place, first, replace(other, content_hash=first.content_hash), gone)
    assert names(tasks) == [["photos/a.jpg", "tiles/a.jpg"]]
    assert skipped == [Skipped(other.path, "repeated", str(first.path)), Skipped(gone.path, "missing")]


def test_a_copy_made_by_an_earlier_export_does_not_count_as_an_original(
    make_photo: MakePhoto, place: ExportFolder
) -> None:
    (task,), _ = plan(place, make_photo("a.jpg"))
    entry = written(place, task)
    copy = ExportPhoto(place.path(entry.photo), "another content", None)
    assert plan(place, copy, ledger=Ledger((entry,))) == ([], [Skipped(copy.path, "not-an-original")])


def test_a_link_has_a_target_and_no_size(make_photo: MakePhoto, place: ExportFolder) -> None:
    photo = make_photo("a.jpg")
    (task,), _ = plan(place, photo, options=replace(OPTIONS, link=True))
    assert (task.entry.photo.target, task.entry.photo.size) == (str(photo.path), None)


def test_files_of_photos_that_are_no_longer_wanted_are_stale(make_photo: MakePhoto, place: ExportFolder) -> None:
    kept, dropped = make_photo("a.jpg"), make_photo("b.tif")
    tasks, _ = plan(place, kept, dropped)
    ledger = Ledger(tuple(written(place, task) for task in tasks))
    assert [made.name for _, made in stale_files(ledger, [kept], place)] == ["b.tif", "b.jpg", "b.jpg"]


def test_a_link_is_stale_once_its_target_has_moved(make_photo: MakePhoto, place: ExportFolder) -> None:
    photo = make_photo("a.jpg")
    (task,), _ = plan(place, photo, options=replace(OPTIONS, link=True))
    ledger = Ledger((task.entry,))
    assert list(stale_files(ledger, [photo], place)) == []
    moved = replace(photo, path=photo.path.rename(photo.path.with_name("moved.jpg")))
    assert [made.name for _, made in stale_files(ledger, [moved], place)] == ["a.jpg"]


def test_an_export_has_something_to_show_as_long_as_a_photo_or_its_copy_exists(
    make_photo: MakePhoto, place: ExportFolder
) -> None:
    photo = make_photo("a.jpg")
    assert anything_to_show(Ledger(), [photo], place)
    (task,), _ = plan(place, photo)
    ledger = Ledger((written(place, task),))
    photo.path.unlink()
    assert anything_to_show(ledger, [photo], place)
    assert not anything_to_show(Ledger(), [photo], place)
