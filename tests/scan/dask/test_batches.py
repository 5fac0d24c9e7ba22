"""Grouping tasks into batches for a cluster."""

from pathlib import Path

from photoindex.domain.outcome import Failed
from photoindex.domain.photo import PhotoFile
from photoindex.scan.dask.batches import MOST_PHOTOS, Batches, batch_size
from photoindex.scan.messages import Task

TASKS = [Task(PhotoFile(Path(f"{number}.jpg"), 1, 1)) for number in range(5)]


def test_tasks_are_drawn_in_order_and_only_on_request() -> None:
    source = iter(TASKS)
    batches = Batches(source, 2)
    assert batches.take() == tuple(TASKS[:2])
    assert next(source) == TASKS[2]
    assert batches.take() == tuple(TASKS[3:])
    assert batches.take() is None


def test_a_batch_that_was_put_back_is_sent_again() -> None:
    batches = Batches(iter(TASKS[:2]), 2)
    batch = batches.take()
    assert batch is not None
    batches.put_back(batch)
    assert batches.take() == batch


def test_photos_of_a_deadly_batch_are_tried_one_by_one_and_only_the_one_that_kills_again_fails() -> None:
    batches = Batches(iter(TASKS), 2)
    deadly, innocent = batches.take(), batches.take()
    assert deadly is not None and innocent is not None
    assert batches.died(deadly, "dead") is None
    # Another worker is still busy.
    assert batches.take() is None
    batches.finished()
    assert batches.take() == (TASKS[0],)
    assert batches.take() is None
    assert batches.died((TASKS[0],), "dead") == Failed(TASKS[0].file, "worker", "dead")
    assert batches.take() == (TASKS[1],)
    batches.finished()
    assert batches.take() == (TASKS[4],)


def test_a_photo_that_kills_a_worker_on_its_own_is_tried_once_more() -> None:
    batches = Batches(iter(TASKS[:1]), 2)
    assert batches.died(batches.take() or (), "dead") is None
    assert batches.take() == (TASKS[0],)


def test_a_suspect_that_was_put_back_is_tried_alone_again() -> None:
    batches = Batches(iter(TASKS), 1)
    batches.died(batches.take() or (), "dead")
    batches.put_back(batches.take() or ())
    assert batches.take() == (TASKS[0],)
    assert batches.take() is None


def test_a_few_photos_are_spread_over_the_cluster_and_many_are_sent_in_full_batches() -> None:
    assert batch_size(10, 40) == 1
    assert batch_size(1_000_000, 40) == MOST_PHOTOS
    assert batch_size(40 * 8 * 5, 40) == 5
