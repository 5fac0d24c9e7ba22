"""Read the people in hierarchical keywords: People/Family/Ann names Ann.

digiKam keeps people below its tag "People", in the language of the user; Lightroom and Windows do the same by
convention. Only keywords below one of the names in `_ROOTS` are people, because a name elsewhere can be a place, a ship
or a dog. A keyword below which there are others, such as People/Family, is a group.
"""

from photoindex.interop.xmp.namespaces import DIGIKAM, LIGHTROOM, MEDIAPRO, MICROSOFT_PHOTO
from photoindex.interop.xmp.packet import Packet
from photoindex.interop.xmp.said import Said

HIERARCHIES = (
    (DIGIKAM, "TagsList", "/"), (LIGHTROOM, "hierarchicalSubject", "|"), (MICROSOFT_PHOTO, "LastKeywordXMP", "/"),
    (MEDIAPRO, "CatalogSets", "|"),
)  # fmt: skip
"""The lists of hierarchical keywords: namespace, name, and the character between the levels."""

# "People" and "persons", or "faces", in the languages of digiKam's users.
_ROOTS = frozenset((
    "people", "person", "persons", "faces",
    "personen", "menschen", "leute", "gesichter",
    "personnes", "gens", "visages", "personas", "gente", "caras", "pessoas", "rostos", "persone", "volti", "persoane",
    "mensen", "gezichten", "personer", "folk", "ansikter", "människor", "henkilöt", "ihmiset",
    "ludzie", "osoby", "lidé", "ľudia", "ljudje", "ljudi", "люди", "лица", "emberek", "személyek",
    "inimesed", "žmonės", "cilvēki", "άνθρωποι", "πρόσωπα", "kişiler", "insanlar", "אנשים", "أشخاص",
    "人物", "人々", "人", "인물", "사람들",
))  # fmt: skip
# The tags of digiKam for faces without a name.
_NOBODY = frozenset(("unknown", "unconfirmed", "ignored"))
_LONGEST_KEYWORD = 1000
# Users put these around a keyword so that it is sorted first.
_ORNAMENTS = " _-.!@#*+~0123456789"


def read_hierarchy(packet: Packet, namespace: str, name: str, separator: str) -> Said | None:
    """The people in one list of hierarchical keywords; None if the packet does not have it."""
    keywords = packet.value(namespace, name)
    if keywords is None:
        return None
    said = Said()
    paths = [_path(keyword.text, separator, said) for keyword in said.bounded(keywords)]
    groups = {path[:length] for path in paths for length in range(1, len(path))}
    for path in paths:
        if len(path) > 1 and path not in groups and _is_root(path[0]) and path[-1].casefold() not in _NOBODY:
            said.add_name(path[-1])
    return said


def _path(keyword: str, separator: str, said: Said) -> tuple[str, ...]:
    if len(keyword) > _LONGEST_KEYWORD:
        said.too_large(f"a keyword of more than {_LONGEST_KEYWORD:,} characters")
        return ()
    return tuple(level.strip() for level in keyword.strip(separator).split(separator))


def _is_root(keyword: str) -> bool:
    return keyword.strip(_ORNAMENTS).casefold() in _ROOTS
