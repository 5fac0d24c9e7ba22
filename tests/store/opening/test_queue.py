"""Turns are served in the order of arrival, dead processes are skipped, and the holder of the index is named."""

import os
from pathlib import Path

import pytest

from photoindex.errors import IndexLockedError
from photoindex.file_lock import read_note
from photoindex.store.opening.index import Index
from photoindex.store.opening.queue import Holder, draw_ticket, holder_of
from tests.processes import holding

HOLD = """
import sys
from pathlib import Path
from photoindex.store.opening.index import Index
with Index(Path(sys.argv[1]), command="photoindex cluster").writing():
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def index(tmp_path: Path) -> Index:
    made = Index(tmp_path / "index.duckdb", patience=0.5)
    with made.writing():
        pass
    return made


def test_tickets_are_served_in_the_order_they_were_drawn(tmp_path: Path) -> None:
    first, second, third = (draw_ticket(tmp_path / "queue", "", 5) for _ in range(3))
    assert (first.ahead(), len(second.ahead()), len(third.ahead())) == ([], 1, 2)
    first.leave()
    assert (second.ahead(), len(third.ahead())) == ([], 1)
    second.leave()
    assert third.ahead() == []
    third.leave()
    assert [path.name for path in (tmp_path / "queue").iterdir()] == ["gate"]


def test_a_process_that_gives_up_waiting_is_skipped(tmp_path: Path) -> None:
    first, second, third = (draw_ticket(tmp_path / "queue", "", 5) for _ in range(3))
    second.leave()
    assert third.ahead() == [first.path]
    first.leave()
    assert third.ahead() == []
    third.leave()


def test_a_ticket_names_its_holder(tmp_path: Path) -> None:
    ticket = draw_ticket(tmp_path / "queue", "photoindex label cluster", 5)
    assert ticket.path is not None
    assert holder_of(ticket.path) == Holder(os.getpid(), "photoindex label cluster")
    assert "label cluster" in read_note(ticket.path)
    ticket.leave()


def test_every_process_gets_its_turn_where_no_queue_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "queue").write_bytes(b"")
    ticket = draw_ticket(tmp_path / "queue", "", 5)
    assert ticket.ahead() == []
    ticket.leave()


def test_a_process_that_dies_during_its_turn_releases_it(index: Index) -> None:
    with holding(HOLD, index.path) as process:
        process.kill()
    with index.writing():
        pass
    assert [path.name for path in index.files.queue.iterdir()] == ["gate"]


def test_a_stall_is_reported_with_the_process_that_holds_the_index(index: Index) -> None:
    with holding(HOLD, index.path) as process:
        for work in (index.reading, index.writing):
            with pytest.raises(IndexLockedError, match=f"by process {process.pid}, `photoindex cluster`"), work():
                pass


def test_work_with_a_time_limit_does_not_wait_longer_than_the_limit(index: Index) -> None:
    with (
        holding(HOLD, index.path),
        pytest.raises(IndexLockedError),
        Index(index.path, patience=3600).writing(patience=0.2),
    ):
        pass


def test_nothing_is_written_beside_a_file_that_is_not_an_index(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8" * 1000)
    with pytest.raises(Exception, match="not a photoindex index"), Index(tmp_path / "photo.jpg").reading():
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]
