"""List people, clusters and faces from arrays in memory."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.assignment_table import (
    AUTOMATIC,
    CONFIRMED,
    IGNORED,
    NONE,
    NOT_A_FACE,
    STATUSES,
    SUGGESTED,
    AssignmentTable,
)
from photoindex.domain.geometry import Box
from photoindex.domain.missing_ids import NO_CLUSTER, NO_PERSON
from photoindex.domain.people import AssignmentStatus
from photoindex.domain.picked_rows import picked
from photoindex.operations.reviewing.cards import Card, Grouped, cards_of
from photoindex.operations.reviewing.fits import doubtful_among, unlike_others
from photoindex.people.consequences.prompt import Warm
from photoindex.people.similarity.fit import FEWEST, Rivals, fit_of, rows_of_rivals
from photoindex.store.views.face_columns import FaceColumns

# With 128 numbers per face, these many embeddings take 8 MB.
_DECODED_ONCE = 16_384


@dataclass(frozen=True, slots=True)
class FaceTile:
    """A face as a tile shows it. For a suggested face, `person_id` is the suggested person.

    `probability` is the chance in 0..1 that the face is that person, and 1 if a human said so. `fit` is the
    probability that it is the same person as the rest of its list, judged by looks. It is None for a drawn face, and in
    lists of few faces or of several people. A `doubtful` face is one that somebody should look at.
    `cluster_id` is None for a single face.
    """

    face_id: int
    photo_id: int
    content_hash: str
    box: Box
    taken: datetime | None
    present: bool
    status: AssignmentStatus
    person_id: int | None
    probability: float
    cluster_id: int | None
    fit: float | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Fitting:
    """How well the faces of a list fit, as in `FaceTile`: `fit` is float64 (n,), NaN for none, `doubtful` bool (n,)."""

    fit: NDArray[np.float64]
    doubtful: NDArray[np.bool_]

    def __getitem__(self, places: NDArray[np.int64]) -> "Fitting":
        return Fitting(self.fit[places], self.doubtful[places])


def unknown_fit(faces: int) -> Fitting:
    """Nothing is known about how well these faces fit."""
    return Fitting(np.full(faces, np.nan), np.zeros(faces, dtype=np.bool_))


class PeopleView:
    """Everything that lists show, for one state of the library."""

    def __init__(self, warm: Warm, columns: FaceColumns, before: "PeopleView | None" = None) -> None:
        """`before` is an earlier view, of which everything that has not changed is kept."""
        self.warm = warm
        self.columns = columns
        self.table = _table(columns.face_id, warm.snapshot.assigned)
        same = before is not None and before.columns is columns
        if before is not None and same and before.warm.snapshot.clusters is warm.snapshot.clusters:
            cluster = before.cluster
        else:
            cluster = warm.snapshot.clusters.of(columns.face_id)
        self.cluster: NDArray[np.int64] = cluster
        self.present = columns.present[columns.photo_row] & (self.table.status != NOT_A_FACE)
        self._kept: dict[str, tuple[Grouped, dict[int, Card]]] = {**before._kept} if before is not None and same else {}
        self._fittings: dict[tuple[bool, bytes], Fitting] = {}

    @cached_property
    def counting(self) -> NDArray[np.bool_]:
        """Mark the present faces that count as a person's: bool (n,)."""
        return np.asarray(self.table.counting & self.present, dtype=np.bool_)

    @cached_property
    def persons(self) -> tuple[Card, ...]:
        """Every person with a name, the one with most faces first."""
        names = {person.person_id: person.name for person in self.warm.snapshot.persons}
        confirmed = self.table.status == CONFIRMED
        cards = self._cards("person", Grouped(self.table.person_id, self.counting, confirmed, self._chosen), names)
        others = [
            Card("person", who, name, 0, 0, 0, None, None, None) for who, name in names.items() if who not in cards
        ]
        return tuple(sorted([*cards.values(), *others], key=lambda card: (-card.faces, card.name or "")))

    @cached_property
    def clusters(self) -> tuple[Card, ...]:
        """Every cluster with faces that belong to nobody yet, counting only these; the largest first."""
        nobody = np.zeros(len(self.cluster), dtype=np.bool_)
        cards = self._cards("cluster", Grouped(self.cluster, self._clustered, nobody, nobody), {})
        return tuple(sorted(cards.values(), key=lambda card: (-card.faces, card.id)))

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of present faces that are named, that are ignored, and that are neither and in no cluster."""
        return {
            "named": int(self.counting.sum()),
            "ignored": int(((self.table.status == IGNORED) & self.present).sum()),
            "single": int(self._open.sum()) - int(self._clustered.sum()),
        }

    def count_of_nobody(self, faces: NDArray[np.bool_], single: NDArray[np.bool_]) -> int:
        """How many of these `faces`, and of the `single` ones that are in no cluster, are present and belong to nobody.
        Both are bool (n,), for the rows of `columns`.
        """
        return int((self._open & (faces | (single & ~self._clustered))).sum())

    def faces_of_cluster(self, cluster_id: int, *, doubts_first: bool = False) -> tuple[FaceTile, ...]:
        """All faces of a cluster, also those that belong to somebody, the best fitting first."""
        return self._tiles(np.flatnonzero(self.cluster == cluster_id), doubts_first=doubts_first)

    def ids_in_cluster(self, cluster_id: int) -> NDArray[np.int64]:
        """The ids of all faces of a cluster, in ascending order: int64 (n,)."""
        return np.asarray(self.columns.face_id[self.cluster == cluster_id], dtype=np.int64)

    def faces_of_person(
        self, person_id: int, *, suggested: bool = False, doubts_first: bool = False
    ) -> tuple[FaceTile, ...]:
        """The faces of a person, those that fit best first; or the faces for which the person is suggested."""
        wanted = (SUGGESTED,) if suggested else (CONFIRMED, AUTOMATIC)
        rows = np.flatnonzero((self.table.person_id == person_id) & np.isin(self.table.status, wanted))
        return self._tiles(rows, doubts_first=doubts_first, of_person=not suggested)

    def tiles(self, face_ids: tuple[int, ...]) -> tuple[FaceTile, ...]:
        """These faces, in the given order; faces that do not exist are left out."""
        rows = self.rows_of(np.array(face_ids, dtype=np.int64))
        return tuple(self.tiles_at(rows, unknown_fit(len(rows))))

    def rows_of(self, face_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of these faces in `columns`, in the given order: int64; faces that do not exist are left out."""
        rows = np.searchsorted(self.columns.face_id, face_ids)
        return np.asarray(rows[np.append(self.columns.face_id, -1)[rows] == face_ids], dtype=np.int64)

    def fitting(self, rows: NDArray[np.int64], *, of_person: bool = False) -> Fitting:
        """How well these faces fit together. If they are all faces `of_person`, those that contradict the person are
        doubtful too.
        """
        key = of_person, rows.tobytes()
        found = self._fittings.get(key)
        if found is None:
            found = self._measured(rows, of_person=of_person)
            # The pages of one list are asked for one after another.
            self._fittings = {key: found}
        return found

    def _measured(self, rows: NDArray[np.int64], *, of_person: bool) -> Fitting:
        warm, measured = self.warm, self.warm.measured
        known, at = self._with_embedding(rows)
        if measured is None or len(known) < FEWEST:
            return unknown_fit(len(rows))
        faces, ids = warm.snapshot.faces, self.columns.face_id[rows]
        fit = np.full(len(rows), np.nan)
        rivals = self._rivals(rows)
        background = measured.background[at]
        # The fit reads each face ten times. Decoding a few faces once is faster.
        vectors = faces.embedding[at] if len(at) <= _DECODED_ONCE else picked(faces.embedding, at)
        fit[known] = fit_of(vectors, background, measured.expectation.people, rivals).probability
        against = unlike_others(faces, np.sort(ids), warm.snapshot.thresholds) if of_person else {}
        return Fitting(fit, doubtful_among(ids, fit, warm.state, against))

    def _rivals(self, rows: NDArray[np.int64]) -> Rivals | None:
        """Faces of other people than these faces show."""
        named = np.flatnonzero(self.table.counting)
        chosen = named[rows_of_rivals(self.table.person_id[named], np.isin(named, rows), len(rows))]
        known, at = self._with_embedding(chosen)
        measured = self.warm.measured
        if measured is None or not len(at):
            return None
        owner = self.table.person_id[chosen[known]]
        return Rivals(owner, picked(self.warm.snapshot.faces.embedding, at), measured.background[at])

    def _with_embedding(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which of these faces have an embedding, and its row in the embeddings: both int64 (k,)."""
        ids, face_id = self.columns.face_id[rows], self.warm.snapshot.faces.face_id
        at = np.searchsorted(face_id, ids)
        known = np.flatnonzero(np.append(face_id, -1)[at] == ids)
        return known, at[known]

    def tiles_at(self, rows: NDArray[np.int64], fitting: Fitting) -> list[FaceTile]:
        """The faces in these rows of `columns`, in the given order, with how well each fits."""
        columns, table, photo = self.columns, self.table, self.columns.photo_row[rows]
        found = zip(
            columns.face_id[rows].tolist(), columns.photo_id[photo].tolist(), columns.content_hash[photo].tolist(),
            columns.box[rows].tolist(), columns.taken[photo].tolist(), columns.present[photo].tolist(),
            table.status[rows].tolist(), table.person_id[rows].tolist(), table.probability[rows].tolist(),
            self.cluster[rows].tolist(), fitting.fit.tolist(), fitting.doubtful.tolist(), strict=True,
        )  # fmt: skip
        return [
            FaceTile(face, photo_id, content.decode("ascii"), Box(*box), taken, present, STATUSES[status],
                     None if who == NO_PERSON else who, chance, None if cluster == NO_CLUSTER else cluster,
                     None if math.isnan(fits) else fits, doubt)
            for face, photo_id, content, box, taken, present, status, who, chance, cluster, fits, doubt in found
        ]  # fmt: skip

    def assignments_of(self, face_ids: NDArray[np.int64]) -> AssignmentTable:
        """One row for each of these faces, which are in ascending order."""
        return _table(face_ids, self.warm.snapshot.assigned)

    def scores_of(self, face_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The detector's score of each of these faces, which must exist: float32 (n,)."""
        return np.asarray(self.columns.score[self.rows_of(face_ids)], dtype=np.float32)

    def named(self, face_ids: Sequence[int]) -> float:
        """The share (0..1) of these faces that belong to a person, are ignored or are marked as not a face."""
        status = self.table.status[self.rows_of(np.array(face_ids, dtype=np.int64))]
        return float(np.isin(status, (CONFIRMED, AUTOMATIC, IGNORED, NOT_A_FACE)).mean()) if len(status) else 1.0

    @cached_property
    def _open(self) -> NDArray[np.bool_]:
        status = self.table.status
        return np.asarray(((status == NONE) | (status == SUGGESTED)) & self.present, dtype=np.bool_)

    @cached_property
    def _clustered(self) -> NDArray[np.bool_]:
        return np.asarray(self._open & (self.cluster != NO_CLUSTER), dtype=np.bool_)

    @cached_property
    def _chosen(self) -> NDArray[np.bool_]:
        """Mark the faces that a human chose to represent the person that they belong to."""
        chosen = [(who, face) for who, faces in self.warm.snapshot.portraits.items() for face in faces]
        pairs = np.array(chosen, dtype=np.int64).reshape(-1, 2)
        here = np.isin(pairs[:, 1], self.columns.face_id)
        rows = self.rows_of(pairs[here, 1])
        marked = np.zeros(len(self.columns.face_id), dtype=np.bool_)
        marked[rows[self.table.person_id[rows] == pairs[here, 0]]] = True
        return marked

    def _cards(self, kind: str, grouped: Grouped, names: Mapping[int, str]) -> dict[int, Card]:
        """The cards of all groups by id; those of groups that have not changed since the view before are kept."""
        before = self._kept.get(kind)
        if before is None:
            cards = cards_of(kind, self.columns, grouped, names)
        else:
            changed = before[0].groups_changed(grouped)
            cards = {**before[1]}
            for number in changed.tolist():
                cards.pop(number, None)
            cards |= cards_of(kind, self.columns, grouped, names, changed)
            renamed = [card for card in cards.values() if card.name != names.get(card.id)]
            cards |= {card.id: replace(card, name=names.get(card.id)) for card in renamed}
        self._kept[kind] = grouped, cards
        return cards

    def _tiles(self, rows: NDArray[np.int64], *, doubts_first: bool, of_person: bool = False) -> tuple[FaceTile, ...]:
        fitting = self.fitting(rows, of_person=of_person)
        order = np.lexsort((self.columns.face_id[rows], -fitting.fit, fitting.doubtful))
        if doubts_first:
            # Suggested faces come before automatic ones, and confirmed ones last; the least probable first.
            order = np.lexsort((fitting.fit, self.table.probability[rows], self.table.status[rows]))
        return tuple(self.tiles_at(rows[order], fitting[order]))


def _table(face_ids: NDArray[np.int64], assigned: AssignmentTable) -> AssignmentTable:
    """One row for each of these faces; the status of faces without an assignment is `NONE`."""
    table = AssignmentTable(
        face_ids,
        np.full(len(face_ids), NO_PERSON, dtype=np.int64),
        np.full(len(face_ids), NONE, dtype=np.int8),
        np.zeros(len(face_ids)),
    )
    rows = np.searchsorted(face_ids, assigned.face_id)
    here = np.flatnonzero(np.append(face_ids, -1)[rows] == assigned.face_id)
    rows = rows[here]
    table.person_id[rows], table.status[rows] = assigned.person_id[here], assigned.status[here]
    table.probability[rows] = assigned.probability[here]
    return table
