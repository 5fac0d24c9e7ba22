"""Describe a picture as it is coded in a file whose decoders turn it upright themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodedPicture:
    """The picture as it is coded: its (width, height) in pixels, and the Exif orientation that equals the turns and
    mirrors that decoders apply. `cropped` means that decoders also crop it.
    """

    size: tuple[int, int]
    orientation: int
    cropped: bool = False
