"""The history tells every decision, latest first, with the names of that time."""

from photoindex.domain.targets import Target
from photoindex.operations.history import history
from photoindex.operations.label import label
from photoindex.operations.rename import rename
from photoindex.operations.split import split_by_hand
from photoindex.operations.undo import undo
from tests.library import Library, face_in, green, red


def test_decisions_come_latest_first_with_the_names_of_that_time(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Gran")
    rename(scanned.index, "Gran", "Grandma")
    label(scanned.index, Target("face", ids=(face_in(scanned, "2003/f.jpg"),)), "Grandma")
    told = history(scanned.index, most=10).rows
    assert [(each.decision.kind, each.name, each.decision.person_name) for each in told] == [
        ("name", "Grandma", "Grandma"),
        ("rename", "Gran", "Grandma"),
        ("name", "Gran", "Gran"),
    ]
    assert [each.faces.parts for each in told] == [(1,), (), (4,)]
    assert told[0].examples == (face_in(scanned, "2003/f.jpg"),)


def test_an_undone_decision_names_the_undo_and_the_undo_what_it_took_back(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    report = undo(scanned.index)
    took_back, named = history(scanned.index, most=10).rows
    assert (named.in_force, named.undone_by) == (False, report.undo.seq)
    assert took_back.in_force
    assert took_back.undoes is not None
    assert took_back.undoes.decision.seq == named.decision.seq


def test_a_redone_decision_is_in_force_again(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    undo(scanned.index, undo(scanned.index).undo.seq)
    named = history(scanned.index, most=10).rows[-1]
    assert (named.in_force, named.undone_by) == (True, None)


def test_of_a_split_only_the_faces_that_left_are_shown(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    leaving = face_in(scanned, "2002/d.jpg")
    split_by_hand(scanned.index, Target("person", name="Grandma"), [leaving], None)
    assert history(scanned.index, most=1).rows[0].examples == (leaving,)


def test_a_page_begins_after_the_decisions_that_were_skipped(scanned: Library) -> None:
    label(scanned.index, red(scanned), "Grandma")
    label(scanned.index, green(scanned), "Tom")
    page = history(scanned.index, skip=1, most=1)
    assert [each.decision.person_name for each in page.rows] == ["Grandma"]
    assert page.total == 2
