"""Whatever other programs say, a plan never changes what a human said, and carrying it out twice changes nothing."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.domain.people import FaceRef, PeopleState, Person
from photoindex.operations.importing.heard import Heard, NamedBox
from photoindex.operations.importing.people import NamesHere
from photoindex.operations.importing.plan import Plan, Prefer
from photoindex.operations.importing.planning import Here, changed_claims, plan_import
from photoindex.store.views.photo_facts import FaceHere

NAMES = ("Ann", "Bob", "Cleo", "ANN")
PHOTOS = ("photo0", "photo1")
PLACES = tuple(Box(0.05 + 0.2 * place, 0.3, 0.1, 0.1) for place in range(4))
# In the first place of each photo, no face was found.
FACES = {
    photo: [FaceHere(10 * at + place, FaceRef(photo, PLACES[place], "pack")) for place in (1, 2, 3)]
    for at, photo in enumerate(PHOTOS)
}
IDS = tuple(face.face_id for faces in FACES.values() for face in faces)
PERSONS = {1: Person(1, "Ann"), 2: Person(2, "Bob")}


@st.composite
def states(draw: st.DrawFn) -> PeopleState:
    words = {face: draw(st.sampled_from(("", "Ann", "Bob", "stranger", "no face", "not Ann"))) for face in IDS}
    ids = {"Ann": 1, "Bob": 2}
    return PeopleState(
        persons=PERSONS,
        confirmed={face: ids[word] for face, word in words.items() if word in ids},
        ignored=frozenset(face for face, word in words.items() if word == "stranger"),
        not_faces=frozenset(face for face, word in words.items() if word == "no face"),
        rejected={face: frozenset({1}) for face, word in words.items() if word == "not Ann"},
    )


@st.composite
def heard(draw: st.DrawFn) -> Heard:
    said = Heard()
    for photo in PHOTOS:
        for program in draw(st.lists(st.sampled_from(("picasa", "xmp", "csv")), unique=True)):
            voice = said.voice(photo, program, f"/{program}")
            for place in draw(st.lists(st.sampled_from(PLACES), unique=True)):
                voice.boxes.append(NamedBox(draw(st.sampled_from(NAMES)), place.expanded(draw(st.floats(0.8, 1.4)))))
            voice.names.extend(draw(st.lists(st.sampled_from(NAMES), unique=True)))
    return said


def planned(said: Heard, state: PeopleState, prefer: Prefer | None, drawn: Sequence[FaceHere] = ()) -> Plan:
    every = {photo: [*faces, *(face for face in drawn if face.ref.content_hash == photo)]
             for photo, faces in FACES.items()}  # fmt: skip
    return plan_import(said, Here(state, {11: 1}, lambda _: every), NamesHere(state, ()), prefer)


def after(plan: Plan, state: PeopleState) -> tuple[PeopleState, list[FaceHere]]:
    """The state after the plan was carried out, and the faces that it draws."""
    confirmed, rejected, drawn = dict(state.confirmed), dict(state.rejected), list[FaceHere]()
    persons = dict(state.persons)
    for item in plan.persons.values():
        for ref in (*item.named, *item.confirmed):
            if ref not in plan.ids:
                drawn.append(FaceHere(100 + len(drawn), ref))
                confirmed[drawn[-1].face_id] = item.person.person_id
                persons[item.person.person_id] = item.person
            else:
                confirmed[plan.ids[ref]] = item.person.person_id
                persons[item.person.person_id] = item.person
        for ref in item.rejected:
            rejected[plan.ids[ref]] = rejected.get(plan.ids[ref], frozenset()) | {item.person.person_id}
    who = set(confirmed)
    changed = replace(state, confirmed=confirmed, rejected=rejected, persons=persons, ignored=state.ignored - who,
                      not_faces=state.not_faces - who)  # fmt: skip
    return changed, drawn


@settings(max_examples=300)
@given(heard(), states(), st.sampled_from((None, "mine")))
def test_what_a_human_said_never_changes_unless_the_other_program_is_preferred(
    said: Heard, state: PeopleState, prefer: Prefer | None
) -> None:
    changed, _ = after(planned(said, state, prefer), state)
    assert {face: changed.confirmed[face] for face in state.confirmed} == dict(state.confirmed)
    assert (changed.ignored, changed.not_faces) == (state.ignored, state.not_faces)
    for face, persons in state.rejected.items():
        assert changed.confirmed.get(face) not in persons


@settings(max_examples=300)
@given(heard(), states(), st.sampled_from((None, "mine", "theirs")))
def test_a_plan_that_was_carried_out_leaves_nothing_to_do(
    said: Heard, state: PeopleState, prefer: Prefer | None
) -> None:
    first = planned(said, state, prefer)
    claims = list(changed_claims(said, first, []))
    changed, drawn = after(first, state)
    second = planned(said, changed, prefer, drawn)
    assert not any(item.named or item.confirmed or item.rejected for item in second.persons.values())
    assert list(changed_claims(said, second, [claim for claim in claims if claim.name])) == []


@settings(max_examples=300)
@given(heard(), states(), st.sampled_from((None, "mine", "theirs")))
def test_every_face_is_about_one_person_and_every_named_face_has_one_outcome(
    said: Heard, state: PeopleState, prefer: Prefer | None
) -> None:
    plan = planned(said, state, prefer)
    given_names = [ref for item in plan.persons.values() for ref in (*item.named, *item.confirmed)]
    assert len(given_names) == len(set(given_names))
    assert len(given_names) == sum(plan.outcomes[kind] for kind in ("named", "confirmed", "drawn", "replaced"))
    places = {(photo, round(each.box.center[0], 2)) for photo, voices in said.voices.items() for voice in voices
              for each in voice.boxes}  # fmt: skip
    assert sum(plan.outcomes.values()) == len(places)
    assert plan.conflicts.count == plan.outcomes["conflict"]


def test_a_claim_of_an_origin_that_says_nothing_any_more_is_withdrawn() -> None:
    said = Heard()
    said.voice("photo0", "csv", "/csv").names.append("Ann")
    claims = list(changed_claims(said, planned(said, PeopleState(), None), []))
    assert [claim.name for claim in claims] == ["Ann"]
    silent = Heard()
    silent.voice("photo0", "csv", "/csv")
    assert [claim.name for claim in changed_claims(silent, planned(silent, PeopleState(), None), claims)] == [""]


def test_two_people_side_by_side_where_no_face_was_found_are_drawn_as_two_faces() -> None:
    said = Heard()
    beside = Box(PLACES[0].x + 0.03, PLACES[0].y, PLACES[0].width, PLACES[0].height)
    said.voice("photo0", "csv", "/csv").boxes.extend([NamedBox("Cleo", PLACES[0]), NamedBox("Dan", beside)])
    said.voice("photo0", "xmp", "/xmp").boxes.extend([NamedBox("Dan", beside), NamedBox("Cleo", PLACES[0])])
    plan = planned(said, PeopleState(), None)
    assert plan.outcomes == {"drawn": 2}
    assert {(item.person.name, item.named[0].box) for item in plan.persons.values()} == {
        ("Cleo", FaceRef("", PLACES[0]).rounded().box), ("Dan", FaceRef("", beside).rounded().box),
    }  # fmt: skip


def test_a_photo_that_the_index_does_not_hold_any_more_is_left_out() -> None:
    said = Heard()
    said.voice("gone", "csv", "/csv").boxes.append(NamedBox("Cleo", PLACES[0]))
    plan = planned(said, PeopleState(), None)
    assert (plan.photos, plan.outcomes, plan.persons) == (0, {}, {})
