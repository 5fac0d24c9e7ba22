"""Say what an export of names wrote, and what it did not."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from photoindex.cli.output import shown, shown_name, shown_path
from photoindex.wording.counts import agreeing, count

if TYPE_CHECKING:
    from photoindex.operations.names_export import ExportReport, NotWrittenReason
    from photoindex.operations.names_restore import NotRestoredReason, RestoreReport

# All failures count, but nobody reads a thousand of them.
_SHOWN = 20
_PREFER = "Add --prefer mine to write your names there."

_NOT_WRITTEN: "Mapping[NotWrittenReason, str]" = {
    "malformed": "its XMP is damaged or not allowed, and stays as it is",
    "unreadable": "it cannot be read",
    "unwritable": "it cannot be written",
    "other-size": "it has regions for a picture of another shape: the photo was cropped or turned since",
    "changed-meanwhile": "another program changed it at the same moment; try again",
    "format": "names cannot be written into this format; use a sidecar",
    "linked": "it has hard links, which would keep the old content",
    "refused": "ExifTool refused",
    "picture-differs": "the picture would change",
    "metadata-differs": "other metadata would change",
    "read-only": "it is read-only",
}
_NOT_RESTORED: "Mapping[NotRestoredReason, str]" = {
    "linked": _NOT_WRITTEN["linked"],
    "read-only": _NOT_WRITTEN["read-only"],
    "unwritable": _NOT_WRITTEN["unwritable"],
    "changed-meanwhile": "it was changed since the names were written",
    "backup": "the backup of its metadata is damaged",
}


def summary(report: "ExportReport", *, embedded: bool) -> str:
    """One sentence about everything that was written, or would be."""
    would = "would be " if report.dry_run else ""
    files = [
        (count(report.created, "sidecar"), report.created, f" {would}made"),
        (count(report.updated, "photo file" if embedded else "sidecar"), report.updated, f" {would}changed"),
        (f"{report.current:,}", report.current, " up to date"),
    ]
    entries = [(report.added, "added"), (report.changed, "renamed or moved"), (report.removed, "removed")]
    done = ", ".join(f"{text}{what}" for text, number, what in files if number) or (
        "nothing written" if report.failures else "nothing to write"
    )
    changed = ", ".join(f"{number:,} {what}" for number, what in entries if number)
    return f"{count(report.photos, 'photo')} with names: {done}." + (
        f" Names in these files: {changed}." if changed else ""
    )


def tell_of_report(report: "ExportReport", *, advice: str = _PREFER) -> None:
    """Report on stderr what the summary does not say. `advice` says what to do about names that differ."""
    for item in report.disagreements[:_SHOWN]:
        click.echo(
            f"{shown_path(item.path)}: kept '{shown_name(item.theirs)}', which another program wrote where you say "
            f"'{shown_name(item.name)}'",
            err=True,
        )
    _tell_of_more(len(report.disagreements))
    if report.disagreements and advice:
        click.echo(advice, err=True)
    for failure in report.failures[:_SHOWN]:
        _tell_of_failure(shown_path(failure.path), _NOT_WRITTEN[failure.reason], failure.detail)
    _tell_of_more(len(report.failures))
    absent = report.absent
    for number, what in (
        (absent.away, "on offline disks: their names were not written"),
        (absent.missing, "missing; scan again, or if a folder was renamed, `photoindex move OLD NEW`"),
        (absent.changed, "changed since the last scan: scan again"),
        (absent.unreadable, "unreadable"),
    ):
        if number:
            click.echo(f"Left out {count(number, 'file')} {what}.", err=True)


def tell_of_restore(report: "RestoreReport") -> None:
    """Report on stderr which files were not restored."""
    for failure in report.failures[:_SHOWN]:
        _tell_of_failure(shown_path(failure.path), _NOT_RESTORED[failure.reason], failure.detail)
    _tell_of_more(len(report.failures))
    if report.without:
        click.echo(
            f"{count(report.without, 'backup')} kept, for photos that the index does not hold, or not as they are now. "
            f"Scan {agreeing(report.without, 'this photo', 'these photos')}, and run this again.",
            err=True,
        )


def _tell_of_failure(path: str, why: str, detail: str) -> None:
    click.echo(f"{path}: {why}{f' ({shown(detail)})' if detail else ''}", err=True)


def _tell_of_more(number: int) -> None:
    if number > _SHOWN:
        click.echo(f"... and {number - _SHOWN:,} more", err=True)
