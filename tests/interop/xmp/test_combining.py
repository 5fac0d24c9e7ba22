"""What sidecars and photos say together: the sidecar has the last word, schema by schema."""

from pathlib import Path

from photoindex.interop.xmp.combining import records_of
from photoindex.interop.xmp.statements import Statements, statements_of
from tests.interop.xmp.written import area, listed, microsoft, mwg_region, mwg_regions, xmp

PHOTO, SIDECAR, OTHER = Path("a.jpg"), Path("a.jpg.xmp"), Path("a.xmp")
AREA = area(0.5, 0.5, 0.2, 0.2)


def says(*properties: str) -> Statements:
    return statements_of([xmp("".join(properties)).encode()])


def told(*sources: tuple[Path, Statements]) -> dict[str, tuple[list[str], tuple[str, ...]]]:
    """The names of the regions, and the names without a region, by origin."""
    return {
        record.origin.name: ([region.name for region in record.regions], record.names)
        for record in records_of(PHOTO, sources)
    }


def test_the_photo_itself_counts_if_there_is_no_sidecar() -> None:
    assert told((PHOTO, says(mwg_regions(mwg_region("Ann", AREA))))) == {"a.jpg": (["Ann"], ())}


def test_boxes_in_a_sidecar_replace_the_boxes_of_the_photo_in_every_schema() -> None:
    embedded = says(microsoft(("Anna", "0.4, 0.4, 0.2, 0.2")), mwg_regions(mwg_region("Anna", AREA)))
    sidecar = says(mwg_regions(mwg_region("Ann", AREA)))
    assert told((SIDECAR, sidecar), (PHOTO, embedded)) == {"a.jpg.xmp": (["Ann"], ()), "a.jpg": ([], ())}


def test_an_empty_list_in_a_sidecar_removes_the_boxes_of_the_photo() -> None:
    embedded = says(mwg_regions(mwg_region("Ann", AREA)))
    assert told((SIDECAR, says(mwg_regions())), (PHOTO, embedded)) == {"a.jpg.xmp": ([], ()), "a.jpg": ([], ())}


def test_a_sidecar_without_boxes_leaves_those_of_the_photo() -> None:
    sidecar = says(listed("Iptc4xmpExt:PersonInImage", ["Tom", "Ann"]))
    embedded = says(mwg_regions(mwg_region("Ann", AREA)), listed("Iptc4xmpExt:PersonInImage", ["Eve"]))
    assert told((SIDECAR, sidecar), (PHOTO, embedded)) == {"a.jpg.xmp": ([], ("Tom",)), "a.jpg": (["Ann"], ())}


def test_a_sidecar_of_the_stem_adds_what_the_other_does_not_say() -> None:
    edits, people = says(listed("lr:hierarchicalSubject", ["Places|Rome"])), says(mwg_regions(mwg_region("Ann", AREA)))
    assert told((SIDECAR, edits), (OTHER, people), (PHOTO, says())) == {"a.jpg.xmp": ([], ()), "a.xmp": (["Ann"], ())}


def test_a_name_without_a_box_is_given_once() -> None:
    sidecar = says(listed("digiKam:TagsList", ["People/Ann", "People/Tom"]))
    embedded = says(listed("lr:hierarchicalSubject", ["People|Ann", "People|Tom", "People|Eve"]))
    assert told((SIDECAR, sidecar), (PHOTO, embedded)) == {"a.jpg.xmp": ([], ("Ann", "Tom")), "a.jpg": ([], ("Eve",))}


def test_a_file_that_says_nothing_has_no_record() -> None:
    assert told((SIDECAR, says("<dc:title>x</dc:title>")), (PHOTO, statements_of([]))) == {}
