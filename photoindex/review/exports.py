"""Make slideshow folders in the background, one at a time, and report their progress."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from photoindex.errors import PhotoIndexError, UsageError
from photoindex.operations.slideshow import RunReport

_REPORTED = "The terminal in which photoindex runs says where the details are."

Export = Callable[[Callable[[int, int], None]], RunReport]


@dataclass(frozen=True, slots=True)
class Progress:
    """An export: `done` of `total` photos; at the end, its `report` or its `error`. `folder` is its destination."""

    folder: str
    done: int = 0
    total: int = 0
    report: RunReport | None = None
    error: PhotoIndexError | None = None

    @property
    def running(self) -> bool:
        return self.report is None and self.error is None


class Exports:
    """The exports of one running page. Its methods may be called from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: list[Progress] = []

    def start(self, folder: str, export: Export) -> int:
        """Begin an export and return its number.

        Raises:
            UsageError: another export is running.
        """
        with self._lock:
            if self._known and self._known[-1].running:
                raise UsageError("another export is running", hint="Wait until the export has ended.")
            self._known.append(Progress(folder))
            number = len(self._known)
        # If the server ends during an export, the same export completes it later.
        threading.Thread(target=self._run, args=(number, export), name="export", daemon=True).start()
        return number

    def get(self, number: int) -> Progress | None:
        """The export with this number, or None if there is no such export."""
        with self._lock:
            return self._known[number - 1] if 0 < number <= len(self._known) else None

    def _run(self, number: int, export: Export) -> None:
        try:
            report = export(lambda done, total: self._change(number, done=done, total=total))
        except PhotoIndexError as error:
            self._change(number, error=error)
        except BaseException:
            # The next export is possible, and the hook of threads tells about this one.
            self._change(number, error=PhotoIndexError("the export stopped: a defect of photoindex", hint=_REPORTED))
            raise
        else:
            self._change(number, report=report)

    def _change(
        self,
        number: int,
        *,
        done: int | None = None,
        total: int | None = None,
        report: RunReport | None = None,
        error: PhotoIndexError | None = None,
    ) -> None:
        with self._lock:
            before = self._known[number - 1]
            self._known[number - 1] = replace(
                before,
                done=before.done if done is None else done,
                total=before.total if total is None else total,
                report=report,
                error=error,
            )
