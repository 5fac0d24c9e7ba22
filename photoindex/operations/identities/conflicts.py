"""Find the faces about which the decisions of an import and those of the index disagree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from photoindex.domain.people import NEVER_A_FACE, NEVER_A_PERSON, Decision, FaceRef, Person
from photoindex.people.decisions.replay import replay


class NoPerson(Enum):
    """What a face was said to be instead of a person."""

    STRANGER = auto()
    NOT_A_FACE = auto()


Verdict: TypeAlias = str | NoPerson
"""The name of the person that a face was said to be, or what it was said to be instead."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A face about which the file and the index disagree, and what it is `now`; None if nothing is said about it."""

    face: FaceRef
    here: Verdict
    there: Verdict
    now: Verdict | None


def _state(decisions: Sequence[Decision]) -> tuple[dict[int, Person], dict[FaceRef, int | None]]:
    """The persons, and the person id (`NEVER_A_PERSON` if ignored, `NEVER_A_FACE` for a wrong detection) of every face
    with a decision, even in photos never scanned.
    """
    refs = list(dict.fromkeys(ref for item in decisions for group in (item.faces, *item.others) for ref in group))
    state = replay(decisions, {ref: number for number, ref in enumerate(refs)}.get)
    said: dict[FaceRef, int | None] = {refs[number]: NEVER_A_PERSON for number in state.ignored}
    said |= {refs[number]: NEVER_A_FACE for number in state.not_faces}
    return dict(state.persons), said | {refs[number]: who for number, who in state.confirmed.items()}


def conflicts(here: Sequence[Decision], added: Sequence[Decision]) -> Iterable[Conflict]:
    """Each face about which decisions that were `here` and decisions that were `added` say different things, in the
    order of photos.
    """
    if not here or not added:
        return
    # An imported undo may refer to a decision that was here before.
    uids = {decision.seq for decision in added}
    theirs = [item for item in added if item.target is None or item.target in uids]
    (before, ours), (elsewhere, others), (people, after) = _state(here), _state(theirs), _state([*here, *added])
    known = elsewhere | before | people

    def called(who: int | None) -> Verdict:
        if who is NEVER_A_PERSON:
            return NoPerson.STRANGER
        return NoPerson.NOT_A_FACE if who == NEVER_A_FACE else known[who].name

    for ref in sorted(ours.keys() & others.keys(), key=lambda ref: (ref.content_hash, ref.box.x, ref.box.y)):
        if ours[ref] != others[ref]:
            yield Conflict(ref, called(ours[ref]), called(others[ref]), called(after[ref]) if ref in after else None)
