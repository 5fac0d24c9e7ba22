"""Clusters and people are divided, by hand and by machine."""

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.clustering.regroup import group_faces
from photoindex.operations.label import label
from photoindex.operations.log import log
from photoindex.operations.show import show_group
from photoindex.operations.split import parts_of, split_by_hand, split_by_machine
from photoindex.operations.undo import undo
from tests.library import Library, confirmed_by_name, face, green, name_both, red


def test_faces_split_off_by_hand_stay_with_the_other_person(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Tom")
    wrong = face(scanned, "2001/a.jpg")
    report = split_by_hand(scanned.index, Target("person", name="Tom"), wrong.ids, "Tim")
    assert [part.faces for part in report.parts] == [3, 1]
    group_faces(scanned.index, lambda _faces: None)
    assert confirmed_by_name(scanned) == {"Tom": (3, 3), "Tim": (1, 1)}
    undo(scanned.index)
    assert confirmed_by_name(scanned) == {"Tom": (4, 4)}


def test_faces_split_off_a_cluster_without_a_name_get_a_cluster_of_their_own(scanned: Library) -> None:
    target, some = red(scanned), face(scanned, "2001/a.jpg").ids + face(scanned, "2002/d.jpg").ids
    report = split_by_hand(scanned.index, target, some, None)
    new = report.parts[1].cluster_id
    assert new is not None
    label(scanned.index, Target("cluster", ids=(new,)), "Tim")
    assert confirmed_by_name(scanned) == {"Tim": (2, 2)}
    assert len(show_group(scanned.index, target).faces) == 2
    undo(scanned.index)
    undo(scanned.index)
    assert len(show_group(scanned.index, target).faces) == 4
    with pytest.raises(NotFoundError, match=f"merged into cluster {target.ids[0]}"):
        show_group(scanned.index, Target("cluster", ids=(new,)))


def test_faces_split_off_a_named_cluster_lose_its_name(scanned: Library) -> None:
    target, wrong = red(scanned), face(scanned, "2001/a.jpg")
    label(scanned.index, target, "Tom")
    report = split_by_hand(scanned.index, target, wrong.ids, None)
    assert [(part.faces, part.name) for part in report.parts] == [(3, "Tom"), (1, None)]
    assert confirmed_by_name(scanned) == {"Tom": (3, 3)}
    group_faces(scanned.index, lambda _faces: None)
    assert confirmed_by_name(scanned) == {"Tom": (3, 3)}
    assert show_group(scanned.index, wrong).faces[0].status == "none"
    undo(scanned.index)
    assert confirmed_by_name(scanned) == {"Tom": (4, 4)}


def test_redoing_a_split_divides_the_cluster_again(scanned: Library) -> None:
    target, some = red(scanned), face(scanned, "2001/a.jpg").ids + face(scanned, "2002/d.jpg").ids
    split_by_hand(scanned.index, target, some, None)
    undo(scanned.index)
    undo(scanned.index, 2)
    assert len(show_group(scanned.index, target).faces) == 2
    (again,) = {row.cluster_id for row in show_group(scanned.index, Target("face", ids=some)).faces}
    assert again not in (None, target.ids[0])
    undo(scanned.index)
    assert len(show_group(scanned.index, target).faces) == 4


def test_an_impossible_split_is_refused_and_changes_nothing(scanned: Library) -> None:
    target = red(scanned)
    every = [row.face_id for row in show_group(scanned.index, target).faces]
    with pytest.raises(UsageError, match="all faces"):
        split_by_hand(scanned.index, target, every, "Tim")
    with pytest.raises(NotFoundError, match="does not belong"):
        split_by_hand(scanned.index, target, face(scanned, "2003/f.jpg").ids, "Tim")
    label(scanned.index, face(scanned, "2003/f.jpg"), "Ann")
    with pytest.raises(UsageError, match="1 face"):
        split_by_machine(scanned.index, Target("person", name="Ann"))
    assert len(log(scanned.index)) == 1


def test_a_person_is_divided_where_the_faces_are_least_alike(scanned: Library) -> None:
    name_both(scanned, "Tom", "Tom")
    report = split_by_machine(scanned.index, Target("person", name="Tom"))
    assert [part.faces for part in report.parts] == [4, 3]
    assert confirmed_by_name(scanned) == {"Tom": (4, 4)}
    assert scanned.cluster_with(3) == report.parts[1].cluster_id
    undo(scanned.index)
    assert confirmed_by_name(scanned) == {"Tom": (7, 7)}


def test_the_parts_of_a_person_are_shown_before_anything_is_recorded(scanned: Library) -> None:
    name_both(scanned, "Tom", "Tom")
    target = Target("person", name="Tom")
    parts = parts_of(scanned.index, target)
    assert len(log(scanned.index)) == 2
    report = split_by_machine(scanned.index, target)
    assert [len(part) for part in parts] == [part.faces for part in report.parts]
    assert [part[:5] for part in parts] == [part.examples for part in report.parts]


def test_a_name_that_looks_like_an_option_does_not_make_a_machine_split_look_manual(scanned: Library) -> None:
    name = "Tom --faces 1"
    label(scanned.index, red(scanned), name)
    label(scanned.index, green(scanned), name)
    split_by_machine(scanned.index, Target("person", name=name))
    decision = log(scanned.index)[-1].decision
    assert (decision.split_by, decision.as_group) == ("machine", True)
