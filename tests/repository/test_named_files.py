"""Every file that the documentation names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "docs", ROOT / ".github", ROOT / "models", ROOT / "benchmarks", ROOT / "tests")
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in DOCUMENTS for page in folder.rglob("*.md"))])
# A page may name a package without `photoindex/`, and a file by its path from the page.
HOUSE = ROOT / "photoindex"
FOLDERS = {path.name for folder in (ROOT, HOUSE) for path in folder.iterdir() if path.is_dir()}
PATH = re.compile(r"(?<![\w/.~-])((?:[\w.<>-]+/)+[\w.<>*-]*)")


def names_in(text: str) -> set[str]:
    """The paths of this repository in code spans, without links and addresses."""
    spans = re.findall(r"`([^`\n]+)`", text)
    found = {name for span in spans for name in PATH.findall(span)}
    return {name for name in found if name.partition("/")[0] in FOLDERS}


def exists(name: str, page: Path = ROOT / "README.md") -> bool:
    """Whether the repository has a path that a page names. For `tests/cli/test_<verb>.py`, only the folder."""
    while "<" in name or "*" in name:
        name = name.rstrip("/").rpartition("/")[0]
    return any((folder / name).exists() for folder in (ROOT, HOUSE, page.parent))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    assert {name for name in names_in(page.read_text(encoding="utf-8")) if not exists(name, page)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        target, _, heading = link.partition("#")
        file = page.parent / target if target else page
        if "://" not in link and not (file.exists() and (not heading or heading in anchors(file))):
            broken.append(link)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The headings of a page in the form in which links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_a_missing_file_is_noticed() -> None:
    text = "`photoindex/cli/main.py`, `scan/no_such_file.py` and `tests/cli/test_<verb>.py`, but not `/tmp/x.py`"
    assert names_in(text) == {"photoindex/cli/main.py", "scan/no_such_file.py", "tests/cli/test_<verb>.py"}
    assert [exists(name) for name in sorted(names_in(text))] == [True, False, True]
