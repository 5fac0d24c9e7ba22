"""Who looks at the photos of a scan: processes of this machine, or the workers of a Dask cluster."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from photoindex.advice.actions import Action
from photoindex.domain.photo import PhotoFile
from photoindex.errors import UsageError
from photoindex.packs.manifest import Pack
from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.worker import MakeAnalyzer

if TYPE_CHECKING:
    from photoindex.scan.dask.engine import DaskCluster, DaskEngine

# Looking for a photo that can be read must not take long where none can.
_MOST_CANDIDATES = 20


@contextmanager
def cluster_at(
    scheduler: str | None,
    path_map: Sequence[str],
    *,
    roots: Sequence[Path],
    pack: Pack,
    options: EngineOptions,
    make_analyzer: MakeAnalyzer | None,
) -> Iterator["DaskCluster | None"]:
    """A connection to the cluster whose scheduler has this address, for the time of the block; None without one.

    Raises:
        UsageError: `path_map` has no meaning.
        MissingLibraryError: Dask is not installed.
        DaskError: the scheduler does not answer, or is another version of Dask.
    """
    if scheduler is None:
        if path_map:
            raise UsageError(
                "a path map is for scans on a Dask cluster only: it says where the workers see the photos",
                advice=Action.LEAVE_OUT_MAP,
            )
        yield None
        return
    # Imported here, because reading what Dask needs takes a while and most scans do without.
    from photoindex.scan.dask.connection import connected
    from photoindex.scan.dask.engine import DaskCluster
    from photoindex.scan.dask.path_map import path_map as parsed

    paths = parsed(path_map, roots)
    with connected(scheduler) as client:
        yield DaskCluster(client, pack, options, paths, make_analyzer)


def engine_for(
    cluster: "DaskCluster | None",
    todo: Sequence[PhotoFile],
    *,
    roots: Sequence[Path],
    make_analyzer: MakeAnalyzer,
    options: EngineOptions,
    stop: Callable[[], bool],
) -> "tuple[Engine | DaskEngine, int]":
    """The engine for these files, and how many of them it works on at once.

    Raises:
        DaskError: the cluster has no workers, or one of them cannot do the job.
    """
    if cluster is None or not todo:
        return Engine(make_analyzer, options, stop), options.workers
    from photoindex.scan.dask.engine import DaskEngine

    engine = DaskEngine(cluster, len(todo), _witnesses(todo, roots), stop)
    return engine, engine.threads


def _witnesses(todo: Sequence[PhotoFile], roots: Sequence[Path]) -> list[Path]:
    """For each root, the first of its photos that can be read."""
    found = []
    for root in roots:
        inside = (file.path for file in todo if file.path.is_relative_to(root))
        candidates = [path for path, _ in zip(inside, range(_MOST_CANDIDATES), strict=False)]
        found += [path for path in candidates if os.access(path, os.R_OK)][:1]
    return found
