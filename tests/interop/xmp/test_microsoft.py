"""People that Windows Live Photo Gallery and digiKam tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.interop.regions import WrittenRegion
from photoindex.interop.xmp.microsoft import read_microsoft
from photoindex.interop.xmp.said import Said
from tests.interop.xmp.written import FORMS, Form, microsoft, packet


def said(*regions: tuple[str, str], form: Form = "elements") -> Said:
    found = read_microsoft(packet(microsoft(*regions, form=form)))
    assert found is not None
    return found


def test_a_packet_without_the_schema_says_nothing() -> None:
    assert read_microsoft(packet("")) is None


@pytest.mark.parametrize("form", FORMS)
def test_a_rectangle_is_the_corner_and_the_size(form: Form) -> None:
    found = said(("Bill Murray", "0.403125, 0.330598, 0.192188, 0.288394"), form=form)
    assert found == Said([WrittenRegion("Bill Murray", Box(0.403125, 0.330598, 0.192188, 0.288394))])


@given(st.lists(st.floats(0.01, 0.9), min_size=4, max_size=4), st.sampled_from([", ", ",", " , "]))
def test_a_rectangle_comes_back_as_it_was_written(numbers: list[float], between: str) -> None:
    (region,) = said(("Ann", between.join(map(str, numbers)))).regions
    assert [region.box.x, region.box.y, region.box.width, region.box.height] == numbers


def test_decimal_commas_are_understood() -> None:
    assert said(("Ann", "0,1, 0,2, 0,3, 0,4")) == Said([WrittenRegion("Ann", Box(0.1, 0.2, 0.3, 0.4))])


def test_a_person_without_a_rectangle_is_only_in_the_photo() -> None:
    assert said(("Ann", ""), ("Tom", "0, 0, 0, 0"), ("", "")) == Said(names=["Ann", "Tom"])


def test_a_rectangle_without_a_person_is_an_unnamed_face() -> None:
    assert said(("", "0.1, 0.2, 0.3, 0.4")) == Said([WrittenRegion("", Box(0.1, 0.2, 0.3, 0.4))])


@pytest.mark.parametrize(
    "rectangle", ["0.1, 0.2, 0.3", "a, b, c, d", "nan, 0, 0.1, 0.1", "0.1 0.2 0.3 0.4", ",,,", "1e999,0,0,0"]
)
def test_an_invalid_rectangle_is_noted_and_the_name_kept(rectangle: str) -> None:
    assert said(("Ann", rectangle)) == Said(
        names=["Ann"], faults=[("malformed", "a rectangle that is not four numbers")]
    )
