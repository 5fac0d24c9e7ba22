"""List the model packs that InsightFace publishes: addresses, sizes, sha256, thresholds and licences.

The sizes and sha256 of the archives and files are the ones that InsightFace's own server package expects
(github.com/deepinsight/insightface, server/backend/insightface_server/models/packages.py and its tests).
"""

from dataclasses import dataclass

from photoindex.domain.thresholds import Thresholds
from photoindex.packs.manifest import Licence, ModelFile, Pack

# MODEL_ZOO_RELEASE_DOWNLOAD_URL in insightface/utils/storage.py; repeated here, because importing that module loads
# OpenCV.
RELEASE_ADDRESS = "https://github.com/deepinsight/insightface/releases/download/model-zoo/"

# Paraphrases the licence sections of InsightFace's python-package/README.md and server/LICENSING.md: the library's
# code is MIT, the published weights are not.
INSIGHTFACE_LICENCE = Licence(
    name="InsightFace model licence (non-commercial research)",
    commercial_use=False,
    summary=(
        "InsightFace publishes these weights for non-commercial research only, however they are downloaded. "
        "Any commercial use needs a licence from InsightFace (https://www.insightface.ai)."
    ),
)

UNKNOWN_LICENCE = Licence(
    name="unknown",
    commercial_use=False,
    summary=("photoindex does not know the licence of these files. Find out yourself whether it allows your use."),
)

# No table of false match rates is published for these weights. The published values are the similarities at which F1 on
# LFW's 6,000 pairs is best (model card of deepghs/insightface on Hugging Face): buffalo_l 0.2469 with F1 99.85 %,
# buffalo_s 0.2314 with F1 99.68 %. At these values of F1, at most 9 and 19 of all pairs, respectively, are judged
# wrongly. So at most 9 and 19 of the 3,000 different-person pairs are judged wrongly; the rates below are these upper
# bounds.
_RESNET50 = Thresholds(verification=0.247, false_match_rates=((0.003, 0.247),))
_MOBILEFACENET = Thresholds(verification=0.231, false_match_rates=((0.0064, 0.231),))
# For Glint360K's ResNet100, not even the best similarity is published. In InsightFace's model zoo, this network makes
# about as many errors as the ResNet50 trained on WebFace600K (MR-ALL 90.66 against 90.57), so it gets the same
# threshold, but no rate.
_RESNET100 = Thresholds(verification=0.247, false_match_rates=())

# The thresholds for an embedder that nobody has measured. InsightFace itself regards two faces as the same person if
# they have at least this similarity (insightface/app/privateframe/base_config.py). The value is stricter than the
# measured thresholds above.
UNMEASURED = Thresholds(verification=0.40, false_match_rates=())

_DET_10G = "5838f7fe053675b1c7a08b633df49e7af5495cee0493c7dcf6697200b85b5b91"
_DET_2_5G = "041f73f47371333d1d17a6fee6c8ab4e6aecabefe398ff32cca4e2d5eaee0af9"
_DET_500M = "5e4447f50245bbd7966bd6c0fa52938c61474a04ec7def48753668a9d8b4ea3a"
# The same detector with a fixed input of 640 x 640, as InsightFace publishes it outside of its packs.
_DET_500M_FIXED = "b467f878e26ff1e7ee05cd9936fdff63fa2a5af5d732ed17ee231f2dd5cc07ae"
_W600K_R50 = "4c06341c33c2ca1f86781dab0e829f88ad5b64be9fba56e56bc9ebdefc619e43"
_W600K_MBF = "9cc6e4a75f0e2bf0b1aed94578f144d15175f357bdc05e815e5c4a02b319eb4f"
_GLINT_R100 = "4ab1d6435d639628a6f3e5008dd4f929edf4c4124b1a7169e1048f9fef534cdf"


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A pack that can be downloaded. `archive_bytes` and `archive_sha256` are the size and the sha256 of its zip."""

    name: str
    title: str
    archive_bytes: int
    archive_sha256: str
    detector: ModelFile
    embedder: ModelFile
    thresholds: Thresholds
    licence: Licence = INSIGHTFACE_LICENCE

    @property
    def address(self) -> str:
        return f"{RELEASE_ADDRESS}{self.name}.zip"

    @property
    def files(self) -> tuple[ModelFile, ...]:
        return self.detector, self.embedder


_ENTRIES = (
    CatalogueEntry(
        name="buffalo_l",
        title="SCRFD-10G and ArcFace ResNet50 (WebFace600K): much better with children and across ages",
        archive_bytes=288_621_354,
        archive_sha256="80ffe37d8a5940d59a7384c201a2a38d4741f2f3c51eef46ebb28218a7b0ca2f",
        detector=ModelFile("det_10g.onnx", _DET_10G),
        embedder=ModelFile("w600k_r50.onnx", _W600K_R50),
        thresholds=_RESNET50,
    ),
    CatalogueEntry(
        name="buffalo_m",
        title="SCRFD-2.5G and ArcFace ResNet50 (WebFace600K): buffalo_l with a faster detector",
        archive_bytes=275_951_529,
        archive_sha256="d98264bd8f2dc75cbc2ddce2a14e636e02bb857b3051c234b737bf3b614edca9",
        detector=ModelFile("det_2.5g.onnx", _DET_2_5G),
        embedder=ModelFile("w600k_r50.onnx", _W600K_R50),
        thresholds=_RESNET50,
    ),
    CatalogueEntry(
        name="buffalo_s",
        title="SCRFD-0.5G and ArcFace MobileFaceNet (WebFace600K): small and fast",
        archive_bytes=127_607_557,
        archive_sha256="d85a87f503f691807cd8bb97128bdf7a0660326cd9cd02657127fa978bab8b5e",
        detector=ModelFile("det_500m.onnx", _DET_500M),
        embedder=ModelFile("w600k_mbf.onnx", _W600K_MBF),
        thresholds=_MOBILEFACENET,
    ),
    CatalogueEntry(
        name="buffalo_sc",
        title="the two models of buffalo_s in a small download",
        archive_bytes=14_969_382,
        archive_sha256="57d31b56b6ffa911c8a73cfc1707c73cab76efe7f13b675a05223bf42de47c72",
        detector=ModelFile("det_500m.onnx", _DET_500M),
        embedder=ModelFile("w600k_mbf.onnx", _W600K_MBF),
        thresholds=_MOBILEFACENET,
    ),
    CatalogueEntry(
        name="antelopev2",
        title="SCRFD-10G and ArcFace ResNet100 (Glint360K): the largest, half as fast as buffalo_l",
        archive_bytes=360_662_982,
        archive_sha256="8e182f14fc6e80b3bfa375b33eb6cff7ee05d8ef7633e738d1c89021dcf0c5c5",
        detector=ModelFile("scrfd_10g_bnkps.onnx", _DET_10G),
        embedder=ModelFile("glintr100.onnx", _GLINT_R100),
        thresholds=_RESNET100,
    ),
)

CATALOGUE = {entry.name: entry for entry in _ENTRIES}

_INSIGHTFACE_FILES = {file.sha256 for entry in _ENTRIES for file in entry.files} | {_DET_500M_FIXED}


def licence_of(hashes: set[str]) -> Licence:
    """The licence of a pack whose files have these sha256: InsightFace's licence if InsightFace published one of the
    files, else unknown.
    """
    return INSIGHTFACE_LICENCE if hashes & _INSIGHTFACE_FILES else UNKNOWN_LICENCE


def thresholds_of(embedder_sha256: str, packs: list[Pack]) -> Thresholds:
    """The thresholds of this embedder. They are taken from the catalogue, or from a pack that holds the same file."""
    known = [(entry.embedder.sha256, entry.thresholds) for entry in _ENTRIES]
    known += [(pack.embedder.file.sha256, pack.thresholds) for pack in packs]
    return next((thresholds for sha256, thresholds in known if sha256 == embedder_sha256), UNMEASURED)
