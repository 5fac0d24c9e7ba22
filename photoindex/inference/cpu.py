"""Find out what this machine's processor can do."""

import os
import platform
import sys
from pathlib import Path

# The flags with which Linux reports the byte dot products of AVX-512, AVX and ARM's NEON.
_FLAGS = frozenset({"avx512_vnni", "avx_vnni", "asimddp"})
# CPU_AVX_512VNNI and CPU_NEON_DOTPROD of the enum CpuFeatures in opencv2/core/cvdef.h. OpenCV's Python module does not
# expose these names. AVX-VNNI has no number in that enum.
_OPENCV_FEATURES = (23, 101)

# If this variable is set to 1, photoindex acts as on a processor without these instructions. Tests use it to cover both
# cases, and it helps if a processor misreports its instructions.
PLAIN_VARIABLE = "PHOTOINDEX_PLAIN_PROCESSOR"


def multiplies_bytes_fast() -> bool:
    """Whether the processor has instructions for byte dot products; False if that is unknown."""
    if os.environ.get(PLAIN_VARIABLE, "0") not in ("", "0"):
        return False
    if sys.platform == "linux":
        return bool(_linux_flags(Path("/proc/cpuinfo")) & _FLAGS)
    if sys.platform == "darwin" and platform.machine() == "arm64":
        # Every Apple processor that runs macOS has these instructions.
        return True
    return _opencv_knows_one()


def byte_precision() -> str:
    """The value to give onnxruntime's option `session.x64quantprecision`, so that byte products are correct on this
    processor.

    On processors without byte dot products, onnxruntime's fast kernels for AVX2 and AVX-512 add pairs of products in 16
    bits and saturate. With "0", the result of a wide convolution had a cosine of .961 to the exact result; with "1",
    the cosine was .99993. On processors with byte dot products, "1" would only make the convolution take 1.4 times as
    long.
    """
    return "0" if multiplies_bytes_fast() else "1"


def _linux_flags(path: Path) -> set[str]:
    """The words of the first line of flags ("Features" on ARM) in a file like /proc/cpuinfo."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return set()
    for line in text.splitlines():
        title, _, words = line.partition(":")
        if title.strip() in ("flags", "Features"):
            return set(words.split())
    return set()


def _opencv_knows_one() -> bool:
    try:
        import cv2
    except ImportError:
        # OpenCV is missing or broken. Loading the models will report this.
        return False
    return any(cv2.checkHardwareSupport(feature) for feature in _OPENCV_FEATURES)
