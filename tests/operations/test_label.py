"""Decisions of the user about faces, and their consequences."""

import pytest

from photoindex.advice.actions import Action
from photoindex.advice.people import RenamePerson
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.clustering.regroup import group_faces
from photoindex.operations.confirm import confirm
from photoindex.operations.label import ignore, label, reject
from photoindex.operations.log import log
from photoindex.operations.people import list_people
from photoindex.operations.show import show_group, show_photo
from photoindex.operations.undo import undo
from photoindex.operations.unlabel import unlabel
from tests.library import Library, confirmed_by_name, face, faces_by_name, green, red


def test_a_named_cluster_becomes_a_person_and_leaves_the_list_of_clusters(scanned: Library) -> None:
    report = label(scanned.index, red(scanned), "Grandma")
    assert (report.faces, report.joined, report.total, report.photos) == (4, False, 4, 4)
    people = list_people(scanned.index)
    assert [row.name for row in people.persons] == ["Grandma"]
    assert [row.faces for row in people.clusters] == [3]


def test_giving_a_second_cluster_the_same_name_adds_it_to_the_person_and_says_so(scanned: Library) -> None:
    first, second = red(scanned), green(scanned)
    label(scanned.index, first, "Grandma")
    report = label(scanned.index, second, "grandma")
    assert report.joined
    assert report.person.name == "Grandma"
    assert faces_by_name(scanned.index) == {"Grandma": 7}


def test_faces_confirmed_as_somebody_else_keep_their_name_and_are_reported(scanned: Library) -> None:
    target = red(scanned)
    face = show_group(scanned.index, target).faces[0]
    label(scanned.index, Target("face", ids=(face.face_id,)), "Tom")
    report = label(scanned.index, target, "Grandma")
    assert (report.faces, report.left, report.left_with) == (3, 1, ("Tom",))
    assert faces_by_name(scanned.index) == {"Grandma": 3, "Tom": 1}


def test_a_face_named_by_its_number_moves_to_that_person(scanned: Library) -> None:
    target = red(scanned)
    label(scanned.index, target, "Grandma")
    face = show_group(scanned.index, target).faces[0]
    label(scanned.index, Target("face", ids=(face.face_id,)), "Tom")
    assert faces_by_name(scanned.index) == {"Grandma": 3, "Tom": 1}


def test_ignored_faces_are_hidden_until_they_are_unlabelled(scanned: Library) -> None:
    target = red(scanned)
    ignore(scanned.index, target)
    people = list_people(scanned.index)
    assert ([row.faces for row in people.clusters], people.ignored_faces) == ([3], 4)
    scanned.draw("new.jpg", "red", shade=55)
    scanned.scan()
    assert list_people(scanned.index).ignored_faces == 5
    unlabel(scanned.index, target)
    assert list_people(scanned.index).ignored_faces == 0


def test_naming_something_that_does_not_exist_is_refused_with_advice(scanned: Library) -> None:
    for target in (Target("cluster", ids=(999,)), Target("face", ids=(999,)), Target("person", name="Nobody")):
        with pytest.raises(NotFoundError) as caught:
            label(scanned.index, target, "Grandma")
        assert caught.value.advice
    assert log(scanned.index) == []


def test_a_number_is_refused_as_a_name(scanned: Library) -> None:
    with pytest.raises(UsageError, match="looks like an id"):
        label(scanned.index, red(scanned), "13")


def test_ignoring_one_face_does_not_ignore_the_other_faces_of_that_person(scanned: Library) -> None:
    target = red(scanned)
    face = show_group(scanned.index, target).faces[0].face_id
    ignore(scanned.index, Target("face", ids=(face,)))
    assert list_people(scanned.index).ignored_faces == 1
    unlabel(scanned.index, Target("face", ids=(face,)))
    assert list_people(scanned.index).ignored_faces == 0
    report = ignore(scanned.index, target)
    assert (report.faces, report.stayed, list_people(scanned.index).ignored_faces) == (3, 1, 3)


def test_a_single_face_of_an_ignored_cluster_can_be_unignored(scanned: Library) -> None:
    ignore(scanned.index, red(scanned))
    scanned.draw("new.jpg", "red", shade=55)
    scanned.scan()
    new = show_photo(scanned.index, scanned.folder / "new.jpg").faces[0]
    assert new.status == "ignored"
    unlabel(scanned.index, Target("face", ids=(new.face_id,)))
    assert show_photo(scanned.index, scanned.folder / "new.jpg").faces[0].status == "none"


def test_a_rejected_face_stays_away_when_its_cluster_is_named_and_clustered_again(scanned: Library) -> None:
    target = red(scanned)
    label(scanned.index, target, "Grandma")
    reject(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    report = label(scanned.index, target, "Grandma")
    assert (report.faces, report.refused, report.before, report.total) == (3, 1, 3, 3)
    group_faces(scanned.index, lambda _faces: None)
    assert confirmed_by_name(scanned) == {"Grandma": (3, 3)}
    label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    assert confirmed_by_name(scanned) == {"Grandma": (4, 4)}


def test_rejecting_a_cluster_spares_faces_that_were_confirmed_one_by_one(scanned: Library) -> None:
    target = red(scanned)
    label(scanned.index, target, "Grandma")
    confirm(scanned.index, face(scanned, "2001/a.jpg"))
    report = reject(scanned.index, target, "Grandma")
    assert (report.faces, report.stayed) == (3, 1)
    assert confirmed_by_name(scanned) == {"Grandma": (1, 1)}
    undo(scanned.index)
    assert confirmed_by_name(scanned) == {"Grandma": (4, 4)}


def test_a_face_marked_as_not_a_person_stays_away_when_that_name_is_given_again(scanned: Library) -> None:
    wrong, right = red(scanned), green(scanned)
    label(scanned.index, wrong, "Tom")
    for photo in ("2001/a.jpg", "2001/b.jpg"):
        reject(scanned.index, face(scanned, photo), "Tom")
    unlabel(scanned.index, Target("person", name="Tom"))
    assert confirmed_by_name(scanned) == {}
    report = label(scanned.index, right, "tom")
    assert (report.joined, report.person.name, report.faces) == (False, "Tom", 3)
    report = label(scanned.index, wrong, "Tom")
    assert (report.faces, report.refused) == (2, 2)


def test_a_named_cluster_cannot_be_given_another_name_and_the_error_says_what_to_do_instead(scanned: Library) -> None:
    target = red(scanned)
    label(scanned.index, target, "Gram")
    with pytest.raises(NotFoundError) as caught:
        label(scanned.index, target, "Gran")
    assert caught.value.advice == (RenamePerson("Gram", "Gran"), Action.LABEL_SINGLE_FACES)
