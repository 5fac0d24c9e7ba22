"""What a person says about faces, and what follows."""

from dataclasses import replace
from pathlib import Path

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.clustering.regroup import group_faces
from photoindex.operations.find import FindRequest, find
from photoindex.operations.label import ignore, label
from photoindex.operations.log import log
from photoindex.operations.people import list_people
from photoindex.operations.show import show_group, show_photo
from photoindex.operations.undo import undo
from photoindex.operations.unlabel import unlabel
from tests.fakes import ColourAnalyzer, fake_pack
from tests.operations.conftest import Library


def red(library: Library) -> Target:
    return Target("cluster", ids=(library.cluster_with(4),))


def green(library: Library) -> Target:
    return Target("cluster", ids=(library.cluster_with(3),))


def persons(library: Library) -> dict[str | None, int]:
    return {row.name: row.faces for row in list_people(library.index).persons}


def test_a_named_cluster_becomes_a_person_and_leaves_the_list_of_clusters(scanned: Library) -> None:
    report = label(scanned.index, red(scanned), "Grandma")
    assert (report.faces, report.joined, report.total, report.photos) == (4, False, 4, 4)
    people = list_people(scanned.index)
    assert [row.name for row in people.persons] == ["Grandma"]
    assert [row.faces for row in people.clusters] == [3]


def test_naming_a_second_cluster_alike_adds_to_the_person_and_says_so(scanned: Library) -> None:
    first, second = red(scanned), green(scanned)
    label(scanned.index, first, "Grandma")
    report = label(scanned.index, second, "grandma")
    assert report.joined
    assert report.person.name == "Grandma"
    assert persons(scanned) == {"Grandma": 7}


def test_faces_confirmed_as_somebody_else_stay_and_are_told(scanned: Library) -> None:
    target = red(scanned)
    face = show_group(scanned.index, target).faces[0]
    label(scanned.index, Target("face", ids=(face.face_id,)), "Tom")
    report = label(scanned.index, target, "Grandma")
    assert (report.faces, report.left, report.left_with) == (3, 1, ("Tom",))
    assert persons(scanned) == {"Grandma": 3, "Tom": 1}


def test_a_face_named_by_its_own_number_moves(scanned: Library) -> None:
    target = red(scanned)
    label(scanned.index, target, "Grandma")
    face = show_group(scanned.index, target).faces[0]
    label(scanned.index, Target("face", ids=(face.face_id,)), "Tom")
    assert persons(scanned) == {"Grandma": 3, "Tom": 1}


def test_an_unlabelled_face_does_not_come_back_by_itself(scanned: Library) -> None:
    target = red(scanned)
    label(scanned.index, target, "Grandma")
    face = show_group(scanned.index, target).faces[0]
    unlabel(scanned.index, Target("face", ids=(face.face_id,)))
    group_faces(scanned.index, lambda _faces: None)
    assert persons(scanned) == {"Grandma": 3}


def test_ignored_faces_are_out_of_the_way_until_taken_back(scanned: Library) -> None:
    target = red(scanned)
    ignore(scanned.index, target)
    people = list_people(scanned.index)
    assert ([row.faces for row in people.clusters], people.ignored_faces) == ([3], 4)
    scanned.draw("new.jpg", "red", shade=55)
    scanned.scan()
    assert list_people(scanned.index).ignored_faces == 5
    unlabel(scanned.index, target)
    assert list_people(scanned.index).ignored_faces == 0


def test_undo_takes_back_the_latest_and_an_undo_can_be_undone(scanned: Library) -> None:
    first, second = red(scanned), green(scanned)
    label(scanned.index, first, "Grandma")
    label(scanned.index, second, "Tom")
    assert undo(scanned.index).undone.source == f'label {second} "Tom"'
    assert persons(scanned) == {"Grandma": 4}
    assert undo(scanned.index).undone.source == f'label {first} "Grandma"'
    assert persons(scanned) == {}
    with pytest.raises(NotFoundError, match="nothing to undo"):
        undo(scanned.index)
    undo(scanned.index, 3)
    assert persons(scanned) == {"Tom": 3}
    assert [row.in_force for row in log(scanned.index)] == [False, True, False, True, True]


def test_a_decision_that_is_undone_or_unknown_cannot_be_undone(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    undo(scanned.index, 1)
    with pytest.raises(NotFoundError, match="undone already"):
        undo(scanned.index, 1)
    with pytest.raises(NotFoundError, match="no decision 99"):
        undo(scanned.index, 99)


def test_a_new_clustering_keeps_every_name(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    label(scanned.index, green(scanned), "Tom")
    group_faces(scanned.index, lambda _faces: None)
    assert persons(scanned) == {"Grandma": 4, "Tom": 3}


def test_what_does_not_exist_is_refused_with_a_way_out(scanned: Library) -> None:
    for target in (Target("cluster", ids=(999,)), Target("face", ids=(999,)), Target("person", name="Nobody")):
        with pytest.raises(NotFoundError) as caught:
            label(scanned.index, target, "Grandma")
        assert caught.value.hint
    assert log(scanned.index) == []


def test_a_number_is_no_name(scanned: Library) -> None:
    with pytest.raises(UsageError, match="looks like an id"):
        label(scanned.index, red(scanned), "13")


def test_find_wants_all_of_several_people_in_the_order_of_dates(scanned: Library) -> None:
    first, second = red(scanned), green(scanned)
    label(scanned.index, first, "Grandma")
    label(scanned.index, second, "Tom")

    def found(*names: str, since: str | None = None, until: str | None = None, limit: int | None = None) -> list[str]:
        request = FindRequest(names, since, until, limit)
        return [photo.paths[0].name for photo in find(scanned.index, request).photos]

    assert found("Grandma") == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
    assert found("Grandma", "tom") == ["b.jpg", "c.jpg"]
    assert found("Grandma", since="2001-02") == ["b.jpg", "c.jpg"]
    assert found("Tom", until="2003") == ["b.jpg", "c.jpg", "e.jpg"]
    assert found("Tom", until="2003-12-30") == ["b.jpg", "c.jpg"]
    assert found("Grandma", limit=1) == ["a.jpg"]
    with pytest.raises(UsageError, match="after"):
        found("Grandma", since="2005", until="2004")


def test_a_photo_shows_who_is_in_it_from_left_to_right(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    shown = show_photo(scanned.index, scanned.folder / "2002/c.jpg")
    assert [shown.names.get(face.person_id or 0) for face in shown.faces] == [None, "Grandma"]


def test_a_photo_that_is_not_in_the_index_says_how_to_get_it_there(scanned: Library) -> None:
    (scanned.folder / "broken.jpg").write_bytes(b"x")
    scanned.scan()
    with pytest.raises(NotFoundError) as caught:
        show_photo(scanned.index, scanned.folder / "broken.jpg")
    assert "--retry-failed" in caught.value.hint
    with pytest.raises(NotFoundError) as caught:
        show_photo(scanned.index, scanned.draw("unknown.jpg", "red"))
    assert "photoindex scan" in caught.value.hint


def test_one_ignored_face_does_not_hide_the_person_it_shows(scanned: Library) -> None:
    target = red(scanned)
    face = show_group(scanned.index, target).faces[0].face_id
    ignore(scanned.index, Target("face", ids=(face,)))
    assert list_people(scanned.index).ignored_faces == 1
    unlabel(scanned.index, Target("face", ids=(face,)))
    assert list_people(scanned.index).ignored_faces == 0
    report = ignore(scanned.index, target)
    assert (report.faces, report.stayed, list_people(scanned.index).ignored_faces) == (3, 1, 3)


def test_a_face_that_is_ignored_with_its_cluster_can_be_taken_out(scanned: Library) -> None:
    ignore(scanned.index, red(scanned))
    scanned.draw("new.jpg", "red", shade=55)
    scanned.scan()
    new = show_photo(scanned.index, scanned.folder / "new.jpg").faces[0]
    assert new.status == "ignored"
    unlabel(scanned.index, Target("face", ids=(new.face_id,)))
    assert show_photo(scanned.index, scanned.folder / "new.jpg").faces[0].status == "none"


def test_a_name_that_comes_back_by_undo_is_the_same_person(scanned: Library) -> None:
    first, second = red(scanned), green(scanned)
    label(scanned.index, first, "Grandma")
    undo(scanned.index)
    label(scanned.index, second, "Grandma")
    undo(scanned.index, 2)
    assert persons(scanned) == {"Grandma": 7}


def test_a_later_decision_stands_whichever_pack_found_the_face(scanned: Library, tmp_path: Path) -> None:
    def name_it(name: str) -> None:
        face = show_photo(scanned.index, scanned.folder / "2003/f.jpg").faces[0]
        label(scanned.index, Target("face", ids=(face.face_id,)), name)

    other = fake_pack(tmp_path / "other", "other")
    name_it("Grandma")
    scanned.scan(pack=other, make_analyzer=ShiftedAnalyzer)
    name_it("Tom")
    assert persons(scanned) == {"Tom": 1}
    scanned.scan()
    assert persons(scanned) == {"Tom": 1}
    undo(scanned.index, 2)
    assert persons(scanned) == {"Grandma": 1}


class ShiftedAnalyzer(ColourAnalyzer):
    """Another detector: it draws its boxes a little smaller."""

    def analyze(self, image, **_):  # type: ignore[no-untyped-def]
        return [replace(face, box=face.box.expanded(0.9)) for face in super().analyze(image)]
