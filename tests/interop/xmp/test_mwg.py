"""Regions of the Metadata Working Group, as Picasa, digiKam, Lightroom and Apple write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.interop.regions import RegionKind, WrittenRegion, centre_of
from photoindex.interop.xmp.mwg import read_mwg
from photoindex.interop.xmp.said import Said
from tests.interop.xmp.written import FORMS, Form, area, mwg_region, mwg_regions, packet

sides = st.floats(0.01, 0.99)
AREA = area(0.5, 0.4, 0.2, 0.1)


def said(properties: str) -> Said:
    found = read_mwg(packet(properties))
    assert found is not None
    return found


def only(properties: str) -> WrittenRegion:
    (region,) = said(properties).regions
    return region


def corners(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


def details(found: Said) -> list[str]:
    return [detail for _, detail in found.faults]


def test_a_packet_without_the_schema_says_nothing() -> None:
    assert read_mwg(packet("")) is None


def test_an_empty_list_says_that_nobody_is_there() -> None:
    assert said(mwg_regions()) == Said()
    assert said("<mwg-rs:Regions/>") == Said()


@pytest.mark.parametrize("form", FORMS)
def test_a_region_reads_the_same_in_each_form(form: Form) -> None:
    region = only(mwg_regions(mwg_region("Ann", AREA, form), form=form))
    assert corners(region.box) == pytest.approx((0.4, 0.35, 0.2, 0.1))
    assert (region.name, region.kind, region.frame, region.dimensions) == ("Ann", "face", "stored", (4000, 3000))


@given(sides, sides, sides, sides, st.sampled_from(FORMS))
def test_fractions_come_back_as_they_were_written(x: float, y: float, w: float, h: float, form: Form) -> None:
    region = only(mwg_regions(mwg_region("Ann", area(x, y, w, h), form)))
    assert centre_of(region.box) == pytest.approx((x, y, w, h))


@given(sides, sides, sides, sides)
def test_pixels_become_fractions_of_the_stated_size(x: float, y: float, w: float, h: float) -> None:
    pixels = area(x * 4000, y * 3000, w * 4000, h * 3000, "pixel")
    assert centre_of(only(mwg_regions(mwg_region("Ann", pixels))).box) == pytest.approx((x, y, w, h))


@pytest.mark.parametrize(
    ("written", "kind"),
    [("Face", "face"), ("face", "face"), ("Pet", "pet"), ("Dog", "pet"), ("Focus", "focus"), ("BarCode", "barcode"),
     ("Saliency", "other")],
)  # fmt: skip
def test_the_kind_of_a_region_is_kept(written: str, kind: RegionKind) -> None:
    assert only(mwg_regions(mwg_region("Rex", AREA, Type=written))).kind == kind


def test_a_region_without_a_type_is_a_face_if_it_has_a_name() -> None:
    assert only(mwg_regions(mwg_region("Ann", AREA, Type=""))).kind == "face"
    assert only(mwg_regions(mwg_region("", AREA, Type=""))).kind == "other"


def test_an_unnamed_face_of_a_camera_is_a_region_without_a_name() -> None:
    extensions = '<mwg-rs:Extensions rdf:parseType="Resource"><apple-fi:FaceID>14</apple-fi:FaceID></mwg-rs:Extensions>'
    region = only(mwg_regions(mwg_region("", AREA).replace("<mwg-rs:Area", f"{extensions}<mwg-rs:Area")))
    assert (region.name, region.kind) == ("", "face")


def test_lightroom_and_picasa_leave_out_the_unit_of_fractions() -> None:
    without_unit = {key: value for key, value in AREA.items() if key != "unit"}
    assert corners(only(mwg_regions(mwg_region("Ann", without_unit, Rotation="0.1"))).box) == pytest.approx(
        (0.4, 0.35, 0.2, 0.1)
    )


def test_numbers_without_a_unit_that_cannot_be_fractions_are_pixels() -> None:
    region = only(mwg_regions(mwg_region("Ann", {"x": 2000, "y": 1200, "w": 800, "h": 300})))
    assert corners(region.box) == pytest.approx((0.4, 0.35, 0.2, 0.1))


def test_a_decimal_comma_is_understood() -> None:
    region = only(mwg_regions(mwg_region("Ann", {"x": "0,5", "y": "0,4", "w": "0,2", "h": "0,1"})))
    assert corners(region.box) == pytest.approx((0.4, 0.35, 0.2, 0.1))


def test_a_circle_is_as_high_as_it_is_wide() -> None:
    region = only(mwg_regions(mwg_region("Ann", {"x": 0.5, "y": 0.5, "d": 0.3, "unit": "normalized"})))
    assert corners(region.box) == pytest.approx((0.35, 0.3, 0.3, 0.4))


def test_a_point_says_only_who_is_in_the_photo() -> None:
    found = said(
        mwg_regions(mwg_region("Ann", {"x": 0.5, "y": 0.5}), mwg_region("", {"x": 0.1, "y": 0.2}, Type="Focus"))
    )
    assert found == Said(names=["Ann"])
    assert said(mwg_regions(mwg_region("Ann", {}))) == Said(names=["Ann"])
    assert said(mwg_regions(mwg_region("Ann", area(0.5, 0.5, 0, 0)))) == Said(names=["Ann"])


def test_the_whole_picture_is_no_box() -> None:
    whole = area(0.5, 0.5, 1, 1)
    assert said(mwg_regions(mwg_region("", whole))) == Said()
    assert said(mwg_regions(mwg_region("Ann", whole))) == Said(names=["Ann"])


def test_the_same_region_twice_is_one_and_the_same_name_twice_is_two() -> None:
    found = said(mwg_regions(*[mwg_region("Ann", AREA)] * 2, mwg_region("Ann", area(0.1, 0.1, 0.1, 0.1))))
    assert [region.name for region in found.regions] == ["Ann", "Ann"]


@pytest.mark.parametrize(
    ("region", "detail"),
    [
        (area(5, 0.5, 0.1, 0.1), "outside the picture"),
        (area(0.5, 0.5, -0.1, 0.1), "outside the picture"),
        (area(0.5, 0.5, 7, 0.1), "outside the picture"),
        ({"x": "nan", "y": 0.5, "w": 0.1, "h": 0.1}, "not numeric"),
        ({"x": "left", "y": 0.5, "w": 0.1, "h": 0.1}, "not numeric"),
        ({"x": 1e400, "y": 0.5, "w": 0.1, "h": 0.1}, "not numeric"),
    ],
)
def test_an_impossible_box_is_noted_and_its_name_kept(region: dict[str, object], detail: str) -> None:
    found = said(mwg_regions(mwg_region("Ann", region), mwg_region("Tom", AREA)))
    assert [one.name for one in found.regions] == ["Tom"]
    assert found.names == ["Ann"]
    assert detail in details(found)[0]


@pytest.mark.parametrize("size", [None, (0, 0), ("wide", 3), ("inf", 3)])
def test_pixels_without_a_size_are_noted(size: tuple[object, object] | None) -> None:
    found = said(mwg_regions(mwg_region("Ann", area(200, 100, 50, 50, "pixel")), size=size))
    assert (found.regions, found.names) == ([], ["Ann"])
    assert details(found) == ["a region in pixels without the size of its image"]


def test_more_regions_than_people_fit_on_a_photo_are_noted() -> None:
    found = said(
        mwg_regions(*(mwg_region(f"P{number}", area(0.5, 0.5, 0.1, number / 3000)) for number in range(1, 1200)))
    )
    assert len(found.regions) == 1000
    assert found.faults == [("too-large", "more than 1,000 entries in one list")]


def test_a_name_as_long_as_a_text_is_noted() -> None:
    found = said(mwg_regions(mwg_region("x" * 301, AREA), mwg_region("x" * 301, {})))
    assert (found.regions, found.names) == ([], [])
    assert found.faults == [("too-large", "a name of more than 300 characters")]
