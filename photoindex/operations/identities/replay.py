"""Replay all decisions on the faces that are in the index now, to read the resulting assignments or to store them."""

from collections.abc import Sequence

from photoindex.domain.people import Decision, PeopleState
from photoindex.domain.people_snapshot import FaceTable
from photoindex.people.consequences.flow import Said, consequences, state_of
from photoindex.people.consequences.log import log_of
from photoindex.store.database.connection import Connection, utc_now
from photoindex.store.jobs.people_state import save_change
from photoindex.store.tables.current_pack import CurrentPack
from photoindex.store.views.people_snapshot import load_said, load_snapshot


def refresh_people(
    connection: Connection,
    pack: CurrentPack,
    faces: FaceTable | None = None,
    *,
    before: Sequence[Decision] | None = None,
) -> PeopleState:
    """Decide which person each face belongs to, from all decisions and clusters, and store it.

    Args:
        faces: all faces of the pack, if they were read already.
        before: the decisions that the index held before an import; the imported decisions may split clusters.
    """
    snapshot = load_snapshot(connection, pack, faces)
    result = consequences(snapshot, Said(before=before), utc_now())
    save_change(connection, snapshot, result.change)
    return result.state


def people_state(connection: Connection, pack: CurrentPack) -> PeopleState:
    """Work out what the decisions say about the faces that the pack found and those that a human drew."""
    said = load_said(connection, pack.fingerprint)
    return state_of(log_of(said), said.taken)
