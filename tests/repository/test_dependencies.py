"""Every package that the code imports is declared in pyproject.toml."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Import names of packages that belong to extras and may not be installed.
OPTIONAL = {"imagecodecs": "imagecodecs", "matplotlib": "matplotlib", "rawpy": "rawpy"}


def imported() -> set[str]:
    names: set[str] = set()
    for file in (ROOT / "photoindex").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                # Many packages share one namespace.
                names.add("google.protobuf" if node.module.startswith("google.") else node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {"photoindex"}


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "dev" for line in lines]
    return {re.split(r"[\[<>=! ]", line, maxsplit=1)[0].lower() for line in [*project["dependencies"], *extras]}


def test_every_import_is_declared_as_a_dependency_or_an_extra() -> None:
    known = packages_distributions() | {"google.protobuf": ["protobuf"], "distributed": ["dask"], "_duckdb": ["duckdb"]}
    from_packages = {
        name: {package.lower().replace("_", "-") for package in known.get(name, [OPTIONAL.get(name, name)])}
        for name in imported()
    }
    assert {name: packages for name, packages in from_packages.items() if not packages & declared()} == {}
