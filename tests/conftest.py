"""Find photos for the tests: in the shared folder beside the checkout, and in what dependencies ship."""

import gzip
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import hypothesis
import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
EXIFTOOL = shutil.which("exiftool")
# Drawn photos and their index, a command line over them, and packs.
pytest_plugins = ("tests.library", "tests.pages", "tests.terminal", "tests.pack_files")

# These take three quarters of the time: real scans with worker processes, real photos, long random searches.
SLOW_FILES = (
    "behaviour/*", "cli/interactive/test_terminal", "cli/test_completing", "cli/test_json_output", "cli/test_numbers",
    "cli/test_exporting", "cli/test_streams", "decode/test_jxl", "decode/test_photo", "export/contents/test_stripping",
    "export/engine/test_run", "faces/test_analyzer_real_photos",
    "faces/test_loading_prepared_networks", "faces/test_turning", "fuzz/*", "interop/xmp/test_reader_orientations",
    "interop/xmp/test_writing", "operations/clustering/test_regroup", "operations/common/*", "operations/identities/*",
    "operations/importing/*", "operations/scanning/*", "operations/sheets/*", "operations/test_*",
    "people/decisions/test_kept_replay", "review/browser/*", "review/security/test_guard_in_browser",
    "review/test_serving", "scan/*", "store/views/test_matching",
)  # fmt: skip
TESTS = Path(__file__).parent
SHARED = Path(os.environ.get("PHOTOINDEX_SHARED", Path(__file__).parents[2] / "shared"))


def is_slow(path: Path) -> bool:
    name = path.relative_to(TESTS).with_suffix("").as_posix()
    return any(fnmatchcase(name, slow) for slow in SLOW_FILES)


def pytest_configure() -> None:
    # A busy machine is not a defect.
    slow = [hypothesis.HealthCheck.too_slow]
    # In CI, the same commit gives the same result; random search is for those who can investigate what it finds.
    derandomize = "CI" in os.environ
    hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=slow, derandomize=derandomize)
    hypothesis.settings.load_profile("untimed")
    # A shell starts background jobs with Ctrl-C ignored, and processes that tests start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = {}
    if not SHARED.is_dir():
        missing["shared_data"] = f"needs the shared photos at {SHARED} (set PHOTOINDEX_SHARED)"
    if CHROMIUM is None:
        missing["browser"] = "needs chromium, chromium-browser or google-chrome"
    if EXIFTOOL is None:
        missing["exiftool"] = "needs exiftool (Debian: libimage-exiftool-perl)"
    for item in items:
        if is_slow(item.path):
            item.add_marker(pytest.mark.slow)
        for marker in missing.keys() & item.keywords.keys():
            item.add_marker(pytest.mark.skip(reason=missing[marker]))


@pytest.fixture(autouse=True)
def told_to_the_report(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> None:
    """Record in the report which tests with special requirements ran, for continuous integration."""
    for marker in {"shared_data", "browser", "exiftool"} & request.keywords.keys():
        record_property(marker, "ran")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real photos; only for tests marked `shared_data`."""
    return SHARED / "data"


@pytest.fixture(scope="session")
def shared_models(shared_data: Path) -> Path:
    """The folder of model files; only for tests marked `shared_data`."""
    return shared_data.parent / "models"


@pytest.fixture(scope="session", autouse=True)
def no_data_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep every test away from the files that photoindex keeps for the user who runs it."""
    before = os.environ.get("PHOTOINDEX_DATA")
    os.environ["PHOTOINDEX_DATA"] = str(tmp_path_factory.mktemp("data-of-no-user"))
    yield
    os.environ.pop("PHOTOINDEX_DATA")
    if before is not None:
        os.environ["PHOTOINDEX_DATA"] = before


@pytest.fixture(scope="session")
def group_photo() -> Path:
    """A JPEG with six faces that the insightface package ships."""
    import insightface

    return Path(insightface.__file__).parent / "data" / "images" / "t1.jpg"


@pytest.fixture(scope="session")
def portrait_photo() -> Path:
    """A PNG portrait with one face that the insightface package ships."""
    import insightface

    return Path(insightface.__file__).parent / "data" / "images" / "Tom_Hanks_54745.png"


@pytest.fixture
def no_film_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the optional package for films were not installed."""
    monkeypatch.setitem(sys.modules, "av", None)


@pytest.fixture
def index_of_version_4(tmp_path: Path) -> Path:
    """An index as schema version 4 left it: nine photos at /photos, 28 faces, and 13 decisions of most kinds."""
    path = tmp_path / "version-4.duckdb"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "store" / "data" / "version-4.duckdb.gz").read_bytes()))
    return path
