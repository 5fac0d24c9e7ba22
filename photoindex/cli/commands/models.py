"""`photoindex models`: list, info, install, use, remove."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from photoindex.cli import completing
from photoindex.cli.groups import Group
from photoindex.cli.json_output import print_items
from photoindex.cli.options import json_option
from photoindex.cli.output import shown, shown_path
from photoindex.cli.paths import path_in
from photoindex.errors import PackError, UsageError
from photoindex.operations import models as operations
from photoindex.operations.models import (
    DEFAULT_PACK,
    UNKNOWN_LICENCE,
    CatalogueEntry,
    InstallPlan,
    Licence,
    Pack,
    PackSummary,
    Progress,
)


@click.group("models", cls=Group)
def models() -> None:
    """Choose the models that find and compare faces."""


@models.command("list")
@json_option
def list_command(as_json: bool) -> None:
    """List the packs that are here, and those that can be installed."""
    packs = operations.list_packs()
    if as_json:
        print_items("models list", [asdict(pack) for pack in packs])
        return
    width = max(len(pack.name) for pack in packs)
    for pack in packs:
        click.echo(f"{'*' if pack.chosen else ' '} {pack.name:<{width}}  {pack.state:<9}  {shown(_summary_line(pack))}")
    click.echo("\n* is in use. `photoindex models install NAME` installs an available one, `info NAME` shows more.")


@models.command("info")
@click.argument("name", shell_complete=completing.packs)
@json_option
def info_command(name: str, as_json: bool) -> None:
    """Show everything about one pack."""
    pack = operations.describe_pack(name)
    if as_json:
        print_items("models info", [_pack_values(pack)])
        return
    for label, value in _pack_lines(pack):
        click.echo(f"{label:<13}{shown(str(value))}")


def _checked(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Check that the source could be a path. Names of packs always pass, because each of them could be a path too."""
    path_in(value, "NAME|FOLDER|ZIP")
    return value


@models.command("install")
@click.argument("source", metavar="NAME|FOLDER|ZIP", callback=_checked)
@click.option("--name", help="Name the pack this way instead of after its folder or zip.")
@click.option("--url", metavar="ADDRESS", help="Download the pack's zip from this address.")
@click.option("--accept-licence", is_flag=True, help="Accept the licence without being asked.")
@click.option("--force", is_flag=True, help="Replace an installed pack of the same name.")
def install_command(source: str, name: str | None, url: str | None, accept_licence: bool, force: bool) -> None:
    """Install a pack that InsightFace publishes, or any folder or zip of InsightFace-style ONNX files.

    A folder or zip needs one SCRFD detector and one ArcFace recogniser; other models in it are left out.
    """
    plan = operations.plan_install(source, name=name, address=url, force=force)
    _show_licence(plan)
    if not accept_licence:
        _ask(plan)
    with _download_bar() as progress:
        pack = operations.install_pack(plan, progress=progress, force=force)
    click.echo(f"Installed {shown(pack.name)} in {shown_path(pack.folder)}")
    if pack.licence != plan.licence:
        click.echo(_licence_line(pack.licence))
    click.echo(f"`photoindex models use {pack.name}` makes the next scan use it.")


@models.command("use")
@click.argument("name", shell_complete=completing.packs)
def use_command(name: str) -> None:
    """Choose the pack that scans use from now on."""
    pack = operations.use_pack(name)
    click.echo(f"Using {pack.name}. The next scan embeds all faces with it; names are kept.")
    click.echo(_licence_line(pack.licence))


@models.command("remove")
@click.argument("name", shell_complete=completing.packs)
@click.option("--force", is_flag=True, help=f"Remove it even if it is in use; {DEFAULT_PACK} is used then.")
def remove_command(name: str, force: bool) -> None:
    """Delete an installed pack."""
    operations.remove_pack(name, force=force)
    click.echo(f"Removed {name}.")


def _show_licence(plan: InstallPlan) -> None:
    click.echo(f"{shown(plan.name)} from {shown(str(plan.source))}{_megabytes(plan.download_bytes)}")
    click.echo(_licence_line(plan.licence))


def _ask(plan: InstallPlan) -> None:
    if not sys.stdin.isatty():
        raise UsageError(
            f"the licence of {plan.name} must be accepted, but there is no terminal to ask at",
            hint="Read it above and pass --accept-licence if you accept it.",
        )
    if not click.confirm("Do you accept this licence?", default=False):
        raise PackError(f"the licence of {plan.name} was not accepted; nothing was installed", hint="")


@contextmanager
def _download_bar() -> Iterator[Progress]:
    from tqdm import tqdm

    with tqdm(unit="B", unit_scale=True, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def progress(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield progress


def _summary_line(pack: PackSummary) -> str:
    if pack.problem is not None:
        return pack.problem
    return f"{pack.title}{_megabytes(pack.size)}; {_allowed_use(pack.licence)}"


def _allowed_use(licence: Licence | None) -> str:
    if licence is None or licence.name == UNKNOWN_LICENCE.name:
        return "licence unknown"
    return "any use" if licence.commercial_use else "non-commercial only"


def _megabytes(size: int | None) -> str:
    return "" if size is None else f" ({size / 1e6:.0f} MB)"


def _licence_line(licence: Licence) -> str:
    return f"Licence: {shown(licence.name)}. {shown(licence.summary)}"


def _pack_lines(pack: Pack | CatalogueEntry) -> Iterator[tuple[str, Any]]:
    yield "name", pack.name
    yield "title", pack.title
    yield from (_installed_lines(pack) if isinstance(pack, Pack) else _available_lines(pack))
    yield "licence", f"{pack.licence.name}. {pack.licence.summary}"


def _installed_lines(pack: Pack) -> Iterator[tuple[str, Any]]:
    detector, embedder = pack.detector, pack.embedder
    sizes = " and ".join(str(size) for size in detector.input_sizes)
    yield "folder", pack.folder
    yield "source", pack.source
    yield "detector", f"{detector.file.name} ({detector.kind}, at {sizes} pixels, score {detector.score_threshold})"
    yield "", f"sha256 {detector.file.sha256}"
    yield "embedder", f"{embedder.file.name} ({embedder.kind}, {embedder.length} numbers a face)"
    yield "", f"sha256 {embedder.file.sha256}"
    yield "same person", f"from a similarity of {pack.thresholds.verification}"


def _available_lines(entry: CatalogueEntry) -> Iterator[tuple[str, Any]]:
    yield "state", f"not installed; `photoindex models install {entry.name}`"
    yield "download", f"{entry.address}{_megabytes(entry.archive_bytes)}"
    yield "detector", entry.detector.name
    yield "embedder", entry.embedder.name


def _pack_values(pack: Pack | CatalogueEntry) -> dict[str, Any]:
    if isinstance(pack, Pack):
        state = "embedded" if pack.name == DEFAULT_PACK else "installed"
        return asdict(pack) | {"folder": str(pack.folder), "fingerprint": pack.fingerprint, "state": state}
    return asdict(pack) | {"address": pack.address, "state": "available"}
