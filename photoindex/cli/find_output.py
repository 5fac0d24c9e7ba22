"""Define the options that say how `find` prints photos, and print them."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli.json_output import print_items, print_line
from photoindex.cli.options import grouped_options, json_option
from photoindex.cli.output import shown_path
from photoindex.cli.paths import PATH
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.domain.names import Match
    from photoindex.operations.find import Found


@dataclass(frozen=True, slots=True)
class OutputChoice:
    """How the user wants the photos printed, one field for each option."""

    only_count: bool
    null: bool
    template: str | None
    as_csv: bool
    parquet: Path | None
    as_lines: bool
    as_json: bool

    def check(self, exported: str) -> str:
        """Refuse options that do not go together, and a wrong template.

        Args:
            exported: the option of an export, which may be combined with `--json` alone; empty without an export.

        Returns:
            The option that asks for another form than paths; empty for paths.

        Raises:
            click.UsageError: options exclude each other, or the template has a wrong field.
            UsageError: the template has a wrong code for a date.
        """
        from photoindex.cli.found import Template

        forms = {"--count": self.only_count, "--format": self.template is not None, "--csv": self.as_csv,
                 "--jsonl": self.as_lines, "--json": self.as_json and not exported, exported: bool(exported),
                 "--parquet": self.parquet is not None}  # fmt: skip
        wanted = [option for option, is_wanted in forms.items() if is_wanted]
        if self.null and (other := next((option for option in wanted if option != "--format"), None)):
            raise click.UsageError(f"-0 and {other} exclude each other.")
        if len(wanted) > 1:
            raise click.UsageError(f"{wanted[0]} and {wanted[1]} exclude each other.")
        if self.template is not None:
            Template(self.template)
        return wanted[0] if wanted else ""


output_options = grouped_options(
    "output",
    OutputChoice,
    click.option("--count", "only_count", is_flag=True, help="Print only the number of photos."),
    click.option("-0", "null", is_flag=True, help="End each path with a zero byte, for `xargs -0`."),
    click.option(
        "--format", "template", metavar="TEXT", help='Print this for each photo: "{date:%Y} {people} {path}".'
    ),
    click.option("--csv", "as_csv", is_flag=True, help="Print a table with a row for each photo."),
    click.option(
        "--parquet", type=PATH, metavar="FILE", help="Write a table with a row for each photo to a Parquet file."
    ),
    click.option("--jsonl", "as_lines", is_flag=True, help="Print a line of JSON for each photo."),
    json_option,
)


def print_found(found: "Found", output: OutputChoice) -> None:
    """Print the photos as the user chose, or write them to the chosen file."""
    from photoindex.cli.found import Template, fields_of, write_csv, write_lines, write_paths

    end = b"\0" if output.null else b"\n"
    if output.as_json:
        people = [_person(match) for match in found.people]
        excluded = [_person(match) for match in found.query.excluded]
        print_items("find", map(fields_of, found.photos), people=people, excluded=excluded, undated=found.undated)
    elif output.as_lines:
        for photo in found.photos:
            print_line(fields_of(photo))
    elif output.as_csv:
        write_csv(found.photos)
    elif output.parquet is not None:
        _write_parquet(found, output.parquet)
    elif output.template is not None:
        write_lines(found.photos, Template(output.template), end)
    else:
        write_paths([photo.paths[0] for photo in found.photos], end)


def _write_parquet(found: "Found", file: Path) -> None:
    from photoindex.operations.parquet import write_photos

    write_photos(found.photos, file)
    click.echo(f"Wrote {count(len(found.photos), 'photo')} to {shown_path(file)}.", err=True)


def _person(match: "Match") -> dict[str, object]:
    return {"person_id": match.person.person_id, "person": match.person.name, "typed": match.typed}
