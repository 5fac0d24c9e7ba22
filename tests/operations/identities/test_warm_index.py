"""An index that stays in memory gives the same results as one that is read again for each decision."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.domain.targets import Target
from photoindex.errors import IndexLockedError, PhotoIndexError, StorageError
from photoindex.operations.confirm import confirm
from photoindex.operations.different import different
from photoindex.operations.identities.settling import settle, settle_names
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.operations.label import ignore, label, not_a_face, reject
from photoindex.operations.merge import merge
from photoindex.operations.people import list_people
from photoindex.operations.person import set_lifespan, set_portrait
from photoindex.operations.redo import redo
from photoindex.operations.rename import rename
from photoindex.operations.split import split_by_hand, split_by_machine
from photoindex.operations.undo import undo
from photoindex.operations.unlabel import unlabel
from photoindex.store.opening.index import Connection, Index
from photoindex.store.tables.generation import names_pending
from tests.made_up_library import SIZES, made_up_library

NAMES = ("Ann", "Bob", "Cy")
FACES, CLUSTERS = sum(SIZES), 6

Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ("label cluster", "label cluster", "label face", "confirm", "reject", "ignore", "unlabel", "merge", "split",
             "split faces", "different", "rename", "lifespan", "not a face", "portrait", "undo", "undo", "undo any",
             "redo", "settle", "write elsewhere", "ignore elsewhere")
        ),
        st.integers(1, FACES),
        st.integers(0, 17),
    ),
    max_size=9,
)  # fmt: skip


def carry_out(index: Index, step: Step) -> str:
    """Carry out a step; return its error, if it is refused."""
    kind, number, other = step
    cluster = Target("cluster", ids=(number % CLUSTERS + 1,))
    face = Target("face", ids=(number,))
    name, second = NAMES[other % 3], NAMES[(other // 3) % 3]
    actions: dict[str, Callable[[], object]] = {
        "label cluster": lambda: label(index, cluster, name),
        "label face": lambda: label(index, face, name),
        "confirm": lambda: confirm(index, cluster if other % 2 else face),
        "reject": lambda: reject(index, cluster if other % 2 else face, name),
        "ignore": lambda: ignore(index, cluster if other % 2 else face),
        "unlabel": lambda: unlabel(index, cluster if other % 2 else face),
        "merge": lambda: merge(index, name, second),
        "split": lambda: split_by_machine(index, cluster),
        "split faces": lambda: split_by_hand(index, Target("person", name=name), [number], second),
        "different": lambda: different(index, face, Target("face", ids=(other + 1,))),
        "rename": lambda: rename(index, name, second + "a"),
        "lifespan": lambda: set_lifespan(index, name, None, f"2001-01-{other + 1:02d}"),
        "not a face": lambda: not_a_face(index, cluster if other % 2 else face),
        "portrait": lambda: set_portrait(index, name, number),
        "undo": lambda: undo(index),
        "undo any": lambda: undo(index, number % 7),
        "redo": lambda: redo(index),
        "write elsewhere": lambda: write_nothing(Index(index.path)),
        "ignore elsewhere": lambda: ignore(Index(index.path, finish=settle), face),
        "settle": lambda: settle_names(index) if isinstance(index, WarmIndex) else None,
    }
    try:
        actions[kind]()
    except PhotoIndexError as error:
        return f"{type(error).__name__}: {error.message}"
    return ""


def settle_all(index: WarmIndex) -> None:
    """Work out the names even if somebody has changed the index meanwhile."""
    while not settle_names(index):
        pass


def write_nothing(index: Index) -> None:
    with index.writing():
        pass


def content(index: Index) -> list[list[tuple[object, ...]]]:
    queries = (
        "SELECT person_id, name FROM person ORDER BY ALL",
        "SELECT face_id, person_id, status, round(probability, 5) FROM assignment ORDER BY ALL",
        "SELECT face_id, cluster_id FROM membership ORDER BY ALL",
        "SELECT * FROM portrait ORDER BY ALL",
        "SELECT cluster_id, merged_into FROM cluster ORDER BY ALL",
        "SELECT * EXCLUDE (made_at, uid) FROM decision ORDER BY ALL",
        "SELECT * FROM decision_face ORDER BY ALL",
        "SELECT key FROM setting WHERE key = 'names_pending'",
    )
    with index.reading() as connection:
        return [connection.execute(query).fetchall() for query in queries]


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up_library(tmp_path_factory.mktemp("made-up")).path


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(made_once, tmp_path / "index.duckdb"))


@settings(max_examples=15)
@given(steps, st.sampled_from((0, 10**6)))
def test_decisions_from_memory_end_in_the_same_index_as_decisions_from_the_disk(
    made_once: Path, taken: list[Step], prompt_from: int
) -> None:
    with TemporaryDirectory() as folder:
        cold = Index(Path(shutil.copy2(made_once, Path(folder) / "cold.duckdb")))
        warm = WarmIndex(Path(shutil.copy2(made_once, Path(folder) / "warm.duckdb")), prompt_from=prompt_from)
        for step in taken:
            if step[0] in ("confirm", "unlabel", "portrait", "ignore elsewhere"):
                # These depend on the automatic names of other faces.
                settle_all(warm)
            assert carry_out(warm, step) == carry_out(cold, step), step
        settle_all(warm)
        assert content(warm) == content(cold)


def pair(made: Path, *, prompt_from: int = 0) -> tuple[WarmIndex, Index]:
    """The same index, kept in memory by one process and read from the disk by another."""
    return WarmIndex(made, prompt_from=prompt_from), Index(made, finish=settle)


def cluster(number: int) -> Target:
    return Target("cluster", ids=(number,))


def test_a_decision_of_another_process_is_noticed(made: Path) -> None:
    warm, other = pair(made)
    label(warm, cluster(1), "Ann")
    label(other, cluster(2), "Bob")
    assert merge(warm, "Bob", "Ann").total == 24
    assert undo(other).undone.kind == "merge"
    assert undo(warm).undone.person_name == "Bob"


def test_an_index_that_was_replaced_by_an_earlier_copy_is_read_again(made: Path, tmp_path: Path) -> None:
    warm, _ = pair(made)
    label(warm, cluster(1), "Ann")
    earlier = Path(shutil.copy2(made, tmp_path / "earlier.duckdb"))
    label(warm, cluster(2), "Bob")
    shutil.copy2(earlier, made)
    with pytest.raises(PhotoIndexError, match="nobody is called 'Bob'"):
        reject(warm, Target("face", ids=(1,)), "Bob")


class FailingIndex(WarmIndex):
    """An index whose next commit fails."""

    fails = False

    @contextmanager
    def writing(self, *, patience: float | None = None) -> Iterator[Connection]:
        with super().writing(patience=patience) as connection:
            yield connection
            if self.fails:
                raise StorageError("the disk is full")


@pytest.mark.parametrize("prompt_from", [0, 10**6])
def test_a_decision_that_cannot_be_stored_leaves_no_trace_in_memory(made: Path, prompt_from: int) -> None:
    index = FailingIndex(made, prompt_from=prompt_from)
    label(index, cluster(1), "Ann")
    before = content(index)
    index.fails = True
    for decide in (
        lambda: label(index, cluster(2), "Ann"),
        lambda: undo(index),
        lambda: label(index, cluster(3), "Bob"),
    ):
        with pytest.raises(StorageError):
            decide()
    index.fails = False
    assert content(index) == before
    assert label(index, cluster(3), "Cy").before == 0
    settle_names(index)
    assert [len(table) for table in content(index)[:1]] == [2]


def test_a_refused_decision_does_not_empty_the_memory(made: Path) -> None:
    warm, _ = pair(made)
    label(warm, cluster(1), "Ann")
    held = warm.remembered()
    with pytest.raises(PhotoIndexError):
        label(warm, cluster(99), "Bob")
    assert warm.remembered() is held


def pending(made: Path) -> bool:
    with Index(made).reading() as connection:
        return names_pending(connection)


def test_the_next_reader_works_out_the_names_that_were_left_for_later(made: Path) -> None:
    warm, other = pair(made)
    label(other, Target("face", ids=(first_face(made, 1),)), "Ann")
    label(warm, Target("face", ids=(first_face(made, 2),)), "Bob")
    assert pending(made)
    expected = Path(shutil.copy2(made, made.with_name("expected.duckdb")))
    with Index(expected).writing() as connection:
        settle(connection)
    assert {row.name: row.faces for row in list_people(other).persons} == {
        row.name: row.faces for row in list_people(Index(expected)).persons
    }
    assert not pending(made)


def test_the_next_decision_from_the_disk_works_out_the_names_that_were_left_for_later(made: Path) -> None:
    warm, other = pair(made)
    label(warm, Target("face", ids=(first_face(made, 1),)), "Ann")
    assert pending(made)
    label(other, cluster(2), "Bob")
    assert not pending(made)
    assert not settle_names(warm)
    assert settle_names(warm)


def test_names_that_are_pending_after_a_restart_are_worked_out(made: Path) -> None:
    warm, _ = pair(made)
    label(warm, Target("face", ids=(first_face(made, 1),)), "Ann")
    again = WarmIndex(made)
    assert settle_names(again)
    assert not pending(made)


def test_an_index_that_cannot_be_written_is_read_although_names_are_pending(made: Path) -> None:
    warm, other = pair(made)
    label(warm, Target("face", ids=(first_face(made, 1),)), "Ann")

    class Full(Index):
        @contextmanager
        def writing(self, *, patience: float | None = None) -> Iterator[Connection]:
            raise StorageError("the disk is full")
            yield

    assert len(list_people(Full(other.path, finish=settle)).persons) == 1


def test_a_rename_leaves_nothing_for_later(made: Path) -> None:
    warm, _ = pair(made)
    label(warm, cluster(1), "Ann")
    settle_names(warm)
    rename(warm, "Ann", "Anna")
    assert not pending(made)


def test_decisions_of_several_threads_are_all_stored(made: Path) -> None:
    warm, other = pair(made)
    with ThreadPoolExecutor(6) as pool:
        named = [pool.submit(label, warm, cluster(number), f"Person {number}") for number in range(1, CLUSTERS + 1)]
        lists = [pool.submit(list_people, warm) for _ in range(6)]
    assert [future.exception() for future in (*named, *lists)] == [None] * 12
    assert len(list_people(other).persons) == CLUSTERS


def test_looking_into_the_index_does_not_disturb_decisions(made: Path) -> None:
    warm, other = pair(made)

    def glance() -> None:
        with suppress(IndexLockedError), warm.glancing() as connection:
            connection.execute("SELECT count(*) FROM decision").fetchall()

    with ThreadPoolExecutor(6) as pool:
        named = [pool.submit(label, warm, cluster(number), f"Person {number}") for number in range(1, CLUSTERS + 1)]
        looks = [pool.submit(glance) for _ in range(30)]
    assert [future.exception() for future in (*named, *looks)] == [None] * (CLUSTERS + 30)
    assert len(list_people(other).persons) == CLUSTERS


def test_a_glance_does_not_wait_for_another_thread(made: Path) -> None:
    warm, _ = pair(made)

    def glance() -> int:
        with warm.glancing() as connection:
            return len(connection.execute("SELECT 1 FROM face").fetchall())

    with ThreadPoolExecutor(1) as pool:
        with warm.exclusively(), pytest.raises(IndexLockedError, match="another thread is using the index"):
            pool.submit(glance).result(timeout=60)
        assert pool.submit(glance).result() == FACES


def first_face(made: Path, number: int) -> int:
    with Index(made).reading() as connection:
        row = connection.execute("SELECT min(face_id) FROM membership WHERE cluster_id = ?", [number]).fetchone()
    assert row is not None
    return int(row[0])
