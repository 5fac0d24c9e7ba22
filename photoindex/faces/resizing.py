"""Resize images without aliasing."""

from photoindex.faces.detection import Image

# An image is also halved if the result is smaller than wanted by up to this fraction. Losing 6 % of the detail does
# less harm than skipping nearly every second pixel in an interpolation. For example, 4000 pixels are halved twice for
# 1024.
SHORTFALL = 0.125


def resized(image: Image, width: int, height: int) -> Image:
    """Resize an image to at least 1x1; each pixel of a smaller image averages nearly all pixels that it covers.

    The image is halved as often as possible; the rest, at most a factor of two, is interpolated. Averaging blocks of
    another size, or fractions of pixels, takes five to ten times longer in OpenCV and gives the same detections. It
    gives the same embeddings too (CelebA in the wild, enlarged three times, by `benchmarks/verification.py`), unless
    the image had been interpolated before: interpolating twice costs 0.2 points of the true match rate at 0.1 % false
    matches.
    """
    import cv2

    halvings = _halvings(image, width, height)
    if halvings:
        image = whole_blocks(image, width, height)
    for _ in range(halvings):
        half = image.shape[1] // 2, image.shape[0] // 2
        image = cv2.resize(image, half, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    if image.shape[:2] == (height, width):
        return image
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)  # type: ignore[return-value]


def sketched(image: Image, width: int, height: int) -> Image:
    """Like `resized`, but beyond a factor of eight, each pixel averages only some of the pixels that it covers, which
    is enough to see a face.

    The time then depends only on the size of the result.
    """
    import cv2

    if min(image.shape[1] / width, image.shape[0] / height) > 8:
        image = cv2.resize(image, (4 * width, 4 * height), interpolation=cv2.INTER_LINEAR)  # type: ignore[assignment]
    return resized(image, width, height)


def whole_blocks(image: Image, width: int, height: int) -> Image:
    """The part of an image that `resized` uses: all of it but perhaps a few of the last rows and columns.

    Positions in the resized image correspond to positions in this part, to within a fraction of a pixel.
    """
    block = 2 ** _halvings(image, width, height)
    return image[: image.shape[0] // block * block, : image.shape[1] // block * block]


def _halvings(image: Image, width: int, height: int) -> int:
    factor, count = min(image.shape[1] / width, image.shape[0] / height), 0
    while factor + SHORTFALL >= 2:
        factor, count = factor / 2, count + 1
    shorter: int = min(image.shape[:2])
    # Fifteen pixels cannot be halved four times.
    return min(count, shorter.bit_length() - 1)
