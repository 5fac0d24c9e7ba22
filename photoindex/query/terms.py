"""List the terms of queries, with an example of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Takes = Literal["nothing", "value", "name", "names"]


@dataclass(frozen=True, slots=True)
class Term:
    """A word with a meaning in queries, what is written after it, and an example of its use."""

    name: str
    takes: Takes
    example: str
    meaning: str

    @property
    def written(self) -> str:
        """The term as it begins in a query."""
        return self.name if self.takes == "nothing" else f"{self.name}:"


_TERMS = (
    Term("person", "name", 'person:"Anna Maria"', "shows the person"),
    Term("only", "names", "only: Grandma Tom", "shows these people and nobody else"),
    Term("count", "value", "count:2..4", "has this number of faces"),
    Term("nobody", "nothing", "nobody", "has no face"),
    Term("alone", "nothing", "Grandma alone", "has exactly one face"),
    Term("unnamed", "nothing", "unnamed", "has a face that belongs to nobody yet"),
    Term("stranger", "nothing", "stranger", "has a face that was ignored"),
    Term("twice", "nothing", "twice", "shows somebody twice"),
    Term("together", "nothing", "Grandma Tom together", "shows them near each other"),
    Term("year", "value", "year:1998..2004", "was taken in these years"),
    Term("month", "value", "month:june..august", "was taken in these months of any year"),
    Term("date", "value", "date:2004-07..2005", "was taken in this period"),
    Term("undated", "nothing", "undated", "has no known date"),
    Term("age", "value", "Tom age:..6", "shows somebody at this age"),
    Term("folder", "value", "folder:holidays", "lies in a folder of this name"),
    Term("file", "value", "file:IMG_12*", "has a file of this name"),
    Term("ext", "value", "ext:heic", "has a file with this ending"),
    Term("camera", "value", "camera:nikon", "was taken with this camera"),
    Term("text", "value", "text:birthday", "has this text in its title, caption or keywords"),
    Term("near", "value", "near:52.5,13.4,5km", "was taken near this place"),
    Term("place", "value", "place:Lisbon", "was taken in this town, region, country or continent"),
    Term("like", "value", "like:photo.jpg", "shows somebody whom that photo shows"),
    Term("status", "value", "Tom status:suggested", "has a face with this status"),
    Term("confidence", "value", "Tom confidence:<0.8", "has a face that is named with this confidence"),
    Term("size", "value", "Tom size:>=200", "has a face of this size in pixels"),
    Term("quality", "value", "Tom quality:>=0.7", "has a face of this quality"),
)

TERMS: Mapping[str, Term] = {term.name: term for term in _TERMS}
