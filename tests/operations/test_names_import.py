"""Names of other programs become decisions: all in one import, never against what a human said here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from photoindex.errors import NotFoundError, UsageError
from photoindex.interop import table as csv_table
from photoindex.interop.photo_names import PhotoNames, Unread
from photoindex.operations.backup import backup
from photoindex.operations.history import history
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.operations.importing.sources import Source
from photoindex.operations.label import ignore, label, not_a_face, reject
from photoindex.operations.log import log
from photoindex.operations.merge import merge
from photoindex.operations.names_import import NamesRequest, import_names
from photoindex.operations.redo import redo
from photoindex.operations.rename import rename
from photoindex.operations.restore import restore
from photoindex.operations.restoring.decisions import restore_decisions
from photoindex.operations.show import show_photo
from photoindex.operations.undo import undo
from photoindex.store.jobs.salvage import build, salvage
from photoindex.store.opening.index import Index
from photoindex.store.tables.claims import load_claims
from photoindex.store.tables.decisions import load_decisions
from tests.library import Library, face, faces_by_name, green, names_in_photo, red
from tests.written_names import Row, imported, table

RED, GREEN, BLUE = ("2001/a.jpg", 0), ("2003/e.jpg", 0), ("2003/f.jpg", 0)


def statuses(library: Library) -> list[tuple[Any, ...]]:
    with library.index.reading() as connection:
        return connection.execute(
            "SELECT face_id, person.name, status FROM assignment LEFT JOIN person USING (person_id) ORDER BY face_id"
        ).fetchall()


def claimed(library: Library) -> list[tuple[str, bool]]:
    """The name of each claim in force, and whether it has a box."""
    with library.index.reading() as connection:
        heads = [row.decision.uid for row in log(library.index) if row.imported and row.in_force]
        return [(claim.name, claim.box is not None) for claim in load_claims(connection, heads)]


def count(index: Index) -> int:
    with index.reading() as connection:
        return len(load_decisions(connection))


def test_faces_without_a_name_get_the_names_of_the_other_program(scanned: Library) -> None:
    report = imported(scanned, (*RED, "Grandma"), (*GREEN, "Tom"))
    assert report.outcomes == {"named": 2}
    assert [(person.name, person.is_new, person.faces) for person in report.people] == [
        ("Grandma", True, 1), ("Tom", True, 1),
    ]  # fmt: skip
    assert names_in_photo(scanned, "2001/a.jpg") == ["Grandma"]
    assert names_in_photo(scanned, "2003/e.jpg") == ["Tom"]


def test_a_suggested_or_automatic_name_is_confirmed(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    report = imported(scanned, ("2002/d.jpg", 0, "Grandma"))
    assert report.outcomes == {"confirmed": 1}
    shown = show_photo(scanned.index, scanned.folder / "2002/d.jpg").faces
    assert [row.status for row in shown] == ["confirmed"]
    assert [row.decision.kind for row in log(scanned.index, every=True)] == ["name", "import", "confirm"]


def test_a_face_that_was_confirmed_as_this_person_is_left_as_it_is(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2001/a.jpg"), "Grandma")
    report = imported(scanned, (*RED, "Grandma"))
    assert (report.outcomes, report.head) == ({"already": 1}, None)
    assert count(scanned.index) == 1


def test_importing_twice_records_nothing_the_second_time(scanned: Library) -> None:
    rows: list[Row] = [(*RED, "Grandma"), ("2002/c.jpg", 1, "Ann"), ("2002/c.jpg", None, "Bob"), (*BLUE, "Tim")]
    label(scanned.index, face(scanned, "2003/f.jpg"), "Tom")
    imported(scanned, *rows)
    before, decisions = statuses(scanned), count(scanned.index)
    again = imported(scanned, *rows)
    assert again.head is None
    assert (statuses(scanned), count(scanned.index)) == (before, decisions)


def test_a_plain_undo_takes_the_whole_import_back_and_redo_brings_it_back(scanned: Library) -> None:
    label(scanned.index, green(scanned), "Tom")
    before = statuses(scanned)
    rows: list[Row] = [(*RED, "Grandma"), (*BLUE, "Ann"), ("2002/c.jpg", 1, "Bob"), ("2002/c.jpg", None, "Tim")]
    imported(scanned, *rows)
    after = statuses(scanned)
    report = undo(scanned.index)
    assert report.undone.kind == "import"
    assert report.imported[report.undone.seq].people == 3
    assert statuses(scanned) == before
    assert claimed(scanned) == []
    assert redo(scanned.index).restored is not None
    assert [row[1:] for row in statuses(scanned)] == [row[1:] for row in after]
    assert claimed(scanned) == [("Tim", False)]


def test_an_import_that_was_undone_can_be_made_again_with_the_same_persons(scanned: Library) -> None:
    imported(scanned, (*RED, "Grandma"), (*BLUE, "Ann"))
    first = {row.decision.person_id for row in log(scanned.index, every=True)}
    undo(scanned.index)
    imported(scanned, (*RED, "Grandma"), (*BLUE, "Ann"))
    assert {row.decision.person_id for row in log(scanned.index, every=True)} == first
    assert faces_by_name(scanned.index)["Ann"] == 1


def test_undo_of_one_decision_of_an_import_by_its_number_leaves_the_others(scanned: Library) -> None:
    imported(scanned, (*RED, "Grandma"), (*BLUE, "Ann"))
    (ann,) = (row.decision.seq for row in log(scanned.index, every=True) if row.decision.person_name == "Ann")
    undo(scanned.index, ann)
    assert "Ann" not in faces_by_name(scanned.index)
    assert "Grandma" in faces_by_name(scanned.index)
    with pytest.raises(NotFoundError, match="already undone"):
        undo(scanned.index, ann)


def test_the_log_and_the_history_show_an_import_as_one_and_its_decisions_on_demand(scanned: Library) -> None:
    report = imported(scanned, (*RED, "Grandma"), (*BLUE, "Ann"))
    (row,) = log(scanned.index)
    assert row.imported is not None
    assert (row.imported.faces, row.imported.people, row.imported.programs) == (2, 2, ("csv",))
    assert row.decision.source == "names import names.csv"
    assert [row.decision.kind for row in log(scanned.index, number=report.head)] == ["import", "name", "name"]
    (told,) = history(scanned.index, most=10).rows
    assert (told.concerned, len(told.examples), told.imported) == (2, 2, row.imported)
    members = history(scanned.index, most=10, of=report.head)
    assert ([each.name for each in members.rows], members.total) == (["Grandma", "Ann"], 2)


SAID: dict[str, tuple[Callable[[Library], object], str]] = {
    "another person": (lambda made: label(made.index, face(made, "2001/a.jpg"), "Tom"), "person"),
    "another person with its cluster": (lambda made: label(made.index, red(made), "Tom"), "group"),
    "not this person": (
        lambda made: (label(made.index, face(made, "2003/f.jpg"), "Grandma"),
                      reject(made.index, face(made, "2001/a.jpg"), "Grandma")), "not-them",
    ),
    "a stranger": (lambda made: ignore(made.index, face(made, "2001/a.jpg")), "stranger"),
    "not a face": (lambda made: not_a_face(made.index, face(made, "2001/a.jpg")), "not-a-face"),
}  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_what_a_human_said_here_stays_and_the_other_name_is_a_conflict(scanned: Library, said: str) -> None:
    say, kind = SAID[said]
    say(scanned)
    before = statuses(scanned)
    report = imported(scanned, (*RED, "Grandma"))
    assert report.outcomes == {"conflict": 1}
    assert report.conflicts == {kind: 1}
    (conflict,) = report.conflict_examples
    assert [(their.name, their.program) for their in conflict.theirs] == [("Grandma", "csv")]
    assert report.paths[conflict.content_hash] == str(scanned.folder / "2001/a.jpg")
    assert statuses(scanned) == before
    # A human has already decided about this person, so there is nothing to ask.
    assert claimed(scanned) == ([] if kind == "not-them" else [("Grandma", True)])


@pytest.mark.parametrize("said", SAID)
def test_the_other_program_is_right_if_it_is_preferred_and_undo_restores_what_a_human_said(
    scanned: Library, said: str
) -> None:
    SAID[said][0](scanned)
    before = statuses(scanned)
    report = imported(scanned, (*RED, "Grandma"), prefer="theirs")
    assert report.outcomes == {"replaced": 1}
    assert names_in_photo(scanned, "2001/a.jpg") == ["Grandma"]
    undo(scanned.index)
    assert statuses(scanned) == before


@pytest.mark.parametrize("said", SAID)
def test_a_human_who_prefers_their_own_word_is_not_asked_again(scanned: Library, said: str) -> None:
    SAID[said][0](scanned)
    before = statuses(scanned)
    imported(scanned, (*RED, "Grandma"), prefer="mine")
    assert names_in_photo(scanned, "2001/a.jpg") != ["Grandma"]
    assert [row[2] for row in statuses(scanned)] == [row[2] for row in before]
    decisions = count(scanned.index)
    again = imported(scanned, (*RED, "Grandma"))
    assert (again.outcomes, again.head, count(scanned.index)) == ({"conflict": 1}, None, decisions)
    assert again.decided == 1
    assert claimed(scanned) == []


def test_two_programs_that_disagree_name_nobody_whatever_is_preferred(scanned: Library) -> None:
    table(scanned, (*RED, "Bob"), name="theirs.csv")
    for prefer in (None, "mine", "theirs"):
        file = table(scanned, (*RED, "Ann"), name="ours.csv")
        request = NamesRequest((file, file.with_name("theirs.csv")), ("csv",), prefer)  # type: ignore[arg-type]
        report = import_names(scanned.index, request)
        assert report.conflicts == {"nothing": 1}
        assert faces_by_name(scanned.index) == {}
    assert sorted(claimed(scanned)) == [("Ann", True), ("Bob", True)]


def test_two_programs_that_agree_name_a_face_once(scanned: Library) -> None:
    one, other = (table(scanned, (*RED, "Ann"), name=name) for name in ("ours.csv", "theirs.csv"))
    report = import_names(scanned.index, NamesRequest((one, other), ("csv",)))
    assert report.outcomes == {"named": 1}


def test_a_face_that_was_not_found_is_drawn_once(scanned: Library) -> None:
    assert imported(scanned, ("2002/c.jpg", 1, "Ann")).outcomes == {"drawn": 1}
    assert "Ann" in names_in_photo(scanned, "2002/c.jpg")
    assert imported(scanned, ("2002/c.jpg", 1, "Ann")).outcomes == {"already": 1}
    undo(scanned.index)
    assert "Ann" not in names_in_photo(scanned, "2002/c.jpg")
    assert len(names_in_photo(scanned, "2002/c.jpg")) == 2


def test_a_box_around_the_whole_photo_in_which_no_face_is_says_only_who_is_there(scanned: Library) -> None:
    report = imported(scanned, ("2003/empty.jpg", 0, "Ann"))
    assert (report.outcomes, report.claims) == ({}, 1)


def test_the_same_name_twice_in_a_photo_is_imported_and_reported(scanned: Library) -> None:
    report = imported(scanned, ("2001/b.jpg", 0, "Ann"), ("2001/b.jpg", 1, "Ann"))
    assert [(each.name, each.faces) for each in report.twice_examples] == [("Ann", 2)]
    assert names_in_photo(scanned, "2001/b.jpg") == ["Ann", "Ann"]


def test_names_without_a_box_become_claims_and_name_no_face(scanned: Library) -> None:
    report = imported(scanned, ("2002/c.jpg", None, "Ann"), ("2002/c.jpg", None, "Bob"))
    assert (report.claims, report.outcomes, report.recorded) == (2, {}, 0)
    assert report.head is not None
    assert claimed(scanned) == [("Ann", False), ("Bob", False)]
    assert faces_by_name(scanned.index) == {}


def test_names_without_a_box_are_new_only_in_the_first_import(scanned: Library) -> None:
    rows = ("2002/c.jpg", None, "Ann"), ("2002/c.jpg", None, "Bob")
    assert [imported(scanned, *rows).new_claims for _ in range(2)] == [2, 0]
    again = imported(scanned, *rows, ("2001/a.jpg", None, "Tim"))
    assert (again.claims, again.new_claims) == (3, 1)


def test_a_later_import_replaces_the_claims_of_the_same_photo_and_origin(scanned: Library) -> None:
    imported(scanned, ("2002/c.jpg", None, "Ann"), ("2001/a.jpg", None, "Tim"))
    imported(scanned, ("2002/c.jpg", None, "Bob"), ("2001/a.jpg", None, "Tim"))
    assert sorted(claimed(scanned)) == [("Bob", False), ("Tim", False)]
    undo(scanned.index)
    assert sorted(claimed(scanned)) == [("Ann", False), ("Tim", False)]


def test_a_person_is_found_whatever_the_case_of_the_name_and_the_spelling_here_stays(scanned: Library) -> None:
    label(scanned.index, green(scanned), "Tom")
    report = imported(scanned, (*RED, "TOM"))
    assert [(each.name, each.other) for each in report.spelled] == [("TOM", "Tom")]
    assert set(faces_by_name(scanned.index)) == {"Tom"}


def test_names_that_differ_only_in_accents_are_imported_and_reported(scanned: Library) -> None:
    label(scanned.index, green(scanned), "Zoë Müller")
    report = imported(scanned, (*RED, "Zoe Muller"))
    assert [(each.name, each.other) for each in report.alike] == [("Zoe Muller", "Zoë Müller")]
    assert [each.is_new for each in report.people] == [True]


def test_a_name_that_a_person_had_before_they_were_renamed_or_merged_means_that_person(scanned: Library) -> None:
    rows: list[Row] = [(*RED, "Gran"), (*GREEN, "Tommy"), (*BLUE, "Tom")]
    imported(scanned, *rows)
    rename(scanned.index, "Gran", "Grandma")
    merge(scanned.index, "Tommy", "Tom")
    decisions = count(scanned.index)
    again = imported(scanned, *rows)
    assert (again.head, again.outcomes, count(scanned.index)) == (None, {"already": 3}, decisions)
    assert {(each.written, each.now) for each in again.renamed} == {("Gran", "Grandma"), ("Tommy", "Tom")}


def test_names_that_no_person_can_have_are_counted_and_left_out(scanned: Library) -> None:
    report = imported(scanned, (*RED, "1234"), (*GREEN, "Tom"))
    assert report.left_out == {"unusable-name": 1}
    assert [each.name for each in report.unusable_examples] == ["1234"]
    assert set(faces_by_name(scanned.index)) == {"Tom"}


def test_photos_that_the_index_does_not_hold_are_counted_and_shown(scanned: Library) -> None:
    file = scanned.folder.parent / "names.csv"
    file.write_text("path,person,x,y,width,height\n/elsewhere/far.jpg,Ann,0,0,1,1\n", encoding="utf-8")
    report = import_names(scanned.index, NamesRequest((file,)))
    assert (report.unknown, report.unknown_examples, report.photos) == (1, ("/elsewhere/far.jpg",), 0)


def test_photos_that_have_moved_since_are_found(scanned: Library) -> None:
    file = table(scanned, (*RED, "Grandma"), (*GREEN, "Tom"))
    text = file.read_text(encoding="utf-8").replace(str(scanned.folder), "D:\\Pictures").replace("/", "\\")
    file.write_text(text, encoding="utf-8")
    report = import_names(scanned.index, NamesRequest((file,)))
    assert (report.outcomes, report.unknown) == ({"named": 2}, 0)


def test_a_dry_run_says_what_would_happen_and_records_nothing(scanned: Library) -> None:
    label(scanned.index, face(scanned, "2003/f.jpg"), "Tom")
    before = statuses(scanned)
    rows: list[Row] = [(*RED, "Grandma"), (*BLUE, "Ann"), ("2002/c.jpg", None, "Bob")]
    planned = imported(scanned, *rows, dry_run=True)
    assert (planned.outcomes, planned.claims, planned.head) == ({"named": 1, "conflict": 1}, 1, None)
    assert (statuses(scanned), count(scanned.index)) == (before, 1)
    made = imported(scanned, *rows)
    assert (made.outcomes, made.recorded) == (planned.outcomes, planned.recorded)


def test_a_later_word_of_a_human_about_an_imported_face_wins(scanned: Library) -> None:
    imported(scanned, (*RED, "Grandma"))
    label(scanned.index, face(scanned, "2001/a.jpg"), "Tom")
    assert names_in_photo(scanned, "2001/a.jpg") == ["Tom"]
    assert imported(scanned, (*RED, "Grandma")).conflicts == {"person": 1}


def test_an_import_survives_in_the_decisions_file(scanned: Library, tmp_path: Path) -> None:
    imported(scanned, (*RED, "Grandma"), (*BLUE, "Ann"))
    other = Library(scanned.folder, Index(tmp_path / "other" / "index.duckdb"), scanned.pack)
    other.index.path.parent.mkdir()
    restore_decisions(other.index, scanned.index.files.decisions)
    other.scan()
    assert faces_by_name(other.index) == faces_by_name(scanned.index)
    assert undo(other.index).undone.kind == "import"
    assert faces_by_name(other.index) == {}


def test_a_page_that_is_open_follows_an_import_and_its_undo(scanned: Library) -> None:
    warm = WarmIndex(scanned.index.path, prompt_from=0)
    label(warm, green(scanned), "Tom")
    file = table(scanned, (*RED, "Grandma"), (*BLUE, "Ann"))
    import_names(warm, NamesRequest((file,)))
    reject(warm, face(scanned, "2003/e.jpg"), "Ann")
    undo(warm)
    assert undo(warm).undone.kind == "import"
    assert set(faces_by_name(warm)) == {"Tom"}


def test_a_path_that_does_not_exist_is_an_error(scanned: Library) -> None:
    with pytest.raises(UsageError, match="there is no file or folder"):
        import_names(scanned.index, NamesRequest((scanned.folder / "gone",)))


def test_a_face_that_an_earlier_import_named_otherwise_is_a_conflict_with_that_import(scanned: Library) -> None:
    imported(scanned, (*RED, "Ann"), name="first.csv")
    report = imported(scanned, (*RED, "Bob"), name="second.csv")
    assert (report.conflicts, names_in_photo(scanned, "2001/a.jpg")) == ({"imported": 1}, ["Ann"])
    # A human who confirms the name makes it their own.
    label(scanned.index, face(scanned, "2001/a.jpg"), "Ann")
    assert imported(scanned, (*RED, "Bob"), name="second.csv").conflicts == {"person": 1}


def test_a_backup_holds_the_import_and_its_claims(scanned: Library, tmp_path: Path) -> None:
    imported(scanned, (*RED, "Ann"), ("2002/c.jpg", None, "Bob"))
    backup(scanned.index, tmp_path / "copy.duckdb", force=False)
    undo(scanned.index)
    restore(scanned.index, tmp_path / "copy.duckdb")
    assert claimed(scanned) == [("Bob", False)]
    assert names_in_photo(scanned, "2001/a.jpg") == ["Ann"]
    assert undo(scanned.index).undone.kind == "import"


def test_a_rescued_index_holds_the_import_and_its_claims(scanned: Library, tmp_path: Path) -> None:
    imported(scanned, (*RED, "Ann"), ("2002/c.jpg", None, "Bob"))
    (tmp_path / "read").mkdir()
    found = salvage(scanned.index.path, tmp_path / "read")
    assert found is not None
    build(tmp_path / "rescued.duckdb", found)
    rescued = Library(scanned.folder, Index(tmp_path / "rescued.duckdb"), scanned.pack)
    assert claimed(rescued) == [("Bob", False)]
    assert undo(rescued.index).undone.kind == "import"


def test_a_folder_is_found_through_a_link(scanned: Library, tmp_path: Path) -> None:
    table(scanned, (*RED, "Ann")).rename(scanned.folder / "names.csv")
    link = tmp_path / "link"
    link.symlink_to(scanned.folder, target_is_directory=True)
    assert import_names(scanned.index, NamesRequest((link,))).outcomes == {"named": 1}


def test_photos_that_were_removed_while_names_were_read_are_left_out(scanned: Library) -> None:
    file = table(scanned, (*RED, "Ann"), (*BLUE, "Bob"))

    def read(_paths: object, _photos: object, note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
        yield from csv_table.read([file], [], note)
        with scanned.index.writing() as connection:
            connection.execute(
                "DELETE FROM photo WHERE photo_id IN (SELECT photo_id FROM file WHERE path LIKE '%a.jpg')"
            )

    report = import_names(scanned.index, NamesRequest((file,)), sources=[Source(read, (file,))])
    assert (report.outcomes, report.photos) == ({"named": 1}, 1)
