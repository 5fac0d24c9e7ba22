"""Find a readable file of a photo and decode it, or find out why there is no picture."""

import hashlib
import threading
from collections.abc import Collection, Mapping, Sequence

from photoindex.decode import DecodedPhoto, DecodeLimits, NeedsMoreMemoryError, decode_photo, read_whole
from photoindex.errors import PhotoError
from photoindex.operations.common.presence import presences
from photoindex.operations.pictures.away import AwayRoots
from photoindex.operations.pictures.records import NoPicture, PictureProblem
from photoindex.originals import Original, Presence
from photoindex.store.tables.roots import RootState

# In seconds: how long a tile stays empty before it says that the disk is offline.
_PATIENCE = 5.0

_BEST_FIRST = (Presence.HERE, Presence.IN_DOUBT, Presence.CHANGED, Presence.UNREADABLE, Presence.GONE)
_PROBLEMS: Mapping[Presence, PictureProblem] = {
    Presence.CHANGED: "replaced",
    Presence.UNREADABLE: "unreadable",
    Presence.GONE: "missing",
}

_LIMITS = DecodeLimits()
# At most two photos are decoded at once for display, and photos that need much memory one at a time.
FOR_DISPLAY = threading.BoundedSemaphore(2)
_giant = threading.Lock()


class ReadableOriginals:
    """The best file of each of some photos.

    Args:
        copies: the files of each photo, by photo id; a photo that the index does not know is not among them.
    """

    def __init__(self, copies: Mapping[int, Sequence[Original]], roots: Collection[RootState], away: AwayRoots) -> None:
        self._copies, self._away = copies, away
        asked = [file for files in copies.values() for file in files if not away.holds(file.file.path)]
        self._presences = presences(asked, list(roots), seconds=_PATIENCE)
        away.add(self._presences.away)

    def of(self, photo_id: int) -> Original | NoPicture:
        """A file that probably holds the photo."""
        copies = self._copies.get(photo_id, ())
        states = [(state, file) for file in copies if (state := self._presences.of(file)) is not None]
        if not states:
            return NoPicture("offline" if copies else "missing")
        state, best = min(states, key=lambda found: _BEST_FIRST.index(found[0]))
        problem = _PROBLEMS.get(state)
        return NoPicture(problem) if problem else best


def decoded(original: Original, least_side: int, turns: threading.Semaphore = FOR_DISPLAY) -> DecodedPhoto | NoPicture:
    """The photo of a file, decoded so that its long side has at least `least_side` pixels, if it has that many. The
    bytes are compared with the photo that was scanned. `turns` limits how many photos are decoded at once.
    """
    path = original.file.path
    try:
        data, _ = read_whole(path, _LIMITS)
    except PhotoError:
        return NoPicture("unreadable")
    if hashlib.sha256(data).hexdigest() != original.content_hash:
        return NoPicture("replaced")
    try:
        return _decoded(data, path.name, least_side, turns)
    except PhotoError:
        return NoPicture("damaged")


def _decoded(data: bytes, name: str, least_side: int, turns: threading.Semaphore) -> DecodedPhoto:
    try:
        with turns:
            return decode_photo(data, name, _LIMITS.shared, least_side=least_side)
    except NeedsMoreMemoryError:
        with _giant:
            return decode_photo(data, name, _LIMITS, least_side=least_side)
