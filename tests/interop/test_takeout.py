"""Which photo each JSON file of a Google Photos export describes, and who is in it."""

import json
import os
import random
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photoindex.interop.photo_names import PhotoNames, Unread
from photoindex.interop.takeout import read
from tests.fuzz.mutations import mutated

LONG = "A photo of all of us in the garden on a Sunday"  # 46 characters
FACES = "😀😃😄😁😆😅😂🤣🥲☺️😊😇🙂🙃😉😌😍🥰😘😗😙😚😋"  # 46 UTF-16 code units, fewer characters

NAMED_AFTER_THE_PHOTO = [
    ("IMG_1.jpg.json", "IMG_1.jpg"),
    ("IMG_1.HEIC.json", "IMG_1.HEIC"),
    ("IMG_1.jpg.supplemental-metadata.json", "IMG_1.jpg"),
    # Cut after 46 characters, the suffix not counted.
    ("PXL_20240817_202602411.jpg.supplemental-metada.json", "PXL_20240817_202602411.jpg"),
    ("Screenshot_2017-07-05-10-05-26.png.supplementa.json", "Screenshot_2017-07-05-10-05-26.png"),
    ("D7157814-D2D5-4A62-AFCE-9CF465CB7D66.jpeg.supp.json", "D7157814-D2D5-4A62-AFCE-9CF465CB7D66.jpeg"),
    ("filename that is 45 characters long, yes!.jpg..json", "filename that is 45 characters long, yes!.jpg"),
    ("filename that is 46 characters long, yes!!.jpg.json", "filename that is 46 characters long, yes!!.jpg"),
    # Other limits have been seen.
    ("PXL_20240817_202602411_of_a_telephone.jpg.supplemental-meta.json", "PXL_20240817_202602411_of_a_telephone.jpg"),
    # The photo's own name is cut too.
    ("A photo of all of us in the garden on a Sund.j.json", "A photo of all of us in the garden on a Sund.jpg"),
    (f"{LONG}.json", f"{LONG}s.jpg"),
    ("PXL_20230809_203449253.LONG_EXPOSURE-02.ORIGIN.json", "PXL_20230809_203449253.LONG_EXPOSURE-02.ORIGINA.jpg"),
    (f"{FACES}.json", f"{FACES}😛.jpg"),
    # A number goes to the end, and is never cut.
    ("IMG_1.jpg(1).json", "IMG_1(1).jpg"),
    ("IMG_1.jpg.supplemental-metadata(1).json", "IMG_1(1).jpg"),
    ("PXL_20240817_202602411.jpg.supplemental-metada(12).json", "PXL_20240817_202602411(12).jpg"),
    (f"{LONG}(2).json", f"{LONG}s(2).jpg"),
    # The photo was called so before it was uploaded.
    ("skytree (2).jpg.supplemental-metadata.json", "skytree (2).jpg"),
    ("03.03.13 - 1.json", "03.03.13 - 1.jpg"),
    ("IMG_1.MP.jpg.json", "IMG_1.MP.jpg"),
]

OF_THE_ORIGINAL = [
    ("IMG_1.jpg.json", "IMG_1-edited.jpg"),
    ("IMG_1.jpg.supplemental-metadata.json", "IMG_1-edited.jpg"),
    ("IMG_1.jpg.json", "IMG_1-bearbeitet.jpg"),
    ("IMG_1.jpg.json", "IMG_1-edytowane.jpg"),
    ("IMG_1.jpg.json", "IMG_1-modifié.jpg"),
    ("IMG_1.jpg.json", unicodedata.normalize("NFD", "IMG_1-modifié.jpg")),
    ("IMG_1.jpg.json", "IMG_1-ha editado.jpg"),
    ("IMG_1.jpg.json", "IMG_1-編集済み.jpg"),
    ("IMG_1.jpg(3).json", "IMG_1-edited(3).jpg"),
    ("IMG_1.jpg.supplemental-metadata(3).json", "IMG_1(3)-edited.jpg"),
    ("IMG_1.jpg.json", "IMG_1~2.jpg"),
    # The word is cut with the name.
    (f"{LONG[:40]}.jpg.s.json", f"{LONG[:40]}-bearbei.jpg"),
]


def about(*names: str, title: str = "IMG_1.jpg", **fields: Any) -> dict[str, Any]:
    """What a JSON file says."""
    time = {"timestamp": "1696573800", "formatted": "6 Oct 2023, 06:30:00 UTC"}
    return {"title": title, "photoTakenTime": time, "people": [{"name": name} for name in names], **fields}


def put(file: Path, content: object) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def photo(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"not read")
    return file


def found(*paths: Path, photos: tuple[Path, ...] = ()) -> list[PhotoNames]:
    unread: list[Unread] = []
    names = list(read(paths, photos, unread.append))
    assert unread == []
    return names


def people(*paths: Path) -> dict[str, tuple[str, ...]]:
    """The people in each photo, by its name."""
    return {Path(item.photo.path).name: item.names for item in found(*paths)}


@pytest.mark.parametrize(("described", "name"), NAMED_AFTER_THE_PHOTO + OF_THE_ORIGINAL)
def test_a_json_file_belongs_to_its_photo(tmp_path: Path, described: str, name: str) -> None:
    put(tmp_path / described, about("Grandma"))
    path = photo(tmp_path / name)
    (item,) = found(tmp_path)
    assert (item.photo.path, item.names, item.origin) == (str(path), ("Grandma",), tmp_path / described)
    assert (item.program, item.regions) == ("takeout", ())


@pytest.mark.parametrize(
    ("described", "name"),
    [
        ("IMG_1.jpg(1).json", "IMG_1.jpg"),
        ("IMG_1.jpg(2).json", "IMG_1(1).jpg"),
        ("IMG_1.jpg.json", "IMG_1(1).jpg"),
        ("IMG_1.jpg.json", "IMG_10.jpg"),
        ("IMG_1.jpg.json", "IMG_1-Grandma.jpg"),
        ("IMG_1.jpg.json", "IMG_1-edit.jpg"),
        ("IMG_1.jpg.json", "-edited.jpg"),
    ],
)
def test_a_json_file_does_not_belong_to_a_photo_of_a_similar_name(tmp_path: Path, described: str, name: str) -> None:
    put(tmp_path / described, about("Grandma"))
    path = photo(tmp_path / name)
    assert str(path) not in [item.photo.path for item in found(tmp_path)]


def test_accents_may_be_stored_in_two_ways(tmp_path: Path) -> None:
    name = "Fête de l’été à Besançon, avec tous les élèves.jpg"
    stored = [unicodedata.normalize(form, name) for form in ("NFC", "NFD")]
    for number, (of_json, of_photo) in enumerate([stored, stored[::-1]]):
        folder = tmp_path / str(number)
        put(folder / f"{of_json[:46]}.json", about("Grandma"))
        photo(folder / of_photo)
        assert list(people(folder).values()) == [("Grandma",)]


def test_an_edited_photo_and_its_original_show_the_same_people(tmp_path: Path) -> None:
    put(tmp_path / "IMG_1.jpg.json", about("Grandma", "Tom"))
    for name in ("IMG_1.jpg", "IMG_1-edited.jpg", "IMG_1(1).jpg"):
        photo(tmp_path / name)
    put(tmp_path / "IMG_1.jpg(1).json", about("Anna"))
    both = ("Grandma", "Tom")
    assert people(tmp_path) == {"IMG_1.jpg": both, "IMG_1-edited.jpg": both, "IMG_1(1).jpg": ("Anna",)}


def test_the_video_of_a_live_photo_names_nobody_twice(tmp_path: Path) -> None:
    photo(tmp_path / "IMG_1.HEIC")
    photo(tmp_path / "IMG_1.MP4")
    put(tmp_path / "IMG_1.HEIC.json", about("Grandma", title="IMG_1.HEIC"))
    put(tmp_path / "IMG_1.MP4.json", about("Grandma", title="IMG_1.HEIC"))
    assert people(tmp_path) == {"IMG_1.HEIC": ("Grandma",)}
    assert len(found(tmp_path)) == 1


def test_the_json_file_of_the_video_counts_if_the_photo_has_none(tmp_path: Path) -> None:
    photo(tmp_path / "IMG_1.HEIC")
    put(tmp_path / "IMG_1.MP4.json", about("Grandma", title="IMG_1.HEIC"))
    assert people(tmp_path) == {"IMG_1.HEIC": ("Grandma",)}


def test_videos_are_left_out(tmp_path: Path) -> None:
    photo(tmp_path / "VID_1.mp4")
    put(tmp_path / "VID_1.mp4.json", about("Grandma", title="VID_1.mp4"))
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    "name",
    ["metadata.json", "métadonnées.json", "Metadaten.json", "metadatos.json", "user-generated-memory-titles.json"],
)
def test_the_json_files_of_albums_are_not_about_photos(tmp_path: Path, name: str) -> None:
    put(tmp_path / name, {"title": "Summer", "description": "", "access": "protected", "date": {"timestamp": "1"}})
    photo(tmp_path / "Summer.jpg")
    assert found(tmp_path) == []


def test_a_json_file_that_is_about_something_else_is_left_out(tmp_path: Path) -> None:
    photo(tmp_path / "IMG_1.jpg")
    put(tmp_path / "IMG_1.jpg.json", [{"SourceFile": "IMG_1.jpg"}])
    put(tmp_path / "package.lock.json", {"name": "photos"})
    (tmp_path / "notes.json").write_text("{", encoding="utf-8")
    assert found(tmp_path) == []


def test_photo_and_json_file_may_be_in_different_parts_of_an_export(tmp_path: Path) -> None:
    one, two = tmp_path / "takeout-001", tmp_path / "takeout-002"
    album = Path("Takeout/Google Photos/Photos from 2019")
    put(one / album / "IMG_1.jpg.json", about("Grandma"))
    put(one / album / "IMG_2.jpg.json", about("Tom", title="IMG_2.jpg"))
    here, there, edited = (photo(two / album / name) for name in ("IMG_1.jpg", "IMG_2.jpg", "IMG_1-edited.jpg"))
    photo(two / "Takeout/Google Photos/Photos from 2020/IMG_1.jpg")
    by_path = {item.photo.path: item.names for item in found(one, two)}
    assert by_path == {str(here): ("Grandma",), str(edited): ("Grandma",), str(there): ("Tom",)}


def test_the_photo_beside_the_json_file_goes_first(tmp_path: Path) -> None:
    one, two = (tmp_path / part / "Photos from 2019" for part in ("1", "2"))
    put(one / "IMG_1.jpg.json", about("Grandma"))
    beside = photo(one / "IMG_1.jpg")
    photo(two / "IMG_1.jpg")
    assert [item.photo.path for item in found(tmp_path)] == [str(beside)]


def test_a_photo_that_is_not_there_is_identified_by_title_and_time(tmp_path: Path) -> None:
    put(tmp_path / "a long name of a photo, which is cut by Google.json", about("Tom", title="a long name?/1.jpg"))
    put(tmp_path / "IMG_1.jpg(1).json", about("Grandma"))
    photo(tmp_path / "IMG_1.jpg")
    hints = [item.photo for item in found(tmp_path)]
    assert [hint.path for hint in hints] == ["IMG_1.jpg", "a long name?_1.jpg"]
    assert hints[0].taken_at == datetime(2023, 10, 6, 6, 30)


def test_a_photo_with_another_name_than_its_json_file_is_found_by_its_title(tmp_path: Path) -> None:
    put(tmp_path / "IMG_1.jpg.metadata.json", about("Grandma", title="Tom & Anna.jpg"))
    path = photo(tmp_path / "Tom _ Anna.jpg")
    assert [item.photo.path for item in found(tmp_path)] == [str(path)]


def test_files_of_the_index_keep_their_spelling_and_other_files_get_their_size(tmp_path: Path) -> None:
    for name in ("Fête.jpg", "IMG_1.jpg"):
        put(tmp_path / f"{name}.json", about("Grandma", title=name))
    known = tmp_path / unicodedata.normalize("NFD", "Fête.jpg")
    other = photo(tmp_path / "IMG_1.jpg")
    hints = [item.photo for item in found(tmp_path, photos=(known,))]
    assert {(hint.path, hint.size) for hint in hints} == {(str(known), None), (str(other), 8)}


def test_a_photo_that_is_not_in_the_index_may_have_had_its_title_as_its_name(tmp_path: Path) -> None:
    put(tmp_path / "IMG_1.jpg(1).json", about("Grandma"))
    path = photo(tmp_path / "IMG_1(1).jpg")
    (item,) = found(tmp_path)
    assert (item.photo.path, item.photo.other_paths) == (str(path), ("IMG_1.jpg",))


def test_one_json_file_can_be_read_alone(tmp_path: Path) -> None:
    put(tmp_path / "IMG_1.jpg.json", about("Grandma"))
    alone = put(tmp_path / "IMG_2.jpg.json", about("Tom", title="IMG_2.jpg"))
    path = photo(tmp_path / "IMG_2.jpg")
    assert [(item.photo.path, item.names) for item in found(alone)] == [(str(path), ("Tom",))]


def test_names_are_given_once_and_as_they_are(tmp_path: Path) -> None:
    photo(tmp_path / "IMG_1.jpg")
    put(tmp_path / "IMG_1.jpg.json", about(" Дочь", "Tom", "Tom", " ", ""))
    assert people(tmp_path) == {"IMG_1.jpg": (" Дочь", "Tom")}


def test_the_field_may_be_called_person(tmp_path: Path) -> None:
    photo(tmp_path / "IMG_1.jpg")
    content = about(person={"name": "Tom"})
    del content["people"]
    put(tmp_path / "IMG_1.jpg.json", content)
    assert people(tmp_path) == {"IMG_1.jpg": ("Tom",)}


@pytest.mark.parametrize(
    ("content", "fault", "detail"),
    [
        ("{", "malformed", "not JSON"),
        ('{"a": 1, "a": 2}', "malformed", "twice"),
        ("[" * 100_000, "malformed", "nested"),
        ('{"title": "a.jpg", "photoTakenTime": {}, "people": "Tom"}', "malformed", "people"),
        ('{"title": "a.jpg", "photoTakenTime": {}, "people": [{"name": 7}, {"name": "\\ud800"}, "x"]}', "malformed",
         "people"),
        (" " * 2_000_000, "too-large", ""),
    ],
)  # fmt: skip
def test_invalid_content_is_reported_and_skipped(tmp_path: Path, content: str, fault: str, detail: str) -> None:
    photo(tmp_path / "IMG_1.jpg")
    (tmp_path / "IMG_1.jpg.json").write_text(content, encoding="utf-8")
    put(tmp_path / "IMG_2.jpg.json", about("Tom", title="IMG_2.jpg"))
    unread: list[Unread] = []
    assert [item.names for item in read([tmp_path], (), unread.append)] == [("Tom",)]
    assert {(item.origin.name, item.fault) for item in unread} == {("IMG_1.jpg.json", fault)}
    assert detail in unread[0].detail


def test_a_thousand_names_in_one_photo_are_cut(tmp_path: Path) -> None:
    photo(tmp_path / "IMG_1.jpg")
    put(tmp_path / "IMG_1.jpg.json", about(*map(str, range(1000))))
    unread: list[Unread] = []
    (item,) = read([tmp_path], (), unread.append)
    assert len(item.names) == 500
    assert [(each.fault, each.detail) for each in unread] == [("too-large", "people")]


def test_an_export_that_is_still_packed_is_reported(tmp_path: Path) -> None:
    packed = photo(tmp_path / "takeout-001.zip")
    unread: list[Unread] = []
    assert list(read([packed, photo(tmp_path / "names.csv")], (), unread.append)) == []
    assert [(item.origin, item.fault) for item in unread] == [(packed, "not-supported")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes among files")
def test_pipes_and_loops_of_links_are_not_followed(tmp_path: Path) -> None:
    photo(tmp_path / "IMG_1.jpg")
    os.mkfifo(tmp_path / "IMG_1.jpg.json")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert found(tmp_path) == []


def test_a_file_name_that_is_not_text_is_no_trouble(tmp_path: Path) -> None:
    names = [os.fsdecode(b"Gr\xfc\xdfe aus einem sehr langen Sommer in den Bergen.jpg"), "plain.jpg"]
    try:
        for name in names:
            photo(tmp_path / name)
            put(tmp_path / f"{name}.json", about("Grandma"))
    except OSError:
        pytest.skip("this disk stores only text as names")
    assert str(tmp_path / "plain.jpg") in [item.photo.path for item in found(tmp_path)]


@pytest.mark.shared_data
def test_a_real_export_has_a_json_file_for_each_photo(shared_data: Path, tmp_path: Path) -> None:
    export = shared_data / "odd-files-curated" / "takeout"
    photos = sorted(export.rglob("*.jpg"))
    assert found(export) == []
    for file in export.rglob("*.json"):
        content = json.loads(file.read_text(encoding="utf-8"))
        put(tmp_path / file.relative_to(export), {**content, "people": [{"name": file.name}]})
    for file in photos:
        photo(tmp_path / file.relative_to(export))
    names = people(tmp_path)
    assert names == {file.name: (f"{file.name}.json",) for file in photos}
    assert len(names) == 7


def test_mutated_files_raise_nothing(tmp_path: Path) -> None:
    long = about("Grandma", "Дочь", title=f"{LONG}.jpg", geoData={"latitude": 48.85}, description="x" * 300)
    sources = [put(tmp_path / "source" / f"{number}.json", each) for number, each in enumerate((about("Tom"), long))]
    chance = random.Random(7)
    folder = tmp_path / "export"
    folder.mkdir()
    for name, content in mutated(sources, seed=7, count=500):
        file = folder / f"{Path(name).stem}.jpg{'.supplemental-metadata'[: chance.randrange(23)]}.json"
        file.write_bytes(content)
        photo(folder / f"{Path(name).stem}.jpg")
    before = {file: file.read_bytes() for file in folder.iterdir()}
    unread: list[Unread] = []
    names = list(read([folder], (), unread.append))
    assert len(names) > 30
    assert len(unread) > 50
    assert all(isinstance(name, str) for item in names for name in item.names)
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
