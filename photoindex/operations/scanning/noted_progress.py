"""Report the progress of a scan to other processes."""

from collections.abc import Callable

from photoindex.domain.outcome import Analysed, Outcome
from photoindex.operations.common.index_lock import Progress, Running
from photoindex.operations.scanning.progress import Renewal, ScanProgress


class NotedProgress:
    """Passes all events on to `progress`, and calls `note` with the progress of the scan."""

    def __init__(self, progress: ScanProgress, note: Callable[[Progress], None]) -> None:
        self._progress = progress
        self._note = note
        self._done = self._faces = 0
        self._todo: int | None = None

    def waiting(self, other: Running | None) -> None:
        self._progress.waiting(other)

    def looking(self, files: int) -> None:
        self._note(Progress("looking", files, None, 0))
        self._progress.looking(files)

    def renewing(self, renewal: Renewal) -> None:
        self._progress.renewing(renewal)

    def started(self, todo: int, unchanged: int, workers: int) -> None:
        self._todo = todo
        self._note(Progress("scanning", 0, todo, 0))
        self._progress.started(todo, unchanged, workers)

    def outcome(self, outcome: Outcome) -> None:
        self._done += 1
        if isinstance(outcome, Analysed):
            self._faces += len(outcome.faces)
        self._note(Progress("scanning", self._done, self._todo, self._faces))
        self._progress.outcome(outcome)

    def reading(self, done: int, todo: int) -> None:
        self._progress.reading(done, todo)

    def grouping(self, faces: int) -> None:
        self._note(Progress("clustering", self._done, self._todo, faces))
        self._progress.grouping(faces)

    def finished(self) -> None:
        self._progress.finished()
