"""Photos that other programs mean are found, and boxes are placed in the upright photo."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from photoindex.domain.geometry import Box
from photoindex.interop.photo_names import PhotoHint, PhotoNames, Unread
from photoindex.interop.regions import WrittenRegion
from photoindex.operations.importing.heard import Heard, NamedBox
from photoindex.operations.importing.listening import listen
from photoindex.operations.importing.sources import Source
from photoindex.store.views.photo_facts import FileFacts

SHA = "ab" * 32
BOX = Box(0.125, 0.25, 0.25, 0.5)


def facts(path: str, content: str, *, orientation: int = 1, missing: bool = False) -> FileFacts:
    return FileFacts(path, content, 1000, 400, 300, orientation, None, "second", missing)


FILES = (
    facts("/photos/2019/a.jpg", SHA), facts("/photos/2020/a.jpg", "other"),
    facts("/photos/turned.jpg", "turned", orientation=6), facts("/photos/gone.jpg", "gone", missing=True),
)  # fmt: skip


def hears(*said: PhotoNames, paths: Sequence[str] = ("/photos",)) -> tuple[Heard, list[Sequence[Path]]]:
    """What is heard of a reader that says this, and the photos that it is given."""
    given: list[Sequence[Path]] = []

    def read(paths: Sequence[Path], photos: Sequence[Path], note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
        given.append(photos)
        note(Unread(paths[0], "malformed", "line 3"))
        yield from said

    heard = Heard()
    listen(heard, [Source(read, tuple(map(Path, paths)))], FILES, lambda _: None)
    return heard, given


def says(path: str, *regions: WrittenRegion, names: tuple[str, ...] = (), **about: object) -> PhotoNames:
    hint = PhotoHint(path, **about)  # type: ignore[arg-type]
    return PhotoNames(hint, "csv", Path("/names.csv"), regions, names)


def named(name: str = "Ann", box: Box = BOX, **about: object) -> WrittenRegion:
    return WrittenRegion(name, box, **about)  # type: ignore[arg-type]


def test_a_reader_gets_the_present_files_below_its_paths() -> None:
    assert hears(paths=["/photos/2019"])[1] == [[Path("/photos/2019/a.jpg")]]
    assert len(hears(paths=["/photos"])[1][0]) == 3
    assert hears(paths=["/photos/2019/a.jpg"])[1] == [[Path("/photos/2019/a.jpg")]]
    assert hears(paths=["/photos/20"])[1] == [[]]


@pytest.mark.parametrize(
    "said",
    [
        says("/photos/2019/a.jpg", named()),
        says("C:\\old\\photos\\2019\\a.jpg", named()),
        says("", named(), sha256=SHA),
        says("/nowhere/x.jpg", named(), other_paths=("/old/2019/a.jpg",)),
    ],
)
def test_a_photo_is_found_by_its_path_its_hash_or_another_path(said: PhotoNames) -> None:
    heard, _ = hears(said)
    assert [voice.boxes for voice in heard.voices[SHA]] == [[NamedBox("Ann", BOX)]]
    assert heard.entries == {"csv": 1}


def test_photos_that_are_unknown_or_may_be_several_are_counted_with_examples() -> None:
    heard, _ = hears(says("/x/far.jpg", named()), says("a.jpg", named()))
    assert (heard.unknown.count, heard.unknown.examples) == (1, ["/x/far.jpg"])
    assert [(each.path, sorted(each.candidates)) for each in heard.unclear.examples] == [
        ("a.jpg", ["/photos/2019/a.jpg", "/photos/2020/a.jpg"])
    ]
    assert heard.voices == {}


def test_a_box_of_the_stored_image_is_turned_as_the_photo_was() -> None:
    heard, _ = hears(says("/photos/turned.jpg", named(), named("Bob", frame="upright")))
    (voice,) = heard.voices["turned"]
    (ann, bob) = voice.boxes
    assert (ann.box.x, ann.box.y, ann.box.width, ann.box.height) == (0.25, 0.125, 0.5, 0.25)
    assert bob.box == BOX


@pytest.mark.parametrize(
    ("region", "reason"),
    [
        (named("", BOX), "unnamed"),
        (named(" ", BOX), "unnamed"),
        (named("Rex", BOX, kind="pet"), "not-a-face"),
        (named("1234", BOX), "unusable-name"),
        (named("Ann", BOX, dimensions=(300, 400)), "other-aspect"),
        (named("Ann", Box(0.99, 0.2, 0.3, 0.4)), "outside-photo"),
        (named("Ann", Box(1.5, 0.2, 0.3, 0.4)), "outside-photo"),
        (named("Ann", Box(0.1, 0.2, 1e-7, 0.4)), "outside-photo"),
    ],
)
def test_a_region_that_can_name_no_face_is_left_out_with_the_reason(region: WrittenRegion, reason: str) -> None:
    heard, _ = hears(says("/photos/2019/a.jpg", region))
    assert heard.left_out == {reason: 1}
    assert [voice.boxes for voice in heard.voices[SHA]] == [[]]


def test_a_box_that_reaches_over_the_edge_is_cut_off_there() -> None:
    heard, _ = hears(says("/photos/2019/a.jpg", named("Ann", Box(-0.1, 0.2, 0.3, 0.4))))
    box = heard.voices[SHA][0].boxes[0].box
    assert (box.x, box.width) == (0.0, pytest.approx(0.2))


def test_names_are_cleaned_and_given_once() -> None:
    heard, _ = hears(says("/photos/2019/a.jpg", named(" Ann  Lee\u202a"), names=("Bob", " Bob ", "", "7")))
    (voice,) = heard.voices[SHA]
    assert ([each.name for each in voice.boxes], voice.names) == (["Ann Lee"], ["Bob"])
    assert [each.name for each in heard.unusable.examples] == ["7"]


def test_what_several_files_say_about_one_photo_is_kept_apart() -> None:
    other = PhotoNames(PhotoHint("/photos/2019/a.jpg"), "xmp", Path("/photos/2019/a.jpg.xmp"), (named("Bob"),))
    heard, _ = hears(says("/photos/2019/a.jpg", named()), other, says("/photos/2019/a.jpg", names=("Tim",)))
    assert [(voice.program, voice.names) for voice in heard.voices[SHA]] == [("csv", ["Tim"]), ("xmp", [])]


def test_what_a_reader_cannot_read_is_counted() -> None:
    heard, _ = hears()
    assert heard.faults == {"malformed": 1}
    assert heard.unread.examples == [Unread(Path("/photos"), "malformed", "line 3")]


def test_the_path_of_an_origin_with_bytes_that_are_not_text_can_be_stored() -> None:
    heard, _ = hears(PhotoNames(PhotoHint("/photos/2019/a.jpg"), "csv", Path("/b\udcff.csv"), names=("Ann",)))
    assert [voice.origin for voice in heard.voices[SHA]] == ["/b\\udcff.csv"]


def test_a_file_that_names_thousands_of_faces_in_one_photo_is_cut_off() -> None:
    heard, _ = hears(says("/photos/2019/a.jpg", *[named()] * 1_005))
    assert len(heard.voices[SHA][0].boxes) == 1_000
    assert heard.left_out == {"too-many": 5}
