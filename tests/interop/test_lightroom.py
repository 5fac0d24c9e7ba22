"""Names in a catalogue of Lightroom Classic."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photoindex.interop.lightroom import read
from photoindex.interop.photo_names import PhotoHint, Unread
from tests.interop.damage import mutations
from tests.interop.lightroom_catalogue import LightroomCatalogue, corners
from tests.interop.reading import boxes, only, read_all

FACE = corners(0.1, 0.2, 0.3, 0.4)
BOX = (0.1, 0.2, 0.3, 0.4)


@pytest.fixture
def catalogue(tmp_path: Path) -> LightroomCatalogue:
    return LightroomCatalogue(tmp_path / "My Catalogue.lrcat")


def test_a_confirmed_face_has_the_name_of_its_keyword(catalogue: LightroomCatalogue) -> None:
    image, ann = catalogue.image("2015/Rome/IMG_0001.JPG"), catalogue.keyword("Ann")
    catalogue.name(catalogue.face(image, FACE), ann)
    catalogue.tag(image, ann)
    names = only(read, catalogue.path)
    assert (boxes(names), names.names) == ([("Ann", BOX)], ())
    assert names.photo == PhotoHint(
        "/Users/ann/Pictures/2015/Rome/IMG_0001.JPG", None, 4000, 3000, datetime(2015, 7, 14, 12, 0, 7)
    )
    assert (names.program, names.origin, names.regions[0].frame) == ("lightroom", catalogue.path, "upright")


@pytest.mark.parametrize(("pick", "reject"), [(None, None), (0, 0), (None, 0), (0, 1), (1, 1), (None, 1), ("", "")])
def test_suggested_and_rejected_names_are_no_names(catalogue: LightroomCatalogue, pick: object, reject: object) -> None:
    image, ann = catalogue.image("a.jpg"), catalogue.keyword("Ann")
    catalogue.name(catalogue.face(image, FACE), ann, pick, reject, rank=1)
    catalogue.tag(image, ann)
    names = only(read, catalogue.path)
    assert (boxes(names), names.names) == ([("", BOX)], ())


def test_the_confirmed_one_of_several_links_counts(catalogue: LightroomCatalogue) -> None:
    face = catalogue.face(catalogue.image("a.jpg"), FACE)
    catalogue.name(face, catalogue.keyword("Eve"), None, None, rank=1)
    catalogue.name(face, catalogue.keyword("Ann"), 1.0, None, rank=2)
    catalogue.name(face, catalogue.keyword("Bob"), None, 1, rank=3)
    assert boxes(only(read, catalogue.path)) == [("Ann", BOX)]


def test_a_face_with_two_confirmed_names_has_none(catalogue: LightroomCatalogue) -> None:
    face = catalogue.face(catalogue.image("a.jpg"), FACE)
    catalogue.name(face, catalogue.keyword("Ann"))
    catalogue.name(face, catalogue.keyword("Bob"))
    found, notes = read_all(read, catalogue.path)
    assert boxes(found[0]) == [("", BOX)]
    assert [note.fault for note in notes] == ["malformed"]


def test_a_face_nobody_named_is_a_box_without_a_name(catalogue: LightroomCatalogue) -> None:
    catalogue.face(catalogue.image("a.jpg"), FACE)
    assert boxes(only(read, catalogue.path)) == [("", BOX)]


def test_faces_that_the_user_removed_are_left_out(catalogue: LightroomCatalogue) -> None:
    image = catalogue.image("a.jpg")
    catalogue.name(catalogue.face(image, FACE, ignored=1), catalogue.keyword("Ann"))
    assert read_all(read, catalogue.path) == ([], [])


def test_a_person_on_an_image_without_a_face_is_a_name_without_a_box(catalogue: LightroomCatalogue) -> None:
    image = catalogue.image("a.jpg")
    catalogue.tag(image, catalogue.keyword("Ann"))
    catalogue.tag(image, catalogue.keyword("Beach", kind=None))
    names = only(read, catalogue.path)
    assert (names.regions, names.names) == ((), ("Ann",))


@pytest.mark.parametrize(
    ("letters", "size"),
    [("AB", (4000, 3000)), ("BC", (3000, 4000)), ("CD", (4000, 3000)), ("DA", (3000, 4000)), ("CB", (3000, 4000))],
)
def test_boxes_refer_to_the_upright_image(catalogue: LightroomCatalogue, letters: str, size: tuple[int, int]) -> None:
    image = catalogue.image("a.jpg", orientation=letters)
    catalogue.name(catalogue.face(image, FACE, letters), catalogue.keyword("Ann"))
    names = only(read, catalogue.path)
    assert (boxes(names), names.regions[0].dimensions) == ([("Ann", BOX)], size)
    assert (names.photo.width, names.photo.height) == size


def test_a_box_of_another_orientation_leaves_only_the_name(catalogue: LightroomCatalogue) -> None:
    image = catalogue.image("a.jpg", orientation="BC")
    catalogue.name(catalogue.face(image, FACE, "AB"), catalogue.keyword("Ann"))
    catalogue.face(image, corners(0.5, 0.5, 0.1, 0.1), "AB")
    found, notes = read_all(read, catalogue.path)
    assert (found[0].regions, found[0].names) == ((), ("Ann",))
    assert [note.fault for note in notes] == ["not-supported"]


def test_the_box_around_a_tilted_face_is_taken(catalogue: LightroomCatalogue) -> None:
    tilted = (0.3, 0.1, 0.5, 0.3, 0.1, 0.3, 0.3, 0.5)
    catalogue.face(catalogue.image("a.jpg"), tilted)
    assert boxes(only(read, catalogue.path)) == [("", (0.1, 0.1, 0.4, 0.4))]


def test_virtual_copies_are_left_out(catalogue: LightroomCatalogue) -> None:
    master, ann = catalogue.image("a.jpg"), catalogue.keyword("Ann")
    for image in (master, catalogue.image("a.jpg", master=master)):
        catalogue.name(catalogue.face(image, FACE), ann)
    assert boxes(only(read, catalogue.path)) == [("Ann", BOX)]


@pytest.mark.parametrize(
    ("root", "path", "expected"),
    [
        ("C:/Users/Ann/Pictures/", "2015/a.jpg", "C:/Users/Ann/Pictures/2015/a.jpg"),
        ("/Volumes/Photos", "a.jpg", "/Volumes/Photos/a.jpg"),
        ("//server/photos/", "a/b/c.d.NEF", "//server/photos/a/b/c.d.NEF"),
        ("/", "a.jpg", "/a.jpg"),
    ],
)
def test_paths_consist_of_root_folder_and_name(tmp_path: Path, root: str, path: str, expected: str) -> None:
    catalogue = LightroomCatalogue(tmp_path / "c.lrcat", root)
    catalogue.face(catalogue.image(path), FACE)
    assert only(read, catalogue.path).photo.path == expected


def test_catalogues_are_found_below_folders_and_under_any_name(catalogue: LightroomCatalogue) -> None:
    catalogue.face(catalogue.image("a.jpg"), FACE)
    assert len(read_all(read, catalogue.path.parent)[0]) == 1
    renamed = catalogue.path.rename(catalogue.path.with_suffix(".backup"))
    assert len(read_all(read, renamed)[0]) == 1


def test_a_catalogue_without_faces_is_refused(catalogue: LightroomCatalogue) -> None:
    catalogue.run("DROP TABLE AgLibraryFace")
    assert read_all(read, catalogue.path)[1] == [Unread(catalogue.path, "not-supported", "no AgLibraryFace.id_local")]


def test_hostile_values_are_noted_and_skipped(catalogue: LightroomCatalogue) -> None:
    image = catalogue.image("'; DROP TABLE Adobe_images; --/a.jpg")
    name = "Robert'); DROP TABLE AgLibraryFace;--"
    catalogue.name(catalogue.face(image, FACE), catalogue.keyword(name))
    for index, bad in enumerate(["", "text", None, float("inf"), 1e300, -5.0, b"\0"]):
        values = [0.1, 0.1, 0.2, 0.1, 0.1, 0.2, 0.2, 0.2]
        values[0] = bad if bad is not None else ""  # type: ignore[call-overload]
        face = catalogue.face(image, tuple(values))  # type: ignore[arg-type]
        catalogue.name(face, catalogue.keyword(f"Person {index}"))
    nowhere = catalogue.image("b.jpg")
    catalogue.run("UPDATE Adobe_images SET rootFile = 999 WHERE id_local = ?", nowhere)
    catalogue.face(nowhere, FACE)
    catalogue.face(4711, FACE)
    catalogue.run("INSERT INTO AgLibraryFace (image) VALUES ('text'), (x'00')")
    catalogue.run("INSERT INTO AgLibraryKeywordImage (image, tag) VALUES ('text', 1), (?, 999)", image)
    found, notes = read_all(read, catalogue.path)
    assert [(region.name) for region in found[0].regions] == [name]
    assert found[0].names == tuple(f"Person {index}" for index in range(7))
    assert sorted(note.fault for note in notes) == ["malformed"] * 7 + ["photo-missing"]


def test_a_view_in_place_of_a_table_is_refused(catalogue: LightroomCatalogue) -> None:
    catalogue.run("ALTER TABLE AgLibraryKeyword RENAME TO Old")
    catalogue.run("CREATE VIEW AgLibraryKeyword AS SELECT * FROM Old, Old, Old, Old")
    assert [note.fault for note in read_all(read, catalogue.path)[1]] == ["not-supported"]


def test_damaged_catalogues_never_raise(catalogue: LightroomCatalogue, tmp_path: Path) -> None:
    for index in range(30):
        image, person = catalogue.image(f"{index}.jpg"), catalogue.keyword(f"Person {index}")
        catalogue.name(catalogue.face(image, FACE), person)
        catalogue.tag(image, person)
    damaged = tmp_path / "damaged.lrcat"
    for data in mutations(catalogue.path.read_bytes(), 200):
        damaged.write_bytes(data)
        read_all(read, damaged)
    assert {file.name for file in tmp_path.iterdir()} == {"damaged.lrcat", catalogue.path.name}


places = st.integers(0, 75).map(lambda number: number / 100)
sizes = st.integers(1, 25).map(lambda number: number / 100)


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["Ann", "Bob", "Élodie", "李"]), places, places, sizes, sizes), max_size=5))
def test_every_confirmed_face_comes_back(tmp_path: Path, faces: list[tuple[str, float, float, float, float]]) -> None:
    path = tmp_path / "c.lrcat"
    path.unlink(missing_ok=True)
    catalogue = LightroomCatalogue(path)
    image = catalogue.image("a.jpg")
    people = {name: catalogue.keyword(name) for name in {face[0] for face in faces}}
    for name, *box in faces:
        catalogue.name(catalogue.face(image, corners(*box)), people[name])
    found, notes = read_all(read, path)
    assert notes == []
    expected = sorted((name, tuple(box)) for name, *box in faces)
    assert sorted(box for names in found for box in boxes(names)) == expected
