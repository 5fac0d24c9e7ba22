r"""Read the faces and contacts of one `.picasa.ini`.

Picasa keeps one such file in each folder, called `Picasa.ini` by its first versions:

    [encoding]
    utf8=1
    [Contacts2]
    8e62b2035b74b477=Ann Example;;
    [IMG_1.jpg]
    rotate=rotate(1)
    faces=rect64(3f845bcb59418507),8e62b2035b74b477;rect64(9c3f),ffffffffffffffff

- A rectangle is a number of 64 bits in hexadecimal digits: left, top, right and bottom, 16 bits each, in units of
  1/65535. Picasa drops the leading zeros of rectangles, and those of contacts too.
- The contact ffffffffffffffff stands for a face that nobody named.
- `[Contacts]` may also map a contact to a Google account (`user_lh,1a2b`), which has no name.
- Picasa sometimes crashed while it wrote: sections and keys then appear twice, or a line is cut.
- Old versions wrote the code page of Windows, and one file may hold both encodings.

Sources: F. Buchinger, ".picasa.ini file structure" (gist 1073823); `config_files/picasa_faces.config` of ExifTool
12.57, which divides by 65535; the README of picasa2digikam on crashes and on `Picasa.ini`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from photoindex.domain.geometry import Box
from photoindex.interop.regions import by_edges
from photoindex.interop.values import text

UNNAMED = "f" * 16
"""The contact of faces that nobody named."""

_ONE = 0xFFFF
_FACE = re.compile(r"\s*rect64\(\s*([0-9a-f]{1,16})\s*\)\s*,\s*([0-9a-f]{1,16})\s*", re.IGNORECASE)
_CONTACT = re.compile(r"[0-9a-f]{1,16}", re.IGNORECASE)
_ACCOUNT = re.compile(r"[^;]*_lh,[0-9a-f]+;*", re.IGNORECASE)
_CONTACT_SECTIONS = frozenset({"contacts", "contacts2"})


@dataclass(slots=True)
class PicasaIni:
    """What a `.picasa.ini` says about people.

    `contacts` maps contacts, as 16 lower-case digits, to names. `faces` maps file names to rectangles and their
    contacts. `invalid` are the places that could not be read, in words.
    """

    contacts: dict[str, str] = field(default_factory=dict)
    faces: dict[str, dict[int, str]] = field(default_factory=dict)
    invalid: list[str] = field(default_factory=list)


def parse_ini(data: bytes) -> PicasaIni:
    """Read the content of a `.picasa.ini`. Invalid lines and faces are left out, and listed in `invalid`."""
    ini, section = PicasaIni(), ""
    for number, line in enumerate(_lines(data), 1):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            continue
        key, equals, value = line.partition("=")
        key = key.strip().lower()
        if section.lower() in _CONTACT_SECTIONS and equals:
            _add_contact(ini, key, value, number)
        elif key == "faces" and section and not section.startswith(".album:"):
            _add_faces(ini, section, value, number)
    return ini


def contact_id(written: str) -> str:
    """A contact as 16 lower-case hexadecimal digits."""
    return written.strip().lower().zfill(16)


def box_of(rectangle: int) -> Box:
    """The box of a rect64, in fractions."""
    left, top, right, bottom = ((rectangle >> shift & _ONE) / _ONE for shift in (48, 32, 16, 0))
    return by_edges(left, top, right, bottom)


def rectangle_of(box: Box) -> int:
    """The rect64 of a box within the image, rounded to 1/65535; the opposite of `box_of`."""
    edges = (box.x, box.y, box.x + box.width, box.y + box.height)
    left, top, right, bottom = (round(min(max(edge, 0.0), 1.0) * _ONE) for edge in edges)
    return left << 48 | top << 32 | right << 16 | bottom


def _lines(data: bytes) -> Iterator[str]:
    # Windows fills a file with zeros if the power fails before the content is written.
    for line in data.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").splitlines():
        try:
            yield line.decode("utf-8").strip()
        except UnicodeDecodeError:
            yield line.decode("cp1252", "replace").strip()


def _add_contact(ini: PicasaIni, key: str, value: str, line: int) -> None:
    name = text(value.partition(";")[0])
    if not _CONTACT.fullmatch(key):
        ini.invalid.append(f"line {line:,}: not a contact")
    elif name and not _ACCOUNT.fullmatch(value.strip()):
        ini.contacts[contact_id(key)] = name


def _add_faces(ini: PicasaIni, section: str, value: str, line: int) -> None:
    # The name of another folder would lead to photos that this file says nothing about.
    if "/" in section or "\\" in section:
        ini.invalid.append(f"line {line:,}: not a file name")
        return
    entries = [entry for entry in value.split(";") if entry.strip()]
    found = [match for match in map(_FACE.fullmatch, entries) if match]
    if len(found) < len(entries):
        ini.invalid.append(f"line {line:,}: {len(entries) - len(found):,} invalid faces of {section[:80]}")
    faces = ini.faces.setdefault(section, {})
    for match in found:
        rectangle, contact = int(match[1], 16), contact_id(match[2])
        # A face that is written twice keeps its name, and the last one if there are two.
        if contact != UNNAMED or rectangle not in faces:
            faces[rectangle] = contact
