"""Paths to the same file have one identity, however they are written; different files never share an identity."""

import os
import threading
from pathlib import Path

import pytest

from photoindex.originals import Identity, identity_of, in_time, spelled


def plant(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def without_case(path: Path) -> Identity | None:
    """Give the same identity to paths that differ only in case, as on a case-insensitive disk."""
    status = Path(str(path).lower())
    return Identity(1, status.stat().st_ino) if status.exists() else None


def test_a_linked_folder_is_recognised_as_the_known_folder(tmp_path: Path) -> None:
    known = plant(tmp_path / "a", "in/k.jpg")
    (tmp_path / "link").symlink_to(known, target_is_directory=True)
    assert spelled(tmp_path / "link", [known]) == known
    assert spelled(tmp_path / "link/in/k.jpg", [known]) == known / "in/k.jpg"
    assert spelled(known / "in", [tmp_path / "link"]) == tmp_path / "link/in"


def test_a_path_that_is_already_known_or_leads_elsewhere_is_not_changed(tmp_path: Path) -> None:
    known = plant(tmp_path / "a", "k.jpg")
    other = plant(tmp_path / "b", "k.jpg")
    (tmp_path / "link").symlink_to(known, target_is_directory=True)
    (known / "out").symlink_to(other, target_is_directory=True)
    assert spelled(tmp_path / "link", [known, tmp_path / "link"]) == tmp_path / "link"
    assert spelled(other / "k.jpg", [known]) == other / "k.jpg"
    assert spelled(known / "out/k.jpg", [known]) == known / "out/k.jpg"
    assert spelled(tmp_path / "nowhere", [known]) == tmp_path / "nowhere"


def test_the_path_of_a_missing_file_uses_the_known_path_of_its_folder(tmp_path: Path) -> None:
    known = plant(tmp_path / "a", "k.jpg")
    (tmp_path / "link").symlink_to(known, target_is_directory=True)
    assert spelled(tmp_path / "link/gone.jpg", [known]) == known / "gone.jpg"


def test_two_hard_links_are_two_files(tmp_path: Path) -> None:
    folder = plant(tmp_path / "a", "one.jpg")
    os.link(folder / "one.jpg", folder / "two.jpg")
    assert spelled(folder / "two.jpg", [folder / "one.jpg"]) == folder / "two.jpg"


@pytest.mark.skipif(Path(__file__).with_name("TEST_IDENTITY.PY").exists(), reason="this disk ignores case itself")
def test_all_spellings_of_a_folder_are_one_folder_on_a_disk_that_ignores_case(tmp_path: Path) -> None:
    root = Path(str(tmp_path).lower())
    if root != tmp_path:
        pytest.skip("the temporary folder has capitals")
    known = plant(tmp_path / "a", "in/k0.jpg", "in/k1.jpg")
    assert spelled(tmp_path / "A/IN/K0.JPG", [known], without_case) == known / "in/k0.jpg"
    assert spelled(tmp_path / "A", [known], without_case) == known
    assert spelled(tmp_path / "a/in/K1.jpg", [known / "in/k1.jpg"], without_case) == known / "in/k1.jpg"


def test_a_missing_file_has_no_identity(tmp_path: Path) -> None:
    assert identity_of(tmp_path / "nothing") is None
    assert identity_of("a\0b") is None


def test_a_path_that_never_responds_does_not_block_the_others() -> None:
    never = threading.Event()
    answers = in_time([lambda: 1, lambda: int(never.wait()), lambda: 3], seconds=0.2)
    never.set()
    assert answers == (1, None, 3)
