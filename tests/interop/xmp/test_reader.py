"""Names in real and made photos and sidecars."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from photoindex.interop.photo_names import PhotoNames, Reader, Unread
from photoindex.interop.xmp import reader
from tests.conftest import SHARED
from tests.decode.drawn import encode, noise
from tests.interop.xmp.written import area, listed, mwg_region, mwg_regions, records, xmp

AREA = area(0.5, 0.5, 0.2, 0.2)
REAL = SHARED / "data" / "odd-files-curated"
Snapshot = Callable[[Path], object]


def people(name: str, others: str = "") -> str:
    return xmp(mwg_regions(mwg_region(name, AREA)) + others)


def photo(path: Path, name: str = "") -> Path:
    """A photo in which somebody is named, or nobody."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode(noise(40, 30), "JPEG", xmp=people(name).encode() if name else b""))
    return path


def sidecar(path: Path, name: str, others: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(people(name, others), encoding="utf-8")
    return path


def named(found: list[PhotoNames]) -> list[tuple[str, str, list[str]]]:
    """(photo, origin, names of the regions) of each record."""
    return [
        (Path(record.photo.path).name, record.origin.name, [region.name for region in record.regions])
        for record in found
    ]


def test_the_reader_is_a_reader() -> None:
    same: Reader = reader.read
    assert same is reader.read


def test_sidecars_and_photos_of_the_index_are_read_in_order(tmp_path: Path) -> None:
    photos = [photo(tmp_path / "b" / "1.jpg", "Ann"), photo(tmp_path / "a" / "2.jpg"), photo(tmp_path / "a" / "3.jpg")]
    sidecar(tmp_path / "a" / "2.jpg.xmp", "Tom")
    found, unread = records([tmp_path], sorted(photos))
    assert named(found) == [("2.jpg", "2.jpg.xmp", ["Tom"]), ("1.jpg", "1.jpg", ["Ann"])]
    assert [record.photo.path for record in found] == [str(photos[1]), str(photos[0])]
    assert unread == []


def test_a_sidecar_replaces_the_packet_of_its_photo(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg", "Ann")
    sidecar(tmp_path / "a.jpg.xmp", "Tom")
    assert named(records([tmp_path], [path])[0]) == [("a.jpg", "a.jpg.xmp", ["Tom"]), ("a.jpg", "a.jpg", [])]


def test_a_shared_sidecar_belongs_to_the_raw_file_even_if_only_the_jpeg_is_in_the_index(tmp_path: Path) -> None:
    jpeg, raw = photo(tmp_path / "a.jpg", "Ann"), photo(tmp_path / "a.CR2")
    sidecar(tmp_path / "a.xmp", "Tom")
    assert named(records([tmp_path], [jpeg, raw])[0]) == [("a.jpg", "a.jpg", ["Ann"]), ("a.CR2", "a.xmp", ["Tom"])]
    assert named(records([tmp_path], [jpeg])[0]) == [("a.jpg", "a.jpg", ["Ann"]), ("a.CR2", "a.xmp", ["Tom"])]


def test_a_shared_sidecar_belongs_to_the_photo_that_it_states(tmp_path: Path) -> None:
    jpeg, raw = photo(tmp_path / "a.jpg"), photo(tmp_path / "a.CR2")
    sidecar(tmp_path / "a.xmp", "Tom", "<photoshop:SidecarForExtension>JPG</photoshop:SidecarForExtension>")
    assert named(records([tmp_path], [jpeg, raw])[0]) == [("a.jpg", "a.xmp", ["Tom"])]


def test_a_sidecar_whose_photo_is_not_in_the_index_names_the_photo(tmp_path: Path) -> None:
    photo(tmp_path / "scanned.jpg")
    photo(tmp_path / "not_scanned.jpg", "Eve")
    sidecar(tmp_path / "not_scanned.xmp", "Ann")
    sidecar(tmp_path / "missing.jpg.xmp", "Tom")
    sidecar(tmp_path / "raw.xmp", "Zoe", "<crs:RawFileName>raw.NEF</crs:RawFileName>")
    sidecar(tmp_path / "gone.xmp", "Bob", "<photoshop:SidecarForExtension>CR2</photoshop:SidecarForExtension>")
    found, unread = records([tmp_path], [tmp_path / "scanned.jpg"])
    assert {(photo_name, names[0]) for photo_name, _, names in named(found)} == {
        ("not_scanned.jpg", "Ann"), ("missing.jpg", "Tom"), ("raw.NEF", "Zoe"), ("gone.cr2", "Bob"),
    }  # fmt: skip
    assert unread == []


def test_a_sidecar_cannot_name_a_photo_in_another_folder(tmp_path: Path) -> None:
    sidecar(tmp_path / "a.xmp", "Ann", "<crs:RawFileName>../../b.nef</crs:RawFileName>")
    (found,) = records([tmp_path])[0]
    assert Path(found.photo.path) == tmp_path / "b.nef"


def test_a_sidecar_that_states_no_photo_is_noted(tmp_path: Path) -> None:
    path = sidecar(tmp_path / "a.xmp", "Ann")
    (tmp_path / "b.xmp").write_text(xmp("<dc:title>nobody is named here</dc:title>"), encoding="utf-8")
    assert records([tmp_path]) == ([], [Unread(path, "photo-missing")])


def test_files_are_read_alone_if_they_are_named(tmp_path: Path) -> None:
    one, two = photo(tmp_path / "a.jpg", "Ann"), photo(tmp_path / "b.jpg", "Tom")
    alone = sidecar(tmp_path / "b.jpg.xmp", "Eve")
    assert named(records([one])[0]) == [("a.jpg", "a.jpg", ["Ann"])]
    assert named(records([alone])[0]) == [("b.jpg", "b.jpg.xmp", ["Eve"])]
    both = [("a.jpg", "a.jpg", ["Ann"]), ("b.jpg", "b.jpg.xmp", ["Eve"]), ("b.jpg", "b.jpg", [])]
    assert named(records([one, two, alone], [one, two])[0]) == both
    assert named(records([tmp_path, one, alone, tmp_path], [one, two])[0]) == both


def test_hidden_folders_are_read_only_for_photos_of_the_index(tmp_path: Path) -> None:
    path = photo(tmp_path / ".hidden" / "a.jpg", "Ann")
    sidecar(tmp_path / ".hidden" / "b.jpg.xmp", "Tom")
    assert records([tmp_path]) == ([], [])
    assert named(records([tmp_path], [path])[0]) == [("a.jpg", "a.jpg", ["Ann"])]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_link_to_a_folder_is_the_same_folder(tmp_path: Path) -> None:
    path = photo(tmp_path / "real" / "a.jpg", "Ann")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    sidecar(tmp_path / "real" / "a.jpg.xmp", "Tom")
    (first, second), _ = records([tmp_path / "link"], [path])
    assert first.photo.path == second.photo.path == str(path)


def test_what_cannot_be_read_is_noted_and_the_rest_is_read(tmp_path: Path) -> None:
    good = photo(tmp_path / "good.jpg", "Ann")
    (tmp_path / "a.jpg.xmp").write_text(people("Tom").replace("</rdf:RDF>", ""), encoding="utf-8")
    with (tmp_path / "b.jpg.xmp").open("wb") as stream:
        stream.truncate(16_000_001)
    (tmp_path / "c.jpg.xmp").mkdir()
    (tmp_path / "d.txt").touch()
    gone = tmp_path / "gone.jpg"
    found, unread = records([tmp_path, tmp_path / "d.txt", tmp_path / "no", tmp_path / "no" / "e.xmp"], [good, gone])
    assert named(found) == [("good.jpg", "good.jpg", ["Ann"])]
    assert [(one.origin.name, one.fault) for one in unread] == [
        ("gone.jpg", "unreadable"), ("a.jpg.xmp", "malformed"), ("b.jpg.xmp", "too-large"), ("c.jpg.xmp", "unreadable"),
        ("d.txt", "not-supported"), ("no", "unreadable"), ("no", "unreadable"),
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user who can be refused")
def test_a_folder_without_permission_is_noted(tmp_path: Path) -> None:
    photo(tmp_path / "locked" / "a.jpg", "Ann")
    (tmp_path / "locked").chmod(0)
    try:
        assert [one.fault for one in records([tmp_path])[1]] == ["unreadable"]
    finally:
        (tmp_path / "locked").chmod(0o700)


def test_reading_changes_no_file(tmp_path: Path, snapshot: Snapshot) -> None:
    path = photo(tmp_path / "a.jpg", "Ann")
    sidecar(tmp_path / "a.xmp", "Tom", listed("digiKam:TagsList", ["People/Tom"]))
    before = snapshot(tmp_path)
    records([tmp_path], [path])
    assert snapshot(tmp_path) == before


@pytest.mark.shared_data
def test_names_in_real_photos() -> None:
    photos = sorted((REAL / "face-regions").glob("*.jpg")) + sorted((REAL / "face-regions").glob("*.png"))
    found, unread = records([REAL / "face-regions", REAL / "sidecar"], photos)
    assert sorted(named(found)) == [
        ("DSC_3079.jpg", "DSC_3079.jpg", ["America"]),
        # The camera found two faces.
        ("Issue177.jpg", "Issue177.jpg", ["", ""]),
        ("Issue356.png", "Issue356.png", ["Denise Wood", "Daniel Wood"]),
        ("dotnet51.jpg", "dotnet51.jpg", ["Bill Murray"]),
        # digiKam has removed all regions.
        ("nikon-e2100.jpg", "nikon-e2100.jpg", []),
        ("portrait-orientation-6.jpg", "portrait-orientation-6.jpg", ["Marie Curie", "Pierre Curie"]),
        ("portrait.jpg", "portrait.jpg", ["Marie Curie", "Pierre Curie"]),
    ]
    assert [(one.origin.name, one.fault) for one in unread] == [
        ("XMP5_MPRegions.xmp", "malformed"), ("XMP5_MPRegions.xmp", "photo-missing"),
    ]  # fmt: skip
    assert all(record.names == () for record in found)
