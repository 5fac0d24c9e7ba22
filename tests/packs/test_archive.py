"""Zips that are intact, damaged or malicious."""

import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from photoindex.errors import PackError
from photoindex.packs.archive import MAX_UNPACKED_BYTES, opened_archive, unpack


def unpacked(path: Path, *wanted: str) -> list[str]:
    target = path.parent / "unpacked"
    target.mkdir()
    try:
        unpack(path, target, wanted or None)
    finally:
        names = sorted(file.relative_to(target).as_posix() for file in target.rglob("*"))
    return names


def zipped(path: Path, name: str, content: bytes = b"x", mode: int = stat.S_IFREG | 0o644) -> Path:
    member = zipfile.ZipInfo(name)
    member.external_attr = mode << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, content)
    return path


def test_models_are_unpacked_flat_and_other_files_are_left_out(tmp_path: Path, build: Any) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(build.zip({"deep/er/d.onnx": b"1", "r.onnx": b"2", "readme.txt": b"3", "deep/LICENSE": b"4"}))
    assert unpacked(path) == ["LICENSE", "d.onnx", "r.onnx"]
    assert (tmp_path / "unpacked" / "d.onnx").read_bytes() == b"1"


def test_only_the_wanted_files_are_unpacked_if_their_names_are_known(tmp_path: Path, build: Any) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(build.zip({"p/d.onnx": b"1", "p/r.onnx": b"2", "p/age.onnx": b"3"}))
    assert unpacked(path, "d.onnx", "r.onnx") == ["d.onnx", "r.onnx"]


def test_a_wanted_file_that_is_missing_is_named(tmp_path: Path, build: Any) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(build.zip({"d.onnx": b"1"}))
    with pytest.raises(PackError, match=r"lacks r\.onnx"):
        unpacked(path, "d.onnx", "r.onnx")


def test_two_files_with_the_same_name_are_ambiguous(tmp_path: Path, build: Any) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(build.zip({"one/d.onnx": b"1", "two/D.onnx": b"2"}))
    with pytest.raises(PackError, match="two files named"):
        unpacked(path)


@pytest.mark.parametrize(
    "name",
    ["../d.onnx", "a/../../d.onnx", "/etc/d.onnx", "C:\\d.onnx", "..\\d.onnx", "c:d.onnx", "\\\\host\\s\\d.onnx"],
)
def test_a_zip_with_a_member_outside_of_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackError, match="leads out of the folder"):
        unpacked(zipped(tmp_path / "a.zip", name))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "unpacked"]


def test_a_zip_with_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="link or a device"):
        unpacked(zipped(tmp_path / "a.zip", "d.onnx", b"/etc/passwd", stat.S_IFLNK | 0o777))


def test_a_zip_with_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", "d.onnx")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(PackError, match="encrypted"):
        unpacked(path)


def test_a_zip_bomb_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("d.onnx", bytes(32 * 1024**2))
    with pytest.raises(PackError, match="would unpack to 33,554,432"):
        unpacked(path)


def test_a_declared_size_beyond_any_pack_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", "d.onnx")
    position = path.read_bytes().index(b"PK\x01\x02") + 24
    content = bytearray(path.read_bytes())
    content[position : position + 4] = struct.pack("<I", MAX_UNPACKED_BYTES + 1)
    path.write_bytes(content)
    with pytest.raises(PackError, match="would unpack to"):
        unpacked(path)


def test_a_zip_with_thousands_of_members_is_refused(tmp_path: Path, build: Any) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(build.zip({f"{number}.onnx": b"" for number in range(1001)}))
    with pytest.raises(PackError, match="1,001 members"):
        unpacked(path)


@pytest.mark.parametrize("offset", [60, -200])
def test_a_flipped_byte_is_found_before_anything_is_unpacked(tmp_path: Path, pack_zip: Path, offset: int) -> None:
    content = bytearray(pack_zip.read_bytes())
    start = content.index(b"PK\x03\x04", 4) + offset
    content[start] ^= 0xFF
    pack_zip.write_bytes(content)
    with pytest.raises(PackError):
        unpacked(pack_zip)
    assert list((tmp_path / "unpacked").iterdir()) == []


@pytest.mark.parametrize("keep", [0, 10, 500, -30])
def test_a_truncated_zip_is_refused(tmp_path: Path, pack_zip: Path, keep: int) -> None:
    pack_zip.write_bytes(pack_zip.read_bytes()[:keep])
    with pytest.raises(PackError, match="not an intact zip archive"):
        unpacked(pack_zip)


def test_garbage_is_not_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"<html>not found</html>" * 100)
    with pytest.raises(PackError, match="not an intact zip archive"), opened_archive(path):
        pass
