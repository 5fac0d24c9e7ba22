"""Run a command, and measure its time and its memory."""

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peak import bytes_of


@dataclass(frozen=True, slots=True)
class Cost:
    """The time from the start of a command to its end and the processor time of all its threads (user and system) in
    seconds, its peak memory in bytes, and its exit code.
    """

    seconds: float
    processor: float
    memory: float
    code: int


def cost_of(command: Sequence[str], environment: Mapping[str, str] = os.environ) -> Cost:
    """Run a command, which begins with the path of a program, without a terminal, and ignore its output."""
    with Path(os.devnull).open("r+b") as nothing:
        files = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), stream) for stream in (0, 1, 2)]
        started = time.perf_counter()
        process = os.posix_spawn(command[0], command, environment, file_actions=files)
        _, status, used = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    return Cost(seconds, used.ru_utime + used.ru_stime, bytes_of(used), os.waitstatus_to_exitcode(status))


def compiled(folder: Path) -> dict[str, str]:
    """An environment in which Python keeps compiled files in a folder, as for users, whatever PYTHONDONTWRITEBYTECODE
    says: otherwise, compiling would be a large part of the time of a short command.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder)}
