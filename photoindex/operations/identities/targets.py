"""Find the faces that a command means (faces in clusters, faces of a person, or single faces), and the photos."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.advice.library import ScanFolder
from photoindex.advice.machines import InstallPackage
from photoindex.advice.people import ShowCluster
from photoindex.domain.names import resolve_names
from photoindex.domain.optional_packages import OPTIONAL_PACKAGES
from photoindex.domain.people import FaceRef
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.originals import CHANGED_WORDS, is_another_now
from photoindex.store.database.connection import Connection
from photoindex.store.tables.clusters import fate_of_cluster
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.face_refs import refs_in_cluster, refs_with_ids
from photoindex.store.tables.faces import FaceRow, faces_in_cluster, faces_of_person, faces_with_ids
from photoindex.store.tables.people import load_persons
from photoindex.store.tables.photos import failure_of
from photoindex.store.views.photo_files import original_at
from photoindex.store.views.search import PhotoRow, photo_at


def faces_of(connection: Connection, target: Target) -> list[FaceRow]:
    """List the faces of a target, best first; for a cluster, all its faces, whichever person they belong to, without
    the detections that are not faces.

    Raises:
        NotFoundError: one of the ids or the name does not exist; the message or the advice says what became of it.
    """
    if target.kind == "person":
        (person,) = resolve_names([target.name], load_persons(connection))
        return faces_of_person(connection, person.person_id)
    if target.kind == "face":
        return known_faces(connection, target.ids)
    return [face for cluster_id in dict.fromkeys(target.ids) for face in _cluster(connection, cluster_id)]


def refs_of(connection: Connection, target: Target) -> dict[int, FaceRef]:
    """Map the ids of the faces of a target to references to them, best first. This takes a third of the time of
    `faces_of`.

    Raises:
        NotFoundError: as for `faces_of`.
    """
    if target.kind == "face":
        return known_refs(connection, target.ids)
    if target.kind == "person":
        return {row.face_id: row.ref.rounded() for row in faces_of(connection, target)}
    found: dict[int, FaceRef] = {}
    for cluster_id in dict.fromkeys(target.ids):
        refs = refs_in_cluster(connection, cluster_id)
        _require_cluster(connection, cluster_id, empty=not refs)
        found |= refs
    return found


def known_faces(connection: Connection, face_ids: Sequence[int]) -> list[FaceRow]:
    """List the faces with these ids, best first.

    Raises:
        NotFoundError: one of them does not exist, or was found by another pack than the one in use.
    """
    rows = faces_with_ids(connection, face_ids, require_current_pack(connection).fingerprint)
    _require_all(face_ids, [row.face_id for row in rows])
    return rows


def known_refs(connection: Connection, face_ids: Sequence[int]) -> dict[int, FaceRef]:
    """Map the ids of faces to their references, best first.

    Raises:
        NotFoundError: as for `known_faces`.
    """
    found = refs_with_ids(connection, face_ids, require_current_pack(connection).fingerprint)
    _require_all(face_ids, found)
    return found


def _require_all(face_ids: Iterable[int], found: Iterable[int]) -> None:
    missing = sorted(set(face_ids).difference(found))
    if missing:
        raise NotFoundError(
            f"there is no face {' '.join(map(str, missing))}",
            hint="Another model pack gives faces new ids.",
            advice=Action.LIST_FACE_IDS,
        )


def known_photo(connection: Connection, path: Path) -> PhotoRow:
    """Find the photo in a file, whichever path to the file the user types.

    Raises:
        NotFoundError: the index does not hold the path; the hint says why, if that is known.
    """
    from photoindex.operations.common.known_paths import known_file  # brings decoders, which most commands do not need

    path = known_file(connection, path)
    photo = photo_at(connection, path)
    if photo is not None:
        return photo
    message = f"the index does not hold {path}"
    failure = failure_of(connection, path)
    if failure is not None:
        why = f"It could not be read: {failure.error}."
        if failure.needs in OPTIONAL_PACKAGES:
            package = InstallPackage(OPTIONAL_PACKAGES[failure.needs])
            raise NotFoundError(message, hint=f"{why} The first scan with the package reads it.", advice=package)
        raise NotFoundError(message, hint=why, advice=Action.RETRY_FAILED)
    if path.is_file():
        raise NotFoundError(message, advice=ScanFolder(path.parent))
    raise NotFoundError(message, hint="There is no photo at that path.")


def check_unchanged(connection: Connection, path: Path) -> None:
    """Check that a file still holds the photo that the index knows, before a decision about what it shows.

    A missing file cannot be checked, and passes.

    Raises:
        UsageError: the file holds something else now.
    """
    from photoindex.operations.common.known_paths import known_file  # brings decoders, which most commands do not need

    original = original_at(connection, known_file(connection, path))
    if original is not None and is_another_now(original):
        raise UsageError(f"{path} {CHANGED_WORDS}", hint="Scan its folder, and look at its faces again.")


def _cluster(connection: Connection, cluster_id: int) -> list[FaceRow]:
    faces = faces_in_cluster(connection, cluster_id)
    _require_cluster(connection, cluster_id, empty=not faces)
    return faces


def _require_cluster(connection: Connection, cluster_id: int, *, empty: bool) -> None:
    """Raise an error that says what became of a cluster, if it is `empty` because it does not exist any more."""
    fate = fate_of_cluster(connection, cluster_id) if empty else None
    if not empty or (fate is not None and fate.faces):
        return
    if fate is None:
        raise NotFoundError(f"there is no cluster {cluster_id}", advice=Action.LIST_CLUSTERS)
    if fate.not_faces:
        raise NotFoundError(
            f"cluster {cluster_id} holds no faces: you said that its detections are not faces",
            hint="If that decision was wrong, undo it.",
            advice=Action.LIST_DECISIONS,
        )
    if fate.merged_into is not None:
        raise NotFoundError(
            f"cluster {cluster_id} was merged into cluster {fate.merged_into}",
            advice=ShowCluster(fate.merged_into),
        )
    raise NotFoundError(
        f"cluster {cluster_id} no longer exists: its faces are in other clusters now, or in none",
        advice=Action.LIST_CLUSTERS,
    )
