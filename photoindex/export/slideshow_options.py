"""Define how a slideshow is exported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from photoindex.export.contents.form import Form
from photoindex.export.records import ChapterKind, SlideshowTexts


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How a slideshow is exported. `texts` appear on the page, `link` makes symbolic links instead of copies, and
    `form` is what is changed about copies. `update` allows an existing folder, `dry_run` writes nothing.

    `music` is an audio file to play with the slideshow. `choice` is what the manifest says about how the photos were
    chosen, if at most `best` of them were.
    """

    texts: SlideshowTexts
    link: bool = False
    form: Form = field(default_factory=Form)
    update: bool = False
    dry_run: bool = False
    chapters: ChapterKind = "year"
    music: Path | None = None
    choice: Mapping[str, object] | None = None
    best: int | None = None
