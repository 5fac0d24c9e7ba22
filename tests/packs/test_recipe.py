"""The version of the recipe for embeddings is raised whenever the embeddings change."""

import json
from base64 import b64decode
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest

from photoindex.domain.embedding import decode_units
from photoindex.faces.loading import REFINED_KINDS
from photoindex.packs.manifest import load_pack
from photoindex.packs.recipe import RECIPE, RECIPES
from tests.packs.recipe_numbers import EMBEDDED, file_of, numbers_of

WHY = (
    "photos get other embeddings than before: raise RECIPE and RECIPES in photoindex/packs/recipe.py, say why in the "
    "history, and write the new numbers with `python -m tests.packs.recipe_numbers`"
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


def test_packs_that_no_later_recipe_affects_keep_their_fingerprint_so_that_nothing_is_embedded_again() -> None:
    embedded = load_pack(EMBEDDED)
    detector = replace(embedded.detector, kind="scrfd")
    pack = replace(embedded, detector=detector, recipe=RECIPES["scrfd"])
    assert pack.fingerprint == sha256(repr((detector, pack.embedder)).encode()).hexdigest()[:12]
    assert pack.earlier_fingerprints == ()


def test_only_packs_whose_landmarks_are_refined_have_the_recipe_of_refined_landmarks() -> None:
    assert {kind for kind, recipe in RECIPES.items() if recipe >= 2} == REFINED_KINDS
    assert max(RECIPES.values()) == RECIPE
