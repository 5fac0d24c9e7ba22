"""Which sidecar belongs to which photo."""

from pathlib import Path

import pytest

from photoindex.interop.xmp.sidecars import SidecarFolder, stated_photo


def folder(path: Path, *names: str) -> SidecarFolder:
    for name in names:
        (path / name).touch()
    return SidecarFolder.listed(path)


def sidecars(found: SidecarFolder, photo: str) -> list[tuple[str, bool]]:
    return [(sidecar.path.name, sidecar.shared) for sidecar in found.of(photo)]


def test_the_full_name_comes_before_the_stem(tmp_path: Path) -> None:
    found = folder(tmp_path, "a.jpg", "a.xmp", "a.jpg.xmp", "b.jpg.xmp", "ab.xmp")
    assert sidecars(found, "a.jpg") == [("a.jpg.xmp", False), ("a.xmp", True)]


def test_case_is_ignored_except_to_tell_two_photos_apart(tmp_path: Path) -> None:
    found = folder(tmp_path, "IMG_1.JPG", "img_1.XMP", "Img_1.jpg.Xmp")
    assert sidecars(found, "IMG_1.JPG") == [("Img_1.jpg.Xmp", False), ("img_1.XMP", True)]


def test_where_case_matters_each_photo_has_its_own(tmp_path: Path) -> None:
    found = folder(tmp_path, "a.jpg", "A.jpg", "a.jpg.xmp")
    if len(list(tmp_path.iterdir())) < 3:
        pytest.skip("case does not matter in this file system")
    assert sidecars(found, "a.jpg") == [("a.jpg.xmp", False)]
    assert sidecars(found, "A.jpg") == []


def test_a_photo_may_be_spelled_differently_in_the_index(tmp_path: Path) -> None:
    found = folder(tmp_path, "Zoe\u0308.JPG", "Zo\u00eb.jpg.xmp", "Zo\u00eb.xmp")
    assert [sidecar.shared for sidecar in found.of("zo\u00eb.jpg")] == [False, True]
    assert found.belongs("zo\u00eb.jpg", ".jpg", "")


def test_dots_in_names_are_part_of_the_stem(tmp_path: Path) -> None:
    found = folder(tmp_path, "a.b.jpg", "a.b.xmp", "a.jpg.png", "a.jpg.xmp")
    assert sidecars(found, "a.b.jpg") == [("a.b.xmp", True)]
    # This sidecar states another photo, which is missing.
    assert sidecars(found, "a.jpg.png") == []


def test_the_attributes_that_macos_stores_beside_files_are_no_sidecars(tmp_path: Path) -> None:
    assert folder(tmp_path, "a.jpg", "._a.xmp").sidecars() == []


@pytest.mark.parametrize(
    ("suffix", "name", "owners"),
    [
        ("", "", {"a.CR2"}),
        (".jpg", "", {"a.jpg"}),
        (".cr2", "", {"a.CR2"}),
        ("", "A.cr2", {"a.CR2"}),
        ("", "a.heic", {"a.heic"}),
        (".nef", "b.nef", {"a.CR2"}),
    ],
)
def test_a_shared_sidecar_belongs_to_the_photo_that_it_states_or_else_to_the_raw_file(
    tmp_path: Path, suffix: str, name: str, owners: set[str]
) -> None:
    found = folder(tmp_path, "a.jpg", "a.CR2", "a.heic", "a.xmp")
    photos = found.photos_of("a.xmp")
    assert set(photos) == {"a.jpg", "a.CR2", "a.heic"}
    assert {photo for photo in photos if found.belongs(photo, suffix, name)} == owners


def test_without_a_raw_file_all_formats_share_the_sidecar(tmp_path: Path) -> None:
    found = folder(tmp_path, "a.jpg", "a.heic", "a.mov", "a.xmp")
    assert [photo for photo in found.photos_of("a.xmp") if found.belongs(photo, "", "")] == ["a.heic", "a.jpg"]


def test_the_name_of_a_sidecar_states_its_photo() -> None:
    assert stated_photo("a.jpg.xmp") == "a.jpg"
    assert stated_photo("a.MOV.xmp") == "a.MOV"
    assert stated_photo("a.xmp") == ""
    assert stated_photo("a.1.xmp") == ""
