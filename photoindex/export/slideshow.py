"""Export photos into a folder that opens in any browser as a slideshow."""

from collections.abc import Sequence
from pathlib import Path

from photoindex.export.engine.record import PAGE_NAME, SLIDESHOW
from photoindex.export.engine.records import RunOptions, RunReport, Watch
from photoindex.export.engine.run import export_files
from photoindex.export.music import check_music
from photoindex.export.presets.slideshow import plan_slideshow
from photoindex.export.records import ExportPhoto
from photoindex.export.slideshow_options import ExportOptions


def export_photos(
    photos: Sequence[ExportPhoto], folder: Path, options: ExportOptions, watch: Watch | None = None
) -> RunReport:
    """Make `folder`, or update it with `options.update`: index.html, photos/, tiles/ and, if needed, display/ and
    music/.

    Photos keep their order and their names; the numbers in the report are those of photos. It also raises the errors of
    `export_files`: if there are photos and none of them can be opened, NotFoundError; if the music cannot be played,
    UsageError.
    """
    if options.music is not None:
        check_music(options.music)
    # The manifest is for its owner only, because it holds the paths of the originals and those of photos that were not
    # chosen, whereas the folder is meant to be shown.
    run = RunOptions(
        SLIDESHOW,
        _settings(options),
        options.choice,
        update=options.update,
        dry_run=options.dry_run,
        strip=options.form.strip,
        page=PAGE_NAME,
        private=True,
    )
    return export_files(plan_slideshow(photos, options), folder, run, watch or Watch())


def _settings(options: ExportOptions) -> dict[str, object]:
    """What the manifest says about the options, and what an update continues with."""
    settings = {"link": options.link, "chapters": options.chapters, "best": options.best}
    return {key: value for key, value in settings.items() if value} | options.form.changes
