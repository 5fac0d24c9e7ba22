"""Put statistics into words."""

from typing import TYPE_CHECKING

from photoindex.cli.options import for_same_index
from photoindex.cli.wording.advice import worded
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.stats import PlaceCount, Stats


def headline(found: "Stats") -> str:
    """What the photos are: "1,234 photos of 12 people, 1995 to 2023; 8 without a date"."""
    counts = found.counts
    who = f" of {count(counts.everybody, 'person', 'people')}" if counts.everybody else ""
    years = [each.year for each in counts.years]
    when = f", {years[0]}" if years else ""
    when += f" to {years[-1]}" if len(years) > 1 else ""
    undated = f"; {counts.undated:,} without a date" if counts.undated else ""
    return f"{count(counts.photos, 'photo')}{who}{when}{undated}"


def faces_line(found: "Stats") -> str:
    """How many faces there are, and how many of them have no name."""
    counts = found.counts
    return f"{count(counts.faces, 'face')}, {counts.unnamed:,} without a name"


def place_of(place: "PlaceCount") -> str:
    """`Lisbon, Portugal`; where nobody lives, only the country."""
    return ", ".join(filter(None, (place.name, place.region, place.country)))


def places_line(found: "Stats") -> str:
    """How many photos have no place, and why if that can be changed: "not located: 5 photos"."""
    counts = found.counts
    if not counts.located and not counts.unplaced:
        return "not located: no photo says where it was taken"
    return f"not located: {count(found.not_located, 'photo')}"


def unplaced_note(found: "Stats") -> str:
    """What to do about photos with a position that have no place yet; empty if there are none."""
    if not found.counts.unplaced:
        return ""
    verb = "has" if found.counts.unplaced == 1 else "have"
    said = f"{count(found.counts.unplaced, 'photo')} with a position {verb} no place yet."
    scan = for_same_index("photoindex scan FOLDER")
    advice = found.missing_gazetteer()
    if advice is None:
        return f"{said} The next scan finds it: {scan}"
    return f"{said} The names of places need an optional package. {worded(advice)}, then {scan}"


def period_of(period: range) -> str:
    """A year, or the first and last year of a longer period."""
    return str(period[0]) if len(period) == 1 else f"{period[0]}-{period[-1]}"
