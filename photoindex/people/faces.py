"""Hold the faces of a library in arrays, with one row per face."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoindex.domain.picked_rows import Vectors
from photoindex.people.parties import ClusterIds


@dataclass(frozen=True, slots=True)
class Faces:
    """The faces of a library as the people engine sees them.

    `face_id`, `photo` and `cluster` are int64 (n,); `embedding` is float32 (n, d) of unit length; `confidence` is
    float32 (n,), the detector's confidence in 0..1.
    """

    face_id: NDArray[np.int64]
    photo: NDArray[np.int64]
    cluster: ClusterIds
    embedding: Vectors
    confidence: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.face_id)

    def at(self, rows: NDArray[np.int64]) -> "Faces":
        """The faces in these rows, in their order."""
        return Faces(
            self.face_id[rows],
            self.photo[rows],
            ClusterIds(self.cluster[rows]),
            self.embedding[rows],
            self.confidence[rows],
        )
