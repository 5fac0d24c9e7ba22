"""Draw a chart as SVG, in colours for light and dark screens."""

import re
from collections.abc import Mapping

from photoindex.export.charts.colours import DARK, LIGHT
from photoindex.export.charts.layout import WIDE, Box, Format, Shape, Text, laid_out
from photoindex.export.charts.records import Chart
from photoindex.export.templates import text_html

_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
# XML has no characters but these below the space.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def svg_chart(chart: Chart, mark: str) -> bytes:
    """The file; `mark` tells later commands that photoindex wrote it."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {mark} -->\n{svg_element(chart)}\n'.encode()


def svg_element(chart: Chart, form: Format = WIDE, name: str = "chart") -> str:
    """The picture as an element, which a page can hold too. If a page holds several, each needs a `name` of its own."""
    layout = laid_out(chart, form)
    shapes = "\n".join(map(_drawn, layout.shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{layout.width}" height="{layout.height}" '
        f'viewBox="0 0 {layout.width} {layout.height}" role="img" aria-labelledby="{name}-title {name}-summary">\n'
        f'<title id="{name}-title">{xml_text(chart.title)}</title>\n'
        f'<desc id="{name}-summary">{xml_text(chart.summary)}</desc>\n'
        f"<style>{_style()}</style>\n"
        f'<rect class="ground" width="{layout.width}" height="{layout.height}"/>\n{shapes}\n</svg>'
    )


def xml_text(text: str) -> str:
    """Text for an element or an attribute of XML."""
    return text_html(_NOT_IN_XML.sub("\ufffd", text))


def _style() -> str:
    return (
        f"text{{font-family:{_FONT};dominant-baseline:central}}"
        f"{_colours(LIGHT)}@media (prefers-color-scheme:dark){{{_colours(DARK)}}}"
    )


def _colours(colours: Mapping[str, str]) -> str:
    return "".join(f".{name}{{fill:{colour}}}" for name, colour in colours.items())


def _drawn(shape: Shape) -> str:
    tip = f"<title>{xml_text(shape.tip)}</title>" if shape.tip else ""
    if isinstance(shape, Box):
        return _box(shape, tip)
    return _text(shape, tip)


def _box(box: Box, tip: str) -> str:
    round_by = min(3.0, box.width / 2, box.height / 2)
    under = ""
    if 0 < box.strength < 1:
        under = f'fill-opacity="{_number(box.strength)}" '
    place = " ".join(
        f'{name}="{_number(value)}"'
        for name, value in (("x", box.x), ("y", box.y), ("width", box.width), ("height", box.height), ("rx", round_by))
    )
    end = f">{tip}</rect>" if tip else "/>"
    return f'<rect class="{box.colour}" {under}{place}{end}'


def _text(text: Text, tip: str) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    weight = ' font-weight="600"' if text.bold else ""
    return (
        f'<text class="{text.colour}" x="{_number(text.x)}" y="{_number(text.y)}" font-size="{text.size}"'
        f"{anchor}{weight}>{tip}{xml_text(text.text)}</text>"
    )


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
