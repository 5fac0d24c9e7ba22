"""Convert paths to text that the database can hold, and convert such text back. Find the paths below a folder.

DuckDB stores UTF-8. A file name on Linux is any sequence of bytes; Python represents bytes that are not UTF-8 as lone
surrogates (U+DC80 to U+DCFF). A file name on Windows is any sequence of UTF-16 units. The invalid parts of such names
are encoded with private-use characters, so that every name survives the round trip and no two names have the same text:

- a byte that is not UTF-8 becomes one of the last 128 code points (U+10FF80 to U+10FFFF);
- if a name really contains one of these code points or the mark U+10FF7F, an extra mark is written before that
  character;
- any other lone surrogate, which only a name on Windows can contain, becomes the mark followed by one of U+10F000 to
  U+10F7FF.

Each character is encoded on its own, so the text of a folder is a prefix of the text of every path in it.
"""

import os
import re
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

_BYTES = range(0xDC80, 0xDD00)
_SURROGATES = range(0xD800, 0xE000)
_MARK = 0x10FF7F
_FIRST_BYTE = 0x10FF80
_FIRST_SURROGATE = 0x10F000
_LAST = 0x10FFFF

_TO_TEXT = {code: chr(_FIRST_BYTE + code - _BYTES.start) for code in _BYTES}
_TO_TEXT |= {code: chr(_MARK) + chr(code) for code in range(_MARK, _LAST + 1)}
_TO_TEXT |= {
    code: chr(_MARK) + chr(_FIRST_SURROGATE + code - _SURROGATES.start) for code in _SURROGATES if code not in _BYTES
}
_TO_PATH = {text: chr(code) for code, text in _TO_TEXT.items()}
# Another program may have written a mark that is followed by any other character. Such a mark stands for itself.
_ENCODED = re.compile(f"{chr(_MARK)}[{chr(_FIRST_SURROGATE)}-{chr(_FIRST_SURROGATE + 0x7FF)}{chr(_MARK)}-{chr(_LAST)}]"
                   f"|[{chr(_FIRST_BYTE)}-{chr(_LAST)}]")  # fmt: skip

# In a locale with another encoding, Python represents the same name differently.
_OTHER_ENCODING = os.name != "nt" and sys.getfilesystemencoding().lower() not in ("utf-8", "utf8")


def text_of(path: Path | str) -> str:
    """The path as valid UTF-8 text, the same in every locale."""
    text = str(path)
    if text.isascii():
        return text
    if _OTHER_ENCODING:
        text = os.fsencode(text).decode("utf-8", "surrogateescape")
    return text.translate(_TO_TEXT)


# One command asks for the paths of its photos several times, and making a path takes 5 µs.
@lru_cache(maxsize=1 << 14)
def path_of(text: str) -> Path:
    """The path that `text_of` turned into this text."""
    if text.isascii():
        return Path(text)
    name = _ENCODED.sub(lambda code: _TO_PATH[code[0]], text)
    return Path(os.fsdecode(name.encode("utf-8", "surrogateescape")) if _OTHER_ENCODING else name)


def prefix_of(folder: Path | str) -> str:
    """The prefix of the texts of all paths below a folder: the folder's own text, ending in a separator.

    If `folder` is a string, it must be a text from `text_of`.
    """
    text = folder if isinstance(folder, str) else text_of(folder)
    return text if text.endswith(os.sep) else text + os.sep


def below_sql(column: str, folder: str, prefix: str) -> str:
    """SQL that is true if the path in `column` is the given folder or lies below it.

    `folder` is the SQL (a column or a parameter) for the folder's text. `prefix` is the SQL for the result of
    `prefix_of`.
    """
    return f"({column} = {folder} OR starts_with({column}, {prefix}))"


def below_any(
    folders: Sequence[Path | str], column: str = "path", *, name: str = "folder"
) -> tuple[str, dict[str, object]]:
    """SQL that is true if the path in `column` is one of these folders or lies below one of them. The parameters of
    this SQL are returned with it; their names begin with `name`.
    """
    values: dict[str, object] = {}
    conditions = []
    for number, folder in enumerate(folders):
        text = folder if isinstance(folder, str) else text_of(folder)
        values |= {f"{name}{number}": text, f"{name}_prefix{number}": prefix_of(text)}
        conditions.append(below_sql(column, f"${name}{number}", f"${name}_prefix{number}"))
    return f"({' OR '.join(conditions) or 'FALSE'})", values


def is_below(text: str, folder: str) -> bool:
    """Whether the path `text` is `folder` or lies below it; both arguments are texts from `text_of`."""
    return text == folder or text.startswith(prefix_of(folder))
