"""The cost that is allowed for a photo follows from its pixels, and a JPEG is decoded at the coarsest scale that is
fine enough.
"""

import pytest

from photoindex.decode.limits import (
    DecodeLimits,
    NeedsMoreMemoryError,
    check_pixels,
    jpeg_scale,
    reduction,
)
from photoindex.errors import PhotoError


def test_a_higher_pixel_limit_admits_longer_files() -> None:
    assert DecodeLimits(max_pixels=2_000_000_000).file_bytes == 4_000_000_000
    assert DecodeLimits(max_pixels=2_000_000_000).passes == 12_000_000_000
    assert DecodeLimits(max_pixels=2_000_000_000).parts == 2_000_000


def test_small_limits_still_admit_ordinary_files() -> None:
    limits = DecodeLimits(max_pixels=1000)
    assert (limits.file_bytes, limits.passes, limits.parts) == (200_000_000, 3_000_000_000, 500_000)
    assert limits.description_bytes == 100_000_000
    assert DecodeLimits(max_pixels=1_000_000_000).description_bytes == 200_000_000


def test_photos_that_are_decoded_at_the_same_time_share_the_memory_limit() -> None:
    assert DecodeLimits().shared == DecodeLimits(max_bytes=400_000_000)
    assert DecodeLimits(max_bytes=10).shared == DecodeLimits(max_bytes=10)


def test_the_pixel_limit_is_checked_before_the_memory_limit() -> None:
    limits = DecodeLimits(max_pixels=10_000, max_bytes=30_000)
    check_pixels("PNG", (100, 100), limits, 3)
    with pytest.raises(PhotoError, match="PNG of 101 x 100 pixels, over the limit of 10,000 pixels") as many:
        check_pixels("PNG", (101, 100), limits, 9)
    assert (many.value.reason, many.value.needed, many.value.allowed) == ("too-many-pixels", 10_100, 10_000)
    with pytest.raises(NeedsMoreMemoryError) as large:
        check_pixels("PNG", (100, 100), limits, 4)
    assert (large.value.reason, large.value.needed, large.value.allowed) == ("too-much-memory", 40_000, 30_000)


def test_a_photo_that_can_be_decoded_reduced_needs_no_memory_at_full_size() -> None:
    check_pixels("JPEG", (20_000, 20_000), DecodeLimits(max_bytes=1), 0)


@pytest.mark.parametrize(
    ("size", "least_side", "scale"),
    [
        ((1000, 500), None, 1), ((1001, 500), None, 2), ((2000, 1000), None, 2), ((4000, 2000), None, 4),
        ((90_000, 90_000), None, 8), ((800, 100), 800, 1), ((800, 100), 400, 2), ((800, 100), 201, 2),
        ((800, 100), 100, 8), ((4000, 2000), 4000, 4),
    ],
)  # fmt: skip
def test_a_jpeg_is_decoded_at_the_coarsest_scale_that_is_fine_enough(
    size: tuple[int, int], least_side: int | None, scale: int
) -> None:
    assert jpeg_scale(size, DecodeLimits(array_pixels=500_000), least_side) == scale


@pytest.mark.parametrize(("pixels", "divisor"), [(50, 1), (100, 1), (101, 2), (400, 2), (401, 3), (10_000, 10)])
def test_a_photo_is_reduced_by_the_smallest_whole_number_that_makes_it_fit(pixels: int, divisor: int) -> None:
    assert reduction((pixels, 1), DecodeLimits(array_pixels=100)) == divisor
