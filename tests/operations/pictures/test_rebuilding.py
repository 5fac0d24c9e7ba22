"""A rebuild that is interrupted continues where it stopped."""

import pytest

from photoindex.errors import IndexLockedError, InterruptedByUserError
from photoindex.operations.common.index_lock import alone
from photoindex.operations.pictures import rebuilding
from photoindex.operations.pictures.rebuilding import rebuild_thumbnails
from photoindex.operations.thumbnails import thumbnails_status
from tests.library import Library


def test_an_interrupted_rebuild_continues_where_it_stopped(library: Library) -> None:
    library.scan()
    before = library.index.files.thumbnails.stat().st_size

    def stop(done: int, _of: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedByUserError, match="kept"):
        rebuild_thumbnails(library.index, stop, at_once=2)
    assert thumbnails_status(library.index).thumbnails == 8
    assert library.index.files.thumbnails.stat().st_size == pytest.approx(before, rel=0.5)
    report = rebuild_thumbnails(library.index, lambda _done, _of: None)
    assert report.made + report.kept == 8
    assert report.kept > 0
    # The next rebuild makes all of them again.
    assert rebuild_thumbnails(library.index, lambda _done, _of: None).made == 8


def test_a_rebuild_waits_for_no_other_command(scanned: Library) -> None:
    with alone(scanned.index, "scan"), pytest.raises(IndexLockedError, match="scan"):
        rebuild_thumbnails(scanned.index, lambda _done, _of: None)
    assert rebuilding.AT_ONCE > 1
