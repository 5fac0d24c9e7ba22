"""Faces that other programs call otherwise are listed until a human says who is right."""

import pytest

from photoindex.errors import OvertakenError, UsageError
from photoindex.operations.answer import redo_answer, undo_answer
from photoindex.operations.disagreements import Disagreement, Disagreements, settle
from photoindex.operations.label import ignore, label
from photoindex.operations.names_import import NamesRequest, import_names
from photoindex.operations.sitting import Sitting, WarmIndex
from photoindex.operations.undo import undo
from tests.library import Library, face, face_in, faces_by_name, names_in_photo
from tests.written_names import imported, table


@pytest.fixture
def sitting(scanned: Library) -> Sitting:
    """A human named the first photo's face Tom, and another program says that it is Ann."""
    label(scanned.index, face(scanned, "2001/a.jpg"), "Tom")
    imported(scanned, ("2001/a.jpg", 0, "Ann"))
    return Sitting(WarmIndex(scanned.index.path))


def listed(sitting: Sitting) -> list[tuple[str, str | None, list[str]]]:
    found: tuple[Disagreement, ...] = Disagreements(sitting).every()
    return [(each.kind, each.mine, [word.name for word in each.theirs]) for each in found]


def test_a_face_with_another_name_in_another_program_is_listed(sitting: Sitting) -> None:
    assert listed(sitting) == [("person", "Tom", ["Ann"])]
    (only,) = Disagreements(sitting).every()
    assert only.theirs[0].programs == ("csv",)


def test_keeping_mine_says_that_the_face_is_not_the_other_person_whom_nobody_knew(
    sitting: Sitting, scanned: Library
) -> None:
    (only,) = Disagreements(sitting).every()
    (said,) = settle(sitting.index, only.face.face_id, None, ["Ann"], seen=sitting.seen([only.face.face_id]))
    assert (said.kind, said.person_name) == ("reject", "Ann")
    assert listed(sitting) == []
    assert names_in_photo(scanned, "2001/a.jpg") == ["Tom"]
    # Importing again does not ask again, and a person of that name is still found by it.
    again = imported(scanned, ("2001/a.jpg", 0, "Ann"))
    assert (again.head, again.conflicts) == (None, {"person": 1})
    label(sitting.index, face(scanned, "2003/f.jpg"), "Ann")
    assert listed(sitting) == []


def test_taking_theirs_names_the_face(sitting: Sitting, scanned: Library) -> None:
    settle(sitting.index, face_in(scanned, "2001/a.jpg"), "Ann", [])
    assert names_in_photo(scanned, "2001/a.jpg") == ["Ann"]
    assert listed(sitting) == []
    assert imported(scanned, ("2001/a.jpg", 0, "Ann")).head is None


def test_an_answer_is_undone_as_one_and_the_face_is_listed_again(sitting: Sitting, scanned: Library) -> None:
    settle(sitting.index, face_in(scanned, "2001/a.jpg"), "Ann", ["Bob"])
    assert len(undo_answer(sitting.index).reports) == 2
    assert listed(sitting) == [("person", "Tom", ["Ann"])]
    redo_answer(sitting.index)
    assert listed(sitting) == []


def test_the_faces_of_an_undone_import_are_not_listed(sitting: Sitting, scanned: Library) -> None:
    undo(scanned.index)
    assert listed(sitting) == []


def test_programs_that_disagree_with_each_other_are_listed_with_all_names_and_one_is_taken(scanned: Library) -> None:
    one, other = (
        table(scanned, ("2001/b.jpg", 1, name), name=f"{name}.csv") for name in ("Ann", "Bob")
    )  # fmt: skip
    import_names(scanned.index, NamesRequest((one, other), ("csv",)))
    sitting = Sitting(WarmIndex(scanned.index.path))
    assert listed(sitting) == [("nothing", None, ["Ann", "Bob"])]
    settle(sitting.index, face_in(scanned, "2001/b.jpg", 1), "Bob", ["Ann"])
    assert listed(sitting) == []
    assert "Bob" in faces_by_name(scanned.index)


def test_a_stranger_whom_another_program_names_is_listed(scanned: Library) -> None:
    ignore(scanned.index, face(scanned, "2003/f.jpg"))
    imported(scanned, ("2003/f.jpg", 0, "Ann"))
    assert listed(Sitting(WarmIndex(scanned.index.path))) == [("stranger", None, ["Ann"])]


def test_an_answer_about_a_face_that_has_changed_since_is_refused(sitting: Sitting, scanned: Library) -> None:
    face_id = face_in(scanned, "2001/a.jpg")
    seen = sitting.seen([face_id])
    label(scanned.index, face(scanned, "2001/a.jpg"), "Bob")
    with pytest.raises(OvertakenError):
        settle(sitting.index, face_id, "Ann", [], seen=seen)


def test_an_answer_without_a_name_is_refused(sitting: Sitting, scanned: Library) -> None:
    with pytest.raises(UsageError, match="needs a name"):
        settle(sitting.index, face_in(scanned, "2001/a.jpg"), None, [])


def test_a_list_that_is_kept_follows_answers_imports_and_undos(sitting: Sitting, scanned: Library) -> None:
    kept = Disagreements(sitting)
    assert kept.count() == 1
    settle(sitting.index, face_in(scanned, "2001/a.jpg"), None, ["Ann"])
    assert (kept.count(), kept.every()) == (0, ())
    undo_answer(sitting.index)
    assert kept.count() == 1
    label(sitting.index, face(scanned, "2003/e.jpg"), "Tom")
    import_names(sitting.index, NamesRequest((table(scanned, ("2003/e.jpg", 0, "Bob"), name="more.csv"),)))
    assert [each.theirs[0].name for each in kept.every()] == ["Ann", "Bob"]
    undo(sitting.index)
    assert kept.count() == 1
