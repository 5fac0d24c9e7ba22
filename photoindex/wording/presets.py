"""Write the words in the names of exported files and on contact sheets of photos."""

from collections.abc import Sequence

from photoindex.domain.names import short_name
from photoindex.operations.export import PresetTexts, SheetTexts, TemplateTexts
from photoindex.wording.counts import count
from photoindex.wording.dates import written_date
from photoindex.wording.lists import listed


def preset_texts(names: Sequence[str], photos: int) -> PresetTexts:
    """The texts of an export of this many photos of the people with these names; without names, of any photos."""
    title = listed([short_name(name) for name in names] or ["Photos"])
    sheet = SheetTexts(title, count(photos, "photo"), "Cannot be shown", lambda page: f"Page {page}", written_date)
    return PresetTexts(TemplateTexts(undated="Undated", unnamed="Unnamed", unplaced="Unknown place"), sheet)
