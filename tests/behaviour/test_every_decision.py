"""Sequences of decisions of all kinds are undone, reordered, and replayed with other ids, packs and clusters."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import get_args

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.domain.names import comparable
from photoindex.domain.people import NEVER_A_FACE, Decision, DecisionKind, FaceRef, PeopleState, Person, SplitBy
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.rules import assign_all
from photoindex.people.decisions.face_matching import match_refs
from photoindex.people.decisions.replay import replay
from photoindex.people.decisions.standing import in_force, latest_undoable
from photoindex.store.decisions_file.lines import from_line, person_keys, to_line

START = datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None)
EXAMPLES = 300
LENGTH = 16

PHOTOS, PER_PHOTO = 4, 3
FACES = tuple(range(PHOTOS * PER_PHOTO))
PACKS = ("a", "b")
KINDS: tuple[DecisionKind, ...] = (
    "name", "name", "name", "confirm", "reject", "ignore", "unlabel", "merge", "split", "rename", "different", "twice",
    "lifespan", "carry", "undo", "not-a-face", "portrait", "import", "search",
)  # fmt: skip


def place(face: int, pack: str) -> Box:
    """Two packs find each face in nearly the same position; the faces of one photo do not overlap."""
    shift = 0.01 * PACKS.index(pack)
    return Box(0.05 + 0.3 * (face % PER_PHOTO) + shift, 0.1 + shift, 0.2, 0.3)


def ref(face: int, pack: str = "a") -> FaceRef:
    return FaceRef(f"photo{face // PER_PHOTO}", place(face, pack), pack)


EVERY_REF = {ref(face, pack): face for face in FACES for pack in PACKS}
resolve = EVERY_REF.get


def carried(face: int) -> int | None:
    """Photo 1 is photo 0 after an edit: its faces are in the same order."""
    return face + PER_PHOTO if face < PER_PHOTO else None


@st.composite
def decisions(  # noqa: PLR0911, PLR0912
    draw: st.DrawFn, seq: int, faces: tuple[int, ...], people: tuple[int, ...]
) -> Decision:
    kind = draw(st.sampled_from(KINDS if seq > 1 else KINDS[:3]))
    base = Decision(seq, START + timedelta(minutes=seq), kind, uid=f"uid{seq}", as_group=draw(st.booleans()))
    chosen = draw(st.lists(st.sampled_from(faces), min_size=2, max_size=5, unique=True))
    packs = draw(st.lists(st.sampled_from(PACKS), min_size=5, max_size=5))
    refs = tuple(ref(face, pack) for face, pack in zip(chosen, packs, strict=False))
    who, other = draw(st.permutations(people))[:2]
    names = [f"Person {who}", f"Person {other}"]
    match kind:
        case "undo":
            return replace(base, target=draw(st.integers(1, seq - 1)), as_group=False)
        case "name" | "confirm" | "reject":
            return replace(base, person_id=who, person_name=names[0], faces=refs)
        case "ignore" | "not-a-face":
            return replace(base, faces=refs)
        case "portrait":
            return replace(base, person_id=who, person_name=names[0], faces=refs[: draw(st.integers(0, 1))])
        case "unlabel":
            return replace(base, person_id=draw(st.sampled_from((who, None))), person_name=names[0], faces=refs)
        case "rename":
            return replace(base, person_id=who, person_name=draw(st.sampled_from(("Gran", "Tom", *names))))
        case "merge":
            return replace(base, person_id=who, person_name=names[0], other_id=other, other_name=names[1])
        case "different" if draw(st.booleans()):
            return replace(base, person_id=who, person_name=names[0], other_id=other, other_name=names[1])
        case "different":
            return replace(base, faces=refs[:1], others=(refs[1:],))
        case "split":
            of_person = {"person_id": who, "person_name": names[0]} if draw(st.booleans()) else {}
            heir = {"other_id": other, "other_name": names[1]} if draw(st.booleans()) else {}
            who_split = draw(st.sampled_from(get_args(SplitBy)))
            parts = replace(base, faces=refs[:1], others=(refs[1:2], refs[2:]), split_by=who_split)
            return replace(parts, **of_person, **heir)  # type: ignore[arg-type]
        case "lifespan":
            return replace(base, person_id=who, person_name=names[0], born=draw(st.sampled_from((None, "1931-05"))),
                           died="2019")  # fmt: skip
        case "import":
            return replace(base, programs=("picasa",), as_group=False)
        case "search":
            people = (Person(who, names[0]),)
            return replace(base, search="kids", query=draw(st.sampled_from(("", names[0]))), query_people=people)
        case "twice":
            photo = chosen[0] // PER_PHOTO
            return replace(base, faces=tuple(ref(photo * PER_PHOTO + at) for at in range(PER_PHOTO)))
        case _:
            pairs = [(face, heir) for face in faces if (heir := carried(face)) in faces and heir is not None]
            return replace(base, faces=tuple(ref(heir) for _, heir in pairs), others=(tuple(ref(f) for f, _ in pairs),))


@st.composite
def logs(
    draw: st.DrawFn, faces: tuple[int, ...] = FACES, people: tuple[int, ...] = (1, 2, 3, 4), size: int = LENGTH
) -> list[Decision]:
    log = [draw(decisions(seq, faces, people)) for seq in range(1, draw(st.integers(0, size)) + 1)]
    return [brought_by(draw(st.sampled_from(log[:at])), item) if at else item for at, item in enumerate(log)]


def brought_by(head: Decision, decision: Decision) -> Decision:
    """The decision as one that an import brought, if `head` is an import."""
    if head.kind != "import" or decision.kind in ("import", "undo"):
        return decision
    return replace(decision, batch=head.uid)


def seen_as(state: PeopleState, other: Callable[[int], int]) -> PeopleState:
    """Return the same state with a different id for every face."""
    return replace(
        state,
        confirmed={other(face): who for face, who in state.confirmed.items()},
        ignored=frozenset(map(other, state.ignored)),
        not_faces=frozenset(map(other, state.not_faces)),
        portraits={who: frozenset(map(other, faces)) for who, faces in state.portraits.items()},
        rejected={other(face): who for face, who in state.rejected.items()},
        grouped=frozenset(map(other, state.grouped)),
        apart=tuple(tuple(frozenset(map(other, group)) for group in entry) for entry in state.apart),
        same_twice=frozenset((min(p), max(p)) for p in ((other(a), other(b)) for a, b in state.same_twice)),
    )


def appended(log: list[Decision], target: int) -> list[Decision]:
    seq = len(log) + 1
    return [*log, Decision(seq, START + timedelta(minutes=seq), "undo", target=target, uid=f"uid{seq}")]


def is_brought_by(head: Decision, decision: Decision) -> bool:
    return head.kind == "import" and decision.batch == head.uid


@settings(max_examples=EXAMPLES)
@given(logs())
def test_the_state_is_consistent(log: list[Decision]) -> None:
    state = replay(log, resolve)
    assert not state.ignored & state.confirmed.keys()
    assert state.not_faces.isdisjoint(state.ignored | state.confirmed.keys())
    assert NEVER_A_FACE not in state.persons
    assert all(NEVER_A_FACE not in persons for persons in state.rejected.values())
    assert state.portraits.keys() <= state.persons.keys()
    assert all(state.portraits.values())
    assert set(state.confirmed.values()) <= state.persons.keys()
    assert state.grouped <= state.confirmed.keys()
    assert all(who not in state.rejected.get(face, frozenset()) for face, who in state.confirmed.items())
    assert all(None not in state.rejected.get(face, frozenset()) for face in state.ignored)
    names = [comparable(person.name) for person in state.persons.values()]
    assert len(names) == len(set(names))
    for entry in state.apart:
        groups = [{state.confirmed[face] for face in group if face in state.confirmed} for group in entry]
        assert sum(map(len, groups)) == len(set().union(*groups))
        assert sum(map(len, entry)) == len(frozenset().union(*entry))
    assert all(one < other for one, other in (*state.same_twice, *state.different_persons))


@settings(max_examples=EXAMPLES)
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(log: list[Decision], random: st.DataObject) -> None:
    shuffled = list(log)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert replay(shuffled, resolve) == replay(log, resolve)


@settings(max_examples=EXAMPLES)
@given(logs(), st.data())
def test_undoing_a_decision_equals_replaying_without_it(log: list[Decision], data: st.DataObject) -> None:
    counting = in_force(log)
    if counting:
        target = data.draw(st.sampled_from(counting))
        without = [entry for entry in counting if entry != target and not is_brought_by(target, entry)]
        assert replay(appended(log, target.seq), resolve) == replay(without, resolve)


@settings(max_examples=EXAMPLES)
@given(logs(), st.data())
def test_undoing_an_undo_gives_the_same_state_as_doing_neither(log: list[Decision], data: st.DataObject) -> None:
    target = data.draw(st.integers(1, max(len(log), 1)))
    assert replay(appended(appended(log, target), len(log) + 1), resolve) == replay(log, resolve)


@settings(max_examples=EXAMPLES)
@given(logs())
def test_undoing_every_decision_leaves_an_empty_state(log: list[Decision]) -> None:
    while (latest := latest_undoable(log)) is not None:
        log = appended(log, latest.seq)
    assert replay(log, resolve) == PeopleState()


@settings(max_examples=EXAMPLES)
@given(logs(FACES[:6], (1, 2)), logs(FACES[6:], (8, 9)))
def test_decisions_about_other_faces_and_people_may_come_in_any_order(
    one: list[Decision], other: list[Decision]
) -> None:
    def state(first: list[Decision], second: list[Decision]) -> PeopleState:
        entries = [entry for entry in (*in_force(first), *in_force(second)) if entry.kind != "rename"]
        renumbered = [replace(entry, seq=seq, at=START) for seq, entry in enumerate(entries, start=1)]
        found = replay(renumbered, resolve)
        return replace(found, apart=tuple(sorted(found.apart, key=repr)))

    assert state(one, other) == state(other, one)


@settings(max_examples=EXAMPLES)
@given(logs(), st.permutations(FACES))
def test_a_new_scan_that_gives_faces_different_ids_does_not_change_the_state(
    log: list[Decision], ids: list[int]
) -> None:
    again = replay(log, lambda wanted: ids[EVERY_REF[wanted]])
    assert again == seen_as(replay(log, resolve), ids.__getitem__)


@settings(max_examples=EXAMPLES)
@given(logs())
def test_decisions_made_under_either_pack_apply_under_both(log: list[Decision]) -> None:
    def through(pack: str) -> PeopleState:
        found: dict[FaceRef, int] = {}
        for photo in range(PHOTOS):
            here = {face: place(face, pack) for face in FACES if face // PER_PHOTO == photo}
            said = [item for decision in log for group in (decision.faces, *decision.others) for item in group]
            found |= match_refs([item for item in said if item.content_hash == f"photo{photo}"], here)
        return replay(log, found.get)

    assert through("a") == through("b") == replay(log, resolve)


# A face of photo 2 is named through the box of one pack and split off through the box of the other; face 11 is in
# photo 3.
NAMED_AND_SPLIT_OFF = [
    Decision(1, START, "name", 1, "Person 1", (ref(11), ref(6, "b"))),
    Decision(2, START, "split", faces=(ref(6, "a"),), others=((ref(11),),)),
]
NAMED_AGAIN = Decision(3, START, "name", 2, "Person 2", (ref(11),))


@settings(max_examples=EXAMPLES)
@given(logs(), st.sets(st.sampled_from(range(PHOTOS))))
@example(NAMED_AND_SPLIT_OFF, {2})
@example([*NAMED_AND_SPLIT_OFF, NAMED_AGAIN], {2})
def test_missing_photos_do_not_change_what_is_decided_about_other_photos(log: list[Decision], away: set[int]) -> None:
    here = {item: face for item, face in EVERY_REF.items() if face // PER_PHOTO not in away}
    whole, part = replay(log, resolve), replay(log, here.get)
    present = set(here.values())
    assert part.persons == whole.persons
    assert part.confirmed == {face: who for face, who in whole.confirmed.items() if face in present}
    assert part.ignored == whole.ignored & present
    assert part.not_faces == whole.not_faces & present
    assert part.portraits == {who: kept for who, faces in whole.portraits.items() if (kept := faces & present)}
    assert part.rejected == {face: who for face, who in whole.rejected.items() if face in present}


@settings(max_examples=EXAMPLES)
@given(logs(), st.lists(st.integers(-1, 3), min_size=len(FACES), max_size=len(FACES)), st.integers(0, 2**32 - 1))
def test_whatever_the_clusters_confirmed_faces_stay_and_rejected_or_separated_faces_stay_away(
    log: list[Decision], clusters: list[int], seed: int
) -> None:
    state = replay(log, resolve)
    vectors = np.random.default_rng(seed).normal(size=(len(FACES), 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = np.array(FACES, dtype=np.int64)
    thresholds = Thresholds(0.4, ((1e-2, 0.3), (1e-3, 0.4), (1e-4, 0.5)))
    found = assign_all(
        ids, ids // PER_PHOTO, np.array(clusters, dtype=np.int64), vectors, state=state, thresholds=thresholds
    ).records()
    for item in found:
        if item.face_id in state.confirmed:
            assert (item.person_id, item.status) == (state.confirmed[item.face_id], "confirmed")
        elif item.person_id is not None:
            assert item.person_id not in state.rejected.get(item.face_id, frozenset())
            assert item.face_id not in state.ignored
    whose = {item.face_id: item.person_id for item in found}
    for groups in state.apart:
        for one, other in combinations(groups, 2):
            assert {whose[face] for face in one} & {whose[face] for face in other} <= {None}


@settings(max_examples=EXAMPLES)
@given(logs())
def test_a_decision_survives_being_written_and_read(log: list[Decision]) -> None:
    keys, uids = person_keys(log), {entry.seq: entry.uid for entry in log}
    for entry in log:
        line = from_line(to_line(entry, keys, uids))
        people = tuple(Person(0, each.name) for each in entry.query_people if each.person_id in keys)
        expected = replace(entry, seq=0, target=None, person_id=None, other_id=None, query_people=people,
                           person_name=(entry.person_name or "") if entry.person_id is not None else "",
                           other_name=entry.other_name or "", as_group=entry.as_group)  # fmt: skip
        assert rounded(line.decision) == rounded(expected)
        assert line.undoes == (uids.get(entry.target) if entry.target else None)
        assert line.person == (keys[entry.person_id] if entry.person_id is not None else None)


def rounded(decision: Decision) -> str:
    def near(item: FaceRef) -> tuple[object, ...]:
        return (item.content_hash, item.found_by, *(round(v, 4) for v in (item.box.x, item.box.y, item.box.width)))

    groups = [[near(item) for item in group] for group in (decision.faces, *decision.others)]
    return repr((groups, replace(decision, faces=(), others=())))
