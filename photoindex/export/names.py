"""Choose file names that every system accepts and that never collide, even if case and accents are ignored."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath

# Characters forbidden on FAT and NTFS, control characters, and lone surrogates (which appear when a name that is not
# UTF-8 is decoded).
_FORBIDDEN = re.compile('[<>:"/\\\\|?*\x00-\x1f\x7f\ud800-\udfff]')
# Windows reserves these device names in every folder, with any suffix.
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
_LONGEST = 255
_LONGEST_SUFFIX = 16


def portable_name(name: str) -> str:
    """`name` itself if every system accepts it, else the most similar name that every system accepts.

    Forbidden characters become `_`, a device name gets a leading `_`, trailing dots and spaces are removed, and a name
    longer than 255 bytes in UTF-8 is shortened before its suffix.
    """
    name = _FORBIDDEN.sub("_", name).rstrip(". ") or "photo"
    if _DEVICE.match(name):
        name = f"_{name}"
    return _shortened(name)


class NameBook:
    """The names in use in one folder. `taken` are the names of files that already exist."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._keys = {caseless(name) for name in taken}
        # The highest number that was given to each name: thousands of photos may want the same one.
        self._numbers: dict[str, int] = {}

    def reserve(self, name: str) -> None:
        self._keys.add(caseless(name))

    def take(self, wanted: str) -> str:
        """`wanted` made portable, or the first free one of `name (2).jpg`, `name (3).jpg` and so on."""
        base = portable_name(wanted)
        name, number = base, self._numbers.get(base, 1)
        while caseless(name) in self._keys:
            number += 1
            name = _shortened(base, f" ({number})")
        self._numbers[base] = number
        self._keys.add(caseless(name))
        return name


def caseless(name: str) -> str:
    """The same text for all names that macOS or Windows consider equal."""
    # Canonical caseless matching, Unicode 3.13 D145.
    decomposed = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFD", decomposed.casefold())


def _shortened(name: str, extra: str = "") -> str:
    suffix = PurePosixPath(name).suffix
    if len(suffix.encode()) > _LONGEST_SUFFIX:
        suffix = ""
    stem = name.removesuffix(suffix).encode()[: _LONGEST - len((extra + suffix).encode())]
    return f"{stem.decode(errors='ignore')}{extra}{suffix}".rstrip(". ")
