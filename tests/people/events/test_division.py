"""Which photos belong to one event."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from photoindex.domain.shots import Shots
from photoindex.people.events.division import NO_EVENT, events_of

Photo = tuple[str | None, int, int]
"""When a photo was taken ("2019-07-14" if only the day is known), with which camera and in which folder."""


def shots(photos: list[Photo]) -> Shots:
    taken = np.array([np.datetime64(time or "NaT", "us") for time, _, _ in photos], dtype="datetime64[us]")
    exact = np.array([time is not None and "T" in time for time, _, _ in photos], dtype=np.bool_)
    camera, folder = (np.array([photo[at] for photo in photos], dtype=np.int64) for at in (1, 2))
    return Shots(np.arange(len(photos), dtype=np.int64), taken, exact, camera, folder)


def together(labels: NDArray[np.int64]) -> list[list[int]]:
    """The photos of each event, the events in the order of their first photos."""
    events: dict[int, list[int]] = {}
    for photo, label in enumerate(labels.tolist()):
        if label != NO_EVENT:
            events.setdefault(label, []).append(photo)
    return list(events.values())


def test_photos_of_one_camera_are_one_moment_until_a_long_pause() -> None:
    photos: list[Photo] = [
        ("2019-07-14T10:00", 1, 1), ("2019-07-14T10:20", 1, 2), ("2019-07-14T10:45", 1, 3), ("2019-07-14T14:00", 1, 4),
        ("2019-07-14T14:01", 1, 5),
    ]  # fmt: skip
    assert together(events_of(shots(photos)).narrow) == [[0, 1, 2], [3, 4]]


def test_photos_of_two_cameras_at_one_time_are_two_moments() -> None:
    photos: list[Photo] = [(f"2019-07-14T10:0{minute}", 1 + minute % 2, 1) for minute in range(4)]
    assert together(events_of(shots(photos)).narrow) == [[0, 2], [1, 3]]


def test_photos_of_an_unknown_camera_are_one_moment_only_within_a_folder() -> None:
    photos: list[Photo] = [("2019-07-14T10:00", 0, 1), ("2019-07-14T10:01", 0, 2), ("2019-07-14T10:02", 0, 1)]
    assert together(events_of(shots(photos)).narrow) == [[0, 2]]


def test_photos_of_one_folder_and_one_day_are_one_event_whatever_the_camera() -> None:
    photos: list[Photo] = [("2019-07-14", 1, 1), ("2019-07-14T23:00", 2, 1), ("2019-07-15T00:10", 2, 1)]
    found = events_of(shots(photos))
    assert together(found.wide) == [[0, 1]]
    assert found.dated.tolist() == [True, True, True]


def test_photos_without_dates_in_a_small_folder_are_one_event() -> None:
    photos: list[Photo] = [(None, 0, 1), (None, 0, 1), (None, 0, 2), ("2019-07-14", 0, 1)]
    found = events_of(shots(photos))
    assert together(found.wide) == [[0, 1]]
    assert not found.dated[0]


def test_photos_without_dates_in_a_large_folder_have_nothing_in_common() -> None:
    photos: list[Photo] = [(None, 0, 1)] * 61
    assert together(events_of(shots(photos)).wide) == []


def test_photos_of_which_nothing_is_known_belong_to_no_event() -> None:
    found = events_of(shots([(None, 0, 0)] * 3))
    assert (found.count, together(found.narrow), together(found.wide)) == (0, [], [])


def test_a_library_without_photos_has_no_events() -> None:
    assert events_of(shots([])).count == 0


photo = st.tuples(
    st.one_of(
        st.none(),
        st.integers(0, 300).map(lambda minute: str(np.datetime64("2019-07-14T20:00") + 7 * minute)),
        st.integers(1, 3).map(lambda day: f"2019-07-0{day}"),
    ),
    st.integers(0, 2),
    st.integers(0, 3),
)


@given(st.lists(photo, max_size=30))
def test_events_do_not_depend_on_the_order_of_photos(photos: list[Photo]) -> None:
    given_order = events_of(shots(photos))
    order = np.random.default_rng(len(photos)).permutation(len(photos))
    other_order = events_of(shots([photos[at] for at in order]))
    for one, other in ((given_order.narrow, other_order.narrow), (given_order.wide, other_order.wide)):
        moved = {frozenset(order[event].tolist()) for event in together(other)}
        assert moved == {frozenset(event) for event in together(one)}


@given(st.lists(photo, max_size=30))
def test_no_event_has_a_single_photo_and_no_label_is_used_for_both_kinds(photos: list[Photo]) -> None:
    found = events_of(shots(photos))
    assert all(len(event) > 1 for labels in (found.narrow, found.wide) for event in together(labels))
    used = [set(labels[labels != NO_EVENT].tolist()) for labels in (found.narrow, found.wide)]
    assert used[0].isdisjoint(used[1])
    assert used[0] | used[1] == set(range(found.count))


def test_photos_are_found_by_their_ids() -> None:
    given_ids = replace(shots([("2019-07-14", 0, 1)] * 3), photo_id=np.array([4, 7, 9]))
    assert events_of(given_ids).rows_of(np.array([9, 5, 4])).tolist() == [2, -1, 0]
