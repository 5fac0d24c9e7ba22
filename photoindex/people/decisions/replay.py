"""Replay the log of decisions into the state of people.

The log is the only source of truth: nothing that could disagree with the log is stored about people. A new kind of
decision needs one function here and one line in `_APPLY`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from photoindex.domain.dates import end_of, start_of
from photoindex.domain.people import NEVER_A_FACE, NEVER_A_PERSON, Decision, DecisionKind, PeopleState
from photoindex.errors import IndexDamagedError, IndexTooNewError, UsageError
from photoindex.people.decisions.draft import Draft
from photoindex.people.decisions.sightings import Resolve, Sightings
from photoindex.people.decisions.standing import in_force


def replay(decisions: Iterable[Decision], resolve: Resolve) -> PeopleState:
    """Compute what the decisions say about the faces that are here.

    `resolve` gives the id of the face that a decision refers to, or None while the face is missing. When the face is
    back, the decision takes effect again. A later decision about a face wins over an earlier one, with one exception: a
    decision about many faces at once (`as_group`) never changes what was said about a single face. The first name given
    to a person stays until they are renamed. Of two people with the same name, the later one gets a number added. A
    person exists as long as at least one face, here or missing, is said to be that person.

    Raises:
        IndexTooNewError: the log holds a kind of decision that this version does not know.
        IndexDamagedError: a decision lacks what its kind needs.
    """
    return draft_of(in_force(decisions), resolve).state()


def draft_of(counting: Sequence[Decision], resolve: Resolve) -> Draft:
    """Apply decisions that are all in force; raises the same errors as `replay`."""
    draft = Draft(Sightings(counting, resolve))
    for decision in counting:
        apply_to(draft, decision)
    return draft


def apply_to(draft: Draft, decision: Decision) -> None:
    """Apply one more decision, which is in force; raises the same errors as `replay`."""
    apply = _APPLY.get(decision.kind)
    if apply is None:
        raise IndexTooNewError(f"decision {decision.seq} is of a kind that is not known here: {decision.kind}")
    apply(draft, decision)


def _person(decision: Decision) -> int:
    if decision.person_id is None:
        raise IndexDamagedError(f"decision {decision.seq} ({decision.kind}) does not say which person it is about")
    return decision.person_id


def _other(decision: Decision) -> int:
    if decision.other_id is None:
        raise IndexDamagedError(f"decision {decision.seq} ({decision.kind}) does not say which two people it is about")
    return decision.other_id


def _apply_name(draft: Draft, decision: Decision) -> None:
    person_id = draft.introduce(_person(decision), decision.person_name)
    draft.say_all(draft.keys_of(decision.faces), person_id, as_group=decision.as_group)


def _apply_ignore(draft: Draft, decision: Decision) -> None:
    draft.say_all(draft.keys_of(decision.faces), NEVER_A_PERSON, as_group=decision.as_group)


def _apply_not_a_face(draft: Draft, decision: Decision) -> None:
    draft.say_all(draft.keys_of(decision.faces), NEVER_A_FACE, as_group=decision.as_group)


def _apply_portrait(draft: Draft, decision: Decision) -> None:
    person_id = draft.merged_id(_person(decision))
    draft.portraits.pop(person_id, None)
    if decision.faces:
        draft.portraits[person_id] = draft.keys_of(decision.faces)


def _apply_reject(draft: Draft, decision: Decision) -> None:
    # Another program may name somebody of whom no face is known.
    person_id = draft.introduce(_person(decision), decision.person_name)
    for key in draft.keys_of(decision.faces):
        draft.deny(key, person_id, as_group=decision.as_group)


def _apply_unlabel(draft: Draft, decision: Decision) -> None:
    """Unlike a rejection, this also takes back what was said about single faces, because that is its purpose."""
    for key in draft.keys_of(decision.faces):
        said = draft.said.get(key)
        if decision.person_id is not None:
            who: int | None = draft.merged_id(decision.person_id)
        else:
            # A face that was ignored only together with its cluster is no longer ignored.
            who = said.who if said is not None else NEVER_A_PERSON
        if said is not None and said.who == who:
            del draft.said[key]
        draft.deny(key, who, as_group=decision.as_group)


def _apply_merge(draft: Draft, decision: Decision) -> None:
    draft.merge(_person(decision), _other(decision), decision.other_name)


def _apply_rename(draft: Draft, decision: Decision) -> None:
    draft.names[draft.merged_id(_person(decision))] = decision.person_name or ""


def _apply_apart(draft: Draft, decision: Decision) -> None:
    if decision.others:
        draft.apart.append([draft.keys_of(group) for group in (decision.faces, *decision.others)])
    else:
        draft.different.append((_person(decision), _other(decision)))


def _apply_split(draft: Draft, decision: Decision) -> None:
    """The first part of a split person keeps the name; the other parts lose it or get another one. If a cluster is
    split, its other parts lose all names that the first part also has.
    """
    _apply_apart(draft, decision)
    heir = draft.introduce(decision.other_id, decision.other_name) if decision.other_id is not None else None
    first = [said for key in draft.keys_of(decision.faces) if (said := draft.said.get(key))]
    kept = {said.person for said in first if said.person is not None}
    for key in [key for group in decision.others for key in draft.keys_of(group)]:
        said = draft.said.get(key)
        if decision.person_id is not None:
            draft.deny(key, draft.merged_id(decision.person_id), as_group=decision.as_group)
        elif said is not None and said.who in kept:
            draft.deny(key, said.who, as_group=decision.as_group)
        if heir is not None:
            draft.say(key, heir, as_group=decision.as_group)


def _apply_twice(draft: Draft, decision: Decision) -> None:
    draft.twice.update(draft.sightings.pairs_in_one_photo(decision.faces))


def _apply_lifespan(draft: Draft, decision: Decision) -> None:
    try:
        born = start_of(decision.born).date() if decision.born else None
        died = end_of(decision.died).date() if decision.died else None
    except UsageError as error:
        raise IndexDamagedError(f"decision {decision.seq}: {error.message}") from error
    draft.live(_person(decision), born, died)


def _apply_carry(draft: Draft, decision: Decision) -> None:
    """Nothing is left to do: `Sightings` links the faces of all "carry" decisions before the first one is applied."""


def _apply_import(draft: Draft, decision: Decision) -> None:
    """Nothing is left to do: the decisions that an import brought are applied one by one."""


def _apply_search(draft: Draft, decision: Decision) -> None:
    """A saved search says nothing about people or faces; `photoindex.people.decisions.searches` reads it."""


_APPLY: Mapping[DecisionKind, Callable[[Draft, Decision], None]] = {
    "name": _apply_name,
    "confirm": _apply_name,
    "reject": _apply_reject,
    "ignore": _apply_ignore,
    "not-a-face": _apply_not_a_face,
    "portrait": _apply_portrait,
    "unlabel": _apply_unlabel,
    "merge": _apply_merge,
    "split": _apply_split,
    "different": _apply_apart,
    "rename": _apply_rename,
    "twice": _apply_twice,
    "lifespan": _apply_lifespan,
    "carry": _apply_carry,
    "import": _apply_import,
    "search": _apply_search,
}
