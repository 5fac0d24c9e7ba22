"""Decide in which form a photo is exported: as its own bytes, with less metadata, or as a new picture."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any, Literal

Strip = Literal["nothing", "location", "metadata"]
Kind = Literal["JPEG", "PNG", "WEBP"]

_SUFFIXES: dict[Kind, tuple[str, ...]] = {"JPEG": (".jpg", ".jpeg"), "PNG": (".png",), "WEBP": (".webp",)}
# An MPO is a JPEG with other pictures behind it.
_KINDS: dict[str, Kind] = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP"}
# The formats out of which metadata can be taken while the picture stays as it is, bit for bit.
_STRIPPED_IN_PLACE = frozenset((*_KINDS, "TIFF", "HEIF", "AVIF", "GIF"))
_WITHOUT_METADATA = frozenset(("BMP",))
STRIPPED: tuple[Strip, ...] = ("nothing", "location", "metadata")
"""The more is taken out, the later it comes."""
COPIED = "copy"
"""The recipe of an exact copy."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the user wants to change about the photos.

    - `size` is the longest side in pixels; smaller photos are not enlarged.
    - `to_jpeg` makes a JPEG of every photo that is not one.
    - `strip` is what is taken out: "location" leaves all other metadata, "metadata" leaves only what is needed to show
      the picture upright and in its colours.
    - `touch` sets the time of each file to the moment when the photo was taken.
    """

    size: int | None = None
    to_jpeg: bool = False
    strip: Strip = "nothing"
    touch: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the files are exact copies."""
        return self == Form()

    @property
    def changes(self) -> dict[str, Any]:
        """What differs from an exact copy, by the names of the fields."""
        return {name: value for name, value in asdict(self).items() if value != PLAIN[name]}

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Form":
        """The form in some settings, which may hold other things too; fields that are missing change nothing."""
        return cls(**{name: settings.get(name, value) for name, value in PLAIN.items()})


PLAIN: Mapping[str, Any] = asdict(Form())
"""The fields of a form that changes nothing, by their names."""


@dataclass(frozen=True, slots=True)
class Output:
    """The form of one photo: `how` it is made, the suffix of its file with the dot, and, if it is a new picture, its
    format.
    """

    how: Literal["copy", "strip", "render"]
    suffix: str
    kind: Kind = "JPEG"


def output_of(name: str, kind: str, size: tuple[int, int], form: Form) -> Output:
    """The form of a photo with this file name, format (as in `PhotoFacts`) and size in pixels.

    A new picture is made only if this is needed: because it is too large, because the user wants a JPEG, or because
    metadata cannot be taken out of its format.
    """
    suffix = PurePath(name).suffix
    too_large = form.size is not None and max(size) > form.size
    another_format = form.to_jpeg and _KINDS.get(kind) != "JPEG"
    stuck = form.strip != "nothing" and kind not in _STRIPPED_IN_PLACE | _WITHOUT_METADATA
    if too_large or another_format or stuck:
        new: Kind = "JPEG" if form.to_jpeg or stuck else _KINDS.get(kind, "JPEG")
        return Output("render", suffix if suffix.lower() in _SUFFIXES[new] else _SUFFIXES[new][0], new)
    return Output("copy" if form.strip == "nothing" or kind in _WITHOUT_METADATA else "strip", suffix)


def recipe_of(output: Output, form: Form) -> str:
    """A text that differs if the form gives another file."""
    parts: list[str] = [output.how]
    if output.how == "render":
        parts += [output.kind, str(form.size or "")]
    if output.how != "copy":
        parts.append(form.strip)
    return " ".join([*parts, *(["touch"] if form.touch else [])])


def stripped_by(recipe: str) -> Strip:
    """What a recipe of `recipe_of` takes out."""
    how, *parts = recipe.split() or [COPIED]
    return next((strip for strip in STRIPPED if how in ("strip", "render") and strip in parts), "nothing")
