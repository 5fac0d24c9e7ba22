"""Carry out one decision, or a few that belong together: read once, compute the consequences, write once."""

from collections.abc import Iterator
from contextlib import contextmanager

from photoindex.domain.seen import Seen
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.replay import refresh_people
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.people.consequences.flow import state_in
from photoindex.people.consequences.log import log_of
from photoindex.people.consequences.prompt import after_decision
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.generation import names_pending
from photoindex.store.views.people_snapshot import load_snapshot

UNDO_FIRST = "If that decision was wrong, undo it first."


@contextmanager
def deciding(index: Index, *, lives: bool = False, seen: Seen | None = None) -> Iterator[Deciding]:
    """Open the index for decisions; an error leaves it unchanged.

    Args:
        lives: whether a decision gives dates of birth or death.
        seen: the faces that the user looked at, as they were then.

    Raises:
        IndexFileError: the index does not exist yet.
        NotFoundError: nothing has been scanned yet.
        OvertakenError: what humans said about these faces, or their clusters, have changed since.
    """
    index.require()
    if isinstance(index, WarmIndex):
        with _deciding_warm(index, lives=lives) as now:
            now.seen, now.opened_at = seen, index.opened_at
            now.require_unchanged()
            yield now
        return
    with index.writing() as connection:
        now = deciding_in(connection, lives=lives)
        now.seen = seen
        now.require_unchanged()
        yield now


def deciding_in(connection: Connection, *, lives: bool = False) -> Deciding:
    """Prepare decisions in a transaction that also changes something else.

    Raises:
        NotFoundError: nothing has been scanned yet.
    """
    pack = require_current_pack(connection)
    if names_pending(connection):
        refresh_people(connection, pack)
    snapshot = load_snapshot(connection, pack, lives=lives)
    log = log_of(snapshot.said)
    return Deciding(connection, snapshot, log, state_in(snapshot, log))


@contextmanager
def _deciding_warm(index: WarmIndex, *, lives: bool) -> Iterator[Deciding]:
    now: Deciding | None = None
    with index.exclusively():
        try:
            with index.writing() as connection:
                warm = index.warm(connection, lives=lives)
                prompt = len(warm.snapshot.faces.face_id) >= index.prompt_from
                now = Deciding(connection, warm.snapshot, warm.log, warm.state, warm=warm, prompt=prompt)
                yield now
        except BaseException:
            # The state in memory includes the decision, but the decision is not stored.
            if now is not None and now.followed:
                index.forget()
            raise
        index.keep(after_decision(warm, now.result) if now.result is not None else warm)
