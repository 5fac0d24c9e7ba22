"""ExifTool runs as one process, and its failures are errors."""

from pathlib import Path

import pytest
from PIL import Image

from photoindex.interop.exiftool import ExifTool, ExifToolError

pytestmark = pytest.mark.exiftool


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (8, 8)).save(path)
    return path


def test_a_photo_without_a_packet_has_none(photo: Path) -> None:
    with ExifTool() as tool:
        assert tool.read_xmp(photo) is None


def test_what_is_no_photo_is_an_error(tmp_path: Path) -> None:
    text = tmp_path / "photo.jpg"
    text.write_text("no photo")
    packet = tmp_path / "a.xmp"
    packet.write_text("no packet")
    with ExifTool() as tool, pytest.raises(ExifToolError):
        tool.write_xmp(text, packet, tmp_path / "new.jpg")


def test_a_line_break_never_becomes_an_argument(photo: Path) -> None:
    with ExifTool() as tool, pytest.raises(ExifToolError, match="line break"):
        tool.run("-XMP\n-overwrite_original", str(photo))


def test_a_process_that_has_ended_is_started_again(photo: Path) -> None:
    with ExifTool() as tool:
        with pytest.raises(ExifToolError, match="ended unexpectedly"):
            tool.run("-stay_open", "False")
        assert tool.read_xmp(photo) is None


def test_no_answer_in_time_is_an_error(photo: Path) -> None:
    with ExifTool(seconds=0.0) as tool, pytest.raises(ExifToolError, match="no answer"):
        tool.read_xmp(photo)
