"""Say which JSON file of a Google Photos export describes a photo, from the names of both.

Google documents none of this; the rules are what many exports show. The JSON file of a photo has the name of the photo
and, since 2024, `.supplemental-metadata`, cut after 46 UTF-16 code units, then the number of a photo whose name was
taken, then `.json`: `IMG.jpg.json`, `IMG.jpg.supplemental-metadata.json`, `A long name.jpg.suppl.json`,
`IMG.jpg(1).json` for `IMG(1).jpg`. Edited photos and the videos of live photos have none of their own.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath

from photoindex.decode.formats import VIDEO_SUFFIXES, is_photo_name, suffix_of

JSON_SUFFIX = ".json"
_SUPPLEMENT = "supplemental-metadata"

# Names are cut to these lengths, in UTF-16 code units: that of a JSON file without its suffix, and that of a photo.
_LONGEST_STEM, _LONGEST_PHOTO = 46, 51

_NUMBER = re.compile(r"\(\d{1,9}\)$")
# Copies that a phone made of an edited photo; most have a JSON file of their own.
_COPY = re.compile(r"~\d{1,3}$")

# What Google adds to the name of an edited photo, in the language of the account; "effects", "smile" and "mix" are
# edits that it made by itself.
_EDITED = frozenset(
    (
        "edited", "effects", "smile", "mix", "bearbeitet", "edytowane", "modifié", "modificato", "editado", "editada",
        "ha editado", "editat", "bewerkt", "redigerad", "redigeret", "redigert", "muokattu", "upraveno", "upravené",
        "szerkesztett", "szerkesztve", "editată", "editat", "düzenlendi", "diedit", "đã chỉnh sửa", "измененный",
        "изменено", "отредактировано", "змінено", "επεξεργασμένο", "編集済み", "已编辑", "已修改", "已編輯", "편집됨",
        "수정됨", "נערך", "تم التعديل", "संपादित", "แก้ไขแล้ว",
    )
)  # fmt: skip


def composed(name: str) -> str:
    """A file name in the form in which names are compared; macOS stores accents as separate characters."""
    return unicodedata.normalize("NFC", name)


def json_stems(photo: str) -> Iterator[str]:
    """The names that the JSON file of a photo itself may have: composed, without `.json`, and with or without what
    `without_supplement` removes; the likeliest first.
    """
    stem, suffix = _parted(photo)
    for base, number in _numbered(stem):
        whole = base + suffix
        for name in dict.fromkeys((whole, composed(whole), unicodedata.normalize("NFD", whole))):
            yield composed(name + number)
            yield composed(_cut(name, _LONGEST_STEM) + number)
    # A photo that was uploaded without a suffix got one in the export.
    yield composed(stem)


def without_supplement(stem: str) -> str:
    """The stem of a JSON file without `.supplemental-metadata`, wherever that was cut: the limits have changed."""
    base, number = next(_numbered(stem))
    name, _, supplement = base.rpartition(".")
    return name + number if name and _SUPPLEMENT.startswith(supplement) else stem


def originals_of(photo: str) -> Iterator[str]:
    """The names that the original of an edited photo may have; none if the name is not that of an edited photo."""
    stem, suffix = _parted(photo)
    cut = _units(photo) >= _LONGEST_PHOTO
    for base, number in _numbered(stem):
        original = _unedited(composed(base), cut=cut)
        if original is not None:
            yield original + number + suffix
    if _COPY.search(stem):
        yield _COPY.sub("", stem) + suffix


def photo_called(title: str, stem: str) -> str:
    """The file name of the photo with this title, whose JSON file has this stem: numbered like it, and without the
    characters that Google replaces.
    """
    name = re.sub(r'[%&\'"<>?*:|/\\]', "_", composed(title))
    number = _NUMBER.search(stem)
    if number is None:
        return name
    base, suffix = _parted(name)
    return base + number[0] + suffix


def may_describe_photo(stem: str) -> bool:
    """Whether the JSON file with this stem may describe a photo that is not beside it. The files that describe albums,
    comments and orders have short names without a dot, in many languages.
    """
    return "." in stem or _units(stem) >= _LONGEST_STEM


def may_be_photo(title: str) -> bool:
    """Whether a title may be that of a photo; photos may have been uploaded without a suffix."""
    return is_photo_name(title) or suffix_of(title) not in VIDEO_SUFFIXES


def _numbered(stem: str) -> Iterator[tuple[str, str]]:
    """The stem without its number, and the number; then the whole stem, since a photo may have been called so."""
    number = _NUMBER.search(stem)
    if number is not None:
        yield stem[: number.start()], number[0]
    yield stem, ""


def _unedited(stem: str, *, cut: bool) -> str | None:
    """The stem without the word for "edited"; if the name was `cut`, the beginning of the word is enough."""
    original, dash, word = stem.rpartition("-")
    word = word.casefold()
    edited = word in _EDITED or (cut and word != "" and any(each.startswith(word) for each in _EDITED))
    return original if dash and original and edited else None


def _parted(name: str) -> tuple[str, str]:
    suffix = PurePath(name).suffix
    return name.removesuffix(suffix), suffix


def _units(name: str) -> int:
    return len(name.encode("utf-16-le", "surrogatepass")) // 2


def _cut(name: str, units: int) -> str:
    """The first UTF-16 code units of a name; half a character is left out."""
    return name.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore")
