"""Faces in the order in which somebody should look at them."""

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError
from photoindex.operations.label import label
from photoindex.operations.lineup import examples_of, line_up, line_up_cluster
from photoindex.operations.people import list_people
from photoindex.operations.sitting import Sitting
from tests.library import Library, face_in, name_both

RED = ("2001/a.jpg", "2001/b.jpg", "2002/d.jpg")


def test_a_face_that_differs_from_the_others_comes_last_and_is_doubtful(sitting: Sitting, scanned: Library) -> None:
    blue = face_in(scanned, "2003/f.jpg")
    found = line_up(sitting, [blue, *(face_in(scanned, photo) for photo in RED)])
    assert found[-1].face_id == blue
    assert [item.doubtful for item in found] == [False, False, False, True]


def test_a_few_faces_cannot_be_compared(sitting: Sitting, scanned: Library) -> None:
    found = line_up(sitting, [face_in(scanned, "2003/f.jpg"), face_in(scanned, "2001/a.jpg")])
    assert [item.fit for item in found] == [None, None]


def test_faces_that_belong_to_somebody_are_left_out_of_a_cluster(sitting: Sitting, scanned: Library) -> None:
    cluster = scanned.cluster_with(4)
    label(scanned.index, Target("face", ids=(face_in(scanned, "2001/a.jpg"),)), "Grandma")
    kept = line_up_cluster(sitting, cluster).part(0, 4)
    assert {item.status for item in kept} <= {"none", "suggested"} or len(kept) == 4


def test_a_cluster_is_listed_in_parts(sitting: Sitting, scanned: Library) -> None:
    found = line_up_cluster(sitting, scanned.cluster_with(4))
    parts = [*found.part(0, 3), *found.part(3, 6), *found.part(6, 9)]
    assert tuple(item.face_id for item in parts) == found.face_ids
    assert [item.face_id for item in found.part(0, 4)] == [item.face_id for item in parts]
    assert sorted(found.face_ids) == list(sitting.ids_in_cluster(scanned.cluster_with(4)))


def test_a_cluster_in_the_order_of_its_dates_holds_the_same_faces(sitting: Sitting, scanned: Library) -> None:
    found = line_up_cluster(sitting, scanned.cluster_with(3))
    dated = found.by_date().part(0, 3)
    days = [item.taken for item in dated if item.taken]
    assert days == sorted(days)
    assert found.period == (days[0], days[-1])
    assert set(dated) == set(found.part(0, 3))


def test_doubtful_faces_are_known_without_listing_them(sitting: Sitting, scanned: Library) -> None:
    found = line_up_cluster(sitting, scanned.cluster_with(4))
    assert found.doubtful_ids == tuple(item.face_id for item in found.part(0, 4) if item.doubtful)
    assert found.photos == len({item.photo_id for item in found.part(0, 4)})


def test_a_face_that_does_not_exist_is_an_error(sitting: Sitting, scanned: Library) -> None:
    with pytest.raises(NotFoundError, match="there is no face 999"):
        line_up(sitting, [999])


def test_examples_are_confirmed_faces_of_about_the_same_date(sitting: Sitting, scanned: Library) -> None:
    name_both(scanned)
    tom = next(row for row in list_people(scanned.index).persons if row.name == "Tom")
    near = line_up(sitting, [face_in(scanned, "2003/f.jpg")])[0].taken
    found = examples_of(sitting, tom.id, near, 2)
    assert [face.taken.year for face in found if face.taken] == [2002, 2003]
