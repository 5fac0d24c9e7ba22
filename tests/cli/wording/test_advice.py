"""Every piece of advice in words, with the command to type."""

import pickle
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import click
import pytest

from photoindex.advice.actions import Action
from photoindex.advice.every import Advice
from photoindex.advice.library import RewriteDecisions, ScanFolder
from photoindex.advice.machines import InstallOnCluster, InstallOpenCvLibraries, InstallPackage, StartWorkers
from photoindex.advice.packs import InstallDownloaded, InstallPack, MoreAccuratePack, UseEmbeddedPack, UsePack
from photoindex.advice.people import (
    ListFaces,
    MergePeople,
    NameCluster,
    RemoveName,
    RenamePerson,
    SayBirth,
    ShowCluster,
    UndoDecision,
)
from photoindex.cli.installation import install_command
from photoindex.cli.options import index_option
from photoindex.cli.wording.advice import what_to_do, worded
from photoindex.errors import (
    DownloadError,
    IndexDamagedError,
    IndexTooNewError,
    NotFoundError,
    PackError,
    PhotoIndexError,
    StorageError,
    UsageError,
)

SENTENCES: list[tuple[Advice, str]] = [
    (Action.LIST_CLUSTERS, "`photoindex people` lists the clusters."),
    (Action.NAME_CLUSTER, '`photoindex label cluster ID "NAME"` names one.'),
    (Action.LIST_NAMES, "`photoindex people` lists everybody who has a name."),
    (Action.SUGGEST_NAMES, "`photoindex suggest` asks whom to name next."),
    (
        Action.LIST_FACE_IDS,
        "`photoindex show cluster ID` and `photoindex show photo PATH` list faces with their ids.",
    ),
    (Action.GIVE_NAME, 'The name comes last: photoindex label cluster 12 "Grandma"'),
    (Action.LABEL_SINGLE_FACES, "Move single faces with `photoindex label face ID NAME`."),
    (Action.SPLIT, "`photoindex split` divides them."),
    (Action.LIST_DECISIONS, "`photoindex log` lists all decisions."),
    (Action.SCAN_FOLDER, "Scan your photos first: photoindex scan FOLDER"),
    (Action.LIST_SEARCHES, "`photoindex save` lists the saved searches."),
    (Action.LIST_FOLDERS, "See the folders with `photoindex status`."),
    (Action.UPDATE_INDEX, "`photoindex scan` brings the index up to date with the pack in use."),
    (Action.RETRY_FAILED, "Try it again with `photoindex scan --retry-failed`."),
    (Action.SCAN_WHEN_FREE, "Scan with --wait."),
    (Action.GROUP_FACES, "`photoindex cluster` clusters them now."),
    (Action.USE_FEWER_WORKERS, "Try fewer processes with --workers N."),
    (Action.LEAVE_OUT_WORKERS, "Leave out --workers or --scheduler."),
    (Action.LEAVE_OUT_MAP, "Leave out --map, or name the cluster with --scheduler ADDRESS."),
    (Action.NAME_INDEX, "Name the index with --index FILE."),
    (Action.NAME_ANOTHER_INDEX, "Name another index with --index FILE."),
    (Action.NAME_MOVED_INDEX, "Then name that file with --index FILE."),
    (
        Action.REPAIR_INDEX,
        "Remove them with `photoindex check --repair`; the next scan embeds the faces again.",
    ),
    (
        Action.RESCUE_INDEX,
        "Save what can be saved, your names first, into a new file with `photoindex rescue`.",
    ),
    (Action.RESTORE_BACKUP, "Restore a backup with `photoindex restore FILE`."),
    (Action.NAME_DECISIONS_FILE, "Name a file with decisions: photoindex restore --decisions FILE"),
    (Action.GIVE_TRUTH_FILE, "Give --truth FILE.csv with the columns path and person."),
    (Action.REPLACE_FILE, "Replace it with --force."),
    (Action.UPDATE_EXPORT, "Add --update: it adds photos and removes only what an earlier export made."),
    (Action.CONTINUE_EXPORT, "Then run the same command again with --update: it continues where it stopped."),
    (Action.EXPORT_COPIES, "Run the command again with --update and without --link, to get copies."),
    (Action.EXPORT_AS_FOLDER, "Choose another folder with --as folder to get copies; --hard also needs the same disk."),
    (Action.CHOOSE_PORT, "Choose another one with --port N, or leave --port out."),
    (Action.ALLOW_REMOTE, "Add --allow-remote if everybody in that network may try to open the page."),
    (Action.LIST_PACKS, "`photoindex models list` shows what is installed."),
    (Action.CHOOSE_PACK, "Choose a pack with `photoindex models use NAME`."),
    (Action.CHOOSE_ANOTHER_PACK, "Choose another one with `photoindex models use NAME`."),
    (Action.REINSTALL_PACK, "With --force it is installed again."),
    (Action.REMOVE_CHOSEN_PACK, "With --force the pack is removed anyway."),
    (Action.NAME_PACK, "Choose another name with --name NAME."),
    (Action.START_SCHEDULER, "Start one with `dask scheduler`; it prints its address, such as tcp://host:8786."),
    (Action.MAP_FOLDERS, "Say where it is mounted: --map FOLDER-HERE=FOLDER-ON-THE-WORKERS"),
    (ShowCluster(12), "Look at it with `photoindex show cluster 12`."),
    (ListFaces("cluster", (12,)), "`photoindex show cluster 12` lists its faces."),
    (ListFaces("person", name="Tom"), '`photoindex show person "Tom"` lists its faces.'),
    (NameCluster((12, 13)), "Give it a name: photoindex label cluster 12 13 NAME"),
    (RemoveName("cluster", (12, 13)), "Remove the name first: photoindex unlabel cluster 12 13"),
    (RemoveName("person", name='"T"'), "Remove the name first: photoindex unlabel person '\"T\"'"),
    (RenamePerson("Tom"), 'Give the person another name: photoindex rename "Tom" NAME'),
    (
        RenamePerson("Gram", "Gran"),
        'If that is another name for the same person, change it with `photoindex rename "Gram" "Gran"`.',
    ),
    (SayBirth("Gran"), 'Say it: photoindex person "Gran" --born YEAR'),
    (MergePeople("Gran", "$Tom"), "If they are the same: photoindex merge \"Gran\" '$Tom'"),
    (UndoDecision(3), "`photoindex undo 3` brings it back."),
    (ScanFolder(Path("/photos")), f"Scan it first: photoindex scan {Path('/photos')}"),
    (ScanFolder(Path("/my photos")), f'Scan it first: photoindex scan "{Path("/my photos")}"'),
    (
        RewriteDecisions(Path("/old.duckdb")),
        f"Run `photoindex decisions export FILE --index {Path('/old.duckdb')}`, remove the line, and run "
        "`photoindex decisions import FILE`.",
    ),
    (UsePack("tiny"), "`photoindex models use tiny` chooses it."),
    (UseEmbeddedPack("opencv-zoo"), "`photoindex models use opencv-zoo` goes back to the embedded one."),
    (InstallPack("tiny"), "`photoindex models install tiny` restores it."),
    (
        InstallPack("buffalo_l", 289),
        "`photoindex models install buffalo_l` downloads it (289 MB, non-commercial licence).",
    ),
    (InstallDownloaded("b.zip"), "Download b.zip in another way and run `photoindex models install ./b.zip`."),
    (
        MoreAccuratePack("buffalo_l"),
        "Tip: `photoindex models install buffalo_l` tells children and relatives apart much better than the built-in "
        "models, but its licence allows non-commercial research only; the built-in ones may be used for anything.",
    ),
    (InstallPackage("faiss-cpu"), f"Install it: {install_command('faiss-cpu')}"),
    (
        InstallPackage("onnxruntime", again=True),
        f"Install it again: {install_command('--force-reinstall', 'onnxruntime')}",
    ),
    (
        InstallOpenCvLibraries(),
        "Install them with `sudo apt install libgl1 libglib2.0-0` on Debian and Ubuntu, with "
        "`sudo dnf install mesa-libGL glib2` on Fedora. Or use the build of OpenCV that needs none: "
        f"uninstall opencv-python, then {install_command('opencv-python-headless')}",
    ),
    (
        InstallOnCluster("photoindex[distributed]==1.2"),
        "Install it in the environments of the scheduler and every worker, then restart them: "
        'pip install "photoindex[distributed]==1.2"',
    ),
    (
        StartWorkers("tcp://host:8786"),
        "Start one on each machine, in an environment with photoindex[distributed]: `dask worker tcp://host:8786`",
    ),
]


@pytest.mark.parametrize(("advice", "sentence"), SENTENCES, ids=lambda value: str(value)[:60])
def test_advice_includes_the_command_to_type(advice: Advice, sentence: str) -> None:
    assert worded(advice) == sentence


def test_every_kind_of_advice_is_in_this_table() -> None:
    told = [advice for advice, _ in SENTENCES]
    assert set(Action) <= set(told)
    assert {type(advice) for advice in told} == set(get_args(Advice))


@pytest.mark.parametrize("advice", [advice for advice, _ in SENTENCES], ids=str)
def test_an_error_keeps_its_advice_on_the_way_between_processes(advice: Advice) -> None:
    error = pickle.loads(pickle.dumps(StorageError("it failed", hint="Try again.", advice=advice)))
    assert (error.message, error.hint, error.advice) == ("it failed", "Try again.", (advice,))


@pytest.mark.parametrize("advice", [advice for advice, _ in SENTENCES if not isinstance(advice, Action)], ids=str)
def test_advice_holds_nothing_but_ids_names_and_paths(advice: Any) -> None:
    for field in fields(advice):
        assert isinstance(getattr(advice, field.name), str | int | tuple | Path | None)


def with_index(arguments: list[str], *advice: Advice, hint: str = "") -> str:
    """Return the advice that a command called with these arguments would print."""
    told = []

    @click.command()
    @index_option
    def command(index_file: Path | None) -> None:
        told.append(what_to_do(hint, advice, click.get_current_context()))

    command.main(arguments, standalone_mode=False)
    return told[0]


def test_commands_in_advice_name_the_index_that_the_user_named(tmp_path: Path) -> None:
    index = tmp_path / "my index.duckdb"
    named = ["--index", str(index)]
    assert with_index(named, Action.LIST_CLUSTERS) == f'`photoindex people --index "{index}"` lists the clusters.'
    assert with_index(named, UndoDecision(3)) == f'`photoindex undo 3 --index "{index}"` brings it back.'
    assert with_index([], UndoDecision(3)) == "`photoindex undo 3` brings it back."


def test_commands_about_packs_name_no_index(tmp_path: Path) -> None:
    named = ["--index", str(tmp_path / "a.duckdb")]
    for advice in (Action.LIST_PACKS, Action.CHOOSE_PACK, UsePack("tiny"), InstallPack("tiny")):
        assert with_index(named, advice) == worded(advice)


def test_the_hint_comes_first_and_each_piece_of_advice_follows_as_a_sentence() -> None:
    assert what_to_do("", ()) == ""
    assert what_to_do("Wait.", ()) == "Wait."
    assert (
        what_to_do("Nobody has a name yet.", (Action.LIST_CLUSTERS, Action.NAME_CLUSTER))
        == "Nobody has a name yet. `photoindex people` lists the clusters. "
        '`photoindex label cluster ID "NAME"` names one.'
    )


def test_an_alternative_to_the_hint_is_joined_to_it_with_or() -> None:
    assert (
        what_to_do("Change its permissions.", (Action.NAME_ANOTHER_INDEX,))
        == "Change its permissions, or name another index with --index FILE."
    )
    assert what_to_do("", (Action.NAME_ANOTHER_INDEX,)) == "Name another index with --index FILE."
    assert (
        what_to_do("Run it again.", (InstallDownloaded("b.zip"),))
        == "Run it again, or download b.zip in another way and run `photoindex models install ./b.zip`."
    )


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (IndexTooNewError("x"), "Upgrade photoindex, or name another index with --index FILE."),
        (
            IndexDamagedError("x"),
            "Save what can be saved, your names first, into a new file with `photoindex rescue`.",
        ),
        (PackError("x"), "`photoindex models list` shows what is installed."),
        (DownloadError("x"), "Check the connection and run the same command again."),
    ],
)
def test_classes_of_errors_have_advice_of_their_own(error: PhotoIndexError, told: str) -> None:
    assert what_to_do(error.hint, error.advice) == told


def test_a_given_hint_or_given_advice_replaces_both_the_hint_and_the_advice_of_the_class() -> None:
    assert IndexTooNewError("x", hint="Wait.").advice == ()
    assert IndexTooNewError("x", advice=Action.LIST_PACKS).hint == ""
    assert PackError("x", hint="").advice == ()
    assert NotFoundError("x", advice=[UndoDecision(1), Action.SPLIT]).advice == (UndoDecision(1), Action.SPLIT)
    assert UsageError("x").advice == ()
