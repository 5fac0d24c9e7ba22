"""Run the exports of `find`, and report what they did."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.export_options import ExportChoice
from photoindex.cli.json_output import print_items
from photoindex.cli.output import shown, shown_path
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from photoindex.operations.export import RunReport, Skipped
    from photoindex.operations.find import Found
    from photoindex.operations.opening import Index

# A list of every photo of an offline disk helps nobody.
_MOST_NAMED = 20


def export_found(index: "Index", found: "Found", choice: ExportChoice, *, as_json: bool) -> None:
    """Export the photos as the user chose, and print the result."""
    assert choice.folder is not None
    if choice.preset == "slideshow":
        _slideshow(index, found, choice.folder, choice, as_json=as_json)
    else:
        _preset(index, found, choice.folder, choice, as_json=as_json)


def _slideshow(index: "Index", found: "Found", folder: Path, choice: ExportChoice, *, as_json: bool) -> None:
    from photoindex.operations.slideshow import SlideshowRequest, export
    from photoindex.wording.slideshows import slideshow_texts

    texts = slideshow_texts([match.person.name for match in found.people])
    chapters = choice.chapters or "year"
    request = SlideshowRequest(folder, texts, choice.link, choice.update, chapters, choice.music, choice.best)
    with _bar(choice.best or len(found.photos)) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - int(bar.n))

        report = export(index, found, request, progress)
    page = folder.absolute() / "index.html"
    if as_json:
        skipped = _skipped_fields(report.skipped)
        print_items("find export", [asdict(report) | {"skipped": skipped, "page": page}])
        return
    _tell_of_skipped(report.skipped)
    parts = [f"{count(report.added, 'photo')} added"]
    parts += [f"{report.kept:,} kept"] if report.kept else []
    parts += [f"{report.removed:,} removed"] if report.removed else []
    click.echo(f"{', '.join(parts)}. Open {shown_path(page)}")


def _preset(index: "Index", found: "Found", folder: Path, choice: ExportChoice, *, as_json: bool) -> None:
    from photoindex.operations.export import Watch, export_preset
    from photoindex.wording.presets import preset_texts

    changes: list[dict[str, Any]] = []
    photos = len(found.photos) + len(found.lost)
    with _bar(photos) as bar:

        class Progress(Watch):
            def photo(self) -> None:
                bar.update()

            def change(self, change: str, path: str, source: Path | None) -> None:
                if choice.dry_run and as_json:
                    changes.append({"change": change, "file": path, "original": source})
                elif choice.dry_run and change in _MARKS:
                    origin = f"  ({shown_path(source)})" if source is not None else ""
                    bar.write(f"{_MARKS[change]} {shown(path)}{origin}", file=sys.stdout)

        texts = preset_texts([match.person.name for match in found.people], photos)
        report = export_preset(index, found, folder, choice.request(), texts=texts, watch=Progress())
    if as_json:
        _print_report(report, folder, choice, changes)
        return
    _tell_of_skipped(report.skipped)
    click.echo(_summary(report, folder, choice))


_MARKS = {"write": "+", "rewrite": "~", "remove": "-"}


def _print_report(report: "RunReport", folder: Path, choice: ExportChoice, changes: list[dict[str, Any]]) -> None:
    item: dict[str, Any] = {
        "preset": choice.preset, "added": report.written, "rewritten": report.rewritten, "kept": report.kept,
        "removed": report.removed, "skipped": _skipped_fields(report.skipped), "folder": folder.absolute(),
        "manifest": report.manifest,
    }  # fmt: skip
    print_items("find export preset", [item | ({"changes": changes} if choice.dry_run else {})])


def _summary(report: "RunReport", folder: Path, choice: ExportChoice) -> str:
    would = "would be " if choice.dry_run else ""
    parts = [f"{count(report.written, 'file')} {would}added"]
    parts += [f"{report.rewritten:,} {would}written again"] if report.rewritten else []
    parts += [f"{report.kept:,} kept"] if report.kept else []
    parts += [f"{report.removed:,} {would}removed"] if report.removed else []
    where = "Nothing was changed." if choice.dry_run else f"They are in {shown_path(folder.absolute())}"
    return f"{', '.join(parts)}. {where}"


def _tell_of_skipped(items: "Sequence[Skipped]") -> None:
    from photoindex.cli.wording.exports import in_words

    for item in items[:_MOST_NAMED]:
        click.echo(f"left out {shown_path(item.path)}: {shown(in_words(item))}", err=True)
    if len(items) > _MOST_NAMED:
        click.echo(f"and {len(items) - _MOST_NAMED:,} more", err=True)


def _skipped_fields(items: "Sequence[Skipped]") -> list[dict[str, object]]:
    from photoindex.cli.wording.exports import in_words

    return [{"path": item.path, "why": in_words(item)} for item in items]


def _bar(photos: int) -> Any:
    from tqdm import tqdm

    return tqdm(total=photos, unit="photo", disable=None, leave=False, file=sys.stderr)
