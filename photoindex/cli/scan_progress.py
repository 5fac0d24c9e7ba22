"""Show a running scan: a bar on a terminal, plain lines in a log, JSON objects for programs."""

import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from photoindex.cli.durations import in_words
from photoindex.cli.estimate import Estimate
from photoindex.cli.json_output import print_step
from photoindex.cli.output import shown
from photoindex.cli.wording.renewal import what_is_renewed
from photoindex.cli.wording.running import what_is_waited_for
from photoindex.domain.outcome import AlreadyKnown, Analysed, Failed, Outcome
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.scan import Renewal, Running, ScanProgress

_LINE_EVERY_SECONDS = 10.0
_WITHOUT_ESTIMATE = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}{postfix}]"


def progress_for(*, as_json: bool, terminal: bool) -> "ScanProgress":
    """Choose the form of progress that suits the destination of the output."""
    if as_json:
        return JsonProgress()
    return BarProgress() if terminal else LineProgress()


class BarProgress:
    """A tqdm bar with photos, faces, rate and time left."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None
        self._faces = 0
        self._estimate = Estimate(0)

    def waiting(self, other: "Running | None") -> None:
        _tell_waiting(other)

    def looking(self, files: int) -> None:
        if self._bar is None:
            self._bar = tqdm(unit=" files", desc="Looking for photos", file=sys.stderr, leave=False)
        self._bar.update(files - self._bar.n)

    def renewing(self, renewal: "Renewal") -> None:
        self.finished()
        click.echo(what_is_renewed(renewal), err=True)

    def started(self, todo: int, unchanged: int, workers: int) -> None:
        self.finished()
        self._estimate = Estimate(todo)
        if todo:
            self._bar = tqdm(
                total=todo, unit=" photos", desc="Scanning", file=sys.stderr, dynamic_ncols=True, smoothing=0.05,
                bar_format=_WITHOUT_ESTIMATE,
            )  # fmt: skip

    def outcome(self, outcome: Outcome) -> None:
        assert self._bar is not None
        self._estimate.count()
        if self._bar.bar_format is not None and self._estimate.rate is not None:
            self._bar.bar_format = None
        if isinstance(outcome, Analysed):
            self._faces += len(outcome.faces)
        self._bar.set_postfix_str(count(self._faces, "face"), refresh=False)
        self._bar.update()

    def reading(self, done: int, todo: int) -> None:
        if not done:
            self.finished()
            self._bar = tqdm(total=todo, unit=" photos", desc="Reading captions", file=sys.stderr, leave=False)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def grouping(self, faces: int) -> None:
        self.finished()
        click.echo(f"Clustering {count(faces, 'face')} ...", err=True)

    def finished(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class LineProgress:
    """A line every ten seconds, for logs and cron."""

    def __init__(self) -> None:
        self._todo = self._faces = 0
        self._told = time.monotonic()
        self._estimate = Estimate(0)

    def waiting(self, other: "Running | None") -> None:
        _tell_waiting(other)

    def looking(self, files: int) -> None:
        if time.monotonic() - self._told > _LINE_EVERY_SECONDS:
            self._tell(f"found {count(files, 'photo')} so far")

    def renewing(self, renewal: "Renewal") -> None:
        self._tell(what_is_renewed(renewal))

    def started(self, todo: int, unchanged: int, workers: int) -> None:
        self._todo = todo
        self._estimate = Estimate(todo)
        self._tell(f"{count(todo, 'photo')} to scan with {count(workers, 'worker')}, {unchanged:,} unchanged")

    def outcome(self, outcome: Outcome) -> None:
        self._estimate.count()
        if isinstance(outcome, Analysed):
            self._faces += len(outcome.faces)
        if time.monotonic() - self._told > _LINE_EVERY_SECONDS:
            line = f"{self._estimate.done:,} of {count(self._todo, 'photo')}, {count(self._faces, 'face')}"
            rate, left = self._estimate.rate, self._estimate.seconds_left
            if rate is not None and left is not None:
                line += f", {rate:.1f} photos/s, about {in_words(round(left))} left"
            self._tell(line)

    def reading(self, done: int, todo: int) -> None:
        if not done or time.monotonic() - self._told > _LINE_EVERY_SECONDS:
            self._tell(f"reading captions: {done:,} of {count(todo, 'photo')}")

    def grouping(self, faces: int) -> None:
        self._tell(f"clustering {count(faces, 'face')}")

    def finished(self) -> None: ...

    def _tell(self, line: str) -> None:
        self._told = time.monotonic()
        click.echo(line, err=True)


class JsonProgress:
    """One JSON object per step, on stdout."""

    def waiting(self, other: "Running | None") -> None:
        print_step("scan", "wait", waits_for=what_is_waited_for(other))

    def looking(self, files: int) -> None:
        print_step("scan", "look", files=files)

    def renewing(self, renewal: "Renewal") -> None:
        print_step("scan", "renew", **asdict(renewal))

    def started(self, todo: int, unchanged: int, workers: int) -> None:
        print_step("scan", "start", todo=todo, unchanged=unchanged, workers=workers)

    def outcome(self, outcome: Outcome) -> None:
        fields: dict[str, object] = {"path": outcome.file.path}
        if isinstance(outcome, Analysed):
            fields |= {"status": "scanned", "faces": len(outcome.faces), "content_hash": outcome.content_hash}
            if outcome.damage:
                fields["damage"] = outcome.damage
        elif isinstance(outcome, AlreadyKnown):
            fields |= {"status": "copy", "content_hash": outcome.content_hash}
        elif isinstance(outcome, Failed):
            fields |= {"status": "failed", "stage": outcome.stage, "reason": outcome.reason, "error": outcome.error}
        print_step("scan", "photo", **fields)

    def reading(self, done: int, todo: int) -> None:
        print_step("scan", "read", done=done, todo=todo)

    def grouping(self, faces: int) -> None:
        print_step("scan", "group", faces=faces)

    def finished(self) -> None: ...


def _tell_waiting(other: "Running | None") -> None:
    click.echo(f"Waiting: {shown(what_is_waited_for(other))}", err=True)
