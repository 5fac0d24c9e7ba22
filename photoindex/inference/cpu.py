"""Find out what this machine's processor can do."""

import os
import platform
import sys
from pathlib import Path

# Linux's flags for the byte dot products of AVX-512, AVX and ARM's NEON.
_FLAGS = frozenset({"avx512_vnni", "avx_vnni", "asimddp"})
# CPU_AVX_512VNNI and CPU_NEON_DOTPROD of the enum CpuFeatures in opencv2/core/cvdef.h, which its Python module does not
# name. AVX-VNNI has no number there.
_OPENCV_FEATURES = (23, 101)

# If this is set to 1, act as on a processor without these instructions. This serves to test both ways, and helps if a
# processor misreports its instructions.
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
    """The value of onnxruntime's option `session.x64quantprecision` that makes byte products correct on this processor.

    Without dot products of bytes, its fast kernels for AVX2 and AVX-512 add pairs of products in 16 bits and saturate:
    the result of a wide convolution had a cosine of .961 to the exact result, and of .99993 with "1". On processors
    with byte dot products, "1" would only make it take 1.4 times as long.
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
        # OpenCV is missing or broken; loading the models will report that.
        return False
    return any(cv2.checkHardwareSupport(feature) for feature in _OPENCV_FEATURES)
