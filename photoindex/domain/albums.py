"""Find out which folder names say something about their photos."""

import re
from pathlib import PurePath

# Folders that cameras, phones and systems make, in several languages.
_GENERIC = re.compile(
    r"dcim|camera( roll)?|\d{3}[a-z_]{3,5}|photos?|pictures?|images?|imgs?|my (photos|pictures)|scans?|downloads?"
    r"|desktop|documents?|backups?|originals?|new folder|untitled folder|temp|tmp|misc|unsorted|sorted|import(s|ed)?"
    r"|export(s|ed)?|bilder|fotos?|eigene bilder|imágenes|imagens|immagini|afbeeldingen|zdjęcia|librar(y|ies)|home"
    r"|users?|icloud photos|google photos|takeout|whatsapp images|screenshots?|photos from \d{4}",
    re.IGNORECASE,
)
# A year, a month or a day at the beginning: the caption has the date anyway.
_DATE = re.compile(r"(19|20)\d\d([-_. ]?\d\d){0,2}(?!\d)[-_.,: ]*")
_LONGEST = 60


def album_name(path: PurePath) -> str:
    """What the folder of a photo says about it, without a date at its beginning: "Summer in Portugal" for
    `2003-07 Summer in Portugal`.

    Empty if it says nothing, like `DCIM`, `100CANON` and `2003`, or if it is longer than a caption.
    """
    name = " ".join(path.parent.name.encode("utf-8", "replace").decode().replace("_", " ").split())
    name = _DATE.sub("", name, count=1) if _DATE.match(name) else name
    says_something = sum(letter.isalpha() for letter in name) >= 3 and not _GENERIC.fullmatch(name)
    return name if says_something and len(name) <= _LONGEST else ""
