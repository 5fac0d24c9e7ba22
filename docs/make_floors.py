"""Draw docs/floors.svg, the picture of the floors, from the contracts in pyproject.toml. `make docs` runs it."""

import re
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
PICTURE = Path(__file__).parent / "floors.svg"

# What each package of the house does, in as few words as fit into a box.
CAPTIONS = {
    "cli": "command line in, exit code out",
    "review": "the page on which people are named",
    "wording": "sentences that command line and page share",
    "operations": "one file for each command; wires the packages below together",
    "scan": "worker processes",
    "store": "the DuckDB index",
    "people": "clusters, names",
    "interop": "names in and out",
    "export": "slideshows, sheets",
    "faces": "detect, align, embed",
    "query": "queries to trees",
    "thumbnails": "small pictures of faces",
    "packs": "the models, verified and prepared",
    "inference": "onnxruntime sessions",
    "crawl": "folders to photo files",
    "decode": "bytes to upright RGB",
    "gazetteer": "towns around a position",
    "originals": "is the file still there, and the same?",
    "domain": "plain records: box, face, photo, person",
    "foreign_json": "JSON from elsewhere",
    "data_folder": "every file we write",
    "files": "whole or not at all",
    "installation": "how to add a package",
    "advice": "what to do next, as data",
    "errors": "one tree of errors",
    "file_lock": "ends with its process",
}

_WIDTH, _HEIGHT, _GAP, _MARGIN = 680, 46, 8, 12
_SIDE_WIDTH, _SIDE_HEIGHT = 190, 30
_STYLE = """
  text { font-family: system-ui, sans-serif; fill: #1f2933; }
  .name { font-size: 15px; font-weight: 600; }
  .caption { font-size: 11px; fill: #52606d; }
  .title { font-size: 13px; font-weight: 600; }
  .part { font-size: 12px; }
  .sheet { fill: #ffffff; }
  rect.box { fill: #e6eef7; stroke: #7b98b8; }
  rect.inner { fill: #f5f1e6; stroke: #b8a67b; }
"""


def floors(container: str) -> list[list[str]]:
    """The floors of a package, the highest first; the names on one floor do not import each other.

    Args:
        container: the dotted name of the package, as a contract of import-linter names it.

    Raises:
        LookupError: no contract names the package.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers" and container in contract["containers"]:
            return [re.findall(r"\w+", layer) for layer in contract["layers"]]
    raise LookupError(f"pyproject.toml has no contract for {container}")


def picture() -> str:
    """The whole picture as SVG text."""
    house = floors("photoindex")
    inner = [(name, floors(f"photoindex.{name}")) for name in ("store", "people")]
    height = max(_top(len(house)), sum(34 + len(rows) * (_SIDE_HEIGHT + 4) for _, rows in inner)) + _MARGIN
    width = _WIDTH + _SIDE_WIDTH + 4 * _MARGIN
    parts = [box for row, names in enumerate(house) for box in _floor(names, _top(row))]
    y = _MARGIN
    for name, rows in inner:
        parts += _inside(name, rows, y)
        y += 34 + len(rows) * (_SIDE_HEIGHT + 4)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">\n'
        f'<title id="title">The floors of photoindex: each imports only floors below it</title>\n'
        f'<style>{_STYLE}</style>\n<rect class="sheet" width="{width}" height="{height}"/>\n{body}\n</svg>\n'
    )


def _top(row: int) -> int:
    return _MARGIN + row * (_HEIGHT + _GAP)


def _floor(names: list[str], y: int) -> list[str]:
    """One floor of the house: a box for each package, side by side."""
    width = (_WIDTH - _GAP * (len(names) - 1)) // len(names)
    boxes = []
    for place, name in enumerate(names):
        x = _MARGIN + place * (width + _GAP)
        middle = x + width // 2
        boxes.append(
            f'<g class="package" data-floor="{name}"><rect class="box" x="{x}" y="{y}" width="{width}" '
            f'height="{_HEIGHT}" rx="4"/>'
            f'<text class="name" x="{middle}" y="{y + 20}" text-anchor="middle">{name}</text>'
            f'<text class="caption" x="{middle}" y="{y + 36}" text-anchor="middle">{escape(CAPTIONS[name])}</text></g>'
        )
    return boxes


def _inside(package: str, rows: list[list[str]], y: int) -> list[str]:
    """The floors inside of one package, as a column of its own."""
    x = _WIDTH + 3 * _MARGIN
    boxes = [f'<text class="title" x="{x}" y="{y + 16}">inside {package}</text>']
    for row, names in enumerate(rows):
        top = y + 24 + row * (_SIDE_HEIGHT + 4)
        boxes.append(
            f'<g class="part" data-inside="{package}"><rect class="inner" x="{x}" y="{top}" width="{_SIDE_WIDTH}" '
            f'height="{_SIDE_HEIGHT}" rx="4"/><text class="part" x="{x + _SIDE_WIDTH // 2}" y="{top + 20}" '
            f'text-anchor="middle">{" | ".join(names)}</text></g>'
        )
    return boxes


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
