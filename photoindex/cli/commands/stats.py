"""photoindex stats"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.bars import bar, has_blocks, sparkline
from photoindex.cli.caret import width
from photoindex.cli.colours import heading
from photoindex.cli.json_output import print_items
from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import shown_name, shown_path, tell_of_matches
from photoindex.cli.paths import PATH
from photoindex.cli.query_command import QueryCommand

if TYPE_CHECKING:
    from photoindex.operations.stats import Stats

_MOST = 15
_BAR = 30
_WIDEST_NAME = 32
NOTHING_FOUND = 1


@click.command(cls=QueryCommand)
@click.argument("query", nargs=-1, shell_complete=completing.query_words, metavar="[QUERY...]")
@click.option(
    "--limit", type=NUMBER, metavar="N", default=_MOST, help="List at most N people, pairs and places (default: 15)."
)
@click.option("--plot", type=PATH, metavar="FILE", help="Draw it: FILE.svg, FILE.png or FILE.html.")
@json_option
@index_option
def stats(query: tuple[str, ...], limit: int, plot: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Count who appears most, with whom, when and where, in all photos or in those that match a query.

    \b
    photoindex stats
    photoindex stats Grandma                     who is with her?
    photoindex stats 'folder:holidays year:2010..' --plot holidays.svg

    Faces count that you named or confirmed, and faces that got their name automatically.
    """
    from photoindex.cli.opening import open_index
    from photoindex.cli.wording.stats import unplaced_note
    from photoindex.operations.find import FindRequest
    from photoindex.operations.stats import stats as count_all

    if plot is not None:
        _check(plot)
    found = count_all(open_index(index_file), FindRequest(query=query), most=limit)
    tell_of_matches([*found.query.people, *found.query.excluded])
    if plot is not None:
        _plot(found, " ".join(query) or "People in your photos", plot)
    if as_json:
        _print_json(found)
    elif plot is None:
        _print(found)
    if note := unplaced_note(found):
        click.echo(note, err=True)
    if not found.counts.photos:
        click.echo("No photo found.", err=True)
        click.get_current_context().exit(NOTHING_FOUND)


def _check(file: Path) -> None:
    from photoindex.operations.plot import check_plot_file

    check_plot_file(file)


def _plot(found: "Stats", title: str, file: Path) -> None:
    from photoindex.cli.wording.charts import chart_of
    from photoindex.cli.wording.fonts import tell_of_undrawn
    from photoindex.operations.plot import plot

    undrawn = plot(chart_of(found, title), file)
    click.echo(f"Wrote {shown_path(file)}.", err=True)
    tell_of_undrawn(undrawn)


def _print(found: "Stats") -> None:
    from photoindex.cli.wording.stats import faces_line, headline, period_of, place_of, places_line

    counts, blocks = found.counts, has_blocks()
    click.echo(f"{headline(found)}.")
    click.echo(f"{faces_line(found)}.")
    lines = {
        "People": [
            (who.name, who.photos, sparkline(found.in_periods(who.years)) if blocks else "") for who in counts.people
        ],
        "Together": [(" and ".join(pair.names), pair.photos, "") for pair in counts.pairs],
        "Years": [
            (period_of(period), number, "")
            for period, number in zip(
                found.periods, found.in_periods({each.year: each.photos for each in counts.years}), strict=True
            )
        ],
        "Places": [(place_of(place), place.photos, "") for place in counts.places],
    }
    for title, rows in lines.items():
        if rows:
            click.echo(f"\n{heading(title)}")
            _print_bars(rows, blocks=blocks)
    if found.not_located:
        click.echo(f"  {places_line(found)}" if counts.places else f"\n{places_line(found).capitalize()}.")


def _print_bars(rows: list[tuple[str, int, str]], *, blocks: bool) -> None:
    """A line for each row: its name, its number, a bar, and a sparkline."""
    names = [_cut(shown_name(name)) for name, _, _ in rows]
    wide = max(map(width, names))
    digits = max(len(f"{number:,}") for _, number, _ in rows)
    most = max(number for _, number, _ in rows)
    lines = any(line for _, _, line in rows)
    for name, (_, number, line) in zip(names, rows, strict=True):
        drawn = bar(number, most, _BAR if not lines else _BAR // 2, blocks=blocks)
        over = f"{' ' * (_BAR // 2 - len(drawn))}  {line}" if lines else ""
        click.echo(f"  {name}{' ' * (wide - width(name))}  {number:>{digits},}  {drawn}{over}".rstrip())


def _cut(name: str) -> str:
    return name if len(name) <= _WIDEST_NAME else f"{name[: _WIDEST_NAME - 3]}..."


def _print_json(found: "Stats") -> None:
    counts = found.counts
    print_items(
        "stats",
        [
            {
                "person_id": who.person_id,
                "person": who.name,
                "photos": who.photos,
                "years": [{"year": year, "photos": number} for year, number in who.years.items()],
            }
            for who in counts.people
        ],
        photos=counts.photos,
        undated=counts.undated,
        faces=counts.faces,
        unnamed=counts.unnamed,
        persons=counts.everybody,
        together=[
            {"person_ids": list(pair.person_ids), "people": list(pair.names), "photos": pair.photos}
            for pair in counts.pairs
        ],
        years=[{"year": each.year, "photos": each.photos, "months": list(each.months)} for each in counts.years],
        places=[
            {
                "name": place.name,
                "region": place.region,
                "country": place.country,
                "country_code": place.country_code,
                "photos": place.photos,
            }
            for place in counts.places
        ],
        not_located=found.not_located,
        unplaced=counts.unplaced,
    )
