"""Names in JSON of the Immich API, before and after version 3: people with faces, faces with people, names alone."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.interop.immich import read
from photoindex.interop.photo_names import PhotoNames
from tests.interop.reading import edges, read_json_text, read_json_value


def person(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"id of {name}", "name": name, "birthDate": None, "thumbnailPath": "upload/thumbs/a/b.jpeg",
        "isHidden": False, "isFavorite": False, "updatedAt": "2026-01-02T03:04:05.000Z",
    } | changes  # fmt: skip


def face(identifier: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": identifier, "imageWidth": 1080, "imageHeight": 1440, "boundingBoxX1": 108, "boundingBoxY1": 288,
        "boundingBoxX2": 324, "boundingBoxY2": 576, "sourceType": "machine-learning",
    } | changes  # fmt: skip


def asset(**changes: Any) -> dict[str, Any]:
    return {
        "id": "40a1c7b7", "type": "IMAGE", "originalPath": "/usr/src/app/upload/library/admin/2020/IMG_1.JPG",
        "originalFileName": "IMG_1.JPG", "checksum": "qvTGHdzF6KLavt4PO0gs2a6pQ00=", "libraryId": None,
        "localDateTime": "2020-07-20T13:02:40.123Z", "fileCreatedAt": "2020-07-20T11:02:40.123Z", "isTrashed": False,
        "exifInfo": {
            "exifImageWidth": 4032, "exifImageHeight": 3024, "orientation": "6", "fileSizeInByte": 2819837,
            "dateTimeOriginal": "2020-07-20T11:02:40.123Z",
        },
    } | changes  # fmt: skip


OLD = asset(
    people=[person("Ann", faces=[face("1")]), person("", faces=[face("2", boundingBoxX1=500, boundingBoxX2=700)])],
    unassignedFaces=[face("3", boundingBoxY1=600, boundingBoxY2=700)],
)
NEW = asset(people=[person("Ann"), person("Ben")], width=3024, height=4032, isEdited=False)
FACES = [face("1", person=person("Ann")), face("2", person=None)]


def read_records(folder: Path, value: Any) -> list[PhotoNames]:
    found, notes = read_json_value(read, folder, value)
    assert notes == []
    return found


def named(found: list[PhotoNames]) -> list[tuple[list[str], tuple[str, ...]]]:
    return [([region.name for region in each.regions], each.names) for each in found]


def test_before_version_3_people_have_faces(tmp_path: Path) -> None:
    found = read_records(tmp_path, OLD)
    assert named(found) == [(["Ann", "", ""], ())]
    region = found[0].regions[0]
    assert (region.frame, region.kind, region.dimensions) == ("upright", "face", (1080, 1440))
    assert edges(region.box) == pytest.approx((0.1, 0.2, 0.2, 0.2))


def test_since_version_3_people_have_names_only(tmp_path: Path) -> None:
    assert named(read_records(tmp_path, NEW)) == [([], ("Ann", "Ben"))]


@pytest.mark.parametrize("record", [NEW | {"faces": FACES}, {"asset": NEW, "faces": FACES}])
def test_since_version_3_faces_are_saved_beside_their_asset(tmp_path: Path, record: dict[str, Any]) -> None:
    assert named(read_records(tmp_path, record)) == [(["Ann", ""], ("Ben",))]


def test_a_face_that_is_given_twice_counts_once(tmp_path: Path) -> None:
    assert named(read_records(tmp_path, OLD | {"faces": FACES})) == [(["Ann", "", ""], ())]


def page(*assets: dict[str, Any]) -> dict[str, Any]:
    listed = {"total": len(assets), "count": len(assets), "items": list(assets), "facets": [], "nextPage": None}
    return {"albums": {"total": 0, "count": 0, "items": [], "facets": []}, "assets": listed}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([OLD, NEW]),
        json.dumps(page(OLD, NEW), indent=2),
        json.dumps([page(OLD), page(NEW)]),
        json.dumps(page(OLD)) + json.dumps(page(NEW)),
        json.dumps(OLD) + "\n" + json.dumps(NEW) + "\n",
        json.dumps([[OLD], [NEW]]),
        json.dumps({"albumName": "Holiday", "assets": [OLD, NEW]}),
        json.dumps(page(OLD, NEW)["assets"]),
    ],
    ids=["list", "page", "list of pages", "pages in a row", "lines", "list of lists", "album", "assets of a page"],
)
def test_assets_are_found_in_every_answer_of_the_api(tmp_path: Path, text: str) -> None:
    found, notes = read_json_text(read, tmp_path, text)
    assert notes == []
    assert named(found) == [(["Ann", "", ""], ()), ([], ("Ann", "Ben"))]


def test_a_photo_is_known_by_its_path_its_name_its_size_and_its_hash(tmp_path: Path) -> None:
    hint = read_records(tmp_path, OLD)[0].photo
    assert (hint.path, hint.other_paths) == (OLD["originalPath"], ("IMG_1.JPG",))
    assert (hint.size, hint.width, hint.height) == (2819837, 3024, 4032)
    assert hint.taken_at == datetime(2020, 7, 20, 13, 2, 40, 123000)
    assert hint.sha1 == "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"


@pytest.mark.parametrize(
    "changes", [{"libraryId": "external"}, {"checksum": "abc"}, {"checksum": "not Base64 é"}, {"checksum": None}]
)
def test_the_hash_of_a_path_or_an_invalid_one_is_not_used(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert read_records(tmp_path, OLD | changes)[0].photo.sha1 is None


def test_the_boxes_of_an_edited_copy_are_not_used_for_the_original(tmp_path: Path) -> None:
    edited = NEW | {"faces": FACES, "isEdited": True, "width": 1000, "height": 1000}
    found = read_records(tmp_path, edited)
    assert named(found) == [([], ("Ann", "Ben"))]
    assert (found[0].photo.width, found[0].photo.height) == (3024, 4032)


def test_a_hidden_person_has_a_name_too(tmp_path: Path) -> None:
    hidden = asset(people=[person("Ann", isHidden=True, faces=[face("1")])])
    assert named(read_records(tmp_path, hidden)) == [(["Ann"], ())]


@pytest.mark.parametrize("kind", ["pet", "PET"])
def test_a_pet_is_not_a_person(tmp_path: Path, kind: str) -> None:
    pets = asset(people=[person("Rex", type=kind, faces=[face("1")]), person("Tom", type=kind)])
    found = read_records(tmp_path, pets)
    assert [(region.name, region.kind) for region in found[0].regions] == [("Rex", "pet")]
    assert found[0].names == ()


def test_a_face_without_an_image_size_gives_its_name_alone(tmp_path: Path) -> None:
    old = asset(people=[person("Ann", faces=[face("1", imageWidth=0, imageHeight=0)])])
    assert named(read_records(tmp_path, old)) == [([], ("Ann",))]


def test_videos_people_and_empty_pages_say_nothing_about_photos(tmp_path: Path) -> None:
    video = asset(type="VIDEO", people=[person("Ann")])
    assert read_records(tmp_path, [video, page(), {"people": [person("Ann")], "total": 1, "hidden": 0}]) == []


@pytest.mark.parametrize("record", [FACES, {"a": 1}, 7, "text", None, asset(originalPath=None, originalFileName="")])
def test_a_record_without_a_photo_is_noted(tmp_path: Path, record: Any) -> None:
    found, notes = read_json_value(read, tmp_path, [record])
    assert found == []
    assert {note.fault for note in notes} == {"photo-missing"}


pixel = st.integers(0, 4000)


@given(st.tuples(pixel, pixel), st.tuples(pixel, pixel), st.integers(1, 4000), st.integers(1, 4000))
def test_a_box_comes_back_from_its_fractions_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, across: tuple[int, int], down: tuple[int, int], width: int, height: int
) -> None:
    (left, right), (top, bottom) = sorted(across), sorted(down)
    corners = {"boundingBoxX1": left, "boundingBoxX2": right, "boundingBoxY1": top, "boundingBoxY2": bottom}
    drawn = face("1", person=person("Ann"), imageWidth=width, imageHeight=height, **corners)
    for found in read_records(tmp_path_factory.getbasetemp(), asset(faces=[drawn])):
        for region in found.regions:
            x, y, across_box, down_box = edges(region.box)
            assert (x * width, y * height) == pytest.approx((left, top))
            assert (across_box * width, down_box * height) == pytest.approx((right - left, bottom - top))
