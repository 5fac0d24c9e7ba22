"""Packets in every encoding and form of RDF; and hostile packets, which are refused quickly."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.interop.xmp.namespaces import DC, DIGIKAM, MWG_REGIONS, OTHER_SPELLINGS, PREFIXES, RDF, X, named
from photoindex.interop.xmp.packet import MOST_BYTES, PacketError, Value, parsed, root_of, text_of
from tests.interop.xmp.written import FORMS, Form, listed, packet, structure, xmp

BOUND = f'xmlns:rdf="{RDF}" xmlns:dc="{DC}"'
SUBJECT = "<dc:subject><rdf:Bag><rdf:li>Zoë</rdf:li></rdf:Bag></dc:subject>"


def subjects(data: bytes) -> list[str]:
    value = parsed(text_of(data)).value(DC, "subject")
    return [item.text for item in value.items()] if value else []


def refused(text: str) -> PacketError:
    with pytest.raises(PacketError) as caught:
        parsed(text_of(text.encode()))
    return caught.value


@pytest.mark.parametrize("form", FORMS)
def test_a_structure_reads_the_same_in_each_form(form: Form) -> None:
    value = packet(structure("mwg-rs:Regions", {"mwg-rs:Name": " Zoë &amp; Ann "}, form=form)).value(
        MWG_REGIONS, "Regions"
    )
    name = value and value.field(MWG_REGIONS, "Name")
    assert name is not None
    assert name.text == "Zoë & Ann"
    assert value is not None
    assert value.field(MWG_REGIONS, "Type") is None


def test_a_property_may_be_an_attribute_of_the_description() -> None:
    value = packet("", 'dc:title="A title"').value(DC, "title")
    assert value is not None
    assert [item.text for item in value.items()] == ["A title"]
    assert value.field(DC, "title") is None


@pytest.mark.parametrize("kind", ["Bag", "Seq", "Alt"])
def test_a_list_has_items_whatever_its_kind(kind: str) -> None:
    value = packet(listed("dc:subject", ["a", "b"], kind)).value(DC, "subject")
    assert value is not None
    assert [item.text for item in value.items()] == ["a", "b"]


def test_of_several_languages_the_default_is_the_text() -> None:
    items = ('<rdf:li xml:lang="fr">Jeanne</rdf:li>', '<rdf:li xml:lang="x-default">Joan</rdf:li>')
    value = packet(listed("dc:title", items, "Alt")).value(DC, "title")
    assert value is not None
    assert value.text == "Joan"
    first = packet(listed("dc:title", items[:1], "Alt")).value(DC, "title")
    assert first is not None
    assert first.text == "Jeanne"


def test_a_text_with_qualifiers_is_in_rdf_value() -> None:
    value = packet(listed("dc:subject", [structure("rdf:li", {"rdf:value": "Ann", "xmp:Label": "x"})])).value(
        DC, "subject"
    )
    assert value is not None
    assert [item.text for item in value.items()] == ["Ann"]


def test_an_empty_list_has_no_items() -> None:
    for text in ("<dc:subject/>", "<dc:subject><rdf:Bag/></dc:subject>", "<dc:subject> </dc:subject>"):
        value = packet(text).value(DC, "subject")
        assert value is not None
        assert list(value.items()) == []
        assert value.text == ""


def test_any_prefix_means_the_namespace_that_it_is_bound_to() -> None:
    text = f'<r:RDF xmlns:r="{RDF}"><r:Description xmlns:mwg-rs="{DC}" mwg-rs:subject="Ann"/></r:RDF>'
    assert subjects(text.encode()) == ["Ann"]


@pytest.mark.parametrize(
    ("namespace", "spelling"), [(key, one) for key, all_ in OTHER_SPELLINGS.items() for one in all_]
)
def test_another_spelling_of_a_namespace_is_the_same(namespace: str, spelling: str) -> None:
    text = xmp(listed(f"{PREFIXES[namespace]}:Thing", ["a"])).replace(f'"{namespace}"', f'"{spelling}"')
    assert parsed(text_of(text.encode())).value(namespace, "Thing") is not None


def test_properties_may_be_spread_over_descriptions_and_lack_the_outer_element() -> None:
    one, two = f'<rdf:Description {BOUND} dc:title="t"/>', f"<rdf:Description {BOUND}>{SUBJECT}</rdf:Description>"
    for text in (f"<rdf:RDF {BOUND}>{one}{two}</rdf:RDF>", two, f'<x:xapmeta xmlns:x="{X}">{two}</x:xapmeta>'):
        assert subjects(text.encode()) == ["Zoë"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
@pytest.mark.parametrize("padding", ["", "\n  \n" * 500, "\0" * 100])
def test_a_packet_reads_the_same_in_each_encoding_with_padding(encoding: str, padding: str) -> None:
    text = f"<rdf:RDF {BOUND}><rdf:Description>{SUBJECT}</rdf:Description></rdf:RDF>{padding}"
    assert subjects(text.encode(encoding)) == ["Zoë"]
    wrapped = f'<?xpacket begin="\ufeff"?>{text}<?xpacket end="w"?>{padding} trailing > bytes'
    assert subjects(wrapped.encode(encoding)) == ["Zoë"]


def test_an_xml_declaration_is_believed_only_for_old_encodings() -> None:
    text = f"<rdf:RDF {BOUND}><rdf:Description>{SUBJECT}</rdf:Description></rdf:RDF>"
    assert subjects(f'<?xml version="1.0" encoding="ISO-8859-1"?>{text}'.encode("latin-1")) == ["Zoë"]
    assert subjects(f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode()) == ["Zoë"]
    assert subjects(f'<?xml version="1.0" encoding="utf-7"?>{text}'.encode()) == ["Zoë"]
    # Programs that write the encoding of Windows without saying so.
    assert subjects(text.encode("cp1252")) == ["Zoë"]


def test_characters_that_xml_forbids_are_removed() -> None:
    text = f"<rdf:RDF {BOUND}><rdf:Description>{SUBJECT.replace('Z', chr(1) + 'Z')}</rdf:Description></rdf:RDF>"
    assert subjects(text.encode()) == ["Zoë"]


def test_comments_are_ignored_unless_they_are_wanted() -> None:
    text = f"<rdf:RDF {BOUND}><rdf:Description>{SUBJECT.replace('Zo', 'Z<!-- x -->o')}</rdf:Description></rdf:RDF>"
    assert subjects(text.encode()) == ["Zoë"]
    assert "<!--" not in str([node.tag for node in root_of(text).iter()])
    assert len(list(root_of(text, keep_comments=True).iter())) == len(list(root_of(text).iter())) + 1


LAUGHS = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 12))


@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY l11 SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p; %all;]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!doctype x PUBLIC "-//x" "x.dtd">',
        "<! DOCTYPE x>",
    ],
    ids=["billion laughs", "file", "network", "parameter", "external", "lower case", "space"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32-le"])
def test_a_document_type_is_refused_in_any_encoding(declared: str, encoding: str) -> None:
    text = f'<?xml version="1.0"?>{declared}<rdf:RDF {BOUND}><rdf:Description dc:title="&l11;"/></rdf:RDF>'
    with pytest.raises(PacketError, match="document type") as caught:
        parsed(text_of(text.encode(encoding)))
    assert caught.value.fault == "malformed"


def test_an_undeclared_entity_is_malformed(tmp_path: Path) -> None:
    assert refused(f"<rdf:RDF {BOUND}>&nbsp;</rdf:RDF>").fault == "malformed"


def test_includes_and_schemas_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    value = packet(f"<dc:title>{include}</dc:title>").value(DC, "title")
    assert value is not None
    assert value.text == ""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "malformed"),
        ("not xml", "malformed"),
        ("<a><b></a>", "malformed"),
        ("<a:b/>", "malformed"),
        ('<a b="1" b="2"/>', "malformed"),
        ("<a>" * 101 + "</a>" * 101, "too-large"),
        ("<a>" * 100_000, "too-large"),
        ("<a>" + "<b/>" * 500_000 + "</a>", "too-large"),
        ("<a " + " ".join(f'a{number}=""' for number in range(500_001)) + "/>", "too-large"),
        ("<a>" + "x" * 11_000_000 + "</a>", "too-large"),
        (f"<rdf:RDF {BOUND}>" + "<rdf:Description/>" * 1001 + "</rdf:RDF>", "too-large"),
        ("<a>" + " " * MOST_BYTES + "</a>", "too-large"),
    ],
    ids=[
        "empty",
        "text",
        "crossed",
        "prefix",
        "twice",
        "depth",
        "great depth",
        "tags",
        "attributes",
        "long text",
        "descriptions",
        "size",
    ],
)
def test_what_is_no_packet_is_refused_with_a_fault(text: str, fault: str) -> None:
    assert refused(text).fault == fault


def test_a_deep_but_possible_packet_is_read() -> None:
    assert len(list(root_of("<a>" * 100 + "</a>" * 100).iter())) == 100


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        properties = parsed(text_of(data))
    except PacketError:
        return
    assert properties.value(DC, "title") is None or isinstance(properties.value(DC, "title"), Value)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>&\ufffe\uffff"), max_size=50))
def test_a_text_comes_back_from_every_form(text: str) -> None:
    quoted = text.replace('"', "&quot;")
    for one in (
        packet(listed("digiKam:TagsList", [f"<rdf:li>{text}</rdf:li>"])),
        packet("", f'digiKam:TagsList="{quoted}"'),
    ):
        value = one.value(DIGIKAM, "TagsList")
        assert value is not None
        assert [item.text for item in value.items() if item.text] == [text.strip()] * bool(text.strip())


def test_the_usual_prefixes_are_unique() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert named(DC, "title") == "{http://purl.org/dc/elements/1.1/}title"
