"""Similar: find the faces and people in the index that are nearest to a face in the index or in any photo."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.common.known_paths import known_file
from photoindex.operations.common.photo_faces import ImageAnalyzer, chosen_face, chosen_position, index_analyzer
from photoindex.operations.common.typed_paths import absolute
from photoindex.operations.identities.targets import known_faces
from photoindex.originals import is_another_now
from photoindex.people.similarity.search import nearest_to
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, require_current_pack
from photoindex.store.tables.faces import FaceRow, embeddings_of, faces_in_photo, faces_with_ids
from photoindex.store.tables.people import load_persons, not_faces
from photoindex.store.views.photo_files import original_at
from photoindex.store.views.search import photo_at
from photoindex.store.views.vector_file import open_vectors


@dataclass(frozen=True, slots=True)
class Reference:
    """The face that was searched for: its id in the index, or None if it is in a photo outside the index.

    `number` is the face's position from the left among the photo's `of` faces; both are 0 for a face given by its id.
    """

    face_id: int | None
    number: int
    of: int
    embedding: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SimilarFace:
    """A face and its similarity; `name` is the name of the person that the face is or may be, or None if unknown."""

    face: FaceRow
    name: str | None
    similarity: float


@dataclass(frozen=True, slots=True)
class SimilarFaces:
    """The nearest faces, best first, and the people among them with their best similarity."""

    reference: Reference
    faces: tuple[SimilarFace, ...]
    people: tuple[tuple[str, float], ...]
    threshold: float


def similar(
    index: Index,
    what: Path | int,
    *,
    top: int = 10,
    threshold: float | None = None,
    number: int | None = None,
    analyzer: ImageAnalyzer | None = None,
) -> SimilarFaces:
    """Find the faces that are most similar to a face in the index (by its id) or in a photo (by its path).

    Args:
        top: the maximum number of faces to return, not counting the reference itself.
        threshold: the lowest similarity (cosine).
        number: the number of the face in the photo, counted from the left; the largest face by default.
        analyzer: finds the faces of a photo outside the index; by default, the analyzer of the index's pack.

    Raises:
        NotFoundError: the face does not exist, the photo has no face, or nothing has been scanned yet.
        UsageError: the photo does not exist or cannot be read.
        PackError: the pack that made the index is no longer installed.
    """
    with index.reading() as connection:
        pack = require_current_pack(connection)
        reference = _known(connection, pack, what, number)
        if reference is not None:
            return _nearest(connection, index.path, reference, top=top, threshold=threshold)
    # Leave the index free for others while the models run.
    reference = _outside(pack, Path(str(what)), number, analyzer)
    with index.reading() as connection:
        return _nearest(connection, index.path, reference, top=top, threshold=threshold)


def _nearest(
    connection: Connection, index_file: Path, reference: Reference, *, top: int, threshold: float | None
) -> SimilarFaces:
    pack = require_current_pack(connection)
    least = -1.0 if threshold is None else threshold
    left_out = {reference.face_id, *not_faces(connection)}
    with open_vectors(connection, index_file, pack.fingerprint) as vectors:
        nearest, similarity = nearest_to(reference.embedding, vectors.blocks, top=top + len(left_out), threshold=least)
        near = zip(vectors.face_id[nearest].tolist(), similarity.tolist(), strict=True)
    found = [(face, value) for face, value in near if face not in left_out][:top]
    rows = faces_with_ids(connection, [face for face, _ in found], pack.fingerprint)
    described = {row.face_id: row for row in rows}
    names = {person.person_id: person.name for person in load_persons(connection)}
    faces = tuple(
        SimilarFace(described[face], names.get(described[face].person_id or 0), value)
        for face, value in found
        if face in described
    )
    people: dict[str, float] = {}
    for item in faces:
        if item.name is not None and item.face.status in ("confirmed", "automatic"):
            people.setdefault(item.name, item.similarity)
    return SimilarFaces(reference, faces, tuple(people.items()), pack.thresholds.verification)


def _known(connection: Connection, pack: CurrentPack, what: Path | int, number: int | None) -> Reference | None:
    """The face as the index holds it; None if the index does not hold it."""
    if isinstance(what, int):
        known_faces(connection, [what])
        vectors = embeddings_of(connection, [what])
        if what not in vectors:
            raise NotFoundError(f"face {what} cannot be compared with others: it was drawn by hand")
        return Reference(what, 0, 0, vectors[what])
    path = known_file(connection, what)
    photo, original = photo_at(connection, path), original_at(connection, path)
    # If a file was edited, the user means the faces that it shows now.
    if photo is None or (original is not None and is_another_now(original)):
        return None
    # A face whose box was drawn by hand has no embedding to compare.
    rows = faces_in_photo(connection, photo.photo_id, pack.fingerprint)
    vectors = embeddings_of(connection, [row.face_id for row in rows])
    rows = [row for row in rows if row.face_id in vectors]
    position = chosen_position([row.size for row in rows], number, what)
    return Reference(rows[position].face_id, position + 1, len(rows), vectors[rows[position].face_id])


def _outside(current: CurrentPack, path: Path, number: int | None, analyzer: ImageAnalyzer | None) -> Reference:
    if not absolute(path).is_file():
        raise UsageError(f"there is no photo at {path}", hint="Give the path of a photo, or the number of a face.")
    face = chosen_face(path, analyzer or index_analyzer(current), number)
    return Reference(None, face.number, face.of, face.embedding)
