"""Which of the faces that decisions speak of are here, and which are one face in several versions of a photo."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from photoindex.domain.people import Decision, FaceRef
from photoindex.people.decisions.face_matching import match_absent

# A face that is here goes by its id; one that is not (its photo is away) by the first words that decisions have for it.
Key = int | FaceRef


class Sightings:
    """Built from the decisions in force: a "carry" makes the faces of an edited photo one with those before.

    A decision about one of them is about all of them: both versions may be here, or only one.
    """

    def __init__(self, decisions: Iterable[Decision], resolve: Callable[[FaceRef], int | None]) -> None:
        self._resolve = resolve
        counting = list(decisions)
        self._first = _first_words(counting, resolve)
        self._group: dict[Key, list[Key]] = {}
        self._photo: dict[int, set[str]] = {}
        self._link([decision for decision in counting if decision.kind == "carry"])

    def keys(self, refs: Iterable[FaceRef]) -> Iterator[Key]:
        """The keys under which the state of these faces is kept, each face in each version of its photo."""
        if not self._group:
            yield from map(self._key_of, refs)
            return
        for ref in refs:
            key = self._key_of(ref)
            yield from self._group.get(key, (key,))

    def pairs_in_one_photo(self, refs: Sequence[FaceRef]) -> Iterator[tuple[int, int]]:
        """Pairs of the ids of these faces, the lower first, as far as they lie in one photo."""
        here: dict[str, set[int]] = {}
        for ref in refs:
            key = self._key_of(ref)
            if isinstance(key, int):
                here.setdefault(ref.photo_hash, set()).add(key)
            for other in self._group.get(key, ()):
                if isinstance(other, int):
                    for photo_hash in self._photo.get(other, ()):
                        here.setdefault(photo_hash, set()).add(other)
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
                            self._photo.setdefault(key, set()).add(ref.photo_hash)

    def _join(self, one: Key, other: Key) -> None:
        ours, theirs = self._group.setdefault(one, [one]), self._group.setdefault(other, [other])
        if ours is theirs:
            return
        ours.extend(theirs)
        for key in theirs:
            self._group[key] = ours


def _first_words(decisions: Iterable[Decision], resolve: Callable[[FaceRef], int | None]) -> dict[FaceRef, FaceRef]:
    """The reference that stands for the same face, for those that are away and are not the first of theirs.

    What was said of a face that several packs found has to be said of one face while its photo is away too: a decision
    about it may settle what is said of faces that are here.
    """
    away: dict[str, dict[FaceRef, None]] = {}
    for decision in decisions:
        for group in (decision.faces, *decision.others):
            for ref in group:
                if resolve(ref) is None:
                    away.setdefault(ref.photo_hash, {})[ref] = None
    return {
        ref: first
        for refs in away.values()
        if len(refs) > 1
        for ref, first in match_absent(list(refs)).items()
        if ref is not first
    }
