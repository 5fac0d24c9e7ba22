"""A new picture is made only if this is needed."""

import pytest

from photoindex.export.contents.form import Form, Output, output_of, recipe_of

SMALL, LARGE = (800, 600), (4000, 3000)


@pytest.mark.parametrize(
    ("name", "kind", "size", "form", "output"),
    [
        ("a.jpg", "JPEG", LARGE, Form(), Output("copy", ".jpg")),
        ("a.nef", "NEF", LARGE, Form(), Output("copy", ".nef")),
        ("a.jpg", "JPEG", SMALL, Form(size=1000), Output("copy", ".jpg")),
        ("a.JPG", "JPEG", LARGE, Form(size=1000), Output("render", ".JPG")),
        ("a.png", "PNG", LARGE, Form(size=1000), Output("render", ".png", "PNG")),
        ("a.heic", "HEIF", LARGE, Form(size=1000), Output("render", ".jpg")),
        ("a.png", "PNG", LARGE, Form(size=1000, to_jpeg=True), Output("render", ".jpg")),
        ("a.heic", "HEIF", SMALL, Form(to_jpeg=True), Output("render", ".jpg")),
        ("a.jpg", "MPO", SMALL, Form(to_jpeg=True), Output("copy", ".jpg")),
        ("a.jpg", "JPEG", SMALL, Form(strip="location"), Output("strip", ".jpg")),
        ("a.heic", "HEIF", SMALL, Form(strip="metadata"), Output("strip", ".heic")),
        ("a.nef", "NEF", SMALL, Form(strip="location"), Output("render", ".jpg")),
        ("a.jxl", "JXL", SMALL, Form(strip="metadata"), Output("render", ".jpg")),
        ("a.bmp", "BMP", SMALL, Form(strip="metadata"), Output("copy", ".bmp")),
        # The content decides, not the name.
        ("a.jpg", "PNG", LARGE, Form(size=1000), Output("render", ".png", "PNG")),
    ],
)
def test_the_form_follows_from_the_photo_and_the_options(
    name: str, kind: str, size: tuple[int, int], form: Form, output: Output
) -> None:
    assert output_of(name, kind, size, form) == output


def test_recipes_differ_if_the_files_would_differ() -> None:
    forms = [Form(), Form(size=1000), Form(size=900), Form(strip="location"), Form(strip="metadata"), Form(touch=True),
             Form(size=1000, strip="location")]  # fmt: skip
    recipes = [recipe_of(output_of("a.jpg", "JPEG", LARGE, form), form) for form in forms]
    assert len(set(recipes)) == len(forms)
    small = [recipe_of(output_of("a.jpg", "JPEG", SMALL, form), form) for form in (Form(), Form(size=1000))]
    assert small[0] == small[1]


def test_a_form_is_known_by_what_it_changes() -> None:
    assert Form().changes == {}
    assert Form(size=50, strip="location").changes == {"size": 50, "strip": "location"}
    assert Form.of({"touch": True, "template": "{stem}"}) == Form(touch=True)
