"""Put onnxruntime behind one small protocol, so that everything above can be tested with a fake.

onnxruntime is imported when the first session is opened: importing it takes a tenth of a second, and commands that need
no faces should not have to wait for that.
"""

import os
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from photoindex.advice.machines import InstallPackage
from photoindex.errors import MissingLibraryError, PackError
from photoindex.inference.cpu import byte_precision

Array = NDArray[np.float32]


class Session(Protocol):
    """A model with one input."""

    def run(self, images: Array) -> list[Array]:
        """Every output of the model for a batch: float32, (batch, channels, height, width)."""
        ...


class OnnxSession:
    """A model file in an onnxruntime session on the CPU. `open_session` makes these objects.

    `runtime` is the onnxruntime session itself, for classes of InsightFace that ask for one.
    """

    def __init__(self, runtime: Any) -> None:
        self.runtime = runtime
        self._input: str = runtime.get_inputs()[0].name

    @property
    def fixed_batch(self) -> int | None:
        """The number of images that every run takes, if the file fixes this number; else None."""
        shape = self.runtime.get_inputs()[0].shape
        return shape[0] if shape and isinstance(shape[0], int) and shape[0] > 0 else None

    def run(self, images: Array) -> list[Array]:
        outputs: list[Array] = self.runtime.run(None, {self._input: images})
        return outputs


def open_session(path: Path, *, threads: int = 1) -> OnnxSession:
    """Load a model file.

    `threads` is the number of threads of one `run`, at least 1. Idle threads sleep instead of spinning, since a scan
    runs as many processes as there are cores.

    Raises:
        PackError: onnxruntime cannot load the file.
        MissingLibraryError: onnxruntime itself cannot be imported.
    """
    runtime = _onnxruntime()
    try:
        session = runtime.InferenceSession(os.fspath(path), _options(runtime, threads), ["CPUExecutionProvider"])
    except Exception as error:
        # onnxruntime's exceptions have no common base; all of them mean that the file is unusable.
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise PackError(f"model file {path} cannot be loaded: {reason}") from error
    return OnnxSession(session)


def _onnxruntime() -> Any:
    # The library reads this variable only while it initialises.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingLibraryError(
            f"onnxruntime cannot be imported: {error}",
            advice=InstallPackage("onnxruntime", again=True),
        ) from error
    return onnxruntime


def _options(runtime: Any, threads: int) -> Any:
    options = runtime.SessionOptions()
    options.intra_op_num_threads = max(1, threads)
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.x64quantprecision", byte_precision())
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_ENABLE_ALL
    # onnxruntime keeps one memory pattern per input shape, and photos come in many shapes.
    options.enable_mem_pattern = False
    # Errors reach the caller as exceptions, and warnings on the terminal would break a progress bar.
    options.log_severity_level = 4
    return options
