"""Disagreements: list faces that other programs call otherwise than a human did here, and record who is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_not

from photoindex.domain.claims import Claim
from photoindex.domain.names import clean_name
from photoindex.domain.people import Decision
from photoindex.domain.seen import Seen
from photoindex.errors import UsageError
from photoindex.operations.identities.targets import known_refs
from photoindex.operations.identities.transaction import deciding
from photoindex.operations.importing.matching import matched
from photoindex.operations.importing.people import NamesHere
from photoindex.operations.importing.plan import MineKind
from photoindex.operations.importing.planning import confirmed_by
from photoindex.operations.reviewing.people_view import FaceTile
from photoindex.operations.sitting import Sitting
from photoindex.people.consequences.prompt import Warm
from photoindex.people.decisions.imports import named_by_imports
from photoindex.people.decisions.standing import in_force
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.claims import load_claims
from photoindex.store.views.photo_facts import faces_of_photos

__all__ = ["Disagreement", "Disagreements", "FaceTile", "MineKind", "TheirWord", "settle"]


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


class Disagreements:
    """The faces that are not settled, in the order in which their names were imported. A face is settled if it has the
    other name now, or if a human said that it is not that person.

    Which claim is about which face is kept in memory until the next import, undo of an import, or scan.
    """

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._kept: tuple[tuple[str, ...], object, object, dict[int, list[Claim]]] | None = None

    def count(self) -> int:
        """The number of faces; raises the same errors as `every`."""
        return len(self._open(self._sitting.view.warm))

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

    def _open(self, warm: Warm) -> dict[int, tuple[TheirWord, ...]]:
        claims = self._claims(warm)
        if not claims:
            return {}
        names = NamesHere(warm.state, warm.log.decisions)
        words = ((face, _open_words(face, said, names, warm)) for face, said in claims.items())
        return {face: theirs for face, theirs in words if theirs}

    def _claims(self, warm: Warm) -> dict[int, list[Claim]]:
        """The claims about each face."""
        imports = tuple(item.uid for item in in_force(warm.log.decisions) if item.kind == "import")
        key = imports, warm.snapshot.faces, warm.snapshot.said.drawn
        if self._kept is None or self._kept[0] != imports or any(map(is_not, self._kept[1:3], key[1:])):
            self._kept = *key, self._loaded(imports, warm.snapshot.fingerprint)
        return self._kept[3]

    def _loaded(self, imports: Sequence[str], fingerprint: str) -> dict[int, list[Claim]]:
        if not imports:
            return {}
        with self._sitting.index.reading() as connection:
            claims = [claim for claim in load_claims(connection, imports, only_boxes=True) if claim.box is not None]
            return _by_face(connection, claims, fingerprint)


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
        rows = known_refs(now.connection, [face_id])
        now.require_seen(rows)
        now.ids.update((ref.rounded(), face) for face, ref in rows.items())
        refs = list(rows.values())
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


def _by_face(connection: Connection, claims: Sequence[Claim], fingerprint: str) -> dict[int, list[Claim]]:
    """The claims about each face; those about places where no face is are left out."""
    faces = faces_of_photos(connection, list(dict.fromkeys(claim.content_hash for claim in claims)), fingerprint)
    groups: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        groups.setdefault((claim.content_hash, claim.program, claim.origin), []).append(claim)
    found: dict[int, list[Claim]] = {}
    for (content_hash, _, _), said in groups.items():
        here = faces.get(content_hash, [])
        boxes = [claim.box for claim in said if claim.box is not None]
        for claim, at in zip(said, matched(boxes, [face.box for face in here]), strict=True):
            if at is not None:
                found.setdefault(here[at].face_id, []).append(claim)
    return found


def _open_words(face: int, claims: Sequence[Claim], names: NamesHere, warm: Warm) -> tuple[TheirWord, ...]:
    """The names that a human has neither accepted nor refused."""
    state = warm.state
    words: dict[int, tuple[str, dict[str, None]]] = {}
    for claim in claims:
        person = names.person(claim.name)
        settled = state.confirmed.get(face) == person.person_id or person.person_id in state.rejected.get(face, ())
        if not settled:
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
