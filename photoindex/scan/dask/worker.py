"""The worker's side: process batches of photos in an engine whose processes are kept between batches.

A photo that crashes or hangs ends a process of that engine, never the Dask worker. The limits on time and pixels are
the same as in a scan on one machine.
"""

import multiprocessing
from collections import defaultdict, deque
from functools import partial
from pathlib import Path

from photoindex import __version__
from photoindex.advice.machines import InstallOnCluster
from photoindex.domain.outcome import Failed
from photoindex.errors import PhotoIndexError
from photoindex.faces import load_analyzer
from photoindex.packs.recipe import RECIPE
from photoindex.scan.dask.messages import (
    CannotSee,
    Finding,
    Findings,
    Job,
    Objection,
    PackMissing,
    RemoteTask,
    Report,
    Unable,
    finding_of,
)
from photoindex.scan.dask.packs import pack_here
from photoindex.scan.dask.pool import EnginePool
from photoindex.scan.worker import MakeAnalyzer

_pool = EnginePool()
# Scans whose storage this worker has seen.
_seen: set[str] = set()


def run_batch(job: Job, tasks: tuple[RemoteTask, ...]) -> Report:
    """Process the files of a batch, or report why this worker cannot."""
    objection = objection_to(job, read_witnesses=job.token not in _seen)
    if objection is not None:
        return objection
    _seen.add(job.token)
    try:
        findings = _findings(job, tasks)
    except PhotoIndexError as error:
        return Unable(_address(), error.message, error.hint, error.advice)
    if any(finding.kind is Failed and finding.rest["stage"] == "read" for finding in findings):
        # If files cannot be read, check the storage. Single files may have been deleted or locked, but if the whole
        # storage is offline, the files are not to blame.
        return objection_to(job) or Findings(findings)
    return Findings(findings)


def objection_to(job: Job, *, read_witnesses: bool = True) -> Objection | None:
    """The reason why this worker cannot do the job; None if it can.

    With `read_witnesses`, also check that it sees the storage.
    """
    if job.version != __version__:
        return Unable(
            _address(),
            f"it has photoindex {__version__}, this is photoindex {job.version}",
            hint="All machines need the same version.",
            advice=(InstallOnCluster(f"photoindex[distributed]=={job.version}"),),
        )
    # Two checkouts of one version may differ.
    if job.recipe != RECIPE:
        return Unable(
            _address(),
            f"it embeds faces with recipe {RECIPE}, this is recipe {job.recipe}",
            hint="All machines need the same version.",
            advice=(InstallOnCluster(f"photoindex[distributed]=={job.version}"),),
        )
    if job.make_analyzer is None and pack_here(job.fingerprint) is None:
        return PackMissing(_address())
    return _unreadable_witness(job) if read_witnesses else None


def _unreadable_witness(job: Job) -> CannotSee | None:
    for path in job.witnesses:
        try:
            with Path(path).open("rb") as stream:
                stream.read(1)
        except OSError as error:
            return CannotSee(_address(), path, error.strerror or str(error))
    return None


def _findings(job: Job, tasks: tuple[RemoteTask, ...]) -> tuple[Finding, ...]:
    _allow_children()
    local = [task.task() for task in tasks]
    # Two folders on the main machine may be the same folder on this one, so a path may belong to several tasks.
    numbers: dict[Path, deque[int]] = defaultdict(deque)
    for number, task in enumerate(local):
        numbers[task.file.path].append(number)
    with _pool.engine(job.token, _maker(job), job.options) as engine:
        return tuple(finding_of(numbers[out.file.path].popleft(), out) for out in engine.run(iter(local)))


def _maker(job: Job) -> MakeAnalyzer:
    if job.make_analyzer is not None:
        return job.make_analyzer
    pack = pack_here(job.fingerprint)
    assert pack is not None
    return partial(load_analyzer, pack, threads=1)


def _allow_children() -> None:
    """Let this process start child processes although Dask's nanny makes it a daemon.

    Python forbids this, because children could outlive a killed daemon. The engine's processes do not: they exit by
    themselves when the other end of their pipe closes.
    """
    process = multiprocessing.current_process()
    if process.daemon:
        process.daemon = False


def _address() -> str:
    from distributed import get_worker

    try:
        return str(get_worker().address)
    except ValueError:
        # Called outside a worker.
        return multiprocessing.current_process().name
