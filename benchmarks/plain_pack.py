"""Make a pack of SCRFD-0.5G and SFace in plain float32, as a user would install it; InsightFace reads its files too."""

import importlib
import shutil
import sys
import tempfile
from pathlib import Path

import onnx

from photoindex.packs.install import install_pack
from photoindex.packs.manifest import Pack
from photoindex.packs.plan import plan_install

MODELS = Path(__file__).parents[1] / "models"
SCRFD = "scrfd_500m_bnkps.onnx"


def plain_files(models: Path, work: Path) -> Path:
    """The folder with the two files, which is made in `work` unless it exists. `models` holds SCRFD and the published
    SFace that `models/build_opencv_zoo.py` reads."""
    plain = work / "insightface"
    if not plain.is_dir():
        sys.path.insert(0, str(MODELS))
        plain_float32 = importlib.import_module("graph.plain").plain_float32
        source = models / importlib.import_module("build_opencv_zoo").SFACE_SOURCE
        half = Path(tempfile.mkdtemp(dir=work))
        shutil.copyfile(models / SCRFD, half / SCRFD)
        onnx.save(plain_float32(onnx.load(source)), half / "sface.onnx")
        half.replace(plain)
    return plain


def installed(plain: Path, name: str) -> Pack:
    """Install the pack of these files in the user's data folder."""
    return install_pack(plan_install(str(plain), name=name, force=True), force=True)
