"""Names in the database of digiKam."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photoindex.interop.digikam import read
from photoindex.interop.photo_names import PhotoHint, Unread
from photoindex.interop.regions import placed
from tests.interop.damage import mutations
from tests.interop.digikam_database import BEACH, IGNORED, UNCONFIRMED, UNKNOWN, DigikamDatabase, rectangle
from tests.interop.reading import boxes, only, read_all

FACE = rectangle(400, 300, 800, 600)
CORNERS = (0.1, 0.1, 0.2, 0.2)


@pytest.fixture
def digikam(tmp_path: Path) -> DigikamDatabase:
    return DigikamDatabase(tmp_path / "digikam4.db")


def test_a_confirmed_face_has_the_name_of_its_person(digikam: DigikamDatabase) -> None:
    photo = digikam.photo("2025/Trains/Yard 1.jpg")
    digikam.face(photo, digikam.person("Ann"), FACE)
    names = only(read, digikam.path)
    assert boxes(names) == [("Ann", CORNERS)]
    assert names.photo == PhotoHint(
        "/home/ann/Pictures/2025/Trains/Yard 1.jpg", 123456, 4000, 3000, datetime(2025, 11, 9, 6, 33, 10)
    )
    assert (names.program, names.origin, names.names) == ("digikam", digikam.path, ())
    assert (names.regions[0].frame, names.regions[0].kind) == ("upright", "face")


def test_the_full_name_of_a_person_goes_before_the_name_of_the_tag(digikam: DigikamDatabase) -> None:
    photo = digikam.photo("a.jpg")
    digikam.face(photo, digikam.person("Ann", full_name="Ann Miller"), FACE)
    digikam.face(photo, digikam.person("Bob", full_name=""), rectangle(2000, 300, 800, 600))
    assert {region.name for region in only(read, digikam.path).regions} == {"Ann Miller", "Bob"}


def test_unnamed_suggested_and_ignored_faces_are_boxes_without_a_name(digikam: DigikamDatabase) -> None:
    photo, ann = digikam.photo("a.jpg"), digikam.person("Ann")
    digikam.face(photo, UNKNOWN, rectangle(0, 0, 400, 300), "autodetectedFace")
    digikam.face(photo, ann, FACE, "autodetectedFace")
    digikam.face(photo, UNCONFIRMED, f"{ann},autodetectedFace,{FACE}", "autodetectedPerson")
    digikam.face(photo, IGNORED, rectangle(2000, 1500, 400, 300), "ignoredFace")
    digikam.face(photo, ann, FACE, "faceToTrain")
    for tag in (UNKNOWN, IGNORED, UNCONFIRMED, ann):
        digikam.tag(photo, tag)
    names = only(read, digikam.path)
    assert sorted(boxes(names)) == [("", (0, 0, 0.1, 0.1)), ("", CORNERS), ("", (0.5, 0.5, 0.1, 0.1))]
    assert names.names == ()


def test_a_person_on_a_photo_without_a_face_is_a_name_without_a_box(digikam: DigikamDatabase) -> None:
    photo, ann, bob = digikam.photo("a.jpg"), digikam.person("Ann"), digikam.person("Bob")
    digikam.face(photo, ann, FACE)
    digikam.tag(photo, bob)
    digikam.tag(photo, BEACH)
    names = only(read, digikam.path)
    assert (boxes(names), names.names) == ([("Ann", CORNERS)], ("Bob",))


def test_a_region_of_a_tag_that_is_not_a_person_is_not_a_face(digikam: DigikamDatabase) -> None:
    digikam.face(digikam.photo("a.jpg"), BEACH, FACE)
    region = only(read, digikam.path).regions[0]
    assert (region.name, region.kind) == ("Beach", "other")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_refer_to_the_upright_photo_in_every_orientation(digikam: DigikamDatabase, orientation: int) -> None:
    photo = digikam.photo("a.jpg", orientation=orientation)
    width, height = (4000, 3000) if orientation < 5 else (3000, 4000)
    region = rectangle(width // 10, height // 10, width // 5, height // 5)
    digikam.face(photo, digikam.person("Ann"), region)
    names = only(read, digikam.path)
    assert boxes(names) == [("Ann", CORNERS)]
    assert (names.photo.width, names.photo.height) == (width, height)
    here = placed(names.regions[0], "digikam", orientation)
    assert (here.box, here.dimensions) == (names.regions[0].box, (width, height))


def test_a_rectangle_outside_the_upright_photo_leaves_only_the_name(digikam: DigikamDatabase) -> None:
    digikam.face(digikam.photo("a.jpg", orientation=6), digikam.person("Ann"), rectangle(3400, 100, 300, 300))
    found, notes = read_all(read, digikam.path)
    assert (found[0].regions, found[0].names) == ((), ("Ann",))
    assert [note.fault for note in notes] == ["malformed"]


def test_a_photo_of_unknown_size_has_names_without_boxes(digikam: DigikamDatabase) -> None:
    digikam.face(digikam.photo("a.jpg", size=None, orientation=None), digikam.person("Ann"), FACE)
    found, _ = read_all(read, digikam.path)
    assert (found[0].regions, found[0].names, found[0].photo.width) == ((), ("Ann",), None)


@pytest.mark.parametrize("status", [3, 4])
def test_photos_in_the_trash_are_left_out(digikam: DigikamDatabase, status: int) -> None:
    digikam.face(digikam.photo("a.jpg", status=status), digikam.person("Ann"), FACE)
    assert read_all(read, digikam.path) == ([], [])


def test_videos_are_left_out(digikam: DigikamDatabase) -> None:
    digikam.face(digikam.photo("a.mp4", category=2), digikam.person("Ann"), FACE)
    assert read_all(read, digikam.path) == ([], [])


@pytest.mark.parametrize(
    ("identifier", "specific", "path"),
    [
        ("volumeid:?path=/home/ann/Pictures", "/", "/home/ann/Pictures/2025/a.jpg"),
        ("volumeid:?path=%2Fhome%2Fann%2FMy%20%2B%20Pictures&fileuuid=12", "/", "/home/ann/My + Pictures/2025/a.jpg"),
        ("volumeid:?path=C:/Users/Ann", "/", "C:/Users/Ann/2025/a.jpg"),
        ("volumeid:?uuid=c4b2bf2a-d877&fileuuid=39d5", "/home/ann/Pictures", "/home/ann/Pictures/2025/a.jpg"),
        ("volumeid:?label=STICK", "/Pictures", "/Pictures/2025/a.jpg"),
        ("volumeid:?mountpath=/media/stick/", "/Pictures", "/media/stick/Pictures/2025/a.jpg"),
        ("networkshareid:?mountpath=/mnt/nas&mountpath=/media/nas", "/", "/mnt/nas/2025/a.jpg"),
        ("networkshareid:?mountpath=%2F%2Fserver%2Fphotos", "/", "//server/photos/2025/a.jpg"),
        ("something new", "/", "2025/a.jpg"),
    ],
)
def test_paths_follow_the_identifier_of_the_collection(
    tmp_path: Path, identifier: str, specific: str, path: str
) -> None:
    digikam = DigikamDatabase(tmp_path / "digikam4.db", identifier, specific)
    digikam.face(digikam.photo("2025/a.jpg"), digikam.person("Ann"), FACE)
    assert only(read, digikam.path).photo.path == path


def test_databases_are_found_below_folders(digikam: DigikamDatabase) -> None:
    digikam.face(digikam.photo("a.jpg"), digikam.person("Ann"), FACE)
    assert len(read_all(read, digikam.path.parent)[0]) == 1
    renamed = digikam.path.rename(digikam.path.with_name("copy of my database"))
    assert len(read_all(read, renamed)[0]) == 1
    assert read_all(read, renamed.parent) == ([], [])


def test_hostile_names_and_rectangles_are_only_text(digikam: DigikamDatabase) -> None:
    photo = digikam.photo("'; DROP TABLE Tags; --/x'y\".jpg")
    names = ["Robert'); DROP TABLE Images;--", "a" * 3000, "<b>&amp;", "line\nbreak"]
    for name in names:
        digikam.face(photo, digikam.person(name), FACE)
    invalid = [
        '<!DOCTYPE r [<!ENTITY x "1">]><rect x="&x;" y="1" width="1" height="1"/>',
        '<rect x="1" y="1" width="0" height="5"/>',
        '<rect x="1" x="1" width="5" height="5"/>',
        '<rect x="1e3" y="1" width="5" height="5"/>',
        rectangle(10**9, 1, 5, 5),
        "<rect " * 100_000,
        "",
    ]
    eve = digikam.person("Eve")
    for value in invalid:
        digikam.face(photo, eve, value)
    digikam.run("INSERT INTO ImageTagProperties VALUES (?, ?, 'tagRegion', NULL)", photo, eve)
    digikam.run("INSERT INTO ImageTagProperties VALUES (?, ?, 'tagRegion', x'00ff')", photo, eve)
    found, notes = read_all(read, digikam.path)
    assert {region.name for region in found[0].regions} == set(names)
    assert found[0].names == ("Eve",)
    assert [note.fault for note in notes] == ["malformed"] * (len(invalid) + 2)
    assert all(len(note.detail) < 200 for note in notes)


def test_rows_that_refer_to_nothing_are_left_out(digikam: DigikamDatabase) -> None:
    ann = digikam.person("Ann")
    digikam.face(999, ann, FACE)
    digikam.face(digikam.photo("a.jpg"), 4711, FACE)
    digikam.run("INSERT INTO ImageTagProperties VALUES ('text', ?, 'tagRegion', ?)", ann, FACE)
    digikam.run("INSERT INTO ImageTagProperties VALUES (NULL, ?, 'tagRegion', ?)", ann, FACE)
    digikam.run("INSERT INTO ImageTags VALUES (x'00', ?)", ann)
    digikam.run("UPDATE Images SET album = 77")
    found, notes = read_all(read, digikam.path)
    assert [(region.name, region.kind) for names in found for region in names.regions] == [("", "other")]
    assert notes == []


def test_a_loop_in_the_tags_does_not_matter(digikam: DigikamDatabase) -> None:
    ann = digikam.person("Ann")
    digikam.face(digikam.photo("a.jpg"), ann, FACE)
    digikam.run("UPDATE Tags SET pid = ? WHERE id = 4", ann)
    digikam.run("INSERT INTO TagsTree VALUES (?, 4), (4, ?)", ann, ann)
    assert boxes(only(read, digikam.path)) == [("Ann", CORNERS)]


def test_a_view_in_place_of_a_table_is_refused(digikam: DigikamDatabase) -> None:
    digikam.run("ALTER TABLE Tags RENAME TO Old")
    digikam.run(
        "CREATE VIEW Tags AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)"
        " SELECT id, 0 AS pid, 'x' AS name FROM n"
    )
    assert [note.fault for note in read_all(read, digikam.path)[1]] == ["not-supported"]


def test_a_later_schema_without_the_same_columns_is_refused(digikam: DigikamDatabase) -> None:
    digikam.face(digikam.photo("a.jpg"), digikam.person("Ann"), FACE)
    digikam.run("UPDATE Settings SET value = '99'")
    assert len(read_all(read, digikam.path)[0]) == 1
    digikam.run("ALTER TABLE ImageTagProperties RENAME COLUMN value TO region")
    assert read_all(read, digikam.path) == (
        [],
        [Unread(digikam.path, "not-supported", "no ImageTagProperties.value")],
    )


def test_damaged_databases_never_raise(digikam: DigikamDatabase, tmp_path: Path) -> None:
    for index in range(30):
        digikam.face(digikam.photo(f"{index}.jpg"), digikam.person(f"Person {index}"), FACE)
    damaged = tmp_path / "damaged.db"
    for data in mutations(digikam.path.read_bytes(), 200):
        damaged.write_bytes(data)
        read_all(read, damaged)
    assert {file.name for file in tmp_path.iterdir()} == {"damaged.db", "digikam4.db"}


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=20).filter(
                str.strip
            ),
            *[st.integers(0, 1999)] * 2,
            *[st.integers(1, 1000)] * 2,
        ),
        max_size=5,
    )
)
def test_every_confirmed_face_comes_back(tmp_path: Path, faces: list[tuple[str, int, int, int, int]]) -> None:
    (tmp_path / "digikam4.db").unlink(missing_ok=True)
    digikam = DigikamDatabase(tmp_path / "digikam4.db")
    photo = digikam.photo("a.jpg")
    people = {name: digikam.person(name) for name in {face[0] for face in faces}}
    for name, *box in faces:
        digikam.face(photo, people[name], rectangle(*box))
    found, notes = read_all(read, digikam.path)
    expected = {
        (name.strip(), (round(x / 4000, 4), round(y / 3000, 4), round(w / 4000, 4), round(h / 3000, 4)))
        for name, x, y, w, h in faces
    }
    assert notes == []
    assert {box for names in found for box in boxes(names)} == expected
