"""Find the faces that are like those of a photo which a query names."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoindex.errors import UsageError
from photoindex.operations.common.known_paths import known_file
from photoindex.operations.common.photo_faces import ImageAnalyzer, check_there, faces_outside, index_analyzer
from photoindex.originals import is_another_now
from photoindex.people.similarity.search import nearest_to_any
from photoindex.query.line import Line
from photoindex.query.meaning import Likeness
from photoindex.query.tree import Like, Tree, leaves
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack
from photoindex.store.tables.faces import FaceRow, embeddings_of, faces_in_photo, faces_with_ids
from photoindex.store.views.photo_files import original_at
from photoindex.store.views.search import photo_at
from photoindex.store.views.vector_file import open_vectors

Embeddings = NDArray[np.float32]

# At most this many faces of a photo are compared, the largest ones, and this many faces are found.
_MOST_FACES = 20
_MOST_FOUND = 10_000
_COUNTED = ("confirmed", "automatic")


def photos_outside(connection: Connection, trees: Sequence[Tree]) -> list[Like]:
    """The terms of these trees that name a photo whose faces the index does not hold."""
    return [leaf for leaf in _likes(trees) if _photo_inside(connection, Path(leaf.path)) is None]


def faces_of_outside(
    pack: CurrentPack, terms: Sequence[Like], line: Line, analyzer: ImageAnalyzer | None
) -> Mapping[str, Embeddings]:
    """The embeddings of the faces in each of these photos (float32, (n, d)), by the typed path.

    Raises:
        QueryError: there is no photo, it cannot be read, or it has no face.
        PackError: the pack that made the index is no longer installed.
    """
    found = {}
    for term in terms:
        try:
            check_there(Path(term.path))
            analyzer = analyzer or index_analyzer(pack)
            found[term.path] = faces_outside(Path(term.path), analyzer, most=_MOST_FACES)
        except UsageError as error:
            line.blame(error, term.span)
    return found


def likenesses(
    connection: Connection,
    index: Index,
    pack: CurrentPack,
    trees: Sequence[Tree],
    *,
    line: Line,
    outside: Mapping[str, Embeddings],
) -> dict[str, Likeness]:
    """What is like each photo that a tree names. `outside` are the faces of photos that the index does not hold.

    Raises:
        QueryError: the index does not hold a photo, or no face in it.
    """
    found = {}
    for term in _likes(trees):
        rows: list[FaceRow] = []
        if term.path in outside:
            embeddings = outside[term.path]
        else:
            rows, embeddings = _faces_inside(connection, pack, term, line)
        found[term.path] = _likeness(connection, index, pack, rows, embeddings)
    return found


def _likes(trees: Sequence[Tree]) -> Iterator[Like]:
    yield from dict.fromkeys(leaf for tree in trees for leaf in leaves(tree) if isinstance(leaf, Like))


def _photo_inside(connection: Connection, typed: Path) -> int | None:
    """The id of the photo at a path. None if the index does not hold it, or if the file holds another photo now."""
    path = known_file(connection, typed)
    photo, original = photo_at(connection, path), original_at(connection, path)
    if photo is None or (original is not None and is_another_now(original)):
        return None
    return photo.photo_id


def _faces_inside(
    connection: Connection, pack: CurrentPack, term: Like, line: Line
) -> tuple[list[FaceRow], Embeddings]:
    photo_id = _photo_inside(connection, Path(term.path))
    if photo_id is None:
        line.fail(f"the index does not hold {term.path}", term.span, hint="Write the whole path of a scanned photo.")
    rows = [row for row in faces_in_photo(connection, photo_id, pack.fingerprint) if row.status != "not-a-face"]
    vectors = embeddings_of(connection, [row.face_id for row in rows])
    # A face that was drawn by hand has no embedding to compare.
    rows = sorted((row for row in rows if row.face_id in vectors), key=lambda row: -row.size)[:_MOST_FACES]
    if not rows:
        line.fail(f"no face was found in {term.path}", term.span)
    return rows, np.array([vectors[row.face_id] for row in rows])


def _likeness(
    connection: Connection, index: Index, pack: CurrentPack, rows: Sequence[FaceRow], embeddings: Embeddings
) -> Likeness:
    """Everybody who is known in the photo, and faces that are at least as similar as two faces of one person. A face of
    somebody else is left out if the face in the photo that is like it is known too.
    """
    with open_vectors(connection, index.path, pack.fingerprint) as vectors:
        near, similarity, which = nearest_to_any(
            embeddings, vectors.blocks, top=_MOST_FOUND, threshold=pack.thresholds.verification
        )
        ids = vectors.face_id[near].tolist()
    people = [_person(row) for row in rows] or [None] * len(embeddings)
    known = {row.face_id: _person(row) for row in faces_with_ids(connection, ids, pack.fingerprint)}
    faces = {
        face: value
        for face, value, place in zip(ids, similarity.tolist(), which.tolist(), strict=True)
        if known.get(face) is None or people[place] is None or known[face] in people
    }
    return Likeness(frozenset(person for person in people if person is not None), faces)


def _person(row: FaceRow) -> int | None:
    return row.person_id if row.status in _COUNTED else None
