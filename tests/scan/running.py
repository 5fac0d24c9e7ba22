"""Run the engine on photos and collect the outcomes."""

from collections.abc import Callable, Sequence
from pathlib import Path

from photoindex.domain.outcome import Outcome
from photoindex.domain.photo import PhotoFile
from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.messages import Task
from photoindex.scan.worker import MakeAnalyzer
from tests.fakes import ColourAnalyzer


def never() -> bool:
    return False


def task_for(path: Path, known: Sequence[str] = ()) -> Task:
    status = path.stat()
    return Task(PhotoFile(path, status.st_size, status.st_mtime_ns), frozenset(known))


def run(
    tasks: Sequence[Task],
    options: EngineOptions,
    make: MakeAnalyzer = ColourAnalyzer,
    stop: Callable[[], bool] = never,
) -> dict[str, Outcome]:
    """Map the name of each file to its outcome."""
    with Engine(make, options, stop) as engine:
        return {outcome.file.path.name: outcome for outcome in engine.run(iter(tasks))}
