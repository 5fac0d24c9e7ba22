"""Read the names in the `.picasa.ini` files of folders, with those of Picasa's `contacts.xml`.

The boxes refer to the image as it lies in the file, before the Exif orientation is applied. Picasa's own `rotate=`
changes neither the file nor the boxes; it only turns the picture on the screen. Raw files are the exception: the boxes
of their faces refer to the upright image.

Sources: the tests of picasa2digikam compare rectangles with the places of the faces in photos of the orientations 1, 3,
6 and 8, and its migrator notes that `rotate` has no effect; ExifTool's `picasa_faces.config` turns the boxes of raw
files, and of no others, before it writes them as MWG regions, which refer to the stored image.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from photoindex.decode.formats import RAW_SUFFIXES, suffix_of
from photoindex.interop.gathered import Gathered
from photoindex.interop.photo_names import PhotoHint, PhotoNames, Unread
from photoindex.interop.picasa_contacts import parse_contacts
from photoindex.interop.picasa_ini import UNNAMED, PicasaIni, box_of, parse_ini
from photoindex.interop.source_files import read_bytes, source_files

_INI_NAMES = frozenset({".picasa.ini", "picasa.ini"})
_CONTACTS_NAME = "contacts.xml"
# Picasa's copies of photos from before they were edited; the photos in the folder above have the same names.
_SKIPPED_FOLDERS = frozenset({".picasaoriginals"})

# The files of folders with 10,000 photos have 2 MB.
_LARGEST_INI = 64 * 1024**2
_LARGEST_CONTACTS = 64 * 1024**2


def read(paths: Sequence[Path], photos: Sequence[Path], note: Callable[[Unread], None]) -> Iterator[PhotoNames]:
    """Read `.picasa.ini` files, and the files `contacts.xml` among `paths` or below them; see `Reader`.

    A contact has the name of `contacts.xml`, else that of the same folder, else the most frequent one in all folders.
    """
    files = list(source_files(paths, _is_source, note, _SKIPPED_FOLDERS))
    inis = _newest_of_each_folder([file for file in files if not _is_contacts(file)])
    central = _central_names([file for file in files if _is_contacts(file)], note)
    elsewhere = _names_of_all_folders(inis)
    missing: set[str] = set()
    for file in inis:
        if (ini := _parsed(file, note)) is None:
            continue
        for place in ini.invalid:
            note(Unread(file, "malformed", place))
        names = {**elsewhere, **ini.contacts, **central}
        for contact in sorted(_unknown(ini, names) - missing):
            missing.add(contact)
            note(Unread(file, "malformed", f"no name for the contact {contact}"))
        yield from _photos(file, ini, names)


def _is_source(name: str) -> bool:
    return name.lower() in _INI_NAMES or name.lower() == _CONTACTS_NAME


def _is_contacts(file: Path) -> bool:
    return suffix_of(file.name) == ".xml"


def _newest_of_each_folder(inis: Sequence[Path]) -> list[Path]:
    """The files without any `Picasa.ini` beside a `.picasa.ini`, which later versions wrote instead."""
    newer = {file.parent for file in inis if file.name.lower() == ".picasa.ini"}
    return [file for file in inis if file.name.lower() != "picasa.ini" or file.parent not in newer]


def _parsed(file: Path, note: Callable[[Unread], None]) -> PicasaIni | None:
    data = read_bytes(file, _LARGEST_INI, note)
    return None if data is None else parse_ini(data)


def _central_names(files: Sequence[Path], note: Callable[[Unread], None]) -> dict[str, str]:
    names: dict[str, str] = {}
    for file in files:
        if (data := read_bytes(file, _LARGEST_CONTACTS, note)) is not None:
            try:
                names.update(parse_contacts(data))
            except ValueError as error:
                note(Unread(file, "malformed", str(error)))
    return names


def _names_of_all_folders(inis: Sequence[Path]) -> dict[str, str]:
    """The most frequent name of each contact; of equally frequent ones, the first in alphabetical order."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for file in inis:
        # What cannot be read is noted when the faces are read.
        if ini := _parsed(file, lambda _: None):
            for contact, name in ini.contacts.items():
                counts[contact][name] += 1
    return {contact: min(names, key=lambda name: (-names[name], name)) for contact, names in counts.items()}


def _unknown(ini: PicasaIni, names: Mapping[str, str]) -> set[str]:
    return {contact for faces in ini.faces.values() for contact in faces.values()} - names.keys() - {UNNAMED}


def _photos(file: Path, ini: PicasaIni, names: Mapping[str, str]) -> Iterator[PhotoNames]:
    for photo, faces in ini.faces.items():
        gathered = Gathered("upright" if suffix_of(photo) in RAW_SUFFIXES else "stored")
        for rectangle, contact in faces.items():
            gathered.add("" if contact == UNNAMED else names.get(contact, ""), box_of(rectangle))
        place = file.parent / photo
        # It may be a copy of a photo that was scanned elsewhere.
        if found := gathered.photo_names(PhotoHint(str(place), _size(place)), "picasa", file):
            yield found


def _size(photo: Path) -> int | None:
    try:
        return photo.stat().st_size
    except (OSError, ValueError):
        return None
