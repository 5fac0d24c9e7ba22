"""Collect the new decisions of one transaction, and compute and store their consequences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from photoindex.domain.names import find_person, resolve_names
from photoindex.domain.people import Decision, DecisionKind, FaceRef, PeopleState, Person, SplitBy
from photoindex.domain.people_snapshot import PeopleSnapshot
from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.errors import OvertakenError
from photoindex.operations.identities.answers import record_answer, settled_faces
from photoindex.operations.identities.targets import faces_of, refs_of
from photoindex.people.consequences.carrying import TICK
from photoindex.people.consequences.flow import Consequences, Said, consequences
from photoindex.people.consequences.log import Log
from photoindex.people.consequences.prompt import Warm, prompt_consequences
from photoindex.people.decisions.seen import seen_now
from photoindex.people.decisions.standing import in_force
from photoindex.store.database.connection import Connection, utc_now
from photoindex.store.jobs.people_state import save_change
from photoindex.store.tables.decisions import new_uid
from photoindex.store.tables.faces import FaceRow


@dataclass(slots=True)
class Deciding:
    """The previous content of the index (`snapshot`), the earlier decisions (`log`) and their consequences (`state`),
    and the new decisions (`said`), which are about the faces with these `ids`.

    `warm` is what a warm index keeps; if `prompt`, names in other clusters are left for later. `followed` says whether
    the consequences of the new decisions were computed, and `result` holds them.

    `seen` are the faces that the user looked at, if that is known. If `opened_at` is given, the decisions are recorded
    as an answer; see `record_answer`.
    """

    connection: Connection
    snapshot: PeopleSnapshot
    log: Log
    state: PeopleState
    said: list[Decision] = field(default_factory=list)
    ids: dict[FaceRef, int] = field(default_factory=dict)
    warm: Warm | None = None
    prompt: bool = False
    seen: Seen | None = None
    opened_at: datetime | None = None
    _settled: int | None = None
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

    def faces_of(self, target: Target) -> list[FaceRow]:
        """List the faces of a target, as `faces_of` in operations/identities/targets.py does.

        Raises:
            NotFoundError: the target does not exist.
            OvertakenError: the user has not seen some of the faces.
        """
        rows = faces_of(self.connection, target)
        self.require_seen(row.face_id for row in rows)
        return rows

    def refs_of(self, target: Target) -> dict[int, FaceRef]:
        """Map the ids of the faces of a target to references to them; raises the same errors as `faces_of`."""
        refs = refs_of(self.connection, target)
        self.require_seen(refs)
        self.ids.update((ref, face_id) for face_id, ref in refs.items())
        return refs

    def require_seen(self, face_ids: Iterable[int]) -> None:
        """Check that the user has seen these faces.

        Raises:
            OvertakenError: some of them were not among those that were shown.
        """
        if self.seen is not None and set(face_ids).difference(self.seen.face_ids):
            raise OvertakenError("other faces have joined these since they were shown")

    def require_unchanged(self) -> None:
        """Check that nothing about the faces has changed since the user saw them.

        Raises:
            OvertakenError: since then, a decision was made about these faces, or they moved to other clusters.
        """
        if self.seen is not None and seen_now(self.seen.face_ids, self.state, self.snapshot.clusters) != self.seen:
            raise OvertakenError("somebody has made another decision about these faces since they were shown")

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
        person = find_person(name, [*self.state.persons.values(), *self._persons_just_named()])
        if person is not None:
            return person, person.person_id in self.state.persons
        person = find_person(name, [*self.state.former.values(), *self._undone_persons()])
        if person is not None:
            return person, False
        every = (*self.decisions, *self.said)
        ever = (who for item in every for who in (item.person_id, item.other_id) if who is not None)
        return Person(max(ever, default=0) + 1, name), False

    def _persons_just_named(self) -> list[Person]:
        """Persons that the new decisions mention."""
        named = [
            *((item.person_id, item.person_name) for item in self.said),
            *((item.other_id, item.other_name) for item in self.said),
        ]
        return [Person(who, name) for who, name in named if who is not None and name is not None]

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
        batch: str = "",
    ) -> Decision:
        """Add a new decision. A face that has no row in the index yet is one that is about to be drawn."""
        latest = self.said[-1].at if self.said else self.snapshot.latest_at
        decision = Decision(
            seq=self.snapshot.next_seq + len(self.said),
            at=max(utc_now(), latest + TICK) if latest else utc_now(),
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
            batch=batch,
            uid=new_uid(),
        )
        self.said.append(decision)
        return self.said[-1]

    def say_import(self, source: str, programs: Sequence[str]) -> Decision:
        """Add the decision that stands for an import of names from other programs; its `uid` is the `batch` of those
        that follow.
        """
        self.said[-1] = replace(self.say("import", source), programs=tuple(programs))
        return self.said[-1]

    def say_search(self, source: str, search: str, query: str, people: Sequence[Person]) -> Decision:
        """Add the decision that a query is saved under the name `search`, or is deleted if it is empty. `people` are
        those in the query, with the names that its text uses.
        """
        said = self.say("search", source)
        self.said[-1] = replace(said, search=search, query=query, query_people=tuple(people))
        return self.said[-1]

    def settled(self, result: Consequences) -> int:
        """The number of faces that get a name or are left out through the new decisions."""
        if self._settled is None:
            self._settled = settled_faces(self.snapshot.assigned, result.change.assigned, result.change.changed)
        return self._settled

    def _refs(self, faces: Sequence[FaceRow | FaceRef]) -> tuple[FaceRef, ...]:
        refs = []
        for face in faces:
            ref = face if isinstance(face, FaceRef) else face.ref
            # The keys of `ids` are rounded. Looking one up takes a tenth of the time of rounding it again.
            if ref not in self.ids:
                ref = ref.rounded()
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
        if self.opened_at is not None and self.said:
            record_answer(self.connection, self.opened_at, self.said, self.settled(result), utc_now())
        self.state, self.result = result.state, result
        return result
