"""Numbers as programs write them, in any language and in any state."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.interop.xmp.namespaces import DIMENSIONS
from photoindex.interop.xmp.said import Said, four_numbers, number, numbers, size_of
from tests.interop.xmp.written import packet, structure

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("text", "value"), [("0.5", 0.5), ("0,5", 0.5), (" 1e-3 ", 0.001), ("-2", -2), ("", None), ("1/2", None),
                        ("nan", None), ("inf", None), ("1e999", None), ("1,234.5", None), ("9" * 41, None)],
)  # fmt: skip
def test_a_number_may_have_a_decimal_comma_and_must_be_finite(text: str, value: float | None) -> None:
    assert number(text) == value


@given(st.lists(finite, min_size=4, max_size=4), st.booleans())
def test_four_numbers_come_back_with_points_and_with_commas(values: list[float], commas: bool) -> None:
    text = ", ".join(map(repr, values))
    if commas:
        text = "; ".join(repr(value).replace(".", ",") for value in values)
    found = four_numbers(text)
    assert found is not None
    assert found == pytest.approx(values)


@given(st.text(max_size=60))
def test_any_text_is_four_numbers_or_none(text: str) -> None:
    found = four_numbers(text)
    assert found is None or (len(found) == 4 and all(map(math.isfinite, found)))


@pytest.mark.parametrize(
    ("unit", "size"), [("pixel", (4000, 3000)), ("Pixels", (4000, 3000)), ("", (4000, 3000)), ("inch", None)]
)
def test_only_a_size_in_pixels_counts(unit: str, size: tuple[int, int] | None) -> None:
    fields = {"stDim:w": "4000", "stDim:h": "3000.0", "stDim:unit": unit}
    value = packet(structure("xmp:Thing", fields)).value("http://ns.adobe.com/xap/1.0/", "Thing")
    assert size_of(value, DIMENSIONS) == size
    assert numbers(value, DIMENSIONS, "wh") == [4000, 3000]
    assert numbers(value, DIMENSIONS, "wx") is None


def test_a_fault_is_noted_once() -> None:
    said = Said()
    for _ in range(3):
        said.malformed("x")
        said.too_large("x")
    assert said.faults == [("malformed", "x"), ("too-large", "x")]
