"""Names in Picasa's folders: boxes in every orientation, contacts of other folders, damaged files."""

from pathlib import Path

import pytest

from photoindex.interop.photo_names import PhotoNames, Unread
from photoindex.interop.picasa import read
from photoindex.interop.regions import placed
from tests.interop.reading import edges, read_all

ANN, BEN = "8e62b2035b74b477", "b8e4117cf1d6615b"
FACE = "rect64(3f845bcb59418507)"


def write(folder: Path, content: str, name: str = ".picasa.ini") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


def named(found: list[PhotoNames]) -> dict[str, list[str]]:
    return {Path(each.photo.path).name: [region.name for region in each.regions] for each in found}


# Orientation, size of the upright photo, rectangle of Picasa, the place of the face as it was measured in the upright
# photo, and how far Picasa's face is from it, all in pixels: the tests of picasa2digikam, `test_rect64.py`.
MEASURED = {
    3: ((4608, 3456), "59c75b558ae3a9c6", (2132, 1172, 860, 1060), 30),
    6: ((4912, 3264), "34009caa6232b668", (1405, 661, 476, 582), 20),
    8: ((3264, 4912), "8d22b337991ec231", (2291, 1975, 183, 229), 10),
}


@pytest.mark.parametrize("orientation", MEASURED)
def test_boxes_refer_to_the_image_as_it_lies_in_the_file(tmp_path: Path, orientation: int) -> None:
    (width, height), rectangle, pixels, tolerance = MEASURED[orientation]
    write(tmp_path, f"[Contacts2]\n{ANN}=Ann;;\n[a.jpg]\nrotate=rotate(1)\nfaces=rect64({rectangle}),{ANN}\n")
    found, notes = read_all(read, tmp_path)
    assert (notes, found[0].regions[0].frame) == ([], "stored")
    box = placed(found[0].regions[0], "picasa", orientation).box
    upright = (box.x * width, box.y * height, box.width * width, box.height * height)
    assert upright == pytest.approx(pixels, abs=tolerance)


@pytest.mark.parametrize(("name", "frame"), [("a.jpg", "stored"), ("a.TIF", "stored"), ("a.NEF", "upright")])
def test_boxes_of_raw_files_refer_to_the_upright_image(tmp_path: Path, name: str, frame: str) -> None:
    write(tmp_path, f"[{name}]\nfaces={FACE},ffffffffffffffff\n")
    found, _ = read_all(read, tmp_path)
    assert [region.frame for region in found[0].regions] == [frame]


def test_a_photo_is_named_by_its_folder_and_its_section(tmp_path: Path) -> None:
    file = write(tmp_path / "2010", f"[Contacts2]\n{ANN}=Ann Example;;\n[a.jpg]\nfaces={FACE},{ANN}\n")
    found, notes = read_all(read, tmp_path)
    assert notes == []
    assert [(each.photo.path, each.program, each.origin) for each in found] == [
        (str(tmp_path / "2010" / "a.jpg"), "picasa", file)
    ]
    region = found[0].regions[0]
    assert (region.name, region.kind) == ("Ann Example", "face")
    assert edges(region.box) == pytest.approx((0.248112, 0.358572, 0.100542, 0.161074), abs=1e-5)


def test_a_contact_may_be_known_in_another_folder_only(tmp_path: Path) -> None:
    write(tmp_path / "a", f"[a.jpg]\nfaces={FACE},{BEN}\n")
    write(tmp_path / "b", f"[Contacts2]\n{BEN}=Ben;;\n")
    assert named(read_all(read, tmp_path)[0]) == {"a.jpg": ["Ben"]}
    assert named(read_all(read, tmp_path / "a", tmp_path / "b")[0]) == {"a.jpg": ["Ben"]}


def test_the_name_of_the_folder_itself_comes_before_the_most_frequent_one(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"other {number}", f"[Contacts2]\n{ANN}=Ann Smith;;\n")
    write(tmp_path / "a", f"[Contacts2]\n{ANN}=Ann Jones;;\n[a.jpg]\nfaces={FACE},{ANN}\n")
    write(tmp_path / "b", f"[b.jpg]\nfaces={FACE},{ANN}\n")
    assert named(read_all(read, tmp_path)[0]) == {"a.jpg": ["Ann Jones"], "b.jpg": ["Ann Smith"]}


def test_the_name_in_contacts_xml_comes_first(tmp_path: Path) -> None:
    write(tmp_path / "a", f"[Contacts2]\n{ANN}=ann;;\n[a.jpg]\nfaces={FACE},{ANN}\n")
    contacts = write(
        tmp_path / "picasa", f'<contacts><contact id="{ANN}" name="Ann Example"/></contacts>', "backup.xml"
    )
    assert named(read_all(read, tmp_path / "a", contacts)[0]) == {"a.jpg": ["Ann Example"]}


def test_a_contact_without_a_name_is_noted_once_and_its_faces_have_no_name(tmp_path: Path) -> None:
    file = write(tmp_path, f"[a.jpg]\nfaces={FACE},{BEN}\n[b.jpg]\nfaces={FACE},{BEN};rect64(1),ffffffffffffffff\n")
    found, notes = read_all(read, tmp_path)
    assert named(found) == {"a.jpg": [""], "b.jpg": [""]}
    assert notes == [Unread(file, "malformed", f"no name for the contact {BEN}")]


def test_the_file_of_old_versions_is_read_where_there_is_no_newer_one(tmp_path: Path) -> None:
    for folder in ("old", "both"):
        write(tmp_path / folder, f"[Contacts2]\n{ANN}=Ann;;\n[{folder}.jpg]\nfaces={FACE},{ANN}\n", "Picasa.ini")
    write(tmp_path / "both", f"[new.jpg]\nfaces={FACE},{ANN}\n")
    assert named(read_all(read, tmp_path)[0]) == {"new.jpg": ["Ann"], "old.jpg": ["Ann"]}


def test_copies_from_before_an_edit_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / ".picasaoriginals", f"[a.jpg]\nfaces={FACE},ffffffffffffffff\n")
    assert read_all(read, tmp_path) == ([], [])


def test_damaged_places_are_noted_and_the_rest_is_read(tmp_path: Path) -> None:
    file = write(tmp_path / "a", f"[Contacts2]\n{ANN}=Ann;;\n[a.jpg]\nfaces={FACE},{ANN};rect64(\n")
    contacts = write(tmp_path / "b", "<contacts>", "contacts.xml")
    found, notes = read_all(read, tmp_path)
    assert named(found) == {"a.jpg": ["Ann"]}
    assert [(note.origin, note.fault) for note in notes] == [(contacts, "malformed"), (file, "malformed")]


def test_an_empty_rectangle_with_a_name_gives_the_name_alone(tmp_path: Path) -> None:
    write(tmp_path, f"[Contacts2]\n{ANN}=Ann;;\n[a.jpg]\nfaces=rect64(0),{ANN}\n")
    found, _ = read_all(read, tmp_path)
    assert [(each.regions, each.names) for each in found] == [((), ("Ann",))]


def test_the_size_of_a_photo_in_the_folder_tells_which_photo_of_the_index_it_is_a_copy_of(tmp_path: Path) -> None:
    write(tmp_path, f"[Contacts2]\n{ANN}=Ann;;\n[a.jpg]\nfaces={FACE},{ANN}\n[gone.jpg]\nfaces={FACE},{ANN}\n")
    (tmp_path / "a.jpg").write_bytes(b"12345")
    found, _ = read_all(read, tmp_path)
    assert {Path(each.photo.path).name: each.photo.size for each in found} == {"a.jpg": 5, "gone.jpg": None}
