"""photoindex show cluster | person | face | poor | photo"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from photoindex.cli import completing
from photoindex.cli.groups import Kinds
from photoindex.cli.json_output import face_fields, fit_fields, print_items
from photoindex.cli.options import NUMBER, index_option, json_option
from photoindex.cli.output import print_table, shown_name, shown_path, tell_of_matches
from photoindex.cli.output import shown as shown_text
from photoindex.cli.paths import FILE, PATH
from photoindex.cli.wording.faces import doubts_in, title_of, whose
from photoindex.wording.counts import count
from photoindex.wording.dates import ODDITIES, SOURCES, shown_date

if TYPE_CHECKING:
    from photoindex.domain.targets import Target
    from photoindex.operations.opening import Index
    from photoindex.operations.show import Shown

_sheet_option = click.option(
    "--sheet",
    type=FILE,
    metavar="FILE.html|.png",
    help="Write a contact sheet of the faces.",
)


@click.group(cls=Kinds)
def show() -> None:
    """Show the faces of a cluster, a person or a photo."""


@show.command()
@click.argument("cluster_id", type=NUMBER, shell_complete=completing.clusters, metavar="ID")
@_sheet_option
@json_option
@index_option
def cluster(cluster_id: int, sheet: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Show the faces of a cluster, to see who it is. Faces that fit badly come last."""
    from photoindex.domain.targets import Target

    _show(index_file, Target("cluster", ids=(cluster_id,)), sheet, as_json=as_json)


@show.command()
@click.argument("name", shell_complete=completing.names)
@_sheet_option
@json_option
@index_option
def person(name: str, sheet: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Show all faces of a person. Faces that fit badly come last."""
    from photoindex.domain.targets import Target

    _show(index_file, Target("person", name=name), sheet, as_json=as_json)


@show.command()
@click.argument("face_id", type=NUMBER, shell_complete=completing.faces, metavar="ID")
@_sheet_option
@json_option
@index_option
def face(face_id: int, sheet: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Show one face and its photo."""
    from photoindex.domain.targets import Target

    _show(index_file, Target("face", ids=(face_id,)), sheet, as_json=as_json)


@show.command()
@_sheet_option
@json_option
@index_option
def poor(sheet: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Show faces without a name that can hardly be told apart.

    They are small or blurred, or resemble many people equally. They join a person when clearer photos are found.
    """
    _show(index_file, None, sheet, as_json=as_json)


@show.command()
@click.argument("path", type=PATH)
@_sheet_option
@json_option
@index_option
def photo(path: Path, sheet: Path | None, as_json: bool, index_file: Path | None) -> None:
    """Show what is known about a photo, and who is in it from left to right."""
    _show(index_file, path, sheet, as_json=as_json)


def _show(index_file: Path | None, what: "Target | Path | None", sheet: Path | None, *, as_json: bool) -> None:
    from photoindex.cli.opening import open_index
    from photoindex.operations.show import check_sheet_file, show_group, show_photo, show_poor

    if sheet is not None:
        check_sheet_file(sheet)
    index = open_index(index_file)
    if what is None:
        shown = show_poor(index)
    else:
        shown = show_photo(index, what) if isinstance(what, Path) else show_group(index, what)
    tell_of_matches([shown.person] if shown.person else [])
    if shown.changed and isinstance(what, Path):
        click.echo(f"{shown_path(what)} is no longer the photo that was scanned; scan again.", err=True)
    if as_json:
        _print_json(shown)
    else:
        _print_facts(shown)
        _print_faces(shown)
    if sheet is not None:
        _write_sheet(index, shown, sheet)


def _write_sheet(index: "Index", shown: "Shown", sheet: Path) -> None:
    from photoindex.cli.wording.fonts import tell_of_undrawn
    from photoindex.cli.wording.sheets import faces_sheet
    from photoindex.operations.show import write_sheet

    report = write_sheet(index, shown, sheet, faces_sheet(shown))
    click.echo(f"Wrote {shown_path(sheet)} with {count(report.shown, 'face')}.", err=True)
    tell_of_undrawn(report.undrawn)
    if report.missing:
        click.echo(f"{count(report.missing, 'face')} could not be cut out of the photo.", err=True)
    if report.left_out:
        click.echo(f"{count(report.left_out, 'more face')} did not fit on the sheet.", err=True)


def _print_json(shown: "Shown") -> None:
    faces = [
        face_fields(face, shown.names)
        | {"score": round(face.score, 4), "found_by": face.found_by}
        | fit_fields(shown.fits.get(face.face_id), shown.names)
        for face in shown.faces
    ]
    print_items("show", faces, title=title_of(shown), photo=asdict(shown.photo) if shown.photo else None)


def _print_facts(shown: "Shown") -> None:
    photo = shown.photo
    if photo is None:
        photos = len({face.photo_id for face in shown.faces})
        click.echo(f"{shown_name(title_of(shown))}: {count(len(shown.faces), 'face')} in {count(photos, 'photo')}")
        if doubts_in(shown):
            click.echo(shown_text(doubts_in(shown)))
        return
    taken = shown_date(photo.taken_at, photo.taken_precision) if photo.taken_at else "unknown"
    remarks = [SOURCES[photo.taken_from]] if SOURCES[photo.taken_from] else []
    if photo.taken_at and not photo.taken_trusted:
        remarks.append("not sure enough to rule anybody out")
    taken += f" ({'; '.join(remarks)})" if remarks else ""
    click.echo(
        f"{shown_path(Path(title_of(shown)))}: {shown_text(photo.format)}, {photo.width} x {photo.height} pixels"
    )
    click.echo(f"  taken   {taken}")
    if photo.camera:
        click.echo(f"  camera  {shown_text(photo.camera)}")
    if photo.latitude is not None and photo.longitude is not None:
        named = f" ({shown_text(photo.place.whole)})" if photo.place else ""
        click.echo(f"  place   {photo.latitude:.5f}, {photo.longitude:.5f}{named}")
    for label, text in (("title", photo.title), ("caption", photo.caption), ("keywords", ", ".join(photo.keywords))):
        if text:
            click.echo(f"  {label:7} {shown_text(text)}")
    if photo.damage:
        click.echo(f"  damage  {shown_text(photo.damage)}")
    if photo.tolerated:
        click.echo(f"  note    {ODDITIES[photo.tolerated]}")
    for path in photo.paths:
        click.echo(f"  file    {shown_path(path)}")
    click.echo(f"  faces   {len(shown.faces)}")


def _print_faces(shown: "Shown") -> None:
    if shown.faces:
        click.echo()
        print_table(
            ("FACE", "WHO", "PIXELS", "SCORE", "PHOTO"),
            [
                (
                    face.face_id,
                    shown_name(whose(face, shown.names)),
                    f"{face.size:.0f}",
                    face.score,
                    shown_path(face.path),
                )
                for face in shown.faces
            ],
            right=(0, 2, 3),
        )
