"""Names in JSON of the PhotoPrism API: markers of photos, of sidecars and of what is not a face."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photoindex.interop.photo_names import PhotoNames
from photoindex.interop.photoprism import read
from tests.interop.reading import edges, read_json_value


def marker(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "UID": "mt9k3pw1wowuy111", "FileUID": "ft9es39w45bnlqdw", "Type": "face", "Src": "image", "Name": name,
        "Review": False, "Invalid": False, "FaceID": "GMH5NISEEULNJL6RATITOA3TMZXMTMCI", "FaceDist": 0.48,
        "SubjUID": "jqu0xs11qekk9jx8" if name else "", "SubjSrc": "manual", "X": 0.46425, "Y": 0.449531,
        "W": 0.434375, "H": 0.652582, "Q": 200, "Size": 556, "Score": 155,
        "Thumb": "2cad9168fa6acc5c5c2965ddf6ec465ca42fd818-046045043065", "CreatedAt": "2021-09-01T12:00:00Z",
    } | changes  # fmt: skip


def file(name: str, *markers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "UID": "ft9es39w45bnlqdw", "PhotoUID": "pt9jtdre2lvl0yh7", "Name": name, "Root": "/", "Primary": True,
        "Hash": "2cad9168fa6acc5c5c2965ddf6ec465ca42fd818", "Size": 961858, "FileType": "jpg", "MediaType": "image",
        "Mime": "image/jpeg", "Portrait": True, "Width": 3024, "Height": 4032, "Orientation": 6, "AspectRatio": 0.75,
        "Markers": list(markers),
    } | changes  # fmt: skip


def photo(*files: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "UID": "pt9jtdre2lvl0yh7", "Type": "image", "TakenAt": "2019-07-20T11:02:40Z",
        "TakenAtLocal": "2019-07-20T13:02:40Z", "Path": "2019/07", "Name": "20190720_130240_2CAD9168",
        "OriginalName": "IMG_1.JPG", "Title": "Ann / 2019", "Faces": 1, "Files": list(files),
    } | changes  # fmt: skip


def read_photos(folder: Path, *photos: dict[str, Any]) -> list[PhotoNames]:
    found, notes = read_json_value(read, folder, list(photos))
    assert notes == []
    return found


def test_a_marker_is_placed_by_its_top_left_corner_in_the_upright_photo(tmp_path: Path) -> None:
    found = read_photos(tmp_path, photo(file("2019/07/a.jpg", marker("Ann"), marker(""))))
    assert [(region.name, region.kind, region.frame, region.dimensions) for region in found[0].regions] == [
        ("Ann", "face", "upright", (3024, 4032)), ("", "face", "upright", (3024, 4032)),
    ]  # fmt: skip
    assert edges(found[0].regions[0].box) == (0.46425, 0.449531, 0.434375, 0.652582)


def test_a_photo_is_known_by_its_path_its_first_name_its_size_and_its_hash(tmp_path: Path) -> None:
    hint = read_photos(tmp_path, photo(file("2019/07/a.jpg", marker("Ann"))))[0].photo
    assert (hint.path, hint.other_paths, hint.size) == ("2019/07/a.jpg", ("IMG_1.JPG",), 961858)
    assert (hint.width, hint.height, hint.taken_at) == (3024, 4032, datetime(2019, 7, 20, 13, 2, 40))
    assert hint.sha1 == "2cad9168fa6acc5c5c2965ddf6ec465ca42fd818"


def test_rejected_markers_are_left_out_and_labels_are_not_faces(tmp_path: Path) -> None:
    found = read_photos(tmp_path, photo(file("a.jpg", marker("Ann", Invalid=True), marker("Tree", Type="label"))))
    assert [(region.name, region.kind) for region in found[0].regions] == [("Tree", "other")]


def test_the_markers_of_a_converted_file_belong_to_its_original(tmp_path: Path) -> None:
    original = file("2019/a.heic", Hash="0" * 40, Size=5, Width=4032, Height=3024, Primary=False)
    sidecar = file("2019/a.heic.jpg", marker("Ann"), Root="sidecar")
    other = file("2019/a.mov", Primary=False)
    found = read_photos(tmp_path, photo(other, original, sidecar))
    assert [(each.photo.path, each.photo.size, each.photo.sha1) for each in found] == [("2019/a.heic", 5, "0" * 40)]
    assert found[0].regions[0].dimensions == (3024, 4032)


def test_a_converted_file_without_its_original_names_it(tmp_path: Path) -> None:
    found = read_photos(tmp_path, photo(file("2019/a.heic.jpg", marker("Ann"), Root="sidecar")))
    assert [(each.photo.path, each.photo.size) for each in found] == [("2019/a.heic", None)]


def test_numbers_that_are_zero_may_be_missing(tmp_path: Path) -> None:
    corner = marker("Ann")
    del corner["X"], corner["Y"]
    assert edges(read_photos(tmp_path, photo(file("a.jpg", corner)))[0].regions[0].box) == (0, 0, 0.434375, 0.652582)


def test_a_marker_without_a_box_gives_its_name_alone(tmp_path: Path) -> None:
    found = read_photos(tmp_path, photo(file("a.jpg", marker("Ann", X=0, Y=0, W=0, H=0))))
    assert (found[0].regions, found[0].names) == ((), ("Ann",))


def test_one_photo_and_pages_of_photos_are_read(tmp_path: Path) -> None:
    record = photo(file("a.jpg", marker("Ann")))
    for value in (record, [record], [[record]]):
        found, notes = read_json_value(read, tmp_path, value)
        assert (len(found), notes) == (1, [])


def test_photos_without_markers_say_nothing(tmp_path: Path) -> None:
    assert read_photos(tmp_path, photo(file("a.jpg")), photo()) == []


@pytest.mark.parametrize("record", [{"a": 1}, 7, None, photo() | {"Files": "a.jpg"}])
def test_what_is_not_a_photo_of_photoprism_is_noted(tmp_path: Path, record: Any) -> None:
    found, notes = read_json_value(read, tmp_path, [record])
    assert (found, [note.fault for note in notes]) == ([], ["malformed"])


def test_a_file_without_a_name_is_noted(tmp_path: Path) -> None:
    found, notes = read_json_value(read, tmp_path, [photo(file("", marker("Ann")))])
    assert (found, [note.fault for note in notes]) == ([], ["photo-missing"])
