"""Embeddings are stored in half precision and come back as unit vectors."""

import numpy as np
import pytest

from photoindex.domain.embedding import decode, decode_units, encode


def test_values_that_half_precision_can_hold_are_returned_unchanged() -> None:
    vectors = np.array([[0.5, -0.25], [1.0, 0.0]], dtype=np.float32)
    assert decode(encode(vectors)).tolist() == [0.5, -0.25, 1.0, 0.0]
    assert encode(vectors[1]) == b"\x00\x3c\x00\x00"


def test_decoded_units_have_length_one_and_zeros_stay_zeros() -> None:
    vectors = np.random.default_rng(0).normal(size=(50, 128)).astype(np.float32)
    units = decode_units([*map(encode, vectors / 10), encode(np.zeros(128))])
    assert units.dtype == np.float32
    assert np.abs(np.linalg.norm(units[:-1], axis=1) - 1).max() < 1e-6
    assert not units[-1].any()


def test_decoding_no_vectors_returns_an_empty_table() -> None:
    assert decode_units([]).shape == (0, 0)


def test_an_odd_number_of_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="buffer size"):
        decode(b"\x00\x3c\x00")
