"""Show: the faces of a cluster, a person or a photo, as facts and as a contact sheet."""

from dataclasses import dataclass
from pathlib import Path

from photoindex.export.sheet import SheetReport, write_contact_sheet
from photoindex.operations.known_paths import known_file
from photoindex.operations.places import absolute
from photoindex.operations.sheets import sheet_faces
from photoindex.operations.targets import Target, faces_of, known_photo
from photoindex.originals import is_another_now
from photoindex.query.names import find_person
from photoindex.store.faces import FaceRow, faces_in_photo
from photoindex.store.groups import load_persons
from photoindex.store.index import Index
from photoindex.store.originals import original_at
from photoindex.store.search import PhotoRow
from photoindex.store.settings import require_current_pack


@dataclass(frozen=True, slots=True)
class Shown:
    """What `show` found: a title, the faces, the names of persons by id, and the photo if one was asked for.

    `changed` is the file that was named, where it no longer holds the photo that was scanned.
    """

    title: str
    faces: tuple[FaceRow, ...]
    names: dict[int, str]
    photo: PhotoRow | None = None
    changed: Path | None = None


def show_group(index: Index, target: Target) -> Shown:
    """The faces of a cluster or a person, best first.

    Raises:
        NotFoundError: it does not exist.
    """
    with index.reading() as connection:
        require_current_pack(connection)
        faces = faces_of(connection, target)
        persons = load_persons(connection)
    person = find_person(target.name, persons) if target.kind == "person" else None
    title = person.name if person else str(target).capitalize()
    return Shown(title, tuple(faces), {person.person_id: person.name for person in persons})


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


def write_sheet(index: Index, shown: Shown, file: Path) -> SheetReport:
    """Write a contact sheet of the faces; see `write_contact_sheet` for what is raised."""
    faces = sheet_faces(index, [(face, caption(face, shown.names)) for face in shown.faces])
    return write_contact_sheet(faces, absolute(file), shown.title)


def caption(face: FaceRow, names: dict[int, str]) -> str:
    """Whose face it is, in a word or two."""
    if face.person_id is not None:
        return names[face.person_id] + ("" if face.status == "confirmed" else f" ({face.status})")
    if face.status == "ignored":
        return "ignored"
    return f"cluster {face.cluster_id}" if face.cluster_id is not None else "unnamed"
