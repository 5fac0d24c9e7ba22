"""Show: the faces of a cluster, a person or a photo, as facts and as a contact sheet."""

from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.export.sheet import SheetFace, SheetReport, write_contact_sheet
from photoindex.operations.targets import Target, faces_of, known_photo
from photoindex.query.names import Match, match_names
from photoindex.store.faces import FaceRow, faces_in_photo
from photoindex.store.groups import load_persons
from photoindex.store.index import Index
from photoindex.store.search import PhotoRow
from photoindex.store.settings import require_current_pack


@dataclass(frozen=True, slots=True)
class Shown:
    """What `show` found: a title, the faces, the names of persons by id, and the photo or the person if one was asked
    for."""

    title: str
    faces: tuple[FaceRow, ...]
    names: dict[int, str]
    photo: PhotoRow | None = None
    person: Match | None = None


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
    title = match.person.name if match else str(target).capitalize()
    return Shown(title, tuple(faces), {person.person_id: person.name for person in persons}, person=match)


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
    return Shown(path.name, tuple(faces), names, photo)


def write_sheet(shown: Shown, file: Path) -> SheetReport:
    """Write a contact sheet of the faces; see `write_contact_sheet` for what is raised."""
    return write_contact_sheet([_sheet_face(face, shown.names) for face in shown.faces], file, shown.title)


def caption(face: FaceRow, names: dict[int, str]) -> str:
    """Whose face it is, in a word or two."""
    if face.person_id is not None:
        return names[face.person_id] + ("" if face.status == "confirmed" else f" ({face.status})")
    if face.status == "ignored":
        return "ignored"
    return f"cluster {face.cluster_id}" if face.cluster_id is not None else "unnamed"


def _sheet_face(face: FaceRow, names: dict[int, str]) -> SheetFace:
    return SheetFace(face.face_id, face.path, face.box, caption(face, names))
