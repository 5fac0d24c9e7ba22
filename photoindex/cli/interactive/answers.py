"""Record an answer in the index, and say what it did."""

from dataclasses import dataclass

from photoindex.cli.interactive.replies import Given, Keep, NotAFace
from photoindex.cli.wording import answers as wording
from photoindex.operations.asking import Answer
from photoindex.operations.confirm import confirm
from photoindex.operations.different import different
from photoindex.operations.label import Unlike, ignore, label, label_if_alike, not_a_face, reject
from photoindex.operations.merge import merge, merge_if_alike
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


def record(index: Index, answer: Given, *, sure: bool = False) -> Recorded | Unlike:
    """Record an answer. If the faces do not look like the person and the user is not `sure`, record nothing and return
    the doubt.

    Raises the errors of the operations `label`, `merge`, `split`, `different` and `confirm`.
    """
    if isinstance(answer, Keep):
        return _keep(index, answer)
    if isinstance(answer, NotAFace):
        said = not_a_face(index, answer.target)
        return Recorded((said.decision.seq,), said.faces, wording.not_faces(said))
    match answer.kind:
        case "name":
            return _name(index, answer, sure=sure)
        case "merge":
            return _merge(index, answer, sure=sure)
        case "not" | "ignore":
            return _say(index, answer)
        case "split" | "different":
            return _separate(index, answer)


def _name(index: Index, answer: Answer, *, sure: bool) -> Recorded | Unlike:
    name = answer.name or ""
    if answer.target.kind == "cluster" and not sure:
        report = label_if_alike(index, answer.target, name)
        if isinstance(report, Unlike):
            return report
    else:
        report = label(index, answer.target, name)
    return Recorded((report.seq,), report.faces + report.followers.automatic, wording.named(report))


def _merge(index: Index, answer: Answer, *, sure: bool) -> Recorded | Unlike:
    assert answer.other is not None
    do = merge if sure else merge_if_alike
    report = do(index, answer.target.name, answer.other.name)
    if isinstance(report, Unlike):
        return report
    return Recorded((report.decision.seq,), report.faces, wording.merged(report))


def _say(index: Index, answer: Answer) -> Recorded:
    if answer.kind == "ignore":
        said = ignore(index, answer.target)
        return Recorded((said.decision.seq,), said.faces, wording.ignored(said))
    said = reject(index, answer.target, answer.name or "")
    return Recorded((said.decision.seq,), 0, wording.rejected(said))


def _separate(index: Index, answer: Answer) -> Recorded:
    if answer.kind == "split":
        report = split_by_hand(index, answer.target, answer.faces, None)
        return Recorded((report.decision.seq,), 0, wording.split(report))
    assert answer.other is not None
    decision = different(index, answer.target, answer.other)
    return Recorded((decision.seq,), 0, wording.told_apart())


def _keep(index: Index, answer: Keep) -> Recorded:
    said = confirm(index, answer.target)
    faces = sum(len(decision.faces) for decision in said)
    return Recorded(tuple(decision.seq for decision in said), 0, wording.kept(faces, said))
