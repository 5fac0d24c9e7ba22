from pathlib import Path

import numpy as np
import pytest
import skimage
from PIL import Image, ImageEnhance, ImageFilter

from photoindex.errors import PhotoError
from photoindex.export.likeness import Likeness, print_of

ASTRONAUT = Path(skimage.__file__).parent / "data" / "astronaut.png"
CAT = Path(skimage.__file__).parent / "data" / "chelsea.png"


def saved(picture: Image.Image, path: Path) -> Likeness:
    picture.save(path, quality=85)
    return Likeness(print_of(path))


@pytest.fixture
def astronaut() -> Image.Image:
    return Image.open(ASTRONAUT).convert("RGB")


def test_a_small_dark_or_blurred_copy_of_a_photo_resembles_it(astronaut: Image.Image, tmp_path: Path) -> None:
    original = Likeness(print_of(ASTRONAUT))
    copies = (
        astronaut.resize((200, 200)),
        ImageEnhance.Brightness(astronaut).enhance(0.7),
        astronaut.filter(ImageFilter.GaussianBlur(3)),
    )
    for number, copy in enumerate(copies):
        assert original.resembles(saved(copy, tmp_path / f"{number}.jpg"), same_moment=False)


def test_the_next_photo_of_a_burst_resembles_the_one_before(astronaut: Image.Image, tmp_path: Path) -> None:
    shifted = saved(astronaut.crop((15, 12, 512, 508)), tmp_path / "next.jpg")
    assert Likeness(print_of(ASTRONAUT)).resembles(shifted, same_moment=True)


def test_different_photos_do_not_resemble_each_other_even_if_they_are_of_one_moment() -> None:
    assert not Likeness(print_of(ASTRONAUT)).resembles(Likeness(print_of(CAT)), same_moment=True)


def test_a_file_that_is_no_photo_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no photo")
    with pytest.raises(PhotoError):
        print_of(tmp_path / "a.jpg")


def test_faces_count_only_if_both_are_known() -> None:
    bits = np.arange(128) % 2 == 0
    face = np.array([1.0, 0.0], dtype=np.float32)
    one, other = Likeness(bits, face), Likeness(~bits, face)
    assert one.resembles(other, same_moment=False)
    assert not one.resembles(Likeness(~bits), same_moment=False)
