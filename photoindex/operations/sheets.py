"""Faces for contact sheets: cut out of files that can be opened, and that still hold the photos that were scanned."""

from collections.abc import Sequence

from photoindex.export.sheet import MOST_FACES, SheetFace
from photoindex.operations.presence import Presences, presences
from photoindex.originals import Original, Presence
from photoindex.store.faces import FaceRow
from photoindex.store.index import Index
from photoindex.store.originals import originals_of
from photoindex.store.roots import root_states

_BEST_FIRST = (Presence.HERE, Presence.IN_DOUBT, Presence.CHANGED)


def sheet_faces(index: Index, faces: Sequence[tuple[FaceRow, str]]) -> list[SheetFace]:
    """The faces and their captions as a contact sheet wants them; of several copies of a photo, one that is at hand."""
    with index.reading() as connection:
        # No more are drawn, and looking for files takes time.
        shown = {row.photo_id for row, _ in faces[:MOST_FACES]}
        originals = originals_of(connection, shown)
        roots = root_states(connection)
    files = presences([file for copies in originals.values() for file in copies], roots)
    return [_sheet_face(row, caption, originals.get(row.photo_id, ()), files) for row, caption in faces]


def _sheet_face(row: FaceRow, caption: str, copies: Sequence[Original], files: Presences) -> SheetFace:
    if not copies:
        # Beyond what a sheet holds, or missing since the last scan.
        return SheetFace(row.face_id, row.path, row.box, caption)
    best = min(copies, key=lambda copy: _rank(files.of(copy)))
    return SheetFace(row.face_id, best.file.path, row.box, caption, best, lost=files.of(best) is None)


def _rank(presence: Presence | None) -> int:
    return _BEST_FIRST.index(presence) if presence in _BEST_FIRST else len(_BEST_FIRST)
