"""A scan as it runs: a bar on a terminal, plain lines in a log, JSON objects for programs."""

import sys
import time

import click
from tqdm import tqdm

from photoindex.cli.output import count, print_json, shown
from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed, Outcome
from photoindex.operations.progress import ScanProgress

_LINE_EVERY_SECONDS = 10.0


def progress_for(*, as_json: bool, terminal: bool) -> ScanProgress:
    """The form that suits where the output goes."""
    if as_json:
        return JsonProgress()
    return BarProgress() if terminal else LineProgress()


class BarProgress:
    """A tqdm bar with photos, faces, rate and time left."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._faces = 0

    def waiting(self, other: str) -> None:
        _tell_waiting(other)

    def looking(self, files: int) -> None:
        if self._bar is None:
            self._bar = tqdm(unit=" files", desc="Looking for photos", file=sys.stderr, leave=False)
        self._bar.update(files - self._bar.n)

    def started(self, todo: int, unchanged: int, workers: int) -> None:
        self.finished()
        if todo:
            self._bar = tqdm(
                total=todo, unit=" photos", desc="Scanning", file=sys.stderr, dynamic_ncols=True, smoothing=0.05
            )

    def outcome(self, outcome: Outcome) -> None:
        assert self._bar is not None
        if isinstance(outcome, Analysed):
            self._faces += len(outcome.faces)
        self._bar.set_postfix_str(f"{self._faces:,} faces", refresh=False)
        self._bar.update()

    def grouping(self, faces: int) -> None:
        self.finished()
        click.echo(f"Grouping {count(faces, 'face')} ...", err=True)

    def finished(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class LineProgress:
    """A line every ten seconds, for logs and cron."""

    def __init__(self) -> None:
        self._todo = self._done = self._faces = 0
        self._began = self._told = time.monotonic()

    def waiting(self, other: str) -> None:
        _tell_waiting(other)

    def looking(self, files: int) -> None:
        if time.monotonic() - self._told > _LINE_EVERY_SECONDS:
            self._tell(f"found {count(files, 'photo')} so far")

    def started(self, todo: int, unchanged: int, workers: int) -> None:
        self._todo = todo
        self._began = time.monotonic()
        self._tell(f"{count(todo, 'photo')} to scan with {count(workers, 'worker')}, {unchanged:,} unchanged")

    def outcome(self, outcome: Outcome) -> None:
        self._done += 1
        if isinstance(outcome, Analysed):
            self._faces += len(outcome.faces)
        now = time.monotonic()
        if now - self._told > _LINE_EVERY_SECONDS:
            rate = self._done / max(now - self._began, 1e-9)
            left = (self._todo - self._done) / rate
            self._tell(
                f"{self._done:,} of {count(self._todo, 'photo')}, {count(self._faces, 'face')}, "
                f"{rate:.1f} photos/s, {left:,.0f} s left"
            )

    def grouping(self, faces: int) -> None:
        self._tell(f"grouping {count(faces, 'face')}")

    def finished(self) -> None: ...

    def _tell(self, line: str) -> None:
        self._told = time.monotonic()
        click.echo(line, err=True)


class JsonProgress:
    """One JSON object a step on stdout."""

    def waiting(self, other: str) -> None:
        print_json({"step": "wait", "for": other})

    def looking(self, files: int) -> None:
        print_json({"step": "look", "files": files})

    def started(self, todo: int, unchanged: int, workers: int) -> None:
        print_json({"step": "start", "todo": todo, "unchanged": unchanged, "workers": workers})

    def outcome(self, outcome: Outcome) -> None:
        step: dict[str, object] = {"step": "photo", "path": outcome.file.path}
        if isinstance(outcome, Analysed):
            step |= {"status": "scanned", "faces": len(outcome.faces), "sha256": outcome.content_hash}
            if outcome.damage:
                step["damage"] = outcome.damage
        elif isinstance(outcome, AlreadyKnown):
            step |= {"status": "copy", "sha256": outcome.content_hash}
        elif isinstance(outcome, Failed):
            step |= {"status": "failed", "stage": outcome.stage, "error": outcome.error}
        print_json(step)

    def grouping(self, faces: int) -> None:
        print_json({"step": "group", "faces": faces})

    def finished(self) -> None: ...


def _tell_waiting(other: str) -> None:
    click.echo(f"Waiting: {shown(other)}", err=True)
