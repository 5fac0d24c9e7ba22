"""The people of one photo, as a document gives them."""

from pathlib import Path

from photoindex.domain.geometry import Box
from photoindex.interop.gathered import MOST_REGIONS, Gathered
from photoindex.interop.photo_names import PhotoHint, PhotoNames

BOX = Box(0.1, 0.1, 0.2, 0.2)
NOWHERE = Box(5, 5, 1, 1)


def gathered_names(gathered: Gathered) -> PhotoNames | None:
    return gathered.photo_names(PhotoHint("a.jpg"), "csv", Path("names.csv"))


def test_nothing_is_said_about_a_photo_without_people() -> None:
    gathered = Gathered("upright")
    gathered.add("", NOWHERE)
    gathered.add_name("")
    assert gathered_names(gathered) is None


def test_a_person_whose_box_is_invalid_is_a_name_without_a_box() -> None:
    gathered = Gathered("upright")
    gathered.add("Ann", NOWHERE)
    gathered.add("Ben", None)
    found = gathered_names(gathered)
    assert found is not None
    assert (found.regions, found.names) == ((), ("Ann", "Ben"))


def test_an_animal_whose_box_is_invalid_is_not_a_name() -> None:
    gathered = Gathered("upright")
    gathered.add("Rex", NOWHERE, "pet")
    assert gathered_names(gathered) is None


def test_a_name_with_a_box_is_not_given_again_without_one() -> None:
    gathered = Gathered("stored", (40, 30))
    gathered.add_name("Ann")
    gathered.add("Ann", BOX)
    gathered.add("", BOX, dimensions=(4, 3))
    found = gathered_names(gathered)
    assert found is not None
    assert found.names == ()
    assert [(region.name, region.frame, region.dimensions) for region in found.regions] == [
        ("Ann", "stored", (40, 30)), ("", "stored", (4, 3)),
    ]  # fmt: skip


def test_the_number_of_boxes_and_names_is_bounded() -> None:
    gathered = Gathered("upright")
    for number in range(MOST_REGIONS + 10):
        gathered.add("", BOX)
        gathered.add_name(f"Person {number}")
    found = gathered_names(gathered)
    assert found is not None
    assert (len(found.regions), len(found.names)) == (MOST_REGIONS, MOST_REGIONS)
