"""Damaged and hostile documents of other programs: no exception, no hang, and nothing but usable boxes and names."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from photoindex.interop import immich, osxphotos, photoprism, picasa, table
from photoindex.interop.gathered import MOST_REGIONS
from photoindex.interop.photo_names import PhotoNames, Reader, Unread
from photoindex.interop.values import usable
from tests.fuzz.mutations import mutated

SEED = 20_261_126
EACH = 500  # four times, over two kinds of documents

INI = """[encoding]
utf8=1
[Picasa]
name=Holiday
[Contacts2]
8e62b2035b74b477=Ann Example;;
b8e4117cf1d6615b=Zoë;zoe@example.org;
[Contacts]
1ee22a22b94da514=joe_lh,cb989580bc43a91
[a.jpg]
rotate=rotate(1)
faces=rect64(3f845bcb59418507),8e62b2035b74b477;rect64(9c3f),b8e4117cf1d6615b;rect64(1ee22a22b94da514),ffffffffffffffff
[.album:65d12673f3b51e3f]
name=Best of
token=65d12673f3b51e3f
[Müller [1].NEF]
faces=rect64(1ee22a22b94da514),8e62b2035b74b477
backuphash=16963
"""
CONTACTS = '<?xml version="1.0"?><contacts><contact id="8e62b2035b74b477" name="Ann" display="A"/></contacts>'
SQL = "".join(
    f"CREATE TABLE `{table}` (\n"
    + "".join(f"  `{column}` text,\n" for column in columns.split())
    + ") ENGINE=InnoDB;\n"
    f"INSERT INTO `{table}` VALUES\n({row}),\n({row});\n"
    for table, columns, row in (
        ("files", "id photo_id file_uid file_name file_width file_height", "1,1,'f1','a\\'b.jpg',3024,4032"),
        ("markers", "marker_uid file_uid marker_type subj_uid x y w h", "'m1','f1','face','j1',0.1,0.2,0.3,0.4"),
        ("photos", "id taken_at_local", "1,'2019-07-20 13:02:40'"),
        ("subjects", "subj_uid subj_type subj_name", "'j1','person',_binary 'Zoë'"),
    )
)
CSV = "path,person,status,x,y,width,height,photo_width,photo_height,content_hash\n" + "".join(
    f'"photos/{number}.jpg","Ann ""A"" Ex, ample",confirmed,0.{number},0.2,0.3,0.4,4000,3000,{"ab" * 32}\n'
    for number in range(9)
)
FACE = {"id": "1", "imageWidth": 1080, "imageHeight": 1440, "boundingBoxX1": 108, "boundingBoxY1": 288,
        "boundingBoxX2": 324, "boundingBoxY2": 576}  # fmt: skip
JSON: dict[str, Any] = {
    "osxphotos": [
        {"uuid": "A", "original_filename": "a.jpg", "path": "/a/b.jpeg", "path_edited": "/a/c.jpeg", "path_raw": None,
         "date": "2019-07-27T09:16:49-04:00", "width": 3024, "height": 4032, "original_width": 3024,
         "original_height": 4032, "original_filesize": 2819837, "hasadjustments": True, "ismovie": False,
         "library": "/a.photoslibrary", "persons": ["Ann", "_UNKNOWN_", None],
         "face_info": [{"name": "Ann", "center_x": 0.3, "center_y": 0.8, "size": 0.1, "quality": 0.4, "manual": 0,
                        "intrash": 0}]},
    ] * 2,
    "immich": [
        {"assets": {"items": [
            {"id": "1", "type": "IMAGE", "originalPath": "/a/b.jpg", "originalFileName": "b.jpg", "checksum": "qvTG",
             "libraryId": None, "localDateTime": "2020-07-20T13:02:40.123Z", "isEdited": False, "width": 10,
             "height": 10, "people": [{"name": "Ann", "isHidden": False, "faces": [FACE]}], "unassignedFaces": [FACE],
             "exifInfo": {"exifImageWidth": 4032, "exifImageHeight": 3024, "orientation": "6", "fileSizeInByte": 2}},
        ]}},
        {"asset": {"originalFileName": "c.jpg"}, "faces": [{**FACE, "person": {"name": "Ben", "type": "pet"}}]},
    ],
    "photoprism": [
        {"UID": "p1", "TakenAtLocal": "2019-07-20T13:02:40Z", "OriginalName": "IMG_1.JPG", "Files": [
            {"Name": "2019/a.heic", "Root": "/", "Hash": "ab" * 20, "Size": 5, "Width": 4, "Height": 3, "Markers": []},
            {"Name": "2019/a.heic.jpg", "Root": "sidecar", "Width": 4, "Height": 3, "Markers": [
                {"Name": "Ann", "Type": "face", "Invalid": False, "X": 0.1, "Y": 0.2, "W": 0.3, "H": 0.4}]},
        ]},
    ] * 2,
}  # fmt: skip
READERS: dict[str, Reader] = {
    "picasa": picasa.read, "osxphotos": osxphotos.read, "immich": immich.read, "photoprism": photoprism.read,
    "csv": table.read,
}  # fmt: skip

HOSTILE: list[Callable[[random.Random], Any]] = [
    lambda _: None, lambda _: True, lambda _: [], lambda _: {}, lambda _: "", lambda _: float("nan"),
    lambda _: float("inf"), lambda _: -float("inf"), lambda _: -1, lambda _: 0, lambda _: 10**90, lambda _: 1e308,
    lambda _: -1e308, lambda _: 5e-324, lambda _: "\ud800", lambda _: "\0", lambda _: "../../etc/passwd",
    lambda _: "x" * 100_000, lambda _: [None] * 100, lambda _: json.loads("[" * 400 + "]" * 400),
    lambda chance: chance.uniform(-2, 2), lambda chance: chance.choice(("Ann", "/", ".", "..", "C:\\a.jpg")),
    lambda _: {"Name": [], "name": {}, "faces": "x", "assets": {"items": {"assets": []}}, "Files": [[[]]]},
]  # fmt: skip


def places(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Every place in a document, as its container and its key or position."""
    for key, inner in list(value.items()) if isinstance(value, dict) else list(enumerate(value)):
        found.append((value, key))
        if isinstance(inner, dict | list):
            places(inner, found)
    return found


def twisted(document: Any, chance: random.Random) -> str:
    """A document with values of other types and sizes in some places."""
    changed = copy.deepcopy(document)
    for container, key in chance.sample(places(changed, []), chance.choice((1, 1, 2, 5))):
        container[key] = chance.choice(HOSTILE)(chance)
    return json.dumps(changed)


def check(reader: Reader, *files: Path) -> list[PhotoNames]:
    notes: list[Unread] = []
    found = list(reader(files, (), notes.append))
    for each in found:
        assert len(each.regions) <= MOST_REGIONS
        assert all(usable(region.box) for region in each.regions)
        texts = [each.photo.path, *each.photo.other_paths, *each.names, *(region.name for region in each.regions)]
        "".join(texts).encode("utf-8")
    assert all(note.origin in files or note.origin.parent in files for note in notes)
    return found


def written(folder: Path) -> Iterator[tuple[Reader, Path]]:
    """Write each document into the folder, with the reader that it is for."""
    for name, document in JSON.items():
        file = folder / f"{name}.json"
        file.write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
        yield READERS[name], file
    texts = {
        "picasa.ini": ("picasa", INI), "contacts.xml": ("picasa", CONTACTS), "names.csv": ("csv", CSV),
        "dump.sql": ("photoprism", SQL),
    }  # fmt: skip
    for name, (reader, content) in texts.items():
        file = folder / name
        file.write_text(content, encoding="utf-8")
        yield READERS[reader], file


def test_the_documents_themselves_are_read(tmp_path: Path) -> None:
    found = {file.name: len(check(reader, file)) for reader, file in written(tmp_path)}
    assert found == {
        "osxphotos.json": 4, "immich.json": 2, "photoprism.json": 2, "picasa.ini": 2, "contacts.xml": 0, "names.csv": 9,
        "dump.sql": 1,
    }  # fmt: skip


@pytest.mark.parametrize("part", range(2))
def test_damaged_bytes_do_no_harm(tmp_path: Path, part: int) -> None:
    files = [file for _, file in written(tmp_path)]
    for name, data in mutated(files, SEED + part, EACH):
        file = tmp_path / f"damaged{Path(name).suffix}"
        file.write_bytes(data)
        for reader in READERS.values():
            check(reader, file)


@pytest.mark.parametrize("part", range(2))
def test_values_of_other_types_and_sizes_do_no_harm(tmp_path: Path, part: int) -> None:
    chance = random.Random(SEED + part)
    file = tmp_path / "twisted.json"
    for _ in range(EACH):
        file.write_text(twisted(JSON[chance.choice(list(JSON))], chance), encoding="utf-8")
        for reader in READERS.values():
            check(reader, file)


@pytest.mark.parametrize("value", range(len(HOSTILE)))
def test_a_value_may_be_hostile_in_every_place(tmp_path: Path, value: int) -> None:
    chance = random.Random(SEED)
    file = tmp_path / "twisted.json"
    for name, document in JSON.items():
        for place in range(len(places(copy.deepcopy(document), []))):
            changed = copy.deepcopy(document)
            container, key = places(changed, [])[place]
            container[key] = HOSTILE[value](chance)
            file.write_text(json.dumps(changed), encoding="utf-8")
            check(READERS[name], file)


@pytest.mark.parametrize("name", ["osxphotos", "immich", "photoprism"])
def test_a_photo_with_a_hundred_thousand_faces_is_bounded(tmp_path: Path, name: str) -> None:
    document = copy.deepcopy(JSON[name])
    faces = {
        "osxphotos": lambda: document[0]["face_info"],
        "immich": lambda: document[1]["faces"],
        "photoprism": lambda: document[0]["Files"][1]["Markers"],
    }[name]()
    faces.extend({**faces[0], "id": str(number)} for number in range(100_000))
    file = tmp_path / "many.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert max(len(each.regions) for each in check(READERS[name], file)) == MOST_REGIONS


def test_a_line_with_a_hundred_thousand_faces_is_bounded(tmp_path: Path) -> None:
    entries = ";".join(f"rect64({number << 40 | 0xFFFFFFFF:x}),1" for number in range(100_000))
    file = tmp_path / ".picasa.ini"
    file.write_text(f"[Contacts2]\n1=Ann;;\n[a.jpg]\nfaces={entries}\n", encoding="utf-8")
    assert [len(each.regions) for each in check(picasa.read, file)] == [MOST_REGIONS]
