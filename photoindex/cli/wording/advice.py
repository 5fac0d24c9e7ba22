"""Say what can be done next, with the commands to type."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import assert_never

import click

from photoindex.advice.actions import Action
from photoindex.advice.every import Advice
from photoindex.advice.library import LibraryAdvice, RewriteDecisions, ScanFolder
from photoindex.advice.machines import (
    InstallOnCluster,
    InstallOpenCvLibraries,
    InstallPackage,
    MachineAdvice,
    StartWorkers,
)
from photoindex.advice.packs import (
    InstallDownloaded,
    InstallPack,
    MoreAccuratePack,
    PackAdvice,
    UseEmbeddedPack,
    UsePack,
)
from photoindex.advice.people import (
    ListFaces,
    MergePeople,
    NameCluster,
    PeopleAdvice,
    RemoveName,
    RenamePerson,
    SayBirth,
    ShowCluster,
    UndoDecision,
)
from photoindex.cli.installation import install_command, program
from photoindex.cli.options import for_same_index
from photoindex.cli.output import shown_path
from photoindex.cli.wording.actions import ALTERNATIVES, SENTENCES
from photoindex.domain.names import as_typed


def what_to_do(hint: str, advice: Sequence[Advice], context: click.Context | None = None) -> str:
    """The hint of an error and its advice as one text; empty if there is neither.

    Args:
        context: the context of the running command, or the context that encloses it; with it, proposed commands name
            the same index.
    """
    text = hint
    for step in advice:
        sentence = worded(step, context)
        if text and (isinstance(step, InstallDownloaded) or step in ALTERNATIVES):
            text = f"{text.removesuffix('.')}, or {sentence[0].lower()}{sentence[1:]}"
        else:
            text = f"{text} {sentence}".strip()
    return text


def worded(advice: Advice, context: click.Context | None = None) -> str:
    """One piece of advice as a sentence."""
    typing = _Typing(program(), for_same_index("", context))
    match advice:
        case Action():
            return SENTENCES[advice].format(photoindex=typing.program, index=typing.index)
        case (
            ShowCluster()
            | ListFaces()
            | NameCluster()
            | RemoveName()
            | RenamePerson()
            | MergePeople()
            | UndoDecision()
            | SayBirth()
        ):
            return _about_people(advice, typing)
        case ScanFolder() | RewriteDecisions():
            return _about_library(advice, typing)
        case UsePack() | UseEmbeddedPack() | InstallPack() | InstallDownloaded() | MoreAccuratePack():
            return _about_packs(advice, typing)
        case InstallPackage() | InstallOpenCvLibraries() | InstallOnCluster() | StartWorkers():
            return _about_machines(advice)
        case _:
            assert_never(advice)


@dataclass(frozen=True, slots=True)
class _Typing:
    """How commands are typed here: the name of the program, and the option that names the index (or an empty text)."""

    program: str
    index: str

    def command(self, words: str) -> str:
        """A command on the index."""
        return f"{self.program} {words}{self.index}"


def _about_people(advice: PeopleAdvice, typing: _Typing) -> str:  # noqa: PLR0911 - one for each kind
    match advice:
        case ShowCluster(cluster_id):
            return f"Look at it with `{typing.command(f'show cluster {cluster_id}')}`."
        case ListFaces(kind, ids, name):
            return f"`{typing.command(f'show {_target(kind, ids, name)}')}` lists its faces."
        case NameCluster(ids):
            return f"Give it a name: {typing.command(f'label cluster {_numbers(ids)} NAME')}"
        case RemoveName(kind, ids, name):
            return f"Remove the name first: {typing.command(f'unlabel {_target(kind, ids, name)}')}"
        case RenamePerson(name, None):
            return f"Give the person another name: {typing.command(f'rename {as_typed(name)} NAME')}"
        case RenamePerson(name, new):
            rename = typing.command(f"rename {as_typed(name)} {as_typed(new or '')}")
            return f"If that is another name for the same person, change it with `{rename}`."
        case MergePeople(name, other):
            merge = typing.command(f"merge {as_typed(name)} {as_typed(other)}")
            return f"If they are the same: {merge}"
        case UndoDecision(seq):
            return f"`{typing.command(f'undo {seq}')}` brings it back."
        case SayBirth(name):
            return f"Say it: {typing.command(f'person {as_typed(name)} --born YEAR')}"
        case _:
            assert_never(advice)


def _about_library(advice: LibraryAdvice, typing: _Typing) -> str:
    match advice:
        case ScanFolder(folder):
            return f"Scan it first: {typing.command(f'scan {_path(folder)}')}"
        case RewriteDecisions(source):
            export = f"{typing.program} decisions export FILE --index {_path(source)}"
            return f"Run `{export}`, remove the line, and run `{typing.command('decisions import FILE')}`."
        case _:
            assert_never(advice)


def _about_packs(advice: PackAdvice, typing: _Typing) -> str:
    models = f"{typing.program} models"
    match advice:
        case UsePack(name):
            return f"`{models} use {name}` chooses it."
        case UseEmbeddedPack(name):
            return f"`{models} use {name}` goes back to the embedded one."
        case InstallPack(name, None):
            return f"`{models} install {name}` restores it."
        case InstallPack(name, megabytes):
            return f"`{models} install {name}` downloads it ({megabytes} MB, non-commercial licence)."
        case InstallDownloaded(file):
            return f"Download {file} in another way and run `{models} install ./{file}`."
        case MoreAccuratePack(name):
            return (
                f"Tip: `{models} install {name}` tells children and relatives apart much better than the built-in "
                "models, but its licence allows non-commercial research only; the built-in ones may be used for "
                "anything."
            )
        case _:
            assert_never(advice)


def _about_machines(advice: MachineAdvice) -> str:
    match advice:
        case InstallPackage(requirement, False):
            return f"Install it: {install_command(requirement)}"
        case InstallPackage(requirement, _):
            return f"Install it again: {install_command('--force-reinstall', requirement)}"
        case InstallOpenCvLibraries():
            # This build contains the same module. InsightFace requires the other build by name, but works with either.
            without_windows = install_command("opencv-python-headless")
            return (
                "Install them with `sudo apt install libgl1 libglib2.0-0` on Debian and Ubuntu, with "
                "`sudo dnf install mesa-libGL glib2` on Fedora. Or use the build of OpenCV that needs none: "
                f"uninstall opencv-python, then {without_windows}"
            )
        case InstallOnCluster(requirement):
            return (
                "Install it in the environments of the scheduler and every worker, then restart them: "
                f'pip install "{requirement}"'
            )
        case StartWorkers(scheduler):
            return (
                f"Start one on each machine, in an environment with photoindex[distributed]: `dask worker {scheduler}`"
            )
        case _:
            assert_never(advice)


def _target(kind: str, ids: Sequence[int], name: str) -> str:
    """Faces, clusters or a person as the target of a command."""
    return f"{kind} {as_typed(name) if kind == 'person' else _numbers(ids)}"


def _numbers(ids: Sequence[int]) -> str:
    return " ".join(map(str, ids))


def _path(path: Path) -> str:
    """A path as it is typed in a shell."""
    text = shown_path(path)
    return text if quote(text) == text else as_typed(text)
