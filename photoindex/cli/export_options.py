"""Define the options of `find --export`, and check which of them go together."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import click

from photoindex.cli.numbers import Finite
from photoindex.cli.options import NUMBER, grouped_options
from photoindex.cli.paths import PATH

if TYPE_CHECKING:
    from photoindex.operations.export import Form, PresetRequest
    from photoindex.operations.slideshow import ChapterKind

_CHAPTERS: "tuple[ChapterKind, ...]" = ("year", "age", "none")
PresetName = Literal["slideshow", "folder", "links", "crops", "table", "sheet"]

ExportKind = PresetName | Literal["timelapse", "film"]

# The kinds of export with which each option makes sense.
_GOES_WITH: dict[str, tuple[ExportKind, ...]] = {
    "link": ("slideshow",),
    "best": ("slideshow", "film", "timelapse"),
    "chapters": ("slideshow", "film"),
    "music": ("slideshow", "film"),
    "path_template": ("folder", "links"),
    "seconds": ("film", "timelapse"),
    "size": ("slideshow", "folder", "crops", "film", "timelapse"),
    "convert": ("slideshow", "folder"),
    "strip_location": ("slideshow", "folder"),
    "strip_metadata": ("slideshow", "folder"),
    "touch": ("slideshow", "folder"),
    "relative": ("links",),
    "hard": ("links",),
    "dry_run": ("slideshow", "folder", "links", "crops", "table", "sheet", "film", "timelapse"),
}
# A link shows the photo as it is.
_CHANGING = ("size", "convert", "strip_location", "strip_metadata", "touch")


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What the user chose about an export, one field for each option."""

    folder: Path | None
    film: Path | None
    timelapse: Path | None
    preset: PresetName
    link: bool
    best: int | None
    chapters: "ChapterKind | None"
    music: Path | None
    update: bool
    dry_run: bool
    path_template: str | None
    size: int | None
    convert: str | None
    strip_location: bool
    strip_metadata: bool
    touch: bool
    relative: bool
    hard: bool
    seconds: float | None

    @property
    def place(self) -> Path | None:
        """The folder or file that is exported to; None if nothing is exported."""
        return self.folder or self.film or self.timelapse

    @property
    def option(self) -> str:
        """The option that names the place."""
        return "--film" if self.film else "--timelapse" if self.timelapse else "--export"

    @property
    def kind(self) -> ExportKind:
        return "film" if self.film else "timelapse" if self.timelapse else self.preset

    def check(self) -> None:
        """Refuse options that do not go together. Raises click.UsageError."""
        places = {"--export": self.folder, "--film": self.film, "--timelapse": self.timelapse}
        if len(named := [option for option, place in places.items() if place is not None]) > 1:
            raise click.UsageError(f"{named[0]} and {named[1]} exclude each other.")
        for name, kinds in _GOES_WITH.items():
            option = f"--{name.removeprefix('path_').replace('_', '-')}"
            is_given = getattr(self, name) not in (None, False)
            if is_given and self.place is None:
                place = "--film or --timelapse" if name == "seconds" else "--export DIR"
                raise click.UsageError(f"{option} goes with {place}.")
            if is_given and self.kind not in kinds:
                *others, last = (f"--{kind}" if kind in {"film", "timelapse"} else f"--as {kind}" for kind in kinds)
                raise click.UsageError(f"{option} goes with {', '.join(others) + ' or ' if others else ''}{last}.")
        if self.folder is None and self.preset != "slideshow":
            raise click.UsageError("--as goes with --export DIR.")
        self._check_update()
        if self.relative and self.hard:
            raise click.UsageError("--relative and --hard exclude each other.")
        if self.link and (changes := [name for name in _CHANGING if getattr(self, name) not in (None, False)]):
            raise click.UsageError(f"--link and --{changes[0].replace('_', '-')} exclude each other.")

    def _check_update(self) -> None:
        if self.update and self.place is None:
            raise click.UsageError("--update goes with --export DIR.")
        file = self.film or (self.timelapse if self.timelapse and self.timelapse.suffix else None)
        if file and self.update:
            raise click.UsageError("--update goes with --export DIR or --timelapse DIR; earlier films are replaced.")

    def request(self) -> "PresetRequest":
        """The request for every preset but the slideshow."""
        from photoindex.operations.export import PresetRequest

        assert self.preset != "slideshow"
        kind: Any = "hard" if self.hard else "relative" if self.relative else None
        return PresetRequest(self.preset, self.path_template, self.form(), kind, self.update, self.dry_run)

    def form(self) -> "Form":
        """What is changed about exported photos."""
        from photoindex.operations.export import Form

        strip: Any = "metadata" if self.strip_metadata else "location" if self.strip_location else "nothing"
        return Form(self.size, self.convert is not None, strip, self.touch)


export_options = grouped_options(
    "export",
    ExportChoice,
    click.option("--export", "folder", type=PATH, metavar="DIR", help="Export them into a folder, as a slideshow."),
    click.option(
        "--as", "preset", type=click.Choice(get_args(PresetName)), default="slideshow", show_default=True,
        help="With --export: what to make. More: docs/export.md.",
    ),
    click.option("--film", type=PATH, metavar="FILE", help="Make a film of them, as MP4 (needs [film])."),
    click.option(
        "--timelapse", type=PATH, metavar="FILE|DIR",
        help="Show one person through the years: a .mp4, a .webp, or a folder with a JPEG of each face.",
    ),
    click.option("--link", is_flag=True, help="With --export: link to the photos instead of copying them."),
    click.option("--best", type=NUMBER, metavar="N", help="Take the best N photos (or faces), spread over the years."),
    click.option(
        "--chapters", type=click.Choice(_CHAPTERS), help="By year (usual), by the age of the person, or none."
    ),
    click.option("--music", type=PATH, metavar="FILE", help="Play this with the slideshow or the film."),
    click.option("--update", is_flag=True, help="With --export: update a folder that was exported before."),
    click.option("--dry-run", is_flag=True, help="Only say what an export would write and remove."),
    click.option("--template", "path_template", metavar="TEXT", help='Names such as "{date:%Y}/{person}/{original}".'),
    click.option("--size", type=NUMBER, metavar="N", help="Reduce photos to a longest side of N pixels."),
    click.option("--convert", type=click.Choice(["jpeg"]), help="Make a JPEG of every photo that is not one."),
    click.option("--strip-location", is_flag=True, help="Take out where the photos were taken."),
    click.option("--strip-metadata", is_flag=True, help="Take out all metadata; the photos stay upright."),
    click.option("--touch", is_flag=True, help="Set the times of the files to the dates of the photos."),
    click.option(
        "--seconds", type=Finite(0.05, 60), metavar="S", help="How long a film shows a photo, or a timelapse a face."
    ),
    click.option("--relative", is_flag=True, help="With --as links: links that move together with the photos."),
    click.option("--hard", is_flag=True, help="With --as links: hard links instead of symbolic ones."),
)  # fmt: skip
