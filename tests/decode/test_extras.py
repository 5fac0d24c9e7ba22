"""Formats that need an optional package: camera RAW files and JPEG XL."""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

from photoindex.decode import decode_photo, installed_extras
from photoindex.errors import PhotoError
from tests.decode.raw_files import dng, jpeg


@pytest.mark.parametrize(
    ("name", "content", "module", "extra"),
    [
        ("a.dng", dng(None), "rawpy", "raw"),
        ("a.CR3", b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "rawpy", "raw"),
        ("a.jxl", b"\xff\x0a" + bytes(30), "imagecodecs", "jxl"),
    ],
)
def test_a_format_whose_package_is_missing_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(PhotoError, match=f"needs an optional package: {module}$") as caught:
        decode_photo(content, name)
    assert (caught.value.stage, caught.value.needs) == ("extra", extra)


def test_installed_extras_are_those_that_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rawpy", None)
    monkeypatch.setitem(sys.modules, "imagecodecs", ModuleType("imagecodecs"))
    assert installed_extras() == set()
    monkeypatch.setattr(sys.modules["imagecodecs"], "__spec__", ModuleSpec("imagecodecs", None))
    assert installed_extras() == {"jxl", "tiff"}


def test_a_jpeg_with_the_suffix_of_a_raw_file_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rawpy", None)
    assert decode_photo(jpeg(60, 40), "a.nef").facts.format == "JPEG"
