"""Searching long and very large pictures in tiles."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.faces.detection import Candidates
from photoindex.faces.passes import MultiScaleDetector
from tests.faces.fake_networks import DrawnFaces, candidates


class SmallFaces(DrawnFaces):
    """A detector that finds every red square of at least eight pixels, or its visible part."""

    def find(self, canvas: NDArray[np.uint8], threshold: float) -> Candidates:
        self.seen.append(canvas.shape[:2])
        red = (canvas[..., 0] > 127).astype(np.uint8)
        _, _, boxes, _ = cv2.connectedComponentsWithStats(red)
        large = [box for box in boxes[1:].tolist() if min(box[2:4]) >= self.smallest]
        return candidates(*((x, y, x + width, y + height, 0.9) for x, y, width, height, _ in large))


@pytest.mark.parametrize("sizes", [(256, 1024), (128, 640)])
@pytest.mark.parametrize("shape", [(12_000, 1080), (20_000, 1080), (3628, 16_382), (4000, 8000), (9000, 12_000)])
def test_every_face_of_a_long_or_very_large_picture_is_found_once(
    sizes: tuple[int, ...], shape: tuple[int, int]
) -> None:
    image = np.zeros((*shape, 3), dtype=np.uint8)
    height, width = shape
    corners = [((height - 110) * i // 36, (width - 110) * (i * 5 % 37) // 36) for i in range(37)]
    for top, left in corners:
        image[top : top + 110, left : left + 110, 0] = 255
    network = SmallFaces()
    found = MultiScaleDetector(network, sizes=sizes, threshold=0.5).detect(image)
    for top, left in corners:
        assert any(abs(face.box[0] - left) < 12 and abs(face.box[1] - top) < 12 for face in found)
    assert len(found) == len(corners)
    assert all(down * across <= max(sizes) ** 2 for down, across in network.seen)


def test_the_number_of_tiles_is_bounded_for_a_picture_of_any_shape() -> None:
    for shape in ((100_000, 300), (200_000, 64), (8000, 9000)):
        network = SmallFaces()
        image = np.broadcast_to(np.zeros((1, 1, 3), dtype=np.uint8), (*shape, 3))
        MultiScaleDetector(network, sizes=(128, 640), threshold=0.5).detect(image)
        assert len(network.seen) <= 64 + 16
