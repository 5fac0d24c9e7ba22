"""Other processes see the progress of a scan."""

from photoindex.domain.outcome import Outcome
from photoindex.operations.common.index_lock import Progress
from photoindex.operations.scanning.noted_progress import NotedProgress
from photoindex.operations.status import status
from tests.library import Library, Watcher


def test_every_step_is_noted_and_passed_on(library: Library) -> None:
    noted: list[Progress] = []
    watcher = Watcher()
    library.scan(progress=NotedProgress(watcher, noted.append))
    assert noted[-2:] == [Progress("scanning", 7, 7, 8), Progress("clustering", 7, 7, 8)]
    assert noted[0].step in ("looking", "scanning")
    assert len(watcher.read) == 7


class Looking(Watcher):
    """Looks at the status of the index, as another process would, after each photo."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self.seen: list[Progress | None] = []

    def outcome(self, outcome: Outcome) -> None:
        running = status(self.library.index).running
        self.seen.append(running.progress if running is not None else None)


def test_a_running_scan_shows_how_far_it_is(library: Library) -> None:
    watcher = Looking(library)
    library.scan(progress=watcher)
    assert watcher.seen[0] is not None
    assert (watcher.seen[0].step, watcher.seen[0].todo) == ("scanning", 7)
    assert status(library.index).running is None
