"""Find out which faces in decisions are here, and which of them are the same face in several versions of a photo."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from photoindex.domain.missing_ids import NO_FACE
from photoindex.domain.people import Decision, FaceRef
from photoindex.domain.said_faces import SaidFaces
from photoindex.people.decisions.face_matching import match_missing

# A face that is here is identified by its id. A face that is missing, because its photo is away, is identified by the
# first reference to the face.
Key = int | FaceRef

Resolve = Callable[[FaceRef], int | None]


class Sightings:
    """The links between faces, built from the decisions in force. A "carry" links each face of an edited photo to the
    same face before the edit.

    A decision about a face applies to all faces linked to it, even if only one version of the photo is here.
    """

    def __init__(self, decisions: Iterable[Decision], resolve: Resolve) -> None:
        self._resolve = resolve
        counting = list(decisions)
        self._first = _first_references(counting, resolve)
        self._versions: dict[Key, list[Key]] = {}
        self._photo: dict[int, set[str]] = {}
        self._link([decision for decision in counting if decision.kind == "carry"])

    def resolve_with(self, resolve: Resolve) -> None:
        """Use another function to find faces. For all earlier references, it must find the same faces."""
        self._resolve = resolve

    def keys(self, refs: Sequence[FaceRef]) -> list[Key]:
        """The keys under which the state of these faces is kept. There is one key for each face in each version of its
        photo.
        """
        keys = self._keys_of(refs)
        if self._versions.keys().isdisjoint(keys):
            return keys
        return [one for key in keys for one in self._versions.get(key, (key,))]

    def pairs_in_one_photo(self, refs: Sequence[FaceRef]) -> Iterator[tuple[int, int]]:
        """The pairs of these faces that are in the same photo. Each pair holds two face ids, the lower id first."""
        here: dict[str, set[int]] = {}
        for ref, key in zip(refs, self._keys_of(refs), strict=True):
            if isinstance(key, int):
                here.setdefault(ref.content_hash, set()).add(key)
            for other in self._versions.get(key, ()):
                if isinstance(other, int):
                    for content_hash in self._photo.get(other, ()):
                        here.setdefault(content_hash, set()).add(other)
        for faces in here.values():
            yield from combinations(sorted(faces), 2)

    def _keys_of(self, refs: Sequence[FaceRef]) -> list[Key]:
        ids = face_ids(refs, self._resolve)
        if None not in ids:
            return list[Key](ids)  # type: ignore[arg-type]
        return [self._first_of(refs[at]) if face_id is None else face_id for at, face_id in enumerate(ids)]

    def _first_of(self, ref: FaceRef) -> FaceRef:
        return self._first.get(ref, ref)

    def _link(self, carries: Iterable[Decision]) -> None:
        for decision in carries:
            keys = self._keys_of(decision.faces)
            for group in decision.others:
                for new, new_key, old, old_key in zip(decision.faces, keys, group, self._keys_of(group), strict=False):
                    self._join(new_key, old_key)
                    for ref, key in ((new, new_key), (old, old_key)):
                        if isinstance(key, int):
                            self._photo.setdefault(key, set()).add(ref.content_hash)

    def _join(self, one: Key, other: Key) -> None:
        ours, theirs = self._versions.setdefault(one, [one]), self._versions.setdefault(other, [other])
        if ours is theirs:
            return
        ours.extend(theirs)
        for key in theirs:
            self._versions[key] = ours


def face_ids(refs: Sequence[FaceRef], resolve: Resolve) -> list[int | None]:
    """The id of each face, None for a missing one. References that are rows of a table carry their ids."""
    if not isinstance(refs, SaidFaces):
        return list(map(resolve, refs))
    ids: list[int | None] = refs.face_ids.tolist()
    return [None if face_id == NO_FACE else face_id for face_id in ids] if NO_FACE in ids else ids


def _first_references(decisions: Iterable[Decision], resolve: Resolve) -> Mapping[FaceRef, FaceRef]:
    """Map references to missing faces to the first reference to the same face. First references themselves are left
    out.

    While a photo is away, references by several packs to one of its faces must still count as one face, because a
    decision about that face may affect what is said about faces that are here.
    """
    away: dict[str, dict[FaceRef, None]] = {}
    for decision in decisions:
        for group in (decision.faces, *decision.others):
            ids = face_ids(group, resolve)
            if None in ids:
                for at, face_id in enumerate(ids):
                    if face_id is None:
                        ref = group[at]
                        away.setdefault(ref.content_hash, {})[ref] = None
    return {
        ref: first
        for refs in away.values()
        if len(refs) > 1
        for ref, first in match_missing(list(refs)).items()
        if ref is not first
    }
