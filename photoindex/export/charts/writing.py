"""Write a chart to a file, in the form that the ending of its name says."""

from collections.abc import Callable, Mapping
from pathlib import Path

from photoindex.errors import UsageError
from photoindex.export.charts.layout import laid_out
from photoindex.export.charts.page import page_chart
from photoindex.export.charts.png import png_chart
from photoindex.export.charts.records import Chart
from photoindex.export.charts.svg import svg_chart
from photoindex.export.files import readable, writing
from photoindex.export.fonts import undrawable
from photoindex.files import write_whole

# This mark stands near the beginning of every chart; only a file that contains it may be replaced.
CHART_MARK = "photoindex chart"
_HEAD = 4096

_DRAWINGS: Mapping[str, Callable[[Chart, str], bytes]] = {
    ".svg": svg_chart,
    ".png": png_chart,
    ".html": page_chart,
    ".htm": page_chart,
}


def check_chart_file(file: Path) -> None:
    """Check that a chart may be written there.

    Raises:
        UsageError: the ending of the name is unknown, there is no folder for the file, or another file is there.
        StorageError: the folder cannot be read.
    """
    if file.suffix.lower() not in _DRAWINGS:
        raise UsageError(f"a chart cannot be written as {readable(file)}", hint="Name a .svg, .png or .html file.")
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder {readable(file.parent)}", hint="Make it, or name another file.")
    with writing(file):
        if not (file.exists() or file.is_symlink()):
            return
        ours = file.is_file() and not file.is_symlink() and CHART_MARK.encode() in _head(file)
    if not ours:
        raise UsageError(f"{readable(file)} already exists and is not a chart", hint="Name another file, or remove it.")


def write_chart(chart: Chart, file: Path) -> str:
    """Write a chart that only its owner can read, completely or not at all. A chart that an earlier command wrote is
    replaced. Return the letters that became question marks, because no font has them.

    Raises the same errors as `check_chart_file`, and StorageError if the file cannot be written.
    """
    check_chart_file(file)
    data = _DRAWINGS[file.suffix.lower()](chart, CHART_MARK)
    with writing(file):
        write_whole(file, data, private=True)
    # Other charts are drawn by the program that shows them.
    return undrawable(laid_out(chart).texts) if file.suffix.lower() == ".png" else ""


def _head(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_HEAD)
