"""Draw pictures and write dates for the tests of decoders."""

import numpy as np
from numpy.typing import NDArray

from photoindex.cli.wording.dates import shown_date
from photoindex.decode.dates import TakenDate


def picture() -> NDArray[np.uint8]:
    across, down = np.meshgrid(np.linspace(0, 255, 64), np.linspace(0, 255, 48))
    return np.stack([across, down, 255 - across], axis=-1).astype(np.uint8)


def shown(found: TakenDate | None) -> str | None:
    return found and shown_date(found.moment, found.precision)
