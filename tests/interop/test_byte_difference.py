"""The old file comes back from the new one and their difference."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.interop.byte_difference import applied, difference

blocks = st.lists(st.sampled_from([bytes(range(256)) * 8, b"a" * 1500, b"metadata", b"", b"\0" * 3000]), max_size=8)


@given(blocks.map(b"".join), blocks.map(b"".join))
def test_the_old_file_comes_back(old: bytes, new: bytes) -> None:
    assert applied(new, difference(old, new)) == old


@given(st.binary(max_size=5000), st.binary(max_size=5000))
def test_files_without_anything_in_common_come_back(old: bytes, new: bytes) -> None:
    assert applied(new, difference(old, new)) == old


def test_a_difference_is_as_small_as_what_differs() -> None:
    picture = random.Random(1).randbytes(1_000_000)
    old = b"head" * 50 + b"old metadata" * 20 + picture + b"trailer"
    new = b"head" * 50 + b"new and longer metadata" * 40 + picture + b"trailer"
    assert applied(new, difference(old, new)) == old
    assert len(difference(old, new)) < 3000


@pytest.mark.parametrize("damage", [b"X" + bytes(16), b"C" + b"\xff" * 16, b"I", b"I" + bytes(8) + b"\xff" * 8])
def test_damaged_steps_are_refused(damage: bytes) -> None:
    with pytest.raises(ValueError, match="steps"):
        applied(b"new", damage)
