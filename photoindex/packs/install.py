"""Install a planned pack, either completely or not at all, and remove packs.

A pack is built in a hidden folder beside the packs, and this folder is renamed into place at the end. The next run
clears the files that a killed run left behind.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from photoindex.advice.actions import Action
from photoindex.advice.packs import UseEmbeddedPack
from photoindex.data_folder import packs_folder, settings_file
from photoindex.errors import DownloadError, StorageError, UsageError
from photoindex.packs.archive import unpack
from photoindex.packs.assemble import Transfer, assemble
from photoindex.packs.default_pack import DEFAULT_PACK
from photoindex.packs.download import Progress, download, no_progress
from photoindex.packs.lock import locked
from photoindex.packs.manifest import Pack
from photoindex.packs.plan import InstallPlan, check_name, refuse_installed
from photoindex.packs.registry import find_pack, unknown_pack
from photoindex.packs.settings import choose_pack, chosen_pack

_STAGING = ".installing-"
_REPLACED = ".replaced-"
_REMOVED = ".removed-"


def install_pack(plan: InstallPlan, *, progress: Progress = no_progress, force: bool = False) -> Pack:
    """Download or copy a pack, check its files, run its models once and install it. Its licence must have been
    accepted.

    With `force`, an installed pack of the same name is replaced once the new one is ready.

    Raises:
        DownloadError: the download failed, or the downloaded file is not the published one.
        PackError: the files are damaged, suspicious or not a pack, or another installation is running.
        StorageError: the disk is full or not writable.
        UsageError: a pack of that name is installed and `force` is not set.
    """
    check_name(plan.name)
    packs = packs_folder()
    with locked(packs):
        _clear_leftovers(packs)
        if not force:
            refuse_installed(plan.name)
        with _staging(packs) as staging:
            folder, transfer = _fetched(plan, staging, progress)
            ready = staging / "pack"
            assemble(folder, ready, plan.name, plan.source, transfer)
            _put_in_place(ready, packs / plan.name)
    return find_pack(plan.name)


def remove_pack(name: str, *, force: bool = False) -> None:
    """Delete an installed pack. With `force`, the pack may be the one in use; from then on, the embedded pack is used
    instead.

    Raises:
        UsageError: the pack is the embedded one, or it is in use and `force` is not set.
        PackError: there is no pack of that name, or an installation is running.
        StorageError: it cannot be deleted.
    """
    if name == DEFAULT_PACK:
        raise UsageError(f"{DEFAULT_PACK} is embedded in photoindex and stays")
    packs = packs_folder()
    if not packs.is_dir() or name not in {entry.name for entry in packs.iterdir()}:
        raise unknown_pack(name)
    check_name(name)
    with locked(packs):
        _clear_leftovers(packs)
        if chosen_pack(settings_file()) == name:
            if not force:
                raise UsageError(
                    f"the model pack {name} is the one in use",
                    advice=[UseEmbeddedPack(DEFAULT_PACK), Action.REMOVE_CHOSEN_PACK],
                )
            choose_pack(settings_file(), None)
        removed = packs / f"{_REMOVED}{name}"
        try:
            (packs / name).replace(removed)
        except OSError as error:
            raise StorageError(f"{packs / name} cannot be removed: {error.strerror or error}") from error
        shutil.rmtree(removed, ignore_errors=True)


def _fetched(plan: InstallPlan, staging: Path, progress: Progress) -> tuple[Path, Transfer]:
    if plan.kind == "folder":
        return Path(plan.source), shutil.copyfile
    archive = Path(plan.source)
    if plan.kind == "address":
        archive = staging / "download.zip"
        _check_download(plan, download(plan.source, archive, progress))
    unpacked = staging / "unpacked"
    unpacked.mkdir()
    entry = plan.entry
    unpack(archive, unpacked, None if entry is None else {file.name for file in entry.files})
    return unpacked, Path.replace


def _check_download(plan: InstallPlan, sha256: str) -> None:
    if plan.entry is not None and sha256 != plan.entry.archive_sha256:
        raise DownloadError(
            f"{plan.source} is not the {plan.name} that InsightFace published: its sha256 is {sha256[:12]}…, "
            f"not {plan.entry.archive_sha256[:12]}…",
            hint="Try again; if it stays so, the address does not serve the original file.",
        )


@contextmanager
def _staging(packs: Path) -> Iterator[Path]:
    try:
        folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=packs))
    except OSError as error:
        raise StorageError(f"{packs} cannot be written: {error.strerror or error}") from error
    try:
        yield folder
    finally:
        # Some files cannot be deleted now, for example because a virus scanner holds them. The next installation
        # deletes them.
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(ready: Path, target: Path) -> None:
    old = target.with_name(f"{_REPLACED}{target.name}")
    try:
        if target.exists():
            target.replace(old)
        ready.replace(target)
    except OSError as error:
        raise StorageError(f"{target} cannot be put in place: {error.strerror or error}") from error
    finally:
        _settle_replaced(old)


def _clear_leftovers(packs: Path) -> None:
    # We hold the lock, so anything that is still here was left by a killed run.
    for folder in sorted(packs.glob(".*")):
        if folder.name.startswith(_REPLACED):
            _settle_replaced(folder)
        elif folder.name.startswith((_STAGING, _REMOVED)):
            shutil.rmtree(folder, ignore_errors=True)


def _settle_replaced(old: Path) -> None:
    """Delete a replaced pack, or put it back if its successor was not completed."""
    if not old.exists():
        return
    target = old.with_name(old.name.removeprefix(_REPLACED))
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.replace(target)
