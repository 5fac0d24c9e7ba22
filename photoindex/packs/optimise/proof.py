"""Prove that a rewritten graph agrees with the original, by running both on the same images."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from photoindex.errors import PackError
from photoindex.packs.graphs import trial_session
from photoindex.packs.optimise.pyramid import CHANNELS, STRIDES, WIDTHS

Float = NDArray[np.float32]

LEAST_COSINE = 0.999999
LARGEST_DIFFERENCE = 1e-3
LEAST_ROUNDED = 0.97
_IMAGES = 3
_SIZES = ((320, 416), (256, 192))


def gives_similar_embeddings(original: bytes, rewritten: bytes, *, mean: float, std: float) -> bool:
    """Like `gives_the_same_embeddings`, but for rounded networks, which lose more accuracy on noise than on faces."""
    return gives_the_same_embeddings(original, rewritten, mean=mean, std=std, cosine=LEAST_ROUNDED, length=0.1)


def gives_the_same_embeddings(
    original: bytes,
    rewritten: bytes,
    *,
    mean: float,
    std: float,
    cosine: float = LEAST_COSINE,
    length: float = LARGEST_DIFFERENCE,
) -> bool:
    """Whether both networks give nearly the same embeddings for several kinds of noise: cosines of at least `cosine`,
    and lengths that differ by at most `length`.

    `length` is a relative tolerance.
    """
    ours, theirs = trial_session(rewritten, "the rewritten embedder"), trial_session(original, "the embedder")
    size = theirs.get_inputs()[0].shape[2]
    images = ((_noise(_IMAGES, size, size) - mean) / std).astype(np.float32)
    expected = np.concatenate([_run(theirs, image[None])[0] for image in images])
    given = np.concatenate([_run(ours, image[None])[0] for image in images])
    takes_several = isinstance(ours.get_inputs()[0].shape[0], str)
    answers = [given, _run(ours, images)[0]] if takes_several else [given]
    return all(_agree(answer, expected, cosine, length) for answer in answers)


def _agree(given: Float, expected: Float, cosine: float, length: float) -> bool:
    if given.shape != expected.shape:
        return False
    lengths = np.linalg.norm(given, axis=1), np.linalg.norm(expected, axis=1)
    with np.errstate(all="ignore"):
        # NaN agrees with nothing.
        cosines = (given * expected).sum(axis=1) / lengths[0] / lengths[1]
    return bool((cosines >= cosine).all() and np.allclose(*lengths, rtol=length))


def gives_the_same_maps(original: bytes, rewritten: bytes, *, mean: float, std: float) -> bool:
    """Whether merged heads give the nine original outputs for noise. This is tested at the original's fixed size; if
    the original has no fixed size, at two sizes.
    """
    ours, theirs = trial_session(rewritten, "the rewritten detector"), trial_session(original, "the detector")
    fixed = theirs.get_inputs()[0].shape[2:]
    sizes = (tuple(fixed),) if all(isinstance(side, int) for side in fixed) else _SIZES
    for height, width in sizes:
        image = ((_noise(1, height, width) - mean) / std).astype(np.float32)
        expected = [output.reshape(-1, output.shape[-1]) for output in _run(theirs, image)]
        given = as_nine(_run(ours, image))
        if not all(_close(mine, other) for mine, other in zip(given, expected, strict=True)):
            return False
    return True


def as_nine(levels: list[Float]) -> list[Float]:
    """Convert merged maps, (1, 30, height, width) per level, to InsightFace's nine outputs, (cells * 2, 1, 4 or 10)."""
    starts = np.cumsum([0, *WIDTHS])
    parts: list[Float] = []
    for start, width in zip(starts, WIDTHS, strict=False):
        for level in levels:
            maps = level.reshape(CHANNELS, -1)[start : start + width]
            rows = maps.T.reshape(-1, width // 2)
            parts.append(_sigmoid(rows) if start == 0 else rows)
    assert len(parts) == len(STRIDES) * len(WIDTHS)
    return parts


def _sigmoid(logits: Float) -> Float:
    return (1 / (1 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)


def _close(given: Float, expected: Float) -> bool:
    if given.shape != expected.shape:
        return False
    return bool(np.abs(given - expected).max() <= LARGEST_DIFFERENCE * max(1.0, float(np.abs(expected).max())))


def _noise(count: int, height: int, width: int) -> Float:
    """Noise images of 0..255 made of patches, because faces are not white noise. The patches grow from one image to the
    next.
    """
    random = np.random.default_rng(112)
    images = np.empty((count, 3, height, width), dtype=np.float32)
    for index, image in enumerate(images):
        patch = 4**index
        coarse = random.uniform(0, 255, (3, -(-height // patch), -(-width // patch)))
        image[:] = coarse.repeat(patch, axis=1).repeat(patch, axis=2)[:, :height, :width]
    return images


def _run(session: Any, images: Float) -> list[Float]:
    try:
        outputs: list[Float] = session.run(None, {session.get_inputs()[0].name: images})
    # onnxruntime's exceptions have no common base below Exception.
    except Exception as error:
        raise PackError(f"the rewritten graph does not run: {error}") from error
    return outputs
