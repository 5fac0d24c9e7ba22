"""Watch an index cheaply: notice that it was changed, and how far another command is."""

from dataclasses import dataclass

from photoindex.errors import PhotoIndexError
from photoindex.operations.common.index_lock import Progress, Running, running
from photoindex.store.opening.index import Index
from photoindex.store.opening.index_file import StateOfFiles, state_of_files
from photoindex.store.tables.decisions import next_seq

__all__ = ["Progress", "Running", "Sight", "Watch"]


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look at an index showed: how often it had changed since the watch began, the number of its latest decision
    (0 without one), and the command that is reworking it, if any.
    """

    changes: int
    decision: int
    running: Running | None


class Watch:
    """Looks at an index again and again. One thread at a time may use it."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._state: StateOfFiles | None = None
        self._sight = Sight(0, 0, None)

    def look(self) -> Sight:
        """What the index is like now. It is opened only if its files have changed. This waits for nobody, and no other
        command waits for this.

        If another process is writing, another thread is using the index, or the index cannot be read, the next look
        finds out what has changed.
        """
        now = running(self._index)
        state = state_of_files(self._index.path)
        changes, decision = self._sight.changes, self._sight.decision
        if state != self._state:
            try:
                with self._index.glancing() as connection:
                    decision = next_seq(connection) - 1
            except PhotoIndexError:
                pass  # `self._state` stays as it was, so the next look tries again.
            else:
                changes += self._state is not None
                self._state = state
        self._sight = Sight(changes, decision, now)
        return self._sight
