"""Boxes and landmarks in the one convention used inside photoindex.

Coordinates are fractions of the upright image (after EXIF orientation): the origin is the top-left corner, x grows to
the right and y downwards, and 1.0 is the full width or height. Boxes may extend a little beyond the image, because
detectors return such boxes.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, given by its top-left corner and its size, all as fractions of the upright image."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def iou(self, other: "Box") -> float:
        """Intersection over union, in 0..1; 0 if the union is empty."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        if across <= 0 or down <= 0:
            return 0.0
        intersection = across * down
        return intersection / (self.area + other.area - intersection)

    def rounded(self) -> "Box":
        """The box with its sides rounded to five decimals."""
        return Box(round(self.x, 5), round(self.y, 5), round(self.width, 5), round(self.height, 5))

    def clipped(self) -> "Box":
        """The part that lies inside the image."""
        left, top = min(max(self.x, 0.0), 1.0), min(max(self.y, 0.0), 1.0)
        right = min(max(self.x + self.width, 0.0), 1.0)
        bottom = min(max(self.y + self.height, 0.0), 1.0)
        return Box(left, top, right - left, bottom - top)

    def expanded(self, factor: float) -> "Box":
        """The box scaled about its centre; a factor of 1.4 adds 20 % of the size on every side."""
        center_x, center_y = self.center
        width, height = self.width * factor, self.height * factor
        return Box(center_x - width / 2, center_y - height / 2, width, height)

    def turned(self) -> "Box":
        """The box after the image is turned by 90 degrees counter-clockwise."""
        return Box(self.y, 1.0 - self.x - self.width, self.height, self.width)

    def mirrored(self) -> "Box":
        """The box after the left and right sides of the image are exchanged."""
        return Box(1.0 - self.x - self.width, self.y, self.width, self.height)


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Five points as fractions of the upright image, in the order that the detectors use.

    Left and right are as seen by the viewer: `left_eye` is the eye nearer the left edge of an upright face.
    """

    left_eye: Point
    right_eye: Point
    nose: Point
    mouth_left: Point
    mouth_right: Point

    @property
    def eyes(self) -> tuple[Point, Point]:
        return self.left_eye, self.right_eye

    def points(self) -> tuple[Point, Point, Point, Point, Point]:
        return self.left_eye, self.right_eye, self.nose, self.mouth_left, self.mouth_right
