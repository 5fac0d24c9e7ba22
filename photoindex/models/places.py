"""Where packs and settings lie: the embedded pack beside the code, everything else in the user's data folder."""

import os
from pathlib import Path

from platformdirs import user_data_path

from photoindex.errors import PackError, UsageError
from photoindex.models.manifest import MANIFEST_NAME

DATA_VARIABLE = "PHOTOINDEX_DATA"
DEFAULT_PACK = "opencv-zoo"

_PACKAGE = Path(__file__).parent


def data_folder() -> Path:
    """The folder for everything photoindex keeps for this user; may not exist yet.

    The environment variable PHOTOINDEX_DATA names another one, for portable use and for tests. Empty counts as not set.

    Raises:
        UsageError: the variable holds nothing but spaces.
    """
    named = os.environ.get(DATA_VARIABLE)
    if named and not named.strip():
        raise UsageError(f"{DATA_VARIABLE} has nothing but spaces", hint="Unset it, or let it name a folder.")
    if named:
        return Path(named).expanduser().absolute()
    return user_data_path("photoindex", appauthor=False)


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
