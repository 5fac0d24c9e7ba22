"""Disagreements: list faces that other programs call otherwise than a human did here, and record who is right."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import is_not

from photoindex.domain.claims import Claim
from photoindex.domain.geometry import Box
from photoindex.domain.names import clean_name
from photoindex.domain.people import Decision
from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.errors import UsageError
from photoindex.operations.identities.transaction import deciding
from photoindex.operations.importing.claims_here import ClaimsHere, claims_here
from photoindex.operations.importing.people import NamesHere
from photoindex.operations.importing.plan import MineKind
from photoindex.operations.importing.planning import confirmed_by
from photoindex.operations.reviewing.people_view import FaceTile
from photoindex.operations.sitting import Sitting
from photoindex.people.consequences.prompt import Warm
from photoindex.people.decisions.imports import named_by_imports
from photoindex.people.decisions.standing import in_force
from photoindex.store.opening.index import Index
from photoindex.store.tables.claims import load_claims
from photoindex.store.views.photo_facts import photos_with

__all__ = ["Disagreement", "Disagreements", "DisputedPlace", "FaceTile", "MineKind", "TheirWord", "settle"]


@dataclass(frozen=True, slots=True)
class TheirWord:
    """A name that other programs give to a face, as they spell it, and these programs."""

    name: str
    programs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A face that other programs call otherwise than a human did here, or on which they disagree with each other.

    `kind` is what a human said about it, and `mine` the name that they or an earlier import gave to it, for the kinds
    "person", "group" and "imported".
    """

    face: FaceTile
    kind: MineKind
    mine: str | None
    theirs: tuple[TheirWord, ...]


@dataclass(frozen=True, slots=True)
class DisputedPlace:
    """A place in a photo where no face was found, and about which other programs disagree. `box` is in fractions of the
    upright photo, whose size in pixels is `width` by `height`.
    """

    photo_id: int
    content_hash: str
    width: int
    height: int
    box: Box
    theirs: tuple[TheirWord, ...]


class Disagreements:
    """The faces and places that are not settled, in the order in which their names were imported. A face is settled if
    it has the other name now, or if a human said that it is not that person. A place is settled when a face is known
    there.

    Which claim is about which face is kept in memory until the next import, undo of an import, or scan.
    """

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._kept: tuple[tuple[str, ...], object, object, ClaimsHere] | None = None

    def count(self) -> int:
        """The number of faces and places; raises the same errors as `every`."""
        warm = self._sitting.view.warm
        return len(self._open(warm)) + len(self._claims(warm).about_places)

    def every(self) -> tuple[Disagreement, ...]:
        """The faces, with what everybody says about them.

        Raises:
            NotFoundError: nothing has been scanned yet.
        """
        warm = self._sitting.view.warm
        words = self._open(warm)
        if not words:
            return ()
        imported = named_by_imports(warm.log.decisions, warm.log.ids_of)
        return tuple(_disagreement(tile, words[tile.face_id], warm, imported) for tile in self._sitting.tiles([*words]))

    def places(self) -> tuple[DisputedPlace, ...]:
        """The places without a face, with what other programs say. Raises the same errors as `every`."""
        warm = self._sitting.view.warm
        claims = self._claims(warm).about_places
        if not claims:
            return ()
        names = NamesHere(warm.state, warm.log.decisions)
        with self._sitting.index.reading() as connection:
            photos = photos_with(connection, [ref.content_hash for ref in claims])
        return tuple(
            DisputedPlace(*photos[ref.content_hash], ref.box, _words(said, names))
            for ref, said in claims.items()
            if ref.content_hash in photos
        )

    def _open(self, warm: Warm) -> dict[int, tuple[TheirWord, ...]]:
        claims = self._claims(warm).about_faces
        if not claims:
            return {}
        names = NamesHere(warm.state, warm.log.decisions)
        words = ((face, _open_words(face, said, names, warm)) for face, said in claims.items())
        return {face: theirs for face, theirs in words if theirs}

    def _claims(self, warm: Warm) -> ClaimsHere:
        imports = tuple(item.uid for item in in_force(warm.log.decisions) if item.kind == "import")
        key = imports, warm.snapshot.faces, warm.snapshot.said.drawn
        if self._kept is None or self._kept[0] != imports or any(map(is_not, self._kept[1:3], key[1:])):
            self._kept = *key, self._loaded(imports, warm.snapshot.fingerprint)
        return self._kept[3]

    def _loaded(self, imports: Sequence[str], fingerprint: str) -> ClaimsHere:
        if not imports:
            return ClaimsHere()
        with self._sitting.index.reading() as connection:
            return claims_here(connection, load_claims(connection, imports, only_boxes=True), fingerprint)


def settle(
    index: Index, face_id: int, name: str | None, others: Sequence[str], *, seen: Seen | None = None
) -> tuple[Decision, ...]:
    """Record that a face is the person called `name`, or as it is if None, and that it is not the `others`.

    Raises:
        NotFoundError: the face does not exist. OvertakenError: the face has changed since it was seen. UsageError: a
        name is invalid, or there is nothing to record.
    """
    cleaned = [clean_name(other) for other in others]
    if name is None and not cleaned:
        raise UsageError("an answer needs a name")
    with deciding(index, seen=seen) as now:
        refs = list(now.refs_of(Target("face", ids=(face_id,))).values())
        names = NamesHere(now.state, now.decisions)
        if name is not None:
            now.say("name", f'label face {face_id} "{name}"', faces=refs, person=names.person(clean_name(name)))
        taken = now.said[0].person_id if now.said else None
        for other in cleaned:
            person = names.person(other)
            if person.person_id != taken:
                now.say("reject", f'label face {face_id} --not "{other}"', faces=refs, person=person)
        now.follow()
        return tuple(now.said)


def _open_words(face: int, claims: Sequence[Claim], names: NamesHere, warm: Warm) -> tuple[TheirWord, ...]:
    """The names that a human has neither accepted nor refused."""
    state = warm.state
    settled = {state.confirmed.get(face), *state.rejected.get(face, ())}
    return _words(claims, names, settled)


def _words(claims: Sequence[Claim], names: NamesHere, settled: Collection[int | None] = ()) -> tuple[TheirWord, ...]:
    """The names of people who are not among those that are settled."""
    words: dict[int, tuple[str, dict[str, None]]] = {}
    for claim in claims:
        person = names.person(claim.name)
        if person.person_id not in settled:
            words.setdefault(person.person_id, (claim.name, {}))[1][claim.program] = None
    return tuple(TheirWord(written, tuple(programs)) for written, programs in words.values())


def _disagreement(tile: FaceTile, theirs: tuple[TheirWord, ...], warm: Warm, imported: frozenset[int]) -> Disagreement:
    kind, mine = _mine(tile.face_id, warm, imported)
    return Disagreement(tile, kind, mine, theirs)


def _mine(face: int, warm: Warm, imported: frozenset[int]) -> tuple[MineKind, str | None]:
    state = warm.state
    who = state.confirmed.get(face)
    if who is not None:
        return confirmed_by(face, state, imported), state.persons[who].name
    if face in state.ignored:
        return "stranger", None
    return "not-a-face" if face in state.not_faces else "nothing", None
