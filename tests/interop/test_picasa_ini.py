"""One `.picasa.ini`: rectangles, contacts, encodings and what a crash of Picasa leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.geometry import Box
from photoindex.interop.picasa_ini import UNNAMED, box_of, contact_id, parse_ini, rectangle_of
from tests.interop.reading import edges

ONE = 65535
edge = st.integers(0, ONE)


@given(st.tuples(edge, edge), st.tuples(edge, edge))
def test_a_rectangle_comes_back_from_its_box_as_it_was(across: tuple[int, int], down: tuple[int, int]) -> None:
    (left, right), (top, bottom) = sorted(across), sorted(down)
    rectangle = left << 48 | top << 32 | right << 16 | bottom
    assert rectangle_of(box_of(rectangle)) == rectangle


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_box_comes_back_from_its_rectangle_within_half_a_step(x: float, y: float, right: float, down: float) -> None:
    box = Box(x, y, right * (1 - x), down * (1 - y))
    found = box_of(rectangle_of(box))
    assert (found.x, found.y) == pytest.approx((box.x, box.y), abs=0.5 / ONE + 1e-9)
    assert (found.width, found.height) == pytest.approx((box.width, box.height), abs=1 / ONE + 1e-9)


def test_the_four_numbers_are_left_top_right_and_bottom() -> None:
    left, top, right, bottom = 0x3F84 / ONE, 0x5BCB / ONE, 0x5941 / ONE, 0x8507 / ONE
    assert edges(box_of(0x3F845BCB59418507)) == pytest.approx((left, top, right - left, bottom - top))
    assert edges(box_of(0xFFFFFFFF)) == (0, 0, 1, 1)


def test_leading_zeros_may_be_dropped() -> None:
    ini = parse_ini(b"[a.jpg]\nfaces=rect64(ffffffff),d04ca592f8868c2\n[Contacts2]\n0d04ca592f8868c2=Ann;;\n")
    assert ini.faces == {"a.jpg": {0xFFFFFFFF: "0d04ca592f8868c2"}}
    assert ini.contacts == {"0d04ca592f8868c2": "Ann"}
    assert contact_id("D04CA592F8868C2") == "0d04ca592f8868c2"


def test_a_photo_may_have_several_faces_and_a_semicolon_at_the_end() -> None:
    ini = parse_ini(b"[a.jpg]\r\nfaces=rect64(10),1;rect64(20),2;\r\nbackuphash=1\r\n[b.jpg]\r\nfaces=rect64(30),3\r\n")
    assert ini.faces == {
        "a.jpg": {0x10: contact_id("1"), 0x20: contact_id("2")},
        "b.jpg": {0x30: contact_id("3")},
    }
    assert ini.invalid == []


def test_other_sections_and_keys_are_left_alone() -> None:
    ini = parse_ini(
        b"[encoding]\nutf8=1\n[Picasa]\nname=Holiday\n[.album:65d12673]\nname=Best of\nfaces=rect64(1),1\n"
        b"[a.jpg]\nrotate=rotate(1)\nfilters=crop64=1,3f845bcb59418507;\ncaption=faces=rect64(1),1\nstar=yes\n"
    )
    assert (ini.faces, ini.contacts, ini.invalid) == ({}, {}, [])


def test_contacts_of_both_sections_are_read_and_accounts_have_no_names() -> None:
    ini = parse_ini(
        b"[Contacts]\n1=joe_lh,cb989580bc43a91\n2=Ann;;\n[Contacts2]\n3=Ben Example;ben@example.org;\n4=;;\nx y=Cy;;\n"
    )
    assert ini.contacts == {contact_id("2"): "Ann", contact_id("3"): "Ben Example"}
    assert ini.invalid == ["line 7: not a contact"]


def test_a_face_that_is_written_twice_keeps_its_last_name() -> None:
    ini = parse_ini(
        b"[a.jpg]\nfaces=rect64(10),1;rect64(20),2\n[a.jpg]\nfaces=rect64(10),3;rect64(20),ffffffffffffffff\n"
        b"faces=rect64(30),ffffffffffffffff\n"
    )
    assert ini.faces == {"a.jpg": {0x10: contact_id("3"), 0x20: contact_id("2"), 0x30: UNNAMED}}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("[Contacts2]\n1=Zoë;;\n".encode(), "Zoë"),
        ("[Contacts2]\n1=Zoë;;\n".encode("utf-8-sig"), "Zoë"),
        ("[Contacts2]\n1=Zoë;;\n".encode("cp1252"), "Zoë"),
        (b"[Contacts2]\n1=Zo\xeb;;\n2=Zo\xc3\xab;;\n", "Zoë"),
        (b"\0\0[Contacts2]\r\n1=Zo\xc3\xab;;\r\n\0\0", "Zoë"),
        (b"[Contacts2]\n1=Zo\x81;;\n", "Zo\ufffd"),
    ],
)
def test_the_encoding_is_recognised_line_by_line(data: bytes, name: str) -> None:
    assert set(parse_ini(data).contacts.values()) == {name}


def test_the_name_of_a_file_may_hold_brackets_and_umlauts() -> None:
    ini = parse_ini("[Müller [1].jpg]\nfaces=rect64(10),1\n".encode())
    assert list(ini.faces) == ["Müller [1].jpg"]


@pytest.mark.parametrize(
    ("faces", "detail"),
    [
        ("rect64(10),1;rect64(", "line 2: 1 invalid faces of a.jpg"),
        ("rect64(10),1;rect64(12345678901234567),1;rect64(xy),1;1", "line 2: 3 invalid faces of a.jpg"),
    ],
)
def test_the_valid_faces_of_a_damaged_line_are_read(faces: str, detail: str) -> None:
    ini = parse_ini(f"[a.jpg]\nfaces={faces}\n".encode())
    assert ini.faces == {"a.jpg": {0x10: contact_id("1")}}
    assert ini.invalid == [detail]


@pytest.mark.parametrize("section", ["../a.jpg", "/etc/a.jpg", "..\\a.jpg", "C:\\a.jpg"])
def test_a_section_never_leads_to_another_folder(section: str) -> None:
    ini = parse_ini(f"[{section}]\nfaces=rect64(10),1\n".encode())
    assert (ini.faces, ini.invalid) == ({}, ["line 2: not a file name"])


def test_faces_without_a_photo_are_left_out() -> None:
    assert parse_ini(b"faces=rect64(10),1\n[]\nfaces=rect64(10),1\n").faces == {}
