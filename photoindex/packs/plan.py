"""Plan an installation: find out what would be installed, and under which licence. Nothing is changed yet."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from photoindex.advice.actions import Action
from photoindex.advice.packs import UsePack
from photoindex.data_folder import packs_folder
from photoindex.errors import PackError, UsageError
from photoindex.foreign_json import parse_json
from photoindex.packs.archive import manifest_in, model_hashes_in
from photoindex.packs.assemble import model_files_in
from photoindex.packs.catalogue import CATALOGUE, UNKNOWN_LICENCE, CatalogueEntry, licence_of
from photoindex.packs.default_pack import DEFAULT_PACK
from photoindex.packs.manifest import MANIFEST_NAME, Licence, load_pack, sha256_of
from photoindex.packs.registry import unknown_pack

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_WINDOWS_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789")}


@dataclass(frozen=True, slots=True)
class InstallPlan:
    """An installation that can begin as soon as the licence is accepted.

    `source` is an address or the path of a zip or folder; `kind` says which of these. `entry` is the published pack of
    this name, if there is one. `download_bytes` is None if the size is unknown or nothing is downloaded.
    """

    name: str
    kind: Literal["address", "zip", "folder"]
    source: str
    licence: Licence
    entry: CatalogueEntry | None
    download_bytes: int | None = None


def plan_install(
    source: str, *, name: str | None = None, address: str | None = None, force: bool = False
) -> InstallPlan:
    """Find out what `source` is: the name of a published pack, a folder or a zip. If `address` is given, `source` is
    just a name.

    Args:
        name: the name of the pack, instead of one derived from `source`.
        address: where to download the zip from.
        force: do not refuse the plan if a pack of that name is already installed.

    Raises:
        UsageError: the file does not exist, the name is invalid, or a pack of that name is installed already.
        PackError: the folder or zip is not a pack, or the name is unknown.
    """
    if address is not None:
        plan = _from_address(name or source, address)
    elif source in CATALOGUE:
        plan = _from_address(name or source, CATALOGUE[source].address)
    elif Path(source).is_dir():
        plan = _from_folder(Path(source).absolute(), name)
    elif Path(source).is_file():
        plan = _from_zip(Path(source).absolute(), name)
    elif _looks_like_a_path(source):
        raise UsageError(f"there is no file or folder {source}")
    else:
        raise unknown_pack(source)
    check_name(plan.name)
    if not force:
        refuse_installed(plan.name)
    return plan


def check_name(name: str) -> None:
    """Raise UsageError unless a pack may have this name, which must be a valid folder name on every system."""
    if name == DEFAULT_PACK:
        raise UsageError(f"{DEFAULT_PACK} is the embedded pack's name", advice=Action.NAME_PACK)
    if not _NAME.fullmatch(name) or name.endswith(".") or name.partition(".")[0] in _WINDOWS_DEVICES:
        raise UsageError(
            f"{name!r} cannot be a pack's name",
            hint="A name has up to 64 of a-z, 0-9, dot, underscore and hyphen, a letter or digit first.",
            advice=Action.NAME_PACK,
        )


def refuse_installed(name: str) -> None:
    """Raise UsageError if a pack of this name is installed."""
    if (packs_folder() / name).exists():
        raise UsageError(
            f"the model pack {name} is already installed",
            advice=[UsePack(name), Action.REINSTALL_PACK],
        )


def _from_address(name: str, address: str) -> InstallPlan:
    entry = CATALOGUE.get(name)
    return InstallPlan(
        name=name,
        kind="address",
        source=address,
        licence=entry.licence if entry else UNKNOWN_LICENCE,
        entry=entry,
        download_bytes=entry.archive_bytes if entry else None,
    )


def _from_folder(folder: Path, name: str | None) -> InstallPlan:
    if (folder / MANIFEST_NAME).is_file():
        pack = load_pack(folder)
        name, licence = name or pack.name, pack.licence
    else:
        models = model_files_in(folder)
        if not models:
            raise PackError(f"{folder} holds no ONNX files")
        licence = licence_of({sha256_of(path) for path in models})
        name = name or folder.resolve().name.lower()
    return InstallPlan(name=name, kind="folder", source=str(folder), licence=licence, entry=CATALOGUE.get(name))


def _from_zip(path: Path, name: str | None) -> InstallPlan:
    given = manifest_in(path)
    if given is None:
        licence = licence_of(model_hashes_in(path))
        name = name or path.stem.lower()
    else:
        manifest_name, licence = _name_and_licence(path, given)
        name = name or manifest_name
    return InstallPlan(name=name, kind="zip", source=str(path), licence=licence, entry=CATALOGUE.get(name))


def _name_and_licence(path: Path, manifest: bytes) -> tuple[str, Licence]:
    try:
        values = parse_json(manifest.decode("utf-8"))
        licence = values["licence"]
        return str(values["name"]), Licence(
            name=str(licence["name"]),
            commercial_use=bool(licence["commercial_use"]),
            summary=str(licence["summary"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise PackError(f"the {MANIFEST_NAME} in {path} is not valid: {error!r}") from error


def _looks_like_a_path(source: str) -> bool:
    return any(mark in source for mark in "/\\~") or source.lower().endswith(".zip") or source.startswith(".")
