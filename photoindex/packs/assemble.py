"""Assemble a pack folder from a folder of ONNX files. The pack consists of the two models, which are checked and run
once, and a manifest.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from photoindex.advice.actions import Action
from photoindex.errors import PackError, StorageError
from photoindex.files import write_whole
from photoindex.packs.catalogue import CATALOGUE, licence_of, thresholds_of
from photoindex.packs.graphs import (
    DetectorFacts,
    EmbedderFacts,
    the_two_models,
    try_detector,
    try_embedder,
    try_session,
)
from photoindex.packs.manifest import MANIFEST_NAME, DetectorSpec, EmbedderSpec, ModelFile, Pack, load_pack, sha256_of
from photoindex.packs.prepared import prepare_pack
from photoindex.packs.recipe import RECIPES
from photoindex.packs.registry import installed_packs

# DEFAULT_DET_SIZES in insightface/model_zoo/scrfd.py: the small pass finds faces that fill the frame.
INPUT_SIZES = (128, 640)
# SCRFD.det_thresh in insightface/model_zoo/scrfd.py.
SCORE_THRESHOLD = 0.5

Transfer = Callable[[Path, Path], Any]


def assemble(folder: Path, target: Path, name: str, source: str, transfer: Transfer) -> Pack:
    """Make the pack `name` in the new folder `target` from the files in `folder`.

    If the folder has a manifest, its files are taken as they are. Otherwise its two models are found, examined and
    described in a new manifest. In either case, both models are loaded and run once. Then faster graphs are made from
    them (see `photoindex.packs.prepared`).

    Args:
        source: the origin of the files, to be recorded in the manifest.
        transfer: moves or copies one file.

    Raises:
        PackError: the folder holds no pack, a file is damaged or does not run, or a published pack of this name has
            different files.
        StorageError: a file cannot be written.
    """
    _write(target, target.mkdir)
    if (folder / MANIFEST_NAME).is_file():
        pack = _with_manifest(folder, target, name, transfer)
    else:
        pack = _without_manifest(folder, target, name, source, transfer)
    _refuse_impostor(pack)
    manifest = manifest_text(pack).encode("utf-8")
    _write(target, lambda: write_whole(target / MANIFEST_NAME, manifest, private=False))
    pack = load_pack(target)
    prepare_pack(pack)
    return pack


def model_files_in(folder: Path) -> list[Path]:
    """The ONNX files in a folder. If it has none, the ONNX files in the only subfolder that has any (as in antelopev2's
    zip).
    """
    here = sorted(path for path in folder.glob("*.onnx") if path.is_file())
    return here or sorted(path for path in folder.glob("*/*.onnx") if path.is_file())


def manifest_text(pack: Pack) -> str:
    """The JSON that `load_pack` reads back into the same pack."""
    values = asdict(pack)
    del values["folder"]
    for part in ("detector", "embedder"):
        file = values[part].pop("file")
        values[part] = {"kind": values[part]["kind"], "file": file["name"], "sha256": file["sha256"]} | values[part]
    rates = pack.thresholds.false_match_rates
    values["thresholds"]["false_match_rates"] = {repr(rate): similarity for rate, similarity in rates}
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def _with_manifest(folder: Path, target: Path, name: str, transfer: Transfer) -> Pack:
    given = load_pack(folder)
    for text in given.licence.texts:
        if Path(text).name != text:
            raise PackError(f"the licence text {text!r} of {folder} must be a plain file name")
    for file_name in {file.name for file in given.files} | set(given.licence.texts):
        _transfer(folder / file_name, target / file_name, transfer)
    pack = replace(given, folder=target, name=name)
    pack.verify()
    _try(pack)
    return pack


def _try(pack: Pack) -> None:
    detector, embedder = pack.path_of(pack.detector.file), pack.path_of(pack.embedder.file)
    if pack.detector.kind == "scrfd":
        try_detector(detector)
    else:
        try_session(detector)
    if pack.embedder.kind == "onnx":
        try_session(embedder)
        return
    length = try_embedder(embedder).length
    if length != pack.embedder.length:
        expected = pack.embedder.length
        raise PackError(f"{embedder.name} gives {length} numbers per face, but the manifest says {expected}")


def _without_manifest(folder: Path, target: Path, name: str, source: str, transfer: Transfer) -> Pack:
    found = the_two_models(model_files_in(folder))
    detector, embedder = (target / path.name for path in found)
    for path in found:
        _transfer(path, target / path.name, transfer)
    entry = CATALOGUE.get(name)
    detector_file, embedder_file = _model_file(detector), _model_file(embedder)
    return Pack(
        folder=target,
        name=name,
        version="1",
        title=entry.title if entry else f"{detector.stem} and {embedder.stem}",
        detector=_detector_spec(detector_file, try_detector(detector)),
        embedder=_embedder_spec(embedder_file, try_embedder(embedder)),
        thresholds=thresholds_of(embedder_file.sha256, installed_packs()),
        licence=licence_of({detector_file.sha256, embedder_file.sha256}),
        source=source,
        recipe=RECIPES["scrfd"],
    )


def _model_file(path: Path) -> ModelFile:
    return ModelFile(name=path.name, sha256=sha256_of(path))


def _detector_spec(file: ModelFile, facts: DetectorFacts) -> DetectorSpec:
    return DetectorSpec(
        kind="scrfd",
        file=file,
        input_sizes=INPUT_SIZES if facts.input_size is None else (max(facts.input_size),),
        colour="RGB",
        mean=facts.mean,
        std=facts.std,
        score_threshold=SCORE_THRESHOLD,
    )


def _embedder_spec(file: ModelFile, facts: EmbedderFacts) -> EmbedderSpec:
    return EmbedderSpec(
        kind="arcface",
        file=file,
        input_size=facts.input_size,
        colour="RGB",
        mean=facts.mean,
        std=facts.std,
        length=facts.length,
    )


def _refuse_impostor(pack: Pack) -> None:
    entry = CATALOGUE.get(pack.name)
    if entry is None:
        return
    if [file.sha256 for file in pack.files] != [file.sha256 for file in entry.files]:
        raise PackError(
            f"these files are not the pack {pack.name} that InsightFace publishes: their sha256 differ",
            hint="If they are meant to differ, the pack needs a name of its own.",
            advice=Action.NAME_PACK,
        )


def _transfer(source: Path, target: Path, transfer: Transfer) -> None:
    if not source.is_file():
        raise PackError(f"{source} is missing")
    _write(target, lambda: transfer(source, target))


def _write(target: Path, action: Callable[[], object]) -> None:
    try:
        action()
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror or error}") from error
