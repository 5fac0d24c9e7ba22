"""Define every error that photoindex raises on purpose: one tree of classes with exit codes, hints and advice.

    PhotoIndexError                     ends the command
    ├── UsageError                2     the request is invalid
    │   └── QueryError            2     part of a query cannot be understood
    │       └── UnknownNameError  1     nobody, or several people, have a name in a query
    ├── NotFoundError             1     a person, cluster, face or photo that does not exist
    ├── IndexFileError            3     the index is unusable in its present state
    │   ├── IndexTooNewError      3
    │   └── IndexDamagedError     3
    ├── IndexLockedError          4     another process holds the index
    ├── StorageError              5     no space, no permission, a failing disk
    ├── PackError                 6     a model pack is missing, damaged or unknown
    │   └── DownloadError         6
    ├── MissingLibraryError       7     the machine lacks a library or an optional package
    ├── DaskError                 8     the Dask cluster cannot be reached, or cannot do the work
    ├── OvertakenError            9     the faces have changed since they were shown
    └── InterruptedByUserError  130     the user pressed Ctrl-C
    PhotoError                          one photo failed; becomes a failure row and never ends a scan

This module imports only `advice`, so that all other modules can import it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from photoindex.advice.actions import Action

if TYPE_CHECKING:
    from photoindex.advice.every import Advice, AnyAdvice

FailureReason = Literal[
    "unreadable",
    "empty",
    "not-an-image",
    "unknown-format",
    "damaged",
    "truncated",
    "too-many-pixels",
    "too-much-memory",
    "too-many-bytes",
    "too-much-work",
    "needs-package",
    "worker-died",
    "took-too-long",
]
"""Why a photo could not be processed.

- unreadable: the file cannot be opened or read now; the next scan tries again automatically.
- empty, not-an-image, unknown-format, damaged, truncated: the cause is the content of the file.
- too-many-pixels: more than `--max-pixels`; too-much-memory: decoding it in full needs more memory than one photo may
  use; too-many-bytes: the file is larger than a photo of `--max-pixels` can be; too-much-work: decoding it takes more
  steps than a photo of that size needs.
- needs-package: an optional package is not installed.
- worker-died: the process that worked on the photo exited; took-too-long: the process was stopped after `--timeout`.
"""

_REASON_OF_STAGE: Mapping[str, FailureReason] = {
    "read": "unreadable",
    "extra": "needs-package",
    "worker": "worker-died",
}


class PhotoIndexError(Exception):
    """An error that ends the command. `message` says what failed and for which file; `hint` says what to do about it.

    Neither `message` nor `hint` names a command or an option. The next steps are in `advice`, as records that each user
    interface puts into its own words. If a hint or advice is passed, both defaults of the class are replaced.
    """

    exit_code = 70
    hint = ""
    advice: "tuple[Advice, ...]" = ()

    def __init__(self, message: str, *, hint: str | None = None, advice: "AnyAdvice | None" = None) -> None:
        super().__init__(message)
        self.message = message
        if hint is not None or advice is not None:
            self.hint = hint or ""
            self.advice = _in_order(advice)


def _in_order(advice: "AnyAdvice | None") -> "tuple[Advice, ...]":
    if advice is None:
        return ()
    return tuple(advice) if isinstance(advice, Sequence) else (advice,)


class UsageError(PhotoIndexError):
    """The request contradicts itself or names something that cannot be used."""

    exit_code = 2


class QueryError(UsageError):
    """Part of a query cannot be understood: the characters of `line` from `start` to before `end`. At the end of the
    line, where something is missing, `start` and `end` are equal.
    """

    def __init__(
        self, message: str, line: str, start: int, end: int, *, hint: str = "", advice: "AnyAdvice | None" = None
    ) -> None:
        super().__init__(message, hint=hint, advice=advice)
        self.line, self.start, self.end = line, start, end


class UnknownNameError(QueryError):
    """A name in a query matches nobody, or it matches several people."""

    exit_code = 1


class NotFoundError(PhotoIndexError):
    """A person, cluster, face or photo that the index does not hold."""

    exit_code = 1


class IndexFileError(PhotoIndexError):
    """The index is unusable in its present state. `path` is the file that the message names, if any."""

    exit_code = 3

    def __init__(
        self, message: str, *, hint: str | None = None, advice: "AnyAdvice | None" = None, path: Path | None = None
    ) -> None:
        super().__init__(message, hint=hint, advice=advice)
        self.path = path


class IndexTooNewError(IndexFileError):
    """The index was written by a newer photoindex."""

    hint = "Upgrade photoindex."
    advice: "tuple[Advice, ...]" = (Action.NAME_ANOTHER_INDEX,)


class IndexDamagedError(IndexFileError):
    """The file is not a photoindex index, or DuckDB cannot read it."""

    advice: "tuple[Advice, ...]" = (Action.RESCUE_INDEX,)


class IndexLockedError(PhotoIndexError):
    """Another process held the index for longer than we were willing to wait."""

    exit_code = 4
    hint = "Wait for the other command to end, then try again."


class StorageError(PhotoIndexError):
    """The disk is full, failing, or not writable."""

    exit_code = 5
    hint = "Free some space or choose another disk; everything stored so far is kept."


class PackError(PhotoIndexError):
    """A model pack is missing, damaged, unknown or refused."""

    exit_code = 6
    advice: "tuple[Advice, ...]" = (Action.LIST_PACKS,)


class DownloadError(PackError):
    """A pack could not be downloaded, and no part of it was kept."""

    hint = "Check the connection and run the same command again."
    advice: "tuple[Advice, ...]" = ()


class MissingLibraryError(PhotoIndexError):
    """A system library or an optional Python package is missing."""

    exit_code = 7


class DaskError(PhotoIndexError):
    """The Dask cluster cannot be reached, or cannot do the work."""

    exit_code = 8
    hint = "Everything stored so far is kept. Once the cluster works again, the same command continues."


class OvertakenError(PhotoIndexError):
    """Somebody else has made a decision about these faces, or moved them, since they were shown. Nothing was stored."""

    exit_code = 9
    hint = "Look at the faces as they are now, and answer again."


class InterruptedByUserError(PhotoIndexError):
    """The user asked to stop. Everything committed is kept."""

    exit_code = 130


class PhotoError(Exception):
    """One photo cannot be processed. It becomes a row in the failures table and never ends a scan.

    `stage` is the pipeline step that failed: read, decode, detect, embed or worker. If decoding needs an optional
    package, `stage` is "extra", `needs` is the name of the extra that installs the package
    (`domain/optional_packages.py`), and `message` names the package. `reason` is for programs to decide by; `message`
    is for people to read. `needed` and `allowed` are set if the photo exceeds a limit. They are in pixels for
    too-many-pixels, and in bytes for too-much-memory and too-many-bytes.
    """

    def __init__(
        self,
        stage: str,
        message: str,
        reason: FailureReason | None = None,
        needs: str = "",
        *,
        needed: int | None = None,
        allowed: int | None = None,
    ) -> None:
        super().__init__(message)
        self.stage = stage
        self.message = message
        self.reason: FailureReason = reason or _REASON_OF_STAGE.get(stage, "damaged")
        self.needs = needs
        self.needed = needed
        self.allowed = allowed

    def __reduce__(
        self,
    ) -> tuple[type["PhotoError"], tuple[str, str, FailureReason, str], dict[str, int | None]]:
        # Without this method, exceptions with their own __init__ do not survive pickling between processes.
        limits = {"needed": self.needed, "allowed": self.allowed}
        return (type(self), (self.stage, self.message, self.reason, self.needs), limits)
