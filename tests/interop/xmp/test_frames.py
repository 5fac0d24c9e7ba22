"""Regions of a HEIF file are placed in the picture that decoders return."""

from dataclasses import replace
from pathlib import Path

import pytest

from photoindex.domain.geometry import Box
from photoindex.interop.regions import WrittenRegion, to_stored, to_upright
from photoindex.interop.xmp.frames import in_frame
from tests.decode.drawn import box
from tests.decode.test_heif_items import PRIMARY, heif, kinds, owned, spans

REGION = WrittenRegion("Ann", Box(0.1, 0.2, 0.3, 0.25))
CODED, UPRIGHT = (4032, 3024), (3024, 4032)


@pytest.fixture
def turned(tmp_path: Path) -> Path:
    """A HEIF of a phone that was held upright: decoders turn it by 90 degrees clockwise, orientation 6."""
    return heic(tmp_path, box(b"irot", b"\3"))


def heic(folder: Path, *steps: bytes) -> Path:
    properties = [spans(*CODED), *steps]
    indices = list(range(1, len(properties) + 1))
    path = folder / "a.HEIC"
    path.write_bytes(heif(PRIMARY, kinds((1, b"hvc1")), owned(properties, {1: indices})))
    return path


def test_a_region_for_the_coded_picture_is_turned(turned: Path) -> None:
    (found,) = in_frame([replace(REGION, dimensions=CODED)], turned)
    assert found == replace(REGION, box=to_upright(REGION.box, 6), frame="upright", dimensions=UPRIGHT)
    assert to_stored(found.box, 6).iou(REGION.box) == pytest.approx(1)


def test_a_region_for_the_decoded_picture_is_not_turned(turned: Path) -> None:
    (found,) = in_frame([replace(REGION, dimensions=UPRIGHT)], turned)
    assert found == replace(REGION, frame="upright", dimensions=UPRIGHT)


def test_a_region_that_does_not_say_refers_to_the_coded_picture(turned: Path) -> None:
    (found,) = in_frame([REGION], turned)
    assert found == replace(REGION, box=to_upright(REGION.box, 6), frame="upright")


def test_a_picture_on_its_head_is_turned_by_the_rule(tmp_path: Path) -> None:
    (found,) = in_frame([replace(REGION, dimensions=CODED)], heic(tmp_path, box(b"irot", b"\2")))
    assert found.box.iou(to_upright(REGION.box, 3)) == pytest.approx(1)


def test_other_photos_are_left_alone(tmp_path: Path, turned: Path) -> None:
    jpeg = tmp_path / "a.jpg"
    jpeg.write_bytes(turned.read_bytes())
    damaged = tmp_path / "b.heic"
    damaged.write_bytes(turned.read_bytes()[:60])
    for photo in (jpeg, damaged, tmp_path / "missing.heic", tmp_path):
        assert in_frame([REGION], photo) == (REGION,)


def test_an_upright_or_a_cropped_picture_is_left_alone(tmp_path: Path) -> None:
    assert in_frame([REGION], heic(tmp_path)) == (REGION,)
    assert in_frame([REGION], heic(tmp_path, box(b"clap", bytes(32)), box(b"irot", b"\3"))) == (REGION,)
