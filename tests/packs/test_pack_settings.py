"""The settings file and the choice of a pack."""

import json
from pathlib import Path

import pytest

from photoindex.cli.wording.packs import accuracy_tip
from photoindex.data_folder import data_folder, settings_file
from photoindex.errors import PackError
from photoindex.packs.catalogue import CATALOGUE, licence_of, thresholds_of
from photoindex.packs.install import install_pack, remove_pack
from photoindex.packs.plan import plan_install
from photoindex.packs.registry import (
    active_pack,
    damaged_packs,
    default_pack,
    find_pack,
    installed_packs,
    more_accurate,
    use_pack,
)


def install(source: Path, name: str | None = None) -> None:
    install_pack(plan_install(str(source), name=name))


def test_without_a_choice_the_embedded_pack_is_active() -> None:
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


def test_other_settings_survive_a_choice(pack_zip: Path) -> None:
    install(pack_zip)
    settings_file().write_text('{"later": [1, 2]}', encoding="utf-8")
    use_pack("tiny")
    assert json.loads(settings_file().read_text(encoding="utf-8")) == {"later": [1, 2], "pack": "tiny"}


@pytest.mark.parametrize("text", ["{", "[]", '{"pack": 7}', "\x00"])
def test_a_damaged_settings_file_is_named_and_left_alone(user_data: Path, text: str) -> None:
    user_data.mkdir()
    settings_file().write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=r"settings\.json cannot be used") as caught:
        active_pack()
    assert "photoindex models use" in caught.value.hint
    assert settings_file().read_text(encoding="utf-8") == text


def test_a_choice_does_not_overwrite_a_damaged_settings_file(user_data: Path, pack_zip: Path) -> None:
    install(pack_zip)
    settings_file().write_text("{half", encoding="utf-8")
    with pytest.raises(PackError):
        use_pack("tiny")
    assert settings_file().read_text(encoding="utf-8") == "{half"


def test_a_changed_model_file_is_not_chosen(packs: Path, pack_zip: Path) -> None:
    install(pack_zip)
    with (packs / "tiny" / "rec_tiny.onnx").open("ab") as stream:
        stream.write(b"\0")
    with pytest.raises(PackError, match=r"rec_tiny\.onnx of pack tiny is damaged"):
        use_pack("tiny")
    assert active_pack().name == "opencv-zoo"


def test_a_chosen_pack_that_is_gone_says_how_to_get_it_back(packs: Path, pack_zip: Path) -> None:
    install(pack_zip)
    use_pack("tiny")
    (packs / "tiny").rename(packs.parent / "elsewhere")
    with pytest.raises(PackError, match="no longer in") as caught:
        active_pack()
    assert "models use opencv-zoo" in caught.value.hint


def test_a_similar_name_is_suggested(pack_zip: Path) -> None:
    install(pack_zip, name="grandma")
    with pytest.raises(PackError) as caught:
        find_pack("granma")
    assert caught.value.hint == "Did you mean grandma?"


def test_a_published_pack_that_is_not_here_comes_with_its_install_command() -> None:
    with pytest.raises(PackError) as caught:
        find_pack("buffalo_l")
    assert "`photoindex models install buffalo_l` downloads it (289 MB" in caught.value.hint


@pytest.mark.parametrize("name", ["../packs", "", ".", "opencv-zoo/", ".lock"])
def test_a_name_never_leads_to_another_folder(name: str, pack_zip: Path) -> None:
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


def test_only_the_default_pack_comes_with_a_tip(pack_zip: Path) -> None:
    install(pack_zip)
    better = more_accurate(default_pack())
    assert better is not None
    assert not better.licence.commercial_use
    tip = accuracy_tip(better)
    assert "models install buffalo_l" in tip
    assert "non-commercial" in tip
    assert "\n" not in tip
    assert more_accurate(find_pack("tiny")) is None


def test_the_platforms_data_folder_is_used_without_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PHOTOINDEX_DATA")
    assert data_folder().name == "photoindex"
    assert data_folder().is_absolute()


def test_every_published_pack_is_complete_and_not_for_commerce() -> None:
    assert set(CATALOGUE) >= {"buffalo_l", "buffalo_m", "buffalo_s", "antelopev2"}
    for name, entry in CATALOGUE.items():
        hashes = [entry.archive_sha256, *(file.sha256 for file in entry.files)]
        assert all(len(bytes.fromhex(sha256)) == 32 for sha256 in hashes), name
        assert entry.address == f"https://github.com/deepinsight/insightface/releases/download/model-zoo/{name}.zip"
        assert not entry.licence.commercial_use
        assert 0.2 < entry.thresholds.verification < 0.5


def test_one_insightface_file_makes_a_pack_insightfaces() -> None:
    theirs = CATALOGUE["buffalo_s"].detector.sha256
    assert "InsightFace" in licence_of({theirs, "0" * 64}).name
    assert licence_of({"0" * 64}).name == "unknown"


def test_an_embedder_keeps_its_thresholds_beside_another_detector() -> None:
    default = default_pack()
    assert thresholds_of(default.embedder.file.sha256, [default]) == default.thresholds
    resnet = CATALOGUE["buffalo_m"].embedder.sha256
    assert thresholds_of(resnet, []) == CATALOGUE["buffalo_l"].thresholds
