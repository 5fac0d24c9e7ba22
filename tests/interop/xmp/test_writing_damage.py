"""A damaged packet is refused, or names are written into it as into any other; nothing else happens."""

import random

from photoindex.domain.geometry import Box
from photoindex.interop.xmp.packet import PacketError
from photoindex.interop.xmp.writing import with_names
from photoindex.interop.xmp.written import SCHEMAS, NamedBox, Wanted
from tests.interop.xmp.test_writing import LIGHTROOM

TOKENS = (
    b"<rdf:Bag>", b"</rdf:Bag>", b"<rdf:li>", b"</rdf:li>", b' rdf:parseType="Resource"', b"&a;", b"<!--", b"-->",
    b"<?x ?>", b"<![CDATA[", b'"', b">", b"<", b"\xff", b"\0", b' xmlns:rdf=""', b"<rdf:Description/>", b"<rdf:Alt/>",
)  # fmt: skip


def damaged(chance: random.Random) -> bytes:
    data = bytearray(LIGHTROOM)
    for _ in range(chance.choice((1, 1, 2))):
        at, other = chance.randrange(len(data)), chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                del data[at : at + chance.randrange(1, 40)]
            case 1:
                data[at:at] = chance.choice(TOKENS)
            case 2:
                data[at] = chance.randrange(256)
            case _:
                data[at:at] = data[other : other + chance.randrange(200)]
    return bytes(data)


def test_two_thousand_damaged_packets_are_refused_or_written_once() -> None:
    chance = random.Random(20261126)
    wanted = Wanted((NamedBox("Ann", Box(0.1, 0.2, 0.2, 0.3)),), (4000, 3000), SCHEMAS)
    written = refused = 0
    for _ in range(2000):
        try:
            first = with_names(damaged(chance), wanted)
        except PacketError:
            refused += 1
            continue
        written += 1
        if first.data is not None:
            again = with_names(first.data, wanted, first.marks)
            assert again.data is None
            assert again.marks == first.marks
            with_names(first.data, Wanted((), wanted.dimensions), first.marks)
    assert written > 100
    assert refused > 200
