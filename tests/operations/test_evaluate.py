"""A library is evaluated with the user's own labels or with a file of labels."""

import csv
from pathlib import Path

import pytest

from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.evaluate import evaluate
from photoindex.operations.label import label
from photoindex.operations.split import split_by_hand
from tests.library import Library, face_in, red


def test_the_users_own_labels_are_used_to_evaluate_the_library(named: Library) -> None:
    found = evaluate(named.index, None)
    assert (found.truth.faces, found.truth.people) == (7, 2)
    assert found.verification.accuracy[found.verification.best] == 1.0
    assert found.b_cubed.f_score == found.pairwise.f_score == 1.0
    assert {row.face_id for row in found.rows.values()} <= set(found.face_ids)


def test_splits_made_by_hand_are_not_credited_to_the_machine(scanned: Library) -> None:
    """The machine takes four faces of one colour for one person, whatever the user decides."""
    reds = [face_in(scanned, name) for name in ("2001/a.jpg", "2002/d.jpg")]
    split_by_hand(scanned.index, red(scanned), reds, "Twin")
    label(scanned.index, Target("face", ids=(face_in(scanned, "2001/b.jpg"),)), "Grandma")
    label(scanned.index, Target("face", ids=(face_in(scanned, "2003/e.jpg"),)), "Tom")
    found = evaluate(scanned.index, None)
    assert found.truth.people == 3
    assert found.b_cubed.precision < 1
    assert found.pairwise.precision < 1
    assert found.naming.right < found.naming.faces


def test_faces_whose_names_are_hidden_are_named_from_the_remaining_ones(named: Library) -> None:
    naming = evaluate(named.index, None).naming
    assert (naming.faces, naming.wrong) == (7, 0)
    assert 0 < naming.right <= 7


def truth_file(folder: Path, rows: list[tuple[str, str]]) -> Path:
    file = folder / "labels.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("path", "person"), *rows])
    return file


def test_a_library_without_names_is_evaluated_with_a_file_of_labels(scanned: Library) -> None:
    for number in range(4):
        scanned.draw(f"more/{number}.jpg", "red", shade=20 + number)
    scanned.scan()
    rows = [(f"more/{number}.jpg", "Grandma") for number in range(4)]
    rows += [("2001/a.jpg", "Grandma"), ("2003/e.jpg", "Tom"), ("2001/b.jpg", "Tom"), ("gone.jpg", "Tom")]
    found = evaluate(scanned.index, truth_file(scanned.folder, rows))
    assert (found.truth.faces, found.truth.people) == (6, 2)
    # The photo has two faces of the same size, and the file does not say which one is meant.
    assert (found.truth.unknown, found.truth.unclear) == (1, 1)
    assert found.effort.people == 1
    assert found.effort.answers_for(0.99) == 1


def test_the_marks_that_an_export_puts_before_formulas_are_no_part_of_a_label(scanned: Library) -> None:
    for number in range(4):
        scanned.draw(f"=more/{number}.jpg", "red", shade=20 + number)
    scanned.scan()
    rows = [(f"'=more/{number}.jpg", "'=Tom" if number % 2 else "=Tom") for number in range(4)]
    rows += [("2003/e.jpg", "Grandma")]
    found = evaluate(scanned.index, truth_file(scanned.folder, rows))
    assert (found.truth.faces, found.truth.people, found.truth.unknown) == (5, 2, 0)


def test_if_there_is_too_little_to_measure_the_error_says_what_is_needed(scanned: Library) -> None:
    with pytest.raises(NotFoundError, match="two people"):
        evaluate(scanned.index, None)
    with pytest.raises(UsageError, match="columns"):
        file = scanned.folder / "bad.csv"
        file.write_text("a,b\n1,2\n", encoding="utf-8")
        evaluate(scanned.index, file)
    with pytest.raises(UsageError, match="cannot be read"):
        evaluate(scanned.index, scanned.folder / "none.csv")
