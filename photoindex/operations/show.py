"""Show: the faces of a cluster, a person or a photo, as facts and as a contact sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.domain.names import Match, match_names
from photoindex.export.sheet import (
    SheetCommand,
    SheetFace,
    SheetReport,
    plain_sheet,
    write_contact_sheet,
)
from photoindex.export.sheet import check_sheet_file as check_target
from photoindex.operations.common.known_paths import known_file
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.identities.targets import Target, faces_of, known_photo
from photoindex.operations.sheets.fit import by_fit
from photoindex.operations.sheets.pictures import SheetFiles
from photoindex.originals import is_another_now
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import FaceRow, faces_in_photo
from photoindex.store.tables.people import load_persons
from photoindex.store.views.photo_files import original_at
from photoindex.store.views.search import PhotoRow

__all__ = ["Shown", "caption", "check_sheet_file", "sheet_face", "show_group", "show_photo", "write_sheet"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What `show` found: a title, the faces, the names of persons by id, and the photo, person or cluster that was
    asked for.

    `changed` is the file that was named, where it no longer holds the photo that was scanned.
    """

    title: str
    faces: tuple[FaceRow, ...]
    names: dict[int, str]
    photo: PhotoRow | None = None
    changed: Path | None = None
    person: Match | None = None
    cluster_id: int | None = None


def show_group(index: Index, target: Target) -> Shown:
    """The faces of a cluster or a person, best first.

    Raises:
        NotFoundError: it does not exist.
    """
    with index.reading() as connection:
        require_current_pack(connection)
        persons = load_persons(connection)
        match = match_names([target.name], persons)[0] if target.kind == "person" else None
        faces = faces_of(connection, replace(target, name=match.person.name) if match else target)
    cluster_id = target.ids[0] if target.kind == "cluster" else None
    title = match.person.name if match else str(target).capitalize()
    return Shown(
        title, tuple(faces), {person.person_id: person.name for person in persons}, person=match, cluster_id=cluster_id
    )


def show_photo(index: Index, path: Path) -> Shown:
    """What is known of a photo, with its faces from left to right.

    Raises:
        NotFoundError: the index does not hold the path; the hint says why where that is known.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        photo = known_photo(connection, path)
        faces = faces_in_photo(connection, photo.photo_id, pack.fingerprint)
        names = {person.person_id: person.name for person in load_persons(connection)}
        original = original_at(connection, known_file(connection, path))
    changed = path if original is not None and is_another_now(original) else None
    return Shown(path.name, tuple(faces), names, photo, changed=changed)


def check_sheet_file(file: Path) -> None:
    """Whether a sheet can be written there; raises as `write_contact_sheet` does."""
    check_target(absolute(file))


def write_sheet(index: Index, shown: Shown, file: Path, commands: Sequence[SheetCommand]) -> SheetReport:
    """Write a contact sheet of the faces, those of a group by how well they fit, the worst last; `commands` stand at
    its top. See `write_contact_sheet` for what is raised."""
    faces: Sequence[FaceRow] = shown.faces
    if shown.photo is None:
        with index.reading() as connection:
            faces = by_fit(connection, faces)
    files = SheetFiles(index, faces)
    sheet = plain_sheet(shown.title, [sheet_face(files, face, shown.names) for face in faces], commands)
    return write_contact_sheet(sheet, absolute(file), of=len(faces))


def caption(face: FaceRow, names: dict[int, str]) -> str:
    """Whose face it is, in a word or two."""
    if face.person_id is not None:
        return names[face.person_id] + ("" if face.status == "confirmed" else f" ({face.status})")
    if face.status == "ignored":
        return "ignored"
    return f"cluster {face.cluster_id}" if face.cluster_id is not None else "unnamed"


def sheet_face(files: SheetFiles, face: FaceRow, names: dict[int, str]) -> SheetFace:
    """A face as it stands on a contact sheet."""
    when = f"{face.taken_at:%Y-%m-%d}" if face.taken_at is not None else ""
    return files.face(face, caption(face, names), when=when)
