"""The options of `find` for slideshows, and the report on a slideshow that was made."""

import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import NUMBER
from photoindex.cli.output import shown, shown_path
from photoindex.cli.paths import PATH
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.find import Found
    from photoindex.operations.opening import Index
    from photoindex.operations.slideshow import ChapterKind, ExportReport

_CHAPTERS: "tuple[ChapterKind, ...]" = ("year", "age", "none")


@dataclass(frozen=True, slots=True)
class SlideshowOptions:
    """The options as typed; None if they are not there."""

    best: int | None
    chapters: "ChapterKind | None"
    music: Path | None

    def given(self) -> str | None:
        """The first option that is there."""
        named = {"--best": self.best, "--chapters": self.chapters, "--music": self.music}
        return next((name for name, value in named.items() if value is not None), None)


def slideshow_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of slideshows, which the command gets as one argument `slideshow`."""

    @click.option("--best", type=NUMBER, metavar="N", help="With --export: the best N, spread over the years.")
    @click.option(
        "--chapters",
        type=click.Choice(_CHAPTERS, case_sensitive=False),
        help="With --export: chapters by year (usual), by the age of the person, or none.",
    )
    @click.option("--music", type=PATH, metavar="FILE", help="With --export: play this with the slideshow.")
    @wraps(command)
    def with_options(*arguments: Any, best: int | None, chapters: Any, music: Path | None, **others: Any) -> None:
        command(*arguments, slideshow=SlideshowOptions(best, chapters, music), **others)

    return with_options


def export_slideshow(
    index: "Index", found: "Found", folder: Path, options: SlideshowOptions, *, link: bool, update: bool, as_json: bool
) -> None:
    """Make or update a slideshow of the photos that were found, and report on it."""
    from tqdm import tqdm

    from photoindex.operations.slideshow import SlideshowRequest, export
    from photoindex.wording.slideshows import slideshow_texts

    texts = slideshow_texts([match.person.name for match in found.people])
    request = SlideshowRequest(folder, texts, link, update, options.chapters or "year", options.music, options.best)
    with tqdm(total=None, unit="photo", disable=None, leave=False, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - int(bar.n))

        report = export(index, found, request, progress)
    _report(report, folder, as_json=as_json)


def _report(report: "ExportReport", folder: Path, *, as_json: bool) -> None:
    from photoindex.cli.wording.exports import in_words

    if as_json:
        skipped = [{"path": item.path, "why": in_words(item)} for item in report.skipped]
        print_items("find export", [asdict(report) | {"skipped": skipped, "page": folder.absolute() / "index.html"}])
        return
    for item in report.skipped:
        click.echo(f"left out {shown_path(item.path)}: {shown(in_words(item))}", err=True)
    parts = [f"{count(report.added, 'photo')} added"]
    parts += [f"{report.kept:,} kept"] if report.kept else []
    parts += [f"{report.removed:,} removed"] if report.removed else []
    click.echo(f"{', '.join(parts)}. Open {shown_path(folder.absolute() / 'index.html')}")
