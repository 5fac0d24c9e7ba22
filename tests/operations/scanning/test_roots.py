"""A file is stored once, whichever path leads to it; and no folder of known photos is hidden without a message."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from photoindex.cli.commands.scan import print_summary
from photoindex.errors import (
    NotFoundError,
)
from photoindex.export.engine.journal import Entry, write_entries, write_head
from photoindex.export.ledger import LEDGER_NAME
from photoindex.operations.common.roots_on_disk import RootOnDisk, root_on_disk
from photoindex.operations.prune import prune
from photoindex.operations.scanning.roots import RootGoneError, check_still_there, checked_roots, roots_on_disk
from photoindex.operations.status import status
from photoindex.store.opening.index import Index
from tests.library import Library


def link_to(folder: Path, name: str = "link") -> Path:
    link = folder.parent / name
    link.symlink_to(folder, target_is_directory=True)
    return link


def files(library: Library) -> list[str]:
    with library.index.reading() as connection:
        rows = connection.execute("SELECT path FROM file WHERE missing_since IS NULL ORDER BY path").fetchall()
    return [Path(row[0]).relative_to(library.folder.parent).as_posix() for row in rows]


@pytest.fixture
def known(scanned: Library) -> list[str]:
    return files(scanned)


def test_a_linked_folder_is_not_scanned_twice(scanned: Library, known: list[str]) -> None:
    summary = scanned.scan(link_to(scanned.folder))
    assert (summary.unchanged, summary.copies, summary.away) == (7, 0, ())
    assert files(scanned) == known
    assert [item.root.path for item in status(scanned.index).roots] == [scanned.folder]


def test_two_paths_to_one_folder_in_one_command_are_one_root(library: Library) -> None:
    link = link_to(library.folder)
    summary = library.scan(library.folder, link, link / "2001")
    assert (summary.photos, summary.copies) == (7, 0)
    assert len(files(library)) == 7


def test_a_folder_first_scanned_through_a_link_keeps_the_path_of_the_link(library: Library) -> None:
    link = link_to(library.folder)
    library.scan(link)
    assert library.scan(library.folder).unchanged == 7
    assert library.scan(library.folder / "2001").unchanged == 2
    assert all(name.startswith("link/") for name in files(library))


@pytest.mark.parametrize("where", ["inner", "../outer"])
def test_a_root_that_lies_inside_another_under_a_different_path_is_not_scanned_twice(
    library: Library, where: str
) -> None:
    inner = Path(os.path.normpath(library.folder / where))
    inner.symlink_to(library.folder / "2001", target_is_directory=True)
    library.scan(inner)
    summary = library.scan()
    assert (summary.photos, summary.unchanged, summary.copies, summary.away) == (5, 2, 0, ())
    assert len(files(library)) == 7
    assert library.scan().unchanged == 7


def test_hard_links_count_as_copies(library: Library) -> None:
    os.link(library.folder / "2001/a.jpg", library.folder / "2001/z.jpg")
    library.scan()
    assert len(files(library)) == 8


def test_if_an_index_already_knows_a_folder_twice_nothing_is_reported_as_away(scanned: Library) -> None:
    link = link_to(scanned.folder)
    with scanned.index.writing() as connection:
        connection.execute("INSERT INTO root SELECT ?, added_at, scanned_at, away_since, videos FROM root", [str(link)])
        connection.execute(
            "INSERT INTO file SELECT replace(path, '/photos/', '/link/'), size, mtime_ns, photo_id, missing_since, "
            "ctime_ns, inode FROM file"
        )
    for root in (scanned.folder, link, scanned.folder.parent / "photos/2001"):
        summary = scanned.scan(root)
        assert (summary.gone, summary.away, summary.copies) == (0, (), 0)


def test_missing_roots_do_not_get_in_the_way(scanned: Library, tmp_path: Path) -> None:
    other = tmp_path / "other"
    scanned.draw("../other/x.jpg", "blue", shade=4)
    scanned.scan(other)
    scanned.folder.rename(tmp_path / "unmounted")
    assert checked_roots(scanned.index, [other, scanned.folder]) == [other, scanned.folder]


def test_the_record_of_an_export_never_hides_photos_that_were_indexed(scanned: Library) -> None:
    """Export into a folder of the library, which older versions of photoindex allowed."""
    folder = scanned.folder / "2003"
    copy = scanned.draw("2003/photos/copy.jpg", "red", shade=30)
    write_head(folder, "slideshow")
    write_entries(folder, [Entry("x", f"photos/{copy.name}", f"photos/{copy.name}", done=True)])
    scanned.draw("2003/new.jpg", "green", shade=31)
    summary = scanned.scan()
    assert (summary.photos, summary.left_out, summary.opted_out) == (1, 0, ())
    assert scanned.scan(folder).unchanged == 4
    assert "photos/2003/photos/copy.jpg" not in files(scanned)


@pytest.mark.parametrize("marker", [".nomedia", ".noimage"])
def test_a_root_with_a_file_that_prevents_scanning_is_not_reported_as_away(
    scanned: Library, known: list[str], marker: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (scanned.folder / marker).touch()
    summary = scanned.scan()
    assert (summary.away, summary.gone, summary.left_out) == ((), 0, 7)
    assert summary.opted_out == ((scanned.folder, marker),)
    print_summary(summary)
    told = capsys.readouterr().err
    assert f"{scanned.folder} is left out because it holds a file called {marker}" in told
    assert "disk" not in told
    assert [item.state for item in status(scanned.index).roots] == ["there"]
    assert files(scanned) == known


def test_a_subfolder_that_is_left_out_is_reported_only_if_it_holds_known_photos(scanned: Library) -> None:
    (scanned.folder / "2001/.nomedia").touch()
    scanned.draw("never scanned/x.jpg", "red", shade=5)
    (scanned.folder / "never scanned/.nomedia").touch()
    assert scanned.scan().opted_out == ((scanned.folder / "2001", ".nomedia"),)


@pytest.mark.parametrize("marker", [".nomedia", LEDGER_NAME])
def test_an_error_says_why_a_new_folder_is_left_out(library: Library, tmp_path: Path, marker: str) -> None:
    (library.folder / marker).write_text("{}", encoding="utf-8")
    with pytest.raises(NotFoundError, match=f"left out.*{marker}") as caught:
        library.scan()
    assert ("slideshow" in caught.value.hint) == (marker == LEDGER_NAME)


def test_without_an_index_there_are_no_known_roots(tmp_path: Path) -> None:
    assert checked_roots(Index(tmp_path / "none.duckdb"), [tmp_path]) == [tmp_path]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a second file system")
def test_a_root_that_now_lies_on_another_file_system_counts_as_gone(tmp_path: Path) -> None:
    root, disk = tmp_path / "root", tmp_path / "disk"
    (disk / "photos").mkdir(parents=True)
    root.symlink_to(disk)
    before = roots_on_disk([root, tmp_path / "was never there"])
    check_still_there(before)
    root.unlink()
    root.symlink_to("/proc")
    with pytest.raises(RootGoneError, match="disconnected"):
        check_still_there(before)


def test_a_root_that_does_not_respond_counts_as_gone(tmp_path: Path) -> None:
    answer = threading.Event()

    def read(root: Path) -> RootOnDisk | None:
        answer.wait(60)
        return root_on_disk(root)

    with pytest.raises(RootGoneError, match="does not answer"):
        check_still_there(roots_on_disk([tmp_path]), read, seconds=0.2)
    answer.set()
    check_still_there(roots_on_disk([tmp_path]), read)


def test_a_missing_root_counts_as_away_and_the_others_are_scanned(red_named: Library, tmp_path: Path) -> None:
    other = red_named.draw("../other/x.jpg", "blue", shade=4).parent
    red_named.folder.rename(tmp_path / "unmounted")
    summary = red_named.scan(red_named.folder, other)
    assert (summary.photos, summary.gone, summary.away, summary.unread_folders) == (1, 0, (red_named.folder,), ())
    assert {item.root.path: item.state for item in status(red_named.index).roots}[red_named.folder] == "away"
    (tmp_path / "unmounted").rename(red_named.folder)
    assert red_named.scan().photos == 0
    assert all(item.state != "away" for item in status(red_named.index).roots)


def test_a_root_inside_another_can_be_away_on_its_own_but_a_deleted_folder_is_gone(
    library: Library, tmp_path: Path
) -> None:
    nas = library.draw("nas/x.jpg", "blue", shade=4).parent
    gone = library.draw("gone/y.jpg", "blue", shade=5).parent
    for folder in (nas, gone, library.folder):
        library.scan(folder)
    (nas / "x.jpg").rename(tmp_path / "x.jpg")
    shutil.rmtree(gone)
    summary = library.scan()
    assert (summary.away, summary.gone) == ((nas,), 1)
    assert prune(library.index, remove_them=True).files == 1
    assert [item.root.path for item in status(library.index).roots] == [library.folder, nas]
