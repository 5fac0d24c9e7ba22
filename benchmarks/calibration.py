"""Measure whether the confidence of automatic and suggested names is honest: a reliability table for each embedder.

    python benchmarks/calibration.py [celeba-inthewild five-celebs lfw] [--shared SHARED] [--work WORK] [--table]

Scans each data set of SHARED/data with the embedded pack and with SCRFD and SFace (once; the indexes are kept in WORK),
and makes two more embedders by adding noise and by projecting. For each seed, half of the people get a name on three
faces; everybody else is a stranger. Counts how often the names that follow are right, in ten bins of their confidence.
Faces that have no label are not counted. The expected calibration error is the mean difference between confidence and
share of right names, weighted by the number of names in the bins.
"""

import argparse
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from datasets import add_folders
from known_faces import KnownFaces, named_faces, variants

from photoindex.domain.assignment_table import AUTOMATIC, SUGGESTED
from photoindex.domain.people import PeopleState, Person
from photoindex.people.assignment.confidence import Measured
from photoindex.people.assignment.rules import assign_all
from photoindex.people.clustering.pipeline import cluster_faces

DATASETS = ["celeba-inthewild", "five-celebs", "lfw"]
LOWEST, BINS = 0.5, 10
NAMED_SHARE, NAMED_FACES = 0.5, 3


@dataclass(slots=True)
class Reliability:
    """For each bin, the number of names, how many are right, and the sum of their confidence."""

    names: np.ndarray = field(default_factory=lambda: np.zeros(BINS))
    right: np.ndarray = field(default_factory=lambda: np.zeros(BINS))
    claimed: np.ndarray = field(default_factory=lambda: np.zeros(BINS))

    def add(self, confidence: np.ndarray, right: np.ndarray) -> None:
        at = np.minimum(((confidence - LOWEST) / (1 - LOWEST) * BINS).astype(int), BINS - 1)
        self.names += np.bincount(at, minlength=BINS)
        self.right += np.bincount(at, right, minlength=BINS)
        self.claimed += np.bincount(at, confidence, minlength=BINS)

    @property
    def error(self) -> float:
        """The expected calibration error."""
        return float(np.abs(self.right - self.claimed).sum() / max(self.names.sum(), 1))

    def __str__(self) -> str:
        names, right = int(self.names.sum()), int(self.right.sum())
        top = slice(BINS * 4 // 5, BINS)
        share, claimed = right / max(names, 1), self.claimed.sum() / max(names, 1)
        return (
            f"{right:,} of {names:,} right ({share:.1%}, claimed {claimed:.1%}), "
            f"error {self.error:.3f}, from .9 on {int(self.right[top].sum()):,} of {int(self.names[top].sum()):,}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("datasets", nargs="*", default=DATASETS)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--table", action="store_true", help="print the ten bins of each embedder too")
    add_folders(parser)
    options = parser.parse_args()
    for embedder, libraries in variants(options.shared, options.datasets, options.work):
        print(f"\n{embedder}")
        whole: defaultdict[int, Reliability] = defaultdict(Reliability)
        for library in libraries:
            found = reliability(library, options.seeds, whole)
            for status, name in ((AUTOMATIC, "automatic"), (SUGGESTED, "suggested")):
                print(f"  {library.name:18} {name}: {found[status]}", flush=True)
        if options.table:
            print_table(whole)


def reliability(library: KnownFaces, seeds: int, whole: defaultdict[int, Reliability]) -> dict[int, Reliability]:
    person = library.numbered()
    clustering = cluster_faces(library.embedding, library.photo, library.thresholds)
    measured = Measured(clustering.background, clustering.expectation)
    found = {AUTOMATIC: Reliability(), SUGGESTED: Reliability()}
    for seed in range(seeds):
        said = named_faces(person, clustering.labels, NAMED_SHARE, NAMED_FACES, np.random.default_rng(seed))
        people = {who: Person(who, str(who)) for who in said.values()}
        table = assign_all(
            np.arange(len(person)), library.photo, clustering.labels, library.embedding,
            state=PeopleState(people, confirmed=said), thresholds=library.thresholds, measured=measured,
        )  # fmt: skip
        for status, counts in found.items():
            rows = np.flatnonzero((table.status == status) & (person >= 0))
            for each in (counts, whole[status]):
                each.add(table.probability[rows], table.person_id[rows] == person[rows])
    return found


def print_table(whole: dict[int, Reliability]) -> None:
    print("\n| confidence | automatic: names | right | claimed | suggested: names | right | claimed |")
    print("|---|---|---|---|---|---|---|")
    for at in range(BINS):
        low = LOWEST + at * (1 - LOWEST) / BINS
        cells = [f"{low:.2f} to {low + (1 - LOWEST) / BINS:.2f}"]
        for status in (AUTOMATIC, SUGGESTED):
            names = whole[status].names[at]
            shares = (whole[status].right[at] / names, whole[status].claimed[at] / names) if names else ()
            cells += [f"{int(names):,}", *(f"{share:.1%}" for share in shares), *([""] * (2 - len(shares)))]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
