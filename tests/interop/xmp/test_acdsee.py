"""Regions of ACDSee."""

import pytest

from photoindex.domain.geometry import Box
from photoindex.interop.xmp.acdsee import read_acdsee
from photoindex.interop.xmp.said import Said
from tests.interop.xmp.written import FORMS, Form, listed, packet, structure

SHOWN, FOUND = (0.5, 0.4, 0.2, 0.1), (0.52, 0.41, 0.2, 0.12)


def region(
    name: str,
    assigned: str = "manual",
    form: Form = "elements",
    areas: tuple[str, ...] = ("DLYArea", "ALGArea"),
    kind: str = "Face",
) -> str:
    numbers = {"DLYArea": SHOWN, "ALGArea": FOUND}
    inner = "".join(
        structure(
            f"acdsee-rs:{key}",
            dict(
                zip(
                    ("acdsee-stArea:x", "acdsee-stArea:y", "acdsee-stArea:w", "acdsee-stArea:h"),
                    map(str, numbers[key]),
                    strict=True,
                )
            ),
            form=form,
        )
        for key in areas
    )
    return structure(
        "rdf:li", {"acdsee-rs:Name": name, "acdsee-rs:Type": kind, "acdsee-rs:NameAssignType": assigned}, inner, form
    )


def said(*regions: str, form: Form = "elements") -> Said:
    size = structure(
        "acdsee-rs:AppliedToDimensions",
        {"acdsee-stDim:w": "400", "acdsee-stDim:h": "300", "acdsee-stDim:unit": "pixel"},
        form=form,
    )
    found = read_acdsee(
        packet(structure("acdsee-rs:Regions", {}, size + listed("acdsee-rs:RegionList", regions), form))
    )
    assert found is not None
    return found


def test_a_packet_without_the_schema_says_nothing() -> None:
    assert read_acdsee(packet("")) is None


@pytest.mark.parametrize("form", FORMS)
def test_the_displayed_area_comes_before_the_detected_one(form: Form) -> None:
    (found,) = said(region("Ann", form=form), form=form).regions
    assert (found.name, found.kind, found.dimensions) == ("Ann", "face", (400, 300))
    assert (found.box.x, found.box.y, found.box.width, found.box.height) == pytest.approx((0.4, 0.35, 0.2, 0.1))


def test_the_detected_area_is_taken_if_there_is_no_other() -> None:
    (found,) = said(region("Ann", areas=("ALGArea",))).regions
    assert found.box.center == pytest.approx(FOUND[:2])


def test_a_person_without_an_area_is_only_in_the_photo() -> None:
    assert said(region("Ann", areas=())) == Said(names=["Ann"])


def test_a_name_that_the_user_rejected_is_no_name() -> None:
    (found,) = said(region("Ann", "denied")).regions
    assert found.name == ""


def test_other_regions_are_no_faces() -> None:
    assert said(region("x", kind="Object")).regions[0].kind == "other"
    assert isinstance(said(region("x")).regions[0].box, Box)
