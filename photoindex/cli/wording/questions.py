"""Questions in words, and what to type to answer them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from photoindex.cli.output import count
from photoindex.domain.names import as_typed

if TYPE_CHECKING:
    from photoindex.operations.suggest import Suggestion
    from photoindex.people.questions.question import Question


@dataclass(frozen=True, slots=True)
class Answer:
    """A command that can be run as it stands; where it `wants_name`, a name has to be typed after it."""

    command: str
    wants_name: bool = False

    def __str__(self) -> str:
        return f"type the name after: {self.command}" if self.wants_name else self.command


@dataclass(frozen=True, slots=True)
class WordedQuestion:
    """The question, what the two answers are called, and the answers."""

    text: str
    yes: Answer
    no: Answer
    labels: tuple[str, str] = ("yes", "no")


def worded(suggestion: "Suggestion") -> WordedQuestion:
    """A question as it is printed."""
    question, name, other = suggestion.question, suggestion.name or "", suggestion.other_name or ""
    what, target = _what(question.cluster_id, question.face_ids)
    label, quoted = f"photoindex label {target}", as_typed(name)
    match question.kind:
        case "is":
            return WordedQuestion(
                f"Is {what} {name}? {_likely(question)}", Answer(f"{label} {quoted}"), Answer(f"{label} --not {quoted}")
            )
        case "really":
            no = f"{label} {as_typed(other)}" if other else f"{label} --not {quoted}"
            text = f"Is {what} really {name}?" + (f" It looks more like {other}." if other else "")
            return WordedQuestion(text, Answer(f"{label} {quoted}"), Answer(no))
        case "two":
            part = " ".join(map(str, question.other_faces))
            cluster = f"cluster {question.cluster_id}"
            return WordedQuestion(
                f"Does {cluster} hold two people? {count(len(question.other_faces), 'face')} may be somebody else.",
                Answer(f"photoindex split {cluster} --faces {part}"),
                Answer(f"photoindex label {cluster}", wants_name=True),
            )
        case "same":
            return _same(question, name, other)
        case _:
            text = f"Who is {what}?"
            if name:
                text += f" Perhaps {name} ({question.probability:.0%})."
                return WordedQuestion(text, Answer(f"{label} {quoted}"), Answer(f"{label} --not {quoted}"))
            return WordedQuestion(
                text, Answer(label, wants_name=True), Answer(f"{label} --ignore"), ("known", "stranger")
            )


def _same(question: "Question", name: str, other: str) -> WordedQuestion:
    if name and other:
        one, two = as_typed(name), as_typed(other)
        return WordedQuestion(
            f"Are {name} and {other} the same person?", Answer(f"photoindex merge {two} {one}"),
            Answer(f"photoindex different person {one} {two}"),
        )  # fmt: skip
    if question.cluster_id is not None and question.other_cluster is not None:
        one, two = str(question.cluster_id), str(question.other_cluster)
        return WordedQuestion(
            f"Are clusters {one} and {two} the same person?",
            Answer(f"photoindex label cluster {one} {two}", wants_name=True),
            Answer(f"photoindex different cluster {one} {two}"),
        )
    one, two = str(question.face_ids[0]), str(question.other_faces[0])
    every = " ".join(map(str, (*question.face_ids, *question.other_faces)))
    return WordedQuestion(
        f"Are faces {one} and {two} the same person?", Answer(f"photoindex label face {every}", wants_name=True),
        Answer(f"photoindex different face {one} {two}"),
    )  # fmt: skip


def _likely(question: "Question") -> str:
    return f"({question.probability:.0%} likely)"


def _what(cluster_id: int | None, face_ids: tuple[int, ...]) -> tuple[str, str]:
    """The faces in words, and as the target of a command."""
    if cluster_id is not None:
        return f"cluster {cluster_id} ({count(len(face_ids), 'face')})", f"cluster {cluster_id}"
    ids = " ".join(map(str, face_ids))
    return (f"face {ids}" if len(face_ids) == 1 else f"the person in faces {ids}"), f"face {ids}"
