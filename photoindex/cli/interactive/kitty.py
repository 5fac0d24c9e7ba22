"""Draw pictures with the kitty graphics protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol/)."""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# The protocol allows no larger chunks of base64.
_CHUNK = 4096


def draw(pixels: NDArray[np.uint8], columns: int, rows: int) -> str:
    """Draw a picture of RGBA, uint8 (h, w, 4), in a rectangle of cells, with its upper left corner at the cursor.

    The terminal scales the picture. Afterwards the cursor is below the picture, at the left.
    """
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    data = base64.standard_b64encode(out.getvalue()).decode("ascii")
    chunks = [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]
    # a=T: show at once; f=100: PNG; q=2: no reply, which would arrive as keys; C=1: leave the cursor where it is.
    first = f"a=T,f=100,q=2,C=1,c={columns},r={rows},"
    sequences = [
        f"\x1b_G{first if number == 0 else ''}m={int(number < len(chunks) - 1)};{chunk}\x1b\\"
        for number, chunk in enumerate(chunks)
    ]
    # Make room first: with C=1, the terminal does not scroll for the picture.
    return "\n" * rows + f"\x1b[{rows}A" + "".join(sequences) + "\n" * rows
