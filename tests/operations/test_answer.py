"""An answer of several parts is stored as a whole, recorded in a sitting, and undone as one."""

from datetime import timedelta
from pathlib import Path

import pytest

from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, OvertakenError, UsageError
from photoindex.operations.answer import Part, answer, redo_answer, undo_answer
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.operations.label import label, label_if_alike
from photoindex.operations.log import log
from photoindex.operations.merge import merge
from photoindex.people.decisions.seen import seen_now
from photoindex.store.database.connection import utc_now
from photoindex.store.opening.index import Index
from photoindex.store.tables.sittings import answers_of, latest_sitting
from tests.library import Library, faces_by_name, red, rows


def members(library: Library, faces: int) -> list[int]:
    cluster = library.cluster_with(faces)
    found = rows(library.index, f"SELECT face_id FROM membership WHERE cluster_id = {cluster} ORDER BY face_id")
    return [int(str(row[0])) for row in found]


def seen(index: Index, face_ids: list[int]) -> Seen:
    warm = WarmIndex(index.path)
    with warm.reading() as connection:
        known = warm.warm(connection)
    return seen_now(face_ids, known.state, known.snapshot.clusters)


def standing(index: Index) -> list[str]:
    return [row.decision.kind for row in log(index) if row.in_force]


def test_a_cluster_is_named_except_for_the_faces_that_are_somebody_else(scanned: Library) -> None:
    *most, last = members(scanned, 4)
    report = answer(scanned.index, [Part("name", tuple(most), "Grandma"), Part("not", (last,), "Grandma")])
    assert (report.settled, [person.name for person in report.new]) == (3, ["Grandma"])
    assert faces_by_name(scanned.index) == {"Grandma": 3}
    assert [decision.kind for decision in report.decisions] == ["name", "reject"]


def test_faces_that_are_split_off_get_a_cluster_and_may_get_a_name(scanned: Library) -> None:
    *most, last = members(scanned, 4)
    parts = [Part("name", tuple(most), "Grandma"), Part("split", tuple(most), "Tom", others=(last,))]
    report = answer(scanned.index, parts)
    assert faces_by_name(scanned.index) == {"Grandma": 3, "Tom": 1}
    assert [person.name for person in report.persons] == ["Grandma", "Tom"]
    assert rows(scanned.index, f"SELECT cluster_id FROM membership WHERE face_id = {last}") == [report.new_clusters]


def test_two_parts_may_name_two_new_people(scanned: Library) -> None:
    one, two, three, four = members(scanned, 4)
    answer(scanned.index, [Part("name", (one, two), "Ann"), Part("name", (three,), "Bob"), Part("ignore", (four,))])
    assert faces_by_name(scanned.index) == {"Ann": 2, "Bob": 1}


def test_an_answer_with_a_mistake_stores_nothing(scanned: Library) -> None:
    faces = tuple(members(scanned, 4))
    with pytest.raises(NotFoundError):
        answer(scanned.index, [Part("name", faces, "Grandma"), Part("not", faces, "Nobody Known")])
    with pytest.raises(UsageError, match="two things"):
        answer(scanned.index, [Part("name", faces, "Grandma"), Part("ignore", faces)])
    with pytest.raises(UsageError, match="name is missing"):
        answer(scanned.index, [Part("name", faces)])
    assert standing(scanned.index) == []


def test_an_answer_is_undone_and_redone_as_one(scanned: Library) -> None:
    index = recording(scanned)
    *most, last = members(scanned, 4)
    label(index, Target("face", ids=(last,)), "Tom")
    answer(index, [Part("name", tuple(most), "Grandma"), Part("not", (last,), "Grandma")])
    undone = undo_answer(index)
    assert [decision.kind for decision in undone.decisions] == ["reject", "name"]
    assert faces_by_name(index) == {"Tom": 4}
    assert [decision.kind for decision in redo_answer(index).decisions] == ["name", "reject"]
    assert faces_by_name(index) == {"Grandma": 3, "Tom": 1}
    undo_answer(index)
    undo_answer(index)
    assert standing(index) == ["undo"] * 5
    with pytest.raises(NotFoundError, match="nothing to undo"):
        undo_answer(index)


def test_answers_are_recorded_with_their_decisions_faces_and_time(scanned: Library) -> None:
    index = recording(scanned)
    index.opened_at = utc_now() - timedelta(seconds=50)
    faces = members(scanned, 4)
    answer(index, [Part("name", tuple(faces[:2]), "Grandma"), Part("ignore", tuple(faces[2:]))])
    label(index, Target("cluster", ids=(scanned.cluster_with(3),)), "Tom")
    with index.reading() as connection:
        sitting = latest_sitting(connection)
        assert sitting is not None
        first, second = answers_of(connection, sitting.sitting_id)
    assert (first.first_seq, first.last_seq, first.faces) == (1, 2, 4)
    assert (second.first_seq, second.last_seq, second.faces) == (3, 3, 3)
    assert first.seconds >= 50 > second.seconds
    assert sitting.ended_at - sitting.started_at >= timedelta(seconds=50)


def test_an_answer_after_a_long_pause_begins_a_new_sitting(scanned: Library) -> None:
    index = recording(scanned)
    label(index, red(scanned), "Grandma")
    with index.writing() as connection:
        connection.execute("UPDATE sitting SET ended_at = ended_at - INTERVAL 1 DAY")
    label(index, Target("cluster", ids=(scanned.cluster_with(3),)), "Tom")
    assert rows(index, "SELECT sitting_id, count(*) FROM answer GROUP BY 1 ORDER BY 1") == [(1, 1), (2, 1)]


def recording(library: Library) -> WarmIndex:
    index = WarmIndex(library.index.path)
    index.opened_at = utc_now()
    return index


@pytest.mark.parametrize("kind", [Index, WarmIndex])
def test_an_answer_to_faces_that_somebody_else_has_answered_is_refused(scanned: Library, kind: type[Index]) -> None:
    tab, other_tab = kind(scanned.index.path), Index(scanned.index.path)
    faces = members(scanned, 4)
    shown = seen(scanned.index, faces)
    label(other_tab, Target("face", ids=(faces[0],)), "Tom")
    for attempt in (
        lambda: answer(tab, [Part("name", tuple(faces), "Grandma")], seen=shown),
        lambda: label(tab, Target("face", ids=tuple(faces)), "Grandma", seen=shown),
    ):
        with pytest.raises(OvertakenError, match="another decision"):
            attempt()
    assert faces_by_name(scanned.index) == {"Tom": 4}
    answer(tab, [Part("name", tuple(faces), "Grandma")], seen=seen(scanned.index, faces))
    assert faces_by_name(scanned.index) == {"Grandma": 4}


def test_an_answer_is_not_overtaken_by_decisions_about_other_faces(scanned: Library) -> None:
    shown = seen(scanned.index, members(scanned, 4))
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(3),)), "Tom")
    assert label(scanned.index, red(scanned), "Grandma", seen=shown).faces == 4


def test_a_cluster_with_more_faces_than_were_shown_is_not_named(scanned: Library) -> None:
    shown = seen(scanned.index, members(scanned, 4)[:3])
    with pytest.raises(OvertakenError, match="other faces have joined"):
        label_if_alike(scanned.index, red(scanned), "Grandma", seen=shown)


def test_people_with_more_confirmed_faces_than_were_shown_are_not_merged(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    green = members(scanned, 3)
    label(scanned.index, Target("face", ids=tuple(green)), "Tom")
    shown = seen(scanned.index, green)
    with pytest.raises(OvertakenError):
        merge(scanned.index, "Tom", "Grandma", seen=shown)


def test_an_answer_outside_a_sitting_is_not_recorded_as_one(scanned: Library, tmp_path: Path) -> None:
    label(scanned.index, red(scanned), "Grandma")
    assert rows(scanned.index, "SELECT * FROM sitting") == []
