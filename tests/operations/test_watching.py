"""Noticing that an index was changed, and how far a scan is."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from photoindex.operations.common.index_lock import Progress, alone
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.operations.label import label
from photoindex.operations.watching import Watch
from photoindex.store.opening.index import Index
from tests.library import Library, green, red


def test_a_decision_of_another_process_is_noticed(scanned: Library) -> None:
    watch = Watch(scanned.index)
    assert (watch.look().changes, watch.look().decision) == (0, 0)
    label(Index(scanned.index.path), red(scanned), "Grandma")
    seen = watch.look()
    assert (seen.changes, seen.decision) == (1, 1)
    assert watch.look() == seen


def test_a_scan_is_noticed_although_it_decides_nothing(scanned: Library) -> None:
    watch = Watch(scanned.index)
    watch.look()
    scanned.draw("new.jpg", "red", shade=9)
    scanned.scan()
    seen = watch.look()
    assert (seen.changes, seen.decision, seen.running) == (1, 0, None)


def test_the_progress_of_a_running_command_is_seen(scanned: Library) -> None:
    watch = Watch(scanned.index)
    with alone(scanned.index, "scan") as holding:
        running = watch.look().running
        assert running is not None and (running.command, running.progress) == ("scan", None)
        holding.tell(Progress("scanning", 3, 9, 12))
        running = watch.look().running
        assert running is not None and running.progress == Progress("scanning", 3, 9, 12)
    assert watch.look().running is None


def test_nobody_waits_for_an_index_that_is_in_use(scanned: Library) -> None:
    watch = Watch(scanned.index)
    watch.look()
    label(scanned.index, red(scanned), "Grandma")
    with Index(scanned.index.path).writing():
        assert watch.look().changes == 0
    seen = watch.look()
    assert (seen.changes, seen.decision) == (1, 1)


def test_the_progress_is_seen_while_another_thread_uses_the_index(scanned: Library) -> None:
    index = WarmIndex(scanned.index.path)
    watch = Watch(index)
    watch.look()
    label(scanned.index, red(scanned), "Grandma")
    with alone(scanned.index, "scan"), ThreadPoolExecutor(1) as pool:
        with index.exclusively():
            seen = pool.submit(watch.look).result(timeout=60)
        assert (seen.changes, seen.running is None) == (0, False)
        assert pool.submit(watch.look).result().changes == 1


def test_an_index_that_disappears_and_comes_back_is_a_change(scanned: Library) -> None:
    watch = Watch(scanned.index)
    watch.look()
    away = scanned.index.path.with_name("away")
    scanned.index.path.rename(away)
    assert watch.look().decision == 0
    away.rename(scanned.index.path)
    label(scanned.index, green(scanned), "Tom")
    assert watch.look().decision == 1


def test_a_damaged_index_is_not_an_error_here(scanned: Library) -> None:
    watch = Watch(scanned.index)
    watch.look()
    os.truncate(scanned.index.path, 100)
    assert watch.look().changes == 0


def test_an_index_that_does_not_exist_yet_has_nothing_to_see(tmp_path: Path) -> None:
    seen = Watch(Index(tmp_path / "none.duckdb")).look()
    assert (seen.changes, seen.decision, seen.running) == (0, 0, None)
