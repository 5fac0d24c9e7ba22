"""The version of the recipe for embeddings is raised whenever the embeddings change."""

import json
from base64 import b64decode

import numpy as np
import pytest

from photoindex.domain.embedding import decode_units
from photoindex.packs.manifest import load_pack
from photoindex.packs.recipe import RECIPE
from tests.packs.recipe_numbers import EMBEDDED, file_of, numbers_of

WHY = (
    "photos get other embeddings than before: raise RECIPE in photoindex/packs/recipe.py, say why in its history, and "
    "write the new numbers with `python -m tests.packs.recipe_numbers`"
)


def test_a_change_of_embeddings_raises_the_version_of_the_recipe() -> None:
    expected, found = json.loads(file_of(RECIPE).read_text(encoding="utf-8")), numbers_of(load_pack(EMBEDDED))
    assert len(found) == len(expected) == 6, WHY
    for name, most in (("box", 0.0005), ("landmarks", 0.0005)):
        ours, theirs = (np.array([face[name] for face in faces]) for faces in (found, expected))
        # In fractions of a photo of 1280 pixels.
        assert np.abs(ours - theirs).max() < most, WHY
    ours, theirs = (decode_units([b64decode(face["embedding"]) for face in faces]) for faces in (found, expected))
    # Float32 networks agree to 0.99999 on all processors; decoders of JPEG differ by a level of brightness at most.
    # Moving the landmarks at random by a quarter of a pixel gives 0.997.
    assert (ours * theirs).sum(axis=1).min() > 0.998, WHY


@pytest.mark.parametrize("recipe", range(1, RECIPE))
def test_every_recipe_has_its_own_fingerprint(recipe: int) -> None:
    pack = load_pack(EMBEDDED)
    assert len({pack.fingerprint, *pack.earlier_fingerprints}) == RECIPE
    assert pack.earlier_fingerprints[-recipe] != pack.fingerprint


def test_the_first_recipe_keeps_the_fingerprint_that_indexes_have() -> None:
    assert load_pack(EMBEDDED).earlier_fingerprints[-1] == "a3bcd89ee67e"
