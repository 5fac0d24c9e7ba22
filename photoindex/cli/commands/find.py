"""photoindex find"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.json_output import print_items
from photoindex.cli.options import NUMBER, index_option, json_option, number_of
from photoindex.cli.output import shown, shown_path, tell_of_matches
from photoindex.cli.paths import PATH
from photoindex.errors import NotFoundError
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.domain.names import Match
    from photoindex.operations.find import Certainty, Found, FoundPhoto
    from photoindex.operations.opening import Index

NOTHING_FOUND = 1


@click.command()
@click.argument("names", nargs=-1, required=True, shell_complete=completing.names, metavar="NAME...")
@click.option("--since", metavar="DATE", help="Taken in or after this year, month or day: 2019, 2019-07, 2019-07-14.")
@click.option("--until", metavar="DATE", help="Taken before the end of this year, month or day.")
@click.option("--limit", type=NUMBER, metavar="N", help="At most N photos.")
@click.option("--confirmed-only", is_flag=True, help="Use only faces that you named or confirmed.")
@click.option(
    "--include-suggested", is_flag=True, help="Use also faces that may be theirs but are not sure enough to count."
)
@click.option("-0", "null", is_flag=True, help="End each path with a zero byte, for `xargs -0`.")
@click.option("--export", "folder", type=PATH, metavar="DIR", help="Make a folder with a slideshow of them.")
@click.option("--link", is_flag=True, help="With --export: link to the photos instead of copying them.")
@click.option("--update", is_flag=True, help="With --export: update a folder that was exported before.")
@json_option
@index_option
def find(
    names: tuple[str, ...],
    since: str | None,
    until: str | None,
    limit: int | None,
    confirmed_only: bool,
    include_suggested: bool,
    null: bool,
    folder: Path | None,
    link: bool,
    update: bool,
    as_json: bool,
    index_file: Path | None,
) -> None:
    """Print the photos that show all of these people, by date taken.

    The exit code is 0 if there are any, otherwise 1.
    """
    from photoindex.cli.opening import open_index
    from photoindex.operations.find import FindRequest, find

    if folder is None and (link or update):
        raise click.UsageError(f"{'--link' if link else '--update'} goes with --export DIR.")
    if null and as_json:
        raise click.UsageError("-0 and --json exclude each other.")
    certainty = _certainty(confirmed_only=confirmed_only, include_suggested=include_suggested)
    index = open_index(index_file)
    with _pointing_to_clusters(names):
        found = find(index, FindRequest(names, since, until, limit, certainty))
    if folder is not None and (found.photos or found.lost or update):
        _export(index, found, folder, link=link, update=update, as_json=as_json)
    elif as_json:
        photos, people = [_json_of(photo) for photo in found.photos], [_person(match) for match in found.people]
        print_items("find", photos, people=people)
    else:
        _write_paths([photo.paths[0] for photo in found.photos], b"\0" if null else b"\n")
    _tell_of(found, exported=folder is not None)
    if not (found.photos or (folder is not None and found.lost)):
        click.echo("No photo shows them all." if len(names) > 1 else "No photo found.", err=True)
        click.get_current_context().exit(NOTHING_FOUND)


def _certainty(*, confirmed_only: bool, include_suggested: bool) -> "Certainty":
    if confirmed_only and include_suggested:
        raise click.UsageError("--confirmed-only and --include-suggested exclude each other.")
    return "confirmed" if confirmed_only else "suggested" if include_suggested else "automatic"


@contextmanager
def _pointing_to_clusters(names: Sequence[str]) -> Iterator[None]:
    """If the user typed a number and nobody has that name, point to the command that shows clusters."""
    try:
        yield
    except NotFoundError as error:
        number = next((name for name in names if number_of(name) is not None), None)
        if number is None:
            raise
        raise NotFoundError(error.message, hint=f"To see a cluster: photoindex show cluster {number}") from error


def _tell_of(found: "Found", *, exported: bool) -> None:
    """Report what the list of paths does not show. (An export has its own report of the photos that it left out.)"""
    tell_of_matches(found.people)
    _tell_of_away(found)
    if not exported:
        _tell_of_lost(found)


def _tell_of_away(found: "Found") -> None:
    """Report offline roots and edited photos on stderr, because stdout is reserved for paths."""
    away = sum(photo.away for photo in found.photos)
    if away:
        roots = ", ".join(shown_path(root) for root in found.away)
        click.echo(
            f"{count(away, 'photo')} cannot be opened now, because {roots} is offline. Nothing about it is forgotten.",
            err=True,
        )
    if found.touched:
        click.echo(f"{count(found.touched, 'photo')} may have been edited since the last scan: scan again.", err=True)


def _tell_of_lost(found: "Found") -> None:
    from photoindex.operations.find import Presence

    changed = [item.photo.paths[0] for item in found.lost if item.presence is Presence.CHANGED]
    others = [item.photo.paths[0] for item in found.lost if item.presence is not Presence.CHANGED]
    for paths, what, hint in (
        (changed, "changed since the scan", "scan again."),
        (others, "cannot be opened any more", "scan again, or if a folder was renamed, `photoindex move OLD NEW`."),
    ):
        if paths:
            such = f"such as {shown_path(paths[0])}"
            click.echo(f"Left out {count(len(paths), 'photo')} whose file {what}, {such}: {hint}", err=True)


def _write_paths(paths: list[Path], end: bytes) -> None:
    """Write paths for programs as the bytes that the system uses; on a terminal, escape them as `ls` does."""
    if end == b"\n" and sys.stdout.isatty():
        for path in paths:
            click.echo(shown_path(path))
        return
    for path in paths:
        sys.stdout.buffer.write(os.fsencode(path) + end)


def _person(match: "Match") -> dict[str, object]:
    return {"person_id": match.person.person_id, "person": match.person.name, "typed": match.typed}


def _json_of(photo: "FoundPhoto") -> dict[str, object]:
    return {
        "path": photo.paths[0],
        "paths": list(photo.paths),
        "away": photo.away,
        "content_hash": photo.content_hash,
        "taken_at": photo.taken_at,
        "taken_precision": photo.taken_precision,
        "taken_from": photo.taken_from,
        "width": photo.width,
        "height": photo.height,
        "found_faces": [
            {
                "face_id": face.face_id,
                "box": asdict(face.box),
                "cluster_id": face.cluster_id,
                "person_id": face.person_id,
                "person": face.name,
                "status": face.status,
                "probability": face.probability,
            }
            for face in photo.faces
        ],
    }


def _export(index: "Index", found: "Found", folder: Path, *, link: bool, update: bool, as_json: bool) -> None:
    from tqdm import tqdm

    from photoindex.cli.wording.exports import in_words
    from photoindex.operations.find import export
    from photoindex.wording.slideshows import slideshow_texts

    texts = slideshow_texts([match.person.name for match in found.people])
    with tqdm(total=len(found.photos), unit="photo", disable=None, leave=False, file=sys.stderr) as bar:

        def progress(done: int, _total: int) -> None:
            bar.update(done - int(bar.n))

        report = export(index, found, folder, texts, link=link, update=update, progress=progress)
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
