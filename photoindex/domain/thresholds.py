"""Define what the similarities of a pack's embeddings mean."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a cosine similarity between two embeddings of this pack means.

    Two faces whose similarity is at least `verification` are considered the same person. `false_match_rates` lists
    pairs of a rate and a similarity, lowest rate last. The rate is the share of different-person pairs whose similarity
    is at least that high.
    """

    verification: float
    false_match_rates: tuple[tuple[float, float], ...]
