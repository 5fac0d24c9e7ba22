"""TIFFs of every variant: each gives the original picture, or is refused with the name of the unsupported feature."""

import io
import struct
import sys
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from photoindex.decode import DecodeLimits, NeedsMoreMemoryError, decode_photo
from photoindex.decode.tiff_tags import TagBlock
from photoindex.errors import PhotoError
from tests.decode.drawn import encode

tifffile = pytest.importorskip("tifffile")
imagecodecs = pytest.importorskip("imagecodecs", reason="needs photoindex[tiff]")

WIDTH, HEIGHT = 53, 37


def picture(channels: int = 3) -> NDArray[np.uint8]:
    """A smooth picture that uses the full range of values and differs in every channel and direction."""
    across, down = np.meshgrid(np.linspace(0, 255, WIDTH), np.linspace(0, 255, HEIGHT))
    return np.stack([across, down, 255 - across, (across + down) / 2][:channels], axis=-1).astype(np.uint8)


def grey() -> NDArray[np.uint8]:
    return picture(1)[..., 0]


DEPTHS: dict[str, tuple[type, float]] = {
    "8": (np.uint8, 255),
    "16": (np.uint16, 65535),
    "12 in 16": (np.uint16, 4095),
    "10 in 16": (np.uint16, 1023),
    "32": (np.uint32, 2**32 - 1),
    "float16": (np.float16, 1),
    "float32": (np.float32, 1),
    "float64": (np.float64, 1),
    "float of bytes": (np.float32, 255),
}
COMPRESSIONS: tuple[dict[str, Any], ...] = (
    {},
    {"compression": "zlib"},
    {"compression": "zlib", "predictor": True},
    {"compression": "lzw"},
    {"compression": "lzw", "predictor": True},
    {"compression": "packbits"},
    {"compression": "zstd"},
    {"compression": "lzma"},
)


def deep(eight: NDArray[np.uint8], depth: str) -> NDArray[Any]:
    kind, white = DEPTHS[depth]
    return (
        np.round(eight / 255.0 * white).astype(kind)
        if np.dtype(kind).kind == "u"
        else (eight / 255.0 * white).astype(kind)
    )


def written(values: NDArray[Any], **options: Any) -> bytes:
    stream = io.BytesIO()
    tifffile.imwrite(stream, values, metadata=None, **options)
    return stream.getvalue()


def shown(data: bytes) -> NDArray[np.uint8]:
    return decode_photo(data, "a.tif").image


def check(data: bytes, expected: NDArray[Any], most: int = 1) -> None:
    image = shown(data)
    wanted = np.repeat(expected[..., None], 3, axis=2) if expected.ndim == 2 else expected
    assert image.shape == wanted.shape
    assert np.abs(image.astype(int) - wanted.astype(int)).max() <= most


layouts = given(
    depth=st.sampled_from(sorted(DEPTHS)),
    photometric=st.sampled_from(["minisblack", "miniswhite", "rgb"]),
    alpha=st.sampled_from([None, "unassalpha", "assocalpha", "unspecified"]),
    separate=st.booleans(),
    tiled=st.booleans(),
    order=st.sampled_from("<>"),
    big=st.booleans(),
    how=st.sampled_from(COMPRESSIONS),
)


@settings(max_examples=200)
@layouts
def test_every_layout_gives_the_original_picture(**layout: Any) -> None:
    check(*laid_out(**layout))


@settings(max_examples=100)
@layouts
def test_without_the_optional_package_the_picture_is_the_same_or_the_error_names_the_package(**layout: Any) -> None:
    laid = laid_out(**layout)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "imagecodecs", None)
        try:
            check(*laid)
        except PhotoError as error:
            assert error.stage == "extra"


def laid_out(  # noqa: PLR0917 - each is one choice
    depth: str,
    photometric: str,
    alpha: str | None,
    separate: bool,
    tiled: bool,
    order: str,
    big: bool,
    how: dict[str, Any],
) -> tuple[bytes, NDArray[Any], int]:
    """Make a TIFF of this layout; returns it with the expected picture and the largest allowed difference."""
    colours = picture() if photometric == "rgb" else grey()[..., None]
    assume(not (how.get("predictor") and "float of" in depth))
    expected = colours
    parts = [255 - colours if photometric == "miniswhite" else colours]
    if alpha is not None:
        cover = np.full((HEIGHT, WIDTH, 1), 255, np.uint8)
        cover[HEIGHT // 2 :] = 51
        parts.append(cover)
        share = cover / 255.0
        # With premultiplied colours, transparent pixels are black, whether zero or the largest value means white.
        if alpha == "assocalpha":
            assume(photometric != "miniswhite")
            parts[0] = np.round(parts[0] * share).astype(np.uint8)
        if alpha != "unspecified":
            expected = np.round(colours * share + 255 * (1 - share))
    values = deep(np.concatenate(parts, axis=2), depth)
    if separate and values.shape[2] > 1:
        values = np.moveaxis(values, 2, 0)
    values = values[..., 0] if values.shape[-1] == 1 and values.ndim == 3 else values
    options: dict[str, Any] = {
        "photometric": photometric, "byteorder": order, "bigtiff": big, **how,
        "planarconfig": ("separate" if separate else "contig") if values.ndim == 3 else None,
        "extrasamples": [alpha] if alpha else None, "tile": (16, 32) if tiled else None,
        "rowsperstrip": None if tiled else 7,
    }  # fmt: skip
    return written(values, **options), expected[..., 0] if expected.shape[2] == 1 else expected, 2 if alpha else 1


@pytest.mark.parametrize("depth", ["16", "12 in 16", "float32"])
@pytest.mark.parametrize("order", "<>")
def test_opencv_decodes_the_same_picture(depth: str, order: str) -> None:
    data = written(deep(picture(), depth), photometric="rgb", byteorder=order)
    other = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert other is not None
    scaled = np.round(other[..., ::-1] / DEPTHS[depth][1] * 255)
    assert np.abs(shown(data) - scaled).max() <= 1


@pytest.mark.parametrize("bits", [1, 2, 4])
@pytest.mark.parametrize("photometric", [0, 1])
def test_pictures_with_few_bits_per_pixel_are_decoded_as_grey(bits: int, photometric: int) -> None:
    levels = (grey().astype(int) * (2**bits - 1) + 127) // 255
    stored = levels if photometric else 2**bits - 1 - levels
    # Packed by hand, because no available writer packs them all.
    rows = [np.unpackbits(row.astype(np.uint8)[:, None], axis=1)[:, 8 - bits :].ravel() for row in stored]
    data = b"".join(np.packbits(row).tobytes() for row in rows)
    check(tiff([(258, 3, (bits,)), (262, 3, (photometric,))], data), np.round(levels * 255 / (2**bits - 1)))


def test_packed_twelve_bit_values_are_read_correctly() -> None:
    values = np.round(grey() / 255 * 4095).astype(int)
    bits = np.unpackbits(values.astype(">u2").view(np.uint8).reshape(HEIGHT, WIDTH, 2), axis=2)[..., 4:]
    data = b"".join(np.packbits(row.ravel()).tobytes() for row in bits)
    check(tiff([(258, 3, (12,)), (262, 3, (1,))], data), grey())


def tiff(tags: list[tuple[int, int, tuple[int, ...]]], pixels: bytes, size: tuple[int, int] = (WIDTH, HEIGHT)) -> bytes:
    """A TIFF with one strip and additional tags, all of which hold SHORT or LONG values."""
    entries = {
        256: (4, (size[0],)),
        257: (4, (size[1],)),
        273: (4, (8,)),
        278: (4, (size[1],)),
        279: (4, (len(pixels),)),
    }
    entries |= {tag: (kind, values) for tag, kind, values in tags}
    start = 8 + len(pixels) + len(pixels) % 2
    table, tail = b"", b""
    after = start + 2 + 12 * len(entries) + 4
    for tag, (kind, values) in sorted(entries.items()):
        packed = struct.pack(f"<{len(values)}{'H' if kind == 3 else 'I'}", *values)
        if len(packed) > 4:
            place, tail = struct.pack("<I", after + len(tail)), tail + packed + bytes(len(packed) % 2)
            packed = place
        table += struct.pack("<HHI4s", tag, kind, len(values), packed.ljust(4, b"\0"))
    head = b"II*\0" + struct.pack("<I", start)
    return head + pixels + bytes(len(pixels) % 2) + struct.pack("<H", len(entries)) + table + bytes(4) + tail


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
@pytest.mark.parametrize("separate", [False, True])
def test_ink_values_are_inverted(depth: type, separate: bool) -> None:
    inks = np.concatenate([255 - picture(), np.zeros((HEIGHT, WIDTH, 1), np.uint8)], axis=2)
    values = inks.astype(depth) * (257 if depth is np.uint16 else 1)
    values = np.moveaxis(values, 2, 0) if separate else values
    data = written(values, photometric="separated", planarconfig="separate" if separate else "contig")
    check(data, picture())


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("photometric", "depth"), [(8, 8), (8, 16), (9, 8), (9, 16)])
def test_a_lab_picture_has_the_right_colours(photometric: int, depth: int, order: str) -> None:
    """The CIE L*a*b* values of a saturated red, a neutral grey and white, as TIFF 6.0 and ICC encode them."""
    lab = np.array([[(53.24, 80.09, 67.2), (53.59, 0, 0), (100, 0, 0)]] * 8)
    scale = 255 if depth == 8 else 65535 if photometric == 8 else 65280
    light = np.round(lab[..., :1] / 100 * scale)
    hue = np.round(lab[..., 1:] * (1 if depth == 8 else 256))
    hue = hue + (128 if depth == 8 else 32768) if photometric == 9 else hue % (2**depth)
    values = np.concatenate([light, hue], axis=2).astype(np.uint8 if depth == 8 else np.uint16)
    data = written(values, photometric="cielab" if photometric == 8 else "icclab", byteorder=order)
    image = shown(data)[0].astype(int)
    for found, expected in zip(image, [(255, 0, 0), (128, 128, 128), (255, 255, 255)], strict=True):
        assert np.abs(found - expected).max() <= 12


@pytest.mark.parametrize("subsampling", [(1, 1), (2, 2), (2, 1)])
def test_subsampled_colour_is_combined_with_brightness(subsampling: tuple[int, int]) -> None:
    across, down = subsampling
    size = (48, 32)
    smooth = np.asarray(Image.fromarray(picture()).resize(size), np.float64)
    apart = np.asarray(Image.fromarray(smooth.astype(np.uint8)).convert("YCbCr"))
    units = []
    for y in range(0, size[1], down):
        for x in range(0, size[0], across):
            block = apart[y : y + down, x : x + across]
            units.append(bytes(block[..., 0].ravel()) + bytes(block[..., 1:].mean(axis=(0, 1)).astype(np.uint8)))
    tags = [(258, 3, (8, 8, 8)), (262, 3, (6,)), (277, 3, (3,)), (530, 3, subsampling)]
    check(tiff(tags, b"".join(units), size), smooth, most=14)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_every_decoder_turns_the_picture_upright_exactly_once(orientation: int, depth: type) -> None:
    turns: dict[int, Callable[[NDArray[Any]], NDArray[Any]]] = {
        2: np.fliplr, 3: lambda a: np.rot90(a, 2), 4: np.flipud, 5: lambda a: a.swapaxes(0, 1),
        6: np.rot90, 7: lambda a: np.rot90(a, 2).swapaxes(0, 1), 8: lambda a: np.rot90(a, -1),
    }  # fmt: skip
    stored = turns.get(orientation, lambda a: a)(picture())
    values = np.ascontiguousarray(stored).astype(depth) * (257 if depth is np.uint16 else 1)
    data = written(values, photometric="rgb", extratags=[(274, 3, 1, orientation, True)])
    check(data, picture())


class TestPages:
    """Several pages, one of which is the photo."""

    @staticmethod
    def pages(*kinds: int | None) -> bytes:
        stream = io.BytesIO()
        with tifffile.TiffWriter(stream) as file:
            for number, kind in enumerate(kinds):
                small = picture()[: 8 + number, : 8 + number]
                file.write(
                    small,
                    photometric="rgb",
                    extratags=[(254, 4, 1, kind, True)] if kind is not None else [],
                    metadata=None,
                )
        return stream.getvalue()

    @pytest.mark.parametrize(
        ("kinds", "expected"),
        [((None, None), 8), ((0, 1), 8), ((1, 0), 9), ((4, 1, 0), 10), ((1, 2, 0), 9), ((1, 1), 9), ((5, 4), 8 + 1)],
    )
    def test_the_first_page_that_is_neither_thumbnail_nor_mask_is_the_photo(
        self, kinds: tuple[int | None, ...], expected: int
    ) -> None:
        assert shown(self.pages(*kinds)).shape == (expected, expected, 3)

    def test_a_photo_in_a_subdirectory_of_its_thumbnail_is_found(self) -> None:
        stream = io.BytesIO()
        with tifffile.TiffWriter(stream) as file:
            file.write(picture()[:8, :8], photometric="rgb", subfiletype=1, subifds=1, metadata=None)
            file.write(picture(), photometric="rgb", subfiletype=0, metadata=None)
        check(stream.getvalue(), picture())

    def test_reading_a_loop_of_pages_ends(self) -> None:
        data = bytearray(self.pages(0, 1))
        tags = TagBlock(io.BytesIO(data))
        second = list(tags.chain())[1]
        end = second.offset + 2 + 12 * int.from_bytes(data[second.offset : second.offset + 2], "little")
        data[end : end + 4] = tags.first.to_bytes(4, "little")
        assert shown(bytes(data)).shape == (8, 8, 3)


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ([(262, 3, (32845,))], "LogLuv"),
        ([(262, 3, (10,))], "ITU"),
        ([(262, 3, (32803,))], "sensor"),
        ([(262, 3, (77,))], "unknown meaning"),
        ([(262, 3, (3,)), (258, 3, (16,))], "palette of 16 bits"),
        ([(262, 3, (2,))], "1 channels where its colours need 3"),
        ([(262, 3, (2,)), (277, 3, (3,)), (258, 3, (8, 8, 16))], "different depths"),
        ([(262, 3, (1,)), (339, 3, (5,))], "complex"),
        ([(262, 3, (5,)), (277, 3, (4,)), (332, 3, (2,))], "inks"),
    ],
)  # fmt: skip
def test_an_unsupported_feature_is_refused_by_name(tags: list[Any], reason: str) -> None:
    with pytest.raises(PhotoError, match=reason) as caught:
        shown(tiff(tags, bytes(WIDTH * HEIGHT * 8)))
    assert "truncated" not in caught.value.message


def test_a_deep_tiff_that_is_too_large_is_refused_before_it_needs_memory() -> None:
    data = tiff([(258, 3, (32,) * 3), (262, 3, (2,)), (277, 3, (3,))], b"", (9000, 9000))
    with pytest.raises(NeedsMoreMemoryError, match="TIFF of 9000 x 9000"):
        decode_photo(data, "a.tif", DecodeLimits(max_bytes=10**9))


@pytest.mark.parametrize("how", [{}, {"compression": "zlib"}])
def test_a_truncated_deep_tiff_is_an_error(how: dict[str, Any]) -> None:
    # The directory comes first, as in files written sequentially.
    data = written(deep(picture(), "16"), photometric="rgb", **how)
    with pytest.raises(PhotoError, match="truncated"):
        shown(data[:-200])


def test_a_guessed_brightness_is_reported() -> None:
    far = (grey().astype(np.float32) - 100) * 30
    facts = decode_photo(written(far, photometric="minisblack"), "a.tif").facts
    assert facts.tolerated == "tiff-range"
    assert decode_photo(written(deep(grey(), "float32")), "a.tif").facts.tolerated == ""


def test_highlights_brighter_than_white_do_not_change_the_rest() -> None:
    values = deep(picture(), "float32")
    values[0, 0] = 9.5
    expected = picture()
    expected[0, 0] = 255
    check(written(values, photometric="rgb"), expected)


@pytest.mark.parametrize("values", [deep(picture(), "16"), deep(grey(), "16")])
def test_deep_scans_in_common_layouts_need_no_package(monkeypatch: pytest.MonkeyPatch, values: NDArray[Any]) -> None:
    data = written(values, photometric="rgb" if values.ndim == 3 else "minisblack", compression="lzw", predictor=True)
    monkeypatch.setitem(sys.modules, "imagecodecs", None)
    check(data, picture() if values.ndim == 3 else grey())


def test_deep_scans_in_unusual_layouts_name_the_package_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(
        np.moveaxis(deep(picture(), "16"), 2, 0), photometric="rgb", planarconfig="separate", compression="lzw"
    )
    monkeypatch.setitem(sys.modules, "imagecodecs", None)
    with pytest.raises(PhotoError, match="LZW needs an optional package: imagecodecs") as caught:
        shown(data)
    assert caught.value.stage == "extra"


@pytest.mark.parametrize("compression", ["jpeg", "tiff_lzw", "tiff_adobe_deflate", "zstd"])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "YCbCr"])
def test_every_tiff_that_pillow_writes_is_read(compression: str, mode: str) -> None:
    image = Image.fromarray(picture())
    data = encode(
        image.convert(mode), "TIFF", compression=compression, **({"quality": 95} if compression == "jpeg" else {})
    )
    expected = np.asarray(image.convert(mode).convert("RGB"))
    check(data, expected, most=80 if compression == "jpeg" else 12)
    assert np.abs(shown(data).astype(int) - expected).mean() < 4


@pytest.mark.parametrize("compression", ["group3", "group4", "tiff_ccitt", "packbits"])
def test_faxes_are_black_on_white(compression: str) -> None:
    data = encode(Image.fromarray(grey() > 99), "TIFF", compression=compression)
    check(data, np.where(grey() > 99, 255, 0))


def test_an_empty_alpha_channel_is_ignored() -> None:
    values = np.concatenate([picture(), np.zeros((HEIGHT, WIDTH, 1), np.uint8)], axis=2)
    check(written(values, photometric="rgb", extrasamples=["unassalpha"]), picture())
    check(written(values.astype(np.uint16) * 257, photometric="rgb", extrasamples=["unassalpha"]), picture())
