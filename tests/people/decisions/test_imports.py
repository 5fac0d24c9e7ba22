"""An import of names stands for all decisions that it brought: they are undone together and brought back together."""

from datetime import UTC, datetime

from photoindex.domain.geometry import Box
from photoindex.domain.people import Decision, FaceRef
from photoindex.people.decisions.imports import Imported, imports_of, named_by_imports
from photoindex.people.decisions.kept_replay import KeptReplay
from photoindex.people.decisions.replay import replay
from photoindex.people.decisions.standing import latest_undoable, standing, undoable

AT = datetime(2026, 11, 1, tzinfo=UTC)
REFS = [FaceRef(f"photo{face}", Box(0.1, 0.1, 0.2, 0.2)) for face in range(400)]


def resolve(ref: FaceRef) -> int | None:
    return REFS.index(ref)


def named(seq: int, faces: list[int], person: int, batch: str = "") -> Decision:
    kind = "name" if person < 3 else "confirm"
    return Decision(seq, AT, kind, person, f"Person {person}", tuple(REFS[face] for face in faces), batch=batch)  # type: ignore[arg-type]


def undo(seq: int, target: int) -> Decision:
    return Decision(seq, AT, "undo", target=target, uid=f"uid{seq}")


OWN = named(1, [0], 1)
HEAD = Decision(2, AT, "import", uid="head", programs=("picasa", "xmp"))
LOG = [OWN, HEAD, named(3, [1, 2], 1, "head"), named(4, [3], 2, "head"), named(5, [4], 3, "head")]


def test_an_import_names_faces_through_its_decisions() -> None:
    assert replay(LOG, resolve).confirmed == {0: 1, 1: 1, 2: 1, 3: 2, 4: 3}


def test_undoing_an_import_takes_back_all_its_decisions_and_undoing_the_undo_brings_them_back() -> None:
    undone = [*LOG, undo(6, 2)]
    assert [item.seq for item in standing(undone)] == [1, 6]
    assert replay(undone, resolve) == replay([OWN], resolve)
    assert replay([*undone, undo(7, 6)], resolve) == replay(LOG, resolve)


def test_a_plain_undo_is_offered_the_import_and_never_its_decisions() -> None:
    assert undoable(LOG) == [OWN, HEAD]
    assert latest_undoable([*LOG, undo(6, 2)]) == OWN


def test_one_decision_of_an_import_can_be_undone_alone_and_stays_undone_when_the_import_is_brought_back() -> None:
    without = [*LOG, undo(6, 3)]
    assert replay(without, resolve).confirmed == {0: 1, 3: 2, 4: 3}
    again = [*without, undo(7, 2), undo(8, 7)]
    assert replay(again, resolve).confirmed == {0: 1, 3: 2, 4: 3}


def test_a_decision_whose_import_is_lost_counts_and_can_be_undone_like_any_other() -> None:
    orphans = [item for item in LOG if item.kind != "import"]
    assert replay(orphans, resolve).confirmed == replay(LOG, resolve).confirmed
    assert latest_undoable(orphans) == LOG[-1]


def test_a_decision_that_was_made_after_an_import_was_undone_counts() -> None:
    late = [*LOG, undo(6, 2), named(7, [5], 1, "head")]
    assert replay(late, resolve).confirmed == {0: 1, 5: 1}
    assert latest_undoable(late) == late[-1]


def test_an_import_is_summed_up_by_the_faces_and_people_that_it_named() -> None:
    rejected = Decision(6, AT, "reject", 9, "Person 9", (REFS[0],), batch="head")
    assert imports_of([*LOG, rejected]) == {2: Imported(4, 3, 4, ("picasa", "xmp"))}


def test_the_kept_state_follows_an_import_and_its_undo_whatever_its_length() -> None:
    for people in (50, 300):
        log = [OWN, HEAD, *(named(3 + who, [who + 1], who + 1, "head") for who in range(people))]
        kept = KeptReplay([OWN], resolve)
        assert kept.follow(log, resolve) == set(range(1, people + 1))
        undone = [*log, undo(1000, 2)]
        # The steps back to before a very long import are not kept, and then everything is replayed.
        touched = kept.follow(undone, resolve)
        assert touched == (set(range(1, people + 1)) if people < 200 else None)
        assert kept.state == replay(log if touched is None else undone, resolve)


def test_faces_named_by_an_import_are_known_until_a_human_says_something_about_them() -> None:
    def ids(log: list[Decision]) -> frozenset[int]:
        return named_by_imports(log, lambda refs: [resolve(ref) for ref in refs])

    group = Decision(7, AT, "name", 9, "Person 9", (REFS[3],), as_group=True)
    assert ids([OWN]) == frozenset()
    assert ids(LOG) == {1, 2, 3, 4}
    assert ids([*LOG, named(6, [1], 3), group]) == {2, 3, 4}
    assert ids([*LOG, undo(6, 2)]) == frozenset()
