"""Look up paths by their last parts, so that a path from another machine finds its file here.

Two parts of a path are equal here if a disk that ignores case and the encoding of accents would take them for one name.
Nothing else is ignored: "IMG_1~2.jpg" and "IMG_1.jpg" are two names.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence

# "C:\" and "\\server"; both slashes separate the parts of such a path.
_WINDOWS = re.compile(r"[A-Za-z]:|\\\\")
_SEPARATOR = re.compile(r"[\\/]+")
# Sorts before every character of a path, so that all paths with one tail lie side by side.
_END = "\0"
_AFTER_END = "\1"


def parts_of(path: str) -> tuple[str, ...]:
    """The parts of a path of any system, without the separators: "C:\\a\\b.jpg" has the parts "C:", "a" and "b.jpg".

    A backslash separates parts if the path begins like one of Windows or contains no slash.
    """
    text = path.replace(_END, "\ufffd")
    windows = "\\" in text and (_WINDOWS.match(text) or "/" not in text)
    parts = _SEPARATOR.split(text) if windows else text.split("/")
    return tuple([part for part in parts if part not in {"", "."}])


def comparable_part(part: str) -> str:
    """A form in which two spellings of a part are equal that differ in case or in the encoding of accents."""
    if part.isascii():
        return part.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", part).casefold())


def common_tail(left: Sequence[str], right: Sequence[str]) -> int:
    """The number of equal parts at the end of both."""
    count = 0
    for one, other in zip(reversed(left), reversed(right), strict=False):
        if one != other:
            break
        count += 1
    return count


class PathTails:
    """All paths of the index, sorted by their last part, then the last but one, and so on. A path is given and returned
    by its row, its position in the sequence that was passed."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._key_of = [_key(comparable_parts(path)) for path in paths]
        self._rows = sorted(range(len(paths)), key=self._key_of.__getitem__)
        self._keys = [self._key_of[row] for row in self._rows]
        self._first = {key: at for at, key in reversed(list(enumerate(self._keys)))}

    def parts(self, row: int) -> tuple[str, ...]:
        """The comparable parts of a path."""
        return tuple(reversed(self._key_of[row].split(_END)[:-1]))

    def whole(self, parts: Sequence[str]) -> Sequence[int]:
        """The paths that consist of these comparable parts and no others; several if their spellings differ."""
        key = _key(parts)
        first = self._first.get(key)
        if first is None:
            return ()
        last = first + 1
        while last < len(self._keys) and self._keys[last] == key:
            last += 1
        return self._rows[first:last]

    def with_tail(self, parts: Sequence[str]) -> Sequence[int]:
        """The paths that end in these comparable parts, at least one, in a stable order."""
        prefix = _key(parts)
        first = bisect_left(self._keys, prefix)
        return self._rows[first : bisect_left(self._keys, prefix[:-1] + _AFTER_END, first)]

    def longest_tail(self, parts: Sequence[str]) -> int:
        """The largest number of comparable parts at the end that any path has in common with these; 0 if none."""
        at = bisect_left(self._keys, _key(parts))
        # Whatever has the longest tail in common lies beside the place where this path would be.
        beside = self._rows[max(at - 1, 0) : at + 1]
        return max((common_tail(parts, self.parts(row)) for row in beside), default=0)


def comparable_parts(path: str) -> tuple[str, ...]:
    """The parts of a path in their comparable form."""
    return parts_of(path.lower()) if path.isascii() else tuple(map(comparable_part, parts_of(path)))


def _key(parts: Sequence[str]) -> str:
    return _END.join(reversed(parts)) + _END
