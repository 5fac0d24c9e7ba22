"""Suggestions, explanations, similar faces, comparisons and measurements on a drawn library."""

import csv
import html
import shlex
from pathlib import Path

import numpy as np
import pytest

from photoindex.cli.main import run
from photoindex.cli.wording.explanations import in_words, rate_in_words
from photoindex.cli.wording.question_sheets import question_sheet
from photoindex.cli.wording.questions import TypedAnswer, worded
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.compare import compare
from photoindex.operations.evaluate import evaluate
from photoindex.operations.explain import Explained, explain_face
from photoindex.operations.label import label
from photoindex.operations.people import list_people
from photoindex.operations.relatives import relatives
from photoindex.operations.show import show_group, show_photo
from photoindex.operations.similar import similar
from photoindex.operations.split import split_by_hand
from photoindex.operations.suggest import suggest, write_sheet
from photoindex.store.opening.index import Index
from tests.fakes import ColourAnalyzer
from tests.operations.conftest import Library


@pytest.fixture
def named(scanned: Library) -> Library:
    """Red is Grandma and green is Tom; blue is nobody."""
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(4),)), "Grandma")
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(3),)), "Tom")
    return scanned


def face_in(library: Library, name: str, place: int = 0) -> int:
    return show_photo(library.index, library.folder / name).faces[place].face_id


def words_of(found: Explained) -> list[str]:
    return [in_words(reason) for reason in found.reasons]


def typed(answer: TypedAnswer, name: str, index: Index) -> list[str]:
    """What a user types who answers so, a name after it where one is wanted."""
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


def test_every_command_that_is_printed_is_understood(scanned: Library) -> None:
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


def test_questions_can_be_seen_on_a_sheet(scanned: Library, tmp_path: Path) -> None:
    sheet = tmp_path / "questions.html"
    suggestions = suggest(scanned.index, limit=10)
    report = write_sheet(scanned.index, suggestions, sheet, question_sheet(suggestions))
    assert report.faces >= 7
    assert "Who is cluster" in sheet.read_text(encoding="utf-8")


def test_each_question_of_a_sheet_stands_by_itself_with_its_answers(scanned: Library, tmp_path: Path) -> None:
    sheet, questions = tmp_path / "questions.html", suggest(scanned.index, limit=10)
    report = write_sheet(scanned.index, questions, sheet, question_sheet(questions))
    page = sheet.read_text(encoding="utf-8")
    assert (report.questions, report.left_out) == (len(questions), 0)
    assert page.count("<section>") == len(questions)
    for number, question in enumerate(questions, 1):
        section = page.split("<section>")[number]
        assert f"<h2>{number}. {html.escape(worded(question).text)}</h2>" in section
        assert html.escape(worded(question).yes.command) in section
        assert "<figure" in section


def test_a_face_of_the_index_finds_its_own_person_and_not_itself(named: Library) -> None:
    face = face_in(named, "2001/a.jpg")
    found = similar(named.index, face, top=3)
    assert face not in [item.face.face_id for item in found.faces]
    assert [item.name for item in found.faces] == ["Grandma"] * 3
    assert found.people[0][0] == "Grandma"


def test_a_photo_of_the_index_is_found_by_its_path_and_a_face_by_its_place(named: Library) -> None:
    path = named.folder / "2002/c.jpg"
    first, last = (similar(named.index, path, top=1, number=number) for number in (1, 2))
    assert (first.faces[0].name, last.faces[0].name) == ("Tom", "Grandma")
    assert (last.reference.number, last.reference.of) == (2, 2)


def test_a_photo_outside_the_index_is_looked_at_and_not_added(named: Library, tmp_path: Path) -> None:
    outside = named.draw("../outside.jpg", "nobody", "green", shade=7)
    before = named.index.path.read_bytes()
    found = similar(named.index, outside, top=2, analyzer=ColourAnalyzer())
    assert found.reference.face_id is None
    assert {item.name for item in found.faces} == {"Tom"}
    assert named.index.path.read_bytes() == before


def test_faces_below_the_threshold_are_left_out(named: Library) -> None:
    assert len(similar(named.index, face_in(named, "2001/a.jpg"), top=50, threshold=0.9).faces) == 3
    assert similar(named.index, face_in(named, "2003/f.jpg"), threshold=0.9).faces == ()


def test_what_cannot_be_searched_for_says_so(named: Library, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no face 999"):
        similar(named.index, 999)
    with pytest.raises(UsageError, match="no photo"):
        similar(named.index, tmp_path / "none.jpg")
    with pytest.raises(NotFoundError, match="no face was found"):
        similar(named.index, named.folder / "2003/empty.jpg")
    with pytest.raises(UsageError, match="no face 3"):
        similar(named.index, named.folder / "2002/c.jpg", number=3)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"x")
    with pytest.raises(UsageError, match="cannot be used"):
        similar(named.index, broken, analyzer=ColourAnalyzer())


def test_a_search_sees_faces_that_came_since_the_last_one(named: Library) -> None:
    face = face_in(named, "2001/a.jpg")
    assert len(similar(named.index, face, top=50, threshold=0.9).faces) == 3
    named.draw("2004/new.jpg", "red", shade=9)
    named.scan()
    assert len(similar(named.index, face, top=50, threshold=0.9).faces) == 4


def test_a_damaged_file_of_vectors_is_made_anew(named: Library) -> None:
    face = face_in(named, "2001/a.jpg")
    expected = [item.face.face_id for item in similar(named.index, face).faces]
    (cache,) = named.index.path.parent.glob("*.vectors")
    whole = cache.read_bytes()
    for damaged in (whole[:-10], b"", b"\0" * len(whole)):
        cache.write_bytes(damaged)
        assert [item.face.face_id for item in similar(named.index, face).faces] == expected
        assert cache.read_bytes() == whole
    assert len(list(named.index.path.parent.glob("*.vectors*"))) == 1


def test_an_explanation_names_the_nearest_face_the_runner_up_and_the_limits(named: Library) -> None:
    face = face_in(named, "2002/c.jpg", 1)
    found = explain_face(named.index, face)
    assert words_of(found)[0].startswith("You said that this is Grandma")
    nearest = found.explanation.faces[0]
    assert found.names[nearest.person_id] == "Grandma"
    assert nearest.face_id != face
    assert found.names[found.explanation.candidates[0].person_id] == "Grandma"
    assert found.explanation.margin is None
    assert "It cannot be Tom, who has another face in this photo." in words_of(found)


def test_a_face_of_nobody_is_explained_too(scanned: Library) -> None:
    found = explain_face(scanned.index, face_in(scanned, "2003/f.jpg"))
    assert words_of(found) == ["Nobody has said who this is. It is in no cluster."]


def test_a_rejection_is_among_the_reasons(named: Library) -> None:
    face = face_in(named, "2003/f.jpg")
    assert run(["label", "face", str(face), "--not", "Tom", "--index", str(named.index.path)]) == 0
    found = explain_face(named.index, face)
    assert "You said that it is not Tom." in words_of(found)
    assert [item.forbidden for item in found.explanation.candidates if found.names[item.person_id] == "Tom"] == [True]


def test_explaining_a_face_that_is_not_there_says_so(named: Library) -> None:
    with pytest.raises(NotFoundError):
        explain_face(named.index, 999)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.0, 1.0, "not measured"),
        (0.0, 1e-4, "fewer than one pair of different people in 10,000"),
        (1e-2, 1.0, "more than one pair of different people in 100"),
        (1e-3, 1e-3, "about one pair of different people in 1,000"),
    ],
)
def test_rates_are_told_in_plain_words(low: float, high: float, words: str) -> None:
    assert words in rate_in_words(low, high)


def test_two_photos_are_compared_without_an_index(library: Library) -> None:
    one, other = library.draw("x.jpg", "red"), library.draw("y.jpg", "red", shade=3)
    same = compare(one, other, library.pack, analyzer=ColourAnalyzer())
    assert same.verdict.same
    assert same.verdict.false_match_rate.high == pytest.approx(1e-5)
    stranger = library.draw("z.jpg", "green", "red")
    by_number = [
        compare(one, stranger, library.pack, faces=(None, number), analyzer=ColourAnalyzer()).verdict.same
        for number in (1, 2)
    ]
    assert by_number == [False, True]
    with pytest.raises(NotFoundError, match="no face"):
        compare(one, library.draw("empty.jpg", "nobody"), library.pack, analyzer=ColourAnalyzer())


def test_relatives_are_everybody_else_who_has_a_name(named: Library) -> None:
    found = relatives(named.index, "grandma")
    assert (found.name, [item.name for item in found.ranked]) == ("Grandma", ["Tom"])
    with pytest.raises(NotFoundError):
        relatives(named.index, "Bob")


def test_nobody_has_relatives_alone(scanned: Library) -> None:
    label(scanned.index, Target("cluster", ids=(scanned.cluster_with(4),)), "Grandma")
    with pytest.raises(NotFoundError, match="nobody but Grandma"):
        relatives(scanned.index, "Grandma")


def test_own_labels_measure_the_library(named: Library) -> None:
    found = evaluate(named.index, None)
    assert (found.truth.faces, found.truth.people) == (7, 2)
    assert found.verification.accuracy[found.verification.best] == 1.0
    assert found.b_cubed.f_score == found.pairwise.f_score == 1.0
    assert {row.face_id for row in found.rows.values()} <= set(found.face_ids)


def test_what_a_human_split_is_not_counted_for_the_machine(scanned: Library) -> None:
    """Four faces of one colour are one person to the machine, whatever is said."""
    reds = [face_in(scanned, name) for name in ("2001/a.jpg", "2002/d.jpg")]
    split_by_hand(scanned.index, Target("cluster", ids=(scanned.cluster_with(4),)), reds, "Twin")
    label(scanned.index, Target("face", ids=(face_in(scanned, "2001/b.jpg"),)), "Grandma")
    label(scanned.index, Target("face", ids=(face_in(scanned, "2003/e.jpg"),)), "Tom")
    found = evaluate(scanned.index, None)
    assert found.truth.people == 3
    assert found.b_cubed.precision < 1
    assert found.pairwise.precision < 1
    assert found.naming.right < found.naming.faces


def test_hidden_faces_are_named_by_those_that_are_left(named: Library) -> None:
    naming = evaluate(named.index, None).naming
    assert (naming.faces, naming.wrong) == (7, 0)
    assert 0 < naming.right <= 7


def truth_file(folder: Path, rows: list[tuple[str, str]]) -> Path:
    file = folder / "labels.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("path", "person"), *rows])
    return file


def test_a_file_of_labels_measures_a_library_without_names(scanned: Library) -> None:
    for number in range(4):
        scanned.draw(f"more/{number}.jpg", "red", shade=20 + number)
    scanned.scan()
    rows = [(f"more/{number}.jpg", "Grandma") for number in range(4)]
    rows += [("2001/a.jpg", "Grandma"), ("2003/e.jpg", "Tom"), ("2001/b.jpg", "Tom"), ("gone.jpg", "Tom")]
    found = evaluate(scanned.index, truth_file(scanned.folder, rows))
    assert (found.truth.faces, found.truth.people) == (6, 2)
    # Two faces of one size: the file does not say which.
    assert (found.truth.unknown, found.truth.unclear) == (1, 1)
    assert found.effort.people == 1
    assert found.effort.answers_for(0.99) == 1


def test_too_little_to_measure_says_what_is_needed(scanned: Library) -> None:
    with pytest.raises(NotFoundError, match="two people"):
        evaluate(scanned.index, None)
    with pytest.raises(UsageError, match="columns"):
        file = scanned.folder / "bad.csv"
        file.write_text("a,b\n1,2\n", encoding="utf-8")
        evaluate(scanned.index, file)
    with pytest.raises(UsageError, match="cannot be read"):
        evaluate(scanned.index, scanned.folder / "none.csv")


def test_a_search_works_while_many_others_start_at_once(named: Library) -> None:
    from concurrent.futures import ThreadPoolExecutor

    face = face_in(named, "2001/a.jpg")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: similar(Index(named.index.path), face, top=3), range(16)))
    assert len({tuple(item.face.face_id for item in result.faces) for result in found}) == 1


def test_similarities_are_those_of_the_stored_embeddings(named: Library) -> None:
    faces = show_group(named.index, Target("person", name="Grandma")).faces
    found = similar(named.index, faces[0].face_id, top=3)
    values = [item.similarity for item in found.faces]
    assert values == sorted(values, reverse=True)
    assert np.all(np.array(values) > 0.9)
