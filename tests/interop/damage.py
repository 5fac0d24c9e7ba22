"""Damage files on purpose, always in the same ways."""

import random
from collections.abc import Iterator


def mutations(data: bytes, count: int) -> Iterator[bytes]:
    """Yield damaged versions of some bytes: cut, with changed, zeroed, repeated or exchanged parts."""
    rng = random.Random(20_251_126)
    for index in range(count):
        changed = bytearray(data)
        if index % 5 == 0:
            yield bytes(changed[: rng.randrange(len(data))])
            continue
        for _ in range(rng.choice((1, 3, 30))):
            start = rng.randrange(len(data))
            length = rng.choice((1, 2, 8, 100, 4096))
            match index % 5:
                case 1:
                    changed[start] = rng.randrange(256)
                case 2:
                    changed[start : start + length] = bytes(len(changed[start : start + length]))
                case 3:
                    changed[start : start + length] = rng.randbytes(len(changed[start : start + length]))
                case _:
                    other = rng.randrange(len(data))
                    changed[start : start + length] = data[other : other + len(changed[start : start + length])]
        yield bytes(changed)
