"""photoindex sync, as a user types it."""

import pytest

from tests.library import Library, name_both
from tests.terminal import Terminal


@pytest.fixture
def typed(scanned: Library, capsys: pytest.CaptureFixture[str]) -> Terminal:
    name_both(scanned)
    return Terminal(scanned.folder, scanned.index, capsys)


def test_sync_tells_what_was_new_on_each_side(typed: Terminal) -> None:
    ran = typed("sync", typed.folder, "--dry-run")
    assert ran.code == 0
    assert "No names of other programs." in ran.out
    assert "5 sidecars would be made" in ran.out
    assert "5 sidecars made" in typed("sync", typed.folder).out
    sidecar = typed.folder / "2001" / "b.jpg.xmp"
    sidecar.write_text(sidecar.read_text("utf-8").replace("Grandma", "Granny"), "utf-8")
    ran = typed("sync", typed.folder)
    assert "kept 'Granny'" in ran.err
    ran = typed("sync", typed.folder, "--prefer", "theirs")
    assert "photoindex undo" in ran.err
    assert "Granny" in typed("show", "photo", typed.folder / "2001" / "b.jpg").out


def test_a_folder_that_does_not_exist_is_an_error(typed: Terminal) -> None:
    assert typed("sync", typed.folder / "none").code == 2
