"""Pictures with the kitty protocol."""

import base64
import io
import re

import numpy as np
from PIL import Image

from photoindex.cli.interactive.kitty import draw


def test_the_chunks_hold_the_picture_and_say_where_they_end() -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (60, 80, 4), dtype=np.uint8)
    text = draw(pixels, 8, 3)
    parts = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", text)
    assert parts[0][0] == "a=T,f=100,q=2,C=1,c=8,r=3,m=1"
    assert [head for head, _ in parts[1:]] == ["m=1"] * (len(parts) - 2) + ["m=0"]
    assert max(len(data) for _, data in parts) == 4096
    with Image.open(io.BytesIO(base64.b64decode("".join(data for _, data in parts)))) as shown:
        assert np.array_equal(np.asarray(shown), pixels)


def test_room_is_made_first_and_the_cursor_ends_below() -> None:
    text = draw(np.zeros((20, 20, 4), dtype=np.uint8), 2, 3)
    assert text.startswith("\n\n\n\x1b[3A\x1b_G")
    assert text.endswith("\x1b\\\n\n\n")
