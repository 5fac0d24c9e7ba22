"""Questions about a drawn library, and the commands that answer them."""

import json
import shlex

import pytest

from photoindex.cli.main import run
from photoindex.cli.wording.questions import TypedAnswer, worded
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError
from photoindex.operations.label import label
from photoindex.operations.names_import import NamesRequest, import_names
from photoindex.operations.people import list_people
from photoindex.operations.suggest import suggest
from photoindex.operations.undo import undo
from photoindex.store.opening.index import Index
from tests.claims import claim
from tests.library import Library


def typed(answer: TypedAnswer, name: str, index: Index) -> list[str]:
    """The command that a user types to give this answer, followed by a name if the answer needs one."""
    words = shlex.split(answer.command)
    assert words[0] == "photoindex"
    assert "NAME" not in words
    return [*words[1:], *([name] if answer.wants_name else []), "--index", str(index.path)]


def test_the_first_question_is_about_the_largest_cluster_and_its_command_answers_it(scanned: Library) -> None:
    cluster = scanned.cluster_with(4)
    first, *_ = suggest(scanned.index, limit=10)
    said = worded(first)
    assert said.text == f"Who is cluster {cluster} (4 faces)?"
    assert run(typed(said.yes, "Grandma", scanned.index)) == 0
    assert all(item.question.cluster_id != cluster for item in suggest(scanned.index, limit=10))


def test_every_printed_command_is_a_valid_command(scanned: Library) -> None:
    for round_ in range(6):
        for item in suggest(scanned.index, limit=10):
            for answer in (worded(item).yes, worded(item).no):
                copy = scanned.index.path.with_name(f"copy {round_}.duckdb")
                copy.write_bytes(scanned.index.path.read_bytes())
                assert run(typed(answer, f"Somebody {round_}", Index(copy))) == 0, answer.command
        questions = suggest(scanned.index, limit=1)
        if not questions:
            return
        assert run(typed(worded(questions[0]).yes, f"Person {round_}", scanned.index)) == 0
    pytest.fail("the questions never end")


def test_the_questions_about_one_person_are_about_nobody_else(named: Library) -> None:
    grandma = next(item for item in list_people(named.index).persons if item.name == "Grandma")
    for item in suggest(named.index, limit=50, person="grandma"):
        assert grandma.id in (item.question.person_id, item.question.other_person)
        assert "Grandma" in (item.name, item.other_name)
    with pytest.raises(NotFoundError, match="nobody is called"):
        suggest(named.index, limit=10, person="Nobody Known")


def test_a_name_that_another_program_gives_to_photos_is_proposed_with_its_evidence(scanned: Library) -> None:
    cluster = scanned.cluster_with(4)
    both, only_tom, only_grandma = ["Grandma", "Tom"], ["Tom"], ["Grandma"]
    claim(scanned.index, {"a.jpg": only_grandma, "b.jpg": both, "c.jpg": only_tom, "d.jpg": only_grandma,
                          "e.jpg": only_tom})  # fmt: skip
    first, second, *_ = suggest(scanned.index, limit=10)
    assert (first.question.cluster_id, first.question.proposed, second.question.proposed) == (cluster, "Grandma", "Tom")
    said = worded(first)
    assert said.text == (
        f"Who is cluster {cluster} (4 faces)? Google Photos says: Grandma. "
        "All 3 photos in which it names Grandma show one of these faces."
    )
    assert not said.yes.wants_name
    assert run(typed(said.yes, "", scanned.index)) == 0
    assert [(row.name, row.faces) for row in list_people(scanned.index).persons] == [("Grandma", 4)]


def test_names_in_an_export_of_google_photos_are_proposed_once_they_are_imported(scanned: Library) -> None:
    for name in ("2001/a.jpg", "2001/b.jpg", "2002/d.jpg"):
        says = {"title": name[5:], "photoTakenTime": {"timestamp": "1"}, "people": [{"name": "Grandma"}]}
        (scanned.folder / f"{name}.supplemental-metadata.json").write_text(json.dumps(says), encoding="utf-8")
    report = import_names(scanned.index, NamesRequest((scanned.folder,), ("takeout",)))
    assert (report.claims, report.recorded, list_people(scanned.index).persons) == (3, 0, ())
    first = suggest(scanned.index, limit=1)[0]
    assert (first.question.cluster_id, first.question.proposed) == (scanned.cluster_with(4), "Grandma")


def test_names_of_an_import_that_was_undone_are_not_proposed(scanned: Library) -> None:
    head = claim(scanned.index, {name: ["Grandma"] for name in ("a.jpg", "b.jpg", "d.jpg")})
    undo(scanned.index, head)
    assert all(item.question.claimed is None for item in suggest(scanned.index, limit=10))


def test_names_are_evidence_for_a_person_but_never_name_a_face_by_themselves(scanned: Library) -> None:
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(4),)), "Grandma")
    before = list_people(scanned.index)
    claim(scanned.index, {"e.jpg": ["Tom"], "b.jpg": ["Tom", "Oma"], "c.jpg": ["Tom", "Oma"], "a.jpg": ["Oma"]})
    assert list_people(scanned.index).persons == before.persons
    (tom,) = [item for item in suggest(scanned.index, limit=10) if item.question.claimed is not None]
    assert (tom.question.proposed, tom.claimed_name) == ("Tom", "Tom")
