"""An edit is noticed even if a file keeps its size and time, and other changes cost no more work than necessary."""

import os
import shutil
from pathlib import Path

import pytest

from photoindex.domain.outcome import AlreadyKnown
from photoindex.operations.check import check
from photoindex.operations.move import move
from tests.library import Library, Watcher

posix_only = pytest.mark.skipif(os.name != "posix", reason="this system tells no change time")


def watched(library: Library) -> Watcher:
    watcher = Watcher()
    library.scan(progress=watcher)
    return watcher


def numbers(library: Library) -> list[tuple[object, ...]]:
    with library.index.reading() as connection:
        return connection.execute("SELECT path, ctime_ns, inode FROM file ORDER BY path").fetchall()


def forget_numbers(library: Library) -> None:
    """Make the index look as if an older version of photoindex had written it."""
    with library.index.writing() as connection:
        connection.execute("UPDATE file SET ctime_ns = NULL, inode = NULL")


def edited(path: Path, people: Library, *, in_place: bool) -> None:
    """Put another photo of the same size and time at a path."""
    before = path.stat()
    other = people.draw("../other.jpg", "blue", shade=9)
    data = other.read_bytes()
    size = max(before.st_size, len(data))
    assert size == before.st_size, "the new photo must not be larger"
    other.write_bytes(data + b"\0" * (size - len(data)))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    if in_place:
        path.write_bytes(other.read_bytes())
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        other.replace(path)
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


@posix_only
@pytest.mark.parametrize("in_place", [True, False])
def test_an_edit_that_keeps_size_and_time_is_noticed(scanned: Library, in_place: bool) -> None:
    edited(scanned.folder / "2002/c.jpg", scanned, in_place=in_place)
    watcher = Watcher()
    summary = scanned.scan(progress=watcher)
    assert (watcher.read, summary.photos, summary.unchanged) == (["c.jpg"], 1, 6)
    assert watched(scanned).read == []


@posix_only
def test_a_file_whose_content_did_not_change_is_read_once_and_not_counted_as_a_copy(scanned: Library) -> None:
    (scanned.folder / "2001/a.jpg").chmod(0o600)
    os.link(scanned.folder / "2001/b.jpg", scanned.folder.parent / "b again.jpg")
    os.utime(scanned.folder / "2002/d.jpg")
    watcher = Watcher()
    summary = scanned.scan(progress=watcher)
    assert watcher.read == ["a.jpg", "b.jpg", "d.jpg"]
    assert all(isinstance(outcome, AlreadyKnown) for outcome in watcher.outcomes)
    assert (summary.photos, summary.copies, summary.unchanged, summary.left) == (0, 0, 7, 0)
    assert watched(scanned).read == []


def test_a_restored_library_is_recognised_by_its_bytes_even_if_many_photos_have_the_same_size(library: Library) -> None:
    for number in range(20):
        path = library.draw(f"same/{number}.jpg", "red", shade=10 + number)
        path.write_bytes(path.read_bytes().ljust(6000, b"\0"))
    library.scan()
    shutil.copytree(library.folder, library.folder.parent / "backup")
    shutil.rmtree(library.folder)
    shutil.copytree(library.folder.parent / "backup", library.folder)
    summary = library.scan()
    assert (summary.photos, summary.copies, summary.unchanged) == (0, 0, 27)


def test_files_in_an_older_index_are_not_read_again_but_get_their_file_numbers(scanned: Library) -> None:
    described = numbers(scanned)
    forget_numbers(scanned)
    assert watched(scanned).read == []
    assert numbers(scanned) == described
    assert all(inode for _, _, inode in described)


def test_a_failed_file_is_tried_again_if_it_changed_but_kept_its_size_and_time(library: Library) -> None:
    good = library.draw("b.jpg", "green", shade=4)
    bad = good.with_name("a.jpg")
    bad.write_bytes(b"x" * good.stat().st_size)
    assert library.scan().failed == 1
    before = bad.stat()
    bad.write_bytes(good.read_bytes())
    os.utime(bad, ns=(before.st_atime_ns, before.st_mtime_ns))
    summary = library.scan()
    assert (summary.failed, summary.still_failing, summary.copies) == (0, 0, 1)


def test_a_moved_library_is_not_read_again_although_every_file_has_a_new_number(scanned: Library) -> None:
    new = scanned.folder.parent / "new disk"
    shutil.copytree(scanned.folder, new)
    shutil.rmtree(scanned.folder)
    move(scanned.index, scanned.folder, new)
    watcher = Watcher()
    assert scanned.scan(new, progress=watcher).unchanged == 7
    assert watcher.outcomes == []
    assert all(inode for _, _, inode in numbers(scanned))


ABSURD_NS = [-(2**63), -11_644_473_600 * 10**9, -1, 2**62, 2**63 - 1, 2**63, 10**19]


@pytest.mark.parametrize("mtime_ns", ABSURD_NS)
def test_a_file_with_an_absurd_time_is_scanned_and_counts_as_unchanged_afterwards(
    library: Library, mtime_ns: int
) -> None:
    path = library.folder / "2001/a.jpg"
    bad = library.folder / "bad.jpg"
    bad.write_bytes(b"x")
    for file in (path, bad):
        try:
            os.utime(file, ns=(0, mtime_ns))
        except (OSError, OverflowError):
            pytest.skip("this system refuses the time")
    summary = library.scan()
    assert (summary.photos, summary.failed) == (7, 1)
    summary = library.scan()
    assert (summary.unchanged, summary.still_failing) == (7, 1)
    assert check(library.index, sample=10, repair=False).changed == 0
