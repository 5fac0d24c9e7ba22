"""Which of the faces that decisions speak of are here, and which are one face in several versions of a photo."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from photoindex.domain.people import Decision, FaceRef
from photoindex.domain.said_faces import ABSENT, SaidFaces
from photoindex.people.decisions.face_matching import match_absent

# A face that is here goes by its id; one that is not (its photo is away) by the first words that decisions have for it.
Key = int | FaceRef

Resolve = Callable[[FaceRef], int | None]


class Sightings:
    """Built from the decisions in force: a "carry" makes the faces of an edited photo one with those before.

    A decision about one of them is about all of them: both versions may be here, or only one.
    """

    def __init__(self, decisions: Iterable[Decision], resolve: Resolve) -> None:
        self._resolve = resolve
        counting = list(decisions)
        self._first = _first_words(counting, resolve)
        self._group: dict[Key, list[Key]] = {}
        self._photo: dict[int, set[str]] = {}
        self._link([decision for decision in counting if decision.kind == "carry"])

    def keys(self, refs: Sequence[FaceRef]) -> list[Key]:
        """The keys under which the state of these faces is kept, each face in each version of its photo."""
        keys = self._keys_of(refs)
        if self._group.keys().isdisjoint(keys):
            return keys
        return [one for key in keys for one in self._group.get(key, (key,))]

    def pairs_in_one_photo(self, refs: Sequence[FaceRef]) -> Iterator[tuple[int, int]]:
        """Pairs of the ids of these faces, the lower first, as far as they lie in one photo."""
        here: dict[str, set[int]] = {}
        for ref, key in zip(refs, self._keys_of(refs), strict=True):
            if isinstance(key, int):
                here.setdefault(ref.photo_hash, set()).add(key)
            for other in self._group.get(key, ()):
                if isinstance(other, int):
                    for photo_hash in self._photo.get(other, ()):
                        here.setdefault(photo_hash, set()).add(other)
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
                            self._photo.setdefault(key, set()).add(ref.photo_hash)

    def _join(self, one: Key, other: Key) -> None:
        ours, theirs = self._group.setdefault(one, [one]), self._group.setdefault(other, [other])
        if ours is theirs:
            return
        ours.extend(theirs)
        for key in theirs:
            self._group[key] = ours


def face_ids(refs: Sequence[FaceRef], resolve: Resolve) -> list[int | None]:
    """The id of each face, None for one that is not here. Faces of a table know theirs."""
    if not isinstance(refs, SaidFaces):
        return list(map(resolve, refs))
    ids: list[int | None] = refs.face_ids.tolist()
    return [None if face_id == ABSENT else face_id for face_id in ids] if ABSENT in ids else ids


def _first_words(decisions: Iterable[Decision], resolve: Resolve) -> Mapping[FaceRef, FaceRef]:
    """The reference that stands for the same face, for those that are away and are not the first of theirs.

    What was said of a face that several packs found has to be said of one face while its photo is away too: a decision
    about it may settle what is said of faces that are here.
    """
    away: dict[str, dict[FaceRef, None]] = {}
    for decision in decisions:
        for group in (decision.faces, *decision.others):
            ids = face_ids(group, resolve)
            if None in ids:
                for at, face_id in enumerate(ids):
                    if face_id is None:
                        ref = group[at]
                        away.setdefault(ref.photo_hash, {})[ref] = None
    return {
        ref: first
        for refs in away.values()
        if len(refs) > 1
        for ref, first in match_absent(list(refs)).items()
        if ref is not first
    }
