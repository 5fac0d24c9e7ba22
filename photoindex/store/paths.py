"""File names as the database can hold them.

DuckDB stores UTF-8; a file name on Linux is any bytes, which Python shows as lone surrogates (U+DC80 to U+DCFF). Those
are swapped for the last private-use code points and back, so that every name survives the round trip.
"""

from pathlib import Path

_SURROGATES = range(0xDC80, 0xDD00)
_PRIVATE_USE_START = 0x10FF80
_TO_TEXT = {code: _PRIVATE_USE_START + offset for offset, code in enumerate(_SURROGATES)}
_TO_PATH = {text: code for code, text in _TO_TEXT.items()}


def text_of(path: Path | str) -> str:
    """The path as valid UTF-8 text."""
    return str(path).translate(_TO_TEXT)


def path_of(text: str) -> Path:
    """The path that `text_of` made the text from."""
    return Path(text.translate(_TO_PATH))
