"""Read the size, the orientation and the channels from the header of a JPEG XL codestream (ISO/IEC 18181-1)."""

from dataclasses import dataclass
from fractions import Fraction

START = b"\xff\x0a"

# Enough for all fields up to the number of channels.
HEADER_BYTES = 64

# Width divided by height, for each value of the three ratio bits of a size header; for 0, the width is stored
# explicitly.
_RATIOS = (
    None,
    Fraction(1),
    Fraction(6, 5),
    Fraction(4, 3),
    Fraction(3, 2),
    Fraction(16, 9),
    Fraction(5, 4),
    Fraction(2),
)

# Two bits choose one of these four pairs. Each pair holds the number to add and the number of further bits to read.
_SIDE = ((1, 9), (1, 13), (1, 18), (1, 30))
_PREVIEW_IN_BLOCKS = ((16, 0), (32, 0), (1, 5), (33, 9))
_PREVIEW_SIDE = ((1, 6), (65, 8), (321, 10), (1345, 12))
_TICKS, _PER_TICK, _LOOPS = (
    ((100, 0), (1000, 0), (1, 10), (1, 30)),
    ((1, 0), (1001, 0), (1, 8), (1, 10)),
    ((0, 0), (0, 3), (0, 16), (0, 32)),
)
_DEPTH = ((8, 0), (10, 0), (12, 0), (1, 6))
_EXTRA_CHANNELS = ((0, 0), (1, 0), (2, 4), (1, 12))


@dataclass(frozen=True, slots=True)
class JxlHeader:
    """`size` is (width, height) before the picture is turned upright; `extra_channels` excludes the colours.
    `orientation` is the Exif value, 1 to 8, with which decoders turn the picture.
    """

    size: tuple[int, int]
    extra_channels: int
    orientation: int = 1


def read_header(stream: bytes) -> JxlHeader:
    """The header of a codestream, from its first HEADER_BYTES; missing bytes count as zeros."""
    bits = _Bits(int.from_bytes(stream[len(START) : HEADER_BYTES], "little"))
    size = _size(bits)
    if bits.take(1):
        # All further fields have their defaults, so there are no extra channels.
        return JxlHeader(size, 0)
    orientation = _extra_fields(bits) if bits.take(1) else 1
    if bits.take(1):
        bits.number(_DEPTH)
        bits.take(4)
    else:
        bits.number(_DEPTH)
    bits.take(1)
    return JxlHeader(size, bits.number(_EXTRA_CHANNELS), orientation)


class _Bits:
    """Reads numbers, lowest bit first."""

    def __init__(self, value: int) -> None:
        self._value = value

    def take(self, count: int) -> int:
        taken = self._value & ((1 << count) - 1)
        self._value >>= count
        return taken

    def number(self, choices: tuple[tuple[int, int], ...]) -> int:
        least, count = choices[self.take(2)]
        return least + self.take(count)


def _size(bits: _Bits) -> tuple[int, int]:
    small = bool(bits.take(1))
    height = _side(bits, small)
    ratio = _RATIOS[bits.take(3)]
    return (_side(bits, small) if ratio is None else int(height * ratio)), height


def _side(bits: _Bits, small: bool) -> int:
    return 8 * (1 + bits.take(5)) if small else bits.number(_SIDE)


def _extra_fields(bits: _Bits) -> int:
    """Read the orientation. Skip the intrinsic size, the preview size and the animation header."""
    orientation = 1 + bits.take(3)
    if bits.take(1):
        _size(bits)
    if bits.take(1):
        choices = _PREVIEW_IN_BLOCKS if bits.take(1) else _PREVIEW_SIDE
        bits.number(choices)
        if not bits.take(3):
            bits.number(choices)
    if bits.take(1):
        for choices in (_TICKS, _PER_TICK, _LOOPS):
            bits.number(choices)
        bits.take(1)
    return orientation
