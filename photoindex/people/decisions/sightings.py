"""Find which faces that decisions refer to are here, and which are one face in several versions of a photo."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from photoindex.domain.people import Decision, FaceRef
from photoindex.people.decisions.face_matching import match_missing

# A face that is here is identified by its id; a missing one (its photo is away) by the first reference to it.
Key = int | FaceRef


class Sightings:
    """Built from the decisions in force: a "carry" identifies the faces of an edited photo with those before the edit.

    A decision about one of them is about all of them: both versions may be here, or only one.
    """

    def __init__(self, decisions: Iterable[Decision], resolve: Callable[[FaceRef], int | None]) -> None:
        self._resolve = resolve
        counting = list(decisions)
        self._first = _first_references(counting, resolve)
        self._versions: dict[Key, list[Key]] = {}
        self._photo: dict[int, set[str]] = {}
        self._link([decision for decision in counting if decision.kind == "carry"])

    def keys(self, refs: Iterable[FaceRef]) -> Iterator[Key]:
        """The keys under which the state of these faces is kept, for each face in each version of its photo."""
        if not self._versions:
            yield from map(self._key_of, refs)
            return
        for ref in refs:
            key = self._key_of(ref)
            yield from self._versions.get(key, (key,))

    def pairs_in_one_photo(self, refs: Sequence[FaceRef]) -> Iterator[tuple[int, int]]:
        """Pairs of the ids of these faces that lie in one photo, the lower id first."""
        here: dict[str, set[int]] = {}
        for ref in refs:
            key = self._key_of(ref)
            if isinstance(key, int):
                here.setdefault(ref.content_hash, set()).add(key)
            for other in self._versions.get(key, ()):
                if isinstance(other, int):
                    for content_hash in self._photo.get(other, ()):
                        here.setdefault(content_hash, set()).add(other)
        for faces in here.values():
            yield from combinations(sorted(faces), 2)

    def _key_of(self, ref: FaceRef) -> Key:
        face_id = self._resolve(ref)
        return self._first.get(ref, ref) if face_id is None else face_id

    def _link(self, carries: Iterable[Decision]) -> None:
        for decision in carries:
            for group in decision.others:
                for new, old in zip(decision.faces, group, strict=False):
                    self._join(self._key_of(new), self._key_of(old))
                    for ref in (new, old):
                        key = self._key_of(ref)
                        if isinstance(key, int):
                            self._photo.setdefault(key, set()).add(ref.content_hash)

    def _join(self, one: Key, other: Key) -> None:
        ours, theirs = self._versions.setdefault(one, [one]), self._versions.setdefault(other, [other])
        if ours is theirs:
            return
        ours.extend(theirs)
        for key in theirs:
            self._versions[key] = ours


def _first_references(
    decisions: Iterable[Decision], resolve: Callable[[FaceRef], int | None]
) -> dict[FaceRef, FaceRef]:
    """Map each reference to a missing face, unless it is the first, to the first reference to the same face.

    While a photo is away, several packs' references to one of its faces must still count as one face: a decision about
    it may settle what is said of faces that are here.
    """
    away: dict[str, dict[FaceRef, None]] = {}
    for decision in decisions:
        for group in (decision.faces, *decision.others):
            for ref in group:
                if resolve(ref) is None:
                    away.setdefault(ref.content_hash, {})[ref] = None
    return {
        ref: first
        for refs in away.values()
        if len(refs) > 1
        for ref, first in match_missing(list(refs)).items()
        if ref is not first
    }
