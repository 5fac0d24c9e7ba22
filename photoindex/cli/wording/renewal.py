"""Say what happens to faces that an earlier version of photoindex found, once this version recognises faces better."""

from typing import TYPE_CHECKING

from photoindex.cli.durations import roughly
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.scan import Renewal


def what_is_renewed(renewal: "Renewal") -> str:
    """What a scan does, before it begins."""
    whole = renewal.photos >= renewal.files
    photos = f"{'all ' if whole else ''}{count(renewal.photos, 'photo')}{'' if whole else f' of {renewal.files:,}'}"
    verb = "is" if renewal.photos == 1 else "are"
    time = "" if renewal.seconds is None else f", {roughly(renewal.seconds)}"
    return (
        f"Faces are recognised better by this version: {photos} {verb} embedded again{time}. "
        "Names are kept, and find answers from the old faces meanwhile."
    )


def what_still_waits(files: int, program: str) -> str:
    """What is left after a scan that did not reach all photos."""
    return (
        f"The photos of {count(files, 'file')} are still to be embedded again; until then, the old faces are shown. "
        f"Scan all folders to finish: `{program} status` lists them."
    )


def what_is_kept(photos: int) -> str:
    """Which photos keep the faces of an earlier version."""
    verb, they, them = ("was", "It keeps its", "it") if photos == 1 else ("were", "They keep their", "them")
    return (
        f"{count(photos, 'photo')} could not be read and {verb} not embedded again. {they} old faces and names until a "
        f"scan finds {them}."
    )
