"""Write a page with a chart and its numbers as tables."""

from collections.abc import Sequence

from photoindex.export.charts.layout import NARROW
from photoindex.export.charts.records import Bars, Chart, Columns, HeatMap, Section
from photoindex.export.charts.svg import svg_element, xml_text
from photoindex.export.templates import fill, page_head, template


def page_chart(chart: Chart, mark: str) -> bytes:
    """The file; `mark` tells later commands that photoindex wrote it."""
    title = xml_text(chart.title)
    values = {
        "head": page_head(title, mark),
        "title": title,
        "chart": svg_element(chart),
        "narrow": svg_element(chart, NARROW, "narrow-chart"),
        "tables": "\n".join(map(_details, chart.sections)),
    }
    return fill(template("chart.html"), values).encode("utf-8")


def _details(section: Section) -> str:
    return f"<details><summary>{xml_text(section.heading)}</summary>{_table(section)}</details>"


def _table(section: Section) -> str:
    if isinstance(section, Bars):
        return _rows((), [(label, (number,)) for label, number in section.rows])
    if isinstance(section, Columns):
        return _rows((), [(label, (number,)) for label, number in section.columns])
    assert isinstance(section, HeatMap)
    return _rows(section.columns, section.rows)


def _rows(head: Sequence[str], rows: Sequence[tuple[str, tuple[int, ...]]]) -> str:
    heading = "".join(f'<th scope="col">{xml_text(label)}</th>' for label in head)
    top = f"<thead><tr><td></td>{heading}</tr></thead>" if head else ""
    body = "".join(
        f'<tr><th scope="row">{xml_text(label)}</th>{"".join(f"<td>{number:,}</td>" for number in numbers)}</tr>'
        for label, numbers in rows
    )
    return f'<div class="wide" tabindex="0"><table>{top}<tbody>{body}</tbody></table></div>'
