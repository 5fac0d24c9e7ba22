"""Unusual real files give the expected results in bounded time and memory."""

import csv
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from photoindex.decode import decode_photo, is_photo_name, load_upright
from photoindex.domain.photo import PhotoFacts
from photoindex.errors import PhotoError

pytestmark = pytest.mark.shared_data

# The odd files with a photo suffix that must fail, and why. All others must decode.
FAILURES = {
    "odd-files-curated/corrupt/beach_wrong_magic.jpg": "not a readable image",
    "odd-files-curated/corrupt/corrupt-header.jpg": "truncated",
    "odd-files-curated/corrupt/empty.jpg": "empty",
    "odd-files-curated/corrupt/unrecoverable_unknown_format.jpg": "not a readable image",
    "odd-files-curated/heic/fuzz_28777x28786.heic": "not a readable image",
    "odd-files-curated/huge/65536-uint32-limit.png": "65536 x 65536 pixels, over the limit",
    "odd-files-curated/huge/decompression_bomb_65535x66601.gif": "65535 x 66601 pixels, over the limit",
    "odd-files-curated/huge/reallybig_3000000x2000000.bmp": "3000000 x 2000000 pixels, over the limit",
    "odd-files-curated/metadata/ultrahdr.jpg": "99% of the picture is missing",
    "odd-files-curated/truncated/libvips_truncated.jpg": "56% of the picture is missing",
    "odd-faces-generated/curie_truncated_05pct.jpg": "93% of the picture is missing",
    "odd-faces-generated/curie_truncated_50pct.jpg": "50% of the picture is missing",
    "odd-faces-generated/obama_truncated_05pct.jpg": "94% of the picture is missing",
    "odd-faces-generated/obama_truncated_50pct.jpg": "49% of the picture is missing",
    "odd-faces-generated/text.jpg": "not a readable image",
    "odd-faces-generated/zero.jpg": "empty",
}
RAW_FAILURES = {
    "odd-files-curated/raw/CanonRaw.cr2": "CR2 that LibRaw does not know",
    "odd-files-curated/raw/CanonRaw.cr3": "damaged",
    "odd-files-curated/raw/FujiFilm.raf": "damaged",
    "odd-files-curated/raw/IMG_1361.dng": "nothing of the picture is left",
    "odd-files-curated/raw/Nikon.nef": "damaged",
}
NEED_JXL = {"odd-files-curated/jxl/8bit-sRGB.jxl"}
NEED_RAW = {*RAW_FAILURES, "odd-files-curated/raw/canon_eos_6d.dng"}
if find_spec("rawpy") is None:
    FAILURES |= dict.fromkeys(NEED_RAW, "needs an optional package: rawpy")
else:
    FAILURES |= RAW_FAILURES
if find_spec("imagecodecs") is None:
    FAILURES |= dict.fromkeys(NEED_JXL, "needs an optional package: imagecodecs")
LARGEST = "odd-files-curated/huge/200MP.heic"


def facts(path: Path) -> PhotoFacts:
    return decode_photo(path.read_bytes(), path.name).facts


def test_every_unusual_file_has_the_expected_result(shared_data: Path) -> None:
    outcomes: dict[str, str | None] = {}
    for folder in ("odd-files-curated", "odd-faces-generated"):
        for path in sorted((shared_data / folder).rglob("*")):
            name = path.relative_to(shared_data).as_posix()
            if not path.is_file() or not is_photo_name(path.name) or name == LARGEST:
                continue
            try:
                image = decode_photo(path.read_bytes(), path.name).image
                assert image.ndim == 3, name
                assert image.size, name
                outcomes[name] = None
            except PhotoError as error:
                outcomes[name] = error.message
    failed = {name: message for name, message in outcomes.items() if message}
    assert len(outcomes) > 130
    assert failed.keys() == FAILURES.keys()
    assert not {name: message for name, message in failed.items() if FAILURES[name] not in message}


def test_every_orientation_of_a_photo_gives_the_same_picture(shared_data: Path) -> None:
    for kind in ("Landscape", "Portrait"):
        upright = load_upright(shared_data / f"odd-files-curated/orientation/{kind}_1.jpg", max_side=64)
        for orientation in range(2, 9):
            path = shared_data / f"odd-files-curated/orientation/{kind}_{orientation}.jpg"
            other = load_upright(path, max_side=64)
            # Each photo has its own number painted in the centre.
            assert np.abs(np.asarray(other, np.int16) - np.asarray(upright, np.int16)).mean() < 6, path.name
            assert facts(path).orientation == orientation


def test_all_formats_of_a_face_photo_look_alike(shared_data: Path) -> None:
    folder = shared_data / "odd-faces-generated"
    with (folder / "expected.csv").open(encoding="utf-8") as file:
        whole = [(row["path"], row["base"]) for row in csv.DictReader(file) if row["expected_faces"] not in {"", "0"}]
    assert len(whole) == 50
    for name, base in whole:
        expected = load_upright(folder / f"{base}_gray.jpg", max_side=64)
        image = load_upright(folder / name, max_side=64).convert("L").convert("RGB")
        difference = np.abs(np.asarray(image, np.int16) - np.asarray(expected, np.int16)).mean()
        assert image.size == expected.size, name
        # The transparent areas of the RGBA photos are white here and black in the others.
        assert difference < (60 if "rgba" in name else 8), name


def test_a_heic_from_a_phone_is_upright_and_has_its_metadata(shared_data: Path) -> None:
    found = facts(shared_data / "odd-files-curated/heic/exif-at-eof.heic")
    assert (found.format, found.width, found.height, found.orientation) == ("HEIF", 3024, 4032, 1)
    assert (found.camera_model, found.taken_from) == ("iPhone 11 Pro", "exif")
    assert (found.latitude, found.longitude) == (pytest.approx(47.2071, abs=1e-4), pytest.approx(106.2431, abs=1e-4))


def test_a_mirrored_and_a_turned_avif_give_the_same_picture(shared_data: Path) -> None:
    turned = load_upright(shared_data / "odd-files-curated/avif/kimono.rotate90.avif")
    both = load_upright(shared_data / "odd-files-curated/avif/kimono.mirror-vertical.rotate270.crop.avif")
    assert turned.size == both.size == (722, 1024)
    assert np.abs(np.asarray(turned, np.int16) - np.asarray(both, np.int16)).mean() < 6


def test_empty_coordinates_in_a_photo_are_none(shared_data: Path) -> None:
    found = facts(shared_data / "odd-files-curated/metadata/png_empty_gps.jpg")
    assert (found.latitude, found.longitude, found.camera_model) == (None, None, "moto g(9) plus")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
@pytest.mark.parametrize(
    ("name", "shape"), [(LARGEST, (8160, 6120, 3)), ("odd-files-curated/huge/giant-20000x14000.jpg", (3500, 5000, 3))]
)
def test_the_largest_photos_decode_within_the_memory_limit(
    shared_data: Path, name: str, shape: tuple[int, ...]
) -> None:
    program = (
        "import sys, pathlib; from photoindex.decode import decode_photo\n"
        "photo = decode_photo(pathlib.Path(sys.argv[1]).read_bytes(), sys.argv[1])\n"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(photo.image.shape, int(peak.split()[1]) // 1024, sep='|')"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(shared_data / name)], capture_output=True, text=True, check=True
    )
    found, megabytes = run.stdout.split("|")
    assert found == str(shape)
    assert int(megabytes) < 1500
