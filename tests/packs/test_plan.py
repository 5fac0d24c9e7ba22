"""A plan of the installation is made before anything is downloaded or written."""

from pathlib import Path
from typing import Any

import pytest

from photoindex.errors import PackError, UsageError
from photoindex.packs.catalogue import CATALOGUE
from photoindex.packs.plan import plan_install
from tests.packs.installing import install, left_behind


def test_a_pack_with_a_published_name_is_downloaded_from_the_release() -> None:
    plan = plan_install("buffalo_l")
    assert (plan.kind, plan.source) == ("address", CATALOGUE["buffalo_l"].address)
    assert plan.download_bytes == 288_621_354
    assert "non-commercial" in plan.licence.summary


def test_a_published_name_takes_precedence_over_a_folder_of_that_name(
    tmp_path: Path, build: Any, pack_files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    build.folder(tmp_path / "buffalo_s", pack_files)
    monkeypatch.chdir(tmp_path)
    assert plan_install("buffalo_s").kind == "address"
    assert plan_install("./buffalo_s").kind == "folder"


@pytest.mark.parametrize("name", ["A b", "../x", "con", "nul.onnx", "a.", "-a", "", "x" * 65, "opencv-zoo", "ä"])
def test_a_name_that_is_not_a_valid_folder_name_on_every_system_is_refused(
    models_folder: Path, packs: Path, name: str
) -> None:
    with pytest.raises(UsageError, match="name"):
        install(models_folder, address="http://127.0.0.1/x.zip", name=name) if name == "" else install(
            models_folder, name=name
        )
    assert left_behind(packs) == []


@pytest.mark.parametrize("source", ["./nowhere", "nowhere.zip", "~/nowhere"])
def test_a_missing_path_is_reported_as_a_path(source: str) -> None:
    with pytest.raises(UsageError, match="no file or folder"):
        plan_install(source)


def test_an_unknown_name_is_reported_with_the_most_similar_names() -> None:
    with pytest.raises(PackError) as caught:
        plan_install("bufalo_l")
    assert "buffalo_l" in caught.value.hint


def test_a_folder_without_models_is_not_a_pack(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no ONNX files"):
        plan_install(str(tmp_path))
