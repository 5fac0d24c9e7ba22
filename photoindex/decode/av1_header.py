"""Read the frame size that AV1 data states (AV1 bitstream specification, sections 5.3 and 5.5).

A decoder allocates memory for this size, whatever size the file around the data declares.
"""

from collections.abc import Iterator

_SEQUENCE_HEADER = 1
# The longest sequence header, with 32 operating points, has fewer bytes.
_HEADER_BYTES = 512


def frame_size(data: bytes) -> tuple[int, int]:
    """The largest (width, height) that a sequence header in `data` allows; (0, 0) if there is no header."""
    sizes = [_size(data[start : start + _HEADER_BYTES]) for start in _sequence_headers(data)]
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def _sequence_headers(data: bytes) -> Iterator[int]:
    """The offset of the content of each sequence header."""
    at = 0
    while at < len(data):
        header = data[at]
        at += 2 if header & 0b100 else 1
        kind, size = header >> 3 & 15, len(data) - at
        if header & 0b10:
            size, at = _leb128(data, at)
        if kind == _SEQUENCE_HEADER:
            yield at
        at += size


def _leb128(data: bytes, at: int) -> tuple[int, int]:
    """A number of up to eight bytes with seven bits each, and the offset after it."""
    value = 0
    for shift in range(0, 56, 7):
        byte = data[at] if at < len(data) else 0
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            break
    return value, at


def _size(header: bytes) -> tuple[int, int]:
    bits = _Bits(header)
    bits.take(4)  # profile, still picture
    if bits.take(1):  # reduced still picture header
        bits.take(5)
    else:
        _skip_operating_points(bits)
    widths = bits.take(4) + 1, bits.take(4) + 1
    return bits.take(widths[0]) + 1, bits.take(widths[1]) + 1


def _skip_operating_points(bits: "_Bits") -> None:
    delay_bits = 0
    if bits.take(1):  # timing info
        bits.take(64)
        if bits.take(1):  # equal picture interval
            bits.skip_exp_golomb()
        if bits.take(1):  # decoder model info
            delay_bits = bits.take(5) + 1
            bits.take(32 + 5 + 5)
    has_initial_delay = bits.take(1)
    for _ in range(bits.take(5) + 1):
        bits.take(12)
        if bits.take(5) > 7:  # level
            bits.take(1)
        if delay_bits and bits.take(1):
            bits.take(2 * delay_bits + 1)
        if has_initial_delay and bits.take(1):
            bits.take(4)


class _Bits:
    """Consecutive bits, the highest of each byte first. After the end come zeros."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data)
        self._left = 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        shifted = self._value >> self._left if self._left >= 0 else self._value << -self._left
        return shifted & ((1 << count) - 1)

    def skip_exp_golomb(self) -> None:
        zeros = 0
        while zeros < 32 and not self.take(1):
            zeros += 1
        self.take(zeros)
