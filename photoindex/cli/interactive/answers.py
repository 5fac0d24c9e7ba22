"""Record an answer in the index, and say what it did."""

from dataclasses import dataclass

from photoindex.cli.interactive.replies import Given, Keep, NotAFace
from photoindex.cli.wording import answers as wording
from photoindex.domain.seen import Seen
from photoindex.operations.asking import Answer
from photoindex.operations.confirm import confirm
from photoindex.operations.different import different
from photoindex.operations.label import ignore, label, not_a_face, reject
from photoindex.operations.merge import merge
from photoindex.operations.opening import Index
from photoindex.operations.split import split_by_hand


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer that was recorded by the decisions with the numbers `seqs`. It settled `faces` faces; `text` says what
    it did.
    """

    seqs: tuple[int, ...]
    faces: int
    text: str


def record(index: Index, answer: Given, seen: Seen | None) -> Recorded:
    """Record an answer.

    Args:
        seen: the faces as they were shown.

    Raises the errors of the operations `label`, `merge`, `split`, `different` and `confirm`.
    """
    if isinstance(answer, Keep):
        return _keep(index, answer, seen)
    if isinstance(answer, NotAFace):
        said = not_a_face(index, answer.target, seen=seen)
        return Recorded((said.decision.seq,), said.faces, wording.not_faces(said))
    match answer.kind:
        case "name":
            return _name(index, answer, seen)
        case "merge":
            return _merge(index, answer, seen)
        case "not" | "ignore":
            return _say(index, answer, seen)
        case "split" | "different":
            return _separate(index, answer, seen)


def _name(index: Index, answer: Answer, seen: Seen | None) -> Recorded:
    report = label(index, answer.target, answer.name or "", seen=seen)
    return Recorded((report.seq,), report.faces + report.followers.automatic, wording.named(report))


def _merge(index: Index, answer: Answer, seen: Seen | None) -> Recorded:
    assert answer.other is not None
    report = merge(index, answer.target.name, answer.other.name, seen=seen)
    return Recorded((report.decision.seq,), report.faces, wording.merged(report))


def _say(index: Index, answer: Answer, seen: Seen | None) -> Recorded:
    if answer.kind == "ignore":
        said = ignore(index, answer.target, seen=seen)
        return Recorded((said.decision.seq,), said.faces, wording.ignored(said))
    said = reject(index, answer.target, answer.name or "", seen=seen)
    return Recorded((said.decision.seq,), 0, wording.rejected(said))


def _separate(index: Index, answer: Answer, seen: Seen | None) -> Recorded:
    if answer.kind == "split":
        report = split_by_hand(index, answer.target, answer.faces, None, seen=seen)
        return Recorded((report.decision.seq,), 0, wording.split(report))
    assert answer.other is not None
    decision = different(index, answer.target, answer.other, seen=seen)
    return Recorded((decision.seq,), 0, wording.told_apart())


def _keep(index: Index, answer: Keep, seen: Seen | None) -> Recorded:
    said = confirm(index, answer.target, seen=seen)
    faces = sum(len(decision.faces) for decision in said)
    return Recorded(tuple(decision.seq for decision in said), 0, wording.kept(faces, said))
