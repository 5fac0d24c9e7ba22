"""Thousands of damaged files are passed through the scan's own worker processes. `make fuzz` passes 5,000."""

import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from photoindex.decode import PHOTO_SUFFIXES, DecodeLimits
from photoindex.domain.face import Face
from photoindex.domain.outcome import Failed, Outcome
from photoindex.domain.photo import PhotoFile
from photoindex.scan.engine import Engine, EngineOptions
from photoindex.scan.messages import Task
from photoindex.scan.photo import Image
from tests.fuzz.mutations import mutated, sources

SEED = int(os.environ.get("PHOTOINDEX_FUZZ_SEED", "20261122"))
COUNT = int(os.environ.get("PHOTOINDEX_FUZZ_FILES", "150"))
# A photo that takes longer than this counts as hanging; photos that are merely large are excluded by the limits.
OPTIONS = EngineOptions(workers=2, seconds_per_photo=30.0, limits=DecodeLimits(max_pixels=60_000_000))


class LooksAtEveryPixel:
    """An analyzer in place of the networks. It checks that its input is a valid image of the documented type."""

    search_side = 640

    def analyze(
        self, image: Image, *, reduction: float = 1.0, finer: Callable[[float], Image] | None = None
    ) -> list[Face]:
        for seen in (image, finer(1.0)) if finer is not None else (image,):
            assert seen.dtype == np.uint8
            assert seen.ndim == 3
            assert seen.shape[2] == 3
            assert int(seen.max()) >= 0
        assert reduction >= 1.0
        return []


def kind_of(outcome: Outcome) -> str:
    if not isinstance(outcome, Failed):
        return "read"
    if outcome.stage != "worker":
        return f"refused in {outcome.stage}"
    return "killed its worker" if "died" in outcome.error else "hung" if "longer" in outcome.error else "defect"


@pytest.mark.shared_data
@pytest.mark.timeout(7200)
def test_a_mutated_file_affects_no_other_file(shared_data: Path, tmp_path: Path) -> None:
    files = sources(shared_data, PHOTO_SUFFIXES)
    assert len(files) > 100
    contents = dict(mutated(files, SEED, COUNT))
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    tasks = [Task(PhotoFile(tmp_path / name, len(data), 0)) for name, data in contents.items()]
    with Engine(LooksAtEveryPixel, OPTIONS, lambda: False) as engine:
        outcomes = list(engine.run(iter(tasks)))
    assert sorted(outcome.file.path.name for outcome in outcomes) == sorted(contents)
    kinds = Counter(map(kind_of, outcomes))
    sys.stdout.write(f"\nseed {SEED}, {COUNT} files: {dict(kinds)}\n")
    worker = [(outcome.file.path.name, outcome.error) for outcome in outcomes
              if isinstance(outcome, Failed) and outcome.stage == "worker"]  # fmt: skip
    sys.stdout.writelines(f"{name}: {error}\n" for name, error in worker)
    # Native crashes and hangs are faults of the codecs; an unexpected exception is our own fault.
    assert kinds["defect"] == 0, [item for item in worker if "died" not in item[1]]
    assert kinds["read"] > COUNT / 20
    assert all(outcome.error for outcome in outcomes if isinstance(outcome, Failed))
