"""People sheet: everybody in the library with a portrait, on one page."""

from collections.abc import Sequence
from pathlib import Path

from photoindex.export.sheet import (
    MOST_FACES,
    Sheet,
    SheetCommand,
    SheetFace,
    SheetGroup,
    SheetReport,
    SheetSection,
    write_contact_sheet,
)
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.people import Population
from photoindex.operations.sheets.pictures import SheetFiles
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import FaceRow, faces_with_ids
from photoindex.store.views.listing import PersonRow, portraits


def write_people_sheet(
    index: Index, population: Population, file: Path, commands: Sequence[SheetCommand]
) -> SheetReport:
    """A contact sheet with one face of each person and of each cluster, at most 500; see `write_contact_sheet` for
    what is raised."""
    listed = [*population.persons, *population.clusters]
    with index.reading() as connection:
        pack = require_current_pack(connection)
        faces = portraits(connection, pack.fingerprint)
        rows = {row.face_id: row for row in faces_with_ids(connection, list(faces.values()), pack.fingerprint)}
    shown = [
        (item, rows[faces[item.kind, item.id]])
        for item in listed
        if (item.kind, item.id) in faces and faces[item.kind, item.id] in rows
    ]
    files = SheetFiles(index, [row for _, row in shown])
    named = [_portrait(files, item, row) for item, row in shown[:MOST_FACES] if item.kind == "person"]
    unnamed = [_portrait(files, item, row) for item, row in shown[:MOST_FACES] if item.kind == "cluster"]
    sections = [
        SheetSection(title, (), (SheetGroup("", faces),))
        for title, faces in (("People", named), ("No name yet", unnamed))
        if faces
    ]
    note = f"{len(population.persons):,} with a name, {len(population.clusters):,} without"
    return write_contact_sheet(Sheet("Everybody", note, commands, sections), absolute(file), of=len(shown))


def _portrait(files: SheetFiles, item: PersonRow, row: FaceRow) -> SheetFace:
    years = sorted({moment.year for moment in (item.first, item.last) if moment is not None})
    faces = f"{item.faces:,} face{'' if item.faces == 1 else 's'}"
    heading = item.name or f"cluster {item.id}"
    return files.face(row, faces, heading=heading, when="–".join(map(str, years)))
