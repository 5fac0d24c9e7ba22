"""Everything else that a human can say about people, and what follows."""

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.check_people import LooksUnlike, OutsideLife, SeveralTimes, check_people
from photoindex.operations.clustering.regroup import group_faces
from photoindex.operations.confirm import confirm
from photoindex.operations.different import different
from photoindex.operations.explain import SaidDifferent, explain_face
from photoindex.operations.find import FindRequest, find
from photoindex.operations.identities.likeness import unlike_person, unlike_persons
from photoindex.operations.identities.replay import people_state
from photoindex.operations.label import label, label_place, reject
from photoindex.operations.log import log
from photoindex.operations.merge import merge
from photoindex.operations.people import list_people
from photoindex.operations.person import lifespan_of, set_lifespan
from photoindex.operations.rename import rename
from photoindex.operations.show import show_group, show_photo
from photoindex.operations.split import split_by_hand, split_by_machine
from photoindex.operations.twice import same_twice
from photoindex.operations.undo import undo
from photoindex.operations.unlabel import unlabel
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from tests.operations.conftest import Library


def red(library: Library) -> Target:
    return Target("cluster", ids=(library.cluster_with(4),))


def green(library: Library) -> Target:
    return Target("cluster", ids=(library.cluster_with(3),))


def face(library: Library, photo: str, place: int = 0) -> Target:
    return Target("face", ids=(show_photo(library.index, library.folder / photo).faces[place].face_id,))


def names(library: Library) -> dict[str | None, tuple[int, int]]:
    return {row.name: (row.faces, row.confirmed) for row in list_people(library.index).persons}


def test_a_rejected_face_stays_away_when_its_cluster_is_named_and_clustered_anew(scanned: Library) -> None:
    target = red(scanned)
    label(scanned.index, target, "Grandma")
    reject(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    report = label(scanned.index, target, "Grandma")
    assert (report.faces, report.refused, report.before, report.total) == (3, 1, 3, 3)
    group_faces(scanned.index, lambda _faces: None)
    assert names(scanned) == {"Grandma": (3, 3)}
    label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    assert names(scanned) == {"Grandma": (4, 4)}


def test_rejecting_a_cluster_leaves_faces_that_were_confirmed_one_by_one(scanned: Library) -> None:
    target = red(scanned)
    label(scanned.index, target, "Grandma")
    confirm(scanned.index, face(scanned, "2001/a.jpg"))
    report = reject(scanned.index, target, "Grandma")
    assert (report.faces, report.stayed) == (3, 1)
    assert names(scanned) == {"Grandma": (1, 1)}
    undo(scanned.index)
    assert names(scanned) == {"Grandma": (4, 4)}


def test_only_a_face_that_is_taken_for_somebody_can_be_confirmed(scanned: Library) -> None:
    with pytest.raises(NotFoundError, match="taken for somebody"):
        confirm(scanned.index, face(scanned, "2001/a.jpg"))


def test_merging_keeps_the_second_name_and_undo_brings_both_back(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Gran")
    label(scanned.index, green(scanned), "Grandma")
    report = merge(scanned.index, "gran", "grandma")
    assert (report.gone.name, report.stays.name, report.faces, report.total, report.photos) == (
        "Gran", "Grandma", 4, 7, 5,
    )  # fmt: skip
    assert names(scanned) == {"Grandma": (7, 7)}
    undo(scanned.index)
    assert names(scanned) == {"Gran": (4, 4), "Grandma": (3, 3)}


def test_people_who_were_said_to_be_different_are_not_merged(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Tom")
    label(scanned.index, green(scanned), "Tim")
    different(scanned.index, Target("person", name="Tom"), Target("person", name="Tim"))
    with pytest.raises(UsageError, match="different people"):
        merge(scanned.index, "Tim", "Tom")
    undo(scanned.index)
    assert merge(scanned.index, "Tim", "Tom").total == 7


def test_a_person_is_renamed_but_not_to_a_name_that_exists(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Gran")
    label(scanned.index, green(scanned), "Tom")
    with pytest.raises(UsageError) as caught:
        rename(scanned.index, "Gran", "tom")
    assert 'photoindex merge "Gran" "Tom"' in caught.value.hint
    rename(scanned.index, "Gran", "gran")
    rename(scanned.index, "gran", "Grandma")
    assert set(names(scanned)) == {"Grandma", "Tom"}
    label(scanned.index, face(scanned, "2003/f.jpg"), "Gran")
    undo(scanned.index, 4)
    undo(scanned.index, 3)
    assert set(names(scanned)) == {"Gran", "Tom", "Gran (2)"}


def test_faces_split_off_by_hand_are_somebody_else_for_good(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Tom")
    wrong = face(scanned, "2001/a.jpg")
    report = split_by_hand(scanned.index, Target("person", name="Tom"), wrong.ids, "Tim")
    assert [part.faces for part in report.parts] == [3, 1]
    group_faces(scanned.index, lambda _faces: None)
    assert names(scanned) == {"Tom": (3, 3), "Tim": (1, 1)}
    undo(scanned.index)
    assert names(scanned) == {"Tom": (4, 4)}


def test_faces_split_off_a_cluster_without_a_name_get_a_cluster_of_their_own(scanned: Library) -> None:
    target, some = red(scanned), face(scanned, "2001/a.jpg").ids + face(scanned, "2002/d.jpg").ids
    report = split_by_hand(scanned.index, target, some, None)
    new = report.parts[1].cluster_id
    assert new is not None
    label(scanned.index, Target("cluster", ids=(new,)), "Tim")
    assert names(scanned) == {"Tim": (2, 2)}
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
    assert names(scanned) == {"Tom": (3, 3)}
    group_faces(scanned.index, lambda _faces: None)
    assert names(scanned) == {"Tom": (3, 3)}
    assert show_group(scanned.index, wrong).faces[0].status == "none"
    undo(scanned.index)
    assert names(scanned) == {"Tom": (4, 4)}


def test_undoing_the_undo_of_a_split_divides_the_cluster_again(scanned: Library) -> None:
    target, some = red(scanned), face(scanned, "2001/a.jpg").ids + face(scanned, "2002/d.jpg").ids
    split_by_hand(scanned.index, target, some, None)
    undo(scanned.index)
    undo(scanned.index, 2)
    assert len(show_group(scanned.index, target).faces) == 2
    (again,) = {row.cluster_id for row in show_group(scanned.index, Target("face", ids=some)).faces}
    assert again not in (None, target.ids[0])
    undo(scanned.index)
    assert len(show_group(scanned.index, target).faces) == 4


def test_a_face_that_was_not_somebody_stays_away_when_the_name_is_given_again(scanned: Library) -> None:
    wrong, right = red(scanned), green(scanned)
    label(scanned.index, wrong, "Tom")
    for photo in ("2001/a.jpg", "2001/b.jpg"):
        reject(scanned.index, face(scanned, photo), "Tom")
    unlabel(scanned.index, Target("person", name="Tom"))
    assert names(scanned) == {}
    report = label(scanned.index, right, "tom")
    assert (report.joined, report.person.name, report.faces) == (False, "Tom", 3)
    report = label(scanned.index, wrong, "Tom")
    assert (report.faces, report.refused) == (2, 2)


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="these systems have no such names")
def test_a_path_that_is_no_text_does_not_keep_a_decision_from_being_stored(scanned: Library) -> None:
    (scanned.folder / "2003/empty.jpg").rename(scanned.folder / os.fsdecode(b"caf\xe9.jpg"))
    scanned.scan()
    label_place(scanned.index, scanned.folder / os.fsdecode(b"caf\xe9.jpg"), "10,20,30,40", "Ghost")
    assert "caf\\udce9.jpg" in log(scanned.index)[0].decision.source
    assert names(scanned) == {"Ghost": (1, 1)}


class Interrupted(Index):
    """An index into which something is written just before what was worked out from it is stored."""

    def __init__(self, path: Path, meanwhile: Callable[[], object]) -> None:
        super().__init__(path)
        self._meanwhile: list[Callable[[], object]] = [meanwhile]

    def writing(self, *, patience: float | None = None) -> AbstractContextManager[Connection]:
        if self._meanwhile:
            self._meanwhile.pop()()
        return super().writing(patience=patience)


def test_a_cluster_that_is_split_while_all_are_grouped_stays_split(scanned: Library) -> None:
    target, some = red(scanned), face(scanned, "2001/a.jpg").ids
    index = Interrupted(scanned.index.path, lambda: split_by_hand(scanned.index, target, some, None))
    scanned.draw("new.jpg", "blue", shade=1)
    scanned.scan()
    group_faces(index, lambda _faces: None)
    assert len(show_group(scanned.index, target).faces) == 3
    assert [row.faces for row in list_people(scanned.index).clusters][:2] == [3, 3]


def test_what_cannot_be_split_is_refused_and_changes_nothing(scanned: Library) -> None:
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
    label(scanned.index, red(scanned), "Tom")
    label(scanned.index, green(scanned), "Tom")
    report = split_by_machine(scanned.index, Target("person", name="Tom"))
    assert [part.faces for part in report.parts] == [4, 3]
    assert names(scanned) == {"Tom": (4, 4)}
    assert scanned.cluster_with(3) == report.parts[1].cluster_id
    undo(scanned.index)
    assert names(scanned) == {"Tom": (7, 7)}


def test_nobody_is_automatically_in_a_photo_from_before_birth_or_after_death(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2002/c.jpg", 1), "Grandma")
    assert names(scanned) == {"Grandma": (4, 1)}
    set_lifespan(scanned.index, "Grandma", "2001-02", None)
    assert names(scanned) == {"Grandma": (3, 1)}
    report = set_lifespan(scanned.index, "Grandma", None, "2001")
    assert report.outside == 1
    assert names(scanned) == {"Grandma": (3, 1)}
    assert [(doubt.face.path.name, doubt.why) for doubt in check_people(scanned.index)] == [("c.jpg", OutsideLife())]
    for born, died in (("2999", None), (None, "2999-01")):
        with pytest.raises(UsageError, match="lies in the future"):
            set_lifespan(scanned.index, "Grandma", born, died)
    with pytest.raises(UsageError, match="not a date"):
        set_lifespan(scanned.index, "Grandma", "", None)
    with pytest.raises(UsageError, match="before being born"):
        set_lifespan(scanned.index, "Grandma", None, "1999")
    assert str(lifespan_of(scanned.index, "Grandma")[1].died) == "2001-12-31"


def test_somebody_without_a_detected_face_is_found_and_shown(scanned: Library) -> None:
    empty = scanned.folder / "2003/empty.jpg"
    report = label_place(scanned.index, empty, "10,20,30,40", "Ghost")
    assert (report.faces, report.total, report.joined) == (1, 1, False)
    assert [photo.paths[0] for photo in find(scanned.index, FindRequest(("Ghost",))).photos] == [empty]
    (shown,) = show_photo(scanned.index, empty).faces
    assert (shown.box.x, shown.box.y, shown.box.width, shown.box.height) == (0.1, 0.2, 0.3, 0.4)
    label_place(scanned.index, empty, "0.11,0.2,0.3,0.4", "Spirit")
    assert names(scanned) == {"Spirit": (1, 1)}
    reject(scanned.index, face(scanned, "2003/empty.jpg"), "Spirit")
    assert names(scanned) == {}
    for _ in range(3):
        undo(scanned.index)
    assert show_photo(scanned.index, empty).faces == ()


def test_a_box_on_a_detected_face_means_that_face(scanned: Library) -> None:
    label_place(scanned.index, scanned.folder / "2001/b.jpg", "100,10,100,90", "Tom")
    assert names(scanned)["Tom"] == (3, 1)
    assert len(show_photo(scanned.index, scanned.folder / "2001/b.jpg").faces) == 2


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "0,0,0,10", "500,0,20,20", "nan,0,1,1", "inf,0,1,1"])
def test_a_box_that_is_none_is_refused(scanned: Library, box: str) -> None:
    with pytest.raises(UsageError):
        label_place(scanned.index, scanned.folder / "2003/f.jpg", box, "Tom")
    assert log(scanned.index) == []


def test_a_photo_that_is_not_in_the_index_is_refused_with_the_reason(scanned: Library) -> None:
    for path, reason in (
        (scanned.folder / "nowhere.jpg", "no photo at"),
        (scanned.folder, "no photo at"),
        (scanned.draw("new.jpg", "red"), f"photoindex scan {scanned.folder}"),
    ):
        for ask in (
            lambda path=path: label_place(scanned.index, path, "0,0,1,1", "Tom"),
            lambda path=path: same_twice(scanned.index, path),
            lambda path=path: show_photo(scanned.index, path),
        ):
            with pytest.raises(NotFoundError, match="does not hold") as caught:
                ask()
            assert reason in caught.value.hint
    assert log(scanned.index) == []


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_photo_is_the_same_by_every_way_to_it_as_for_a_scan(scanned: Library, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(scanned.folder / "2001")
    way = link / ".." / "2003" / "empty.jpg"
    assert show_photo(scanned.index, way).photo is not None
    label_place(scanned.index, way, "0.2,0.2,0.4,0.5", "Ghost")
    assert names(scanned) == {"Ghost": (1, 1)}


def test_one_person_may_be_twice_in_a_photo_only_when_that_was_said(scanned: Library) -> None:
    scanned.draw("mirror.jpg", "red", "red")
    scanned.scan()
    for place in (0, 1):
        label(scanned.index, face(scanned, "mirror.jpg", place), "Grandma")
    assert [doubt.why for doubt in check_people(scanned.index)] == [SeveralTimes(2)] * 2
    same_twice(scanned.index, scanned.folder / "mirror.jpg")
    assert check_people(scanned.index) == []
    with pytest.raises(UsageError, match="different photos"):
        same_twice(scanned.index, Target("face", ids=face(scanned, "mirror.jpg").ids + face(scanned, "2003/f.jpg").ids))
    with pytest.raises(UsageError, match="two faces"):
        same_twice(scanned.index, scanned.folder / "2003/f.jpg")


def test_clusters_said_to_be_different_are_kept_apart_in_the_state(scanned: Library) -> None:
    one, other = red(scanned), green(scanned)
    assert different(scanned.index, one, other).source == f"different cluster {one.ids[0]} {other.ids[0]}"
    with scanned.index.reading() as connection:
        (entry,) = people_state(connection, require_current_pack(connection)).apart
    assert sorted(map(len, entry)) == [3, 4]
    with pytest.raises(UsageError, match="share faces"):
        different(scanned.index, one, one)


def test_a_face_told_apart_from_another_of_its_cluster_does_not_get_the_same_name(scanned: Library) -> None:
    target, one, other = red(scanned), face(scanned, "2001/a.jpg"), face(scanned, "2002/d.jpg")
    different(scanned.index, one, other)
    with pytest.raises(UsageError, match="different people in cluster"):
        label(scanned.index, target, "Tom")
    label(scanned.index, one, "Tom")
    assert names(scanned) == {"Tom": (3, 1)}
    assert SaidDifferent("Tom") in explain_face(scanned.index, *other.ids).reasons
    report = label(scanned.index, target, "Tom")
    assert (report.faces, report.refused, report.total) == (3, 1, 3)
    group_faces(scanned.index, lambda _faces: None)
    assert names(scanned) == {"Tom": (3, 3)}
    for _ in range(3):
        undo(scanned.index)
    assert names(scanned) == {}


def test_clusters_said_to_be_different_do_not_get_one_name_without_a_word(scanned: Library) -> None:
    one, other = red(scanned), green(scanned)
    different(scanned.index, one, other)
    with pytest.raises(UsageError, match="different people"):
        label(scanned.index, Target("cluster", ids=one.ids + other.ids), "Tom")
    label(scanned.index, one, "Tom")
    with pytest.raises(UsageError, match="and Tom are different people"):
        label(scanned.index, other, "Tom")
    assert names(scanned) == {"Tom": (4, 4)}


def test_a_named_cluster_is_not_named_anew_and_the_way_out_is_told(scanned: Library) -> None:
    target = red(scanned)
    label(scanned.index, target, "Gram")
    with pytest.raises(NotFoundError) as caught:
        label(scanned.index, target, "Gran")
    assert 'photoindex rename "Gram" "Gran"' in caught.value.hint


def test_a_wrongly_confirmed_face_is_shown_by_the_check(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    label(scanned.index, face(scanned, "2003/f.jpg"), "Grandma")
    (doubt,) = check_people(scanned.index)
    assert (doubt.face.path.name, doubt.person.name) == ("f.jpg", "Grandma")
    assert isinstance(doubt.why, LooksUnlike)


def test_find_counts_confirmed_and_automatic_faces_or_only_confirmed_ones(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    assert len(find(scanned.index, FindRequest(("Grandma",))).photos) == 4
    assert len(find(scanned.index, FindRequest(("Grandma",), certainty="confirmed")).photos) == 1
    with scanned.index.writing() as connection:
        connection.execute("UPDATE assignment SET status = 'suggested' WHERE status = 'automatic'")
    assert len(find(scanned.index, FindRequest(("Grandma",))).photos) == 1
    assert len(find(scanned.index, FindRequest(("Grandma",), certainty="suggested")).photos) == 4
    assert names(scanned) == {"Grandma": (1, 1)}
    assert [row.faces for row in list_people(scanned.index).clusters] == [3, 3]


def test_a_cluster_that_does_not_look_like_the_person_is_told_with_figures(scanned: Library) -> None:
    red, green = scanned.cluster_with(4), scanned.cluster_with(3)
    assert unlike_person(scanned.index, [red], "Grandma") is None
    label(scanned.index, Target("cluster", ids=(red,)), "Grandma")
    doubt = unlike_person(scanned.index, [green], "grandma")
    assert doubt is not None
    assert (doubt.faces, doubt.clusters, doubt.name, doubt.compared) == (3, (green,), "Grandma", 4)
    assert doubt.usual is not None
    assert doubt.similarity < doubt.usual / 2
    # A name that is new has nothing to be compared with, and faces that have it already are not new to it.
    assert unlike_person(scanned.index, [green], "Tom") is None
    assert unlike_person(scanned.index, [red], "Grandma") is None
    together = unlike_person(scanned.index, [red, green], "Tom")
    assert together is None, "the red ones are confirmed as somebody else and stay"


def test_clusters_that_do_not_look_like_each_other_are_told(scanned: Library) -> None:
    red, green = scanned.cluster_with(4), scanned.cluster_with(3)
    doubt = unlike_person(scanned.index, [red, green], "Everybody")
    assert doubt is not None
    assert (doubt.faces, doubt.name, set(doubt.clusters)) == (7, None, {red, green})


def test_persons_who_do_not_look_alike_are_told_and_those_who_do_are_not(scanned: Library) -> None:
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(4),)), "Grandma")
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(3),)), "Tom")
    label(scanned.index, face(scanned, "2001/a.jpg"), "Gran")
    assert unlike_persons(scanned.index, "Gran", "Grandma") is None
    doubt = unlike_persons(scanned.index, "Tom", "Grandma")
    assert doubt is not None
    assert (doubt.faces, doubt.name) == (3, "Grandma")


def test_a_name_tells_how_many_other_faces_took_it_along(scanned: Library) -> None:
    cluster = scanned.cluster_with(4)
    report = label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    assert (report.faces, report.total) == (1, 1 + report.followers.automatic)
    assert report.followers.automatic + report.followers.suggested == 3
    assert report.followers.clusters in ((), (cluster,))
    again = label(scanned.index, Target("cluster", ids=(cluster,)), "Grandma")
    assert (again.faces, again.followers.automatic, again.followers.suggested) == (4, 0, 0)
