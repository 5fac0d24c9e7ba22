"""What the similarities of a pack's embeddings mean."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a cosine similarity between two embeddings of this pack means.

    `verification` is the similarity from which two faces are called the same person. `false_match_rates` maps a rate
    (pairs of different people that reach the similarity, over all such pairs) to the similarity, lowest rate last.
    """

    verification: float
    false_match_rates: tuple[tuple[float, float], ...]
