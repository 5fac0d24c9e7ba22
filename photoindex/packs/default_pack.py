"""Find the folder of the default pack."""

from pathlib import Path

from photoindex.errors import PackError
from photoindex.packs.manifest import MANIFEST_NAME

DEFAULT_PACK = "opencv-zoo"

_PACKAGE = Path(__file__).parent


def embedded_folder() -> Path:
    """The folder of the default pack: inside the installed package, or `models/` of a source checkout.

    Raises:
        PackError: the folder is in neither place.
    """
    folders = (_PACKAGE / "embedded" / DEFAULT_PACK, _PACKAGE.parents[1] / "models" / DEFAULT_PACK)
    for folder in folders:
        if (folder / MANIFEST_NAME).is_file():
            return folder
    raise PackError(
        f"the embedded model pack {DEFAULT_PACK} is missing from {folders[0]} and {folders[1]}",
        hint="Install photoindex again; in a source checkout, build the pack as models/README.md describes.",
    )
