"""People in hierarchical keywords."""

import pytest

from photoindex.interop.xmp.hierarchies import HIERARCHIES, read_hierarchy
from photoindex.interop.xmp.namespaces import DIGIKAM, PREFIXES
from tests.interop.xmp.written import listed, packet


def people(*keywords: str) -> list[str]:
    found = read_hierarchy(packet(listed("digiKam:TagsList", keywords, "Seq")), DIGIKAM, "TagsList", "/")
    assert found is not None
    assert found.regions == []
    return found.names


@pytest.mark.parametrize(("namespace", "name", "separator"), HIERARCHIES)
def test_each_list_names_people_below_its_root(namespace: str, name: str, separator: str) -> None:
    keywords = [separator.join(("People", "Ann")), separator.join(("Places", "Rome"))]
    found = read_hierarchy(packet(listed(f"{PREFIXES[namespace]}:{name}", keywords)), namespace, name, separator)
    assert found is not None
    assert found.names == ["Ann"]
    assert read_hierarchy(packet(""), namespace, name, separator) is None


def test_the_last_level_is_the_person_and_groups_are_not() -> None:
    assert people("People", "People/Family", "People/Family/Ann", "People/Tom") == ["Ann", "Tom"]


@pytest.mark.parametrize(
    "root", ["People", "people", "PERSONEN", "Personnes", "Люди", "人物", "1 People", "_People_", " People "]
)
def test_the_root_may_be_in_any_language_and_have_ornaments(root: str) -> None:
    assert people(f"{root}/Ann") == ["Ann"]


@pytest.mark.parametrize(
    "keyword", ["Ann", "Places/People", "Animals/Rex", "People", "People/", "/", "", "Peoples/Ann", "123/Ann"]
)
def test_nothing_else_is_a_person(keyword: str) -> None:
    assert people(keyword) == []


def test_the_tags_of_digikam_for_nobody_are_no_people() -> None:
    assert people("People/Unknown", "People/Unconfirmed", "People/Ignored", "People/Ann") == ["Ann"]


def test_a_keyword_as_long_as_a_text_is_noted() -> None:
    text = "People/" * 1000 + "Ann"
    found = read_hierarchy(packet(listed("digiKam:TagsList", [text, "People/Tom"])), DIGIKAM, "TagsList", "/")
    assert found is not None
    assert found.names == ["Tom"]
    assert found.faults == [("too-large", "a keyword of more than 1,000 characters")]


def test_a_name_is_given_once() -> None:
    assert people("People/Ann", "People/Ann", "Faces/Ann") == ["Ann"]
