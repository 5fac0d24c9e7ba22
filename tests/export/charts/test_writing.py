"""Charts are well-formed, private, accessible, and never replace anything but charts."""

import dataclasses
import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from photoindex.errors import UsageError
from photoindex.export.charts.colours import DARK, LIGHT
from photoindex.export.charts.layout import NARROW, WIDE, Box, Format, Text, laid_out
from photoindex.export.charts.records import Bars, Chart, Columns, HeatMap
from photoindex.export.charts.writing import write_chart
from tests.stored import mode

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("x")</script>&amp;\x00\x1b[31m\ud800'


def chart(name: str = "Grandma", years: int = 3) -> Chart:
    labels = tuple(str(2000 + year) for year in range(years))
    return Chart(
        "People & photos",
        "7 photos",
        "Grandma appears most.",
        (
            Bars("Each person", ((name, 4), ("Tom", 3))),
            HeatMap("Over the years", labels, ((name, tuple(range(years))), ("Tom", (0,) * years))),
            Columns("Photos", tuple((label, at) for at, label in enumerate(labels))),
        ),
        "No photo found.",
    )


def test_an_svg_has_a_title_a_description_and_both_colour_schemes(tmp_path: Path) -> None:
    write_chart(chart(), tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.get("role") == "img"
    assert [root.findtext(f"{SVG}{tag}") for tag in ("title", "desc")] == ["People & photos", "Grandma appears most."]
    named = (root.get("aria-labelledby") or "").split()
    assert named == [
        element.get("id") for element in (root.find(f"{SVG}title"), root.find(f"{SVG}desc")) if element is not None
    ]
    assert "prefers-color-scheme:dark" in text
    assert "Grandma" in [element.text or "".join(element.itertext()) for element in root.iter(f"{SVG}text")]
    assert "Tom, 2000: 0" in [element.text for element in root.iter(f"{SVG}title")]


def test_a_png_is_twice_as_wide_as_the_layout(tmp_path: Path) -> None:
    write_chart(chart(), tmp_path / "a.png")
    with Image.open(io.BytesIO((tmp_path / "a.png").read_bytes())) as picture:
        assert picture.size == (2 * WIDE.width, 2 * laid_out(chart()).height)
        assert len(picture.convert("RGB").getcolors(1 << 16) or []) > 5


def test_a_page_has_the_numbers_as_tables(tmp_path: Path) -> None:
    write_chart(chart(), tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert text.count("<table>") == 3
    assert '<th scope="row">Grandma</th><td>4</td>' in text
    assert "http://www.w3.org/2000/svg" in text and "<script" not in text


def test_a_page_has_a_picture_for_telephones_whose_letters_can_be_read_there(tmp_path: Path) -> None:
    write_chart(chart(), tmp_path / "a.html")
    text = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert f'viewBox="0 0 {NARROW.width} ' in text and NARROW.width <= 390
    assert text.count('role="img"') == text.count('id="chart-title"') + text.count('id="narrow-chart-title"') == 2
    assert min(shape.size for shape in laid_out(chart(), NARROW).shapes if isinstance(shape, Text)) >= 12


def test_a_long_title_takes_several_lines(tmp_path: Path) -> None:
    long = dataclasses.replace(chart(), title="Photos of everybody who was at the lake in the long summer of 1998")
    lines = [shape.text for shape in laid_out(long, NARROW).shapes if isinstance(shape, Text) and shape.size == 22]
    assert len(lines) == 3 and " ".join(lines) == long.title


@pytest.mark.parametrize("ending", ["svg", "html"])
def test_no_name_can_break_the_file(tmp_path: Path, ending: str) -> None:
    write_chart(chart(HOSTILE), tmp_path / f"a.{ending}")
    text = (tmp_path / f"a.{ending}").read_text(encoding="utf-8")
    assert "<script" not in text and "\x00" not in text and "\x1b" not in text
    if ending == "svg":
        ElementTree.fromstring(text)


def test_letters_that_no_font_has_are_reported_for_pictures_only(tmp_path: Path) -> None:
    assert write_chart(chart("\U00013000"), tmp_path / "a.png") == "\U00013000"
    assert write_chart(chart("\U00013000"), tmp_path / "a.svg") == ""


def test_a_name_that_no_font_has_is_drawn_anyway(tmp_path: Path) -> None:
    write_chart(chart(HOSTILE + "祖母" * 90), tmp_path / "a.png")


@pytest.mark.parametrize("form", [WIDE, NARROW])
@pytest.mark.parametrize("years", [0, 1, 60])
def test_everything_lies_in_the_picture(years: int, form: Format) -> None:
    layout = laid_out(chart("W" * 200, years), form)
    for shape in layout.shapes:
        assert 0 <= shape.x <= form.width and 0 <= shape.y <= layout.height
        if isinstance(shape, Box):
            assert shape.x + shape.width <= form.width + 0.01 and shape.y + shape.height <= layout.height
        if isinstance(shape, Text) and shape.text.startswith("WWW"):
            assert len(shape.text) < 40 and shape.tip == "W" * 200


def test_a_chart_is_private_and_replaces_nothing_but_charts(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    write_chart(chart(), file)
    write_chart(chart("Tom"), file)
    assert mode(file) & 0o077 == 0
    photo = tmp_path / "photo.png"
    Image.new("RGB", (10, 10)).save(photo)
    before = photo.read_bytes()
    with pytest.raises(UsageError, match="already exists and is not a chart"):
        write_chart(chart(), photo)
    (tmp_path / "link.svg").symlink_to(file)
    with pytest.raises(UsageError, match="already exists"):
        write_chart(chart(), tmp_path / "link.svg")
    assert photo.read_bytes() == before
    with pytest.raises(UsageError, match=r"Name a|cannot be written as"):
        write_chart(chart(), tmp_path / "a.pdf")
    with pytest.raises(UsageError, match="there is no folder"):
        write_chart(chart(), tmp_path / "nowhere" / "a.svg")


def _luminance(colour: str) -> float:
    parts = [value / 255 for value in bytes.fromhex(colour[1:])]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_text_and_marks_have_enough_contrast(colours: dict[str, str]) -> None:
    ground = _luminance(colours["ground"])
    for name, least in (("ink", 4.5), ("soft", 4.5), ("mark", 3.0)):
        low, high = sorted((ground, _luminance(colours[name])))
        assert (high + 0.05) / (low + 0.05) >= least, name
