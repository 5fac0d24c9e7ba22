"""Embeddings of crops."""

import numpy as np
import pytest
from numpy.typing import NDArray

from photoindex.errors import PackError
from photoindex.faces.embedding import OnnxEmbedder
from photoindex.faces.normalisation import PixelScaling
from tests.faces.fake_networks import MapsSession


def test_embedding_runs_in_batches_and_keeps_the_order() -> None:
    class Corner:
        sizes: list[int] = []  # noqa: RUF012

        def run(self, images: NDArray[np.float32]) -> list[NDArray[np.float32]]:
            self.sizes.append(len(images))
            return [images[:, :, 0, 0]]

    session = Corner()
    embedder = OnnxEmbedder(session, PixelScaling("BGR", 10, 2), input_size=2, length=3)
    crops = [np.full((2, 2, 3), (value, 0, 30), dtype=np.uint8) for value in range(9)]
    embeddings = embedder.embed(crops)
    assert session.sizes == [4, 4, 1]
    assert embeddings.tolist() == [[10, -5, (value - 10) / 2] for value in range(9)]
    assert embedder.embed([]).shape == (0, 3)


def test_an_embedding_length_that_differs_from_the_manifest_is_a_pack_error() -> None:
    embedder = OnnxEmbedder(
        MapsSession([np.zeros((1, 7), np.float32)]), PixelScaling("RGB", 0, 1), input_size=2, length=3
    )
    with pytest.raises(PackError, match="manifest says 3"):
        embedder.embed([np.zeros((2, 2, 3), dtype=np.uint8)])
