"""What travels between the scan's main process and its workers: plain data, one class a message."""

from dataclasses import dataclass

from photoindex.domain.outcome import Outcome
from photoindex.domain.photo import PhotoFile
from photoindex.errors import PhotoIndexError


@dataclass(frozen=True, slots=True)
class Task:
    """One file to process.

    `known_hashes` are the content hashes of photos of the same size in bytes that were analysed before: if the file is
    one of them, nothing needs decoding. They are few: a task must fit into the buffer of a pipe, lest the main process
    and a worker wait for each other.
    """

    file: PhotoFile
    known_hashes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker has loaded its models and waits for tasks."""


@dataclass(frozen=True, slots=True)
class StartFailed:
    """A worker could not load what it needs; no other one will."""

    error: PhotoIndexError


@dataclass(frozen=True, slots=True)
class Done:
    """The oldest task in the worker's hands is finished."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class AskTurn:
    """What the worker is about to do needs so much memory that it waits for `YourTurn`, which holds until `Done`."""


@dataclass(frozen=True, slots=True)
class YourTurn:
    """No other worker does something that needs much memory."""
