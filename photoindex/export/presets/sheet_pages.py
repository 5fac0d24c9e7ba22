"""Write the pages of a contact sheet of photos for a browser. Each page contains its pictures."""

import base64
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from photoindex.export.contents.plain_file import PlainFile
from photoindex.export.files import keep_time, writing
from photoindex.export.presets.records import PresetPhoto
from photoindex.export.presets.sheet_records import Photos, Pictures, SheetTexts
from photoindex.export.templates import fill, template, text_html
from photoindex.files import whole_file

# About 15 MB.
PHOTOS_ON_A_PAGE = 500
_FIGURE = """<figure><div class="picture">{{picture}}</div>
<figcaption><b>{{people}}</b> <span>{{when}}</span><span>{{name}}</span></figcaption></figure>"""


def page_name(number: int) -> str:
    """The name of a page; `number` counts from 0."""
    return "sheet.html" if number == 0 else f"sheet-{number + 1}.html"


@dataclass(frozen=True, slots=True)
class PageSheet(PlainFile):
    """One of `of` pages for a browser; `number` counts from 0."""

    photos: Photos
    texts: SheetTexts
    pictures: Pictures
    number: int
    of: int

    def time(self) -> int:
        return time.time_ns()

    def write(self, path: Path, mtime_ns: int) -> None:
        links = "".join(
            f"<b>{page + 1}</b> " if page == self.number else f'<a href="{page_name(page)}">{page + 1}</a> '
            for page in range(self.of)
        )
        values = {"title": text_html(self.texts.title), "note": text_html(self.texts.note),
                  "pages": f"<nav>{links}</nav>" if self.of > 1 else "", "photos": "\n"}  # fmt: skip
        head, tail = fill(template("photo-sheet.html"), values | {"photos": "\0"}).split("\0")
        start = self.number * PHOTOS_ON_A_PAGE
        with writing(path), whole_file(path, private=False) as file:
            file.write(head.encode())
            for photo in islice(self.photos(), start, start + PHOTOS_ON_A_PAGE):
                file.write(self._figure(photo).encode())
            file.write(tail.encode())
            keep_time(file, mtime_ns)

    def _figure(self, photo: PresetPhoto) -> str:
        people, when, name = self.texts.captions(photo)
        data = self.pictures.of(photo)
        picture = f'<div class="missing">{text_html(self.texts.missing)}</div>'
        if data is not None:
            code = base64.b64encode(data).decode("ascii")
            alt = text_html(", ".join(filter(None, (people, when, name))))
            picture = f'<img src="data:image/jpeg;base64,{code}" alt="{alt}">'
        words = {"people": text_html(people), "when": text_html(when), "name": text_html(name)}
        return fill(_FIGURE, {"picture": picture, **words}) + "\n"
