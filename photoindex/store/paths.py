"""File names as the database can hold them.

DuckDB stores UTF-8; a file name on Linux is any bytes, which Python shows as lone surrogates (U+DC80 to U+DCFF). Those
are swapped for the last private-use code points and back, so that every name survives the round trip.
"""

import os
from pathlib import Path

_SURROGATES = range(0xDC80, 0xDD00)
_PRIVATE_USE_START = 0x10FF80
_TO_TEXT = {code: _PRIVATE_USE_START + offset for offset, code in enumerate(_SURROGATES)}
_TO_PATH = {text: code for code, text in _TO_TEXT.items()}


def text_of(path: Path | str) -> str:
    """The path as valid UTF-8 text."""
    text = str(path)
    return text if text.isascii() else text.translate(_TO_TEXT)


def path_of(text: str) -> Path:
    """The path that `text_of` made the text from."""
    return Path(text if text.isascii() else text.translate(_TO_PATH))


def prefix_of(folder: Path | str) -> str:
    """What the texts of all paths below a folder begin with; the folder's own text is this without its last sign."""
    text = text_of(folder)
    return text if text.endswith(os.sep) else text + os.sep


def is_below(text: str, folder: str) -> bool:
    """Whether a path is a folder or lies below it; both as `text_of` gives them."""
    return text == folder or text.startswith(prefix_of(folder))
