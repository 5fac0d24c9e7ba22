"""Camera RAW files."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from photoindex.decode import DecodeLimits, decode_photo, load_upright
from photoindex.errors import PhotoError
from tests.decode.raw_files import SENSOR, dng, jpeg


class TestRaw:
    """Tests that need rawpy."""

    @pytest.fixture(autouse=True)
    def rawpy(self) -> Any:
        return pytest.importorskip("rawpy", reason="needs photoindex[raw]")

    def test_a_raw_file_without_a_preview_is_developed_at_half_the_size_of_the_sensor(self) -> None:
        photo = decode_photo(dng(None), "a.dng")
        assert (photo.facts.width, photo.facts.height) == SENSOR
        assert photo.image.shape == (SENSOR[1] // 2, SENSOR[0] // 2, 3)
        assert (photo.reduction, photo.finest, photo.facts.format) == (2, 2, "DNG")
        row = photo.image[10].mean(axis=1)
        assert row[4] < row[20] < row[40]

    @pytest.mark.parametrize(("orientation", "dark"), [(3, "right"), (6, "top"), (8, "bottom")])
    def test_a_raw_file_is_developed_upright(self, orientation: int, dark: str) -> None:
        photo = decode_photo(dng(None, orientation=orientation), "a.dng")
        image = photo.image.astype(int)
        edges = {"left": image[:, 0], "right": image[:, -1], "top": image[0], "bottom": image[-1]}
        assert min(edges, key=lambda side: edges[side].mean()) == dark
        assert photo.facts.orientation == orientation
        assert photo.facts.width == (SENSOR[0] if orientation == 3 else SENSOR[1])

    def test_a_large_preview_replaces_the_photo_and_is_reduced_like_a_jpeg(self) -> None:
        data = dng(jpeg(1200, 800), size=(1248, 832))
        photo = decode_photo(data, "a.dng", least_side=600)
        assert (photo.facts.width, photo.facts.height, photo.facts.format) == (1200, 800, "DNG")
        assert (photo.image.shape, photo.reduction, photo.finest) == ((400, 600, 3), 2, 1)
        assert (photo.facts.camera_make, photo.facts.taken_at) == ("Maker", datetime(2019, 6, 6, 7, 29, 51))

    @pytest.mark.parametrize("size", [(800, 534), (1030, 687)])
    def test_a_preview_that_is_too_small_is_not_used(self, size: tuple[int, int]) -> None:
        sensor = (1248, 832) if size[0] == 800 else (2496, 1664)
        photo = decode_photo(dng(jpeg(*size), size=sensor), "a.dng")
        assert (photo.facts.width, photo.facts.height, photo.reduction) == (*sensor, 2)

    def test_a_preview_is_turned_by_the_orientation_in_the_file(self) -> None:
        photo = decode_photo(dng(jpeg(1200, 800), orientation=6, size=(1248, 832)), "a.dng")
        assert (photo.facts.width, photo.facts.height, photo.facts.orientation) == (800, 1200, 6)
        # After a turn to the right, values that increased to the right increase downwards.
        assert photo.image[0, :, 0].mean() < 10
        assert photo.image[-1, :, 0].mean() > 240

    def test_a_preview_that_the_camera_turned_is_not_turned_again(self) -> None:
        photo = decode_photo(dng(jpeg(800, 1200), orientation=6, size=(1248, 832)), "a.dng")
        assert photo.image.shape == (1200, 800, 3)
        assert photo.image[:, -1, 0].mean() > 240

    def test_a_raw_file_can_be_decoded_for_display(self, tmp_path: Path) -> None:
        (tmp_path / "a.dng").write_bytes(dng(jpeg(1200, 800), size=(1248, 832)))
        assert load_upright(tmp_path / "a.dng", max_side=300).size == (300, 200)

    def test_a_raw_file_is_decoded_within_the_limits(self) -> None:
        with pytest.raises(PhotoError, match="DNG of 96 x 64 pixels, over the limit"):
            decode_photo(dng(None), "a.dng", DecodeLimits(max_pixels=6000))
        assert decode_photo(dng(None), "a.dng", DecodeLimits(array_pixels=400)).reduction == 4

    def test_a_damaged_raw_file_is_a_photo_error_and_prints_nothing(self, capfd: pytest.CaptureFixture[str]) -> None:
        whole = dng(None)
        for data in (whole[:100], whole[:5000], whole[:60] + b"\xff" * 200 + whole[260:], b"II*\0" + bytes(500)):
            try:
                assert decode_photo(data, "a.dng").image.ndim == 3
            except PhotoError as error:
                assert error.stage == "decode"
        assert capfd.readouterr() == ("", "")
