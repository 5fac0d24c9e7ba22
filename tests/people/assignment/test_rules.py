from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED, SUGGESTED, AssignmentTable
from photoindex.domain.people import Assignment, PeopleState, Person
from photoindex.domain.picked_rows import picked
from photoindex.domain.shots import Shots
from photoindex.domain.thresholds import Thresholds
from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.rules import assign_all
from photoindex.people.clustering.pipeline import cluster_faces
from photoindex.people.events.division import Events, events_of
from photoindex.people.parties import NO_CLUSTER, ClusterIds
from tests.people.drawn_faces import THRESHOLDS as DRAWN
from tests.people.drawn_faces import faces

THRESHOLDS = Thresholds(verification=0.5, false_match_rates=())
PERSONS = {who: Person(who, f"Person {who}") for who in (1, 2, 3)}


def state(
    confirmed: dict[int, int] | None = None,
    ignored: Sequence[int] = (),
    rejected: dict[int, set[int | None]] | None = None,
    apart: Sequence[Sequence[set[int]]] = (),
) -> PeopleState:
    refused = {face: frozenset(who) for face, who in (rejected or {}).items()}
    groups = tuple(tuple(frozenset(group) for group in entry) for entry in apart)
    return PeopleState(PERSONS, confirmed or {}, frozenset(ignored), rejected=refused, apart=groups)


def outcome(
    clusters: list[int], people: PeopleState, degrees: list[float] | None = None, photo: list[int] | None = None
) -> list[tuple[int | None, str]]:
    """Assign faces 0, 1, ... with embeddings at the given angles. By default, all are equal, in separate photos."""
    count = len(clusters)
    radians = np.radians(degrees if degrees is not None else [0.0] * count)
    embeddings = np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)
    photos = np.array(photo if photo is not None else range(count), dtype=np.int64)
    ids = np.arange(count, dtype=np.int64)
    found = assign_all(
        ids, photos, np.array(clusters, dtype=np.int64), embeddings, state=people, thresholds=THRESHOLDS
    ).records()
    assert [entry.face_id for entry in found] == ids.tolist()
    return [(entry.person_id, entry.status) for entry in found]


def test_without_decisions_no_face_has_a_person() -> None:
    assert outcome([0, 0, NO_CLUSTER], state()) == [(None, "none")] * 3


def test_a_face_declared_different_from_a_confirmed_face_does_not_follow_it() -> None:
    people = state({0: 1}, apart=[[{0}, {1}]])
    assert outcome([0, 0, 0], people) == [(1, "confirmed"), (None, "none"), (1, "automatic")]


def test_a_face_follows_the_nearest_person_whose_faces_it_was_not_declared_different_from() -> None:
    people = state({0: 1, 1: 2}, apart=[[{0}, {2}]])
    assert outcome([0] * 3, people, degrees=[0, 30, 10])[2] == (2, "automatic")


def test_of_faces_declared_different_only_the_most_similar_follows() -> None:
    people = state({0: 1}, apart=[[{1}, {2, 3}]])
    assert outcome([0] * 5, people, degrees=[0, 20, 50, 10, 60]) == [
        (1, "confirmed"), (None, "none"), (1, "automatic"), (1, "automatic"), (1, "automatic"),
    ]  # fmt: skip


def test_a_cluster_follows_its_only_person() -> None:
    assert outcome([0, 0, 1, NO_CLUSTER], state({0: 1})) == [
        (1, "confirmed"),
        (1, "automatic"),
        (None, "none"),
        (None, "none"),
    ]


def test_a_confirmed_face_outside_all_clusters_has_no_followers() -> None:
    assert outcome([NO_CLUSTER] * 2, state({0: 1})) == [(1, "confirmed"), (None, "none")]


def test_a_face_that_does_not_look_like_the_named_face_does_not_follow_it() -> None:
    assert outcome([0, 0], state({0: 1}), degrees=[0, 80])[1] == (None, "none")
    assert outcome([0, 0], state(ignored=[0]), degrees=[0, 80])[1] == (None, "none")


def test_a_face_follows_if_it_looks_like_any_of_the_named_faces() -> None:
    assert outcome([0, 0, 0], state({0: 1, 1: 1}), degrees=[0, 80, 100])[2] == (1, "automatic")
    assert outcome([0, 0, 0], state({0: 1}), degrees=[0, 80, 100])[1:] == [(None, "none")] * 2


def of_measured_clusters(clusters: list[int], vectors: NDArray[np.float32], people: PeopleState) -> list[Assignment]:
    """Assign with measurements from a clustered library of many people that includes these faces."""
    library = np.concatenate([vectors, faces([6] * 40, seed=9)])
    count = len(library)
    clustering = cluster_faces(library, np.arange(count), DRAWN)
    ids = np.array([*clusters, *[NO_CLUSTER] * (count - len(clusters))], dtype=np.int64)
    measured = Measured(clustering.background, clustering.expectation)
    found = assign_all(
        np.arange(count), np.arange(count), ids, library, state=people, thresholds=DRAWN, measured=measured
    ).records()
    return found[: len(clusters)]


def test_if_a_stray_is_named_first_no_other_face_in_its_cluster_gets_the_name() -> None:
    vectors = faces([26, 1])
    found = of_measured_clusters([0] * 27, vectors, state({26: 1}))
    assert [item.status for item in found] == ["none"] * 26 + ["confirmed"]


def test_a_few_faces_that_resemble_a_stray_by_chance_do_not_get_its_name() -> None:
    vectors = faces([26, 1])
    # Half way between the stray and a face of the cluster, and equally similar to both.
    vectors[0] = (vectors[0] + vectors[26]) / np.linalg.norm(vectors[0] + vectors[26])
    assert vectors[0] @ vectors[26] > DRAWN.verification
    found = of_measured_clusters([0] * 27, vectors, state({26: 1}))
    assert "automatic" not in [item.status for item in found[1:26]]
    assert found[0].probability < 1


def test_if_a_typical_face_is_named_first_its_cluster_gets_the_name_but_not_with_certainty() -> None:
    found = of_measured_clusters([0] * 26, faces([26]), state({0: 1}))
    assert [item.status for item in found] == ["confirmed"] + ["automatic"] * 25
    assert all(0.9 <= item.probability < 1 for item in found[1:])


def test_a_stray_among_several_named_faces_does_not_stop_the_others_from_following() -> None:
    found = of_measured_clusters([0] * 27, faces([26, 1]), state({0: 1, 26: 1}))
    assert sum(item.status == "automatic" for item in found) >= 24


def test_a_face_in_a_contested_cluster_follows_the_nearest_person_or_nobody() -> None:
    people = state({0: 1, 1: 2})
    assert outcome([0] * 5, people, degrees=[0, 90, 20, 75, 200])[2:] == [
        (1, "automatic"),
        (2, "automatic"),
        (None, "none"),
    ]


def test_faces_that_look_like_an_ignored_stranger_are_ignored() -> None:
    assert outcome([0, 0], state(ignored=[0])) == [(None, "ignored")] * 2


def test_one_ignored_face_among_many_says_nothing_about_the_others() -> None:
    assert outcome([0, 0, 0], state(ignored=[0])) == [(None, "ignored"), (None, "none"), (None, "none")]


def test_a_face_between_a_person_and_an_ignored_stranger_follows_the_nearer_one() -> None:
    people = state({0: 1}, ignored=[1])
    assert outcome([0] * 4, people, degrees=[0, 90, 10, 80])[2:] == [(1, "automatic"), (None, "ignored")]


def test_a_face_never_follows_a_person_it_was_said_not_to_be() -> None:
    assert outcome([0, 0], state({0: 1}, rejected={1: {1}}))[1] == (None, "none")
    assert outcome([0, 0], state(ignored=[0], rejected={1: {None}}))[1] == (None, "none")
    contested = state({0: 1, 1: 2}, rejected={2: {1}})
    assert outcome([0] * 3, contested, degrees=[0, 60, 25])[2] == (2, "automatic")


def test_a_person_has_only_one_face_in_a_photo_and_a_confirmed_face_takes_precedence() -> None:
    assert outcome([0, 0, 0], state({0: 1}), photo=[5, 5, 6]) == [(1, "confirmed"), (None, "none"), (1, "automatic")]


def test_a_confirmed_face_takes_precedence_over_a_more_typical_face_in_its_photo() -> None:
    found = outcome([0, 0, 0], state({1: 1, 2: 1}), degrees=[0, 40, -40], photo=[5, 5, 6])
    assert found == [(None, "none"), (1, "confirmed"), (1, "confirmed")]


def test_of_two_automatic_faces_in_one_photo_the_more_similar_keeps_the_name() -> None:
    found = outcome([0, 1, 0, 1], state({0: 1, 1: 1}), degrees=[0, 0, 40, 20], photo=[5, 6, 7, 7])
    assert found[2:] == [(None, "none"), (1, "automatic")]


def test_decisions_stand_even_if_one_person_is_twice_in_a_photo() -> None:
    assert outcome([0, 0], state({0: 1, 1: 1}), photo=[5, 5]) == [(1, "confirmed")] * 2


def test_a_decision_about_a_missing_face_changes_nothing() -> None:
    assert outcome([0, 0], state({99: 1}, rejected={98: {1}})) == [(None, "none")] * 2


face_rows = st.lists(
    st.tuples(
        st.integers(NO_CLUSTER, 2),
        st.integers(0, 6),
        st.sampled_from([None, None, 0, 1, 2]),
        st.sets(st.sampled_from([None, 1, 2]), max_size=2),
        st.floats(0, 360),
    ),
    max_size=15,
)


@given(face_rows)
def test_decisions_take_precedence_over_guesses_and_guesses_obey_the_rules(
    rows: list[tuple[int, int, int | None, set[int | None], float]],
) -> None:
    clusters, photos = [row[0] for row in rows], [row[1] for row in rows]
    confirmed = {face: row[2] for face, row in enumerate(rows) if row[2]}
    ignored = [face for face, row in enumerate(rows) if row[2] == 0]
    rejected = {face: row[3] for face, row in enumerate(rows) if row[3] and row[2] is None}
    found = outcome(clusters, state(confirmed, ignored, rejected), [row[4] for row in rows], photos)
    for face, (person, status) in enumerate(found):
        assert (status == "confirmed") == (face in confirmed)
        assert (person is None) == (status in {"none", "ignored"})
        if face in confirmed:
            assert person == confirmed[face]
        elif face in ignored:
            assert status == "ignored"
        elif status == "automatic":
            voters = [other for other in confirmed if clusters[other] == clusters[face]]
            assert person in {confirmed[other] for other in voters}
            assert person not in rejected.get(face, set())
            twins = [o for o, (who, _) in enumerate(found) if o != face and who == person and photos[o] == photos[face]]
            assert not twins
        elif status == "ignored":
            assert None not in rejected.get(face, set())


def test_faces_that_are_rows_of_a_larger_array_get_the_same_persons_and_probabilities() -> None:
    library, rows = faces([12, 12, 12]), np.delete(np.arange(36), [3, 20, 21])
    copy, count = library[rows], len(rows)
    clustering = cluster_faces(copy, np.arange(count), DRAWN)
    measured = Measured(clustering.background, clustering.expectation)
    ids, people = np.arange(count), state({0: 1, 1: 1, 12: 2, 13: 3})
    one, other = (
        assign_all(ids, ids, clustering.labels, vectors, state=people, thresholds=DRAWN, measured=measured).records()
        for vectors in (copy, picked(library, rows))
    )
    assert one == other
    assert {item.status for item in one} > {"confirmed", "automatic"}


PEOPLE, FACES_EACH, IN_AN_EVENT = 24, 16, 8


def in_events(*, meaningless: bool = False) -> Events:
    """Folders without dates: each has the photos of two people, half of the faces of each. Each face of
    `blurred_people` is alone in a photo.
    """
    number = np.arange(PEOPLE * FACES_EACH)
    folder = 1 + number // FACES_EACH // 2 * 2 + number % FACES_EACH // IN_AN_EVENT
    if meaningless:
        folder = np.random.default_rng(0).permutation(folder)
    nothing = np.full(len(number), np.datetime64("NaT"), dtype="datetime64[us]")
    none = np.zeros(len(number), dtype=np.int64)
    return events_of(Shots(number, nothing, none.astype(np.bool_), none, folder))


def blurred_people(
    events: Events | None, *, order: NDArray[np.int64] | None = None, people: PeopleState | None = None
) -> AssignmentTable:
    """The names in a library of people with equally many faces, of which every fourth is blurred. Three clear faces of
    each person have a name.
    """
    noise = np.where(np.arange(PEOPLE * FACES_EACH) % 4 == 3, 1.6, 0.6)[:, None]
    centres = faces([1] * PEOPLE, noise=0.0)
    chance = np.random.default_rng(4).normal(size=(PEOPLE * FACES_EACH, centres.shape[1])) / np.sqrt(centres.shape[1])
    vectors = np.repeat(centres, FACES_EACH, axis=0) + noise * chance
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    photo = np.arange(len(vectors))
    clustering = cluster_faces(vectors, photo, DRAWN)
    said = {first + at: 1 + first // FACES_EACH for first in range(0, len(photo), FACES_EACH) for at in (0, 1, 8)}
    state = people or PeopleState({who: Person(who, f"Person {who}") for who in said.values()}, confirmed=said)
    rows = photo if order is None else order
    measured = Measured(clustering.background[rows], clustering.expectation)
    return assign_all(
        rows, rows, ClusterIds(clustering.labels[rows]), vectors[rows], state=state, thresholds=DRAWN,
        measured=measured, events=events,
    )  # fmt: skip


def right_names(found: AssignmentTable, status: int) -> tuple[int, int]:
    """The numbers of right and wrong names with this status."""
    named = found[found.status == status]
    right = int((named.person_id == 1 + named.face_id // FACES_EACH).sum())
    return right, len(named) - right


def test_events_settle_doubtful_faces_and_make_no_wrong_names() -> None:
    without, with_events = (right_names(blurred_people(events), AUTOMATIC) for events in (None, in_events()))
    assert with_events[0] > without[0]
    assert with_events[1] <= without[1]


def test_events_never_change_a_clear_face_or_a_decision() -> None:
    without, with_events = blurred_people(None), blurred_people(in_events())
    clear = np.isin(without.status, (AUTOMATIC, CONFIRMED))
    for column in ("person_id", "status", "probability"):
        assert np.array_equal(getattr(without, column)[clear], getattr(with_events, column)[clear])


def test_events_never_give_a_face_a_name_that_a_human_rejected() -> None:
    before = blurred_people(None)
    settled = blurred_people(in_events())
    doubtful = np.flatnonzero((before.status != AUTOMATIC) & np.isin(settled.status, (AUTOMATIC, SUGGESTED)))
    assert len(doubtful)
    said = {int(face): int(who) for face, who in zip(before.face_id, before.person_id, strict=True)
            if before.status[face] == CONFIRMED}  # fmt: skip
    rejected = {int(face): frozenset([int(settled.person_id[face])]) for face in doubtful}
    persons = {who: Person(who, f"Person {who}") for who in said.values()}
    found = blurred_people(in_events(), people=PeopleState(persons, confirmed=said, rejected=rejected))
    assert all(found.person_id[face] not in whom for face, whom in rejected.items())


def test_events_that_mean_nothing_change_nothing() -> None:
    without, with_events = blurred_people(None), blurred_people(in_events(meaningless=True))
    assert without.records() == with_events.records()


def test_with_events_names_do_not_depend_on_the_order_of_faces() -> None:
    order = np.random.default_rng(3).permutation(PEOPLE * FACES_EACH)
    one, other = blurred_people(in_events()), blurred_people(in_events(), order=order)
    back = np.argsort(order)
    assert np.array_equal(one.person_id, other.person_id[back])
    assert np.array_equal(one.status, other.status[back])
    assert np.allclose(one.probability, other.probability[back])
