"""Say what each key means for a question: an answer, or the reason why there is no such answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from photoindex.cli.wording.sittings import Refusal
from photoindex.domain.targets import Target
from photoindex.operations.asking import Answer, Asked


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep the `target` as it is, whatever it looks like."""

    target: Target


@dataclass(frozen=True, slots=True)
class NotAFace:
    """The `target` shows no face."""

    target: Target


Given = Answer | Keep | NotAFace
"""An answer that can be recorded."""


@dataclass(frozen=True, slots=True)
class WantsName:
    """The name has to be typed first; `first` is its first letter, if that was pressed."""

    answer: Answer
    first: str = ""


Reply = Given | WantsName | Refusal


def reply_to(asked: Asked, key: str) -> Reply | None:
    """What a key answers; None if the key answers nothing."""
    if key.isdigit() and key.isascii():
        return _pick(asked, int(key))
    meaning = _MEANINGS.get(key)
    if meaning is not None:
        return meaning(asked)
    # A small letter without a meaning, and every capital letter, begins a name.
    return _named(asked, key) if len(key) == 1 and key.isalpha() and key not in _OTHER_KEYS else None


def with_name(answer: Answer, name: str) -> Answer:
    """The answer with the name that was typed."""
    return Answer("name", answer.target, name, answer.other, answer.faces)


def _wanting(answer: Answer) -> Reply:
    return WantsName(answer) if answer.wants_name else answer


def _deny(asked: Asked) -> Reply:
    # Without a guess, the second answer of the question is to ignore the faces, which has its own key.
    return "no-guess" if asked.suggestion.no.kind == "ignore" else _wanting(asked.suggestion.no)


def _ignore(asked: Asked) -> Reply:
    if asked.suggestion.question.kind == "same":
        return "two-sides"
    return Answer("ignore", asked.suggestion.yes.target)


def _not_a_face(asked: Asked) -> Reply:
    if asked.suggestion.question.kind == "same":
        return "two-sides"
    return NotAFace(asked.suggestion.yes.target)


def _keep(asked: Asked) -> Reply:
    match asked.suggestion.question.kind:
        case "really":
            return Keep(asked.suggestion.yes.target)
        case "is":
            # The suggested name is the one to keep.
            return asked.suggestion.yes
        case _:
            return "nothing-to-keep"


def _pick(asked: Asked, digit: int) -> Reply:
    if not 1 <= digit <= len(asked.likely):
        return "no-digit"
    return Answer("name", asked.suggestion.yes.target, asked.likely[digit - 1].person.name)


def _named(asked: Asked, first: str = "") -> Reply:
    """A typed name for all faces of the question; of a cluster that may be two people, it means that it is one."""
    suggestion = asked.suggestion
    if suggestion.yes.kind == "merge":
        return "no-name-here"
    return WantsName(Answer("name", suggestion.yes.target), first)


_MEANINGS: Mapping[str, Callable[[Asked], Reply]] = {
    "y": lambda asked: _wanting(asked.suggestion.yes),
    "n": _deny,
    "i": _ignore,
    "x": _not_a_face,
    "k": _keep,
    "enter": _named,
    " ": _named,
}
# Help, skip, undo and leave; m merges on the page.
_OTHER_KEYS = "hmqsu"
