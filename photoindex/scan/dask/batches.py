"""Group tasks into batches: a state machine without a network.

When a batch kills workers, its photos become suspects. Each of them is tried once more while nothing else is being
processed, so that it cannot be blamed for a death that another photo caused. It becomes a failure if it kills a worker
again.
"""

from collections import deque
from collections.abc import Iterator
from itertools import islice

from photoindex.domain.outcome import Failed
from photoindex.scan.messages import Task

# Large enough that the scheduler's millisecond per batch does not matter, small enough that a lost batch costs seconds.
MOST_PHOTOS = 16
# If each thread gets several batches, most of the cluster stays busy until shortly before the end.
_BATCHES_PER_THREAD = 8

Batch = tuple[Task, ...]


class Batches:
    """Hand out batches of `size` from an iterator of tasks. The iterator advances only as fast as batches are taken."""

    def __init__(self, tasks: Iterator[Task], size: int) -> None:
        self._fresh = tasks
        self._size = size
        self._returned: deque[Batch] = deque()
        self._suspects: deque[Task] = deque()
        self._in_flight = 0
        self._alone = False

    def take(self) -> Batch | None:
        """The next batch; None if no task is left, or if a suspect must be processed alone."""
        if self._alone:
            return None
        if self._suspects:
            if self._in_flight:
                return None
            self._alone = True
            batch: Batch | None = (self._suspects.popleft(),)
        elif self._returned:
            batch = self._returned.popleft()
        else:
            batch = tuple(islice(self._fresh, self._size)) or None
        self._in_flight += batch is not None
        return batch

    def finished(self) -> None:
        """A batch is done."""
        self._in_flight -= 1
        self._alone = False

    def put_back(self, batch: Batch) -> None:
        """A batch was not processed, through no fault of its photos."""
        if self._alone:
            self._suspects.extendleft(batch)
        else:
            self._returned.append(batch)
        self.finished()

    def died(self, batch: Batch, reason: str) -> Failed | None:
        """A batch killed workers. If the batch was a single suspect, return the failure of this photo, else None."""
        alone = self._alone
        self.finished()
        if alone:
            return Failed(batch[0].file, "worker", reason)
        self._suspects.extend(batch)
        return None


def batch_size(photos: int, threads: int) -> int:
    """The number of photos in a batch, for `photos` photos and a cluster with `threads` threads."""
    return max(1, min(MOST_PHOTOS, photos // (threads * _BATCHES_PER_THREAD)))
