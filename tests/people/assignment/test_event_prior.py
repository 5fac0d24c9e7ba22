"""What events say about who is in a photo."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.domain.shots import Shots
from photoindex.people.assignment.event_prior import MOST_ADDED, MOST_TAKEN, EventPrior, event_prior_of
from photoindex.people.events.division import EventKind, Events, events_of
from photoindex.people.parties import NO_CLUSTER, NOBODY, ClusterIds, Parties

EVENTS, PHOTOS_EACH = 60, 6


def folders(count: int = EVENTS, photos: int = PHOTOS_EACH) -> Events:
    """Folders of photos without dates."""
    total = count * photos
    nothing = np.full(total, np.datetime64("NaT"), dtype="datetime64[us]")
    none = np.zeros(total, dtype=np.int64)
    return events_of(Shots(np.arange(total), nothing, none.astype(np.bool_), none, 1 + np.arange(total) // photos))


def moments(count: int = EVENTS, photos: int = PHOTOS_EACH) -> Events:
    """Photos of one camera, all in one folder; each event is on a day of its own."""
    number = np.arange(count * photos)
    begin = np.datetime64("2019-01-01T10:00", "us")
    taken = begin + (number // photos * 24 * 60 + number % photos).astype("timedelta64[m]")
    every = np.ones(len(number), dtype=np.int64)
    return events_of(Shots(number, taken, every.astype(np.bool_), every, every))


def guests(*, in_event: bool, seed: int = 0) -> NDArray[np.int64]:
    """The person in each photo: two guests per event out of forty people, or anybody."""
    chance = np.random.default_rng(seed)
    pairs = np.stack([chance.choice(40, 2, replace=False) for _ in range(EVENTS)])
    who = np.concatenate([chance.choice(pair, PHOTOS_EACH) for pair in pairs])
    return who if in_event else chance.permutation(who)


def prior(events: Events, who: NDArray[np.int64], photo: NDArray[np.int64] | None = None) -> EventPrior:
    """One clear face of the given person in each photo; a negative number stands for a face that is not clear."""
    photo = np.arange(len(who)) if photo is None else photo
    outside = np.full(len(who), NO_CLUSTER, dtype=np.int64)
    return event_prior_of(events, photo, Parties(who), ClusterIds(outside), Parties(who))


@pytest.mark.parametrize("events", [folders(), moments()], ids=["folders without dates", "moments"])
def test_a_guest_of_an_event_is_likelier_in_its_photos_and_an_absent_person_less_likely(events: Events) -> None:
    who = guests(in_event=True)
    hidden = int(who[0])
    who[0] = NOBODY
    absent = next(person for person in range(40) if person not in who[:PHOTOS_EACH])
    here, elsewhere = prior(events, who).log_ratio(np.array([0, 0]), np.array([hidden, absent]))
    assert hidden in who[1:PHOTOS_EACH]
    assert here == MOST_ADDED
    assert elsewhere == -MOST_TAKEN


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("events", [folders(), moments()], ids=["folders without dates", "moments"])
def test_events_in_which_people_do_not_recur_say_nothing(events: Events, seed: int) -> None:
    found = prior(events, guests(in_event=False, seed=seed))
    assert found.recurrence.means_nothing
    assert not found.log_ratio(np.arange(20), guests(in_event=False)[:20]).any()
    assert len(found.candidates(np.arange(20))[0]) == 0


def test_the_chance_of_recurrence_is_measured() -> None:
    always = prior(moments(), guests(in_event=True)).recurrence
    assert always.chance[EventKind.MOMENT] > 0.8
    mixed = np.where(np.random.default_rng(1).random(EVENTS * PHOTOS_EACH) < 0.5, guests(in_event=True),
                     guests(in_event=False))  # fmt: skip
    assert 0.05 < prior(moments(), mixed).recurrence.chance[EventKind.MOMENT] < 0.5


def test_a_person_with_a_clear_face_in_the_photo_is_neither_likelier_nor_a_candidate() -> None:
    who = guests(in_event=True)
    found = prior(folders(), who)
    assert found.log_ratio(np.array([0]), who[:1])[0] == 0.0
    at, persons = found.candidates(np.array([0]))
    assert set(persons.tolist()) == set(who[:PHOTOS_EACH].tolist()) - {int(who[0])}
    assert set(at.tolist()) <= {0}


def test_of_two_guests_the_one_who_is_not_yet_in_the_photo_becomes_likelier() -> None:
    who = guests(in_event=True)
    first, second = np.unique(who[:PHOTOS_EACH])
    free = prior(folders(), who, np.where(np.arange(len(who)) == 0, 10_000, np.arange(len(who))))
    beside = who.copy()
    beside[0] = first
    taken = prior(folders(), beside)
    one, other = (found.log_ratio(np.array([0]), np.array([second]))[0] for found in (free, taken))
    assert other >= one > 0


def test_a_photo_that_is_in_no_event_changes_nothing() -> None:
    who = guests(in_event=True)
    assert prior(folders(), who).log_ratio(np.array([10_000]), who[:1])[0] == 0.0


def test_a_library_without_clear_faces_says_nothing() -> None:
    nobody = np.full(EVENTS * PHOTOS_EACH, NOBODY, dtype=np.int64)
    assert prior(folders(), nobody).log_ratio(np.array([0]), np.array([1]))[0] == 0.0


def test_clusters_without_a_name_count_as_people_but_are_no_candidates() -> None:
    who = guests(in_event=True)
    unnamed = np.full(len(who), NOBODY, dtype=np.int64)
    found = event_prior_of(folders(), np.arange(len(who)), Parties(unnamed), ClusterIds(who), Parties(unnamed))
    assert found.recurrence.chance[EventKind.FOLDER] > 0.8
    assert len(found.candidates(np.arange(20))[0]) == 0


def test_the_support_for_a_person_counts_the_other_photos() -> None:
    who = guests(in_event=True)
    hidden, who[0] = int(who[0]), NOBODY
    support = prior(moments(), who).support(0, hidden)
    assert support is not None
    assert (support.kind, support.person_id) == (EventKind.MOMENT, hidden)
    assert support.photos == int((who[1:PHOTOS_EACH] == hidden).sum())
    assert support.factor == pytest.approx(math.exp(MOST_ADDED))


@given(st.lists(st.integers(-1, 4), min_size=1, max_size=24), st.integers(1, 6))
def test_what_an_event_says_is_bounded_whoever_is_in_it(who: list[int], photos: int) -> None:
    people = np.array([*who, *guests(in_event=True)], dtype=np.int64)
    people[people < 0] = NOBODY
    events = folders(math.ceil(len(people) / photos), photos)
    found = prior(events, people)
    pairs = np.stack(np.meshgrid(np.arange(len(people)), np.arange(6)), axis=-1).reshape(-1, 2)
    ratio = found.log_ratio(pairs[:, 0], pairs[:, 1])
    assert ratio.min() >= -MOST_TAKEN
    assert ratio.max() <= MOST_ADDED
    assert np.isfinite(ratio).all()
