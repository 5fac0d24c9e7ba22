"""Write the texts of a sitting in the terminal: why a question is asked, what each answer does, and the keys."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from photoindex.cli.durations import in_words
from photoindex.cli.output import shown, shown_name
from photoindex.cli.wording.questions import text_of
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.asking import Asked, AskedFace, Known, Likely, Suggestion

Refusal = Literal["no-guess", "two-sides", "nothing-to-keep", "no-digit", "no-name-here"]
"""Why a key has no meaning for a question.

- no-guess: the question guesses nobody, so there is nothing to deny.
- two-sides: the question is about two groups, so they cannot be ignored.
- nothing-to-keep: the faces have no name that could be kept.
- no-digit: there is no likely name with this digit.
- no-name-here: both sides have a name already.
"""

HELP = """\
y        same, yes                 n      different, no
1 to 5   one of the likely names   A-Z    a name: type it, Tab completes, Enter accepts what you typed
Enter    a name, also one that begins with a small letter
i        ignore: a stranger        x      not a face: a statue, a pattern
k        keep the name, whatever the face looks like
s        skip until next time      u      undo your last answer
?        this list                 q      leave; Escape goes back one step
Only answers are recorded. What you look at or skip is not."""

_REFUSALS: Mapping[Refusal, str] = {
    "no-guess": "There is no person to deny. Type a name, i for a stranger, or s to skip.",
    "two-sides": "The question is about two groups. Answer y or n, or s to skip.",
    "nothing-to-keep": "These faces have no name that could be kept.",
    "no-digit": "There is no likely name with this digit.",
    "no-name-here": "Both have a name. Answer y or n, or s to skip.",
}


def intro(graphics: str) -> str:
    """The first lines of a sitting."""
    pictures = "" if graphics != "none" else " This terminal shows no pictures, so faces are listed by number."
    return f"Each answer is stored at once, and u undoes it. ? lists the keys, q leaves.{pictures}"


def question(asked: "Asked") -> str:
    """The question itself."""
    return shown(text_of(asked.suggestion))


def reason(asked: "Asked") -> str:
    """Why it is asked."""
    item = asked.suggestion.question
    gain = f"An answer may settle {count(max(1, round(item.settles)), 'face')}."
    if item.claimed is not None and item.claimed.sure:
        return f"Why: names from another program, {item.probability:.0%} likely to be right. {gain}"
    match item.kind:
        case "is" | "same":
            return f"Why: they look alike, {item.probability:.0%} likely to be one person. {gain}"
        case "really":
            return f"Why: the face looks unlike the others; {item.probability:.0%} likely that the name is right."
        case "two":
            return f"Why: some of these faces look unlike the others. Two people: {item.probability:.0%} likely. {gain}"
        case "who":
            faces = len(item.face_ids)
            if faces == 1:
                return "Why: nobody has named this face."
            return f"Why: nobody has named these {faces:,} faces, and the answer settles all of them."


def effects(asked: "Asked", known: "dict[str, Known]") -> list[str]:
    """What the answers do, one line for each."""
    lines = [f"  {number}  {_likely(item)}" for number, item in enumerate(asked.likely, 1)]
    suggestion = asked.suggestion
    faces = count(len(suggestion.question.face_ids), "face")
    match suggestion.question.kind:
        case "is":
            return [f"  y  {faces} {_joins(suggestion, known)}", "  n  not this person, now and later", *lines]
        case "who":
            name = suggestion.yes.name
            guess = [f"  y  {faces} {joining(name, known)}"] if name else []
            return [*guess, f"  A-Z or Enter  a name for {faces}", "  i  a stranger: left out, now and later", *lines]
        case "really":
            other = f"{shown_name(suggestion.other_name)}" if suggestion.other_name else "somebody else, not named yet"
            return [f"  y or k  confirmed as {shown_name(suggestion.name or '')}", f"  n  {other}", *lines]
        case "two":
            others = len(suggestion.question.other_faces)
            new = "gets a cluster of its own" if others == 1 else "get a cluster of their own"
            return [f"  y  {count(others, 'face')} {new}", "  n  one person: type the name"]
        case "same":
            return [f"  y  {_one_person(suggestion, known)}", "  n  two people: they will not be joined"]


def _joins(suggestion: "Suggestion", known: "dict[str, Known]") -> str:
    return joining(suggestion.name or "", known)


def joining(name: str, known: "dict[str, Known]") -> str:
    """What a name does: joins a person, or makes one."""
    person = known.get(name)
    if person is None:
        return f"become {shown_name(name)}, who is new" if name.strip() else "get a name"
    return f"join {shown_name(name)}, {count(person.photos, 'photo')}"


def _one_person(suggestion: "Suggestion", known: "dict[str, Known]") -> str:
    question = suggestion.question
    if suggestion.name and suggestion.other_name:
        stays, gone = shown_name(suggestion.name), shown_name(suggestion.other_name)
        person = known.get(suggestion.name)
        photos = f", {count(person.photos, 'photo')}" if person else ""
        return f"{gone} joins {stays}{photos}"
    both = len(question.face_ids) + len(question.other_faces)
    return f"one person: type the name for {count(both, 'face')}"


def _likely(item: "Likely") -> str:
    person = item.person
    return f"{shown_name(person.name)}, {count(person.photos, 'photo')}: {item.probability:.0%} likely"


def sides(asked: "Asked") -> tuple[str, str]:
    """The headings of the two sides of the pictures; the second is empty if there is nothing to compare with."""
    item, suggestion = asked.suggestion.question, asked.suggestion
    if not asked.compare:
        return "", ""
    alone = f"face {item.face_ids[0]}" if len(item.face_ids) == 1 else "these"
    left = f"cluster {item.cluster_id}" if item.cluster_id is not None else alone
    match item.kind:
        case "two":
            return "most of them", "the others"
        case "same" if suggestion.name:
            return shown_name(suggestion.name), shown_name(suggestion.other_name or "")
        case "same":
            return left, f"cluster {item.other_cluster}" if item.other_cluster is not None else "those"
        case _:
            return left, f"confirmed: {shown_name(suggestion.other_name or suggestion.name or '')}"


def caption(face: "AskedFace") -> str:
    """The caption of a picture: when it was taken, or the number of the face if that is unknown."""
    return f"{face.taken_at:%Y-%m-%d}" if face.taken_at is not None else f"face {face.face_id}"


def described(face: "AskedFace") -> str:
    """A face in words, for a terminal that shows no pictures."""
    taken = f" {face.taken_at:%Y-%m-%d}" if face.taken_at is not None else ""
    others = f", with {', '.join(map(shown_name, face.others))}" if face.others else ""
    return f"face {face.face_id}{taken}{others}: {shown(str(face.path))}"


def company(asked: "Asked") -> str:
    """The other people in the photos that are shown; empty if they are unknown."""
    names = dict.fromkeys(shown_name(name) for face in asked.faces for name in face.others)
    return f"In the same photos: {', '.join(list(names)[:8])}." if names else ""


def refusal(why: Refusal) -> str:
    """Why a key does nothing here."""
    return _REFUSALS[why]


def name_hint(existing: str | None, fitting: list[str], known: "dict[str, Known]") -> str:
    """The hint after a name that is being typed."""
    if existing is not None:
        person = known[existing]
        return f"joins {shown_name(existing)}, {count(person.photos, 'photo')}"
    if fitting:
        return f"new; Tab: {', '.join(map(shown_name, fitting[:3]))}"
    return "new"


def twice(photos: int) -> str:
    """The doubt about an answer that gives one person two faces in a photo."""
    return f"one person would then have two faces in {count(photos, 'photo')}"


def nothing_left(person: str | None) -> str:
    """There are no questions."""
    about = f" about {shown_name(person)}" if person is not None else ""
    return f"Nothing left to ask{about}."


def nothing_to_undo() -> str:
    """The sitting has no answer that could be undone."""
    return "You have given no answer in this sitting yet. `photoindex undo` undoes earlier ones."


def summary(answers: int, seconds: float, faces: int) -> str:
    """What the sitting achieved."""
    if not answers:
        return "No answers, so nothing was changed."
    each = f", {faces / answers:.1f} an answer" if faces else ""
    return f"{count(answers, 'answer')} in {in_words(round(seconds))} settled {count(faces, 'face')}{each}."
