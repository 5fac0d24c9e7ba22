"""Read the manifest of a model pack (`pack.json`). It says which files the pack has, how to feed them, and what their
scores mean.

A pack is a detector and an embedder that belong together, because thresholds are valid only for that pair.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from photoindex.advice.actions import Action
from photoindex.domain.thresholds import Thresholds
from photoindex.errors import PackError
from photoindex.foreign_json import read_json
from photoindex.packs.recipe import RECIPES

MANIFEST_NAME = "pack.json"

# Far beyond any detector's search size and any embedder's length.
_LARGEST_SIDE = 8192
_LONGEST_VECTOR = 8192

DetectorKind = Literal["yunet", "scrfd"]
EmbedderKind = Literal["onnx", "arcface"]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a pack: its name inside the folder and the sha256 of its bytes in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DetectorSpec:
    """How to run the detector.

    `kind` chooses the post-processing: "yunet" or "scrfd". For "scrfd", this is InsightFace's class, unless the
    detector was prepared (see `prepared`). An image is searched once at each of the `input_sizes`, which give the long
    side of the image in pixels. The detections of all passes are merged. Pixels are given as `(value - mean) / std` in
    `colour` order. Detections that score below `score_threshold` (0..1) do not count as faces.
    """

    kind: DetectorKind
    file: ModelFile
    input_sizes: tuple[int, ...]
    colour: Literal["RGB", "BGR"]
    mean: float
    std: float
    score_threshold: float


@dataclass(frozen=True, slots=True)
class EmbedderSpec:
    """How to run the embedder on aligned square crops of `input_size` pixels; it gives `length` numbers per face.

    If the kind is "onnx", it runs in our own session with the `colour`, `mean` and `std` given here. If it is
    "arcface", InsightFace's class finds the scaling in the graph. The same class also runs the embedder, unless the
    embedder was prepared (see `prepared`).
    """

    kind: EmbedderKind
    file: ModelFile
    input_size: int
    colour: Literal["RGB", "BGR"]
    mean: float
    std: float
    length: int


@dataclass(frozen=True, slots=True)
class Licence:
    """What the licence of the weights allows. `texts` are the names of licence files inside the pack."""

    name: str
    commercial_use: bool
    summary: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """A manifest and the folder it was read from. `recipe` is the version of the recipe that uses the networks (see
    `RECIPES`).
    """

    folder: Path
    name: str
    version: str
    title: str
    detector: DetectorSpec
    embedder: EmbedderSpec
    thresholds: Thresholds
    licence: Licence
    source: str
    recipe: int

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when a model, its preprocessing, its detection settings or the recipe
        changes.

        Thresholds, titles and licences are left out: they change the meaning of a result, but not the result itself.
        """
        return self._fingerprint_of(self.recipe)

    @property
    def earlier_fingerprints(self) -> tuple[str, ...]:
        """The fingerprints of the same networks and settings with earlier recipes, the latest recipe first."""
        return tuple(self._fingerprint_of(recipe) for recipe in range(self.recipe - 1, 0, -1))

    def _fingerprint_of(self, recipe: int) -> str:
        # Fingerprints were older than recipes: those of the first recipe do not name it.
        parts = (self.detector, self.embedder) if recipe == 1 else (self.detector, self.embedder, recipe)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]

    @property
    def files(self) -> tuple[ModelFile, ...]:
        return self.detector.file, self.embedder.file

    def path_of(self, file: ModelFile) -> Path:
        return self.folder / file.name

    def verify(self) -> None:
        """Compare every model file with its sha256.

        Raises:
            PackError: a file is missing or unreadable, or is not the file that the manifest describes.
        """
        for file in self.files:
            path = self.path_of(file)
            actual = sha256_of(path)
            if actual != file.sha256:
                raise PackError(
                    f"model file {path} of pack {self.name} is damaged: "
                    f"its sha256 is {actual[:12]}…, the manifest says {file.sha256[:12]}…",
                    hint="Install the pack again.",
                    advice=Action.CHOOSE_ANOTHER_PACK,
                )


def sha256_of(path: Path) -> str:
    """The sha256 of a file in hexadecimal.

    Raises:
        PackError: the file is missing or cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise PackError(f"model file {path} cannot be read: {error.strerror or error}") from error


def load_pack(folder: Path) -> Pack:
    """Read a pack's manifest; the model files are not opened (see `Pack.verify`).

    Raises:
        PackError: the manifest is missing or invalid.
    """
    path = folder / MANIFEST_NAME
    try:
        values = read_json(path)
    except FileNotFoundError as error:
        raise PackError(f"{folder} is not a model pack: it has no {MANIFEST_NAME}") from error
    except (OSError, ValueError) as error:
        raise PackError(f"the manifest {path} cannot be read: {error}") from error
    try:
        return _pack_from(folder, values)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise PackError(f"the manifest {path} is not valid: {error!r}") from error


def _pack_from(folder: Path, values: Mapping[str, Any]) -> Pack:
    detector, embedder, licence = values["detector"], values["embedder"], values["licence"]
    rates = values["thresholds"]["false_match_rates"]
    return Pack(
        folder=folder,
        name=str(values["name"]),
        version=str(values["version"]),
        title=str(values["title"]),
        detector=DetectorSpec(
            kind=_one_of(detector["kind"], "yunet", "scrfd"),
            file=_model_file(detector),
            input_sizes=tuple(_whole(size, _LARGEST_SIDE) for size in detector["input_sizes"]),
            colour=_one_of(detector["colour"], "RGB", "BGR"),
            mean=_number(detector["mean"]),
            std=_number(detector["std"]),
            score_threshold=_number(detector["score_threshold"]),
        ),
        embedder=EmbedderSpec(
            kind=_one_of(embedder["kind"], "onnx", "arcface"),
            file=_model_file(embedder),
            input_size=_whole(embedder["input_size"], _LARGEST_SIDE),
            colour=_one_of(embedder["colour"], "RGB", "BGR"),
            mean=_number(embedder["mean"]),
            std=_number(embedder["std"]),
            length=_whole(embedder["length"], _LONGEST_VECTOR),
        ),
        thresholds=Thresholds(
            verification=_number(values["thresholds"]["verification"]),
            false_match_rates=tuple(
                sorted(((float(rate), _number(similarity)) for rate, similarity in rates.items()), reverse=True)
            ),
        ),
        licence=Licence(
            name=str(licence["name"]),
            commercial_use=bool(licence["commercial_use"]),
            summary=str(licence["summary"]),
            texts=tuple(str(text) for text in licence.get("texts", ())),
        ),
        source=str(values["source"]),
        recipe=RECIPES[detector["kind"]],
    )


def _model_file(values: Mapping[str, Any]) -> ModelFile:
    name = str(values["file"])
    if Path(name).name != name:
        raise ValueError(f"{name} must be a plain file name")
    return ModelFile(name=name, sha256=str(values["sha256"]).lower())


def _whole(value: Any, most: int) -> int:
    """Check a number that determines how much memory is allocated: a manifest must not ask for more than any pack
    needs.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ValueError(f"{str(value)[:40]} is not a whole number from 1 to {most:,}")
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"{str(value)[:40]} is not a number")
    return float(value)


def _one_of(value: Any, *allowed: Any) -> Any:
    if value not in allowed:
        raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
    return value
