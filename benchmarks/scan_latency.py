"""Measure photos per second when every read is delayed, as on a network drive."""

import time
from functools import partial
from pathlib import Path

from photoindex.domain.photo import PhotoFile
from photoindex.faces import load_analyzer
from photoindex.packs.manifest import Pack
from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.messages import Task
from photoindex.scan.reading import Content, read_file


def read_slowly(seconds: float, path: Path) -> Content:
    time.sleep(seconds)
    return read_file(path)


def rate(pack: Pack, photos: list[Path], workers: int, latency: float) -> float:
    """Photos per second of the engine alone, counted from the first outcome; `latency` is in seconds."""
    tasks = [Task(PhotoFile(photo, photo.stat().st_size, 0)) for photo in photos]
    make, read = partial(load_analyzer, pack, threads=1), partial(read_slowly, latency)
    with Engine(make, EngineOptions(workers), lambda: False, read=read) as engine:
        moments = [time.perf_counter() for _ in engine.run(iter(tasks))]
    return (len(moments) - workers) / (moments[-1] - moments[0])


def report_latency(pack: Pack, photos: list[Path], workers: int, milliseconds: float) -> None:
    plain, slow = (rate(pack, photos, workers, latency) for latency in (0.0, milliseconds / 1000))
    print(f"the engine alone, {workers} workers: {plain:.2f} photos/s")
    print(f"  with {milliseconds:g} ms before each read: {slow:.2f} photos/s, {slow / plain:.1%}")
