"""Make synthetic faces, for indexes and groupings of sizes for which no photos exist."""

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.embedding import encode
from photoindex.domain.face import Face, FaceQuality
from photoindex.domain.geometry import Box, Landmarks

# Deciles of the similarity of a face to the centre of its person, measured with SFace on the people of CelebA's
# development set who have at least eight faces. The similarity of two faces of one person is the product of their
# values, .57 on average.
NEARNESS = (0.2, 0.608, 0.691, 0.735, 0.767, 0.791, 0.811, 0.83, 0.851, 0.875, 0.938)

# The number of photos per person follows a power law with this exponent. It ranges from 1 to 20,000, or to a tenth of
# all photos if that is less.
POWER, LARGEST = 0.8, 20_000


def vectors(count: int, length: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Embeddings (count, length) of unit length with SFace's similarities within a person, and the person of each."""
    random = np.random.default_rng(0)
    most = max(min(LARGEST, count // 10), 2)
    sizes = np.minimum((1 - random.random(count)) ** (-1 / POWER), most).astype(np.int64)
    person = random.permutation(np.repeat(np.arange(count), sizes)[:count].astype(np.int64))
    return around(person, random, length), person


def around(person: NDArray[np.int64], random: np.random.Generator, length: int) -> NDArray[np.float32]:
    """Unit embeddings (n, length) of faces. `person` numbers the people from 0; similarities within a person are those
    of SFace.
    """
    count = len(person)
    centres = random.standard_normal((int(person.max()) + 1, length), dtype=np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    nearness = np.interp(random.random(count), np.linspace(0, 1, len(NEARNESS)), NEARNESS).astype(np.float32)[:, None]
    faces = random.standard_normal((count, length), dtype=np.float32)
    faces *= np.sqrt((1 - nearness**2) / length)
    for start in range(0, count, 100_000):
        part = slice(start, start + 100_000)
        faces[part] += nearness[part] * centres[person[part]]
    faces /= np.linalg.norm(faces, axis=1, keepdims=True)
    return faces


def noise(chance: np.random.Generator, length: int) -> NDArray[np.float64]:
    """A random embedding of unit length."""
    vector = chance.standard_normal(length)
    return vector / np.linalg.norm(vector)


def face(chance: np.random.Generator, vector: NDArray[np.floating]) -> Face:
    """A face of good quality somewhere in a photo, with values that do not compress."""
    places = chance.random(12).tolist()
    points = list(zip(places[::2], places[1::2], strict=True))
    quality = FaceQuality(size=100 + places[0] * 200, sharpness=places[1] * 100, yaw=places[2], norm=5 + places[3] * 15)
    box = Box(places[0] * 0.9, places[1] * 0.9, 0.1, 0.1)
    return Face(box, Landmarks(*points[:5]), 0.8 + places[5] / 5, quality, encode(vector))
