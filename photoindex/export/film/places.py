"""Check where a film may be written."""

from pathlib import Path

from photoindex.errors import UsageError
from photoindex.export.files import readable, writing
from photoindex.export.film.records import MARK

# The mark stands behind the table of contents, at the beginning of an MP4 (an hour of film has one of about 2 MB), or
# at the end of a WebP.
_HEAD, _TAIL = 8 << 20, 64 << 10


def check_film_file(file: Path) -> None:
    """Check that a film may be written to `file`: it does not exist, or an earlier export made it.

    Raises:
        UsageError: there is no folder for the file, or another file is there.
        StorageError: the folder or the file cannot be read.
    """
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder {readable(file.parent)}", hint="Make it, or name another file.")
    with writing(file):
        if not (file.exists() or file.is_symlink()):
            return
        ours = file.is_file() and not file.is_symlink() and _is_marked(file)
    if not ours:
        raise UsageError(
            f"{readable(file)} already exists and was not made by an export", hint="Name another file, or remove it."
        )


def _is_marked(file: Path) -> bool:
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
        opened.seek(max(0, file.stat().st_size - _TAIL))
        return MARK.encode() in head or MARK.encode() in opened.read()
