"""Damage photos in ways determined by a seed."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

# Larger ones would only make the test slower.
_LARGEST = 3_000_000


def sources(data: Path, suffixes: frozenset[str]) -> list[Path]:
    """The unusual files of the shared data, by name."""
    folders = (data / "odd-files-curated", data / "odd-faces-generated")
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in suffixes)
    return [path for path in files if path.is_file() and 0 < path.stat().st_size <= _LARGEST]


def mutated(files: Sequence[Path], seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield `count` names and contents. Each file has some bytes flipped, is truncated, or has part of another file
    inserted.
    """
    chance = random.Random(seed)
    contents = {path: path.read_bytes() for path in files}
    for number in range(count):
        path = chance.choice(files)
        change = chance.choice((_flip, _truncate, _splice))
        data = change(contents[path], contents[chance.choice(files)], chance)
        suffix = path.suffix if chance.random() < 0.9 else chance.choice(files).suffix
        yield f"{number:05d}{suffix}", data


def _flip(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    # Changed bytes have the most effect in headers.
    reach = len(changed) if chance.random() < 0.5 else min(len(changed), 600)
    for _ in range(chance.choice((1, 2, 8, 64))):
        changed[chance.randrange(reach)] = chance.randrange(256)
    return bytes(changed)


def _truncate(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    place, start = chance.randrange(len(data)), chance.randrange(len(other))
    piece = other[start : start + chance.choice((4, 100, 5_000, len(other)))]
    replaced = chance.choice((0, len(piece)))
    return data[:place] + piece + data[place + replaced :]
