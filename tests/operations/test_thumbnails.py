"""Faces and photos are shown by their ids: from the file of thumbnails, or from the originals."""

import io
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image

from photoindex.operations.label import label_place
from photoindex.operations.prune import prune
from photoindex.operations.thumbnails import (
    NoPicture,
    Picture,
    Thumbnails,
    display_photo,
    rebuild_thumbnails,
    remove_thumbnails,
    thumbnails_status,
)
from photoindex.store.opening.index import Index
from tests.fakes import COLOURS
from tests.library import Library, face_in, rows


def opened(picture: Picture | NoPicture) -> Image.Image:
    assert isinstance(picture, Picture), picture
    return Image.open(io.BytesIO(picture.data)).convert("RGB")


def colour_of(picture: Picture | NoPicture) -> str:
    """The person whose colour is in the middle."""
    shown = opened(picture)
    red, green, blue = shown.getpixel((shown.width // 2, shown.height // 2))  # type: ignore[misc]
    wanted = tuple(255 * (value > 127) for value in (red, green, blue))
    return next(name for name, colour in COLOURS.items() if colour == wanted)


def photo_in(library: Library, name: str) -> int:
    path = str(library.folder / name)
    [(photo_id,)] = [row for *row, found in rows(library.index, "SELECT photo_id, path FROM file") if found == path]
    assert isinstance(photo_id, int)
    return photo_id


def no_progress(_done: int, _of: int) -> None: ...


def test_read_only_thumbnails_are_made_in_memory(scanned: Library) -> None:
    remove_thumbnails(scanned.index)
    before = {path.name for path in scanned.index.path.parent.iterdir()}
    thumbnails = Thumbnails(scanned.index, read_only=True)
    red = face_in(scanned, "2001/a.jpg")
    assert colour_of(thumbnails.of_face(red, "large")) == "red"
    (scanned.folder / "2001/a.jpg").unlink()
    assert colour_of(thumbnails.of_face(red, "small")) == "red"
    assert {path.name for path in scanned.index.path.parent.iterdir()} == before


def test_a_scan_makes_a_thumbnail_of_every_face(library: Library) -> None:
    library.scan()
    held = thumbnails_status(library.index)
    assert (held.thumbnails, held.faces) == (8, 8)
    shutil.rmtree(library.folder)
    thumbnails = Thumbnails(library.index)
    with library.index.reading() as connection:
        faces = connection.execute("SELECT face_id FROM face").fetchall()
    shown = [colour_of(thumbnails.of_face(face_id, "large")) for (face_id,) in faces]
    assert sorted(shown) == ["blue"] + ["green"] * 3 + ["red"] * 4


def test_an_index_scanned_before_gets_thumbnails_when_they_are_needed(scanned: Library) -> None:
    face = face_in(scanned, "2001/b.jpg", place=1)
    assert colour_of(Thumbnails(scanned.index).of_face(face, "small")) == "green"
    # The other face of the photo was made as well.
    assert thumbnails_status(scanned.index).thumbnails == 2
    (scanned.folder / "2001/b.jpg").unlink()
    other = face_in(scanned, "2001/b.jpg", place=0)
    assert colour_of(Thumbnails(scanned.index).of_face(other, "large")) == "red"


def test_an_unknown_face_and_an_unknown_photo_have_no_picture(scanned: Library) -> None:
    thumbnails = Thumbnails(scanned.index)
    for face_id in (0, -1, 999, 2**63 - 1):
        assert thumbnails.of_face(face_id, "small") == NoPicture("unknown")
    assert display_photo(scanned.index, 999, 100) == NoPicture("unknown")


def test_the_reason_says_why_there_is_no_picture(scanned: Library, tmp_path: Path) -> None:
    def reasons(name: str) -> set[str]:
        pictures = (Thumbnails(scanned.index).of_face(face_in(scanned, name), "small"),
                    display_photo(scanned.index, photo_in(scanned, name), 500))  # fmt: skip
        return {picture.reason for picture in pictures if isinstance(picture, NoPicture)}

    path = scanned.folder / "2001/a.jpg"
    data, times = path.read_bytes(), path.stat()
    assert reasons("2001/a.jpg") == set()
    remove_thumbnails(scanned.index)
    path.write_bytes(data[:-4] + b"abcd")
    # Even an edit that keeps the size and the time.
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert reasons("2001/a.jpg") == {"replaced"}
    path.write_bytes(b"shorter")
    assert reasons("2001/a.jpg") == {"replaced"}
    path.unlink()
    assert reasons("2001/a.jpg") == {"missing"}
    scanned.folder.rename(tmp_path / "unplugged")
    assert reasons("2001/b.jpg") == {"offline"}


def test_a_copy_is_used_if_the_first_file_is_gone(scanned: Library) -> None:
    shutil.copy2(scanned.folder / "2001/a.jpg", scanned.folder / "copy.jpg")
    scanned.scan()
    (scanned.folder / "2001/a.jpg").unlink()
    face = face_in(scanned, "copy.jpg")
    assert colour_of(Thumbnails(scanned.index).of_face(face, "large")) == "red"
    assert colour_of(display_photo(scanned.index, photo_in(scanned, "copy.jpg"), 90)) == "red"


def test_a_face_drawn_by_hand_has_thumbnails_of_both_sizes(scanned: Library) -> None:
    path = scanned.folder / "2003/large.png"
    Image.new("RGB", (1000, 1000)).save(path)
    scanned.scan()
    label_place(scanned.index, path, "0.25,0.25,0.5,0.5", "Rosa")
    thumbnails = Thumbnails(scanned.index)
    face = face_in(scanned, "2003/large.png")
    assert opened(thumbnails.of_face(face, "large")).size == (208, 208)
    assert opened(thumbnails.of_face(face, "small")).size == (104, 104)


def test_faces_stored_after_the_first_picture_are_known(scanned: Library) -> None:
    thumbnails = Thumbnails(scanned.index)
    thumbnails.of_face(1, "small")
    scanned.draw("new.jpg", "cyan")
    scanned.scan()
    assert colour_of(thumbnails.of_face(face_in(scanned, "new.jpg"), "small")) == "cyan"


def test_another_index_in_the_same_place_shows_its_own_faces(scanned: Library, tmp_path: Path) -> None:
    thumbnails = Thumbnails(scanned.index)
    thumbnails.of_face(1, "small")
    other = Library(tmp_path / "others", Index(tmp_path / "other.duckdb"), scanned.pack)
    other.draw("a.jpg", "pink")
    other.scan()
    other.index.path.replace(scanned.index.path)
    assert colour_of(thumbnails.of_face(1, "small")) == "pink"


@pytest.mark.parametrize("damage", ["missing", "truncated", "nonsense", "folder"])
def test_a_lost_or_damaged_file_is_not_noticed_by_the_user(library: Library, damage: str) -> None:
    library.scan()
    file = library.index.files.thumbnails
    data = file.read_bytes()
    file.unlink()
    if damage == "folder":
        file.mkdir()
    elif damage != "missing":
        file.write_bytes(data[: len(data) // 2] if damage == "truncated" else b"nonsense")
    thumbnails = Thumbnails(library.index)
    for name, colour in (("2001/a.jpg", "red"), ("2003/e.jpg", "green"), ("2003/f.jpg", "blue")):
        for _ in range(2):
            assert colour_of(thumbnails.of_face(face_in(library, name), "large")) == colour
    library.draw("new.jpg", "cyan")
    problem = library.scan().thumbnails_problem
    assert bool(problem) == (damage == "folder")
    assert colour_of(thumbnails.of_face(face_in(library, "new.jpg"), "small")) == "cyan"


def test_forgotten_faces_are_removed_from_the_file(library: Library) -> None:
    library.scan()
    file = library.index.files.thumbnails
    before = file.read_bytes()
    blue = face_in(library, "2003/f.jpg")
    picture = Thumbnails(library.index).of_face(blue, "large")
    assert isinstance(picture, Picture)
    assert picture.data[-40:] in before
    kept = Thumbnails(library.index)
    kept.of_face(blue, "large")
    prune(library.index, remove_them=True, forget=[library.folder / "2003"])
    assert thumbnails_status(library.index).thumbnails == 6
    assert picture.data[-40:] not in file.read_bytes()
    assert kept.of_face(blue, "large") == NoPicture("unknown")


def test_faces_are_forgotten_even_if_the_file_is_damaged(library: Library) -> None:
    library.scan()
    file = library.index.files.thumbnails
    blue = Thumbnails(library.index).of_face(face_in(library, "2003/f.jpg"), "large")
    assert isinstance(blue, Picture)
    data = file.read_bytes()
    file.write_bytes(data[:4096] + bytes(4096) + data[8192:])
    assert blue.data[-40:] in file.read_bytes()
    prune(library.index, remove_them=True, forget=[library.folder / "2003"])
    assert not file.exists() or blue.data[-40:] not in file.read_bytes()


def test_all_thumbnails_are_made_again(library: Library) -> None:
    library.scan()
    remove_thumbnails(library.index)
    (library.folder / "2001/a.jpg").unlink()
    (library.folder / "2003/f.jpg").write_bytes(b"replaced")
    seen: list[tuple[int, int]] = []
    report = rebuild_thumbnails(library.index, lambda done, of: seen.append((done, of)))
    assert (report.made, report.kept, report.failed) == (6, 0, {"missing": 1, "replaced": 1})
    assert (seen[0], seen[-1]) == ((0, 6), (6, 6))
    assert rebuild_thumbnails(library.index, no_progress, only_missing=True).kept == 6


def test_a_rebuild_keeps_thumbnails_that_cannot_be_made_again(library: Library, tmp_path: Path) -> None:
    library.scan()
    library.folder.rename(tmp_path / "unplugged")
    report = rebuild_thumbnails(library.index, no_progress)
    assert (report.made, report.failed) == (0, {"offline": 6})
    assert thumbnails_status(library.index).thumbnails == 8


def test_a_whole_photo_is_shown_at_the_requested_size(scanned: Library) -> None:
    photo = photo_in(scanned, "2001/b.jpg")
    for longest, size in ((1000, (200, 100)), (50, (50, 25)), (1, (1, 1)), (0, (1, 1))):
        picture = display_photo(scanned.index, photo, longest)
        assert opened(picture).size == size
        assert isinstance(picture, Picture)
        assert picture.media_type == "image/jpeg"
