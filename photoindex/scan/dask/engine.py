"""Run tasks on the workers of a Dask cluster and yield their outcomes as they arrive."""

import os
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from photoindex import __version__
from photoindex.domain.outcome import Outcome
from photoindex.errors import DaskError
from photoindex.packs.manifest import Pack
from photoindex.scan.dask.batches import Batch, Batches, batch_size
from photoindex.scan.dask.connection import (
    answering,
    connection_lost,
    count_threads,
    no_workers,
    prepare,
    problem_of,
    send_pack,
    wait_for_workers,
)
from photoindex.scan.dask.messages import CannotSee, Findings, Job, PackMissing, RemoteTask, Report, Unable
from photoindex.scan.dask.path_map import PathMap
from photoindex.scan.dask.worker import run_batch
from photoindex.scan.engine import EngineOptions
from photoindex.scan.messages import Task
from photoindex.scan.worker import MakeAnalyzer

if TYPE_CHECKING:
    from distributed import Client, Future

_TICK = 0.2
# One batch is being processed and others are on their way, so that no worker waits while the index is written. Batches
# whose results were not yet fetched are included in this number, so that a slow writer slows the workers down instead
# of filling their memory.
_BATCHES_PER_THREAD = 4
_COUNT_EVERY = 2.0
# A cluster may have no workers for a while because its machines restart.
_NO_WORKERS_SECONDS = 120.0
_FETCH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """A connection to a Dask cluster, with the job of its workers and the paths under which they see the photos.

    `make_analyzer`, if given, replaces the pack's networks; the workers must be able to import it.
    """

    client: "Client"
    pack: Pack
    options: EngineOptions
    paths: PathMap
    make_analyzer: MakeAnalyzer | None = None


class DaskEngine:
    """The counterpart of `scan.engine.Engine` for a Dask cluster. Use it as a context manager; leaving the context ends
    the engine.

    Args:
        photos: the approximate number of tasks.
        witnesses: some photos that can be read on this machine; a worker that can read them too has access to the
            storage.
        stop: called between results; when it returns True, `run` returns and drops unfinished tasks.

    Raises:
        DaskError: there are no workers, or a worker cannot do the job.
    """

    def __init__(self, cluster: DaskCluster, photos: int, witnesses: Sequence[Path], stop: Callable[[], bool]) -> None:
        self._cluster, self._client, self._stop = cluster, cluster.client, stop
        self._address: str = self._client.scheduler.address
        self._witnesses = {cluster.paths.there(path): path for path in witnesses}
        self._job = Job(
            token=uuid4().hex[:8],
            version=__version__,
            fingerprint=cluster.pack.fingerprint,
            options=replace(cluster.options, workers=1),
            witnesses=tuple(self._witnesses),
            make_analyzer=cluster.make_analyzer,
        )
        self._in_flight: dict[Future[Report], Batch] = {}
        self._done: queue.SimpleQueue[Future[Report]] = queue.SimpleQueue()
        self._submitted = 0
        with answering(self._address):
            self.threads = wait_for_workers(self._client, stop)
            prepare(self._client, self._job, cluster.pack)
        self._size = batch_size(photos, max(1, self.threads))
        self._counted_at = self._workers_at = time.monotonic()

    def __enter__(self) -> "DaskEngine":
        return self

    def __exit__(self, *_: object) -> None:
        if self._client.status == "running":
            self._client.cancel(list(self._in_flight))
        self._in_flight.clear()

    def run(self, tasks: Iterator[Task]) -> Iterator[Outcome]:
        """Yield one outcome per task, in the order in which batches finish.

        Raises:
            DaskError: the scheduler or all workers have disappeared, or a worker can no longer do the job.
        """
        batches = Batches(tasks, self._size)
        while not self._stop():
            with answering(self._address):
                self._submit(batches)
                if not self._in_flight:
                    return
                outcomes = self._collect(batches)
                self._count_workers()
            yield from outcomes

    def _submit(self, batches: Batches) -> None:
        while len(self._in_flight) < max(1, self.threads) * _BATCHES_PER_THREAD:
            batch = batches.take()
            if batch is None:
                return
            # Dask's dashboard groups tasks by the part of the key before the first dash.
            key = f"photos-{self._job.token}-{self._submitted}"
            remote = tuple(
                RemoteTask(self._cluster.paths.there(task.file.path), task.file.size, task.file.mtime_ns,
                           task.known_hashes) for task in batch
            )  # fmt: skip
            future = self._client.submit(run_batch, self._job, remote, key=key, pure=False)
            self._submitted += 1
            self._await(future, batch)

    def _await(self, future: "Future[Report]", batch: Batch) -> None:
        self._in_flight[future] = batch
        future.add_done_callback(self._done.put)

    def _collect(self, batches: Batches) -> list[Outcome]:
        """The outcomes of the next batch that finishes; empty if none finishes within a tick."""
        try:
            future = self._done.get(timeout=_TICK)
        except queue.Empty:
            return []
        batch = self._in_flight.pop(future)
        try:
            if future.status == "finished":
                return self._after(future.result(timeout=_FETCH_SECONDS), batch, batches)
            if future.status == "error":
                return self._after_error(future.exception(), batch, batches)
            if future.status == "cancelled":
                raise connection_lost(self._address)
        except CancelledError as error:
            raise connection_lost(self._address) from error
        except TimeoutError:
            # The batch's status is finished, but its result was lost with its worker: continue below.
            pass
        # The worker died before the result was fetched; another worker will repeat the batch.
        self._await(future, batch)
        return []

    def _after(self, report: Report, batch: Batch, batches: Batches) -> list[Outcome]:
        if isinstance(report, Findings):
            batches.finished()
            return [finding.outcome(batch[finding.number].file) for finding in report.findings]
        if isinstance(report, Unable) or (isinstance(report, CannotSee) and self._is_there(report.path)):
            raise problem_of(report.worker, report)
        if isinstance(report, PackMissing):
            # This worker joined after the scan had started, and has not received the pack yet.
            send_pack(self._client, self._cluster.pack, report.worker)
        batches.put_back(batch)
        return []

    def _after_error(self, error: Any, batch: Batch, batches: Batches) -> list[Outcome]:
        from distributed import KilledWorker

        if not isinstance(error, KilledWorker):
            raise DaskError(f"the cluster could not work on a batch of photos: {error!r}")
        failed = batches.died(batch, f"{error.allowed_failures + 1} workers of the cluster died while working on it")
        return [] if failed is None else [failed]

    def _is_there(self, there: str) -> bool:
        """Whether a witness can still be read on this machine.

        If it cannot be read here either, the witness proves nothing about the worker and is dropped.
        """
        here = self._witnesses.get(there)
        if here is not None and os.access(here, os.R_OK):
            return True
        self._job = replace(self._job, witnesses=tuple(path for path in self._job.witnesses if path != there))
        return False

    def _count_workers(self) -> None:
        """Count the workers that are connected and therefore used. Workers may come and go during a scan."""
        now = time.monotonic()
        if now - self._counted_at < _COUNT_EVERY:
            return
        self._counted_at = now
        self.threads = count_threads(self._client)
        if self.threads:
            self._workers_at = now
        elif now - self._workers_at > _NO_WORKERS_SECONDS:
            raise no_workers(self._client)
