"""A sitting keeps lists of people, clusters and questions up to date."""

import shutil
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from photoindex.domain.targets import Target
from photoindex.errors import IndexFileError, OvertakenError
from photoindex.operations.answer import Part, answer, undo_answer
from photoindex.operations.label import ignore, label
from photoindex.operations.merge import merge
from photoindex.operations.people import list_people
from photoindex.operations.person import set_portrait
from photoindex.operations.rename import rename
from photoindex.operations.show import show_group
from photoindex.operations.sitting import Asked, Sitting, WarmIndex, open_sitting
from photoindex.operations.split import split_by_hand
from photoindex.operations.status import status
from photoindex.operations.suggest import suggest
from photoindex.people.consequences.prompt import Warm
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from tests.library import Library
from tests.made_up_library import SIZES, made_up_library


@pytest.fixture(scope="session")
def stored_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up_library(tmp_path_factory.mktemp("made-up")).path


@pytest.fixture
def path(stored_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(stored_once, tmp_path / "index.duckdb"))


@pytest.fixture
def sitting(path: Path) -> Iterator[Sitting]:
    opened = Sitting(WarmIndex(path))
    opened.work()
    yield opened
    opened.close()


def name(sitting: Sitting, asked: Asked, who: str) -> None:
    answer(sitting.index, [Part("name", asked.question.face_ids, who)], seen=asked.seen)


def rows_of(sitting: Sitting) -> list[tuple[object, ...]]:
    people = sitting.people()
    return [
        (card.kind, card.id, card.name, card.faces, card.confirmed, card.photos, card.first, card.last)
        for card in (*people.persons, *people.clusters)
    ]


def listed(path: Path) -> list[tuple[object, ...]]:
    found = list_people(Index(path))
    return [
        (row.kind, row.id, row.name, row.faces, row.confirmed, row.photos, row.first, row.last)
        for row in (*found.persons, *found.clusters)
    ]


def test_a_sitting_lists_the_same_people_and_clusters_as_the_index(sitting: Sitting, path: Path) -> None:
    assert rows_of(sitting) == listed(path)
    for number, asked in enumerate(sitting.questions(3)):
        name(sitting, asked, f"Person {number}")
        assert rows_of(sitting) == listed(path)
    ignore(sitting.index, Target("cluster", ids=(4,)))
    assert rows_of(sitting) == listed(path)
    assert sitting.people().ignored_faces == list_people(Index(path)).ignored_faces == 5


def test_lists_that_follow_answers_are_those_of_a_new_sitting(sitting: Sitting, path: Path) -> None:
    first, second, third = (card.id for card in sitting.people().clusters[:3])
    ids = [tuple(tile.face_id for tile in sitting.cluster(number)) for number in (first, second, third)]
    steps: list[Callable[[], object]] = [
        lambda: answer(sitting.index, [Part("name", ids[0], "Ann")]),
        lambda: answer(sitting.index, [Part("name", ids[1][1:], "Bob"), Part("ignore", ids[1][:1])]),
        lambda: answer(sitting.index, [Part("not-a-face", ids[2][:1])]),
        lambda: set_portrait(sitting.index, "Ann", ids[0][-1]),
        lambda: rename(sitting.index, "Ann", "Anna"),
        lambda: merge(sitting.index, "Bob", "Anna"),
        lambda: undo_answer(sitting.index),
        lambda: split_by_hand(sitting.index, Target("cluster", ids=(first,)), ids[0][:2], None),
        sitting.work,
        lambda: undo_answer(sitting.index),
        lambda: (label(Index(path), Target("cluster", ids=(third,)), "Cy"), sitting.work()),
    ]
    for step in steps:
        step()
        assert sitting.people() == Sitting(WarmIndex(path)).people()


def test_faces_in_missing_photos_do_not_count(sitting: Sitting, path: Path) -> None:
    name(sitting, sitting.questions()[0], "Ann")
    with Index(path).writing() as connection:
        connection.execute("UPDATE file SET missing_since = now() WHERE photo_id % 2 = 0")
    sitting.work()
    assert rows_of(sitting) == listed(path)
    assert sitting.home().faces < sum(SIZES)


def test_the_first_question_is_the_one_that_suggest_asks_first(sitting: Sitting, path: Path) -> None:
    asked = [item.question for item in sitting.questions(5)]
    assert [item.face_ids for item in asked] == [item.question.face_ids for item in suggest(Index(path), limit=5)]


def test_an_answered_question_is_not_asked_again_and_the_others_keep_their_order(sitting: Sitting) -> None:
    first, second, third = sitting.questions(3)
    name(sitting, first, "Ann")
    assert sitting.questions(2) == (second, third)
    sitting.work()
    assert first.question.face_ids not in [item.question.face_ids for item in sitting.questions(10)]


def test_a_question_comes_back_when_its_answer_is_undone(sitting: Sitting) -> None:
    first = sitting.questions()[0]
    name(sitting, first, "Ann")
    undo_answer(sitting.index)
    assert sitting.questions() == (first,)


def test_a_decision_in_a_terminal_overtakes_the_question_on_screen(sitting: Sitting, path: Path) -> None:
    first, second = sitting.questions(2)
    label(Index(path), Target("face", ids=first.question.face_ids), "Tom")
    with pytest.raises(OvertakenError):
        name(sitting, first, "Ann")
    assert sitting.questions() == (second,)
    assert [card.name for card in sitting.people().persons] == ["Tom"]


def test_work_notices_what_another_process_did(sitting: Sitting, path: Path) -> None:
    first = sitting.questions()[0]
    label(Index(path), Target("face", ids=first.question.face_ids), "Tom")
    sitting.work()
    assert [card.name for card in sitting.people().persons] == ["Tom"]


def test_the_faces_of_a_cluster_that_fit_best_come_first(sitting: Sitting, path: Path) -> None:
    shown = sitting.cluster(1)
    rows = {row.face_id: row for row in show_group(Index(path), Target("cluster", ids=(1,))).faces}
    assert {tile.face_id for tile in shown} == rows.keys()
    fits = [tile.fit for tile in shown]
    assert None not in fits
    assert fits == sorted(fits, reverse=True)  # type: ignore[type-var]
    tile, row = shown[0], rows[shown[0].face_id]
    assert (tile.photo_id, tile.content_hash, tile.taken) == (row.photo_id, row.content_hash, row.taken_at)
    assert np.allclose([tile.box.x, tile.box.y, tile.box.width], [row.box.x, row.box.y, row.box.width])
    assert (tile.status, tile.person_id, tile.cluster_id, tile.present) == ("none", None, 1, True)


def test_the_doubtful_faces_of_a_person_come_first_on_demand(sitting: Sitting) -> None:
    faces = [tile.face_id for tile in sitting.cluster(1)]
    answer(sitting.index, [Part("name", tuple(faces[:3]), "Ann")])
    (ann,) = sitting.people().persons
    tiles = sitting.person(ann.id, doubts_first=True)
    assert [tile.status for tile in tiles] == ["automatic"] * (len(tiles) - 3) + ["confirmed"] * 3
    chances = [tile.probability for tile in tiles[:-3]]
    assert chances == sorted(chances)
    assert {tile.face_id for tile in sitting.person(ann.id)} == {tile.face_id for tile in tiles}


def test_tiles_of_unknown_faces_are_left_out(sitting: Sitting) -> None:
    assert [tile.face_id for tile in sitting.tiles([3, 10**9, 1])] == [3, 1]


def test_a_drawn_face_is_shown_with_its_person(scanned: Library) -> None:
    from photoindex.operations.label import label_place

    sitting = Sitting(WarmIndex(scanned.index.path))
    assert sitting.people().persons == ()
    label_place(sitting.index, scanned.folder / "2003/empty.jpg", "10,10,30,30", "Tom")
    (tom,) = sitting.people().persons
    (tile,) = sitting.person(tom.id)
    assert (tom.faces, tile.status, tile.fit) == (1, "confirmed", None)


def test_home_counts_faces_and_estimates_what_is_left(sitting: Sitting) -> None:
    before = sitting.home()
    assert (before.faces, before.named, before.persons, before.pending) == (sum(SIZES), 0, 0, False)
    assert before.remaining is not None
    assert before.remaining.answers > 0
    assert before.minutes == pytest.approx(before.remaining.answers * 12 / 60)
    for number in range(3):
        name(sitting, sitting.questions()[0], f"Person {number}")
    sitting.work()
    after = sitting.home()
    assert after.remaining is not None
    assert after.remaining.share > before.remaining.share == 0.0
    assert after.remaining.answers < before.remaining.answers
    assert (after.persons, after.named >= 30) == (3, True)


def test_status_leaves_out_undone_answers_of_the_last_sitting(sitting: Sitting, path: Path) -> None:
    assert status(Index(path)).sitting is None
    for number in range(3):
        name(sitting, sitting.questions()[0], f"Person {number}")
    undo_answer(sitting.index)
    found = status(Index(path)).sitting
    assert found is not None
    assert (found.answers, found.faces >= 23) == (2, True)
    assert timedelta() <= found.ended_at - found.started_at == timedelta(seconds=found.seconds)


def test_names_are_worked_out_in_the_background_until_the_sitting_is_closed(path: Path) -> None:
    threads = set(threading.enumerate())
    sitting = Sitting(WarmIndex(path, prompt_from=0))
    sitting.start()
    assert set(threading.enumerate()) > threads
    try:
        label(sitting.index, Target("face", ids=(sitting.cluster(1)[0].face_id,)), "Ann")
        for _ in range(600):
            if not sitting.home().pending and sitting.questions():
                break
            time.sleep(0.1)
        assert not sitting.home().pending
        assert sitting.questions()
    finally:
        sitting.close()
    assert set(threading.enumerate()) <= threads


def test_a_sitting_without_an_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="there is no index"):
        open_sitting(tmp_path / "none.duckdb").home()


class Faulty(WarmIndex):
    """An index that fails while `faulty`, in a way that nobody foresaw."""

    faulty = False

    def warm(self, connection: Connection, *, lives: bool = False) -> Warm:
        if self.faulty:
            raise RuntimeError("a defect")
        return super().warm(connection, lives=lives)


def test_a_defect_is_told_and_does_not_end_the_work(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = threading.Event()
    monkeypatch.setattr("threading.excepthook", lambda _: told.set())
    sitting = Sitting(index := Faulty(path))
    sitting.people()
    index.faulty = True
    sitting.start()
    told.wait()
    trouble = sitting.home().trouble
    assert trouble is not None and "a defect of photoindex" in trouble.message
    index.faulty = False
    while not sitting.questions():
        threading.Event().wait(0.01)
    sitting.close()
    assert sitting.home().trouble is None


SITTING = """
import sys
from pathlib import Path
from photoindex.operations.answer import Part, answer
from photoindex.operations.sitting import open_sitting

sitting = open_sitting(Path(sys.argv[1]))
sitting.work()
asked = sitting.questions(1)[0]
answer(sitting.index, [Part("name", asked.question.face_ids, "Tom")], seen=asked.seen)
sitting.work()
print(*(name for name in ("scipy", "faiss", "cv2", "onnxruntime", "hdbscan") if name in sys.modules))
"""


def test_a_sitting_holds_no_large_library_in_memory(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SITTING, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_earlier_names_of_all_faces_do_not_stay_in_memory(sitting: Sitting) -> None:
    before = weakref.ref(sitting.view)
    name(sitting, sitting.questions(1)[0], "Tom")
    sitting.work(questions=False)
    assert sitting.people()
    assert before() is None
