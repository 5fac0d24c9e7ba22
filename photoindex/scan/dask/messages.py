"""Messages between the scan's main process and the workers of a Dask cluster.

They are plain data without path objects, because a Windows path cannot be created on Linux, nor a Linux path on
Windows.
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from photoindex.advice.every import Advice
from photoindex.domain.outcome import Outcome
from photoindex.domain.photo import PhotoFile
from photoindex.packs.recipe import RECIPE
from photoindex.scan.engine import EngineOptions
from photoindex.scan.messages import Task
from photoindex.scan.worker import MakeAnalyzer


@dataclass(frozen=True, slots=True)
class Job:
    """The settings that all batches of one scan share.

    `token` identifies the scan. `version` is the version of photoindex on this machine, `recipe` that of its recipe for
    embeddings, and `fingerprint` is the pack's fingerprint. `make_analyzer`, if given, replaces the pack's networks.
    `witnesses` are photos that could be read on this machine, given by the paths that the workers see: a worker that
    cannot read them has no access to the storage.
    """

    token: str
    version: str
    fingerprint: str
    options: EngineOptions
    witnesses: tuple[str, ...]
    make_analyzer: MakeAnalyzer | None = None
    recipe: int = RECIPE


@dataclass(frozen=True, slots=True)
class RemoteTask:
    """A task whose file has the path that the workers see."""

    path: str
    size: int
    mtime_ns: int
    known_hashes: frozenset[str]

    def task(self) -> Task:
        """The same task on this worker."""
        return Task(PhotoFile(Path(self.path), self.size, self.mtime_ns), self.known_hashes)


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of the task with this `number` in its batch, without the file's path."""

    number: int
    size: int
    mtime_ns: int
    kind: type[Outcome]
    rest: dict[str, Any]

    def outcome(self, here: PhotoFile) -> Outcome:
        """The outcome for the file as this machine sees it. The file's ctime and inode are different here and on the
        worker.
        """
        same = (self.size, self.mtime_ns) == (here.size, here.mtime_ns)
        file = here if same else PhotoFile(here.path, self.size, self.mtime_ns)
        return self.kind(file=file, **self.rest)


def finding_of(number: int, outcome: Outcome) -> Finding:
    """The outcome in the form in which it is sent."""
    rest = {field.name: getattr(outcome, field.name) for field in fields(outcome) if field.name != "file"}
    return Finding(number, outcome.file.size, outcome.file.mtime_ns, type(outcome), rest)


@dataclass(frozen=True, slots=True)
class Findings:
    """All outcomes of a batch."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PackMissing:
    """The worker has no pack with the job's fingerprint; it can work as soon as it has one."""

    worker: str


@dataclass(frozen=True, slots=True)
class CannotSee:
    """The worker cannot read a witness."""

    worker: str
    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unable:
    """The worker cannot process any batch."""

    worker: str
    message: str
    hint: str
    advice: tuple[Advice, ...] = ()


Objection = PackMissing | CannotSee | Unable
Report = Findings | Objection
