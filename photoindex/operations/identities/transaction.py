"""Carry out one decision, or a few that belong together: read once, compute the consequences, write once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from photoindex.domain.names import find_person, resolve_names
from photoindex.domain.people import Decision, DecisionKind, FaceRef, PeopleState, Person, SplitBy
from photoindex.domain.people_snapshot import PeopleSnapshot
from photoindex.operations.identities.replay import refresh_people
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.people.consequences.carrying import TICK
from photoindex.people.consequences.flow import Consequences, Said, consequences, state_in
from photoindex.people.consequences.log import Log, log_of
from photoindex.people.consequences.prompt import Warm, after_decision, prompt_consequences
from photoindex.people.decisions.replay import in_force
from photoindex.store.database.connection import Connection, utc_now
from photoindex.store.jobs.people_state import save_change
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.decisions import as_stored
from photoindex.store.tables.faces import FaceRow
from photoindex.store.tables.generation import names_pending
from photoindex.store.views.people_snapshot import load_snapshot

UNDO_FIRST = "If that decision was wrong, undo it first."


@dataclass(slots=True)
class Deciding:
    """The previous content of the index (`snapshot`), the earlier decisions (`log`) and their consequences (`state`),
    and the new decisions (`said`), which are about the faces with these `ids`.

    `warm` is what a warm index keeps; if `prompt`, names in other clusters are left for later. `followed` tells whether
    the consequences of the new decisions were computed, and `result` holds them.
    """

    connection: Connection
    snapshot: PeopleSnapshot
    log: Log
    state: PeopleState
    said: list[Decision] = field(default_factory=list)
    ids: dict[FaceRef, int] = field(default_factory=dict)
    warm: Warm | None = None
    prompt: bool = False
    followed: bool = False
    result: Consequences | None = None

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the pack that found the faces."""
        return self.snapshot.fingerprint

    @property
    def decisions(self) -> Sequence[Decision]:
        """The earlier decisions."""
        return self.log.decisions

    def person(self, name: str) -> Person:
        """The person with that name.

        Raises:
            NotFoundError: nobody has the name; the hint gives the closest one.
        """
        return resolve_names([name], list(self.state.persons.values()))[0]

    def person_or_new(self, name: str) -> tuple[Person, bool]:
        """The person with that name, and whether they existed already.

        A new person gets an id that no person has ever had. An earlier person with that name is returned even if they
        have no faces left or all decisions about them were undone, so that it stays known which faces are not theirs.
        """
        person = find_person(name, self.state.persons.values())
        if person is not None:
            return person, True
        person = find_person(name, [*self.state.former.values(), *self._undone_persons()])
        if person is not None:
            return person, False
        ever = (who for item in self.decisions for who in (item.person_id, item.other_id) if who is not None)
        return Person(max(ever, default=0) + 1, name), False

    def _undone_persons(self) -> list[Person]:
        """Persons that only undone decisions mention."""
        mentioned = {who for decision in in_force(self.decisions) for who in (decision.person_id, decision.other_id)}
        return [
            Person(decision.person_id, decision.person_name)
            for decision in self.decisions
            if decision.kind == "name" and decision.person_id not in mentioned
            if decision.person_id is not None and decision.person_name is not None
        ]

    def say(
        self,
        kind: DecisionKind,
        source: str,
        *,
        faces: Sequence[FaceRow | FaceRef] = (),
        person: Person | None = None,
        other: Person | None = None,
        others: Sequence[Sequence[FaceRow | FaceRef]] = (),
        as_group: bool = False,
        target: int | None = None,
        born: str | None = None,
        died: str | None = None,
        split_by: SplitBy | None = None,
    ) -> Decision:
        """Add a new decision. A face that has no row in the index yet is one that is about to be drawn."""
        moments = (decision.at + TICK for decision in (*self.decisions, *self.said))
        decision = Decision(
            seq=self.snapshot.next_seq + len(self.said),
            at=max((utc_now(), *moments)),
            kind=kind,
            person_id=person.person_id if person else None,
            person_name=person.name if person else None,
            faces=self._refs(faces),
            target=target,
            # The command line may contain a path with bytes that are not text.
            source=source.encode("utf-8", "backslashreplace").decode("utf-8"),
            as_group=as_group,
            other_id=other.person_id if other else None,
            other_name=other.name if other else None,
            others=tuple(map(self._refs, others)),
            born=born,
            died=died,
            split_by=split_by,
        )
        self.said.append(as_stored(decision))
        return self.said[-1]

    def _refs(self, faces: Sequence[FaceRow | FaceRef]) -> tuple[FaceRef, ...]:
        refs = []
        for face in faces:
            ref = (face if isinstance(face, FaceRef) else face.ref).rounded()
            refs.append(ref)
            if isinstance(face, FaceRow):
                self.ids.setdefault(ref, face.face_id)
        return tuple(refs)

    def follow(self, new_clusters: Sequence[Sequence[int]] = ()) -> Consequences:
        """Compute the consequences of all decisions and store them; afterwards, `state` includes the new decisions.

        Args:
            new_clusters: sets of face ids, each of which gets a new cluster.
        """
        said = Said(tuple(self.said), self.ids, tuple(new_clusters))
        self.followed = True
        result = prompt_consequences(self.warm, said) if self.warm is not None and self.prompt else None
        if result is None:
            result = consequences(self.snapshot, said, utc_now(), self.log)
        save_change(self.connection, self.snapshot, result.change)
        self.state, self.result = result.state, result
        return result


@contextmanager
def deciding(index: Index, *, lives: bool = False) -> Iterator[Deciding]:
    """Open the index for decisions; an error leaves it unchanged.

    Args:
        lives: whether a decision gives dates of birth or death.
    """
    if isinstance(index, WarmIndex):
        with _deciding_warm(index, lives=lives) as now:
            yield now
        return
    with index.writing() as connection:
        pack = require_current_pack(connection)
        if names_pending(connection):
            refresh_people(connection, pack)
        snapshot = load_snapshot(connection, pack, lives=lives)
        log = log_of(snapshot.said)
        yield Deciding(connection, snapshot, log, state_in(snapshot, log))


@contextmanager
def _deciding_warm(index: WarmIndex, *, lives: bool) -> Iterator[Deciding]:
    now: Deciding | None = None
    with index.exclusively():
        try:
            with index.writing() as connection:
                warm = index.warm(connection, lives=lives)
                prompt = len(warm.snapshot.faces.face_id) >= index.prompt_from
                now = Deciding(connection, warm.snapshot, warm.log, warm.state, warm=warm, prompt=prompt)
                yield now
        except BaseException:
            # What is in memory has followed the decision, but the decision is not stored.
            if now is not None and now.followed:
                index.forget()
            raise
        index.keep(after_decision(warm, now.result) if now.result is not None else warm)
