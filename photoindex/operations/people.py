"""People: list everybody in the library, named or not."""

from dataclasses import dataclass
from pathlib import Path

from photoindex.export.sheet import SheetCommand, SheetReport
from photoindex.operations.common.index_lock import Running, running
from photoindex.operations.common.poor import unnamed_poor
from photoindex.operations.sheets.people import write_people_sheet
from photoindex.operations.sheets.texts import FaceTexts, PeopleSheetTexts
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.views.face_lists import list_faces
from photoindex.store.views.listing import PersonRow, count_not_faces, count_rest, list_clusters, list_persons

__all__ = [
    "FaceTexts",
    "PeopleSheetTexts",
    "PersonRow",
    "Population",
    "Running",
    "SheetCommand",
    "list_people",
    "write_sheet",
]


@dataclass(frozen=True, slots=True)
class Population:
    """Persons and unnamed clusters, both sorted from the largest, and the number of faces that belong to neither.
    `not_faces` is the number of detections that are not faces; they are not counted anywhere else. `poor_faces` is the
    number of faces without a name that are small or blurred, or whose cluster did not stand out.

    `running` is the command that is changing the index, if any; the faces that it finds are not in clusters yet.
    """

    persons: tuple[PersonRow, ...]
    clusters: tuple[PersonRow, ...]
    single_faces: int
    ignored_faces: int
    running: Running | None = None
    not_faces: int = 0
    poor_faces: int = 0


def list_people(index: Index, *, smallest: int = 1) -> Population:
    """List everybody, with unnamed clusters of at least `smallest` faces."""
    with index.reading() as connection:
        pack = require_current_pack(connection)
        single, ignored = count_rest(connection, pack.fingerprint)
        return Population(
            persons=tuple(list_persons(connection, pack.fingerprint)),
            clusters=tuple(list_clusters(connection, pack.fingerprint, smallest=smallest)),
            single_faces=single,
            ignored_faces=ignored,
            running=running(index),
            not_faces=count_not_faces(connection, pack.fingerprint),
            poor_faces=list_faces(connection, pack.fingerprint, unnamed_poor(connection, pack), "best", most=0).faces,
        )


def write_sheet(index: Index, population: Population, file: Path, texts: PeopleSheetTexts) -> SheetReport:
    """Write a contact sheet with a portrait of everybody, at most 5,000 on a page and 500 in a picture.

    Raises the same errors as `write_contact_sheet`.
    """
    return write_people_sheet(index, population.persons, population.clusters, file, texts)
