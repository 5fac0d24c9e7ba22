"""Names are exchanged with other programs in both directions."""

import os
from pathlib import Path

import pytest

from photoindex.domain.geometry import Box
from photoindex.interop.xmp.writing import with_names
from photoindex.interop.xmp.written import NamedBox, Wanted
from photoindex.operations.label import reject
from photoindex.operations.sync import ExportRequest, Prefer, SyncReport, sync
from photoindex.operations.undo import undo
from tests.library import Library, face, names_in_photo
from tests.operations.test_names_export import sidecars, text


def synced(library: Library, *, prefer: Prefer | None = None, dry_run: bool = False) -> SyncReport:
    return sync(
        library.index, library.folder, ExportRequest(), lambda done, total: None, prefer=prefer, dry_run=dry_run
    )


def numbers(report: SyncReport) -> tuple[int, int, int, int]:
    """Faces named here; regions added, changed and removed there."""
    there = report.to_there
    return report.from_there.named, there.added, there.changed, there.removed


@pytest.fixture
def with_ben(named: Library) -> Library:
    """The library with one more photo, in whose sidecar another program calls somebody Ben."""
    named.draw("2003/g.jpg", "nobody", "yellow")
    named.scan()
    data = with_names(None, Wanted((NamedBox("Ben", Box(0.5, 0, 0.5, 1)),), (200, 100))).data
    assert data is not None
    (named.folder / "2003/g.jpg.xmp").write_bytes(data)
    return named


def rename_there(library: Library, photo: str = "2001/b.jpg") -> None:
    """Call Grandma "Granny" in a sidecar, as another program does."""
    (library.folder / f"{photo}.xmp").write_text(text(library, f"{photo}.xmp").replace("Grandma", "Granny"), "utf-8")


def test_new_names_go_both_ways_once(with_ben: Library) -> None:
    assert numbers(synced(with_ben, dry_run=True)) == (1, 7, 0, 0)
    assert names_in_photo(with_ben, "2003/g.jpg") == [None]
    assert sidecars(with_ben) == ["2003/g.jpg.xmp"]
    assert numbers(synced(with_ben)) == (1, 7, 0, 0)
    assert names_in_photo(with_ben, "2003/g.jpg") == ["Ben"]
    assert len(sidecars(with_ben)) == 6
    assert numbers(synced(with_ben)) == (0, 0, 0, 0)


def test_the_import_of_a_sync_is_undone_as_one(with_ben: Library) -> None:
    synced(with_ben)
    undo(with_ben.index)
    assert names_in_photo(with_ben, "2003/g.jpg") == [None]


def test_a_name_that_was_taken_back_here_does_not_return(named: Library) -> None:
    synced(named)
    reject(named.index, face(named, "2001/a.jpg"), "Grandma")
    assert numbers(synced(named)) == (0, 0, 0, 1)
    assert names_in_photo(named, "2001/a.jpg") == [None]
    assert "Grandma" not in text(named, "2001/a.jpg.xmp")


def test_a_name_that_was_changed_there_is_a_disagreement(named: Library) -> None:
    synced(named)
    rename_there(named)
    report = synced(named)
    assert numbers(report) == (0, 0, 0, 0)
    assert [(item.name, item.theirs) for item in report.to_there.disagreements] == [("Grandma", "Granny")]
    assert sum(report.from_there.conflicts.values()) == 1
    assert names_in_photo(named, "2001/b.jpg") == ["Grandma", "Tom"]


@pytest.mark.parametrize(("prefer", "name"), [("mine", "Grandma"), ("theirs", "Granny")])
def test_a_disagreement_is_decided_on_demand(named: Library, prefer: Prefer, name: str) -> None:
    synced(named)
    rename_there(named)
    synced(named, prefer=prefer)
    assert names_in_photo(named, "2001/b.jpg") == [name, "Tom"]
    assert f">{name}<" in text(named, "2001/b.jpg.xmp")
    report = synced(named)
    assert numbers(report) == (0, 0, 0, 0)
    assert report.to_there.disagreements == []


def test_a_region_that_was_removed_there_is_written_again_on_demand_only(named: Library) -> None:
    synced(named)
    sidecar = named.folder / "2001/a.jpg.xmp"
    lines = text(named, "2001/a.jpg.xmp")
    start, end = lines.index("<rdf:li "), lines.index("</rdf:li>") + len("</rdf:li>")
    sidecar.write_text(lines[:start] + lines[end:], encoding="utf-8")
    for _ in range(2):
        report = synced(named)
        assert numbers(report) == (0, 0, 0, 0)
        assert [item.name for item in report.to_there.taken_out] == ["Grandma"]
    assert names_in_photo(named, "2001/a.jpg") == ["Grandma"]
    assert numbers(synced(named, prefer="mine")) == (0, 1, 0, 0)


def test_a_sidecar_that_was_deleted_is_made_again(named: Library) -> None:
    synced(named)
    (named.folder / "2001/a.jpg.xmp").unlink()
    assert numbers(synced(named)) == (0, 1, 0, 0)


def test_only_the_folder_is_read_and_written(with_ben: Library) -> None:
    report = sync(with_ben.index, with_ben.folder / "2001", ExportRequest(), lambda done, total: None)
    assert numbers(report) == (0, 3, 0, 0)
    assert sidecars(with_ben) == ["2001/a.jpg.xmp", "2001/b.jpg.xmp", "2003/g.jpg.xmp"]


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_our_own_names_are_recognised_through_a_link(named: Library, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(named.folder)
    report = sync(named.index, link, ExportRequest(), lambda done, total: None)
    assert report.to_there.added == 7
    reject(named.index, face(named, "2001/b.jpg"), "Grandma")
    report = sync(named.index, link, ExportRequest(), lambda done, total: None)
    assert numbers(report) == (0, 0, 0, 1)
    assert names_in_photo(named, "2001/b.jpg") == [None, "Tom"]
