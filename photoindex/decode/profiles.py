"""Convert a picture from its colour profile to sRGB."""

import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

# ITU-T H.273, table 2: x and y of red, green, blue and white.
_BT2020 = (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, 0.3127, 0.3290)
_DISPLAY_P3 = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.3127, 0.3290)
_PRIMARIES = {9: _BT2020, 12: _DISPLAY_P3}
# The transfer curves that viewers treat as if they were the curve of sRGB. The curves of HDR cannot be described by a
# profile alone.
_LIKE_SRGB = frozenset((1, 2, 6, 13, 14, 15))

# Adobe RGB (1998), which cameras indicate by the mark R03 without a profile (DCF 2.0).
_ADOBE_RGB = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06, 0.3127, 0.3290)
_ADOBE_GAMMA = 2.19921875

_MODES = {"RGB": "RGB", "GRAY": "L"}
# In bytes; profiles of phones and cameras are much smaller.
_LARGEST_KEPT = 100_000

_D50 = np.array([0.9642, 1.0, 0.8249])
# The Bradford cone response matrix of ICC.1:2022, annex E.
_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])


def to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert an RGB picture from an ICC profile to sRGB. If the profile is unusable, return the picture unchanged."""
    if not profile:
        return picture
    try:
        transform = (_known_transform if len(profile) <= _LARGEST_KEPT else _transform)(profile)
        if transform is None:
            return picture
        # A grey profile needs one channel, and all three are the same.
        source = picture if transform.input_mode == "RGB" else picture.getchannel(0)
        return ImageCms.applyTransform(source, transform) or picture
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # The profile is damaged or not made for screens: keeping the values is then the best guess.
        return picture


def _transform(profile: bytes) -> ImageCms.ImageCmsTransform | None:
    """The transform from this profile to sRGB; None if the profile is not for RGB or grey pixels."""
    opened = ImageCms.getOpenProfile(BytesIO(profile))
    mode = _MODES.get(opened.profile.xcolor_space.strip())
    return ImageCms.buildTransform(opened, ImageCms.createProfile("sRGB"), mode, "RGB") if mode else None


# Building a transform takes longer than converting a thumbnail, and most photos of a library have one of a few
# profiles.
_known_transform = lru_cache(maxsize=8)(_transform)


def profile_of_codes(codes: Mapping[str, object]) -> bytes | None:
    """A profile for the H.273 code points that a HEIC file may have instead of a profile; None for sRGB and HDR."""
    primaries = _PRIMARIES.get(_number(codes.get("color_primaries")))
    curve = _number(codes.get("transfer_characteristics"))
    return _matrix_profile(primaries, _SRGB_CURVE) if primaries and curve in _LIKE_SRGB else None


def adobe_rgb() -> bytes:
    """A profile with the primaries and the curve of Adobe RGB (1998)."""
    return _matrix_profile(_ADOBE_RGB, struct.pack(">4sIIHxx", b"curv", 0, 1, round(_ADOBE_GAMMA * 256)))


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1


def _srgb_curve() -> bytes:
    values = np.linspace(0, 1, 1024)
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return struct.pack(">4sII", b"curv", 0, len(linear)) + np.round(linear * 65535).astype(">u2").tobytes()


_SRGB_CURVE = _srgb_curve()


def _matrix_profile(xy: Sequence[float], curve: bytes) -> bytes:
    """A version 2 ICC profile with these chromaticities and with the same curve for all three channels."""
    tags = {b"wtpt": _xyz(_D50), b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), _columns(xy), strict=True):
        tags[name] = _xyz(column)
    table, body = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += struct.pack(">4sII", name, start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    kinds = (0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp")
    head = struct.pack(">I4xI4s4s4s12x4s28x12s", start + len(body), *kinds, _xyz(_D50)[8:])
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _columns(xy: Sequence[float]) -> NDArray[np.float64]:
    """The XYZ values of red, green and blue, one row each, adapted to the white point of ICC profiles."""
    points = np.array([(x, y, 1 - x - y) for x, y in zip(xy[::2], xy[1::2], strict=True)])
    primaries, white = points[:3], points[3] / points[3][1]
    absolute = primaries * np.linalg.solve(primaries.T, white)[:, None]
    scale = np.diag((_BRADFORD @ _D50) / (_BRADFORD @ white))
    adapted: NDArray[np.float64] = absolute @ (np.linalg.inv(_BRADFORD) @ scale @ _BRADFORD).T
    return adapted


def _xyz(values: NDArray[np.float64]) -> bytes:
    return struct.pack(">4sI3i", b"XYZ ", 0, *(round(value * 65536) for value in values))
