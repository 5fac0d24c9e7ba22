"""Resizing without aliasing."""

from photoindex.faces.detection import Image

# An image is halved also where that makes it so much smaller than wanted, in parts of the factor: losing 6 % of the
# detail does less harm than interpolating over nearly every second pixel. A half of 4000 pixels misses 1024 so.
SHORTFALL = 0.125


def resized(image: Image, width: int, height: int) -> Image:
    """The image at another size, at least 1x1; each pixel of a smaller one is made of nearly all that it covers.

    Halves as often as it can and interpolates the rest, at most a factor of two. Averaging blocks of another size, or
    over fractions of pixels, takes five to ten times longer in OpenCV, and shows no difference in detections. Nor do
    embeddings differ (CelebA in the wild, three times enlarged, by `benchmarks/verification.py`), unless a small image
    is made of one that was interpolated already: that costs 0.2 points of the true matches at 0.1 % false ones.
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
    """As `resized`, with each pixel of a much smaller image made of some that it covers: enough to see a face.

    From a factor of eight, the time no longer depends on the size of the image.
    """
    import cv2

    if min(image.shape[1] / width, image.shape[0] / height) > 8:
        image = cv2.resize(image, (4 * width, 4 * height), interpolation=cv2.INTER_LINEAR)  # type: ignore[assignment]
    return resized(image, width, height)


def whole_blocks(image: Image, width: int, height: int) -> Image:
    """The part of an image that `resized` to another size is all made of: without a few of the last rows and columns.

    Places in that size are places in this part, to a fraction of a pixel.
    """
    block = 2 ** _halvings(image, width, height)
    return image[: image.shape[0] // block * block, : image.shape[1] // block * block]


def _halvings(image: Image, width: int, height: int) -> int:
    factor, count = min(image.shape[1] / width, image.shape[0] / height), 0
    while factor + SHORTFALL >= 2:
        factor, count = factor / 2, count + 1
    shorter: int = min(image.shape[:2])
    # Fifteen pixels are not halved four times.
    return min(count, shorter.bit_length() - 1)
