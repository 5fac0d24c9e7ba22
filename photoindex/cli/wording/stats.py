"""Put statistics into words."""

from typing import TYPE_CHECKING

from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.stats import Stats


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


def period_of(period: range) -> str:
    """A year, or the first and last year of a longer period."""
    return str(period[0]) if len(period) == 1 else f"{period[0]}-{period[-1]}"
