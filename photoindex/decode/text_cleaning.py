"""Clean the texts that files carry, and leave out those that cameras and programs write by themselves.

A text is cut to a length that no title or caption of a person has, so that neither the index nor a search suffers from
a hostile file.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from photoindex.domain.names import tidied
from photoindex.domain.photo_texts import PhotoTexts

LONGEST_CAPTION = 5_000
"""The most characters of a title or a caption; the rest is left out."""
_LONGEST_KEYWORD = 200
_MOST_KEYWORDS = 200
_MOST_OTHERS = 10

MOST_BYTES = 4 * LONGEST_CAPTION
"""The most bytes of a field that are read: a character takes at most four in UTF-8."""

# What cameras write into ImageDescription and UserComment: https://exiftool.org/forum/index.php?topic=4217 and the
# defaults that digiKam, Picasa and Flickr leave out. Huawei and Xiaomi phones write the mode of the camera.
_NOISE = frozenset(
    ("olympus digital camera", "sony dsc", "minolta dsc", "minolta digital camera", "konica minolta digital camera",
     "samsung", "samsung camera pictures", "samsung digital camera", "samsung techwin", "kodak digital still camera",
     "digital camera", "digital still camera", "exif_jpeg_picture", "exif jpeg", "exif", "jpeg", "jpeg image", "dcim",
     "default", "ascii", "unicode", "untitled", "image", "digital image", "digimax", "my beautiful picture",
     "maginon digital camera", "rollei digital camera", "hp digital camera", "vivitar digital camera", "photo",
     "processed with snapseed", "created with gimp", "created by imagemagick", "cof", "sdr", "mde", "edf", "nor",
     "oznor", "oznorwo", "ozcof", "rhdr", "hdr", "hdrpl", "ptr", "bty", "btf", "rptrpr", "dav", "nfpt", "sdrpl", "fdr",
     "lns", "none", "null", "0", "-", "_", ".")
)  # fmt: skip
_PROGRAMS = (
    "digimax ",
    "<digimax",
    "charset=",
    "binary comment",
    "creator: gd-jpeg",
    "signature:",
    "lead technologies",
)


@dataclass(frozen=True, slots=True)
class FoundTexts:
    """The texts of one metadata block, as they stand there."""

    titles: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


def joined_texts(blocks: Iterable[FoundTexts]) -> PhotoTexts:
    """The texts of a photo from its blocks, those of the best block first."""
    titles: dict[str, None] = {}
    captions: dict[str, None] = {}
    keywords: dict[str, None] = {}
    for block in blocks:
        titles |= dict.fromkeys(filter(None, map(_said, block.titles)))
        captions |= dict.fromkeys(filter(None, map(_said, block.captions)))
        keywords |= dict.fromkeys(filter(None, (_clean(each, _LONGEST_KEYWORD) for each in block.keywords)))
    title, caption = next(iter(titles), ""), next(iter(captions), "")
    # Programs copy the caption into the title, and the other way round.
    others = [text for text in {**titles, **captions} if text not in (title, caption)]
    return PhotoTexts(title, caption, tuple(keywords)[:_MOST_KEYWORDS], tuple(others)[:_MOST_OTHERS])


def _said(text: str) -> str:
    """The text, or nothing if no person wrote it."""
    clean = _clean(text, LONGEST_CAPTION)
    plain = clean.casefold()
    if plain in _NOISE or plain.startswith(_PROGRAMS) or not any(letter.isalnum() for letter in plain):
        return ""
    # Phones write the settings of their filters as JSON.
    return "" if plain.startswith("{") and plain.endswith("}") else clean


def _clean(text: str, most: int) -> str:
    """The text in one line, without control characters and marks that reverse the text around them."""
    short = text[: 4 * most]
    seen = "".join(" " if unicodedata.category(letter) in _UNPRINTABLE else letter for letter in short)
    return tidied(seen.replace("\ufffd", " "))[:most].strip()


# Control characters, lone surrogates, and characters that no standard defines.
_UNPRINTABLE = frozenset(("Cc", "Cs", "Co", "Cn", "Zl", "Zp"))


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    """The text of a field up to its first NUL. If the bytes are not valid, they are read as Windows-1252, in which old
    programs wrote.
    """
    wide = encoding.startswith("utf-16")
    data = data[:MOST_BYTES] if wide else data[:MOST_BYTES].partition(b"\0")[0]
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # The limit may have cut the last character in two.
        cut = len(data) == MOST_BYTES and error.start >= len(data) - 3
        text = (
            data[: error.start].decode(encoding) if cut else data.decode("utf-16-le" if wide else "cp1252", "replace")
        )
    return text.partition("\0")[0]
