"""The engines that a worker keeps between batches."""

import time
from pathlib import Path

from photoindex.domain.photo import PhotoFile
from photoindex.scan.dask.pool import EnginePool
from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.messages import Task
from tests.fakes import ColourAnalyzer, draw

ONE = EngineOptions(workers=1)


def look(pool: EnginePool, token: str, photo: Path) -> tuple[Engine, list[int]]:
    with pool.engine(token, ColourAnalyzer, ONE) as engine:
        assert len(list(engine.run(iter([Task(PhotoFile(photo, 1, 1))])))) == 1
        return engine, engine.processes


def test_a_scan_reuses_its_process_and_another_scan_gets_a_separate_one(tmp_path: Path) -> None:
    photo, pool = draw(tmp_path / "a.jpg", ["red"]), EnginePool()
    first, processes = look(pool, "one", photo)
    assert look(pool, "one", photo) == (first, processes)
    second, _ = look(pool, "two", photo)
    assert second is not first
    with pool.engine("one", ColourAnalyzer, ONE) as mine, pool.engine("one", ColourAnalyzer, ONE) as another:
        assert mine is first
        assert another is not first
    first.__exit__()
    second.__exit__()


def test_an_unused_process_ends(tmp_path: Path) -> None:
    photo, pool = draw(tmp_path / "a.jpg", ["red"]), EnginePool(idle_seconds=0.2)
    first, _ = look(pool, "one", photo)
    deadline = time.monotonic() + 30
    while first.processes and time.monotonic() < deadline:
        time.sleep(0.05)
    assert first.processes == []
    assert look(pool, "one", photo)[0] is not first
