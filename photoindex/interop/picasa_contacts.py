"""Read the names of Picasa's contacts from its `contacts.xml`.

Picasa keeps the file in `%LocalAppData%\\Google\\Picasa2\\contacts`, and its backups hold a copy named `backup.xml`.
Each contact is an element with the attributes `id` and `name`; its attribute `display` is a shorter name. The file has
names that are missing in the `.picasa.ini` files of folders that Picasa did not write again after a name was given.

Sources: `config_files/picasa_faces.config` of ExifTool 12.57; the README of picasa2digikam.
"""

import re
from xml.parsers import expat

from photoindex.interop.picasa_ini import contact_id
from photoindex.interop.values import text

_ID = re.compile(r"[0-9a-f]{1,16}", re.IGNORECASE)


class _ForbiddenError(Exception):
    """A document declares entities, which no `contacts.xml` needs and which can expand to gigabytes."""


def parse_contacts(data: bytes) -> dict[str, str]:
    """Map contacts, as 16 lower-case hexadecimal digits, to names.

    Raises:
        ValueError: the content is not well-formed XML, or declares entities.
    """
    found: dict[str, str] = {}

    def start(_tag: str, attributes: dict[str, str]) -> None:
        contact = attributes.get("id", "")
        name = text(attributes.get("name")) or text(attributes.get("display"))
        if name and _ID.fullmatch(contact):
            found[contact_id(contact)] = name

    def refuse(*_declaration: object) -> None:
        raise _ForbiddenError

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(f"not XML: {error}") from error
    except _ForbiddenError as error:
        raise ValueError("it declares entities") from error
    except (LookupError, ValueError) as error:
        raise ValueError(f"text in an unknown encoding: {error}") from error
    return found
