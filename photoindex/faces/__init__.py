"""Find and embed the faces of an upright RGB image: detection, five-point alignment, embedding, quality."""

from photoindex.faces.analyzer import FaceAnalyzer
from photoindex.faces.detection import Detection, Detector
from photoindex.faces.embedding import Embedder
from photoindex.faces.loading import load_analyzer, load_detector, load_embedder, load_refiner

__all__ = [
    "Detection",
    "Detector",
    "Embedder",
    "FaceAnalyzer",
    "load_analyzer",
    "load_detector",
    "load_embedder",
    "load_refiner",
]
