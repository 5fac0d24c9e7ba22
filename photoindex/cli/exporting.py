"""Run the exports of `find`, and report what they did."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.export_options import ExportChoice
from photoindex.cli.json_output import print_items
from photoindex.cli.output import shown, shown_path
from photoindex.cli.sizes import size_in_words
from photoindex.operations.export import Watch
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    request = SlideshowRequest(
        folder, texts, choice.link or None, choice.form(), choice.update, choice.dry_run, choice.chapters,
        choice.music, choice.best,
    )  # fmt: skip
    photos = len(found.photos) + len(found.lost)
    with progress_bar(min(choice.best or photos, photos)) as bar:
        changes = Changes(bar, choice, as_json=as_json)
        report = export(index, found, request, changes)
    print_report(report, folder, choice, changes if as_json else None)


def _preset(index: "Index", found: "Found", folder: Path, choice: ExportChoice, *, as_json: bool) -> None:
    from photoindex.operations.export import export_preset
    from photoindex.wording.presets import preset_texts

    photos = len(found.photos) + len(found.lost)
    with progress_bar(photos) as bar:
        changes = Changes(bar, choice, as_json=as_json)
        texts = preset_texts([match.person.name for match in found.people], photos)
        report = export_preset(index, found, folder, choice.request(), texts=texts, watch=changes)
    print_report(report, folder, choice, changes if as_json else None)


class Changes(Watch):
    """Follows an export to a folder: moves the bar, and lists or collects the changes of a dry run."""

    def __init__(self, bar: Any, choice: ExportChoice, *, as_json: bool) -> None:
        self._bar, self._dry_run, self._as_json = bar, choice.dry_run, as_json
        self.items: list[dict[str, Any]] = []

    def photo(self) -> None:
        self._bar.update()

    def change(self, change: str, path: str, source: Path | None) -> None:
        if self._dry_run and self._as_json:
            self.items.append({"change": change, "file": path, "original": source})
        elif self._dry_run and change in _MARKS:
            origin = f"  ({shown_path(source)})" if source is not None else ""
            self._bar.write(f"{_MARKS[change]} {shown(path)}{origin}", file=sys.stdout)


_MARKS = {"write": "+", "rewrite": "~", "remove": "-"}


def print_report(report: "RunReport", folder: Path, choice: ExportChoice, changes: Changes | None) -> None:
    """Print what an export to a folder did; as JSON if `changes` are given."""
    from photoindex.cli.wording.exports import settings_in_words
    from photoindex.cli.wording.fonts import tell_of_undrawn

    tell_of_undrawn(report.undrawn)
    for sentence in settings_in_words(report.settings):
        click.echo(shown(sentence), err=True)
    if changes is None:
        tell_of_skipped(report.skipped)
        click.echo(_summary(report, folder, choice))
        return
    item: dict[str, Any] = {
        "preset": choice.kind, "added": report.written, "rewritten": report.rewritten, "kept": report.kept,
        "removed": report.removed, "skipped": skipped_fields(report.skipped), "folder": folder.absolute(),
        "manifest": report.manifest, "page": _page(folder) if choice.kind == "slideshow" else None,
        "changes": changes.items if choice.dry_run else None,
        "bytes": report.room.known if report.room is not None and report.room.whole else None,
    }  # fmt: skip
    print_items("find export", [item])


def _summary(report: "RunReport", folder: Path, choice: ExportChoice) -> str:
    would = "would be " if choice.dry_run else ""
    is_show = choice.kind == "slideshow"
    parts = [f"{count(report.written, 'photo' if is_show else 'file')} {would}added"]
    parts += [f"{report.rewritten:,} {would}written again"] if report.rewritten else []
    parts += [f"{report.kept:,} kept"] if report.kept else []
    parts += [f"{report.removed:,} {would}removed"] if report.removed else []
    size = _size(report) if choice.dry_run else ""
    where = f"Open {shown_path(_page(folder))}" if is_show else f"They are in {shown_path(folder.absolute())}"
    return f"{', '.join(parts)}. {size}{'Nothing was changed.' if choice.dry_run else where}"


def _size(report: "RunReport") -> str:
    """How much a dry run would write; nothing if that is not known, or if there are only links."""
    if report.room is None or not report.room.known:
        return ""
    size = size_in_words(report.room.known)
    return f"Size: {size}. " if report.room.whole else f"Size: more than {size}. "


def _page(folder: Path) -> Path:
    return folder.absolute() / "index.html"


def tell_of_skipped(items: "Sequence[Skipped]") -> None:
    """Print which photos were left out, and why."""
    from photoindex.cli.wording.exports import in_words

    for item in items[:_MOST_NAMED]:
        click.echo(f"left out {shown_path(item.path)}: {shown(in_words(item))}", err=True)
    if len(items) > _MOST_NAMED:
        click.echo(f"and {len(items) - _MOST_NAMED:,} more", err=True)


def tell_of_film(made: str, file: Path, *, dry_run: bool) -> None:
    """Print what a film shows, and where it is."""
    place = shown_path(file.absolute())
    click.echo(f"{made} would be in {place}. Nothing was written." if dry_run else f"{made}. Open {place}")


def skipped_fields(items: "Sequence[Skipped]") -> list[dict[str, object]]:
    """The photos that were left out, for JSON."""
    from photoindex.cli.wording.exports import in_words

    return [{"path": item.path, "why": in_words(item)} for item in items]


def progress_bar(total: int, unit: str = "photo") -> Any:
    """A bar on standard error, shown in terminals only."""
    from tqdm import tqdm

    return tqdm(total=total, unit=unit, disable=None, leave=False, file=sys.stderr)


def moving(bar: Any) -> "Callable[[int, int], None]":
    """A function that moves the bar to the number of finished steps, given that and the number of all steps."""

    def move(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - int(bar.n))

    return move
