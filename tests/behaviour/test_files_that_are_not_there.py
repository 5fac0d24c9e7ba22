"""Where it matters, commands check that a file exists and is still the photo that was scanned."""

import os
import shutil
from pathlib import Path

import pytest

from photoindex.cli.wording.sheets import faces_sheet
from photoindex.domain.photo import PhotoFile
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.common.presence import presences
from photoindex.operations.find import FindRequest, Found, find
from photoindex.operations.label import label, label_place
from photoindex.operations.move import move
from photoindex.operations.prune import prune
from photoindex.operations.show import show_group, show_photo, write_sheet
from photoindex.operations.similar import similar
from photoindex.operations.slideshow import RunReport, Skipped, SlideshowRequest, Watch, export
from photoindex.operations.twice import same_twice
from photoindex.originals import Original, Presence, check_original, presence_of
from photoindex.store.tables.roots import RootState
from photoindex.wording.slideshows import slideshow_texts
from tests.fakes import ColourAnalyzer
from tests.library import Library, red

RED = FindRequest(("Red",))
TEXTS = slideshow_texts(["Red"])


@pytest.fixture
def with_copy(scanned: Library) -> Library:
    """Four photos of Red, and a copy of one of them on another disk."""
    label(scanned.index, red(scanned), "Red")
    copy = scanned.folder.parent / "spare disk" / "z.jpg"
    copy.parent.mkdir()
    shutil.copy2(scanned.folder / "2001/a.jpg", copy)
    scanned.scan(copy.parent)
    return scanned


def first_names(found: Found) -> list[str]:
    return [photo.paths[0].name for photo in found.photos]


def exported_to(library: Library, place: Path, *, link: bool, update: bool) -> RunReport:
    found = find(library.index, RED)
    return export(library.index, found, SlideshowRequest(place, TEXTS, link=link, update=update), Watch())


def exported(library: Library, folder: str = "out", *, link: bool = False, update: bool = False) -> list[str]:
    place = library.folder.parent / folder
    exported_to(library, place, link=link, update=update)
    return sorted(path.name for path in (place / "photos").iterdir())


def replaced(library: Library, name: str = "2001/b.jpg") -> Path:
    """Put a different photo at a path, as if a file had been copied over it."""
    path = library.folder / name
    library.draw(name, "blue", "blue", "blue", shade=77)
    return path


def edited(library: Library, name: str = "2001/b.jpg") -> Path:
    """Replace the content, but keep the size and the time of the file."""
    path = library.folder / name
    before, data = path.stat(), bytearray(path.read_bytes())
    data[-20] ^= 0xFF
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return path


def test_an_unplugged_disk_is_reported_and_copies_elsewhere_come_first(with_copy: Library) -> None:
    with_copy.folder.rename(with_copy.folder.parent / "unplugged")
    found = find(with_copy.index, RED)
    assert first_names(found) == ["z.jpg", "b.jpg", "c.jpg", "d.jpg"]
    assert [photo.away for photo in found.photos] == [False, True, True, True]
    assert (found.away, found.lost) == ((with_copy.folder,), ())
    assert exported(with_copy) == ["z.jpg"]


def test_an_empty_mount_point_is_an_offline_disk(with_copy: Library) -> None:
    with_copy.folder.rename(with_copy.folder.parent / "unplugged")
    with_copy.folder.mkdir()
    found = find(with_copy.index, RED)
    assert (found.away, [photo.away for photo in found.photos]) == ((with_copy.folder,), [False, True, True, True])


def test_a_renamed_or_deleted_folder_is_reported_and_its_photos_are_not_found(with_copy: Library) -> None:
    (with_copy.folder / "2002").rename(with_copy.folder / "renamed")
    found = find(with_copy.index, RED)
    assert first_names(found) == ["a.jpg", "b.jpg"]
    assert {item.photo.paths[0].name: item.presence for item in found.lost} == {
        "c.jpg": Presence.GONE, "d.jpg": Presence.GONE,
    }  # fmt: skip
    assert exported(with_copy) == ["a.jpg", "b.jpg"]


def test_an_export_of_missing_photos_is_an_error_and_writes_nothing(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Red")
    assert len(exported(scanned, "before")) == 4
    scanned.folder.rename(scanned.folder.parent / "unplugged")
    with pytest.raises(NotFoundError, match="none of the photos"):
        exported(scanned)
    assert not (scanned.folder.parent / "out").exists()
    assert len(exported(scanned, "before", update=True)) == 4


def test_an_update_keeps_the_copies_of_photos_whose_folder_was_renamed(with_copy: Library) -> None:
    before = exported(with_copy)
    (with_copy.folder / "2002").rename(with_copy.folder / "renamed")
    assert exported(with_copy, update=True) == before


@pytest.mark.parametrize("change", [replaced, edited])
def test_a_file_that_now_holds_another_photo_is_not_exported(with_copy: Library, change: object) -> None:
    path = change(with_copy)  # type: ignore[operator]
    place = with_copy.folder.parent / "out"
    report = exported_to(with_copy, place, link=False, update=False)
    assert report.skipped == (Skipped(path, "changed"),)
    assert sorted(made.name for made in (place / "photos").iterdir()) == ["a.jpg", "c.jpg", "d.jpg"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_to_a_file_that_now_holds_another_photo_is_removed_from_the_export(with_copy: Library) -> None:
    assert "b.jpg" in exported(with_copy, link=True)
    replaced(with_copy)
    assert "b.jpg" not in exported(with_copy, link=True, update=True)


def test_an_intact_copy_is_used_instead_of_a_replaced_file(with_copy: Library) -> None:
    replaced(with_copy, "2001/a.jpg")
    assert first_names(find(with_copy.index, RED))[0] == "z.jpg"
    assert exported(with_copy)[-1] == "z.jpg"


def test_a_file_whose_time_changed_but_not_its_content_is_exported(with_copy: Library) -> None:
    os.utime(with_copy.folder / "2001/b.jpg")
    (with_copy.folder / "2002/c.jpg").chmod(0o600)
    found = find(with_copy.index, RED)
    assert (len(found.photos), found.lost) == (4, ())
    assert found.touched == (2 if os.name == "posix" else 1)
    assert exported(with_copy) == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]


@pytest.mark.parametrize("change", [replaced, edited])
def test_a_sheet_does_not_crop_faces_of_the_old_photo_from_the_photo_that_replaced_it(
    with_copy: Library, change: object
) -> None:
    change(with_copy)  # type: ignore[operator]
    shown = show_group(with_copy.index, Target("person", name="Red"))
    report = write_sheet(with_copy.index, shown, with_copy.folder.parent / "sheet.html", faces_sheet(shown))
    assert (report.shown, report.missing) == (4, 1)


def test_a_sheet_uses_the_copy_that_is_available(with_copy: Library) -> None:
    with_copy.folder.rename(with_copy.folder.parent / "unplugged")
    shown = show_group(with_copy.index, Target("person", name="Red"))
    assert write_sheet(with_copy.index, shown, with_copy.folder.parent / "sheet.html", faces_sheet(shown)).missing == 3


def test_a_replaced_file_is_reported_and_its_old_photo_keeps_its_data(with_copy: Library) -> None:
    path = replaced(with_copy)
    assert show_photo(with_copy.index, path).changed
    assert not show_photo(with_copy.index, with_copy.folder / "2001/a.jpg").changed
    with pytest.raises(UsageError, match="no longer the photo"):
        label_place(with_copy.index, path, "0,0,0.5,0.5", "Tom")
    with pytest.raises(UsageError, match="no longer the photo"):
        same_twice(with_copy.index, path)


def test_similar_uses_the_current_content_of_a_replaced_file(with_copy: Library) -> None:
    path = replaced(with_copy)
    assert similar(with_copy.index, with_copy.folder / "2001/a.jpg").reference.face_id is not None
    found = similar(with_copy.index, path, analyzer=ColourAnalyzer())
    assert (found.reference.face_id, found.reference.of) == (None, 3)


def linked(library: Library) -> Path:
    link = library.folder.parent / "link"
    link.symlink_to(library.folder, target_is_directory=True)
    return link


def test_a_photo_is_recognised_by_every_path_that_leads_to_it(with_copy: Library) -> None:
    link = linked(with_copy)
    photo = show_photo(with_copy.index, with_copy.folder / "2001/b.jpg").photo
    assert show_photo(with_copy.index, link / "2001/b.jpg").photo == photo
    assert label_place(with_copy.index, link / "2003/f.jpg", "0,0,1,1", "Blue").faces == 1
    assert similar(with_copy.index, link / "2001/a.jpg").reference.face_id is not None
    os.link(with_copy.folder / "2003/e.jpg", with_copy.folder.parent / "second name.jpg")
    assert show_photo(with_copy.index, with_copy.folder.parent / "second name.jpg").photo is not None
    outside = with_copy.draw("../outside/x.jpg", "red", shade=90)
    (with_copy.folder / "in").symlink_to(outside.parent.resolve(), target_is_directory=True)
    with_copy.scan()
    assert show_photo(with_copy.index, outside.resolve()).photo is not None


def test_an_unknown_photo_is_reported_as_unknown_by_every_path_that_leads_to_it(with_copy: Library) -> None:
    new = with_copy.draw("new.jpg", "red", shade=91)
    with pytest.raises(NotFoundError, match="does not hold"):
        show_photo(with_copy.index, linked(with_copy) / new.name)


def test_a_folder_can_be_forgotten_or_moved_by_every_path_that_leads_to_it(with_copy: Library) -> None:
    link = linked(with_copy)
    assert prune(with_copy.index, remove_them=False, forget=[link / "2001"]).files == 2
    assert prune(with_copy.index, remove_them=False, forget=[link]).files == 7
    (with_copy.folder / "2001").rename(with_copy.folder / "first")
    assert move(with_copy.index, link / "2001", link / "first").files == 2
    assert show_photo(with_copy.index, with_copy.folder / "first/a.jpg").photo is not None
    assert move(with_copy.index, with_copy.folder, link).files == 7
    assert with_copy.scan(link).unchanged == 7


@pytest.mark.parametrize("where", [".", "2001", "..", "../link", "../link/2001"])
def test_an_export_into_the_library_is_refused_by_every_path_that_leads_there(with_copy: Library, where: str) -> None:
    linked(with_copy)
    place = (with_copy.folder / where) if not where.startswith("../link") else with_copy.folder.parent / where[3:]
    for update in (False, True):
        with pytest.raises(UsageError, match="holds photos of the index"):
            exported_to(with_copy, place, link=False, update=update)
    assert not (with_copy.folder / ".photoindex-export.json").exists()


def test_an_export_into_a_new_folder_inside_the_library_is_allowed_and_not_scanned(with_copy: Library) -> None:
    assert len(exported(with_copy, "photos/slideshow")) == 4
    assert len(exported(with_copy, "photos/slideshow", update=True)) == 4
    summary = with_copy.scan()
    assert (summary.unchanged, summary.photos, summary.copies, summary.opted_out) == (7, 0, 0, ())


def test_an_export_to_an_offline_root_is_refused(with_copy: Library) -> None:
    with_copy.folder.rename(with_copy.folder.parent / "unplugged")
    with pytest.raises(UsageError, match="holds photos of the index"):
        exported(with_copy, "photos")


def test_an_unresponsive_disk_counts_as_offline_and_does_not_block(tmp_path: Path) -> None:
    never = tmp_path / "pipe"
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    originals = [Original(PhotoFile(tmp_path / "gone" / f"{number}.jpg", 1, 1), "") for number in range(3)]
    files = presences(originals, [RootState(tmp_path / "gone", away=False), RootState(never, away=True)])
    assert files.away == (tmp_path / "gone",)
    assert [files.of(original) for original in originals] == [None, None, None]


def test_a_pipe_in_place_of_a_photo_counts_as_a_different_file(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").mkdir()
    original = Original(PhotoFile(tmp_path / "a.jpg", (tmp_path / "a.jpg").stat().st_size, 1), "")
    assert presence_of(original) is Presence.CHANGED
    with pytest.raises(Exception, match="no longer the photo"):
        check_original(original)
