"""Write the texts of charts of statistics."""

from typing import TYPE_CHECKING

from photoindex.cli.wording.stats import faces_line, headline, period_of, place_of, places_line
from photoindex.operations.plot import Bars, Chart, Columns, HeatMap
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.stats import Stats

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
    if counts.places:
        heading = f"Photos in each place ({places_line(found)})" if found.not_located else "Photos in each place"
        sections.append(Bars(heading, tuple((place_of(place), place.photos) for place in counts.places)))
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
    if counts.places:
        place = counts.places[0]
        said.append(f"Most photos with a place are from {place_of(place)}: {place.photos:,}.")
    return " ".join(said)
