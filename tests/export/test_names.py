import unicodedata
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.export.names import NameBook, portable_name

ANY_NAME = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=300)


@pytest.mark.parametrize(
    ("name", "portable"),
    [
        ("IMG_0001.JPG", "IMG_0001.JPG"),
        ("curie Ünïcødé 人 😀 (1).JPG", "curie Ünïcødé 人 😀 (1).JPG"),
        ('a<b>c:d"e|f?g*h\\i.jpg', "a_b_c_d_e_f_g_h_i.jpg"),
        ("line\nbreak.jpg", "line_break.jpg"),
        ("NUL.jpg", "_NUL.jpg"),
        ("com1", "_com1"),
        ("Console.jpg", "Console.jpg"),
        ("ends with dots...", "ends with dots"),
        ("...", "photo"),
        ("not-utf8-\udcff.jpg", "not-utf8-_.jpg"),
    ],
)
def test_a_name_is_kept_unless_a_system_refuses_it(name: str, portable: str) -> None:
    assert portable_name(name) == portable


@given(st.lists(ANY_NAME, max_size=8))
def test_names_never_collide_even_on_a_disk_that_ignores_case_and_accents(names: list[str]) -> None:
    book = NameBook([])
    taken = [book.take(name) for name in names]
    keys = {unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold()) for name in taken}
    assert len(keys) == len(names)


@given(ANY_NAME)
def test_every_name_is_valid_on_every_file_system_and_is_one_component(name: str) -> None:
    book = NameBook([])
    for taken in (book.take(name), book.take(name), book.take(name)):
        assert 0 < len(taken.encode("utf-8")) <= 255
        assert taken == PurePosixPath(taken).name
        assert not taken.endswith((" ", "."))
        assert portable_name(taken) == taken


def test_a_duplicate_name_gets_a_number_before_its_suffix() -> None:
    book = NameBook(["a.jpg"])
    assert [book.take("A.JPG"), book.take("a.jpg"), book.take("b.jpg")] == ["A (2).JPG", "a (3).jpg", "b.jpg"]


def test_names_with_composed_and_decomposed_accents_count_as_the_same_name() -> None:
    book = NameBook([])
    assert book.take("caf\u00e9.jpg") == "caf\u00e9.jpg"
    assert book.take("cafe\u0301.jpg") == "cafe\u0301 (2).jpg"


def test_a_long_name_is_shortened_before_its_suffix() -> None:
    book = NameBook([])
    first, second = book.take("é" * 200 + ".jpeg"), book.take("é" * 200 + ".jpeg")
    assert first.endswith("é.jpeg")
    assert second.endswith("é (2).jpeg")
