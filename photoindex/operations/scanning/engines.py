"""Choose the engine of a scan: worker processes on this machine, or the workers of a Dask cluster."""

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

# The maximum number of photos to try, so that the search ends soon if no photo can be read.
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
    """Connect to the Dask cluster whose scheduler has this address; yield None if there is no address.

    Raises:
        UsageError: `path_map` is invalid.
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
    # Imported here, because Dask takes a while to import and most scans do not need it.
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
    """Create the engine for these files; also return the number of files that it processes at once.

    Raises:
        DaskError: the cluster has no workers, or one of them cannot do the work.
    """
    if cluster is None or not todo:
        return Engine(make_analyzer, options, stop), options.workers
    from photoindex.scan.dask.engine import DaskEngine

    engine = DaskEngine(cluster, len(todo), _witnesses(todo, roots), stop)
    return engine, engine.threads


def _witnesses(todo: Sequence[PhotoFile], roots: Sequence[Path]) -> list[Path]:
    """The first readable photo of each root."""
    found = []
    for root in roots:
        inside = (file.path for file in todo if file.path.is_relative_to(root))
        candidates = [path for path, _ in zip(inside, range(_MOST_CANDIDATES), strict=False)]
        found += [path for path in candidates if os.access(path, os.R_OK)][:1]
    return found
