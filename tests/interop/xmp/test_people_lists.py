"""Lists of the people in a photo."""

import pytest

from photoindex.interop.xmp.namespaces import IPTC_EXTENSION, PREFIXES
from photoindex.interop.xmp.people_lists import LISTS, read_list
from tests.interop.xmp.written import listed, packet, structure


@pytest.mark.parametrize(("namespace", "name"), LISTS)
def test_each_list_names_people(namespace: str, name: str) -> None:
    found = read_list(packet(listed(f"{PREFIXES[namespace]}:{name}", ["Ann", "Tom", "Ann", " "])), namespace, name)
    assert found is not None
    assert found.names == ["Ann", "Tom"]
    assert read_list(packet(""), namespace, name) is None


def test_a_person_with_details_has_a_name_in_a_language() -> None:
    name = listed("Iptc4xmpExt:PersonName", ['<rdf:li xml:lang="x-default">Ann</rdf:li>'], "Alt")
    people = listed("Iptc4xmpExt:PersonInImageWDetails", [structure("rdf:li", {}, name)])
    found = read_list(packet(people), IPTC_EXTENSION, "PersonInImageWDetails")
    assert found is not None
    assert found.names == ["Ann"]
