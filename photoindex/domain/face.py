"""A face: one detection in one photo, with its quality and embedding."""

from dataclasses import dataclass

from photoindex.domain.geometry import Box, Landmarks


@dataclass(frozen=True, slots=True)
class FaceQuality:
    """Measures of how far an embedding can be trusted.

    `size` is the shorter side of the box in pixels of the upright photo. `sharpness` is the variance of the Laplacian
    of the aligned grey crop (0 is flat; a crisp portrait has hundreds). `yaw` is the horizontal offset of the nose from
    the middle between the eyes, divided by the distance between the eyes: 0 is frontal, beyond 0.5 is near profile.
    `norm` is the length of the embedding before it was normalised; blurred faces have short embeddings.
    """

    size: float
    sharpness: float
    yaw: float
    norm: float


@dataclass(frozen=True, slots=True)
class Face:
    """One detected face. `embedding` is the unit vector as little-endian float16 bytes, as it is stored.

    `score` is the detector's confidence in 0..1.
    """

    box: Box
    landmarks: Landmarks
    score: float
    quality: FaceQuality
    embedding: bytes
