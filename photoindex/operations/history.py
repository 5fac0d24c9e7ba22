"""History: every decision with what it was about, latest first, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from photoindex.domain.people import Decision
from photoindex.people.decisions.imports import Imported, imports_in
from photoindex.people.decisions.standing import import_heads, in_order, standing
from photoindex.store.database.connection import Connection
from photoindex.store.opening.index import Index
from photoindex.store.tables.current_pack import require_current_pack
from photoindex.store.tables.decisions import decisions_without_faces
from photoindex.store.views.decision_faces import DecisionFaces, faces_of_decisions

__all__ = ["DecisionFaces", "History", "Imported", "Told", "history", "told_of"]

# The number of faces to show beside a decision.
_EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Told:
    """A decision without its faces, and what is needed to describe it.

    `name` and `other_name` are the names that its persons had just before. `faces` counts the faces of each part.
    `undone_by` is the undo of this decision, or of the import that brought it, if that is in force. For an undo,
    `undoes` is the decision that it undoes. For an import of names, `imported` sums up what it brought, and `faces` are
    the faces of all its decisions.
    """

    decision: Decision
    name: str | None
    other_name: str | None
    faces: DecisionFaces
    in_force: bool
    undone_by: int | None = None
    undoes: "Told | None" = None
    imported: Imported | None = None

    @property
    def concerned(self) -> int:
        """The number of faces that the decision concerns; for a split, those that left."""
        return sum(self.faces.parts[1:] if self.decision.kind == "split" else self.faces.parts)

    @property
    def examples(self) -> tuple[int, ...]:
        """Some of these faces, as far as they are in the index."""
        return self.faces.examples[: self.concerned]


@dataclass(frozen=True, slots=True)
class History:
    """A page of decisions, latest first, and the number of all decisions of the list."""

    rows: tuple[Told, ...]
    total: int


def history(index: Index, *, skip: int = 0, most: int, of: int | None = None) -> History:
    """List at most `most` decisions, after the latest `skip`.

    Args:
        of: the number of an import of names: list only the decisions that it brought. Without it, the import stands for
            them.
    """
    with index.reading() as connection:
        decisions = in_order(decisions_without_faces(connection))
        heads = {uid: head.seq for uid, head in import_heads(decisions).items()}
        listed = [decision.seq for decision in decisions if heads.get(decision.batch) == of]
        wanted = listed[::-1][skip : skip + most]
        told = _told(connection, decisions, wanted)
    return History(tuple(told[seq] for seq in wanted), len(listed))


def told_of(index: Index, seqs: Sequence[int]) -> tuple[Told, ...]:
    """Describe the decisions with these numbers, in the given order; numbers without a decision are left out."""
    with index.reading() as connection:
        told = _told(connection, in_order(decisions_without_faces(connection)), seqs)
    return tuple(told[seq] for seq in seqs if seq in told)


def _told(connection: Connection, decisions: Sequence[Decision], wanted: Sequence[int]) -> dict[int, Told]:
    seqs = _with_targets(decisions, set(wanted))
    pack = require_current_pack(connection)
    shown = {item.uid for item in decisions if item.kind == "import" and item.seq in seqs}
    brought = {item.seq for item in decisions if item.batch in shown}
    faces = faces_of_decisions(connection, sorted(seqs | brought), pack.fingerprint, most=_EXAMPLES)
    imports = imports_in(decisions, {seq: sum(found.parts) for seq, found in faces.items()})
    return _tell(decisions, faces | _of_imports(decisions, faces), imports, seqs)


def _of_imports(decisions: Sequence[Decision], faces: Mapping[int, DecisionFaces]) -> dict[int, DecisionFaces]:
    """The faces of all decisions that an import brought, by the number of the import."""
    heads = import_heads(decisions)
    found: dict[str, list[DecisionFaces]] = {}
    for item in decisions:
        if item.batch in heads and item.seq in faces:
            found.setdefault(item.batch, []).append(faces[item.seq])
    return {heads[uid].seq: _together(parts) for uid, parts in found.items()}


def _together(parts: Sequence[DecisionFaces]) -> DecisionFaces:
    examples = list(chain.from_iterable(part.examples for part in parts))
    # Some faces of as many people as possible.
    first = [part.examples[0] for part in parts if part.examples]
    return DecisionFaces((sum(sum(part.parts) for part in parts),), tuple(dict.fromkeys(first + examples))[:_EXAMPLES])


def _with_targets(decisions: Sequence[Decision], wanted: set[int]) -> set[int]:
    """These decisions, those that they undo, and those that the latter undo."""
    target_of = {decision.seq: decision.target for decision in decisions if decision.target is not None}
    seqs, left = set(wanted), list(wanted)
    while left:
        target = target_of.get(left.pop())
        if target is not None and target not in seqs:
            seqs.add(target)
            left.append(target)
    return seqs


def _tell(
    decisions: Sequence[Decision],
    faces: Mapping[int, DecisionFaces],
    imports: Mapping[int, Imported],
    wanted: set[int],
) -> dict[int, Told]:
    """Describe the wanted decisions; `decisions` are in the order in which they were made."""
    counting = {decision.seq for decision in standing(decisions)}
    undone_by = {item.target: item.seq for item in decisions if item.kind == "undo" and item.seq in counting}
    heads = {uid: head.seq for uid, head in import_heads(decisions).items()}
    names: dict[int, str] = {}
    told: dict[int, Told] = {}
    for decision in decisions:
        if decision.seq in wanted:
            told[decision.seq] = Told(
                decision,
                names.get(decision.person_id or 0, decision.person_name),
                names.get(decision.other_id or 0, decision.other_name),
                faces.get(decision.seq, DecisionFaces((), ())),
                decision.seq in counting,
                undone_by.get(heads.get(decision.batch, 0), undone_by.get(decision.seq)),
                told.get(decision.target or 0),
                imports.get(decision.seq),
            )
        for who, name in ((decision.person_id, decision.person_name), (decision.other_id, decision.other_name)):
            if who is not None and name is not None and decision.kind != "undo":
                names[who] = name
    return told
