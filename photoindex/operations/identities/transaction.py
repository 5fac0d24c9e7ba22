"""One decision, or a few that belong together: read what holds, append, work out what follows, in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from photoindex.domain.names import find_person, resolve_names
from photoindex.domain.people import Decision, DecisionKind, FaceRef, PeopleState, Person
from photoindex.operations.identities.replay import Known, load_known, refresh_people, state_of, with_added
from photoindex.people.decisions.replay import in_force
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import CurrentPack, require_current_pack
from photoindex.store.tables.decisions import append_decision, next_moment, next_seq

UNDO_FIRST = "If that decision was wrong, undo it first."


@dataclass(slots=True)
class Deciding:
    """What was said before (`known`), what holds (`state`), and what is said now (`said`)."""

    connection: Connection
    pack: CurrentPack
    known: Known
    state: PeopleState
    said: list[Decision] = field(default_factory=list)

    def person(self, name: str) -> Person:
        """The person of that name.

        Raises:
            NotFoundError: there is none; the hint gives the closest.
        """
        return resolve_names([name], list(self.state.persons.values()))[0]

    def person_or_new(self, name: str) -> tuple[Person, bool]:
        """The person of that name, and whether they existed.

        A new one gets an id that nobody ever had, unless somebody of that name has no faces any more, or all that was
        said of them was undone: it is the same person again, of whom it is known which faces are not theirs.
        """
        person = find_person(name, self.state.persons.values())
        if person is not None:
            return person, True
        person = find_person(name, [*self.state.former.values(), *self._undone_persons()])
        if person is not None:
            return person, False
        row = self.connection.execute("SELECT coalesce(max(greatest(person_id, other_id)), 0) + 1 FROM decision")
        (person_id,) = row.fetchone() or (1,)
        return Person(int(person_id), name), False

    def _undone_persons(self) -> list[Person]:
        """Persons whom only undone decisions speak of."""
        decisions = self.known.decisions
        spoken_of = {who for decision in in_force(decisions) for who in (decision.person_id, decision.other_id)}
        return [
            Person(decision.person_id, decision.person_name)
            for decision in decisions
            if decision.kind == "name" and decision.person_id not in spoken_of
            if decision.person_id is not None and decision.person_name is not None
        ]

    def say(
        self,
        kind: DecisionKind,
        source: str,
        *,
        faces: Sequence[FaceRef] = (),
        person: Person | None = None,
        other: Person | None = None,
        others: Sequence[Sequence[FaceRef]] = (),
        as_group: bool = False,
        target: int | None = None,
        born: str | None = None,
        died: str | None = None,
    ) -> Decision:
        decision = Decision(
            seq=next_seq(self.connection),
            at=next_moment(self.connection),
            kind=kind,
            person_id=person.person_id if person else None,
            person_name=person.name if person else None,
            faces=tuple(faces),
            target=target,
            # A path in it may hold bytes that are no text.
            source=source.encode("utf-8", "backslashreplace").decode("utf-8"),
            as_group=as_group,
            other_id=other.person_id if other else None,
            other_name=other.name if other else None,
            others=tuple(tuple(group) for group in others),
            born=born,
            died=died,
        )
        self.said.append(append_decision(self.connection, decision))
        return self.said[-1]

    def follow(self) -> PeopleState:
        """Work out what follows from all that was said; `state` is what holds then."""
        known = with_added(self.connection, self.pack, self.known, self.said)
        self.state = refresh_people(self.connection, self.pack, known=known)
        return self.state


@contextmanager
def deciding(index: Index) -> Iterator[Deciding]:
    """Opens the index for decisions; an error leaves it as it was."""
    with index.writing() as connection:
        pack = require_current_pack(connection)
        known = load_known(connection, pack)
        yield Deciding(connection, pack, known, state_of(connection, pack, known))
