"""List the advice that needs no further data."""

from enum import Enum, auto


class Action(Enum):
    """Advice that needs no id, name or path.

    A single class holds all of these, because each additional dataclass would delay the start of every command by half
    a millisecond.
    """

    # People, clusters and faces.
    LIST_CLUSTERS = auto()
    NAME_CLUSTER = auto()
    LIST_NAMES = auto()
    SUGGEST_NAMES = auto()
    LIST_FACE_IDS = auto()
    GIVE_NAME = auto()
    LABEL_SINGLE_FACES = auto()
    SPLIT = auto()
    LIST_DECISIONS = auto()
    LIST_SEARCHES = auto()

    # Scans.
    SCAN_FOLDER = auto()
    LIST_FOLDERS = auto()
    UPDATE_INDEX = auto()
    RETRY_FAILED = auto()
    SCAN_WHEN_FREE = auto()
    GROUP_FACES = auto()
    USE_FEWER_WORKERS = auto()
    LEAVE_OUT_WORKERS = auto()
    LEAVE_OUT_MAP = auto()

    # The index, and files that the user names.
    NAME_INDEX = auto()
    NAME_ANOTHER_INDEX = auto()
    NAME_MOVED_INDEX = auto()
    REPAIR_INDEX = auto()
    RESCUE_INDEX = auto()
    RESTORE_BACKUP = auto()
    NAME_DECISIONS_FILE = auto()
    GIVE_TRUTH_FILE = auto()
    REPLACE_FILE = auto()
    UPDATE_EXPORT = auto()
    CONTINUE_EXPORT = auto()
    EXPORT_COPIES = auto()
    EXPORT_AS_FOLDER = auto()

    # The review page.
    CHOOSE_PORT = auto()
    ALLOW_REMOTE = auto()

    # Model packs.
    LIST_PACKS = auto()
    CHOOSE_PACK = auto()
    CHOOSE_ANOTHER_PACK = auto()
    REINSTALL_PACK = auto()
    REMOVE_CHOSEN_PACK = auto()
    NAME_PACK = auto()

    # The Dask cluster.
    START_SCHEDULER = auto()
    MAP_FOLDERS = auto()
