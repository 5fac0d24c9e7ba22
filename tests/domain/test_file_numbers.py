"""Every number that a system reports about a file fits into a column of the index."""

import os

from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.file_numbers import LARGEST, SMALLEST, numbers_of

NUMBERS = st.integers(-(2**80), 2**80)


def said(size: int, mtime_ns: int, ctime_ns: int, inode: int) -> os.stat_result:
    # st_mtime_ns and st_ctime_ns follow the ten numbers that are tuple items.
    given_numbers = {"st_mtime_ns": mtime_ns, "st_ctime_ns": ctime_ns}
    return os.stat_result((0, inode, 0, 1, 0, 0, size, 0, 0, 0), given_numbers)


@given(NUMBERS, NUMBERS, NUMBERS, st.integers(0, 2**64 - 1))
def test_every_number_fits_and_numbers_in_range_do_not_change(
    size: int, mtime_ns: int, ctime_ns: int, inode: int
) -> None:
    numbers = numbers_of(said(size, mtime_ns, ctime_ns, inode), has_change_time=True)
    assert all(number is None or SMALLEST <= number <= LARGEST for number in numbers)
    for was, now in zip((max(size, 0), mtime_ns, ctime_ns), numbers[:3], strict=True):
        assert now == was or not SMALLEST <= was <= LARGEST


@given(st.integers(1, 2**64 - 1), st.integers(1, 2**64 - 1))
def test_different_file_numbers_stay_different(one: int, other: int) -> None:
    numbers = [numbers_of(said(0, 0, 0, inode)).inode for inode in (one, other)]
    assert (numbers[0] == numbers[1]) == (one == other)


def test_file_numbers_and_change_times_may_be_missing() -> None:
    assert numbers_of(said(5, 6, 7, 0), has_change_time=False) == (5, 6, None, None)
