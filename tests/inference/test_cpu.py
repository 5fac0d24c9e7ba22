"""Detecting what a processor can do."""

import sys
from pathlib import Path

import cv2
import pytest

from photoindex.inference.cpu import (
    _OPENCV_FEATURES,
    PLAIN_VARIABLE,
    _linux_flags,
    byte_precision,
    multiplies_bytes_fast,
)

# The enum CpuFeatures of opencv2/core/cvdef.h, with the feature names that Linux uses. No processor has all of AVX-512,
# so a number that is off by one is noticed.
X86_FEATURES = {
    "avx2": 11, "avx512f": 13, "avx512bw": 14, "avx512cd": 15, "avx512dq": 16, "avx512er": 17, "avx512ifma": 18,
    "avx512pf": 19, "avx512vbmi": 20, "avx512vl": 21, "avx512_vbmi2": 22, "avx512_vnni": 23, "avx512_bitalg": 24,
    "avx512_vpopcntdq": 25, "avx512_4vnniw": 26, "avx512_4fmaps": 27,
}  # fmt: skip
ARM_FEATURES = {"asimd": 100, "asimddp": 101, "asimdhp": 102}


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        (
            "processor : 0\nflags\t\t: fpu avx2 avx512_vnni\n\nprocessor : 1\nflags\t\t: other\n",
            {"fpu", "avx2", "avx512_vnni"},
        ),
        ("Features\t: fp asimd asimddp\n", {"fp", "asimd", "asimddp"}),
        ("processor : 0\n", set()),
        ("", set()),
    ],
)
def test_flags_are_read_in_the_format_of_linux(tmp_path: Path, text: str, flags: set[str]) -> None:
    path = tmp_path / "cpuinfo"
    path.write_text(text, encoding="utf-8")
    assert _linux_flags(path) == flags


def test_an_unknown_processor_has_no_flags(tmp_path: Path) -> None:
    assert _linux_flags(tmp_path / "missing") == set()


@pytest.mark.skipif(sys.platform != "linux", reason="compares with /proc/cpuinfo")
def test_opencv_uses_the_numbers_in_the_table_for_processor_features() -> None:
    flags = _linux_flags(Path("/proc/cpuinfo"))
    known = X86_FEATURES if "sse2" in flags else ARM_FEATURES
    assert {name: cv2.checkHardwareSupport(number) for name, number in known.items()} == {
        name: name in flags for name in known
    }


def test_the_checked_features_are_dot_products_of_bytes() -> None:
    assert (X86_FEATURES["avx512_vnni"], ARM_FEATURES["asimddp"]) == _OPENCV_FEATURES


def test_processor_instructions_can_be_hidden_when_kernels_are_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLAIN_VARIABLE, "1")
    assert not multiplies_bytes_fast()
    assert byte_precision() == "1"


def test_byte_products_are_made_exact_only_if_they_would_saturate() -> None:
    assert byte_precision() == ("0" if multiplies_bytes_fast() else "1")
