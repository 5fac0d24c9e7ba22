"""Make tiny models that InsightFace really loads, a loopback server that misbehaves on request, and a data folder."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def user_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of photoindex's packs during one test."""
    folder = tmp_path / "user-data"
    monkeypatch.setenv("PHOTOINDEX_DATA", str(folder))
    return folder


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def packs(user_data: Path) -> Path:
    return user_data / "packs"


class Builder:
    """Build tiny models, and zips and folders of them."""

    @staticmethod
    def detector(size: int | None = None, *, landmarks: bool = True) -> bytes:
        return tiny_detector(size, landmarks=landmarks)

    @staticmethod
    def recogniser(size: int = 112, *, length: int = 16, outputs: int = 1) -> bytes:
        return tiny_recogniser(size, length=length, outputs=outputs)

    @staticmethod
    def zip(files: Mapping[str, bytes]) -> bytes:
        return zip_bytes(files)

    @staticmethod
    def folder(path: Path, files: Mapping[str, bytes]) -> Path:
        path.mkdir(parents=True)
        for name, content in files.items():
            (path / name).write_bytes(content)
        return path


@pytest.fixture(scope="session")
def build() -> Builder:
    return Builder()


@pytest.fixture(scope="session")
def detector_onnx() -> bytes:
    """A net that finds nothing, with the input and the nine outputs of SCRFD, for images of any size."""
    return tiny_detector(None)


@pytest.fixture(scope="session")
def recogniser_onnx() -> bytes:
    """A net that turns 112 x 112 crops into 16 numbers."""
    return tiny_recogniser(112)


@pytest.fixture(scope="session")
def other_onnx() -> bytes:
    """A net with the input of InsightFace's age and gender model, a model that is left out of packs."""
    return tiny_recogniser(96)


@pytest.fixture(scope="session")
def pack_files(detector_onnx: bytes, recogniser_onnx: bytes, other_onnx: bytes) -> dict[str, bytes]:
    return {"det_tiny.onnx": detector_onnx, "rec_tiny.onnx": recogniser_onnx, "genderage.onnx": other_onnx}


@pytest.fixture
def pack_zip(tmp_path: Path, pack_files: dict[str, bytes]) -> Path:
    path = tmp_path / "tiny.zip"
    path.write_bytes(zip_bytes(pack_files))
    return path


@pytest.fixture
def models_folder(tmp_path: Path, pack_files: dict[str, bytes]) -> Path:
    return Builder.folder(tmp_path / "my-models", pack_files)


@dataclass
class Server:
    """`answers` maps a path to the function that answers it; any other path is 404."""

    address: str
    answers: dict[str, Answer] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def serves(self, path: str, content: bytes, *, announced: int | None = None) -> str:
        """Answer with `content`; the announced length is `announced`, if given, or else the true one."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Length", str(len(content) if announced is None else announced))
            request.end_headers()
            request.wfile.write(content)

        self.answers[path] = answer
        return self.url(path)


@pytest.fixture
def server() -> Iterator[Server]:
    answers: dict[str, Answer] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = answers.get(self.path)
            if answer is None:
                self.send_error(404)
                return
            try:
                answer(self)
            except ConnectionError:
                self.close_connection = True

        def log_request(self, code: object = "-", size: object = "-") -> None:
            pass

        def log_error(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield Server(f"http://127.0.0.1:{http.server_port}", answers)
        http.shutdown()
        thread.join()


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tiny_detector(size: int | None, *, landmarks: bool = True) -> bytes:
    """One strided convolution for each of SCRFD's outputs; all scores are 0.018."""
    rng = np.random.default_rng(0)
    nodes, weights, outputs = [], [], []
    widths = {"score": 1, "bbox": 4} | ({"kps": 10} if landmarks else {})
    for kind, width in widths.items():
        for stride in (8, 16, 32):
            name = f"{kind}_{stride}"
            kernel = rng.normal(0, 0.01, (2 * width, 3, 1, 1)).astype(np.float32)
            bias = np.full(2 * width, -4 if kind == "score" else 0.5, np.float32)
            weights += [
                numpy_helper.from_array(kernel, f"{name}_kernel"),
                numpy_helper.from_array(bias, f"{name}_bias"),
                numpy_helper.from_array(np.array([-1, width], np.int64), f"{name}_shape"),
            ]
            last = f"{name}_flat" if kind == "score" else name
            nodes += [
                helper.make_node(
                    "Conv", ["image", f"{name}_kernel", f"{name}_bias"], [f"{name}_map"], strides=[stride] * 2
                ),
                helper.make_node("Transpose", [f"{name}_map"], [f"{name}_last"], perm=[0, 2, 3, 1]),
                helper.make_node("Reshape", [f"{name}_last", f"{name}_shape"], [last]),
            ]
            if kind == "score":
                nodes.append(helper.make_node("Sigmoid", [last], [name]))
            outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, width]))
    shape = [1, 3, size or "height", size or "width"]
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)
    return _model(nodes, [image], outputs, weights)


def tiny_recogniser(size: int, *, length: int = 16, outputs: int = 1) -> bytes:
    kernel = np.random.default_rng(1).normal(0, 1, (length, 3, 4, 4)).astype(np.float32)
    nodes = [helper.make_node("Conv", ["crop", "kernel"], ["map"], strides=[4, 4])]
    values = []
    for index in range(outputs):
        nodes.append(helper.make_node("GlobalAveragePool", ["map"], [f"mean{index}"]))
        nodes.append(helper.make_node("Flatten", [f"mean{index}"], [f"vector{index}"]))
        values.append(helper.make_tensor_value_info(f"vector{index}", TensorProto.FLOAT, ["batch", length]))
    crop = helper.make_tensor_value_info("crop", TensorProto.FLOAT, ["batch", 3, size, size])
    return _model(nodes, [crop], values, [numpy_helper.from_array(kernel, "kernel")])


def _model(nodes: list, inputs: list, outputs: list, weights: list) -> bytes:
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model.SerializeToString()
