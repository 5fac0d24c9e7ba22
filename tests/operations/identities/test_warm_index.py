"""An index that stays in memory gives the same results as one that is read again for each decision."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.domain.targets import Target
from photoindex.errors import PhotoIndexError
from photoindex.operations.confirm import confirm
from photoindex.operations.different import different
from photoindex.operations.identities.settling import settle_names
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.operations.label import ignore, label, reject
from photoindex.operations.merge import merge
from photoindex.operations.person import set_lifespan
from photoindex.operations.redo import redo
from photoindex.operations.rename import rename
from photoindex.operations.split import split_by_hand, split_by_machine
from photoindex.operations.undo import undo
from photoindex.operations.unlabel import unlabel
from photoindex.store.opening.index import Index
from tests.made_up_library import SIZES, made_up_library

NAMES = ("Ann", "Bob", "Cy")
FACES, CLUSTERS = sum(SIZES), 6

Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ("label cluster", "label cluster", "label face", "confirm", "reject", "ignore", "unlabel", "merge", "split",
             "split faces", "different", "rename", "lifespan", "undo", "undo", "undo any", "redo", "settle")
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
        "undo": lambda: undo(index),
        "undo any": lambda: undo(index, number % 7),
        "redo": lambda: redo(index),
        "settle": lambda: settle_names(index) if isinstance(index, WarmIndex) else None,
    }
    try:
        actions[kind]()
    except PhotoIndexError as error:
        return f"{type(error).__name__}: {error.message}"
    return ""


def content(index: Index) -> list[list[tuple[object, ...]]]:
    queries = (
        "SELECT person_id, name FROM person ORDER BY ALL",
        "SELECT face_id, person_id, status, round(probability, 5) FROM assignment ORDER BY ALL",
        "SELECT face_id, cluster_id FROM membership ORDER BY ALL",
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


@settings(max_examples=25)
@given(steps, st.sampled_from((0, 10**6)))
def test_decisions_from_memory_end_in_the_same_index_as_decisions_from_the_disk(
    made_once: Path, taken: list[Step], prompt_from: int
) -> None:
    with TemporaryDirectory() as folder:
        cold = Index(Path(shutil.copy2(made_once, Path(folder) / "cold.duckdb")))
        warm = WarmIndex(Path(shutil.copy2(made_once, Path(folder) / "warm.duckdb")), prompt_from=prompt_from)
        for step in taken:
            if step[0] in ("confirm", "unlabel"):
                # These depend on the automatic names of other faces.
                settle_names(warm)
            assert carry_out(warm, step) == carry_out(cold, step), step
        settle_names(warm)
        assert content(warm) == content(cold)
