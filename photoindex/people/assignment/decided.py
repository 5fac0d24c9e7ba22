"""Find out from the decisions which person each face is, and which persons it is not."""

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.people import PeopleState
from photoindex.people.clustering.constraints import persons_ruled_out
from photoindex.people.parties import IGNORED, NOBODY, Parties, Party


def decided_parties(face_ids: NDArray[np.int64], state: PeopleState) -> Parties:
    """The person that each face was confirmed to be, `IGNORED`, or `NOBODY` for a face without a decision."""
    decided = np.full(len(face_ids), NOBODY, dtype=np.int64)
    decided[np.isin(face_ids, np.fromiter(state.ignored, dtype=np.int64, count=len(state.ignored)))] = IGNORED
    faces = np.fromiter(state.confirmed.keys(), dtype=np.int64, count=len(state.confirmed))
    persons = np.fromiter(state.confirmed.values(), dtype=np.int64, count=len(state.confirmed))
    here = np.isin(faces, face_ids)
    order = np.argsort(face_ids, kind="stable")
    decided[order[np.searchsorted(face_ids[order], faces[here])]] = persons[here]
    return Parties(decided)


def forbidden_parties(face_ids: NDArray[np.int64], state: PeopleState) -> dict[int, frozenset[Party]]:
    """Map the row of each face to the parties that the face does not belong to, according to decisions."""
    parties = {face: frozenset(map(Party, persons)) for face, persons in persons_ruled_out(state).items()}
    for face, rejected in state.rejected.items():
        said = frozenset(IGNORED if who is None else Party(who) for who in rejected)
        parties[face] = parties.get(face, frozenset()) | said
    if not parties:
        return {}
    return {row: parties[face] for row, face in enumerate(face_ids.tolist()) if face in parties}
