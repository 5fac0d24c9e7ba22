"""Where packs and settings lie: the embedded pack beside the code, everything else in the user's data folder."""

import os
from pathlib import Path

from platformdirs import user_data_path

from photoindex.errors import PackError, StorageError, UsageError
from photoindex.packs.manifest import MANIFEST_NAME

DATA_VARIABLE = "PHOTOINDEX_DATA"
DEFAULT_PACK = "opencv-zoo"

_PACKAGE = Path(__file__).parent


class NoHomeError(StorageError):
    """This user has no folder of their own: a service, or a container with a number for a user."""

    hint = f"Set {DATA_VARIABLE} to a folder for models and settings, and name the index with --index FILE."


def data_folder() -> Path:
    """The folder for everything photoindex keeps for this user; may not exist yet.

    The environment variable PHOTOINDEX_DATA names another one, for portable use and for tests. Empty counts as not set.

    Raises:
        NoHomeError: the user has no home, and the variable names no other folder.
        UsageError: the variable holds nothing but spaces.
    """
    folder = _data_folder()
    if folder is None:
        raise NoHomeError("this user has no home folder in which photoindex could keep anything")
    return folder


def has_data_folder() -> bool:
    """Whether there is a place for what photoindex keeps for this user. Without one, only what is embedded works."""
    return _data_folder() is not None


def _data_folder() -> Path | None:
    named = os.environ.get(DATA_VARIABLE)
    if named and not named.strip():
        raise UsageError(f"{DATA_VARIABLE} has nothing but spaces", hint="Unset it, or let it name a folder.")
    try:
        if named:
            folder = Path(named).expanduser()
            return folder if folder.is_absolute() else Path.cwd() / folder
        return user_data_path("photoindex", appauthor=False)
    except (RuntimeError, OSError):
        # What they raise without a home, and in a current folder that was deleted.
        return None


def packs_folder() -> Path:
    """The folder with one folder for each installed pack; may not exist yet."""
    return data_folder() / "packs"


def received_folder() -> Path:
    """The folder with the packs that other machines sent for their scans, by fingerprint; may not exist yet."""
    return data_folder() / "received-packs"


def prepared_packs_folder() -> Path:
    """The folder with what was prepared of the embedded pack; may not exist yet."""
    return data_folder() / "prepared"


def pack_folders() -> tuple[Path, ...]:
    """All folders with files of packs that photoindex has written for this user; may not exist yet."""
    if not has_data_folder():
        return ()
    return packs_folder(), received_folder(), prepared_packs_folder()


def settings_file() -> Path:
    """The file that holds the chosen pack's name; may not exist yet."""
    return data_folder() / "settings.json"


def embedded_folder() -> Path:
    """The folder of the default pack: inside the installed package, or `models/` of a source checkout.

    Raises:
        PackError: it is in neither place.
    """
    places = (_PACKAGE / "embedded" / DEFAULT_PACK, _PACKAGE.parents[1] / "models" / DEFAULT_PACK)
    for place in places:
        if (place / MANIFEST_NAME).is_file():
            return place
    raise PackError(
        f"the embedded model pack {DEFAULT_PACK} is missing from {places[0]} and {places[1]}",
        hint="Install photoindex again; in a source checkout, build the pack as models/README.md tells.",
    )
