"""Label: name faces, record who they are not, or mark them as strangers or as wrong detections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.advice.people import RemoveName, RenamePerson
from photoindex.domain.assignment_table import AUTOMATIC, CONFIRMED
from photoindex.domain.names import clean_name
from photoindex.domain.people import Decision, FaceRef, PeopleState, Person
from photoindex.domain.seen import Seen
from photoindex.domain.targets import Target
from photoindex.errors import NotFoundError, UsageError
from photoindex.operations.identities.deciding import Deciding
from photoindex.operations.identities.drawn_faces import drawn_face
from photoindex.operations.identities.followers import Followers, followers_of
from photoindex.operations.identities.likeness import Unlike, unlike_person
from photoindex.operations.identities.transaction import UNDO_FIRST, deciding
from photoindex.people.clustering.constraints import persons_ruled_out
from photoindex.store.opening.index import Index
from photoindex.store.tables.faces import FaceRow, own_faces

__all__ = [
    "Followers",
    "LabelReport",
    "SaidReport",
    "Unlike",
    "ignore",
    "label",
    "label_if_alike",
    "label_place",
    "not_a_face",
    "reject",
]


@dataclass(frozen=True, slots=True)
class LabelReport:
    """What naming faces did.

    `faces` is the number of faces named. `left` is the number that had been confirmed as somebody else's and stay with
    the people `left_with`; `refused` is the number of faces that stay out because a human had said that they are not
    this person. If `joined`, the person already existed, with `before` faces. `total` and `photos` are the numbers of
    faces (with automatic ones) and photos that the person has now. `followers` are faces that nobody named but that got
    the name too.
    """

    seq: int
    person: Person
    faces: int
    left: int
    left_with: tuple[str, ...]
    refused: int
    joined: bool
    before: int
    total: int
    photos: int
    followers: Followers


@dataclass(frozen=True, slots=True)
class SaidReport:
    """The decision and its number of `faces`; the other faces of the target `stayed` as earlier decisions left them."""

    decision: Decision
    faces: int
    stayed: int


def label_if_alike(index: Index, target: Target, name: str, *, seen: Seen | None = None) -> LabelReport | Unlike:
    """Label as `label` does, unless clusters do not look like the person; in that case, record nothing and return the
    reason.

    Raises:
        IndexFileError: the index does not exist yet.
        NotFoundError: as for `label`.
        UsageError: as for `label`.
    """
    name = clean_name(name)
    with deciding(index, seen=seen) as now:
        unlike = unlike_person(now.snapshot, target.ids, name) if target.kind == "cluster" else None
        return unlike or _label(now, target, name)


def label(index: Index, target: Target, name: str, *, seen: Seen | None = None) -> LabelReport:
    """Record that faces show a person. If nobody has that name, create the person.

    In a cluster, faces that were confirmed as somebody else's keep their person. Faces also stay out if a human said
    that they are not this person, or that they show a different person from one of this person's faces. A face given by
    its own id always moves to this person.

    Raises:
        NotFoundError: the target does not exist, or all its faces are confirmed as other people.
        UsageError: the name is invalid, or a human said that the clusters hold different people.
    """
    name = clean_name(name)
    with deciding(index, seen=seen) as now:
        return _label(now, target, name)


def _label(now: Deciding, target: Target, name: str) -> LabelReport:
    refs = now.refs_of(target)
    person, joined = now.person_or_new(name)
    source = f'label {target} "{name}"'
    if target.kind == "face":
        return _name(now, list(refs.values()), person, joined=joined, source=source)
    meant, left_with = _not_of_others(now.state, refs, person, target)
    fitting = _not_told_apart(now.state, meant, person, target)
    report = _name(now, [refs[face] for face in fitting], person, joined=joined, source=source, as_group=True)
    refused = report.refused + len(meant) - len(fitting)
    return replace(report, left=len(refs) - len(meant), left_with=left_with, refused=refused)


def _not_of_others(
    state: PeopleState, faces: Iterable[int], person: Person, target: Target
) -> tuple[list[int], tuple[str, ...]]:
    """The faces that are not confirmed as somebody else's, and the names of the people to whom the others belong."""
    who_is = {face: state.confirmed.get(face) for face in faces}
    others = {who for who in who_is.values() if who is not None} - {person.person_id}
    meant = [face for face, who in who_is.items() if who not in others]
    names = tuple(sorted(state.persons[who].name for who in others))
    if not meant:
        rename = [RenamePerson(names[0], person.name)] if len(names) == 1 else []
        raise NotFoundError(
            f"all faces of {target} are confirmed as {', '.join(names)}",
            advice=[*rename, Action.LABEL_SINGLE_FACES],
        )
    return meant, names


def _not_told_apart(state: PeopleState, faces: Sequence[int], person: Person, target: Target) -> list[int]:
    """The faces, except those that a human said to show a different person from one of the person's faces."""
    ruled_out = persons_ruled_out(state)
    meant = [face for face in faces if person.person_id not in ruled_out.get(face, ())]
    if not meant:
        raise UsageError(
            f"you said that {target} and {person.name} are different people",
            hint=UNDO_FIRST,
            advice=Action.LIST_DECISIONS,
        )
    ids = set(meant)
    if any(sum(not ids.isdisjoint(group) for group in groups) > 1 for groups in state.apart):
        raise UsageError(
            f"you said that {target} holds different people",
            hint=f"Divide them. {UNDO_FIRST}",
            advice=[Action.SPLIT, Action.LIST_DECISIONS],
        )
    return meant


def label_place(index: Index, path: Path, box: str, name: str) -> LabelReport:
    """Record that a box in a photo shows a person, whether a face was found there or not.

    `box` is a text x,y,w,h that `parse_box` can read. If a face was found there already, it gets the name.

    Raises:
        NotFoundError: the index does not hold the photo.
        UsageError: the box or the name is invalid.
    """
    name = clean_name(name)
    with deciding(index) as now:
        face = drawn_face(now.connection, now.fingerprint, path, box)
        person, joined = now.person_or_new(name)
        return _name(now, [face], person, joined=joined, source=f'label photo {path} --box {box} "{name}"')


def _name(
    now: Deciding,
    faces: Sequence[FaceRow | FaceRef],
    person: Person,
    *,
    joined: bool,
    source: str,
    as_group: bool = False,
) -> LabelReport:
    decision = now.say("name", source, faces=faces, person=person, as_group=as_group)
    result = now.follow()
    before = now.snapshot.assigned.faces_of(person.person_id, CONFIRMED, AUTOMATIC)
    named = {face for face in result.ids_of(decision) if result.state.confirmed.get(face) == person.person_id}
    has = own_faces(now.connection, person.person_id)
    return LabelReport(
        seq=decision.seq, person=person, faces=len(named), left=0, left_with=(), refused=len(faces) - len(named),
        joined=joined, before=len(before), total=len(has.at), photos=has.photos,
        followers=followers_of(now.snapshot.faces, now.snapshot.assigned, result, person.person_id, named),
    )  # fmt: skip


def reject(index: Index, target: Target, name: str, *, seen: Seen | None = None) -> SaidReport:
    """Record that faces are not a person, now and in future. In a whole cluster, faces that were confirmed one by one
    as this person stay theirs.

    Raises:
        NotFoundError: the target or the person does not exist.
    """
    with deciding(index, seen=seen) as now:
        rows, person = now.faces_of(target), now.person(name)
        decision = now.say(
            "reject", f'label {target} --not "{person.name}"', faces=rows, person=person,
            as_group=target.is_group,
        )  # fmt: skip
        state = now.follow().state
        stayed = sum(state.confirmed.get(row.face_id) == person.person_id for row in rows)
        return SaidReport(decision, len(rows) - stayed, stayed)


def ignore(index: Index, target: Target, *, seen: Seen | None = None) -> SaidReport:
    """Record that faces are strangers, to be left out of everything. In a cluster, two kinds of faces stay as they are:
    faces that were confirmed as somebody, and faces that must not be ignored because a human said so one by one.

    Raises:
        NotFoundError: the target does not exist, or all its faces are confirmed as somebody.
    """
    with deciding(index, seen=seen) as now:
        rows, meant = _rows_and_unconfirmed(now, target)
        decision = now.say("ignore", f"label {target} --ignore", faces=meant, as_group=target.is_group)
        state = now.follow().state
        ignored = sum(row.face_id in state.ignored for row in rows)
        return SaidReport(decision, ignored, len(rows) - ignored)


def not_a_face(index: Index, target: Target, *, seen: Seen | None = None) -> SaidReport:
    """Record that detections are not faces (a statue, a pattern, a hand). They are left out of everything, here and
    where another pack finds the same place. In a cluster, the same kinds of faces stay as for `ignore`. Naming or
    ignoring one of them by its own id takes this back.

    Raises:
        NotFoundError: the target does not exist, or all its faces are confirmed as somebody.
    """
    with deciding(index, seen=seen) as now:
        rows, meant = _rows_and_unconfirmed(now, target)
        decision = now.say("not-a-face", f"label {target} --not-a-face", faces=meant, as_group=target.is_group)
        state = now.follow().state
        left_out = sum(row.face_id in state.not_faces for row in rows)
        return SaidReport(decision, left_out, len(rows) - left_out)


def _rows_and_unconfirmed(now: Deciding, target: Target) -> tuple[list[FaceRow], list[FaceRow]]:
    """The faces of the target, and those that a decision to leave them out is about: for a cluster, those that are not
    confirmed as somebody.
    """
    rows = now.faces_of(target)
    meant = rows if target.kind == "face" else [row for row in rows if row.face_id not in now.state.confirmed]
    if not meant:
        raise NotFoundError(
            f"all faces of {target} are confirmed as somebody",
            advice=RemoveName(target.kind, target.ids, target.name),
        )
    return rows, meant
