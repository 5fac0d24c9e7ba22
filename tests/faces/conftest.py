"""Load the default pack once, and photos as arrays."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from photoindex.faces import FaceAnalyzer, load_analyzer
from photoindex.packs.manifest import Pack, load_pack


@pytest.fixture(scope="session")
def default_pack() -> Pack:
    return load_pack(Path(__file__).parents[2] / "models" / "opencv-zoo")


@pytest.fixture(scope="session")
def analyzer(default_pack: Pack) -> FaceAnalyzer:
    return load_analyzer(default_pack)


@pytest.fixture(scope="session")
def pixels() -> Callable[[Path], NDArray[np.uint8]]:
    """Open a photo upright as RGB, with 16-bit grey scaled to 8."""

    def opened(path: Path) -> NDArray[np.uint8]:
        with Image.open(path) as photo:
            upright = ImageOps.exif_transpose(photo)
            if upright.mode.startswith("I"):
                grey = (np.asarray(upright).astype(np.uint32) >> 8).astype(np.uint8)
                return np.repeat(grey[..., None], 3, axis=2)
            return np.asarray(upright.convert("RGB"))

    return opened
