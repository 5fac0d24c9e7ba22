"""Choose the files from which faces are cut for contact sheets: readable files that still hold the scanned photos."""

from collections.abc import Sequence

from photoindex.export.sheet import MOST_FACES, SheetFace
from photoindex.operations.common.presence import presences
from photoindex.operations.sheets.texts import FaceTexts
from photoindex.originals import Presence
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow
from photoindex.store.tables.roots import root_states
from photoindex.store.views.photo_files import originals_of

_BEST_FIRST = (Presence.HERE, Presence.IN_DOUBT, Presence.CHANGED)


class SheetFiles:
    """The present files of the photos that some faces are in. Of several copies of a photo, a sheet uses the best
    readable one.
    """

    def __init__(self, index: Index, faces: Sequence[FaceRow], *, most: int = MOST_FACES) -> None:
        """Look for the files of the first `most` faces; a sheet shows no others, and looking for files takes time."""
        with index.reading() as connection:
            self._originals = originals_of(connection, {row.photo_id for row in faces[:most]})
            roots = root_states(connection)
        self._files = presences([file for copies in self._originals.values() for file in copies], roots)

    def face(self, row: FaceRow, texts: FaceTexts) -> SheetFace:
        """Describe a face for a contact sheet, with its texts."""
        caption, when, heading = texts.caption, texts.when, texts.heading
        copies = self._originals.get(row.photo_id, ())
        if not copies:
            # The face does not fit on the sheet, or the photo's files were missing at the last scan.
            return SheetFace(row.face_id, row.path, row.box, caption, when, heading)
        best = min(copies, key=lambda copy: _rank(self._files.of(copy)))
        lost = self._files.of(best) is None
        return SheetFace(row.face_id, best.file.path, row.box, caption, when, heading, best, lost)


def _rank(presence: Presence | None) -> int:
    return _BEST_FIRST.index(presence) if presence in _BEST_FIRST else len(_BEST_FIRST)
