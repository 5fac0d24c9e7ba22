"""Measure whether names without boxes find their clusters, with a made export of Google Photos that has wrong names.

    python benchmarks/takeout_names.py DATA [--wrong 0.1] [--unnamed 0.0] [--seeds 20]

DATA is the folder with labels.csv, celeba-inthewild and lfw. 1,000 of their photos are copied into the folders and file
names of a Takeout export, and scanned once with `photoindex scan`; the index is kept in --work. For each seed, a JSON
file is written for each photo. It names the person of the label or, with the chance --wrong, another person; with the
chance --unnamed, it names nobody. The files are read by `photoindex/interop/takeout.py`, and the proposals are those of
`photoindex suggest`.

The right name of a cluster is the label of most of its labelled faces; as in grouping.py, the label of a photo is
assumed to name the large face near the middle. A cluster without such a face has no right name. People are divided into
two halves. The limits in the code were chosen with the clusters of the first half; the second half judges them.
"""

import argparse
import filecmp
import json
import random
import shutil
import subprocess
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from datasets import add_folders, labelled
from grouping import LABELLED_FACES

from photoindex.domain.claims import Claim, claimed_names
from photoindex.interop.takeout import read
from photoindex.operations.identities.snapshot import load_library
from photoindex.people.questions.claimed import NameEvidence, claimed_by_unit
from photoindex.people.questions.proposal_rules import ProposalRules
from photoindex.people.questions.units import Units
from photoindex.store.opening.index import Index

PHOTOS = 1000
LONGEST_STEM, LONGEST_NAME = 46, 51
SIZES = ("1 photo", "2 photos", "3 to 5 photos", "6 photos and more", "3 photos and more")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--wrong", type=float, default=0.1, help="share of wrong names")
    parser.add_argument("--unnamed", type=float, default=0.0, help="share of photos without a name")
    parser.add_argument("--seeds", type=int, default=20)
    add_folders(parser)
    arguments = parser.parse_args()
    export = (arguments.work / "takeout-names" / "Takeout" / "Google Photos").resolve()
    people = made_export(arguments.data, export)
    index = Index(export.parents[1] / "index.duckdb")
    command = [sys.executable, "-m", "photoindex", "scan", str(export), "--index", str(index.path)]
    subprocess.run(command, check=True)
    library = Scanned.of(index, people)
    scores: Counter[tuple[str, str, str]] = Counter()
    seconds = []
    for seed in range(arguments.seeds):
        write_names(people, random.Random(seed), arguments.wrong, arguments.unnamed)
        began = time.perf_counter()
        found = library.proposals(export)
        seconds.append(time.perf_counter() - began)
        scores.update(library.score(found))
    print(f"{len(people):,} photos, {len(set(people.values()))} people, {len(library.units)} groups of faces;")
    print(f"{arguments.seeds} seeds, {np.median(seconds):.2f} s to read the files and to solve")
    for half in ("first", "second"):
        print(f"\n| {half} half: photos of a cluster | clusters | right | wrong | none | mentioned right / wrong |")
        print("|---|---|---|---|---|---|")
        for size in SIZES:
            print(row(scores, half, size))


def row(scores: Mapping[tuple[str, str, str], int], half: str, size: str) -> str:
    """A line of the table: named clusters, and the wrong names for them and for clusters that have no right name."""
    at = {outcome: scores[half, size, outcome] for outcome in ("right", "wrong", "none", "said right", "said wrong")}
    named = scores[half, size, "named"]
    return (
        f"| {size} | {named:,} | {at['right'] / max(named, 1):.1%} | {at['wrong'] / max(named, 1):.2%} "
        f"({at['wrong']}) | {at['none'] / max(named, 1):.1%} | {at['said right']} / {at['said wrong']} |"
    )


@dataclass(frozen=True, slots=True)
class Scanned:
    """The units of a scanned library, the right name of each that has one, and the photos by path and content."""

    units: Units
    rules: ProposalRules
    right: Mapping[int, str]
    content_of: Mapping[str, str]
    photo_ids: Mapping[str, int]

    @staticmethod
    def of(index: Index, people: Mapping[Path, str]) -> "Scanned":
        library = load_library(index)
        units = Units(library.faces, library.assignments)
        with index.reading() as connection:
            middle = connection.execute(LABELLED_FACES.replace("coalesce(cluster_id, -face_id)", "face_id")).fetchall()
            files = connection.execute("SELECT path, content_hash, photo_id FROM file JOIN photo USING (photo_id)")
            rows = files.fetchall()
        unit_of = dict(zip(library.faces.face_id.tolist(), units.of_face.tolist(), strict=True))
        labels: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for path, face in middle:
            labels[unit_of[face]][people[Path(path)]] += 1
        return Scanned(
            units, ProposalRules(units, library.state),
            {unit: names.most_common(1)[0][0] for unit, names in labels.items()},
            {path: content for path, content, _ in rows}, {content: photo for _, content, photo in rows},
        )  # fmt: skip

    def proposals(self, export: Path) -> Mapping[int, NameEvidence]:
        """Read the export, and solve."""
        said = read([export], [Path(path) for path in self.content_of], print)
        claims = [
            Claim(self.content_of[item.photo.path], None, name, item.program, str(item.origin))
            for item in said for name in item.names
        ]  # fmt: skip
        return claimed_by_unit(self.units, self.rules, claimed_names(claims, self.photo_ids), {})

    def score(self, found: Mapping[int, NameEvidence]) -> Iterator[tuple[str, str, str]]:
        """For each unit: its half, its size, and what was found."""
        for unit in range(len(self.units)):
            right, hint = self.right.get(unit), found.get(unit)
            photos = len(self.units.photos(unit))
            half = "first" if zlib.crc32((right or str(unit)).encode()) % 2 else "second"
            sizes = [SIZES[0 if photos == 1 else 1 if photos == 2 else 2 if photos < 6 else 3]]
            for size in [*sizes, *([SIZES[4]] if photos > 2 else [])]:
                if right is not None:
                    yield half, size, "named"
                if hint is not None and hint.sure:
                    yield half, size, "right" if hint.name == right else "wrong"
                elif right is not None:
                    yield half, size, "none"
                if hint is not None and not hint.sure:
                    yield half, size, "said right" if hint.name == right else "said wrong"


def chosen(data: Path) -> dict[Path, str]:
    """The person of 1,000 photos: CelebA, then people of LFW with at least two photos, then one with a single photo."""
    people = labelled(data, ["celeba-inthewild"])
    photos_of: defaultdict[str, list[Path]] = defaultdict(list)
    for path, person in sorted(labelled(data, ["lfw"]).items()):
        photos_of[person].append(path)
    order = random.Random(1).sample(sorted(photos_of), len(photos_of))
    for person in sorted(order, key=lambda person: len(photos_of[person]) == 1):
        if len(people) + len(photos_of[person]) <= PHOTOS:
            people |= dict.fromkeys(photos_of[person], person)
    return people


def made_export(data: Path, export: Path) -> dict[Path, str]:
    """Copy the photos into folders by year, under names that Google would give them; map each copy to its person."""
    people: dict[Path, str] = {}
    chance = random.Random(2)
    for number, (source, person) in enumerate(sorted(chosen(data).items())):
        folder = export / f"Photos from {2010 + number % 12}"
        folder.mkdir(parents=True, exist_ok=True)
        names = f"IMG_{number % 300:04d}", f"PXL_2023{number:011d}", f"{'photo of a Sunday ' * 3}{number % 7}"
        stem = chance.choice(names)[: LONGEST_NAME - 4]
        copies = (folder / f"{stem}{again}.jpg" for again in ["", *(f"({each})" for each in range(1, PHOTOS))])
        copy = next(file for file in copies if file not in people)
        if not copy.exists() or not filecmp.cmp(source, copy, shallow=False):
            shutil.copyfile(source, copy)
        people[copy] = person
    for file in set(export.rglob("*.*")) - people.keys():
        file.unlink()
    return people


def write_names(people: Mapping[Path, str], chance: random.Random, wrong: float, unnamed: float) -> None:
    """Write the JSON file of each photo, some with a wrong name and some without a name."""
    everybody = sorted(set(people.values()))
    for photo, person in people.items():
        others = [other for other in (chance.choice(everybody), chance.choice(everybody)) if other != person]
        name = others[0] if others and chance.random() < wrong else person
        base, bracket, number = photo.stem.partition("(")
        stem = f"{base}{photo.suffix}.supplemental-metadata"[:LONGEST_STEM] + bracket + number
        says = {"title": f"{base}{photo.suffix}", "photoTakenTime": {"timestamp": "1696573800"}}
        if chance.random() >= unnamed:
            says["people"] = [{"name": name}]
        (photo.parent / f"{stem}.json").write_text(json.dumps(says), encoding="utf-8")


if __name__ == "__main__":
    main()
