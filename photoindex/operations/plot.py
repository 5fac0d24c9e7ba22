"""Plot: draw charts of statistics."""

from pathlib import Path

from photoindex.export.charts.records import Bars, Chart, Columns, HeatMap
from photoindex.export.charts.writing import check_chart_file, write_chart
from photoindex.operations.common.typed_paths import absolute

__all__ = ["Bars", "Chart", "Columns", "HeatMap", "check_plot_file", "plot"]


def check_plot_file(file: Path) -> None:
    """Check before the work begins that a chart may be written; raises the same errors as `plot`."""
    check_chart_file(absolute(file))


def plot(chart: Chart, file: Path) -> str:
    """Write a chart as .svg, .png or .html, readable by its owner only. An earlier chart is replaced. Return the
    letters that became question marks, because no font on this machine has them.

    Raises:
        UsageError: the ending of the name is unknown, there is no folder for the file, or another file is there.
        StorageError: the file cannot be written.
    """
    return write_chart(chart, absolute(file))
