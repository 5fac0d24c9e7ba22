"""Keep a library in memory between decisions, for a process that stays open, such as a server."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from photoindex.errors import IndexLockedError
from photoindex.people.consequences.flow import lifetimes
from photoindex.people.consequences.log import log_of
from photoindex.people.consequences.measured import measured_for
from photoindex.people.consequences.prompt import Warm, library_calibration, library_prior
from photoindex.people.decisions.kept_replay import KeptReplay
from photoindex.store.database.connection import Connection
from photoindex.store.database.notices import Tell, tell_nobody
from photoindex.store.opening.index import DEFAULT_PATIENCE, Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.generation import generation_of, names_pending
from photoindex.store.views.people_snapshot import load_snapshot

PROMPT_FROM = 5000
"""With fewer faces, working out all names takes less than 0.1 s."""


class WarmIndex(Index):
    """An index that keeps everything that decisions depend on in memory.

    Operations accept it like any `Index`; decisions are then stored in a fraction of the time. From `prompt_from`
    faces on, names that follow for faces in other clusters are left for later: call `settle_names`
    (operations/identities/settling.py) soon after each decision. Threads may share one object; they open the file one
    after another.
    """

    def __init__(
        self,
        path: Path,
        *,
        patience: float = DEFAULT_PATIENCE,
        command: str = "",
        tell: Tell = tell_nobody,
        prompt_from: int = PROMPT_FROM,
    ) -> None:
        super().__init__(path, patience=patience, command=command, tell=tell, keep_engine=True)
        # DuckDB does not open a file for reading and for writing at the same time within one process.
        self._gate = threading.RLock()
        self.prompt_from = prompt_from
        self.opened_at: datetime | None = None
        """When the user began to look at faces, in UTC; if set, decisions are recorded as answers of a sitting."""
        self._warm: Warm | None = None
        self._of: str | None = None

    @contextmanager
    def writing(self, *, patience: float | None = None) -> Iterator[Connection]:
        with self._gate, super().writing(patience=patience) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._gate, super().reading() as connection:
            yield connection

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        # A thread that has the gate may be waiting for another process.
        if not self._gate.acquire(blocking=False):
            raise IndexLockedError(f"another thread is using the index {self.path}")
        try:
            with super().glancing() as connection:
                yield connection
        finally:
            self._gate.release()

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Keep other threads from opening the file."""
        with self._gate:
            yield

    def warm(self, connection: Connection, *, lives: bool = False) -> Warm:
        """What decisions depend on, from memory if nobody else has changed the index since.

        Args:
            lives: whether a decision gives dates of birth or death.

        Raises:
            NotFoundError: nothing has been scanned yet.
        """
        generation = generation_of(connection)
        warm = self._warm if generation is not None and generation == self._of else None
        if warm is None or (lives and warm.snapshot.said.taken is None):
            earlier = self._warm
            self.forget()
            warm = load_warm(connection, lives=lives, earlier=earlier)
            self._warm, self._of = warm, generation
            self.free_database_memory()
        return warm

    def free_database_memory(self) -> None:
        """Free what DuckDB keeps in memory, as soon as the index file is closed."""
        if self._engine is not None:
            self._engine.end_when_closed()

    def forget(self) -> None:
        """Read everything again the next time."""
        self._warm, self._of = None, None

    def keep(self, warm: Warm | None) -> None:
        """Remember the content of the index, just after this object wrote to it; None if the content is not known."""
        self._warm, self._of = warm, self.generation

    def remembered(self) -> Warm | None:
        """What is in memory now. Another process may have changed the index since."""
        return self._warm


def load_warm(connection: Connection, *, lives: bool = False, earlier: Warm | None = None) -> Warm:
    """Read what decisions depend on. What was read `earlier` and has not changed is used again; after that, nobody may
    decide anything with `earlier`.

    Raises:
        NotFoundError: nothing has been scanned yet.
    """
    snapshot = load_snapshot(
        connection,
        require_current_pack(connection),
        lives=lives,
        known=earlier.snapshot.faces if earlier is not None else None,
    )
    log = log_of(snapshot.said)
    if earlier is not None and earlier.kept.is_at(earlier.log.decisions) and log.says_the_same(earlier.log):
        kept = earlier.kept
    else:
        kept = KeptReplay(log.decisions, log.resolve)
    state = lifetimes(kept.state, snapshot.said.taken)
    measured = measured_for(snapshot.measured, snapshot.thresholds, snapshot.faces)
    calibration = library_calibration(snapshot, state, measured)
    prior = library_prior(snapshot, state)
    return Warm(snapshot, log, state, kept, measured, calibration, names_pending(connection), prior)
