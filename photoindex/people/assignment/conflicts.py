"""Settle conflicts between faces that follow the same person although they are in one photo or were said to be
different people.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import Vectors
from photoindex.people.labels import labels_of_pairs
from photoindex.people.parties import NOBODY, Parties, Party, persons_among, with_person


def keep_one_face_a_photo(
    party: Parties,
    decided: Parties,
    photo: NDArray[np.int64],
    face_ids: NDArray[np.int64],
    embeddings: Vectors,
) -> None:
    """If one photo has several faces of the same person, keep only the best automatic face. If one of the faces is
    confirmed, keep no automatic face.
    """
    assigned = np.flatnonzero(with_person(party))
    pair = labels_of_pairs(party[assigned], photo[assigned])
    doubled = np.bincount(pair)[pair] > 1
    rows, pair = assigned[doubled], pair[doubled]
    if len(rows) == 0:
        return
    confirmed = decided[rows] >= 0
    similarity = _similarity_to_confirmed(rows, party, decided, embeddings)
    order = np.lexsort((face_ids[rows], -similarity, ~confirmed, pair))
    first = np.ones(len(order), dtype=bool)
    first[1:] = pair[order][1:] != pair[order][:-1]
    surplus = rows[order[~first & ~confirmed[order]]]
    party[surplus] = NOBODY


def keep_one_side_each(
    party: Parties,
    decided: Parties,
    face_ids: NDArray[np.int64],
    embeddings: Vectors,
    *,
    apart: Sequence[Sequence[frozenset[int]]],
    forbidden: dict[int, frozenset[Party]],
) -> None:
    """If several sets of faces are known to be different people, let only one of the sets follow a given person, and
    forbid that person to the other sets.

    If one of the sets holds a confirmed face of the person, the other sets are forbidden to follow that person already.
    """
    row_of = {face: row for row, face in enumerate(face_ids.tolist())} if apart else {}
    for sides in apart:
        following: dict[Party, list[NDArray[np.int64]]] = defaultdict(list)
        for side in sides:
            rows = np.array([row_of[face] for face in sorted(side) if face in row_of], dtype=np.int64)
            rows = rows[(decided[rows] == NOBODY) & (party[rows] >= 0)]
            for person in persons_among(Parties(party[rows])):
                following[person].append(rows[party[rows] == person])
        for person, rivals in following.items():
            if len(rivals) > 1:
                rivals.sort(key=lambda rows: -float(_similarity_to_confirmed(rows, party, decided, embeddings).max()))
                for row in np.concatenate(rivals[1:]).tolist():
                    party[row] = NOBODY
                    forbidden[row] = forbidden.get(row, frozenset()) | {person}


def _similarity_to_confirmed(
    rows: NDArray[np.int64], party: Parties, decided: Parties, embeddings: Vectors
) -> NDArray[np.float32]:
    """The mean similarity of each face to the confirmed faces of its person: float32, one per row."""
    persons, which = np.unique(party[rows], return_inverse=True)
    means = np.stack([embeddings[decided == person].mean(axis=0) for person in persons.tolist()])
    return np.asarray(np.einsum("nd,nd->n", embeddings[rows], means[which]), dtype=np.float32)
