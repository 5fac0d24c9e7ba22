"""News: what the last sitting took, and what scans have found since."""

from dataclasses import dataclass

from photoindex.operations.identities.sittings import SittingSummary, last_sitting
from photoindex.store.opening.index import Index
from photoindex.store.tables.runs import last_runs

__all__ = ["News", "SittingSummary", "news"]

# As many scans are looked at. Earlier ones are hardly news.
_RUNS = 100


@dataclass(frozen=True, slots=True)
class News:
    """The latest sitting, if there was one, and the numbers of photos that scans have read since it ended, and of faces
    that they found.
    """

    sitting: SittingSummary | None
    photos: int
    faces: int


def news(index: Index) -> News:
    """Sum up what happened since somebody last answered questions. Before the first sitting, nothing is news.

    Raises:
        IndexFileError: the index does not exist yet.
    """
    with index.reading() as connection:
        sitting = last_sitting(connection)
        runs = last_runs(connection, _RUNS) if sitting is not None else []
    since = [run for run in runs if sitting is not None and run.started_at >= sitting.ended_at]
    return News(sitting, sum(run.photos for run in since), sum(run.faces for run in since))
