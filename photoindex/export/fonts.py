"""Choose a font for drawn text: Pillow's own font, which covers little more than ASCII, or one installed on this
machine.
"""

import functools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

from PIL import ImageFont

# Looked up by name in the font folders of Linux, macOS and Windows.
_WIDE_FONTS = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKsc-Regular.otf",
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "DroidSansFallbackFull.ttf",
    "Arial Unicode.ttf",
    "Hiragino Sans GB.ttc",
    "AppleSDGothicNeo.ttc",
    "segoeui.ttf",
    "msyh.ttc",
    "YuGothM.ttc",
    "malgun.ttf",
    "Nirmala.ttc",
    "Nirmala.ttf",
)
# Noto has a font for each script, by the first word of the names of its letters, such as HEBREW LETTER ALEF.
_NOTO = "NotoSans{}-Regular.ttf"
# No font has this character, so its glyph is the one that the font draws for every missing character.
_NOWHERE = "\U000fffff"

# Texts longer than this are cut in any case, so do not measure them letter by letter, which is slow.
_MOST_LETTERS = 400
# The letters of a font do not depend on its size.
_ANY_SIZE = 16

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def drawable(text: str, size: int) -> tuple[str, Font]:
    """The text with any missing characters replaced, and a font of `size` pixels for it.

    The font is the first one that has every character. If there is no such font, it is the one that lacks the fewest,
    and the missing characters lose their accents (`Zoe` for Zoë) or become question marks. If Pillow lacks FreeType,
    the font is Pillow's bitmap font.
    """
    text = unicodedata.normalize("NFC", text)
    font = _widest(text, size)
    return "".join(_plain(character) if _lacks(character, font) else character for character in text), font


def undrawable(texts: Iterable[str]) -> str:
    """The letters of these texts that become question marks, because no font has them: each one once, in order."""
    found: dict[str, None] = {}
    for text in texts:
        line = unicodedata.normalize("NFC", " ".join(text[:_MOST_LETTERS].split()))
        drawn, _ = drawable(line, _ANY_SIZE)
        found.update({letter: None for letter, shown in zip(line, drawn, strict=True) if shown == "?" != letter})
    return "".join(found)


def fitted(text: str, size: int, room: int, *, keep_end: bool = False) -> tuple[str, Font]:
    """One line of a text that is at most `room` pixels wide, with an ellipsis if it was cut, and its font. With
    `keep_end`, the middle is cut out: names of files often differ only in their last letters.
    """
    line, font = drawable(" ".join(text[:_MOST_LETTERS].split()), size)
    if font.getlength(line) <= room:
        return line, font
    lengths = range(1, len(line) + 1)
    fits = bisect_left(lengths, x=True, key=lambda length: font.getlength(_cut(line, length, keep_end)) > room)
    return _cut(line, fits, keep_end), font


def _cut(line: str, letters: int, keep_end: bool) -> str:
    """A line of which only this number of letters is left, with an ellipsis in the place of the others."""
    end = letters // 2 if keep_end else 0
    return f"{line[: letters - end].rstrip()}…{line[len(line) - end :].lstrip()}"


def _widest(text: str, size: int) -> Font:
    own = _own_font(size)
    missing = _missing(text, own)
    best: Font = own
    for name in (*_WIDE_FONTS, *_of_scripts(text, own)) if missing else ():
        font = _system_font(name, size)
        if font is not None and (lacks := _missing(text, font)) < missing:
            best, missing = font, lacks
        if not missing:
            break
    return best


def _of_scripts(text: str, font: Font) -> list[str]:
    """The names of fonts that are made for the scripts of the letters that a font lacks."""
    scripts = (unicodedata.name(letter, "").partition(" ")[0] for letter in text if _lacks(letter, font))
    return [_NOTO.format(script.title()) for script in dict.fromkeys(scripts) if script]


@functools.cache
def _own_font(size: int) -> Font:
    return ImageFont.load_default(size)


@functools.cache
def _system_font(name: str, size: int) -> Font | None:
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


def _missing(text: str, font: Font) -> int:
    return sum(_lacks(character, font) for character in text)


def _plain(character: str) -> str:
    if unicodedata.category(character) == "Pd":
        return "-"
    letter = re.match(r"LATIN (CAPITAL|SMALL) LETTER (\w)\b", unicodedata.name(character, ""))
    if letter is None:
        return "?"
    return letter[2] if letter[1] == "CAPITAL" else letter[2].lower()


@functools.lru_cache(maxsize=4096)
def _lacks(character: str, font: Font) -> bool:
    if character.isspace() or character.isascii():
        return False
    if isinstance(font, ImageFont.ImageFont):
        return True
    return bytes(font.getmask(character)) == bytes(font.getmask(_NOWHERE))
