"""Draw a portrait of everybody in the library on one sheet."""

from collections.abc import Sequence
from pathlib import Path

from photoindex.export.sheet import (
    Sheet,
    SheetGroup,
    SheetReport,
    SheetSection,
    most_faces,
    write_contact_sheet,
)
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.sheets.pictures import SheetFiles
from photoindex.operations.sheets.texts import PeopleSheetTexts
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import faces_with_ids
from photoindex.store.views.listing import PersonRow, portraits


def write_people_sheet(
    index: Index, persons: Sequence[PersonRow], clusters: Sequence[PersonRow], file: Path, texts: PeopleSheetTexts
) -> SheetReport:
    """Write a contact sheet with one face of each person and each cluster, as many as the sheet can hold.

    Raises the same errors as `write_contact_sheet`.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        faces = portraits(connection, pack.fingerprint)
        rows = {row.face_id: row for row in faces_with_ids(connection, list(faces.values()), pack.fingerprint)}
    shown = [
        (item, rows[faces[item.kind, item.id]])
        for item in (*persons, *clusters)
        if (item.kind, item.id) in faces and faces[item.kind, item.id] in rows
    ]
    fitting = shown[: most_faces(file)]
    files = SheetFiles(index, [row for _, row in fitting], most=len(fitting))
    named = [files.face(row, texts.portrait(item)) for item, row in fitting if item.kind == "person"]
    unnamed = [files.face(row, texts.portrait(item)) for item, row in fitting if item.kind == "cluster"]
    sections = [
        SheetSection(title, (), (SheetGroup("", faces),))
        for title, faces in ((texts.named, named), (texts.unnamed, unnamed))
        if faces
    ]
    sheet = Sheet(texts.title, texts.note, texts.commands, sections, texts.tiles)
    return write_contact_sheet(sheet, absolute(file), of=len(shown))
