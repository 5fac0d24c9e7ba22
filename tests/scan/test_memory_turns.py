"""Photos that need much memory are processed one at a time, without blocking each other for ever."""

import os
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode import DecodeLimits, NeedsMoreMemoryError, decode_photo
from photoindex.domain.face import Face
from photoindex.domain.outcome import Analysed, Failed
from photoindex.errors import PhotoError
from photoindex.scan.engine import EngineOptions
from photoindex.scan.memory_turns import Turns
from tests.fakes import ColourAnalyzer, draw
from tests.scan.running import run, task_for

# Every format except JPEG needs more than this.
NOTHING_IS_SHARED = DecodeLimits(shared_bytes=100)
OPTIONS = EngineOptions(workers=3, seconds_per_photo=60.0, limits=NOTHING_IS_SHARED)


def test_one_worker_at_a_time_has_the_turn_and_the_others_follow_in_order() -> None:
    turns = Turns()
    for worker in (1, 2, 3):
        turns.ask(worker)
    assert (turns.give(), turns.give()) == (1, None)
    assert [turns.is_waiting(worker) for worker in (1, 2, 3)] == [False, True, True]
    turns.leave(1)
    assert (turns.give(), turns.give()) == (2, None)
    turns.leave(2)
    assert turns.give() == 3


def test_the_holder_of_the_turn_need_not_wait_again() -> None:
    turns = Turns()
    turns.ask(1)
    assert turns.give() == 1
    turns.ask(2)
    turns.ask(1)
    assert (turns.give(), turns.give()) == (1, None)


def test_a_dead_worker_neither_holds_the_turn_nor_waits_for_it() -> None:
    turns = Turns()
    for worker in (1, 2, 3):
        turns.ask(worker)
    assert turns.give() == 1
    turns.leave(2)
    turns.leave(1)
    assert turns.give() == 3


def test_a_photo_that_needs_much_memory_is_distinguished_from_one_that_is_too_large(tmp_path: Path) -> None:
    data = drawn(tmp_path / "a.png", "red").read_bytes()
    with pytest.raises(NeedsMoreMemoryError):
        decode_photo(data, "a.png", NOTHING_IS_SHARED.shared)
    with pytest.raises(PhotoError) as caught:
        decode_photo(data, "a.png", DecodeLimits(max_pixels=50))
    assert not isinstance(caught.value, NeedsMoreMemoryError)
    assert decode_photo(data, "a.png", NOTHING_IS_SHARED).facts.format == "PNG"


class Jealous(ColourAnalyzer):
    """An analyzer that fails if another process analyzes a photo at the same time."""

    def __init__(self, sign: Path) -> None:
        self._sign = sign

    def analyze(self, image: NDArray[np.uint8], **how: object) -> list[Face]:
        faces = super().analyze(image, **how)
        os.close(os.open(self._sign, os.O_CREAT | os.O_EXCL))
        time.sleep(0.02)
        self._sign.unlink()
        return faces


def drawn(path: Path, people: str, shade: int = 0) -> Path:
    jpeg = draw(path.with_suffix(".jpg"), [people], shade=shade)
    with Image.open(jpeg) as picture:
        picture.save(path)
    jpeg.unlink()
    return path


def test_two_photos_that_need_much_memory_are_never_processed_at_once(tmp_path: Path) -> None:
    paths = [drawn(tmp_path / f"{number}.png", "red", shade=number) for number in range(24)]
    outcomes = run(list(map(task_for, paths)), OPTIONS, partial(Jealous, tmp_path / "sign"))
    assert len(outcomes) == 24
    assert {type(outcome) for outcome in outcomes.values()} == {Analysed}


def test_the_turn_passes_on_after_a_photo_that_kills_or_blocks_its_worker(tmp_path: Path) -> None:
    names = ["red", "crash", "hang", "blue", "green", "crash", "pink", "cyan"]
    paths = [drawn(tmp_path / f"{number}-{name}.png", name, shade=number) for number, name in enumerate(names)]
    options = replace(OPTIONS, seconds_per_photo=3.0)
    outcomes = run(list(map(task_for, paths)), options, partial(Jealous, tmp_path / "sign"))
    assert len(outcomes) == len(names)
    for name, outcome in outcomes.items():
        who = name.removesuffix(".png").partition("-")[2]
        assert isinstance(outcome, Failed if who in {"crash", "hang"} else Analysed), name
