"""Directories of tags are read in every layout, and damaged tags are treated as missing."""

import struct
from fractions import Fraction
from io import BytesIO

import pytest

from photoindex.decode.tiff_tags import Directory, TagBlock

Entry = tuple[int, int, int, bytes]


def block(*directories: list[Entry], order: str = "<", big: bool = False, magic: int = 42) -> bytes:
    """Directories of (tag, type, count, field), each followed by the next. A field has four bytes, or eight in a
    BigTIFF.
    """
    mark, wide, width = {"<": b"II", ">": b"MM"}[order], "Q" if big else "I", "Q" if big else "H"
    start = 16 if big else 8
    head = struct.pack(f"{order}HHHQ", 43, 8, 0, start) if big else struct.pack(f"{order}HI", magic, start)
    data = mark + head
    for number, entries in enumerate(directories, 1):
        data += struct.pack(f"{order}{width}", len(entries))
        for tag, kind, count, field in entries:
            data += struct.pack(f"{order}HH{wide}", tag, kind, count) + field
        after = len(data) + (8 if big else 4)
        data += struct.pack(f"{order}{wide}", after if number < len(directories) else 0)
    return data


def only(data: bytes) -> Directory:
    (directory,) = TagBlock(BytesIO(data)).chain()
    return directory


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
def test_values_are_read_in_both_byte_orders_and_in_both_sizes_of_offsets(order: str, *, big: bool) -> None:
    width = 8 if big else 4
    shorts, long = struct.pack(f"{order}HH", 7, 9).ljust(width, b"\0"), struct.pack(f"{order}I", 70_000)
    found = only(block([(256, 3, 2, shorts), (257, 4, 1, long.ljust(width, b"\0"))], order=order, big=big))
    assert found.ints(256) == (7, 9)
    assert found.ints(256, 1) == (7,)
    assert (found.number(256, 0), found.number(257, 0), found.number(258, 5)) == (7, 70_000, 5)
    assert (found.count(256), found.count(258)) == (2, 0)
    assert 257 in found
    assert 258 not in found


def test_values_that_do_not_fit_into_their_field_are_read_from_elsewhere() -> None:
    where = struct.pack("<I", 1000)
    data = block([(270, 2, 6, where), (282, 5, 2, where)]).ljust(1000, b"\0")
    found = only(data + struct.pack("<4I", 1, 3, 10, 4))
    assert found.blob(270) == struct.pack("<I", 1) + b"\3\0"
    assert found.rationals(282) == (Fraction(1, 3), Fraction(5, 2))
    assert found.held_bytes(10) == 6 + 10


def test_a_fraction_without_a_value_makes_the_whole_tag_empty() -> None:
    data = block([(282, 5, 2, struct.pack("<I", 1000))]).ljust(1000, b"\0")
    assert only(data + struct.pack("<4I", 1, 3, 10, 0)).rationals(282) == ()


def test_a_tag_of_another_type_reads_as_empty() -> None:
    found = only(block([(256, 2, 3, b"ab\0\0"), (257, 99, 1, b"\1\0\0\0")]))
    assert found.ints(256) == found.ints(257) == found.rationals(257) == ()
    assert found.blob(257) == b""


def test_values_that_extend_beyond_the_end_of_the_file_are_read_up_to_the_end() -> None:
    data = block([(273, 4, 3, struct.pack("<I", 1000)), (274, 4, 3, struct.pack("<I", 5000))]).ljust(1000, b"\0")
    found = only(data + struct.pack("<I", 8) + b"\1\2")
    assert found.ints(273) == (8,)
    assert found.ints(274) == ()


def test_directories_are_read_one_after_another_and_a_loop_ends_the_reading() -> None:
    entry = (256, 3, 1, b"\1\0\0\0")
    data = block([entry], [entry], [entry])
    assert [item.offset for item in TagBlock(BytesIO(data)).chain()] == [8, 26, 44]
    looped = data[:-4] + struct.pack("<I", 26)
    assert [item.offset for item in TagBlock(BytesIO(looped)).chain()] == [8, 26, 44]


def test_a_block_of_tags_may_begin_anywhere() -> None:
    data = b"Exif\0\0" + block([(256, 3, 1, b"\1\0\0\0")])
    (found,) = TagBlock(BytesIO(data), 6).chain()
    assert found.number(256, 0) == 1


@pytest.mark.parametrize("magic", [42, 0x4F52, 0x5352, 0x55])
def test_the_magic_numbers_of_camera_makers_are_recognised(magic: int) -> None:
    assert TagBlock(BytesIO(block([(256, 3, 1, b"\1\0\0\0")], magic=magic))).valid


@pytest.mark.parametrize("data", [b"", b"II", b"XX*\0\x08\0\0\0", b"II+\0\x08\0\0\0", b"II\x63\0\x08\0\0\0", b"MM\0*"])
def test_bytes_that_are_not_a_tiff_have_no_directories(data: bytes) -> None:
    found = TagBlock(BytesIO(data))
    assert not found.valid
    assert list(found.chain()) == []
