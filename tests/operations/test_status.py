"""The content of an index, and the work left to do."""

from pathlib import Path

import pytest

from photoindex.operations.status import status
from tests.library import Library


def test_status_counts_the_content_of_the_index_and_the_work_left(red_named: Library) -> None:
    (red_named.folder / "broken.jpg").write_bytes(b"no picture")
    (red_named.folder / "2003/f.jpg").unlink()
    red_named.scan()
    found = status(red_named.index)
    totals = found.totals
    assert (totals.photos, totals.files, totals.missing, totals.failures) == (7, 6, 1, 1)
    assert (totals.faces, totals.persons, totals.decisions, totals.waiting, found.left) == (8, 1, 1, 0, 0)
    assert [(item.root.path, item.root.present, item.root.missing, item.root.failed, item.state)
            for item in found.roots] == [(red_named.folder, 6, 1, 1, "there")]  # fmt: skip
    assert [(kind.reason, kind.files) for kind in found.failures] == [("not-an-image", 1)]
    assert [(run.photos, run.remaining, run.interrupted) for run in found.runs] == [(0, 0, False), (7, 0, False)]
    assert found.index_bytes == red_named.index.path.stat().st_size
    assert (found.pack, found.running) == ("colours", None)


def test_status_counts_installed_received_and_prepared_packs(
    red_named: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PHOTOINDEX_DATA", str(tmp_path / "data"))
    assert status(red_named.index).packs_bytes == 0
    for number, folder in enumerate(("packs/mine", "received-packs/0123456789ab", "prepared/opencv-zoo", "elsewhere")):
        (tmp_path / "data" / folder).mkdir(parents=True)
        (tmp_path / "data" / folder / "file").write_bytes(bytes(10**number))
    assert status(red_named.index).packs_bytes == 111


def test_failures_of_one_kind_are_counted_together(library: Library) -> None:
    for width in (3, 7):
        (library.folder / f"{width}.jpg").write_bytes(b"\xff\xd8" + bytes(width))
    library.scan()
    assert sum(kind.files for kind in status(library.index).failures) == 2
