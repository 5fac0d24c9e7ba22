"""Picasa's `contacts.xml`, and what somebody may hide in such a file."""

import pytest

from photoindex.interop.picasa_contacts import parse_contacts

CONTACTS = """<?xml version="1.0" encoding="UTF-8"?>
<contacts>
 <contact id="8e62b2035b74b477" name="Ann Example" display="Ann" modified_time="2011-01-02T03:04:05+01:00"
  sync_enabled="1"/>
 <contact id="d04ca592f8868c2" name="" display="Zo&#235; &amp; co"/>
 <contact id="1" name=""/>
 <contact id="not hexadecimal" name="Ben"/>
 <contact name="Cy"/>
</contacts>
"""


def test_each_contact_has_an_identifier_and_a_name() -> None:
    assert parse_contacts(CONTACTS.encode()) == {
        "8e62b2035b74b477": "Ann Example",
        "0d04ca592f8868c2": "Zoë & co",
    }


@pytest.mark.parametrize(
    ("encoding", "name"), [("ISO-8859-1", "iso-8859-1"), ("UTF-16", "utf-16"), ("windows-1252", "cp1252")]
)
def test_the_file_may_declare_another_encoding(encoding: str, name: str) -> None:
    document = f'<?xml version="1.0" encoding="{encoding}"?><contacts><contact id="1" name="Zoë"/></contacts>'
    assert list(parse_contacts(document.encode(name)).values()) == ["Zoë"]


@pytest.mark.parametrize(
    "document",
    [
        "",
        "no xml",
        "<contacts>",
        "<contacts/><contacts/>",
        '<?xml version="1.0" encoding="no-such-encoding"?><contacts/>',
        '<?xml version="1.0" encoding="utf-7"?><contacts/>',
        '<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><c><contact id="1" name="&b;"/></c>',
        '<!DOCTYPE c [<!ENTITY a SYSTEM "file:///etc/passwd">]><c><contact id="1" name="x"/>&a;</c>',
        '<!DOCTYPE c [<!ENTITY % a SYSTEM "http://localhost/a"> %a;]><c/>',
    ],
)
def test_what_is_not_a_list_of_contacts_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match=r"not XML|entities|encoding"):
        parse_contacts(document.encode())


def test_deep_nesting_is_read() -> None:
    document = "<a>" * 100_000 + '<contact id="1" name="Ann"/>' + "</a>" * 100_000
    assert list(parse_contacts(document.encode()).values()) == ["Ann"]
