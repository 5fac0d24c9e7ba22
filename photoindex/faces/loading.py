"""From a pack's manifest to a detector and an embedder."""

from photoindex.faces.analyzer import FaceAnalyzer
from photoindex.faces.detection import Detector
from photoindex.faces.embedding import ArcFaceEmbedder, Embedder, OnnxEmbedder
from photoindex.faces.libraries import prepare_opencv
from photoindex.faces.normalisation import PixelScaling
from photoindex.faces.passes import FaceNetwork, MultiScaleDetector
from photoindex.faces.scrfd import Scrfd
from photoindex.faces.turning import DOUBTFUL, DOUBTFUL_FOR_SCRFD, PROBE_SCORE, PROBE_SIDE, TurningDetector
from photoindex.faces.yunet import YuNet
from photoindex.inference import open_session
from photoindex.models.manifest import Pack


def load_analyzer(pack: Pack, *, threads: int = 1) -> FaceAnalyzer:
    """Verify a pack's files and load them.

    `threads` holds for each session and for OpenCV, whose number of threads it sets for the whole process.

    Raises:
        PackError: a file is missing, damaged or of no use.
        MissingLibraryError: OpenCV, onnxruntime or InsightFace cannot be imported.
    """
    pack.verify()
    detector, embedder = load_detector(pack, threads=threads), load_embedder(pack, threads=threads)
    return FaceAnalyzer(detector, embedder, search_side=max(pack.detector.input_sizes))


def load_detector(pack: Pack, *, threads: int = 1) -> Detector:
    """The detector alone, without verifying its file. Raises as `load_analyzer` does."""
    prepare_opencv(threads)
    spec, path = pack.detector, pack.path_of(pack.detector.file)
    session = open_session(path, threads=threads)
    network: FaceNetwork
    if spec.kind == "yunet":
        network = YuNet(session, PixelScaling(spec.colour, spec.mean, spec.std))
    else:
        network = Scrfd(path, session)
    return TurningDetector(
        MultiScaleDetector(network, sizes=spec.input_sizes, threshold=spec.score_threshold),
        MultiScaleDetector(network, sizes=(PROBE_SIDE,), threshold=PROBE_SCORE),
        doubtful=DOUBTFUL if spec.kind == "yunet" else DOUBTFUL_FOR_SCRFD,
    )


def load_embedder(pack: Pack, *, threads: int = 1) -> Embedder:
    """The embedder alone, without verifying its file. Raises as `load_analyzer` does."""
    prepare_opencv(threads)
    spec, path = pack.embedder, pack.path_of(pack.embedder.file)
    session = open_session(path, threads=threads)
    if spec.kind == "arcface":
        return ArcFaceEmbedder(path, session, length=spec.length)
    scaling = PixelScaling(spec.colour, spec.mean, spec.std)
    return OnnxEmbedder(session, scaling, input_size=spec.input_size, length=spec.length)
