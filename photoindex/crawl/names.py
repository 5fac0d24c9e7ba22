"""Leave out files and folders by their names alone."""

# Recycle bins, thumbnails and snapshots that operating systems, NAS boxes (Synology, QNAP) and photo managers keep
# beside the photos.
_SYSTEM_FOLDERS = frozenset(
    (
        "#recycle",
        "#snapshot",
        "$recycle.bin",
        ".@__thumb",
        ".thumbnails",
        ".trashes",
        "@eadir",
        "@recently-snapshot",
        "@recycle",
        "lost+found",
        "recycler",
        "system volume information",
    )
)

# A library package of Photos, iPhoto or Aperture holds every photo several times. Only one folder in the package has
# the originals.
_LIBRARY_SUFFIXES = (".photoslibrary", ".photolibrary", ".aplibrary")
_LIBRARY_ORIGINALS = frozenset(("originals", "masters"))

EXPORT_RECORD = ".photoindex-export.json"
"""The name of the file that marks each slideshow folder that we made: the photos there are copies."""

OPT_OUT_FILES = frozenset((".nomedia", ".noimage", EXPORT_RECORD))
"""A folder with one of these files is left out with everything below it: opt-outs, and our own slideshows."""


def is_left_out(name: str, parent: str, *, is_folder: bool, hidden: bool) -> bool:
    """Whether an entry called `name` in a folder called `parent` is left out. With `hidden`, dot files are not left
    out.
    """
    folded = name.casefold()
    if parent.casefold().endswith(_LIBRARY_SUFFIXES):
        return not (is_folder and folded in _LIBRARY_ORIGINALS)
    if is_folder and (folded in _SYSTEM_FOLDERS or folded.startswith(".trash-")):
        return True
    if name.startswith("."):
        # On disks that cannot store file attributes, macOS keeps the attributes in a second file with the prefix "._".
        # That file is never a photo.
        return not hidden or (name.startswith("._") and not is_folder)
    return False
