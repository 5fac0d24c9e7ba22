"""How decisions change the index, without a database: from a snapshot and new decisions to the next content."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.domain.assignment_table import CONFIRMED, IGNORED, STATUSES, AssignmentTable
from photoindex.domain.geometry import Box
from photoindex.domain.missing_ids import NO_FACE
from photoindex.domain.people import BY_HAND, Decision, FaceRef
from photoindex.domain.people_snapshot import (
    FIRST_NEW_FACE,
    Clusters,
    FaceTable,
    PeopleSnapshot,
    Replaced,
    SaidSoFar,
    TakenTable,
    clusters_of,
)
from photoindex.domain.said_faces import SaidFaces, SaidTable
from photoindex.domain.thresholds import Thresholds
from photoindex.people.consequences.flow import Consequences, Said, consequences
from photoindex.people.decisions.replay import replay
from tests.behaviour.test_every_decision import FACES, PER_PHOTO, PHOTOS, START, logs, place, ref, resolve

EXAMPLES = 60
LATER = START + timedelta(days=1)
PACK = "a"
THRESHOLDS = Thresholds(0.4, ((1e-2, 0.3), (1e-3, 0.4), (1e-4, 0.5)))
NO_FACES = np.empty(0, dtype=np.int64)
NOBODY_YET = AssignmentTable(NO_FACES, NO_FACES, NO_FACES.astype(np.int8), NO_FACES.astype(np.float64))

CLUSTERS = st.lists(st.integers(0, 3), min_size=len(FACES), max_size=len(FACES))
SEEDS = st.integers(0, 2**32 - 1)


def faces_like(seed: int) -> FaceTable:
    vectors = np.random.default_rng(seed).normal(size=(len(FACES), 4)).astype(np.float32)
    ids = np.array(FACES, dtype=np.int64)
    return FaceTable(ids, ids // PER_PHOTO, vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def stored(log: Sequence[Decision]) -> tuple[tuple[Decision, ...], SaidTable]:
    """The decisions as the index returns them: their faces are rows, and only faces of this pack match exactly."""
    refs = [item for decision in log for group in decision.groups for item in group]
    texts = np.array([[item.content_hash, item.found_by] for item in refs], dtype=object).reshape(-1, 2)
    box = np.array([[*vars_of(item.box)] for item in refs], dtype=np.float64).reshape(-1, 4)
    exact = [face if item.found_by == PACK and (face := resolve(item)) is not None else NO_FACE for item in refs]
    table = SaidTable(texts[:, 0], box, texts[:, 1], np.array(exact, dtype=np.int64))
    at, decisions = 0, []
    for decision in log:
        groups = []
        for group in decision.groups:
            groups.append(SaidFaces(table, at, at + len(group)) if group else ())
            at += len(group)
        decisions.append(replace(decision, faces=groups[0], others=tuple(groups[1:])))
    return tuple(decisions), table


def vars_of(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


def snapshot_of(
    log: Sequence[Decision], faces: FaceTable, clusters: Clusters, assigned: AssignmentTable = NOBODY_YET
) -> PeopleSnapshot:
    decisions, table = stored(log)
    boxes = {
        f"photo{photo}": {face: place(face, PACK) for face in FACES if face // PER_PHOTO == photo}
        for photo in range(PHOTOS)
    }
    years = np.array([f"{2016 + face}-06-01" for face in FACES], dtype="datetime64[us]")
    ids = np.array(FACES, dtype=np.int64)
    said = SaidSoFar(decisions, table, boxes, taken=TakenTable(ids, years, years + np.timedelta64(1, "D")))
    return PeopleSnapshot(PACK, THRESHOLDS, said, len(log) + 1, None, faces, clusters, None, frozenset(), assigned)


def grouped(clusters: Sequence[int]) -> Clusters:
    """The cluster of each face; 0 means no cluster."""
    return clusters_of({face: cluster for face, cluster in zip(FACES, clusters, strict=True) if cluster}, 4)


def saying(log: Sequence[Decision]) -> Said:
    refs = {item: resolve(item) for decision in log for group in decision.groups for item in group}
    return Said(tuple(log), {item: face for item, face in refs.items() if face is not None})


def follow(snapshot: PeopleSnapshot, said: Said | None = None) -> Consequences:
    return consequences(snapshot, said or Said(), LATER)


def rows(table: AssignmentTable) -> list[tuple[int, int, str, float]]:
    return [
        (face, who, STATUSES[status], chance)
        for face, who, status, chance in zip(
            table.face_id.tolist(), table.person_id.tolist(), table.status.tolist(), table.probability.tolist(),
            strict=True,
        )
    ]  # fmt: skip


def members(clusters: Clusters) -> dict[int, int]:
    return dict(zip(clusters.face_id.tolist(), clusters.cluster_id.tolist(), strict=True))


@settings(max_examples=EXAMPLES)
@given(logs(), CLUSTERS, SEEDS)
def test_the_rows_to_write_agree_with_the_decisions(log: list[Decision], clusters: list[int], seed: int) -> None:
    result = follow(snapshot_of(log, faces_like(seed), grouped(clusters)))
    state, assigned = result.state, result.change.assigned
    said = replay(log, resolve)
    assert replace(state, outside_life={}) == said
    assert result.change.persons == set(said.persons.values())
    confirmed = assigned.status == CONFIRMED
    pairs = zip(assigned.face_id[confirmed].tolist(), assigned.person_id[confirmed].tolist(), strict=True)
    assert dict(pairs) == said.confirmed
    assert said.ignored <= set(assigned.face_id[assigned.status == IGNORED].tolist())
    machine = assigned[(assigned.person_id > 0) & ~confirmed]
    for face, who in zip(machine.face_id.tolist(), machine.person_id.tolist(), strict=True):
        assert who not in state.forbidden(face)


@settings(max_examples=EXAMPLES)
@given(logs(), CLUSTERS, SEEDS)
def test_wrong_detections_have_no_influence_on_the_person_of_any_face(
    log: list[Decision], clusters: list[int], seed: int
) -> None:
    faces = faces_like(seed)
    result = follow(snapshot_of(log, faces, grouped(clusters)))
    not_faces = result.state.not_faces
    found = rows(result.change.assigned)
    assert {face for face, _, status, _ in found if status == "not-a-face"} == not_faces
    without = follow(snapshot_of(log, faces.without(not_faces), grouped(clusters)))
    assert found == rows(without.change.assigned)
    assert result.change.portraits == result.state.portraits


@settings(max_examples=EXAMPLES)
@given(logs(), CLUSTERS, SEEDS, st.data())
def test_new_decisions_have_the_same_effect_as_decisions_made_before(
    log: list[Decision], clusters: list[int], seed: int, data: st.DataObject
) -> None:
    begun = data.draw(st.integers(0, len(log)))
    faces = faces_like(seed)
    now = follow(snapshot_of(log[:begun], faces, grouped(clusters)), saying(log[begun:]))
    before = follow(snapshot_of(log, faces, now.clusters))
    assert now.state == before.state
    assert rows(now.change.assigned) == rows(before.change.assigned)
    assert now.change.decisions == tuple(log[begun:])
    assert before.change.decisions == ()


@settings(max_examples=EXAMPLES)
@given(logs(), CLUSTERS, SEEDS)
def test_an_undo_brings_back_the_person_of_every_face(log: list[Decision], clusters: list[int], seed: int) -> None:
    faces, held = faces_like(seed), grouped(clusters)
    before = [entry for entry in log if entry.kind not in ("split", "undo")]
    if not before:
        return
    *begun, last = before
    then = follow(snapshot_of(begun, faces, held))
    undo = Decision(last.seq + 1, LATER, "undo", target=last.seq, uid="undo")
    again = follow(snapshot_of(before, faces, held), saying([undo]))
    assert rows(again.change.assigned) == rows(then.change.assigned)
    assert again.change.persons == then.change.persons


@settings(max_examples=EXAMPLES)
@given(logs(), CLUSTERS, SEEDS)
def test_after_the_changes_are_written_nothing_is_left_to_write(
    log: list[Decision], clusters: list[int], seed: int
) -> None:
    faces = faces_like(seed)
    first = follow(snapshot_of(log, faces, grouped(clusters))).change
    second = follow(snapshot_of(log, faces, grouped(clusters), first.assigned)).change
    gone, new = first.assigned.changes_to(second.assigned)
    assert not gone.any()
    assert not new.any()
    assert (second.decisions, second.settled, second.undrawn, second.clusters) == ((), (), (), None)


@settings(max_examples=EXAMPLES)
@given(logs(), CLUSTERS, SEEDS)
def test_following_decisions_does_not_modify_the_snapshot(log: list[Decision], clusters: list[int], seed: int) -> None:
    snapshot = snapshot_of(log, faces_like(seed), grouped(clusters))
    arrays = [snapshot.said.table.face_id, snapshot.faces.embedding, snapshot.clusters.cluster_id]
    copies = [array.copy() for array in arrays]
    first, second = follow(snapshot), follow(snapshot)
    assert all(np.array_equal(array, copy) for array, copy in zip(arrays, copies, strict=True))
    assert rows(first.change.assigned) == rows(second.change.assigned)
    assert first.state == second.state


def named(seq: int, who: int, *faces: int, as_group: bool = False) -> Decision:
    return Decision(
        seq, START, "name", who, f"Person {who}", tuple(map(ref, faces)), uid=f"uid{seq}", as_group=as_group
    )


def alike() -> FaceTable:
    """All faces look the same."""
    ids = np.array(FACES, dtype=np.int64)
    return FaceTable(ids, ids // PER_PHOTO, np.tile(np.array([[1.0, 0.0]], dtype=np.float32), (len(FACES), 1)))


def test_a_name_goes_to_the_faces_of_the_cluster_that_look_alike() -> None:
    result = follow(snapshot_of([], alike(), grouped([1, 0, 0] * PHOTOS)), saying([named(1, 1, 0)]))
    assert [row[:3] for row in rows(result.change.assigned)] == [
        (0, 1, "confirmed"), (3, 1, "automatic"), (6, 1, "automatic"), (9, 1, "automatic"),
    ]  # fmt: skip


def test_faces_that_are_split_off_get_a_cluster_and_return_with_an_undo() -> None:
    split = Decision(1, START, "split", faces=(ref(0), ref(3)), others=((ref(6),),), uid="uid1")
    held = grouped([1, 0, 0] * PHOTOS)
    apart = follow(snapshot_of([], alike(), held), replace(saying([split]), new_clusters=([6],)))
    assert members(apart.clusters) == {0: 1, 3: 1, 6: 4, 9: 1}
    assert apart.change.clusters is not None
    assert (apart.new_clusters, apart.change.clusters.created) == ((4,), (4,))
    undone = Decision(2, LATER, "undo", target=1, uid="uid2")
    together = follow(snapshot_of([split], alike(), apart.clusters), saying([undone]))
    assert members(together.clusters) == members(held)
    assert together.change.clusters is not None
    assert together.change.clusters.merged == {4: 1}


def test_a_drawn_face_is_added_with_its_decision_and_removed_when_that_is_undone() -> None:
    drawn = FaceRef("photo0", Box(0.8, 0.8, 0.1, 0.1), BY_HAND)
    said = Decision(1, START, "name", 1, "Person 1", (drawn,), uid="uid1")
    result = follow(snapshot_of([], alike(), grouped([0] * len(FACES))), Said((said,)))
    assert result.change.drawn == {drawn: FIRST_NEW_FACE}
    assert rows(result.change.assigned) == [(FIRST_NEW_FACE, 1, "confirmed", 1.0)]
    snapshot = snapshot_of([said], alike(), grouped([0] * len(FACES)))
    there = replace(snapshot, said=replace(snapshot.said, drawn={drawn: 77}))
    assert rows(follow(there).change.assigned) == [(77, 1, "confirmed", 1.0)]
    gone = follow(there, saying([Decision(2, LATER, "undo", target=1, uid="uid2")]))
    assert (gone.change.undrawn, rows(gone.change.assigned)) == ((77,), [])


def test_decisions_about_a_photo_are_carried_over_to_the_photo_that_replaces_it() -> None:
    faces = alike()
    vectors = {face: np.eye(len(FACES), dtype=np.float32)[face % PER_PHOTO] for face in FACES}
    old, new = ({face: place(face, PACK) for face in range(first, first + PER_PHOTO)} for first in (0, PER_PHOTO))
    snapshot = snapshot_of([named(1, 1, 0)], faces, grouped([0] * len(FACES)))
    edited = replace(snapshot, replaced=(Replaced("photo0", "photo1", PACK, old, new, vectors),))
    result = follow(edited)
    (carry,) = result.change.decisions
    assert (carry.seq, carry.at, carry.kind) == (2, LATER, "carry")
    assert (carry.faces, carry.others) == ((ref(3).rounded(),), ((ref(0),),))
    assert result.change.settled == (("photo0", "photo1"),)
    assert [row[:3] for row in rows(result.change.assigned)] == [(0, 1, "confirmed"), (3, 1, "confirmed")]
    other = replace(edited, said=snapshot_of([named(1, 1, 6)], faces, grouped([0] * len(FACES))).said)
    assert (follow(other).change.decisions, follow(other).change.settled) == ((), ())
