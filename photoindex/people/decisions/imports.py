"""Sum up the decisions that an import of names from other programs brought."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from photoindex.domain.people import Decision, FaceRef
from photoindex.people.decisions.standing import import_heads, in_force


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought: the number of faces that it named, of how many people, the number of its decisions, and
    the programs that the names came from.
    """

    faces: int
    people: int
    decisions: int
    programs: tuple[str, ...]


def imports_of(decisions: Iterable[Decision]) -> dict[int, Imported]:
    """Sum up each import among decisions that have their faces, by its number."""
    decisions = tuple(decisions)
    return imports_in(decisions, {item.seq: len(item.faces) for item in decisions if item.batch})


def imports_in(decisions: Iterable[Decision], faces: Mapping[int, int]) -> dict[int, Imported]:
    """Sum up each import among decisions without faces, by its number. `faces` is the number of faces of each
    decision.
    """
    decisions = tuple(decisions)
    heads = import_heads(decisions)
    if not heads:
        return {}
    members: dict[str, list[Decision]] = {uid: [] for uid in heads}
    for decision in decisions:
        if decision.batch in members:
            members[decision.batch].append(decision)
    return {heads[uid].seq: _summed(heads[uid], brought, faces) for uid, brought in members.items()}


def named_by_imports(
    decisions: Iterable[Decision], ids_of: Callable[[Sequence[FaceRef]], Sequence[int | None]]
) -> frozenset[int]:
    """The ids of the faces whose name came with an import, as far as no human has said something about the single face
    since. `ids_of` gives the id of each reference's face.
    """
    decisions = in_force(decisions)
    heads = import_heads(decisions)
    if not heads:
        return frozenset()
    found: set[int] = set()
    for decision in decisions:
        faces = {face for face in ids_of(decision.faces) if face is not None}
        if decision.batch in heads and decision.kind in ("name", "confirm"):
            found |= faces
        elif not decision.as_group:
            found -= faces
    return frozenset(found)


def _summed(head: Decision, brought: list[Decision], faces: Mapping[int, int]) -> Imported:
    named = [item for item in brought if item.kind in ("name", "confirm")]
    return Imported(
        faces=sum(faces.get(item.seq, 0) for item in named),
        people=len({item.person_id for item in named}),
        decisions=len(brought),
        programs=head.programs,
    )
