"""A region lies where the face is, in every orientation and format, for regions that exiftool has written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from photoindex.decode import decode_photo
from photoindex.domain.geometry import Box
from photoindex.interop.photo_names import PhotoNames
from photoindex.interop.regions import Region, by_edges, centre_of, in_fractions, is_for_aspect, placed
from tests.conftest import SHARED
from tests.interop.xmp.written import needs_exiftool, records, write_with_exiftool

ORIENTATIONS = range(1, 9)
FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "TIFF": ".tif", "AVIF": ".avif"}
# The patches in the stored image, in pixels: left, top, right, bottom, and their colours.
SIZE = (160, 120)
PATCHES = {"Red": ((16, 12, 56, 40), (255, 0, 0)), "Blue": ((96, 60, 128, 112), (0, 0, 255))}
REAL = SHARED / "data" / "odd-files-curated"


def stored_picture() -> Image.Image:
    image = Image.new("RGB", SIZE, "white")
    for edges, colour in PATCHES.values():
        image.paste(colour, edges)
    return image


def saved(folder: Path, kind: str, orientation: int) -> Path:
    """A photo whose stored image has the patches, so that the upright one has them elsewhere."""
    path = folder / f"{orientation}{FORMATS[kind]}"
    exif = Image.Exif()
    exif[0x0112] = orientation
    options: dict[str, Any] = {"quality": 95} if kind in {"JPEG", "WEBP", "AVIF"} else {}
    stored_picture().save(path, kind, exif=exif, **options)
    return path


def tags(boxes: Mapping[str, Box], size: tuple[int, int]) -> dict[str, Any]:
    """Both schemas, as digiKam writes them."""
    areas = {name: dict(zip("XYWH", centre_of(box), strict=True)) for name, box in boxes.items()}
    regions = [{"Name": name, "Type": "Face", "Area": {**area, "Unit": "normalized"}} for name, area in areas.items()]
    rectangles = [
        {"PersonDisplayName": name, "Rectangle": f"{box.x:.6g}, {box.y:.6g}, {box.width:.6g}, {box.height:.6g}"}
        for name, box in boxes.items()
    ]
    dimensions = {"W": size[0], "H": size[1], "Unit": "pixel"}
    return {
        "XMP-mwg-rs:RegionInfo": {"AppliedToDimensions": dimensions, "RegionList": regions},
        "XMP-MP:RegionInfoMP": {"Regions": rectangles},
        "XMP-digiKam:TagsList": [f"People/{name}" for name in (*boxes, "Nobody Seen")],
    }


def patch_of(pixels: NDArray[np.uint8], colour: tuple[int, int, int]) -> Box:
    """Where a patch lies in the upright picture."""
    mask = np.abs(pixels.astype(int) - colour).sum(axis=2) < 120
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    edges = by_edges(columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
    return in_fractions(edges, pixels.shape[1], pixels.shape[0])


def upright(record: PhotoNames, path: Path) -> tuple[list[Region], NDArray[np.uint8]]:
    """The regions as they are used, and the picture that they are used on."""
    decoded = decode_photo(path.read_bytes(), path.name)
    regions = [placed(region, "xmp", decoded.facts.orientation) for region in record.regions]
    assert all(is_for_aspect(region, decoded.facts.width, decoded.facts.height) for region in regions)
    return regions, decoded.image


@needs_exiftool
@pytest.mark.parametrize("where", ["embedded", "sidecar"])
@pytest.mark.parametrize("kind", FORMATS)
def test_regions_lie_on_the_patches_in_every_orientation(tmp_path: Path, kind: str, where: str) -> None:
    photos = [saved(tmp_path, kind, orientation) for orientation in ORIENTATIONS]
    boxes = {name: in_fractions(by_edges(*edges), *SIZE) for name, (edges, _) in PATCHES.items()}
    targets = [path if where == "embedded" else path.with_name(f"{path.name}.xmp") for path in photos]
    write_with_exiftool({path: tags(boxes, SIZE) for path in targets}, tmp_path)
    found, unread = records([tmp_path], photos)
    assert (len(found), unread) == (8, [])
    for record, path in zip(found, photos, strict=True):
        regions, pixels = upright(record, path)
        assert [region.name for region in regions] == ["Red", "Blue"]
        assert record.names == ("Nobody Seen",)
        for region in regions:
            assert region.box.iou(patch_of(pixels, PATCHES[region.name][1])) > 0.9


@needs_exiftool
@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("angle", "written_for"),
    # On its head, a picture has the same size as upright, so nothing tells the two apart.
    [*((angle, "coded") for angle in range(4)), (1, "decoded"), (3, "decoded")],
)
def test_regions_of_a_real_heic_lie_on_the_same_pixels(tmp_path: Path, angle: int, written_for: str) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(turned((REAL / "heic" / "IMG_2682.heic").read_bytes(), angle))
    coded = decode_photo(turned(path.read_bytes(), 0), "a.heic").image
    box = Box(0.55, 0.2, 0.25, 0.3)
    inside = Image.fromarray(coded).crop(pixels_of(box, coded))
    expected = inside.rotate(90 * angle, expand=True)
    if written_for == "coded":
        write_with_exiftool({path: tags({"Ann": box}, (4032, 3024))}, tmp_path)
    else:
        for _ in range(angle):
            box = box.turned()
        write_with_exiftool({path: tags({"Ann": box}, (3024, 4032))}, tmp_path)
    (record,), _ = records([tmp_path], [path])
    (region,), pixels = upright(record, path)
    crop = Image.fromarray(pixels).crop(pixels_of(region.box, pixels))
    difference = np.asarray(crop.resize((60, 60)), int) - np.asarray(expected.resize((60, 60)), int)
    assert np.abs(difference).mean() < 6


@pytest.mark.shared_data
def test_the_same_real_portrait_in_two_orientations_has_the_same_regions() -> None:
    photos = [REAL / "face-regions" / "portrait.jpg", REAL / "face-regions" / "portrait-orientation-6.jpg"]
    found, _ = records(photos, photos)
    (plain, one), (turned_by_exif, other) = (upright(record, path) for record, path in zip(found, photos, strict=True))
    assert one.shape == other.shape
    for region, same in zip(plain, turned_by_exif, strict=True):
        assert region.name == same.name
        assert region.box.iou(same.box) > 0.99


def turned(heic: bytes, angle: int) -> bytes:
    """The HEIC with its pictures turned by another multiple of 90 degrees."""
    data = bytearray(heic)
    at = data.find(b"irot")
    while at >= 0:
        data[at + 4] = angle
        at = data.find(b"irot", at + 1)
    assert data.count(b"irot")
    return bytes(data)


def pixels_of(box: Box, pixels: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    height, width = pixels.shape[:2]
    left, top = round(box.x * width), round(box.y * height)
    return left, top, left + round(box.width * width), top + round(box.height * height)


def test_the_patches_are_turned_by_pillow_as_they_are_by_photoindex(tmp_path: Path) -> None:
    for orientation in ORIENTATIONS:
        path = saved(tmp_path, "PNG", orientation)
        with Image.open(path) as image:
            expected = np.asarray(ImageOps.exif_transpose(image))
        assert np.array_equal(decode_photo(path.read_bytes(), path.name).image, expected)
