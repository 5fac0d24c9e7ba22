"""Names of other programs mean people here, whatever their spelling and whatever happened to these people."""

from datetime import UTC, datetime

from photoindex.domain.people import Decision, PeopleState, Person
from photoindex.operations.importing.people import AlikeNames, NamesHere, Renamed

AT = datetime(2026, 11, 1, tzinfo=UTC)


def said(seq: int, kind: str, who: int, name: str, into: tuple[int, str] | None = None) -> Decision:
    other_id, other_name = into or (None, None)
    return Decision(seq, AT, kind, who, name, other_id=other_id, other_name=other_name)  # type: ignore[arg-type]


def names(*persons: str, decisions: tuple[Decision, ...] = (), former: str | None = None) -> NamesHere:
    here = {who: Person(who, name) for who, name in enumerate(persons, start=1)}
    gone = {9: Person(9, former)} if former else {}
    return NamesHere(PeopleState(persons=here, former=gone), decisions)


def test_a_new_person_gets_an_id_that_nobody_has_had() -> None:
    here = names("Tom", decisions=(said(1, "merge", 7, "Ann", (1, "Tom")),))
    new = here.person("Grandma")
    assert (new.person_id, here.is_new(new)) == (8, True)
    assert here.person("GRANDMA") == new
    assert here.person("Bob").person_id == 9


def test_a_person_without_faces_is_the_same_person_as_before() -> None:
    here = names("Tom", former="Grandma")
    assert here.person("grandma").person_id == 9
    assert here.is_new(here.person("grandma"))


def test_a_person_whom_only_undone_decisions_mention_is_the_same_person_as_before() -> None:
    undone = (said(1, "name", 5, "Grandma"), Decision(2, AT, "undo", target=1))
    assert names("Tom", decisions=undone).person("Grandma").person_id == 5


def test_an_earlier_name_means_the_person_who_has_another_name_now() -> None:
    decisions = (said(1, "name", 1, "Gran"), said(2, "rename", 1, "Grandma"), said(3, "name", 2, "Tom"),
                 said(4, "name", 3, "Tommy"), said(5, "merge", 3, "Tommy", (2, "Tom")))  # fmt: skip
    here = names("Grandma", "Tom", decisions=decisions)
    assert [here.person(name).person_id for name in ("Gran", "Tommy", "Tom")] == [1, 2, 2]
    assert list(here.renamed.values()) == [Renamed("Gran", "Grandma"), Renamed("Tommy", "Tom")]


def test_a_name_that_somebody_has_now_means_them_and_not_who_had_it_earlier() -> None:
    decisions = (said(1, "name", 1, "Gran"), said(2, "rename", 1, "Grandma"), said(3, "name", 2, "Gran"))
    assert names("Grandma", "Gran", decisions=decisions).person("Gran").person_id == 2


def test_an_earlier_name_of_several_people_means_none_of_them() -> None:
    decisions = (said(1, "name", 1, "Gran"), said(2, "rename", 1, "Grandma"),
                 said(3, "name", 2, "Gran"), said(4, "rename", 2, "Granny"))  # fmt: skip
    assert names("Grandma", "Granny", decisions=decisions).person("Gran").person_id == 3


def test_names_that_differ_in_accents_order_or_a_letter_look_alike_and_others_do_not() -> None:
    here = names("Zoë Müller", "Anna Katharina Schmidt", "Benjamin Okafor")
    new = [here.person(name) for name in ("Zoe Muller", "Müller, Zoe", "Anna Katarina Schmidt", "Ben", "Leila")]
    assert here.alike(new) == [
        AlikeNames("Zoe Muller", "Zoë Müller"), AlikeNames("Müller, Zoe", "Zoë Müller"),
        AlikeNames("Anna Katarina Schmidt", "Anna Katharina Schmidt"),
    ]  # fmt: skip


def test_a_spelling_that_differs_only_in_case_is_reported() -> None:
    here = names("Tom")
    here.person("TOM")
    assert here.spelled_otherwise() == [AlikeNames("TOM", "Tom")]
    assert names("Tom").spelled_otherwise() == []
