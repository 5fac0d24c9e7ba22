"""Measure whether the confidence of automatic and suggested names is honest: a reliability table for each embedder.

    python benchmarks/calibration.py [celeba-inthewild five-celebs lfw fiw.npz] [--half 1] [--plausible] [--table]

Scans each data set of SHARED/data with the embedded pack and with SCRFD and SFace (once; the indexes are kept in WORK),
and makes two more embedders by adding noise and by projecting. A name that ends with .npz is a file of embeddings, as
for effort.py. For each seed, a share of the people get a name on some faces; everybody else is a stranger. Counts how
often the names that follow are right, in ten bins of their confidence. Faces that have no label are not counted.

The expected calibration error is the mean difference between confidence and share of right names, weighted by the
number of names in the bins. The error of counting takes into account that the faces of one cluster are right or wrong
together.

With --half, only that half of the people is used: the constants in the code were fitted on half 0. With --plausible,
faces with an implausible label are not counted either: those that resemble another person's faces by 5 deviations more
than strangers, and by 2.5 more than the other faces with their own label. Such faces are mostly labelled wrongly.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from datasets import add_folders
from known_faces import KnownFaces, from_file, named_faces, variants, variants_of
from numpy.typing import NDArray

from photoindex.domain.assignment_table import AUTOMATIC, SUGGESTED
from photoindex.domain.people import PeopleState, Person
from photoindex.people.assignment.confidence import Measured, strongest
from photoindex.people.assignment.rules import assign_all
from photoindex.people.clustering.pipeline import Clustering, cluster_faces
from photoindex.people.similarity.evidence import ClusterSums, evidence_within

DATASETS = ["celeba-inthewild", "five-celebs", "lfw"]
LOWEST, BINS = 0.5, 10
RESEMBLES, MORE_THAN_OWN = 5.0, 2.5
STATUSES = ((AUTOMATIC, "automatic"), (SUGGESTED, "suggested"))


@dataclass(slots=True)
class Reliability:
    """For each bin, the number of names, how many are right, and the sum of their confidence. `squares` is the sum over
    all clusters of the squared difference between right names and their confidence.
    """

    names: np.ndarray = field(default_factory=lambda: np.zeros(BINS))
    right: np.ndarray = field(default_factory=lambda: np.zeros(BINS))
    claimed: np.ndarray = field(default_factory=lambda: np.zeros(BINS))
    squares: float = 0.0

    def add(self, confidence: np.ndarray, right: np.ndarray, cluster: np.ndarray) -> None:
        at = np.minimum(((confidence - LOWEST) / (1 - LOWEST) * BINS).astype(int), BINS - 1)
        self.names += np.bincount(at, minlength=BINS)
        self.right += np.bincount(at, right, minlength=BINS)
        self.claimed += np.bincount(at, confidence, minlength=BINS)
        _, together = np.unique(cluster, return_inverse=True)
        self.squares += float((np.bincount(together, right - confidence) ** 2).sum())

    @property
    def error(self) -> float:
        """The expected calibration error."""
        return float(np.abs(self.right - self.claimed).sum() / max(self.names.sum(), 1))

    def __str__(self) -> str:
        names, right = int(self.names.sum()), int(self.right.sum())
        share, claimed = right / max(names, 1), self.claimed.sum() / max(names, 1)
        return (
            f"{right:,} of {names:,} right ({share:.1%} \u00b1 {np.sqrt(self.squares) / max(names, 1):.1%}, "
            f"claimed {claimed:.1%}), error {self.error:.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", nargs="*", default=DATASETS)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--share", type=float, default=0.5, help="share of the people who get a name (.5)")
    parser.add_argument("--faces", type=int, default=3, help="named faces of each of these people (3)")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only this half of the people")
    parser.add_argument("--plausible", action="store_true", help="leave out faces with an implausible label")
    parser.add_argument("--table", action="store_true", help="print the ten bins of each embedder too")
    add_folders(parser)
    options = parser.parse_args()
    for embedder, libraries in sources(options.datasets, options.shared, options.work):
        print(f"\n{embedder}")
        whole: defaultdict[int, Reliability] = defaultdict(Reliability)
        for library in libraries:
            found = reliability(library if options.half is None else library.half(options.half), options, whole)
            for status, name in STATUSES:
                print(f"  {library.name:18} {name}: {found[status]}", flush=True)
        if options.table:
            print_table(whole)


def sources(datasets: list[str], shared: Path, work: Path) -> Iterator[tuple[str, list[KnownFaces]]]:
    """The scanned data sets with each embedder, then the files with each embedder."""
    files = [Path(name) for name in datasets if name.endswith(".npz")]
    scans = [name for name in datasets if not name.endswith(".npz")]
    if scans:
        yield from variants(shared, scans, work)
    if files:
        yield from variants_of([from_file(path) for path in files])


def reliability(
    library: KnownFaces, options: argparse.Namespace, whole: defaultdict[int, Reliability]
) -> dict[int, Reliability]:
    person = library.numbered()
    clustering = cluster_faces(library.embedding, library.photo, library.thresholds)
    measured = Measured(clustering.background, clustering.expectation)
    counted = person >= 0
    if options.plausible:
        counted &= ~implausible(library, clustering)
    found = {status: Reliability() for status, _ in STATUSES}
    for seed in range(options.seeds):
        chance = np.random.default_rng(seed)
        said = named_faces(person, clustering.labels, options.share, options.faces, chance)
        people = {who: Person(who, str(who)) for who in said.values()}
        table = assign_all(
            np.arange(len(person)), library.photo, clustering.labels, library.embedding,
            state=PeopleState(people, confirmed=said), thresholds=library.thresholds, measured=measured,
        )  # fmt: skip
        for status, counts in found.items():
            rows = np.flatnonzero((table.status == status) & counted)
            cluster = np.where(clustering.labels[rows] < 0, -1 - rows, clustering.labels[rows])
            for each in (counts, whole[status]):
                each.add(table.probability[rows], table.person_id[rows] == person[rows], cluster)
    return found


def implausible(library: KnownFaces, clustering: Clustering) -> NDArray[np.bool_]:
    """Whether each face resembles the faces of another person far more than those with its own label: bool (n,)."""
    person = library.numbered()
    known = np.flatnonzero(person >= 0)
    _, label = np.unique(person[known], return_inverse=True)
    vectors, background = library.embedding[known], clustering.background[known]
    own = evidence_within(label.astype(np.int64), vectors, background)
    _, other = strongest(vectors, background, ClusterSums(label.astype(np.int64), vectors, background), label)
    result = np.zeros(len(person), dtype=np.bool_)
    result[known] = (other >= RESEMBLES) & (other >= own + MORE_THAN_OWN)
    return result


def print_table(whole: defaultdict[int, Reliability]) -> None:
    print("\n| confidence | automatic: names | right | claimed | suggested: names | right | claimed |")
    print("|---|---|---|---|---|---|---|")
    for at in range(BINS):
        low = LOWEST + at * (1 - LOWEST) / BINS
        cells = [f"{low:.2f} to {low + (1 - LOWEST) / BINS:.2f}"]
        for status, _ in STATUSES:
            names = whole[status].names[at]
            shares = (whole[status].right[at] / names, whole[status].claimed[at] / names) if names else ()
            cells += [f"{int(names):,}", *(f"{share:.1%}" for share in shares), *([""] * (2 - len(shares)))]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
