"""The sidecar of a photo is the one that exists, or has the name that was asked for."""

from pathlib import Path

import pytest

from photoindex.interop.xmp.packet import PacketError
from photoindex.interop.xmp.sidecar_file import FolderNames, SidecarStyle, read_sidecar, write_sidecar


def sidecar(photo: str, *others: str, style: SidecarStyle = "full") -> str:
    return FolderNames(Path("/photos"), (photo, *others)).sidecar_of(Path("/photos") / photo, style).name


@pytest.mark.parametrize(
    ("photo", "others", "style", "name"),
    [
        ("a.jpg", (), "full", "a.jpg.xmp"),
        ("a.jpg", (), "short", "a.xmp"),
        ("a.jpg", ("a.xmp",), "full", "a.xmp"),
        ("a.jpg", ("a.jpg.xmp",), "short", "a.jpg.xmp"),
        ("a.jpg", ("a.jpg.xmp", "a.xmp"), "short", "a.jpg.xmp"),
        ("a.JPG", ("a.XMP",), "full", "a.XMP"),
        ("a.jpg", ("A.xmp",), "full", "a.jpg.xmp"),
        # The short sidecar belongs to the raw file.
        ("a.jpg", ("a.cr2", "a.xmp"), "full", "a.jpg.xmp"),
        ("a.cr2", ("a.jpg", "a.xmp"), "full", "a.xmp"),
        ("a.jpg", ("a.png", "a.xmp"), "short", "a.jpg.xmp"),
        ("a.jpg", ("a.mov", "a.txt"), "short", "a.xmp"),
        (".jpg", (), "short", ".jpg.xmp"),
    ],
)
def test_the_sidecar_of_a_photo(photo: str, others: tuple[str, ...], style: SidecarStyle, name: str) -> None:
    assert sidecar(photo, *others, style=style) == name


def test_a_folder_that_cannot_be_listed_has_no_sidecars(tmp_path: Path) -> None:
    names = FolderNames.of(tmp_path / "none")
    assert names.sidecar_of(tmp_path / "none" / "a.jpg").name == "a.jpg.xmp"


def test_a_missing_sidecar_is_none_and_a_folder_is_refused(tmp_path: Path) -> None:
    assert read_sidecar(tmp_path / "a.xmp") is None
    with pytest.raises(PacketError, match="not a file"):
        read_sidecar(tmp_path)


def test_a_sidecar_larger_than_any_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "a.xmp"
    with large.open("wb") as stream:
        stream.truncate(17_000_000)
    with pytest.raises(PacketError, match="longer"):
        read_sidecar(large)


def test_a_sidecar_is_written_whole(tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"photo")
    write_sidecar(tmp_path / "a.jpg.xmp", b"first", photo)
    write_sidecar(tmp_path / "a.jpg.xmp", b"second", photo)
    assert (tmp_path / "a.jpg.xmp").read_bytes() == b"second"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg", "a.jpg.xmp"]
