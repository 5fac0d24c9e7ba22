"""Regions of several schemas become one region per face."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.interop.regions import WrittenRegion, to_upright
from photoindex.interop.xmp.merging import merged, without

BOX, NEAR, FAR = Box(0.4, 0.3, 0.2, 0.2), Box(0.41, 0.31, 0.2, 0.2), Box(0.1, 0.1, 0.1, 0.1)


def region(name: str, box: Box = BOX, dimensions: tuple[int, int] | None = None) -> WrittenRegion:
    return WrittenRegion(name, box, dimensions=dimensions)


def test_the_same_face_in_two_schemas_is_one_region_of_the_first() -> None:
    first = region("Ann", dimensions=(40, 30))
    assert merged([[first], [region("Ann", NEAR)], [region(" ann ", NEAR)]]) == (first,)


def test_a_region_without_a_name_gets_the_name_of_the_other() -> None:
    assert merged([[region("", dimensions=(40, 30))], [region("Ann", NEAR)]]) == (region("Ann", dimensions=(40, 30)),)
    assert merged([[region("Ann")], [region("", NEAR)]]) == (region("Ann"),)


def test_two_names_for_one_box_are_both_kept() -> None:
    assert merged([[region("Ann")], [region("Tom", NEAR)]]) == (region("Ann"), region("Tom", NEAR))


def test_faces_elsewhere_are_all_kept() -> None:
    assert len(merged([[region("Ann")], [region("Tom", FAR), region("", Box(0.8, 0.8, 0.1, 0.1))]])) == 3


def test_a_name_has_only_the_boxes_of_the_first_schema_that_draws_it() -> None:
    twice = [region("Ann", NEAR), region("Ann", FAR)]
    assert merged([[region("Ann")], [region("Ann", FAR)]]) == (region("Ann"),)
    assert merged([[region("Ann")], twice]) == (region("Ann"),)
    assert merged([twice, [region("Ann")]]) == tuple(twice)
    assert merged([[region("Tom")], twice]) == (region("Tom"), *twice)


def test_the_only_region_of_a_name_may_be_drawn_differently_in_each_schema() -> None:
    wide, high = Box(0.3, 0.4, 0.4, 0.1), Box(0.45, 0.25, 0.1, 0.4)
    assert 0 < wide.iou(high) < 0.2
    assert merged([[region("Ann", wide)], [region("Ann", high)]]) == (region("Ann", wide),)


def test_regions_of_one_schema_are_never_merged() -> None:
    assert len(merged([[region("Ann"), region("Ann", NEAR)]])) == 2


def test_accents_may_be_stored_in_two_ways() -> None:
    assert len(merged([[region("Zo\u00eb")], [region("Zoe\u0308", NEAR)]])) == 1


@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_region_that_was_left_behind_when_the_photo_was_turned_is_dropped(orientation: int) -> None:
    old = Box(0.1, 0.2, 0.3, 0.1)
    new = to_upright(old, orientation)
    assert merged([[region("Ann", old)], [region("Ann", new)]]) == (region("Ann", old),)


names = st.sampled_from(["", "Ann", "Tom"])
sides = st.floats(0.05, 0.9)
schemas = st.lists(
    st.lists(st.builds(region, names, st.builds(Box, sides, sides, sides, sides)), max_size=4), max_size=3
)


@given(schemas)
def test_merging_keeps_the_first_schema_and_every_name(several: list[list[WrittenRegion]]) -> None:
    result = merged(several)
    if several:
        assert [one.box for one in result[: len(several[0])]] == [one.box for one in several[0]]
    assert {one.name for one in result} - {""} == {one.name for regions in several for one in regions} - {""}
    assert len(result) <= sum(map(len, several))


def test_names_that_have_a_region_are_not_repeated() -> None:
    assert without(["Ann", "tom", "Tom", "Eve"], [region("ANN")]) == ("tom", "Eve")
