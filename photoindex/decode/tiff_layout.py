"""Find the page of a TIFF that is the photo, the layout of its values, and the decoder that reads them correctly."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from photoindex.decode.tiff_tags import Directory, TagBlock
from photoindex.errors import PhotoError

# TIFF 6.0 and its supplements.
_SUBFILE, _OLD_SUBFILE, _SUB_DIRECTORIES = 254, 255, 330
_WIDTH, _LENGTH, _DEPTH = 256, 257, 32997
_BITS, _COMPRESSION, _PHOTOMETRIC, _SAMPLES, _PLANES = 258, 259, 262, 277, 284
_INK_SET, _EXTRA, _FORMAT, _SUBSAMPLING = 332, 338, 339, 530

_STRIPS, _TILES = 273, 324
_FEW_BYTES = 1_000_000
_MOST_BELOW = 256

_REDUCED, _MASK = 1, 4
_OLD_REDUCED = 2

WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, PALETTE, CMYK, YCBCR, LAB, ICC_LAB = 0, 1, 2, 3, 5, 6, 8, 9
_COLOURS = {WHITE_IS_ZERO: 1, BLACK_IS_ZERO: 1, RGB: 3, PALETTE: 1, CMYK: 4, YCBCR: 3, LAB: 3, ICC_LAB: 3}
_OTHERS = {
    4: "a transparency mask", 10: "ITU L*a*b*", 32803: "the raw values of a sensor", 32844: "LogL", 32845: "LogLuv",
    34892: "linear raw values", 51177: "a depth map",
}  # fmt: skip
_JPEG = 7

# Kinds of extra channels that hold opacity; an old program wrote 999.
PREMULTIPLIED, _ALPHA = 1, (1, 2, 999)


@dataclass(frozen=True, slots=True)
class Layout:
    """The storage layout of a page. `bits` holds the number of bits of each channel. `alpha` is the index of the
    opacity channel, if there is one, and `premultiplied` says that the colours are multiplied by the opacity. `big`
    marks a BigTIFF. `shared_colour` marks YCbCr in which neighbouring pixels share their colour (chroma subsampling).
    """

    size: tuple[int, int]
    bits: tuple[int, ...]
    photometric: int
    compression: int
    samples: int
    separate: bool
    format: int
    alpha: int | None
    premultiplied: bool
    big: bool
    shared_colour: bool

    @property
    def colours(self) -> int:
        """The number of colour channels."""
        return _COLOURS[self.photometric]

    @property
    def needs_numbers(self) -> bool:
        """Whether Pillow misreads or refuses the page. This happens with depths other than 8 bits (except a single
        channel of fewer bits), separate planes, extra channels beside colours other than RGB, signed values, ICC L*a*b*
        and BigTIFF.
        """
        if self.photometric in {PALETTE, YCBCR}:
            return False
        if self.photometric == ICC_LAB or self.format not in {1, 4} or self.separate or self.big:
            return True
        if set(self.bits) == {8}:
            return self.samples > self.colours and self.photometric != RGB
        return self.samples > 1 or self.bits[0] not in {1, 2, 4}

    @property
    def pillow_will_do(self) -> bool:
        """Whether Pillow can read the page despite `needs_numbers`, although it reads only the upper eight bits of
        colours.
        """
        if self.format != 1 or self.big:
            return False
        if self.photometric == RGB:
            return self.bits == (8, 8, 8) or (not self.separate and self.bits == (16, 16, 16))
        return self.photometric == BLACK_IS_ZERO and not self.separate and self.bits in {(8, 8), (12,), (16,)}

    @property
    def needs_libtiff(self) -> bool:
        """Whether pixels share their colour in a page without JPEG compression. Only libtiff's own converter supports
        this.
        """
        return self.photometric == YCBCR and self.compression != _JPEG and self.shared_colour

    @property
    def cost(self) -> int:
        """The peak memory in bytes per pixel."""
        # Two copies of the stored values, a copy in 8 bits, and the result while it is turned.
        return 2 * sum(-(-bits // 8) for bits in self.bits) + self.samples + 6 if self.needs_numbers else 8


def photo_page(tags: TagBlock) -> Directory:
    """The first page that is not marked as a reduced version of another page or as a mask.

    Pages of the chain come before their sub-pages. If all pages are marked, the result is the largest page. Raises
    PhotoError if there is no page.
    """
    chain = list(tags.chain())
    below = list(islice((child for page in chain for child in _sub_pages(tags, page)), _MOST_BELOW))
    pages = [page for page in (*chain, *below) if page.number(_WIDTH, 0) and page.number(_LENGTH, 0)]
    if not pages:
        raise PhotoError("decode", "damaged: a TIFF without a readable page")
    whole = next((page for page in pages if not _is_reduced_or_mask(page)), None)
    return whole or max(pages, key=lambda page: page.number(_WIDTH, 0) * page.number(_LENGTH, 0))


def check_parts(page: Directory, size: int, most: int) -> None:
    """Refuse a page that has more than `most` strips or tiles, or whose tags hold far more than `size` bytes.

    `size` is the size of the file.

    Raises PhotoError ("too-much-work", "damaged").
    """
    parts = max(map(page.count, (_STRIPS, _TILES)))
    if parts > most:
        message = f"a TIFF in {parts:,} strips or tiles, over the limit of {most:,}"
        raise PhotoError("decode", message, "too-much-work")
    if page.held_bytes(size) > 2 * size + _FEW_BYTES:
        raise PhotoError("decode", "damaged: the tags of a TIFF hold more than the whole file", "damaged")


def _sub_pages(tags: TagBlock, page: Directory) -> Iterator[Directory]:
    for offset in page.ints(_SUB_DIRECTORIES, 16):
        child = tags.directory(offset)
        if child is not None:
            yield child


def _is_reduced_or_mask(page: Directory) -> bool:
    if _SUBFILE in page:
        return bool(page.number(_SUBFILE, 0) & (_REDUCED | _MASK))
    return page.number(_OLD_SUBFILE, 0) == _OLD_REDUCED


def layout_of(page: Directory, *, big: bool = False) -> Layout:
    """The layout of a page. Raises PhotoError, which names the feature, if no decoder here reads it correctly."""
    samples = page.number(_SAMPLES, 1)
    bits = page.ints(_BITS) or (1,)
    # If the tag is missing, libtiff and programs that use it decide by the number of channels.
    photometric = page.number(_PHOTOMETRIC, BLACK_IS_ZERO if samples < 3 else RGB)
    if photometric not in _COLOURS:
        raise _unsupported(f"with {_OTHERS.get(photometric, f'values of an unknown meaning ({photometric})')}")
    extra = samples - _COLOURS[photometric]
    kinds = page.ints(_EXTRA)[: max(extra, 0)]
    alpha = next((at for at, kind in enumerate(kinds) if kind in _ALPHA), None)
    layout = Layout(
        size=(page.number(_WIDTH, 0), page.number(_LENGTH, 0)),
        # A single number may apply to all channels.
        bits=(bits * samples)[:samples] if len(bits) < samples else bits[:samples],
        photometric=photometric,
        compression=page.number(_COMPRESSION, 1),
        samples=samples,
        separate=page.number(_PLANES, 1) == 2 and samples > 1,
        format=page.number(_FORMAT, 1),
        alpha=None if alpha is None else _COLOURS[photometric] + alpha,
        premultiplied=alpha is not None and kinds[alpha] == PREMULTIPLIED,
        big=big,
        shared_colour=(page.ints(_SUBSAMPLING, 2) or (2, 2)) != (1, 1),
    )
    _check(page, layout, extra)
    return layout


def _check(page: Directory, layout: Layout, extra: int) -> None:
    if extra < 0 or layout.samples > 64:
        raise _unsupported(f"with {layout.samples} channels where its colours need {layout.colours}")
    if len(set(layout.bits)) > 1:
        raise _unsupported("with channels of different depths")
    if layout.format not in {1, 2, 3, 4}:
        raise _unsupported("with complex numbers")
    if layout.photometric == PALETTE and layout.bits[0] not in {1, 2, 4, 8}:
        raise _unsupported(f"with a palette of {layout.bits[0]} bits")
    if layout.photometric == YCBCR and layout.bits[0] != 8:
        raise _unsupported(f"with YCbCr of {layout.bits[0]} bits")
    if layout.photometric in {LAB, ICC_LAB} and layout.bits[0] not in {8, 16}:
        raise _unsupported(f"with L*a*b* of {layout.bits[0]} bits")
    if layout.photometric == CMYK and page.number(_INK_SET, 1) != 1:
        raise _unsupported("with inks other than CMYK")
    if page.number(_DEPTH, 1) != 1:
        raise _unsupported("with a volume instead of a picture")


def _unsupported(what: str) -> PhotoError:
    return PhotoError("decode", f"a TIFF {what}, which is not supported")
