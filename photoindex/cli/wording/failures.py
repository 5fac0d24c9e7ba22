"""Say why files could not be read, and what can be done about it."""

from collections.abc import Collection, Mapping

from photoindex.cli.installation import install_command, program
from photoindex.domain.optional_packages import OPTIONAL_PACKAGES
from photoindex.errors import FailureReason

_WORDS: Mapping[FailureReason, str] = {
    "unreadable": "cannot be opened or read",
    "empty": "empty files",
    "not-an-image": "not a readable image",
    "unknown-format": "damaged, or in a format that no decoder here knows",
    "damaged": "damaged",
    "truncated": "the file is truncated",
    "too-many-pixels": "more pixels than --max-pixels allows",
    "too-much-memory": "decoding them takes more memory than one photo may use",
    "too-many-bytes": "larger than a photo of --max-pixels can be",
    "too-much-work": "more work than a photo of --max-pixels can take",
    "needs-package": "an optional package is not installed",
    "worker-died": "the process that worked on them died",
    "took-too-long": "took longer than --timeout allows",
}

_AGAIN = f"{program()} scan --retry-failed"
_LARGER = f"Read larger photos: {_AGAIN} --max-pixels N FOLDER"
_HINTS: Mapping[str, str] = {
    "too-many-pixels": _LARGER,
    "too-many-bytes": f"{_LARGER} (a file may have two bytes for each of these pixels)",
    "too-much-work": f"{_LARGER} (all scans of a JPEG may have six times as many, the runs of a BMP a tenth)",
    "took-too-long": f"Give each photo more time: {_AGAIN} --timeout SECONDS FOLDER",
    "too-much-memory": "No option raises the limit of memory: save such photos as JPEG, which takes far less.",
}


def in_words(reason: str, needs: str) -> str:
    """Put a reason of `PhotoError` into words. Older versions stored no reason; a newer version's reason is shown
    unchanged.
    """
    if not reason:
        return f"could not be decoded; `{_AGAIN} FOLDER` tells why"
    words = {str(known): text for known, text in _WORDS.items()}.get(reason, reason)
    return f"{words}: {_install(needs)}" if needs else words


def hints(reasons: Collection[str], needs: Collection[str] = ()) -> list[str]:
    """What to do about failures with these reasons, if the packages in `needs` are missing. The last hint is to try
    again.
    """
    return [
        *(f"Install what is missing: {command}" for command in dict.fromkeys(map(_install, sorted(needs)))),
        *(hint for reason, hint in _HINTS.items() if reason in reasons),
        f"Try them again with: {_AGAIN} FOLDER",
    ]


def _install(needs: str) -> str:
    return install_command(OPTIONAL_PACKAGES.get(needs, needs))
