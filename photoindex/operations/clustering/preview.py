"""Compute what clustering all faces again would change, without storing anything."""

from dataclasses import dataclass

from photoindex.domain.people_snapshot import clusters_of
from photoindex.operations.clustering.regroup import Algorithm, work_out
from photoindex.operations.identities.measurements import load_measured
from photoindex.operations.identities.replay import people_state
from photoindex.people.clustering.changes import Churn, name_changes
from photoindex.people.consequences.flow import assignments
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import load_face_table
from photoindex.store.views.photo_shots import load_shots


@dataclass(frozen=True, slots=True)
class NamedChange:
    """The number of faces that a person would gain and lose."""

    person_id: int
    name: str
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Preview:
    """The clusters and names that would change. `precision` has the same meaning as in `GroupSummary`."""

    churn: Churn
    names: tuple[NamedChange, ...]
    precision: float | None


def preview_grouping(index: Index, *, algorithm: Algorithm = "evidence") -> Preview:
    """Cluster all faces in the same way as `group_faces`, and compare the result with the stored clusters.

    Raises:
        NotFoundError: nothing has been scanned yet.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        everything = load_face_table(connection, pack.fingerprint).decoded()
    outcome = work_out(index, pack, everything, incremental=False, algorithm=algorithm)
    faces = outcome.faces
    with index.reading() as connection:
        state = people_state(connection, pack)
        measured, shots = load_measured(connection, pack, faces), load_shots(connection)
    old, new = clusters_of(outcome.previous), clusters_of(outcome.membership)
    before = assignments(old, faces, pack.thresholds, state, measured, shots=shots)
    after = assignments(new, faces, pack.thresholds, state, outcome.measured or measured, shots=shots)
    names = tuple(
        NamedChange(change.person_id, state.persons[change.person_id].name, change.gained, change.lost)
        for change in name_changes(before, after)
    )
    return Preview(outcome.churn, names, outcome.precision)
