"""Single values of documents from elsewhere: whatever they are, they become what is expected, or nothing."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.interop.values import (
    count,
    fields,
    flag,
    hexadecimal,
    items,
    moment,
    number,
    path_text,
    text,
    usable,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(ANYTHING)
def test_no_value_raises_an_error(value: Any) -> None:
    assert isinstance(text(value), str)
    assert isinstance(path_text(value), str)
    assert isinstance(flag(value), bool)
    assert isinstance(fields(value), dict)
    assert isinstance(items(value), list)
    assert isinstance(number(value), float | None)
    assert isinstance(count(value), int | None)
    assert isinstance(moment(value), datetime | None)
    assert isinstance(hexadecimal(value, 40), str | None)


@given(st.text(st.characters(), max_size=20))
def test_every_text_can_be_stored_as_utf_8(value: str) -> None:
    text(value).encode("utf-8")
    path_text(value).encode("utf-8")


@pytest.mark.parametrize(
    ("value", "expected"), [(" Ann ", "Ann"), ("\ud83d", "\ufffd"), ("👩", "👩"), ("", ""), (3, ""), ("a" * 5000, "")]
)
def test_a_text_is_trimmed_and_bounded(value: Any, expected: str) -> None:
    assert text(value) == expected


def test_the_name_of_a_file_keeps_its_spaces() -> None:
    assert path_text(" a .jpg") == " a .jpg"
    assert path_text("   ") == ""


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e16, 10**400, True, "1", None, [1]])
def test_what_is_not_a_reasonable_number_is_missing(value: Any) -> None:
    assert number(value) is None
    assert count(value) is None


@pytest.mark.parametrize(("value", "expected"), [(3, 3), (3.0, 3), (3.5, None), (0, None), (-2, None)])
def test_a_size_is_a_whole_number_above_zero(value: float, expected: int | None) -> None:
    assert count(value) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2020-07-20T13:02:40+02:00", datetime(2020, 7, 20, 13, 2, 40)),
        ("2020-07-20T13:02:40.123Z", datetime(2020, 7, 20, 13, 2, 40, 123000)),
        ("2020-07-20 13:02:40", datetime(2020, 7, 20, 13, 2, 40)),
        ("20.7.2020", None),
        ("9999-99-99", None),
    ],
)
def test_a_moment_is_the_local_time_without_its_zone(written: str, expected: datetime | None) -> None:
    assert moment(written) == expected


def test_a_hash_has_exactly_its_digits() -> None:
    assert hexadecimal("AB" * 20, 40) == "ab" * 20
    assert hexadecimal("ab" * 19, 40) is None
    assert hexadecimal("xy" * 20, 40) is None


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (Box(0.1, 0.1, 0.2, 0.2), True),
        (Box(-0.1, -0.1, 0.2, 0.2), True),
        (Box(0, 0, 1, 1), True),
        (Box(1.1, 0.1, 0.2, 0.2), False),
        (Box(0.1, 0.1, 0, 0.2), False),
        (Box(0.1, 0.1, -0.2, 0.2), False),
        (Box(0.1, 0.1, 3, 0.2), False),
        (Box(float("nan"), 0.1, 0.2, 0.2), False),
        (Box(0.1, 0.1, float("nan"), 0.2), False),
        (Box(0.1, 0.1, float("inf"), 0.2), False),
        (Box(-1e308, 0.1, 1e308, 0.2), False),
    ],
)
def test_a_box_is_usable_if_it_shows_a_part_of_the_image(box: Box, expected: bool) -> None:
    assert usable(box) == expected
