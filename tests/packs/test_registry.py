"""Choosing a pack."""

from pathlib import Path

import pytest

from photoindex.advice.packs import InstallPack, MoreAccuratePack, UseEmbeddedPack
from photoindex.errors import PackError
from photoindex.packs.install import remove_pack
from photoindex.packs.registry import (
    active_pack,
    damaged_packs,
    default_pack,
    find_pack,
    installed_packs,
    more_accurate,
    use_pack,
)
from tests.packs.installing import install


def test_the_embedded_pack_is_active_if_none_was_chosen() -> None:
    assert active_pack().name == "opencv-zoo"
    assert active_pack().licence.commercial_use


def test_the_embedded_pack_is_intact() -> None:
    default_pack().verify()


def test_a_chosen_pack_is_active_until_another_is_chosen(pack_zip: Path) -> None:
    install(pack_zip)
    assert active_pack().name == "opencv-zoo"
    use_pack("tiny")
    assert active_pack().name == "tiny"
    use_pack("opencv-zoo")
    assert active_pack().name == "opencv-zoo"


def test_a_pack_with_a_changed_model_file_cannot_be_chosen(packs: Path, pack_zip: Path) -> None:
    install(pack_zip)
    with (packs / "tiny" / "rec_tiny.onnx").open("ab") as stream:
        stream.write(b"\0")
    with pytest.raises(PackError, match=r"rec_tiny\.onnx of pack tiny is damaged"):
        use_pack("tiny")
    assert active_pack().name == "opencv-zoo"


def test_a_chosen_pack_that_is_missing_is_reported_with_the_way_to_get_it_back(packs: Path, pack_zip: Path) -> None:
    install(pack_zip)
    use_pack("tiny")
    (packs / "tiny").rename(packs.parent / "elsewhere")
    with pytest.raises(PackError, match="no longer in") as caught:
        active_pack()
    assert caught.value.advice == (InstallPack("tiny"), UseEmbeddedPack("opencv-zoo"))


def test_a_similar_name_is_suggested(pack_zip: Path) -> None:
    install(pack_zip, name="grandma")
    with pytest.raises(PackError) as caught:
        find_pack("granma")
    assert caught.value.hint == "Did you mean grandma?"


def test_a_published_pack_that_is_not_installed_is_reported_with_its_install_command() -> None:
    with pytest.raises(PackError) as caught:
        find_pack("buffalo_l")
    assert caught.value.advice == (InstallPack("buffalo_l", megabytes=289),)


@pytest.mark.parametrize("name", ["../packs", "", ".", "opencv-zoo/", ".lock"])
def test_a_name_never_leads_out_of_the_packs_folder(name: str, pack_zip: Path) -> None:
    install(pack_zip)
    with pytest.raises(PackError, match="there is no model pack"):
        find_pack(name)


def test_a_damaged_pack_does_not_hide_the_others(packs: Path, pack_zip: Path) -> None:
    install(pack_zip)
    install(pack_zip, name="broken")
    (packs / "broken" / "pack.json").write_text("{", encoding="utf-8")
    assert [pack.name for pack in installed_packs()] == ["opencv-zoo", "tiny"]
    assert [(pack.name, "pack.json" in pack.problem) for pack in damaged_packs()] == [("broken", True)]
    remove_pack("broken")
    assert damaged_packs() == []


def test_a_more_accurate_pack_is_suggested_for_the_default_pack_only(pack_zip: Path) -> None:
    install(pack_zip)
    assert more_accurate(default_pack()) == MoreAccuratePack("buffalo_l")
    assert more_accurate(find_pack("tiny")) is None
