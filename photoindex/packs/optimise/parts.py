"""Make a faster model from a model file. The faster model is kept only if its results provably agree with the results
of the original.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from photoindex.errors import PackError
from photoindex.packs.optimise.integers import in_integers
from photoindex.packs.optimise.proof import gives_similar_embeddings, gives_the_same_embeddings, gives_the_same_maps
from photoindex.packs.optimise.rewrite import faster_detector, faster_embedder

# The scaling with which InsightFace feeds every SCRFD, and those ArcFace models that do not scale their input
# themselves (insightface/model_zoo/scrfd.py and arcface_onnx.py).
DETECTOR_SCALING = (127.5, 128.0)
EMBEDDER_SCALING = (127.5, 127.5)
OWN_SCALING = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Made:
    """A serialised model, and the scaling of its input pixels: `(value - mean) / std`."""

    model: bytes
    mean: float
    std: float


def faster_detector_file(path: Path) -> Made | None:
    """SCRFD with merged heads and free input size, for `photoindex.faces.scrfd.ScrfdMaps`. None for other detectors."""
    return _proved(path, faster_detector, DETECTOR_SCALING, gives_the_same_maps)


def faster_embedder_file(path: Path) -> Made | None:
    """The embedder with folded normalisations and PReLU; None for graphs whose results would differ."""
    return _proved(path, faster_embedder, None, gives_the_same_embeddings)


def embedder_in_bytes(path: Path) -> Made | None:
    """The embedder with its widest products in bytes (see `integers`); None for graphs without wide products."""
    return _proved(path, lambda model: in_integers(faster_embedder(model)), None, gives_similar_embeddings)


def scaling_of(graph: onnx.GraphProto) -> tuple[float, float]:
    """The mean and divisor that InsightFace's `ArcFaceONNX` uses for a graph, from the names of its first nodes."""
    names = [node.name for node in graph.node[:8]]
    subtracts = any(name.startswith(("Sub", "_minus")) for name in names)
    multiplies = any(name.startswith(("Mul", "_mul")) for name in names)
    return OWN_SCALING if subtracts and multiplies else EMBEDDER_SCALING


def _proved(
    path: Path,
    rewrite: Callable[[onnx.ModelProto], onnx.ModelProto | None],
    scaling: tuple[float, float] | None,
    agrees: Callable[..., bool],
) -> Made | None:
    original = path.read_bytes()
    try:
        model = onnx.load_model_from_string(original)
        mean, std = scaling or scaling_of(model.graph)
        rewritten = rewrite(model)
        if rewritten is None:
            return None
        content: Any = rewritten.SerializeToString(deterministic=True)
        return Made(content, mean, std) if agrees(original, content, mean=mean, std=std) else None
    except (DecodeError, onnx.checker.ValidationError, PackError, ValueError, LookupError, TypeError):
        # Graphs that the rewrites do not anticipate stay unchanged.
        return None
