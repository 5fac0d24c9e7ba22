"""Damaged packets and photos never crash the reader, and it never changes a file."""

import math
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from photoindex.decode import packets_of
from photoindex.interop.photo_names import PhotoNames
from tests.conftest import SHARED
from tests.fuzz.mutations import mutated, sources
from tests.interop.xmp.written import FORMS, area, listed, microsoft, mwg_region, mwg_regions, records, xmp

Snapshot = Callable[[Path], object]
REAL = SHARED / "data" / "odd-files-curated"
WORDS = (
    "nan", "-1", "1e308", "1e-320", "", "0,5", "٣", "\u202e", "\U0001f600", "x" * 5000, "../../etc/passwd", "&#0;",
    "&#x110000;", "&amp;" * 500, "<![CDATA[<!DOCTYPE x>]]>", "<!-- -->", "<rdf:li>" * 300, "</rdf:Bag>", 'a="b"', "]]>",
    "<?xpacket end", "Resource", "<rdf:value>0.5</rdf:value>", "0.1, 0.2", "pixel", "Ann",
)  # fmt: skip
# What stands between quotation marks or between tags.
PLACES = re.compile(r'(?<==")[^"]*(?=")|(?<=>)[^<]*(?=</)')


def own_packets() -> list[str]:
    """A packet with every schema in each form."""
    box = area(0.5, 0.4, 0.2, 0.1)
    return [
        xmp(
            mwg_regions(mwg_region("Ann", box, form), mwg_region("Tom", {"x": 1, "y": 2, "d": 1}, form), form=form)
            + microsoft(("Ann", "0.4, 0.35, 0.2, 0.1"), ("Eve", ""), form=form)
            + listed("digiKam:TagsList", ["People/Ann", "People/Family/Bob"])
            + listed("Iptc4xmpExt:PersonInImage", ["Zoe"])
        )
        for form in FORMS
    ]


def with_odd_words(packets: list[str], seed: int, count: int) -> Iterator[bytes]:
    """Packets in which numbers, names and tags are replaced by what nobody expects."""
    chance = random.Random(seed)
    for _ in range(count):
        text = chance.choice(packets)
        for _ in range(chance.choice((1, 2, 8))):
            start, end = chance.choice([match.span() for match in PLACES.finditer(text)])
            text = text[:start] + chance.choice(WORDS) + text[end:]
        yield text.encode(chance.choice(("utf-8", "utf-16", "utf-32-be")))


def check(found: list[PhotoNames]) -> None:
    for record in found:
        for region in record.regions:
            box = region.box
            assert all(map(math.isfinite, (box.x, box.y, box.width, box.height)))
            assert box.clipped().area > 0
            assert len(region.name) <= 300
        assert all(0 < len(name) <= 300 for name in record.names)


def test_packets_with_odd_words_are_read_or_noted(tmp_path: Path, snapshot: Snapshot) -> None:
    for number, data in enumerate(with_odd_words(own_packets(), 7, 400)):
        (tmp_path / f"{number:03}.jpg.xmp").write_bytes(data)
    before = snapshot(tmp_path)
    found, unread = records([tmp_path])
    check(found)
    assert len(found) > 50
    assert len(unread) > 50
    assert snapshot(tmp_path) == before


@pytest.mark.shared_data
def test_mutated_real_packets_are_read_or_noted(tmp_path: Path, snapshot: Snapshot) -> None:
    originals = tmp_path / "originals"
    originals.mkdir()
    for path in sorted((REAL / "face-regions").iterdir()):
        packets = [path.read_bytes()] if path.suffix == ".xmp" else packets_of(path)
        for number, packet in enumerate(packets):
            (originals / f"{path.stem}-{number}.xmp").write_bytes(packet)
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    for name, data in mutated(sorted(originals.iterdir()), 11, 500):
        (damaged / f"{Path(name).stem}.jpg.xmp").write_bytes(data)
    before = snapshot(tmp_path)
    found, unread = records([damaged])
    check(found)
    assert len(found) + len({one.origin for one in unread}) > 250
    assert snapshot(tmp_path) == before


@pytest.mark.shared_data
def test_mutated_real_photos_are_read_or_noted(tmp_path: Path, snapshot: Snapshot) -> None:
    kinds = frozenset((".jpg", ".png", ".heic", ".heif", ".avif", ".webp", ".gif", ".dng", ".tif", ".jxl", ".cr3"))
    photos = []
    for name, data in mutated(
        [path for path in sources(SHARED / "data", kinds) if path.stat().st_size < 500_000], 13, 300
    ):
        photos.append(tmp_path / name)
        photos[-1].write_bytes(data)
    before = snapshot(tmp_path)
    found, _ = records([tmp_path], photos)
    check(found)
    assert snapshot(tmp_path) == before
