"""Show: list the faces of a cluster, a person or a photo, or draw them on a contact sheet."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from photoindex.domain.names import Match, match_names
from photoindex.domain.targets import Target
from photoindex.export.sheet import (
    MOST_FACES,
    Sheet,
    SheetCommand,
    SheetGroup,
    SheetReport,
    SheetSection,
    TileTexts,
    write_contact_sheet,
)
from photoindex.export.sheet import check_sheet_file as check_target
from photoindex.operations.common.known_paths import known_file
from photoindex.operations.common.poor import unnamed_poor
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.identities.targets import faces_of, known_photo
from photoindex.operations.reviewing.fits import FaceFit, Fits, by_fit
from photoindex.operations.sheets.pictures import SheetFiles
from photoindex.operations.sheets.texts import FaceTexts, SheetTexts
from photoindex.originals import is_another_now
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.faces import FaceRow, faces_in_photo
from photoindex.store.tables.people import load_persons
from photoindex.store.views.face_lists import list_faces
from photoindex.store.views.photo_files import original_at
from photoindex.store.views.search import PhotoRow

__all__ = [
    "MOST_FACES",
    "FaceFit",
    "FaceRow",
    "FaceTexts",
    "PhotoRow",
    "SheetCommand",
    "SheetReport",
    "SheetTexts",
    "Shown",
    "TileTexts",
    "check_sheet_file",
    "show_group",
    "show_photo",
    "show_poor",
    "write_sheet",
]


# More faces than any index has.
_ALL = 1 << 62


@dataclass(frozen=True, slots=True)
class Shown:
    """The result of `show`: the faces, the names of persons by id, and what was requested: either the `photo` at
    `path`, or the `target` (with its `person` if the target is a person), or all `poor` faces without a name.

    `fits` holds how well each face fits its person or cluster, by face id; it is empty for other targets.

    If `changed`, the file at `path` no longer holds the photo that was scanned.
    """

    faces: tuple[FaceRow, ...]
    names: dict[int, str]
    photo: PhotoRow | None = None
    path: Path | None = None
    changed: bool = False
    target: Target | None = None
    person: Match | None = None
    poor: bool = False
    fits: Fits = field(default_factory=dict)

    @property
    def doubtful(self) -> tuple[FaceRow, ...]:
        """The faces that fit badly, the worst last."""
        return tuple(face for face in self.faces if face.face_id in self.fits and self.fits[face.face_id].doubtful)

    @property
    def cluster_id(self) -> int | None:
        """The requested cluster, if a cluster was requested."""
        return self.target.ids[0] if self.target is not None and self.target.kind == "cluster" else None


def show_group(index: Index, target: Target) -> Shown:
    """List the faces of a cluster or a person by how well they fit, the doubtful ones last.

    Raises:
        NotFoundError: the cluster or the person does not exist.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        persons = load_persons(connection)
        match = match_names([target.name], persons)[0] if target.kind == "person" else None
        faces = faces_of(connection, replace(target, name=match.person.name) if match else target)
        fits: Fits = {}
        if target.kind != "face":
            faces, fits = by_fit(connection, pack, faces, of_person=target.kind == "person")
    names = {person.person_id: person.name for person in persons}
    return Shown(tuple(faces), names, target=target, person=match, fits=fits)


def show_poor(index: Index) -> Shown:
    """List the faces without a name that are small or blurred, or whose cluster did not stand out, best first."""
    with index.reading() as connection:
        pack = require_current_pack(connection)
        wanted = unnamed_poor(connection, pack)
        found = list_faces(connection, pack.fingerprint, wanted, "best", most=_ALL)
        faces = faces_of(connection, Target("face", ids=found.face_ids)) if found.face_ids else []
        names = {person.person_id: person.name for person in load_persons(connection)}
    return Shown(tuple(faces), names, poor=True)


def show_photo(index: Index, path: Path) -> Shown:
    """Return what the index knows about a photo, with its faces from left to right.

    Raises:
        NotFoundError: the index does not hold the path; the hint says why, if that is known.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        photo = known_photo(connection, path)
        faces = faces_in_photo(connection, photo.photo_id, pack.fingerprint)
        names = {person.person_id: person.name for person in load_persons(connection)}
        original = original_at(connection, known_file(connection, path))
    changed = original is not None and is_another_now(original)
    return Shown(tuple(faces), names, photo, path, changed=changed)


def check_sheet_file(file: Path) -> None:
    """Check that a sheet can be written there; raises the same errors as `write_contact_sheet`."""
    check_target(absolute(file))


def write_sheet(index: Index, shown: Shown, file: Path, texts: SheetTexts) -> SheetReport:
    """Write a contact sheet of the faces. The doubtful ones form a group of their own at the end; if not all faces fit,
    other faces are left out before these.

    Raises the same errors as `write_contact_sheet`.
    """
    doubtful = shown.doubtful[-MOST_FACES:]
    fitting = [face for face in shown.faces if face not in set(shown.doubtful)][: MOST_FACES - len(doubtful)]
    files = SheetFiles(index, [*fitting, *doubtful])
    groups = [
        SheetGroup(label, [files.face(face, texts.face(face, shown.names)) for face in faces], doubtful=odd)
        for label, faces, odd in (("", fitting, False), (texts.doubtful, doubtful, True))
        if faces
    ]
    sheet = Sheet(texts.title, texts.note, texts.commands, (SheetSection("", (), groups),), texts.tiles)
    return write_contact_sheet(sheet, absolute(file), of=len(shown.faces))
