"""Which tasks travel together: a state machine without a network.

When workers die of a batch, its photos become suspects: each is tried once more with nothing else under way, so that
the death of another worker cannot be laid at its door, and if it kills again it becomes a failure.
"""

from collections import deque
from collections.abc import Iterator
from itertools import islice

from photoindex.domain.outcome import Failed
from photoindex.scan.messages import Task

# Enough that the scheduler's millisecond for each does not count, few enough that a lost one costs seconds.
MOST_PHOTOS = 16
# So that the last batches do not leave most of a cluster waiting.
_BATCHES_PER_THREAD = 8

Batch = tuple[Task, ...]


class Batches:
    """Hands out batches of `size` from an iterator of tasks, which is advanced only as fast as they are taken."""

    def __init__(self, tasks: Iterator[Task], size: int) -> None:
        self._fresh = tasks
        self._size = size
        self._returned: deque[Batch] = deque()
        self._suspects: deque[Task] = deque()
        self._under_way = 0
        self._alone = False

    def take(self) -> Batch | None:
        """The next batch; None when nothing is left to give or a suspect has to be alone."""
        if self._alone:
            return None
        if self._suspects:
            if self._under_way:
                return None
            self._alone = True
            batch: Batch | None = (self._suspects.popleft(),)
        elif self._returned:
            batch = self._returned.popleft()
        else:
            batch = tuple(islice(self._fresh, self._size)) or None
        self._under_way += batch is not None
        return batch

    def finished(self) -> None:
        """A batch is done."""
        self._under_way -= 1
        self._alone = False

    def put_back(self, batch: Batch) -> None:
        """A batch was not processed, and its photos are not to blame."""
        if self._alone:
            self._suspects.extendleft(batch)
        else:
            self._returned.append(batch)
        self.finished()

    def died(self, batch: Batch, reason: str) -> Failed | None:
        """Workers died of a batch. The failure of its photo if that was alone, else None."""
        alone = self._alone
        self.finished()
        if alone:
            return Failed(batch[0].file, "worker", reason)
        self._suspects.extend(batch)
        return None


def batch_size(photos: int, threads: int) -> int:
    """How many of so many photos go into a batch for a cluster with so many threads."""
    return max(1, min(MOST_PHOTOS, photos // (threads * _BATCHES_PER_THREAD)))
