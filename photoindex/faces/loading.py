"""Load the detector and the embedder of a pack."""

from photoindex.faces.analyzer import FaceAnalyzer
from photoindex.faces.embedding import BATCH, ArcFaceEmbedder, Embedder, OnnxEmbedder
from photoindex.faces.libraries import prepare_opencv
from photoindex.faces.normalisation import PixelScaling
from photoindex.faces.passes import FaceNetwork, MultiScaleDetector
from photoindex.faces.refinement import LandmarkRefiner
from photoindex.faces.scrfd import Scrfd, ScrfdMaps
from photoindex.faces.second_look import SecondLook
from photoindex.faces.trust import TRUST_IN_SCRFD, TRUST_IN_YUNET
from photoindex.faces.turning import PROBE_SCORE, PROBE_SIDE, TurningDetector
from photoindex.faces.yunet import YuNet
from photoindex.inference.session import OnnxSession, open_session
from photoindex.packs.manifest import EmbedderSpec, Pack
from photoindex.packs.prepared import prepared_embedder, prepared_file

# The detectors whose landmarks gain from refinement; `photoindex.faces.refinement` has the figures.
REFINED_KINDS = {"yunet"}


def load_analyzer(pack: Pack, *, threads: int = 1) -> FaceAnalyzer:
    """Verify a pack's files and load them.

    `threads` is the number of threads of each session and of OpenCV; for OpenCV, it applies to the whole process.

    Raises:
        PackError: a file is missing, damaged or unusable.
        MissingLibraryError: OpenCV, onnxruntime or InsightFace cannot be imported.
    """
    pack.verify()
    network = load_network(pack, threads=threads)
    detector, embedder = _detector_of(pack, network), load_embedder(pack, threads=threads)
    return FaceAnalyzer(
        detector,
        embedder,
        refiner=_refiner_of(pack, network),
        search_side=max(pack.detector.input_sizes),
        side_for=detector.upright.side_for,
    )


def load_detector(pack: Pack, *, threads: int = 1) -> TurningDetector:
    """Load the detector alone, without verifying its file. Raises the same errors as `load_analyzer`."""
    return _detector_of(pack, load_network(pack, threads=threads))


def _detector_of(pack: Pack, network: FaceNetwork) -> TurningDetector:
    spec = pack.detector
    trust = TRUST_IN_YUNET if spec.kind == "yunet" else TRUST_IN_SCRFD
    return TurningDetector(
        MultiScaleDetector(
            network, sizes=spec.input_sizes, threshold=spec.score_threshold, weak=min(trust.weak, spec.score_threshold)
        ),
        MultiScaleDetector(network, sizes=(PROBE_SIDE,), threshold=PROBE_SCORE),
        SecondLook(network, threshold=PROBE_SCORE),
        trust=trust,
    )


def load_refiner(pack: Pack, *, threads: int = 1) -> LandmarkRefiner | None:
    """Load what refines the landmarks of the pack's detector; None if the pack aligns faces by detected landmarks.

    Does not verify the file. Raises the same errors as `load_analyzer`.
    """
    return _refiner_of(pack, load_network(pack, threads=threads))


def _refiner_of(pack: Pack, network: FaceNetwork) -> LandmarkRefiner | None:
    return LandmarkRefiner(network) if pack.detector.kind in REFINED_KINDS else None


def load_network(pack: Pack, *, threads: int = 1) -> FaceNetwork:
    """Load the detector's network alone, without verifying its file. Raises the same errors as `load_analyzer`."""
    prepare_opencv(threads)
    spec, path = pack.detector, pack.path_of(pack.detector.file)
    if (prepared := prepared_file(pack, "detector")) is not None:
        return ScrfdMaps(open_session(prepared.path, threads=threads), PixelScaling("RGB", prepared.mean, prepared.std))
    session = open_session(path, threads=threads)
    if spec.kind == "scrfd":
        return Scrfd(path, session)
    return YuNet(session, PixelScaling(spec.colour, spec.mean, spec.std))


def load_embedder(pack: Pack, *, threads: int = 1) -> Embedder:
    """Load the embedder alone, without verifying its file. Raises the same errors as `load_analyzer`."""
    prepare_opencv(threads)
    spec, path = pack.embedder, pack.path_of(pack.embedder.file)
    if (prepared := prepared_embedder(pack)) is not None:
        session = open_session(prepared.path, threads=threads)
        return _our_embedder(session, spec, PixelScaling("RGB", prepared.mean, prepared.std))
    session = open_session(path, threads=threads)
    if spec.kind == "arcface":
        return ArcFaceEmbedder(path, session, length=spec.length)
    return _our_embedder(session, spec, PixelScaling(spec.colour, spec.mean, spec.std))


def _our_embedder(session: OnnxSession, spec: EmbedderSpec, scaling: PixelScaling) -> OnnxEmbedder:
    batch = session.fixed_batch or BATCH
    return OnnxEmbedder(session, scaling, input_size=spec.input_size, length=spec.length, batch=batch)
