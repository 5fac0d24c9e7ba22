"""Messages between the scan's main process and its workers: plain data, one class per message."""

from dataclasses import dataclass

from photoindex.domain.outcome import Outcome
from photoindex.domain.photo import PhotoFile
from photoindex.errors import PhotoIndexError


@dataclass(frozen=True, slots=True)
class Task:
    """One file to process.

    `known_hashes` are the content hashes of photos of the same size in bytes that were analysed before. If the file's
    hash is among them, the file need not be decoded. Their number is small, because a task must fit into the buffer of
    a pipe. Otherwise, the main process and a worker could wait for each other.
    """

    file: PhotoFile
    known_hashes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded its models and waits for tasks."""


@dataclass(frozen=True, slots=True)
class StartFailed:
    """The worker could not load its models, and neither could any other worker."""

    error: PhotoIndexError


@dataclass(frozen=True, slots=True)
class Done:
    """The oldest task that the worker holds is finished."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AskTurn:
    """The worker needs much memory for its next photo, and waits for `YourTurn`. The turn lasts until `Done`."""


@dataclass(frozen=True, slots=True)
class YourTurn:
    """The worker may go on, since no other worker is using much memory."""
