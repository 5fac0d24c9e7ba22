"""Define the pictures of a film."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in RGB, and how many frames of the film show it."""

    picture: Image.Image
    frames: int = 1


Film = Iterator[Shown]
"""The pictures of a film in succession, made as they are needed. All have the same size."""

# Only a file that contains this mark may be replaced.
MARK = "Made by photoindex"
