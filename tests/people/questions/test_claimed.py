"""Names that other programs give to photos become proposals for clusters and single faces."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from photoindex.domain.claims import Claim, ClaimedNames, claimed_names
from photoindex.domain.people import PeopleState
from photoindex.people.faces import Faces
from photoindex.people.questions.claimed import NameEvidence, claimed_by_unit
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.question import Question
from photoindex.people.questions.suggester import Suggester
from photoindex.people.questions.units import Units
from tests.people.drawn_library import SFACE, assignments_of, library, spread
from tests.people.questions.asking import people


def claims(names: Mapping[int, Sequence[str]], program: str = "takeout") -> ClaimedNames:
    """The names that a program gives to each photo."""
    made = [Claim(str(photo), None, name, program) for photo, each in names.items() for name in each]
    return claimed_names(made, {str(photo): photo for photo in names})


def proposed(faces: Faces, names: Mapping[int, Sequence[str]], state: PeopleState | None = None) -> list[NameEvidence]:
    """The proposals for the units of nobody, the largest unit first."""
    state = state or PeopleState()
    units = Units(faces, assignments_of(faces, state))
    found = claimed_by_unit(units, ProposalRules(units, state), claims(names), state.persons)
    return [found[unit] for unit in sorted(found, key=lambda unit: -int(units.size[unit]))]


def in_photos(faces: Faces, photos: Sequence[int]) -> Faces:
    return replace(faces, photo=np.array(photos, dtype=np.int64))


# Two clusters of twelve and of eight faces, each face in a photo of its own.
TWO = library([12, 8], [spread(0, 12), spread(12, 20)])
ONE_OF_TWELVE = dict.fromkeys(range(12), ("Grandma",))
ONE_OF_EIGHT = dict.fromkeys(range(12, 20), ("Tom",))


def test_a_cluster_gets_the_name_that_its_photos_carry() -> None:
    grandma, tom = proposed(TWO, ONE_OF_TWELVE | ONE_OF_EIGHT)
    assert (grandma.name, grandma.photos, grandma.of, grandma.person_id) == ("Grandma", 12, 12, None)
    assert (tom.name, tom.programs, tom.sure) == ("Tom", ("takeout",), True)
    assert tom.probability > 0.95


def test_the_evidence_counts_the_photos_that_do_not_show_the_cluster() -> None:
    names = dict.fromkeys(range(10), ("Grandma",)) | {15: ["Tom", "Grandma"], 16: ["Tom"], 17: ["Tom"]}
    grandma = proposed(TWO, names)[0]
    assert (grandma.name, grandma.photos, grandma.of) == ("Grandma", 10, 11)


def test_spellings_of_a_name_are_one_name() -> None:
    names = {photo: ["GRANDMA" if photo % 2 else "Grandma"] for photo in range(12)}
    assert [(item.name, item.photos) for item in proposed(TWO, names | ONE_OF_EIGHT)] == [("Grandma", 12), ("Tom", 8)]


def test_a_name_that_most_photos_of_the_cluster_do_not_carry_is_not_proposed() -> None:
    names = dict.fromkeys(range(4), ("Grandma",)) | dict.fromkeys(range(4, 12), ("Tom",)) | {13: ["Grandma"]}
    assert not any(item.name == "Grandma" and item.sure for item in proposed(TWO, names))


def test_a_single_photo_is_not_enough_to_propose_a_name() -> None:
    faces = library([12, 1], [spread(0, 12)])
    (grandma, tom) = proposed(faces, ONE_OF_TWELVE | {12: ["Tom"]})
    assert (grandma.sure, tom.sure) == (True, False)
    assert (tom.name, tom.photos) == ("Tom", 1)


def test_a_name_is_not_proposed_for_two_clusters_that_share_a_photo() -> None:
    faces = in_photos(library([12, 12], [spread(0, 12), spread(12, 24)]), [*range(12), *range(12)])
    assert proposed(faces, ONE_OF_TWELVE) == []
    # More photos of one of them decide.
    apart = in_photos(faces, [*range(12), *range(8), 12, 13, 14, 15])
    (grandma,) = proposed(apart, dict.fromkeys(range(12), ("Grandma",)) | dict.fromkeys(range(12, 16), ("Tom",)))
    assert grandma.name == "Grandma"


def named_grandma(**state: object) -> PeopleState:
    """The first twelve faces are called Grandma here."""
    confirmed = dict.fromkeys(range(1, 13), 1)
    return PeopleState(persons=people("Grandma"), confirmed=confirmed, **state)  # type: ignore[arg-type]


def test_the_faces_of_another_cluster_are_proposed_for_the_person_of_that_name() -> None:
    (item,) = proposed(TWO, ONE_OF_TWELVE | dict.fromkeys(range(12, 20), ("grandma",)), named_grandma())
    assert (item.person_id, item.photos, item.of, item.sure) == (1, 8, 20, True)


def test_a_person_may_have_another_name_in_another_program() -> None:
    names = dict.fromkeys(range(20), ("Oma",))
    (item,) = proposed(TWO, names, named_grandma())
    assert (item.name, item.person_id) == ("Oma", 1)


def test_somebody_who_is_beside_a_named_person_does_not_get_the_name() -> None:
    faces = in_photos(TWO, [*range(12), *range(8)])
    assert proposed(faces, ONE_OF_TWELVE, named_grandma()) == []


def test_a_name_that_a_human_has_denied_is_not_proposed_again() -> None:
    denied = dict.fromkeys(range(13, 21), frozenset([1]))
    state = named_grandma(rejected=denied)
    assert proposed(TWO, ONE_OF_TWELVE | dict.fromkeys(range(12, 20), ("Grandma",)), state) == []


def test_ignored_faces_get_no_name() -> None:
    state = PeopleState(ignored=frozenset(range(1, 13)))
    assert [item.name for item in proposed(TWO, ONE_OF_TWELVE | ONE_OF_EIGHT, state)] == ["Tom"]


def asked(names: Mapping[int, Sequence[str]], state: PeopleState, person: int | None = None) -> list[Question]:
    suggester = Suggester(TWO, SFACE, claims=claims(names))
    return suggester.questions(state, assignments_of(TWO, state), 50, person=person)


def test_a_new_name_is_proposed_by_a_question_who() -> None:
    first, second, *_ = asked(ONE_OF_TWELVE | ONE_OF_EIGHT, PeopleState())
    assert [(item.kind, item.proposed) for item in (first, second)] == [("who", "Grandma"), ("who", "Tom")]
    assert first.settles == 12 * first.probability


def test_the_name_of_a_person_is_proposed_by_a_question_is() -> None:
    names = dict.fromkeys(range(20), ("Grandma",))
    for person in (None, 1):
        (question,) = [item for item in asked(names, named_grandma(), person) if item.claimed is not None]
        assert (question.kind, question.person_id, question.proposed) == ("is", 1, None)
        assert question.face_ids == tuple(range(13, 21))


def test_without_claims_nothing_is_proposed() -> None:
    assert all(item.claimed is None for item in asked({}, PeopleState()))
