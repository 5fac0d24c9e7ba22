"""A thumbnail is identified by the content of the photo and by the box of the face."""

import math

from photoindex.domain.geometry import Box
from photoindex.domain.thumbnail import key_of

BOX = Box(0.1, 0.2, 0.3, 0.4)


def test_a_key_is_the_same_after_the_box_was_rounded_as_in_decisions() -> None:
    assert key_of("a" * 64, Box(0.100001, 0.2, 0.3, 0.4)) == key_of("a" * 64, BOX)
    assert len(key_of("a" * 64, BOX)) == 16


def test_another_photo_and_another_box_have_other_keys() -> None:
    keys = {key_of("a" * 64, BOX), key_of("b" * 64, BOX), key_of("a" * 64, Box(0.1001, 0.2, 0.3, 0.4)),
            key_of("a" * 64, Box(0.2, 0.1, 0.3, 0.4)), key_of("a" * 64, Box(-0.1, 0.2, 0.3, 0.4))}  # fmt: skip
    assert len(keys) == 5


def test_a_damaged_box_has_a_key_too() -> None:
    for value in (math.nan, math.inf, -math.inf, 1e300):
        assert len(key_of("not a hash", Box(value, 0.0, 0.0, 0.0))) == 16
