"""Assigning tasks to workers, without processes."""

from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.outcome import Failed
from photoindex.domain.photo import PhotoFile
from photoindex.scan.messages import Task
from photoindex.scan.scheduler import QUEUE_LENGTH, Scheduler


def tasks(count: int) -> list[Task]:
    return [Task(PhotoFile(Path(f"{number}.jpg"), 1, 1)) for number in range(count)]


def fill(scheduler: Scheduler, worker: int) -> list[Task]:
    taken = []
    while (task := scheduler.take(worker)) is not None:
        taken.append(task)
    return taken


def test_a_worker_with_a_full_queue_gets_another_task_only_after_finishing_one() -> None:
    scheduler = Scheduler(iter(tasks(20)))
    scheduler.add_worker(1)
    assert len(fill(scheduler, 1)) == QUEUE_LENGTH
    scheduler.finished(1)
    assert len(fill(scheduler, 1)) == 1


def test_tasks_are_drawn_only_as_workers_take_them() -> None:
    drawn = []

    def source() -> Iterator[Task]:
        for task in tasks(100):
            drawn.append(task)
            yield task

    scheduler = Scheduler(source())
    scheduler.add_worker(1)
    fill(scheduler, 1)
    assert len(drawn) == QUEUE_LENGTH


def test_the_current_task_of_a_dead_worker_is_tried_once_more_on_its_own() -> None:
    todo = tasks(10)
    scheduler = Scheduler(iter(todo))
    scheduler.add_worker(1)
    fill(scheduler, 1)
    assert scheduler.died(1, "gone", retry=True) is None
    scheduler.add_worker(2)
    assert fill(scheduler, 2) == [todo[0]]


def test_a_task_that_kills_its_worker_twice_becomes_a_failure() -> None:
    todo = tasks(3)
    scheduler = Scheduler(iter(todo))
    scheduler.add_worker(1)
    fill(scheduler, 1)
    scheduler.died(1, "gone", retry=True)
    scheduler.add_worker(2)
    fill(scheduler, 2)
    assert scheduler.died(2, "gone again", retry=True) == Failed(todo[0].file, "worker", "gone again")


def test_tasks_queued_behind_the_suspect_are_put_back_in_order() -> None:
    todo = tasks(10)
    scheduler = Scheduler(iter(todo))
    scheduler.add_worker(1)
    fill(scheduler, 1)
    scheduler.died(1, "gone", retry=False)
    scheduler.add_worker(2)
    assert fill(scheduler, 2) == todo[1 : QUEUE_LENGTH + 1]


def test_no_task_is_lost_if_an_idle_worker_dies() -> None:
    scheduler = Scheduler(iter(()))
    scheduler.add_worker(1)
    assert scheduler.died(1, "gone", retry=True) is None
    assert scheduler.idle


@given(st.lists(st.tuples(st.sampled_from(["finish", "die", "hang"]), st.integers(0, 2)), max_size=200))
def test_every_task_ends_exactly_once_whatever_happens_to_workers(events: list[tuple[str, int]]) -> None:
    todo = tasks(25)
    scheduler = Scheduler(iter(todo))
    ended: list[Path] = []
    for worker in range(3):
        scheduler.add_worker(worker)
        fill(scheduler, worker)

    def step(kind: str, worker: int) -> None:
        task = scheduler.in_hand(worker)
        if kind == "finish" and task is not None:
            scheduler.finished(worker)
            ended.append(task.file.path)
        elif kind != "finish":
            failed = scheduler.died(worker, "gone", retry=kind == "die")
            if failed is not None:
                ended.append(failed.file.path)
            scheduler.add_worker(worker)
        for other in range(3):
            fill(scheduler, other)

    for kind, worker in events:
        step(kind, worker)
    while not scheduler.idle:
        for worker in range(3):
            step("finish", worker)
    assert sorted(ended) == sorted(task.file.path for task in todo)


def test_a_retiring_worker_finishes_its_tasks_and_gets_no_new_ones() -> None:
    todo = tasks(10)
    scheduler = Scheduler(iter(todo))
    scheduler.add_worker(1)
    fill(scheduler, 1)
    scheduler.retire(1)
    assert not scheduler.has_left(1)
    for _ in range(QUEUE_LENGTH):
        scheduler.finished(1)
        assert scheduler.take(1) is None
    assert scheduler.has_left(1)
    scheduler.remove(1)
    scheduler.add_worker(2)
    assert fill(scheduler, 2) == todo[QUEUE_LENGTH : 2 * QUEUE_LENGTH]


def test_the_tasks_of_a_worker_that_never_began_are_put_back_and_none_is_suspected() -> None:
    todo = tasks(10)
    scheduler = Scheduler(iter(todo))
    scheduler.add_worker(1)
    fill(scheduler, 1)
    scheduler.remove(1)
    scheduler.add_worker(2)
    assert fill(scheduler, 2) == todo[:QUEUE_LENGTH]


def test_a_suspect_whose_new_worker_never_began_is_still_tried_on_its_own() -> None:
    todo = tasks(3)
    scheduler = Scheduler(iter(todo))
    scheduler.add_worker(1)
    fill(scheduler, 1)
    scheduler.died(1, "gone", retry=True)
    scheduler.add_worker(2)
    fill(scheduler, 2)
    scheduler.remove(2)
    scheduler.add_worker(3)
    assert fill(scheduler, 3) == [todo[0]]
