"""The special numbers of people: distinct, named, and kept apart by mypy."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import photoindex.people
from photoindex.people.parties import IGNORED, NO_CLUSTER, NOBODY, ClusterIds, Parties, in_cluster, with_person

PEOPLE = Path(photoindex.people.__file__).parent

# A comparison with -1 or -2, an array filled with it, or a value chosen or looked up with it.
BARE = re.compile(
    r"(?:==|!=)\s*-\s*[12]\b|\.get\([^()]*,\s*-\s*[12]\)|full\(.*,\s*-\s*[12],\s*dtype|where\(.*,\s*-\s*[12]\)"
    r"|(?<!initial)=\s*-\s*[12]\s*$|[(\[]\s*-\s*[12] if |else\s*-\s*[12]\b"
)
DEFINITION = re.compile(r"^_?NO_[A-Z]+ = -1$|^_NO_[A-Z]+: Final = -1$")

MIX_UPS = """
from photoindex.people.parties import IGNORED, NO_CLUSTER, ClusterIds, Parties, Party, in_cluster, with_person

def right(parties: Parties, clusters: ClusterIds) -> Party:
    with_person(parties)
    in_cluster(clusters)
    return IGNORED

def wrong(parties: Parties, clusters: ClusterIds) -> Party:
    with_person(clusters)
    in_cluster(parties)
    return NO_CLUSTER
"""


def test_each_special_number_is_distinct_and_below_every_id() -> None:
    numbers = [NO_CLUSTER, IGNORED, NOBODY]
    assert all(one != other for one, other in combinations(numbers, 2))
    assert not with_person(Parties(np.array(numbers))).any()
    assert not in_cluster(ClusterIds(np.array(numbers))).any()
    assert with_person(Parties(np.array([0, 7]))).all()


def test_the_code_never_writes_nobody_or_no_cluster_as_a_bare_number() -> None:
    found = [
        f"{file.relative_to(PEOPLE)}:{number}: {line.strip()}"
        for file in sorted(PEOPLE.rglob("*.py"))
        if file.name != "parties.py"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if BARE.search(line) and not DEFINITION.match(line)
    ]
    assert found == []


@pytest.mark.slow
def test_mypy_rejects_a_party_where_a_cluster_is_meant_and_the_other_way_round(tmp_path: Path) -> None:
    api = pytest.importorskip("mypy.api")
    snippet = tmp_path / "mix_ups.py"
    snippet.write_text(MIX_UPS, encoding="utf-8")
    report, _, _ = api.run(["--strict", "--follow-imports=silent", str(snippet)])
    wrong = next(number for number, line in enumerate(MIX_UPS.splitlines(), 1) if "def wrong" in line)
    errors = [int(line.split(":")[-3]) for line in report.splitlines() if ": error:" in line]
    assert errors == [wrong + 1, wrong + 2, wrong + 3], report
