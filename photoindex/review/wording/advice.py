"""Say what the user can do next, as links to pages or as commands for the terminal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from photoindex.advice.actions import Action
from photoindex.advice.every import Advice
from photoindex.advice.library import ScanFolder
from photoindex.advice.people import (
    ListFaces,
    MergePeople,
    NameCluster,
    RemoveName,
    RenamePerson,
    ShowCluster,
    UndoDecision,
)
from photoindex.domain.names import as_typed
from photoindex.review.wording.paths import shown_path


@dataclass(frozen=True, slots=True)
class Step:
    """What to do: a link to the page at `address`, or a `command` of photoindex, without the name of the program."""

    text: str
    address: str = ""
    command: str = ""


_PEOPLE, _HISTORY = Step("People", "/people"), Step("History", "/history")
_STEPS: Mapping[Action, Step] = {
    Action.LIST_CLUSTERS: _PEOPLE,
    Action.LIST_NAMES: _PEOPLE,
    Action.LIST_FACE_IDS: _PEOPLE,
    Action.LABEL_SINGLE_FACES: _PEOPLE,
    Action.SPLIT: _PEOPLE,
    Action.NAME_CLUSTER: Step("Name people", "/next"),
    Action.SUGGEST_NAMES: Step("Name people", "/next"),
    Action.LIST_DECISIONS: _HISTORY,
    Action.LIST_SEARCHES: Step("See the saved searches", "/find"),
    Action.SCAN_FOLDER: Step("Scan your photos first", command="scan FOLDER"),
    Action.UPDATE_INDEX: Step("Bring the index up to date", command="scan"),
    Action.GROUP_FACES: Step("Cluster the faces", command="cluster"),
    Action.LIST_FOLDERS: Step("See the folders", command="status"),
    Action.REPAIR_INDEX: Step("Repair the index", command="check --repair"),
    Action.RESCUE_INDEX: Step("Save what can be saved", command="rescue"),
    Action.RESTORE_BACKUP: Step("Restore a backup", command="restore FILE"),
    Action.LIST_PACKS: Step("See what is installed", command="models list"),
    Action.CHOOSE_PACK: Step("Choose a model pack", command="models use NAME"),
    Action.CHOOSE_ANOTHER_PACK: Step("Choose another model pack", command="models use NAME"),
}


def steps_of(advice: Sequence[Advice]) -> tuple[Step, ...]:
    """The steps of the advice, each once. Advice about the options of a command has no step here."""
    return tuple(dict.fromkeys(step for each in advice for step in _worded(each)))


def _worded(advice: Advice) -> Iterator[Step]:
    match advice:
        case Action() if advice in _STEPS:
            yield _STEPS[advice]
        case ShowCluster(cluster_id):
            yield Step("See these faces", f"/cluster/{cluster_id}")
        case NameCluster(ids) | ListFaces("cluster", ids):
            yield from (Step("See these faces", f"/cluster/{cluster_id}") for cluster_id in ids)
        case ListFaces() | RemoveName() | RenamePerson() | MergePeople():
            yield _PEOPLE
        case UndoDecision():
            yield _HISTORY
        case ScanFolder(folder):
            yield Step("Scan it first", command=f"scan {as_typed(shown_path(folder))}")
