"""Compare what other programs say about each photo with what humans said here."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from photoindex.domain.claims import Claim
from photoindex.domain.geometry import Box
from photoindex.domain.people import BY_HAND, FaceRef, PeopleState, Person
from photoindex.operations.importing.heard import Heard, NamedBox, Voice
from photoindex.operations.importing.matching import SAME_PLACE, likeness, matched
from photoindex.operations.importing.people import NamesHere
from photoindex.operations.importing.plan import Conflict, MineKind, Plan, Prefer, TheirName, TwoFaces
from photoindex.store.views.photo_facts import FaceHere

# The faces of this many photos are in memory at once.
_PHOTOS_AT_ONCE = 2_000

# A box that covers more of the photo than this, and is about no face, says who is in the photo, but not where.
_WHOLE_PHOTO = 0.9

FacesOf = Callable[[Sequence[str]], Mapping[str, Sequence[FaceHere]]]


@dataclass(frozen=True, slots=True)
class Here:
    """What the index says about faces. `state` is what humans said, and `proposed` maps faces that have an automatic or
    suggested name to the person. `imported` are the faces whose name came with an import.
    """

    state: PeopleState
    proposed: Mapping[int, int]
    faces_of: FacesOf
    imported: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Spot:
    """A face of a photo, or a place where a face is to be drawn, and the names that programs give it."""

    ref: FaceRef
    face_id: int | None
    said: dict[int, list[tuple[Voice, NamedBox]]] = field(default_factory=dict)
    persons: dict[int, Person] = field(default_factory=dict)

    def add(self, person: Person, voice: Voice, named: NamedBox) -> None:
        self.persons[person.person_id] = person
        self.said.setdefault(person.person_id, []).append((voice, named))

    @property
    def theirs(self) -> tuple[TheirName, ...]:
        every = [TheirName(named.name, voice.program) for said in self.said.values() for voice, named in said]
        return tuple(dict.fromkeys(every))


def plan_import(heard: Heard, here: Here, names: NamesHere, prefer: Prefer | None) -> Plan:
    """Plan the import of everything that was read; nothing is recorded."""
    planner = _Planner(here, names, prefer)
    hashes = iter(heard.voices)
    while chunk := list(islice(hashes, _PHOTOS_AT_ONCE)):
        faces = here.faces_of(chunk)
        for content_hash in chunk:
            # A photo may have been removed from the index while other programs' files were read.
            if content_hash in faces:
                planner.add(content_hash, heard.voices[content_hash], faces[content_hash])
    return planner.plan


class _Planner:
    def __init__(self, here: Here, names: NamesHere, prefer: Prefer | None) -> None:
        self._here = here
        self._names = names
        self._prefer = prefer
        self.plan = Plan()

    def add(self, content_hash: str, voices: Sequence[Voice], faces: Sequence[FaceHere]) -> None:
        """Add what is to be done in one photo."""
        self.plan.photos += 1
        for voice in voices:
            key = (content_hash, voice.program, voice.origin)
            self.plan.claims[key] = [_claim(content_hash, None, name, voice) for name in voice.names]
        spots = self._spots(voices, faces, content_hash)
        shown = Counter(person for spot in spots if (person := self._decide(spot)) is not None)
        for person, count in shown.items():
            if count > 1:
                self.plan.twice.add(TwoFaces(content_hash, person.name, count))

    def _spots(self, voices: Sequence[Voice], faces: Sequence[FaceHere], content_hash: str) -> list[_Spot]:
        """The faces of the photo that programs name, and the places where no face was found."""
        found = {face.face_id: _Spot(face.ref, face.face_id) for face in faces}
        drawn: list[_Spot] = []
        for voice in voices:
            places = [face.box for face in faces]
            missed = []
            for named, at in zip(voice.boxes, matched([each.box for each in voice.boxes], places), strict=True):
                if at is not None:
                    found[faces[at].face_id].add(self._names.person(named.name), voice, named)
                elif named.box.area <= _WHOLE_PHOTO:
                    missed.append(named)
                else:
                    claims = self.plan.claims[content_hash, voice.program, voice.origin]
                    claims.append(_claim(content_hash, None, named.name, voice))
            self._draw(drawn, voice, missed, content_hash)
        return [*(spot for spot in found.values() if spot.said), *drawn]

    def _draw(self, drawn: list[_Spot], voice: Voice, missed: Sequence[NamedBox], content_hash: str) -> None:
        """Add places where no face was found; another program may have named the same place already."""
        places = list(drawn)
        for named, at in zip(
            missed, matched([each.box for each in missed], [spot.ref.box for spot in places]), strict=True
        ):
            person = self._names.person(named.name)
            spot = places[at] if at is not None else _with_box_of(drawn, person, named.box)
            if spot is None:
                spot = _Spot(FaceRef(content_hash, named.box, BY_HAND).rounded(), None)
                drawn.append(spot)
            spot.add(person, voice, named)

    def _decide(self, spot: _Spot) -> Person | None:
        """Decide what becomes of a face; returns the person that it shows afterwards, if programs and humans agree."""
        state = self._here.state
        mine = state.confirmed.get(spot.face_id) if spot.face_id is not None else None
        others = {who: person for who, person in spot.persons.items() if who != mine}
        if not others:
            self.plan.outcomes["already"] += 1
            return next(iter(spot.persons.values()))
        kind = self._mine(spot, others)
        if kind is None:
            (person,) = others.values()
            self._give(spot, person)
            return person
        self._contradict(spot, kind, mine, others)
        return None

    def _mine(self, spot: _Spot, others: Mapping[int, Person]) -> MineKind | None:
        """What a human said that contradicts these persons; None if nothing does."""
        state, face_id = self._here.state, spot.face_id
        if face_id is not None:
            if face_id in state.confirmed:
                return confirmed_by(face_id, state, self._here.imported)
            if face_id in state.ignored:
                return "stranger"
            if face_id in state.not_faces:
                return "not-a-face"
            if not state.rejected.get(face_id, frozenset()).isdisjoint(others):
                return "not-them"
        return "nothing" if len(others) > 1 else None

    def _give(self, spot: _Spot, person: Person) -> None:
        to = self.plan.of(person)
        if spot.face_id is None:
            self.plan.outcomes["drawn"] += 1
        else:
            self.plan.ids[spot.ref] = spot.face_id
            if self._here.proposed.get(spot.face_id) == person.person_id:
                self.plan.outcomes["confirmed"] += 1
                to.confirmed.append(spot.ref)
                return
            self.plan.outcomes["named"] += 1
        to.named.append(spot.ref)

    def _contradict(self, spot: _Spot, kind: MineKind, mine: int | None, others: Mapping[int, Person]) -> None:
        if spot.face_id is not None:
            self.plan.ids[spot.ref] = spot.face_id
        # If another program says the same as the human, the next import would change the face back.
        if self._prefer == "theirs" and len(spot.persons) == 1:
            self.plan.outcomes["replaced"] += 1
            (person,) = others.values()
            self.plan.of(person).named.append(spot.ref)
            return
        self.plan.outcomes["conflict"] += 1
        self.plan.kinds[kind] += 1
        name = self._here.state.persons[mine].name if mine is not None else None
        theirs = tuple(their for their in spot.theirs if self._names.person(their.name).person_id in others)
        self.plan.conflicts.add(Conflict(spot.ref.content_hash, spot.face_id, spot.ref.box, kind, name, theirs))
        denied = self._here.state.rejected.get(spot.face_id or 0, frozenset())
        self.plan.decided += denied.issuperset(others) or (self._prefer == "mine" and kind != "nothing")
        for who, person in others.items():
            if who in denied:
                continue  # A human has already decided it.
            if self._prefer == "mine" and kind != "nothing":
                self.plan.of(person).rejected.append(spot.ref)
                continue
            for voice, named in spot.said[who]:
                key = (spot.ref.content_hash, voice.program, voice.origin)
                self.plan.claims[key].append(_claim(spot.ref.content_hash, named.box, named.name, voice))


def confirmed_by(face_id: int, state: PeopleState, imported: frozenset[int]) -> MineKind:
    """How a confirmed face got its name."""
    if face_id in imported:
        return "imported"
    return "group" if face_id in state.grouped else "person"


def _with_box_of(drawn: Sequence[_Spot], person: Person, box: Box) -> _Spot | None:
    """The place that has been named after this person already, if the box is about it too."""
    same = (spot for spot in drawn if person.person_id in spot.persons)
    return next((spot for spot in same if likeness(spot.ref.box, box) >= SAME_PLACE), None)


def _claim(content_hash: str, box: Box | None, name: str, voice: Voice) -> Claim:
    rounded = None if box is None else FaceRef(content_hash, box).rounded().box
    return Claim(content_hash, rounded, name, voice.program, voice.origin)


def changed_claims(heard: Heard, plan: Plan, before: Sequence[Claim]) -> Iterator[Claim]:
    """The claims to add, given those that count now: everything that an origin claims about a photo, if that has
    changed. An origin that makes no claim any more gets a claim with an empty name.

    A claim that a human has settled stays as it is, as long as the origin says the same.
    """
    known: dict[tuple[str, str, str], set[Claim]] = {}
    for claim in before:
        known.setdefault((claim.content_hash, claim.program, claim.origin), set()).add(claim)
    for key, claims in plan.claims.items():
        content_hash, program, origin = key
        now, then = set(claims), known.get(key, set())
        if then:
            voice = heard.voice(content_hash, program, origin)
            then -= {_claim(content_hash, each.box, each.name, voice) for each in voice.boxes} - now
        if now != then:
            yield from list(dict.fromkeys(claims)) or [Claim(content_hash, None, "", program, origin)]
