"""Say what to type for each `Action`."""

from collections.abc import Mapping

from photoindex.advice.actions import Action

SENTENCES: Mapping[Action, str] = {
    Action.LIST_CLUSTERS: "`{photoindex} people{index}` lists the clusters.",
    Action.NAME_CLUSTER: '`{photoindex} label cluster ID "NAME"{index}` names one.',
    Action.LIST_NAMES: "`{photoindex} people{index}` lists everybody who has a name.",
    Action.SUGGEST_NAMES: "`{photoindex} suggest{index}` asks whom to name next.",
    Action.LIST_FACE_IDS: "`{photoindex} show cluster ID{index}` and `{photoindex} show photo PATH{index}` list faces "
    "with their ids.",
    Action.GIVE_NAME: 'The name comes last: {photoindex} label cluster 12 "Grandma"{index}',
    Action.LABEL_SINGLE_FACES: "Move single faces with `{photoindex} label face ID NAME{index}`.",
    Action.SPLIT: "`{photoindex} split{index}` divides them.",
    Action.LIST_DECISIONS: "`{photoindex} log{index}` lists all decisions.",
    Action.LIST_SEARCHES: "`{photoindex} save{index}` lists the saved searches.",
    Action.SCAN_FOLDER: "Scan your photos first: {photoindex} scan FOLDER{index}",
    Action.LIST_FOLDERS: "See the folders with `{photoindex} status{index}`.",
    Action.UPDATE_INDEX: "`{photoindex} scan{index}` brings the index up to date with the pack in use.",
    Action.RETRY_FAILED: "Try it again with `{photoindex} scan --retry-failed{index}`.",
    Action.SCAN_WHEN_FREE: "Scan with --wait.",
    Action.GROUP_FACES: "`{photoindex} cluster{index}` clusters them now.",
    Action.USE_FEWER_WORKERS: "Try fewer processes with --workers N.",
    Action.LEAVE_OUT_WORKERS: "Leave out --workers or --scheduler.",
    Action.LEAVE_OUT_MAP: "Leave out --map, or name the cluster with --scheduler ADDRESS.",
    Action.NAME_INDEX: "Name the index with --index FILE.",
    Action.NAME_ANOTHER_INDEX: "Name another index with --index FILE.",
    Action.NAME_MOVED_INDEX: "Then name that file with --index FILE.",
    Action.REPAIR_INDEX: "Remove them with `{photoindex} check --repair{index}`; the next scan embeds the faces again.",
    Action.RESCUE_INDEX: "Save what can be saved, your names first, into a new file with `{photoindex} rescue{index}`.",
    Action.RESTORE_BACKUP: "Restore a backup with `{photoindex} restore FILE{index}`.",
    Action.NAME_DECISIONS_FILE: "Name a file with decisions: {photoindex} restore --decisions FILE{index}",
    Action.GIVE_TRUTH_FILE: "Give --truth FILE.csv with the columns path and person.",
    Action.REPLACE_FILE: "Replace it with --force.",
    Action.UPDATE_EXPORT: "Add --update: it adds photos and removes only what an earlier export made.",
    Action.CONTINUE_EXPORT: "Then run the same command again with --update: it continues where it stopped.",
    Action.EXPORT_COPIES: "Run the command again with --update and without --link, to get copies.",
    Action.EXPORT_AS_FOLDER: "Choose another folder with --as folder to get copies; --hard also needs the same disk.",
    Action.CHOOSE_PORT: "Choose another one with --port N, or leave --port out.",
    Action.ALLOW_REMOTE: "Add --allow-remote if everybody in that network may try to open the page.",
    Action.LIST_PACKS: "`{photoindex} models list` shows what is installed.",
    Action.CHOOSE_PACK: "Choose a pack with `{photoindex} models use NAME`.",
    Action.CHOOSE_ANOTHER_PACK: "Choose another one with `{photoindex} models use NAME`.",
    Action.REINSTALL_PACK: "With --force it is installed again.",
    Action.REMOVE_CHOSEN_PACK: "With --force the pack is removed anyway.",
    Action.NAME_PACK: "Choose another name with --name NAME.",
    Action.START_SCHEDULER: "Start one with `dask scheduler`; it prints its address, such as tcp://host:8786.",
    Action.MAP_FOLDERS: "Say where it is mounted: --map FOLDER-HERE=FOLDER-ON-THE-WORKERS",
}
"""The sentence for each action. `{photoindex}` stands for the program; `{index}` stands for the option that names the
index, or for nothing.
"""

ALTERNATIVES = frozenset(
    {
        Action.SCAN_WHEN_FREE,
        Action.USE_FEWER_WORKERS,
        Action.NAME_ANOTHER_INDEX,
        Action.RESTORE_BACKUP,
        Action.GIVE_TRUTH_FILE,
        Action.REPLACE_FILE,
        Action.UPDATE_EXPORT,
        Action.CHOOSE_ANOTHER_PACK,
        Action.MAP_FOLDERS,
    }
)
"""Actions that can be taken instead of following the advice before them."""
