"""Run `find --film`, and report what it did."""

from pathlib import Path
from typing import TYPE_CHECKING

from photoindex.cli.export_options import ExportChoice
from photoindex.cli.exporting import moving, progress_bar, skipped_fields, tell_of_film, tell_of_skipped
from photoindex.cli.json_output import print_items
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.find import Found
    from photoindex.operations.opening import Index


def export_film(index: "Index", found: "Found", choice: ExportChoice, file: Path, *, as_json: bool) -> None:
    """Make a film as the user chose, and print the result."""
    from photoindex.cli.wording.fonts import tell_of_undrawn
    from photoindex.operations.film import FilmRequest, film
    from photoindex.wording.slideshows import slideshow_texts

    texts = slideshow_texts([match.person.name for match in found.people])
    request = FilmRequest(
        file,
        texts,
        choice.chapters or "year",
        choice.music,
        choice.best,
        choice.size,
        choice.seconds,
        choice.dry_run,
    )
    with progress_bar(choice.best or len(found.photos), "shot") as bar:
        report = film(index, found, request, moving(bar))
    tell_of_undrawn(report.undrawn)
    if as_json:
        skipped = skipped_fields(report.skipped)
        item = {
            "photos": report.photos,
            "seconds": round(report.seconds, 2),
            "skipped": skipped,
            "file": file.absolute(),
            "written": not choice.dry_run,
        }
        print_items("find film", [item])
        return
    tell_of_skipped(report.skipped)
    minutes, seconds = divmod(round(report.seconds), 60)
    made = f"{count(report.photos, 'photo')} in {minutes}:{seconds:02} min"
    tell_of_film(made, file, dry_run=choice.dry_run)
