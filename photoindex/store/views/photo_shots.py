"""Read when, with which camera and in which folder photos were taken."""

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.shots import Shots
from photoindex.store.database.connection import Connection

# Dates of files and of scanners are left out: photos that were edited or scanned on one day were not taken on one day.
# Hashes stand for cameras and folders, because reading 60,000 texts takes longer than everything else here.
_PHOTOS = """
SELECT photo_id,
    CASE WHEN (taken_trusted OR taken_from = 'name') AND taken_precision IN ('day', 'minute', 'second')
         THEN taken_at END AS taken,
    taken_precision IN ('minute', 'second') AS exact,
    CASE WHEN camera_make IS NULL AND camera_model IS NULL THEN 0
         ELSE (hash(camera_make, camera_model) >> 1)::BIGINT END AS camera
FROM photo
"""
_FILES = r"SELECT photo_id, (hash(regexp_replace(path, '[^/\\]*$', '')) >> 1)::BIGINT AS folder FROM file"


def load_shots(connection: Connection) -> Shots:
    """Read all photos. Those without faces count too, because they show where an event ends."""
    columns = connection.execute(_PHOTOS).fetchnumpy()
    photo_id = np.asarray(columns["photo_id"])
    taken = np.asarray(np.ma.filled(columns["taken"], np.datetime64("NaT")), dtype="datetime64[us]")
    exact, camera = np.asarray(columns["exact"], dtype=np.bool_), np.asarray(columns["camera"])
    # Rows are nearly always stored in ascending order, and then a stable sort takes no time.
    order = np.argsort(photo_id, kind="stable")
    photo_id = photo_id[order]
    return Shots(photo_id, taken[order], exact[order], camera[order], _folders(connection, photo_id))


def _folders(connection: Connection, photo_id: NDArray[np.int64]) -> NDArray[np.int64]:
    """The folder of each photo, the one with the lowest number if there are copies; 0 for a photo without a file."""
    columns = connection.execute(_FILES).fetchnumpy()
    theirs, folder = np.asarray(columns["photo_id"]), np.asarray(columns["folder"])
    if len(theirs) == 0:
        return np.zeros(len(photo_id), dtype=np.int64)
    order = np.argsort(theirs, kind="stable")
    theirs, folder = theirs[order], folder[order]
    starts = np.flatnonzero(np.append(True, theirs[1:] != theirs[:-1]))
    theirs, folder = theirs[starts], np.minimum.reduceat(folder, starts)
    at = np.minimum(np.searchsorted(theirs, photo_id), len(theirs) - 1)
    return np.where(theirs[at] == photo_id, folder[at], 0)
