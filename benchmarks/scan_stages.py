"""Measure how long each stage of a photo takes, in worker processes with nothing else running."""

import hashlib
import json
import os
import pickle
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from photoindex.decode import DecodeLimits
from photoindex.domain.outcome import Analysed
from photoindex.domain.photo import PhotoFile
from photoindex.faces import FaceAnalyzer, load_detector, load_embedder, load_refiner
from photoindex.packs.manifest import Pack
from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.messages import Task
from photoindex.scan.photo import analyse

STAGES = ("read and hash", "decode", "detect", "align and crop", "embed")
# The stages that no photo can skip.
NECESSARY = ("decode", "detect", "embed")


@dataclass(slots=True)
class _Clock:
    """A stopwatch with the seconds spent in each stage."""

    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys((*STAGES, "analyse", "look"), 0.0))

    def timed(self, name: str, work: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return work(*arguments, **named)
        finally:
            self.seconds[name] += time.perf_counter() - began


class _Watched:
    """An analyzer that times the detector, the embedder and a second decode."""

    def __init__(self, pack: Pack, clock: _Clock) -> None:
        detector, embedder = load_detector(pack), load_embedder(pack)
        self._clock = clock
        self.input_size = embedder.input_size
        self._detect, self._embed = detector.detect, embedder.embed
        self.search_side = max(pack.detector.input_sizes)
        # Refining landmarks counts as a part of aligning.
        self._analyzer = FaceAnalyzer(self, self, refiner=load_refiner(pack), search_side=self.search_side)

    def detect(self, image: Any, reduction: float = 1.0) -> Any:
        return self._clock.timed("detect", self._detect, image)

    def embed(self, crops: Any) -> Any:
        return self._clock.timed("embed", self._embed, crops)

    def analyze(self, image: Any, *, reduction: float = 1.0, finer: Callable[[float], Any] | None = None) -> Any:
        watched = None if finer is None else partial(self._clock.timed, "decode", finer)
        return self._clock.timed("analyse", self._analyzer.analyze, image, reduction=reduction, finer=watched)


@dataclass(frozen=True, slots=True)
class MeasureInWorker:
    """Measures the stages of `photos` into a file in `results`, then makes an analyzer for the engine."""

    pack: Pack
    photos: tuple[Path, ...]
    results: Path

    def __call__(self) -> _Watched:
        clock = _Clock()
        analyzer = _Watched(self.pack, clock)
        # Sessions are slower until they have seen each input size.
        for path in self.photos[:8]:
            _process(path, analyzer, clock)
        clock.seconds = dict.fromkeys(clock.seconds, 0.0)
        for path in self.photos:
            _process(path, analyzer, clock)
        shares = json.dumps(_shares(clock.seconds, len(self.photos)))
        (self.results / f"{os.getpid()}.json").write_text(shares, encoding="utf-8")
        return analyzer


def _process(path: Path, analyzer: _Watched, clock: _Clock) -> None:
    def read() -> tuple[bytes, str]:
        data = path.read_bytes()
        return data, hashlib.sha256(data).hexdigest()

    data, content_hash = clock.timed("read and hash", read)
    found = clock.timed("analyse", analyse, data, path.name, analyzer, DecodeLimits())
    photo, faces = found.photo, tuple(found.faces)
    pickle.dumps(Analysed(PhotoFile(path, len(data), 0), content_hash, photo.facts, photo.damage, faces))


def _shares(seconds: dict[str, float], photos: int) -> dict[str, float]:
    """Milliseconds per photo and stage. `look` is the sum of the first decode and `analyse`, which includes the other
    stages.
    """
    inner = seconds["detect"] + seconds["embed"] + seconds["decode"]
    stages = {
        **seconds,
        "decode": seconds["decode"] + seconds["look"] - seconds["analyse"],
        "align and crop": seconds["analyse"] - inner,
    }
    return {name: stages[name] / photos * 1000 for name in STAGES}


def measure(pack: Pack, photos: Sequence[Path], processes: int) -> dict[str, float]:
    """Milliseconds per photo for each of STAGES, in `workers` independent processes at once."""
    status = photos[0].stat()
    task = Task(PhotoFile(photos[0], status.st_size, status.st_mtime_ns))
    with tempfile.TemporaryDirectory() as folder:
        make = MeasureInWorker(pack, tuple(photos), Path(folder))
        with Engine(make, EngineOptions(processes), lambda: False) as engine:
            list(engine.run(iter([task] * processes)))
        return mean([json.loads(path.read_text(encoding="utf-8")) for path in Path(folder).iterdir()])


def mean(shares: Sequence[dict[str, float]]) -> dict[str, float]:
    return {stage: sum(share[stage] for share in shares) / len(shares) for stage in STAGES}
