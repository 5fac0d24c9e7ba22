"""Leave out files and folders by their names alone."""

# Bins, thumbnails and snapshots that systems, NAS boxes (Synology, QNAP) and photo managers keep beside the photos.
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

# The packages of Photos, iPhoto and Aperture hold every photo several times; the originals lie in one folder.
_LIBRARY_SUFFIXES = (".photoslibrary", ".photolibrary", ".aplibrary")
_LIBRARY_ORIGINALS = frozenset(("originals", "masters"))

EXPORT_RECORD = ".photoindex-export.json"
"""Marks every slideshow folder that we made, whose photos are copies."""

OPT_OUT_FILES = frozenset((".nomedia", ".noimage", EXPORT_RECORD))
"""A folder with one of these files is left out with everything below it: opt-outs, and our own slideshows."""


def is_left_out(name: str, parent: str, *, is_folder: bool, hidden: bool) -> bool:
    """Whether an entry called `name` in a folder called `parent` is left out; `hidden` lets dot files in."""
    folded = name.casefold()
    if parent.casefold().endswith(_LIBRARY_SUFFIXES):
        return not (is_folder and folded in _LIBRARY_ORIGINALS)
    if is_folder and (folded in _SYSTEM_FOLDERS or folded.startswith(".trash-")):
        return True
    if name.startswith("."):
        # macOS keeps a file's attributes in a "._" twin on disks that cannot hold them; it is never a photo.
        return not hidden or (name.startswith("._") and not is_folder)
    return False
