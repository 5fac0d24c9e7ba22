"""Mapping local paths to the paths of workers."""

from pathlib import Path

import pytest

from photoindex.errors import UsageError
from photoindex.scan.dask.path_map import path_map

HERE = Path(Path.cwd().anchor) / "mnt" / "nas"
ROOT = HERE / "photos"


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ("/Volumes/nas", "/Volumes/nas/photos/a b/ü.jpg"),
        ("/Volumes/nas/", "/Volumes/nas/photos/a b/ü.jpg"),
        ("/", "/photos/a b/ü.jpg"),
        ("Z:\\", "Z:\\photos\\a b\\ü.jpg"),
        ("Z:/family", "Z:\\family\\photos\\a b\\ü.jpg"),
        ("\\\\nas\\share", "\\\\nas\\share\\photos\\a b\\ü.jpg"),
        ("/with=sign", "/with=sign/photos/a b/ü.jpg"),
    ],
)
def test_a_path_is_mapped_to_the_workers_system(there: str, expected: str) -> None:
    assert path_map([f"{HERE}={there}"], [ROOT]).there(ROOT / "a b" / "ü.jpg") == expected


def test_the_longest_prefix_wins_and_other_paths_do_not_change() -> None:
    paths = path_map([f"{HERE}=/far", f"{ROOT}=/near"], [ROOT])
    assert paths.there(ROOT / "a.jpg") == "/near/a.jpg"
    assert paths.there(HERE / "b.jpg") == "/far/b.jpg"
    # A folder whose longer name has the same beginning is a different folder.
    other = HERE.with_name("nas2") / "c.jpg"
    assert paths.there(other) == str(other)
    assert path_map([], [ROOT]).there(ROOT) == str(ROOT)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([f"{HERE}"], "not of the form HERE=THERE"),
        ([f"{HERE}="], "not of the form HERE=THERE"),
        (["=/far"], "not of the form HERE=THERE"),
        (["photos=/far"], "photos is not an absolute path"),
        ([f"{HERE}=far"], "far is not an absolute path"),
        ([f"{HERE}=Z:photos"], "Z:photos is not an absolute path"),
        ([f"{HERE}=/far/../near"], "not an absolute path"),
        ([f"{HERE}=/far", f"{HERE}=/near"], "twice"),
        ([f"{HERE.parent / 'usb'}=/far"], "nothing in it is scanned"),
    ],
)
def test_an_invalid_mapping_is_refused_with_a_reason(texts: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        path_map(texts, [ROOT])
    assert caught.value.hint
