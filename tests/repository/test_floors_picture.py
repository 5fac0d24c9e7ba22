"""The picture of the floors shows what import-linter checks."""

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def make_floors() -> ModuleType:
    specification = importlib.util.spec_from_file_location("make_floors", ROOT / "docs" / "make_floors.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def layers(container: str) -> list[list[str]]:
    """The floors as pyproject.toml states them, the highest first."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    found = [item["layers"] for item in linter["contracts"] if container in item.get("containers", ())]
    return [re.findall(r"\w+", layer) for layer in found[0]]


def drawn(make_floors: ModuleType, kind: str, inside: str | None = None) -> list[list[str]]:
    """The names of the boxes in the picture, row by row from the top and from left to right."""
    rows: dict[float, list[tuple[float, str]]] = {}
    for group in ElementTree.fromstring(make_floors.PICTURE.read_text(encoding="utf-8")).iter(f"{SVG}g"):
        if group.get("class") == kind and group.get("data-inside") == inside:
            box, name = group.find(f"{SVG}rect"), group.find(f"{SVG}text")
            assert box is not None and name is not None and name.text is not None
            rows.setdefault(float(box.attrib["y"]), []).append((float(box.attrib["x"]), name.text))
    return [[word for _, text in sorted(row) for word in text.split(" | ")] for _, row in sorted(rows.items())]


def test_the_picture_shows_the_floors_of_the_contract_in_their_order(make_floors: ModuleType) -> None:
    assert drawn(make_floors, "package") == layers("photoindex"), "run `make docs`"


@pytest.mark.parametrize("package", ["store", "people"])
def test_the_picture_shows_the_floors_inside_a_package(make_floors: ModuleType, package: str) -> None:
    assert drawn(make_floors, "part", inside=package) == layers(f"photoindex.{package}"), "run `make docs`"


def test_the_picture_is_what_its_script_draws(make_floors: ModuleType) -> None:
    assert make_floors.PICTURE.read_text(encoding="utf-8") == make_floors.picture(), "run `make docs`"


@pytest.mark.parametrize(
    ("heading", "package"), [("The floors", "photoindex"), ("The people engine", "photoindex.people")]
)
def test_the_page_explains_every_package_in_the_order_of_the_floors(heading: str, package: str) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", section, flags=re.MULTILINE)
    explained = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert explained == [name for floor in layers(package) for name in floor]
