"""Cards that are brought up to date are the same as new ones."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.operations.reviewing.cards import Grouped, cards_of
from photoindex.store.views.face_columns import FaceColumns

FACES, PHOTOS, GROUPS = 40, 15, 6


def columns(random: np.random.Generator) -> FaceColumns:
    taken = random.integers(0, 5, size=PHOTOS).astype("datetime64[s]")
    taken[random.random(PHOTOS) < 0.3] = np.datetime64("NaT")
    return FaceColumns(
        face_id=np.arange(FACES) * 3 + 1,
        photo_row=random.integers(0, PHOTOS, size=FACES),
        box=np.zeros((FACES, 4), dtype=np.float32),
        score=np.ones(FACES, dtype=np.float32),
        best_first=random.permutation(FACES),
        photo_id=np.arange(PHOTOS),
        content_hash=np.array(["00"] * PHOTOS, dtype=np.bytes_),
        taken=taken,
        present=np.ones(PHOTOS, dtype=np.bool_),
    )


def grouped(random: np.random.Generator) -> Grouped:
    marks = (random.random((3, FACES)) < 0.5) & (random.random(FACES) < 0.9)
    return Grouped(random.integers(-1, GROUPS, size=FACES), marks[0], marks[1], marks[2])


def partly_changed(random: np.random.Generator, before: Grouped) -> Grouped:
    rows = random.random(FACES) < 0.1
    other = grouped(random)
    return Grouped(*(
        np.where(rows, new, old)
        for old, new in (
            (before.group, other.group), (before.counted, other.counted),
            (before.confirmed, other.confirmed), (before.chosen, other.chosen),
        )
    ))  # fmt: skip


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None)
def test_only_groups_that_changed_get_another_card(seed: int) -> None:
    random = np.random.default_rng(seed)
    faces, before = columns(random), grouped(random)
    after = partly_changed(random, before)
    changed = before.groups_changed(after)
    old, new = (cards_of("person", faces, groups, {}) for groups in (before, after))
    kept = {number: card for number, card in old.items() if number not in changed}
    assert kept | cards_of("person", faces, after, {}, changed) == new
    assert not kept.keys() & cards_of("person", faces, after, {}, changed).keys()


def test_a_card_sums_up_the_faces_that_count() -> None:
    faces = columns(np.random.default_rng(0))
    count, named, chosen = np.zeros(FACES, bool), np.zeros(FACES, bool), np.zeros(FACES, bool)
    count[[0, 1, 2]] = named[[1, 5]] = chosen[5] = True
    (card,) = cards_of("person", faces, Grouped(np.full(FACES, 7), count, named, chosen), {7: "Ann"}).values()
    order = [row for row in faces.best_first.tolist() if row in {0, 1, 2}]
    assert (card.id, card.name, card.faces, card.confirmed) == (7, "Ann", 3, 1)
    assert card.photos == len(set(faces.photo_row[:3].tolist()))
    assert card.portrait == faces.face_id[order[0]]
