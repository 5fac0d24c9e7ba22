"""Compute, as plain arrays, the new weights for rewriting normalisations, PReLU and scaled inputs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float32]

# A slope of exactly one would divide by zero.
SMALLEST_FACTOR = 1e-3


@dataclass(frozen=True, slots=True)
class Normalisation:
    """`x * scale + shift` per channel: a BatchNormalization with its statistics applied."""

    scale: Float
    shift: Float


def normalisation(gamma: Float, beta: Float, mean: Float, variance: Float, epsilon: float) -> Normalisation:
    """The scale and shift of a BatchNormalization at inference; arrays are (channels,)."""
    scale = gamma.astype(np.float64) / np.sqrt(variance.astype(np.float64) + epsilon)
    shift = beta.astype(np.float64) - mean.astype(np.float64) * scale
    return Normalisation(scale.astype(np.float32), shift.astype(np.float32))


def prelu_factors(slopes: Float) -> tuple[Float, Float]:
    """Two factors for each slope a: (1 - a), kept away from zero, and the factor by which x is multiplied before x is
    added to relu(x).
    """
    factors = 1 - slopes
    factors = np.where(np.abs(factors) < SMALLEST_FACTOR, np.copysign(SMALLEST_FACTOR, factors), factors)
    return factors.astype(np.float32), (slopes / factors).astype(np.float32)


def times_inputs(weight: Float, factors: Float, group: int) -> Float:
    """Adapt a convolution's weight (outputs, inputs / group, ...) to inputs that are divided by `factors` (inputs,)."""
    outputs, inputs = weight.shape[:2]
    in_groups = weight.reshape(group, outputs // group, inputs, -1).astype(np.float64)
    scaled = in_groups * factors.astype(np.float64).reshape(group, 1, inputs, 1)
    return scaled.reshape(weight.shape).astype(np.float32)


def times_outputs(weight: Float, factors: Float) -> Float:
    """The weight with every output multiplied by its factor."""
    column = factors.reshape(-1, *(1,) * (weight.ndim - 1))
    return (weight.astype(np.float64) * column).astype(np.float32)


def spread(factors: Float, positions: int) -> Float:
    """Repeat the factor of each channel once for every column of a matrix that reads this channel of the flattened
    maps.
    """
    return np.repeat(factors, positions)
