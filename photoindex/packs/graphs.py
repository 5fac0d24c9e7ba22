"""Find out which ONNX file is the detector and which is the recogniser, and prove that InsightFace can run them.

The rules are the same as in ModelRouter in insightface/model_zoo/model_zoo.py. The other models of a pack (age,
landmarks) are not used.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from photoindex.advice.machines import InstallOpenCvLibraries
from photoindex.errors import MissingLibraryError, PackError
from photoindex.inference.cpu import byte_precision

Role = Literal["detection", "recognition", "other"]

_BLANK_SIZE = 640


@dataclass(frozen=True, slots=True)
class DetectorFacts:
    """`input_size` is (width, height), or None if the graph does not fix it. Pixels are fed as (value - mean) / std."""

    input_size: tuple[int, int] | None
    mean: float
    std: float


@dataclass(frozen=True, slots=True)
class EmbedderFacts:
    """The embedder takes square crops of `input_size` pixels, fed as (value - mean) / std. It returns `length` numbers
    for each crop.
    """

    input_size: int
    mean: float
    std: float
    length: int


def role_of(path: Path) -> Role:
    """The role in which InsightFace would use this ONNX file.

    Raises:
        PackError: the file is not ONNX, or it keeps its weights in other files, which no sha256 would cover.
    """
    graph = _graph(path)
    weights = {weight.name for weight in graph.initializer}
    inputs = [_dimensions(value) for value in graph.input if value.name not in weights]
    if len(graph.output) >= 5:
        return "detection"
    if len(inputs) != 1 or len(inputs[0]) != 4 or len(graph.output) != 1:
        return "other"
    height, width = inputs[0][2:]
    # 192 is InsightFace's size for landmark models.
    square = height == width and height >= 112 and height % 16 == 0 and height != 192
    return "recognition" if square else "other"


def the_two_models(paths: Sequence[Path]) -> tuple[Path, Path]:
    """The detector and the recogniser among ONNX files.

    Raises:
        PackError: there is not exactly one of each, or a file is not ONNX.
    """
    roles = {path: role_of(path) for path in sorted(paths)}
    return _the_one(roles, "detection"), _the_one(roles, "recognition")


def try_detector(path: Path) -> DetectorFacts:
    """Load a detector through InsightFace and run one black image through it.

    Raises:
        PackError: it cannot be loaded or run, or gives no landmarks.
        MissingLibraryError: a library that InsightFace needs is missing.
    """
    # The session is made before InsightFace is imported, so that a file that onnxruntime refuses fails quickly.
    session = trial_session(path, path.name)
    numpy, scrfd, _ = _libraries()
    try:
        detector = scrfd.SCRFD(model_file=str(path), session=session)
        size = detector.static_input_size
        detector.detect(numpy.zeros((_BLANK_SIZE, _BLANK_SIZE, 3), numpy.uint8), input_size=size or (_BLANK_SIZE,) * 2)
    except Exception as error:
        raise _unusable(path.name, "detector", error) from error
    if not detector.use_kps:
        raise PackError(f"the detector {path.name} gives no landmarks, without which faces cannot be aligned")
    return DetectorFacts(
        input_size=None if size is None else (int(size[0]), int(size[1])),
        mean=float(detector.input_mean),
        std=float(detector.input_std),
    )


def try_embedder(path: Path) -> EmbedderFacts:
    """Load a recogniser through InsightFace and run one black crop through it.

    Raises:
        PackError: it cannot be loaded or run, or does not give one vector per face.
        MissingLibraryError: a library that InsightFace needs is missing.
    """
    session = trial_session(path, path.name)
    numpy, _, arcface = _libraries()
    try:
        embedder = arcface.ArcFaceONNX(model_file=str(path), session=session)
        size = int(embedder.input_size[0])
        vectors = embedder.get_feat([numpy.zeros((size, size, 3), numpy.uint8)])
    except Exception as error:
        raise _unusable(path.name, "recogniser", error) from error
    if vectors.ndim != 2 or vectors.shape[0] != 1 or vectors.shape[1] < 2:
        raise PackError(f"the recogniser {path.name} gives {vectors.shape} numbers for one face instead of one vector")
    return EmbedderFacts(
        input_size=size,
        mean=float(embedder.input_mean),
        std=float(embedder.input_std),
        length=int(vectors.shape[1]),
    )


def try_session(path: Path) -> None:
    """Load an ONNX file that does not run through InsightFace.

    Raises:
        PackError: onnxruntime cannot load it.
    """
    trial_session(path, path.name)


def _the_one(roles: dict[Path, Role], role: Role) -> Path:
    found = [path for path, its_role in roles.items() if its_role == role]
    if len(found) == 1:
        return found[0]
    names = ", ".join(path.name for path in found or roles) or "no ONNX file"
    present = "are several" if found else "is no such file"
    raise PackError(
        f"a pack needs one ONNX file for {role}, but there {present} here ({names})",
        hint="A pack is one SCRFD detector and one ArcFace recogniser, as InsightFace's packs are. "
        "Put just those two into a folder and install that.",
    )


def _graph(path: Path) -> Any:
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        model = onnx.load(str(path), load_external_data=False)
    except (DecodeError, OSError, ValueError) as error:
        raise PackError(f"{path.name} is not an ONNX file: {error}") from error
    if any(weight.data_location == onnx.TensorProto.EXTERNAL for weight in model.graph.initializer):
        raise PackError(f"{path.name} keeps its weights in other files; photoindex takes only self-contained models")
    return model.graph


def _dimensions(value: Any) -> list[int]:
    return [int(dimension.dim_value) for dimension in value.type.tensor_type.shape.dim]


def trial_session(model: Path | bytes, name: str) -> Any:
    """An onnxruntime session with one thread, for a model file or the content of one. Error messages call the model
    `name`.

    Raises:
        PackError: onnxruntime cannot load it.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.x64quantprecision", byte_precision())
    try:
        source = model if isinstance(model, bytes) else str(model)
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    # onnxruntime's exceptions have no common base below Exception.
    except Exception as error:
        raise _unusable(name, "model", error) from error


def _libraries() -> tuple[Any, Any, Any]:
    try:
        import numpy
        from insightface.model_zoo import arcface_onnx, scrfd
    except ImportError as error:
        raise MissingLibraryError(
            f"InsightFace cannot be loaded: {error}",
            hint="On Linux without a desktop, OpenCV needs system libraries.",
            advice=InstallOpenCvLibraries(),
        ) from error
    logging.getLogger("insightface").setLevel(logging.ERROR)
    return numpy, scrfd, arcface_onnx


def _unusable(name: str, role: str, error: Exception) -> PackError:
    return PackError(f"the {role} {name} does not run: {error or type(error).__name__}")
