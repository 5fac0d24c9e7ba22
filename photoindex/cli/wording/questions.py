"""Put questions into words, and say what to type to answer them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from photoindex.domain.names import as_typed
from photoindex.wording.claims import said
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.domain.targets import Target
    from photoindex.operations.suggest import Answer, Question, Suggestion


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """A command that can be run as it is; if it `wants_name`, a name must be typed after it."""

    command: str
    wants_name: bool = False

    def __str__(self) -> str:
        return f"type the name after: {self.command}" if self.wants_name else self.command


@dataclass(frozen=True, slots=True)
class WordedQuestion:
    """The question, its two answers, and the labels of the answers."""

    text: str
    yes: TypedAnswer
    no: TypedAnswer
    labels: tuple[str, str] = ("yes", "no")


def worded(suggestion: "Suggestion") -> WordedQuestion:
    """A question as it is printed."""
    known = "yes" if suggestion.question.proposed is not None else "known"
    labels = (known, "stranger") if suggestion.no.kind == "ignore" else ("yes", "no")
    return WordedQuestion(text_of(suggestion), typed(suggestion.yes), typed(suggestion.no), labels)


def typed(answer: "Answer") -> TypedAnswer:
    """The command that gives an answer."""
    target = answer.target
    match answer.kind:
        case "name":
            name = f" {as_typed(answer.name)}" if answer.name is not None else ""
            command = f"label {target.kind} {_which(target)}{name}"
        case "not":
            command = f"label {target.kind} {_which(target)} --not {as_typed(answer.name or '')}"
        case "ignore":
            command = f"label {target.kind} {_which(target)} --ignore"
        case "split":
            command = f"split {target.kind} {_which(target)} --faces {' '.join(map(str, answer.faces))}"
        case "merge":
            command = f"merge {_which(target)} {_which(answer.other)}"
        case "different":
            command = f"different {target.kind} {_which(target)} {_which(answer.other)}"
    return TypedAnswer(f"photoindex {command}", wants_name=answer.wants_name)


def _which(target: "Target | None") -> str:
    assert target is not None
    return as_typed(target.name) if target.kind == "person" else target.which


def text_of(suggestion: "Suggestion") -> str:
    """The question alone."""
    question, name, other = suggestion.question, suggestion.name or "", suggestion.other_name or ""
    what = _what(question)
    claim = f" {said(question.claimed)}" if question.claimed is not None else ""
    match question.kind:
        case "is":
            return f"Is {what} {name}? ({question.probability:.0%} likely){claim}"
        case "really":
            return f"Is {what} really {name}?" + (f" It looks more like {other}." if other else "")
        case "two":
            others = count(len(question.other_faces), "face")
            return f"Does cluster {question.cluster_id} hold two people? {others} may be somebody else."
        case "same":
            return _same(question, name, other)
        case "who":
            return f"Who is {what}?" + (f" Perhaps {name} ({question.probability:.0%})." if name else "") + claim


def _same(question: "Question", name: str, other: str) -> str:
    if name and other:
        return f"Are {name} and {other} the same person?"
    if question.cluster_id is not None and question.other_cluster is not None:
        return f"Are clusters {question.cluster_id} and {question.other_cluster} the same person?"
    return f"Are faces {question.face_ids[0]} and {question.other_faces[0]} the same person?"


def _what(question: "Question") -> str:
    """The faces that the question is about."""
    if question.cluster_id is not None:
        return f"cluster {question.cluster_id} ({count(len(question.face_ids), 'face')})"
    ids = " ".join(map(str, question.face_ids))
    return f"face {ids}" if len(question.face_ids) == 1 else f"the person in faces {ids}"
