"""Names in Apple Photos, as osxphotos writes them: places, phantoms, edited photos."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.interop.osxphotos import read
from photoindex.interop.photo_names import PhotoNames
from photoindex.interop.regions import centre_of, placed, to_stored
from tests.interop.reading import edges, read_all, read_json_value

LIBRARY = "/Users/ann/Pictures/Photos Library.photoslibrary"
ORIGINAL = f"{LIBRARY}/originals/6/6191423D-8DB8-4D4C-92BE-9BBBA308AAC4.jpeg"
EDITED = f"{LIBRARY}/resources/renders/6/6191423D-8DB8-4D4C-92BE-9BBBA308AAC4_1_201_a.jpeg"


def face(name: str | None, **changes: Any) -> dict[str, Any]:
    """A face as `FaceInfo.asdict` of osxphotos writes it; fields that are not read are left out."""
    return {
        "_pk": 205, "uuid": "A1", "name": name, "center_x": 0.3, "center_y": 0.8, "center": [907, 806], "size": 0.1,
        "face_rect": [[705.6, 604.4], [1108.8, 1007.6]], "quality": 0.4, "source_width": 3024, "source_height": 4032,
        "has_smile": 1, "manual": 0, "face_type": None, "intrash": 0, "roll": 0.1, "pitch": 0, "yaw": 0,
        "mwg_rs_area": {"x": 0.2, "y": 0.7, "h": 0.133333, "w": 0.1},
    } | changes  # fmt: skip


def photo(*faces: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A photo as `PhotoInfo.json` of osxphotos writes it; fields that are not read are left out."""
    return {
        "uuid": "6191423D-8DB8-4D4C-92BE-9BBBA308AAC4", "filename": "6191423D-8DB8-4D4C-92BE-9BBBA308AAC4.jpeg",
        "original_filename": "IMG_0042.JPG", "path": ORIGINAL, "path_edited": None, "path_raw": None,
        "date": "2019-07-27T09:16:49.778432-04:00", "width": 3024, "height": 4032, "orientation": 6,
        "original_width": 3024, "original_height": 4032, "original_orientation": 6, "original_filesize": 2819837,
        "hasadjustments": False, "isphoto": True, "ismovie": False, "ismissing": False, "intrash": False,
        "library": LIBRARY, "persons": [each["name"] for each in faces], "face_info": list(faces),
    } | changes  # fmt: skip


def read_photos(folder: Path, *photos: dict[str, Any]) -> list[PhotoNames]:
    found, notes = read_json_value(read, folder, list(photos))
    assert notes == []
    return found


def test_a_face_is_placed_in_the_upright_photo(tmp_path: Path) -> None:
    found = read_photos(tmp_path, photo(face("Ann Example"), face("_UNKNOWN_"), face(None)))
    assert [region.name for region in found[0].regions] == ["Ann Example", "", ""]
    region = found[0].regions[0]
    assert (region.frame, region.kind, region.dimensions) == ("upright", "face", (3024, 4032))
    assert edges(region.box) == pytest.approx((0.3 - 0.2 / 3, 0.15, 0.4 / 3, 0.1))
    assert found[0].names == ()


# Centre, width and height of the MWG region that osxphotos 0.77.2 makes of this face, for each orientation.
MWG = {
    1: (0.3, 0.2, 0.4 / 3, 0.1), 2: (0.7, 0.2, 0.4 / 3, 0.1), 3: (0.7, 0.8, 0.4 / 3, 0.1), 4: (0.3, 0.8, 0.4 / 3, 0.1),
    5: (0.2, 0.3, 0.1, 0.4 / 3), 6: (0.2, 0.7, 0.1, 0.4 / 3), 7: (0.8, 0.7, 0.1, 0.4 / 3), 8: (0.8, 0.3, 0.1, 0.4 / 3),
}  # fmt: skip


@pytest.mark.parametrize("orientation", MWG)
def test_the_place_agrees_with_the_regions_that_osxphotos_exports(tmp_path: Path, orientation: int) -> None:
    found = read_photos(tmp_path, photo(face("Ann"), orientation=orientation))
    box = placed(found[0].regions[0], "osxphotos", orientation).box
    assert centre_of(to_stored(box, orientation)) == pytest.approx(MWG[orientation])


@given(st.floats(0.1, 0.9), st.floats(0.1, 0.9), st.floats(0.01, 0.5), st.integers(100, 8000), st.integers(100, 8000))
def test_a_face_is_as_wide_as_it_is_high(  # noqa: PLR0917
    tmp_path_factory: pytest.TempPathFactory, x: float, y: float, size: float, width: int, height: int
) -> None:
    record = photo(face("Ann", center_x=x, center_y=y, size=size), width=width, height=height)
    for region in read_photos(tmp_path_factory.getbasetemp(), record)[0].regions:
        assert region.box.center == pytest.approx((x, 1 - y))
        assert region.box.width * width == pytest.approx(region.box.height * height)
        assert region.box.width * width == pytest.approx(size * max(width, height))


def test_a_photo_is_known_by_its_place_in_the_library_and_by_its_first_name(tmp_path: Path) -> None:
    hint = read_photos(tmp_path, photo(face("Ann")))[0].photo
    assert (hint.path, hint.other_paths, hint.size) == (ORIGINAL, ("IMG_0042.JPG",), 2819837)
    assert (hint.width, hint.height, hint.taken_at) == (3024, 4032, datetime(2019, 7, 27, 9, 16, 49, 778432))


def test_a_photo_that_is_only_in_the_cloud_is_known_by_its_first_name(tmp_path: Path) -> None:
    hint = read_photos(tmp_path, photo(face("Ann"), path=None, ismissing=True))[0].photo
    assert (hint.path, hint.other_paths) == ("IMG_0042.JPG", ())


def test_phantoms_are_left_out_with_their_names_unless_a_user_drew_them(tmp_path: Path) -> None:
    phantom, drawn = face("Ben", quality=-1), face("Cy", quality=-1, manual=1)
    found = read_photos(tmp_path, photo(face("Ann"), phantom, drawn))
    assert [region.name for region in found[0].regions] == ["Ann", "Cy"]
    assert found[0].names == ()
    assert read_photos(tmp_path, photo(phantom)) == []


def test_a_phantom_beside_a_face_of_the_same_person_changes_nothing(tmp_path: Path) -> None:
    found = read_photos(tmp_path, photo(face("Ann", quality=-1), face("Ann")))
    assert ([region.name for region in found[0].regions], found[0].names) == (["Ann"], ())


def test_a_removed_face_is_left_out(tmp_path: Path) -> None:
    assert read_photos(tmp_path, photo(face("Ann", intrash=1), persons=[])) == []


def test_a_person_without_a_face_is_a_name_without_a_box(tmp_path: Path) -> None:
    found = read_photos(tmp_path, photo(persons=["Ann", "_UNKNOWN_", None]))
    assert (found[0].regions, found[0].names) == ((), ("Ann",))


def test_faces_of_a_cropped_photo_are_placed_in_the_edited_copy_only(tmp_path: Path) -> None:
    cropped = photo(face("Ann"), hasadjustments=True, path_edited=EDITED, width=2000, height=2000)
    found = read_photos(tmp_path, cropped)
    assert [(each.photo.path, len(each.regions), each.names) for each in found] == [
        (ORIGINAL, 0, ("Ann",)), (EDITED, 1, ()),
    ]  # fmt: skip
    assert found[1].regions[0].dimensions == (2000, 2000)
    assert (found[0].photo.width, found[1].photo.width) == (3024, 2000)


def test_faces_of_a_photo_whose_colours_were_edited_are_placed_in_both(tmp_path: Path) -> None:
    found = read_photos(tmp_path, photo(face("Ann"), hasadjustments=True, path_edited=EDITED))
    assert [(each.photo.path, len(each.regions)) for each in found] == [(ORIGINAL, 1), (EDITED, 1)]


def test_the_raw_file_beside_a_photo_has_the_same_faces(tmp_path: Path) -> None:
    raw = ORIGINAL.replace(".jpeg", ".cr2")
    found = read_photos(tmp_path, photo(face("Ann"), path_raw=raw))
    assert [(each.photo.path, len(each.regions)) for each in found] == [(ORIGINAL, 1), (raw, 1)]


def test_only_the_names_of_an_iphoto_library_are_read(tmp_path: Path) -> None:
    found = read_photos(tmp_path, photo(face("Ann"), library="/Users/ann/Pictures/iPhoto Library.photolibrary"))
    assert (found[0].regions, found[0].names) == ((), ("Ann",))


def test_videos_are_left_out(tmp_path: Path) -> None:
    assert read_photos(tmp_path, photo(face("Ann"), ismovie=True, isphoto=False)) == []


def test_a_photo_without_a_size_gives_names_only(tmp_path: Path) -> None:
    found = read_photos(tmp_path, photo(face("Ann"), width=0, height=0))
    assert (found[0].regions, found[0].names) == ((), ("Ann",))


def test_what_is_not_a_photo_of_osxphotos_is_noted(tmp_path: Path) -> None:
    nameless = photo(face("Ann"), path=None, original_filename=None)
    _, notes = read_json_value(read, tmp_path, [photo(face("Ann")), {"a": 1}, 7, None, nameless])
    assert [(note.fault, note.detail[:8]) for note in notes] == [
        ("malformed", "record 2"), ("malformed", "record 3"), ("malformed", "record 4"), ("photo-missing", "record 5"),
    ]  # fmt: skip


def test_all_json_files_of_a_folder_are_read(tmp_path: Path) -> None:
    for name in ("a.json", "b.JSON", "c.txt"):
        (tmp_path / name).write_text("[]", encoding="utf-8")
    assert read_all(read, tmp_path) == ([], [])
