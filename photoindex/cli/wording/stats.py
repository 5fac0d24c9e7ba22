"""Put statistics into words: for the terminal, and for charts."""

from typing import TYPE_CHECKING

from photoindex.operations.stats import Bars, Chart, Columns, HeatMap
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.stats import Stats

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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


def chart_of(found: "Stats", title: str) -> Chart:
    """The chart of statistics."""
    counts, labels = found.counts, tuple(map(period_of, found.periods))
    sections: list[Bars | Columns | HeatMap] = []
    if counts.people:
        sections.append(Bars("Photos with each person", tuple((who.name, who.photos) for who in counts.people)))
    if counts.people and labels:
        rows = tuple((who.name, found.in_periods(who.years)) for who in counts.people)
        sections.append(HeatMap("Photos with each person over the years", labels, rows))
    if counts.pairs:
        together = tuple((" and ".join(pair.names), pair.photos) for pair in counts.pairs)
        sections.append(Bars("Photos with two people together", together))
    if labels:
        by_year = found.in_periods({each.year: each.photos for each in counts.years})
        sections.append(Columns("Photos over the years", tuple(zip(labels, by_year, strict=True))))
        months = tuple(
            (name, found.in_periods({each.year: each.months[at] for each in counts.years}))
            for at, name in enumerate(_MONTHS)
        )
        sections.append(HeatMap("Photos by month", labels, months))
    return Chart(title, f"{headline(found)}. {faces_line(found)}.", _summary(found), tuple(sections), "No photo found.")


def _summary(found: "Stats") -> str:
    """What the chart shows, for those who do not see it."""
    counts = found.counts
    said = [f"{headline(found)}."]
    if counts.people:
        said.append(f"{counts.people[0].name} appears most, in {count(counts.people[0].photos, 'photo')}.")
    if counts.pairs:
        pair = counts.pairs[0]
        said.append(f"{' and '.join(pair.names)} appear together most, in {count(pair.photos, 'photo')}.")
    if counts.years:
        most = max(counts.years, key=lambda each: each.photos)
        said.append(f"Most photos are from {most.year}: {most.photos:,}.")
    return " ".join(said)
