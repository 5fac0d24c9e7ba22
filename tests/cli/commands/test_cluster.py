"""photoindex cluster, as a user types it."""

import json

from photoindex.store.tables.clusters import load_membership, save_membership
from tests.terminal import Terminal


def muddle(terminal: Terminal) -> str:
    red, green = int(terminal.cluster_with(5)), int(terminal.cluster_with(3))
    with terminal.index.writing() as connection:
        before = load_membership(connection)
        save_membership(connection, {face: red if it == green else it for face, it in before.items()}, {})
    return str(red)


def test_a_dry_run_describes_a_split_in_words_and_stores_nothing(terminal: Terminal) -> None:
    cluster = muddle(terminal)
    ran = terminal("cluster", "--dry-run")
    assert ran.code == 0
    assert f"cluster {cluster} would be split" in ran.out
    assert "3 faces of 8 (37.5%) would change cluster" in ran.out
    assert "Nothing was stored." in ran.out
    assert terminal.cluster_with(8) == cluster


def test_regrouping_reports_what_it_changed(terminal: Terminal) -> None:
    muddle(terminal)
    ran = terminal("cluster")
    assert ran.code == 0
    assert "3 faces of 8 (37.5%) changed cluster" in ran.out
    assert "An estimated 100.0% of the faces in clusters are with the right person." in ran.out


def test_a_dry_run_as_json_has_the_same_figures(terminal: Terminal) -> None:
    cluster = muddle(terminal)
    (values,) = json.loads(terminal("cluster", "--dry-run", "--json").out)["items"]
    assert values["churn"] == {
        "faces": 8, "moved": 3, "share_moved": 0.375, "merged": [], "split": [{"cluster_id": int(cluster)}],
    }  # fmt: skip
    assert values["names"] == []


def test_hdbscan_can_be_chosen_and_an_unknown_algorithm_is_refused(terminal: Terminal) -> None:
    assert terminal("cluster", "--algorithm", "hdbscan").code == 0
    assert terminal.cluster_with(5)
    refused = terminal("cluster", "--algorithm", "kmeans")
    assert refused.code == 2
    assert "evidence" in refused.err
    assert "hdbscan" in refused.err


def test_cluster_groups_all_faces_again_and_counts_clusters(terminal: Terminal) -> None:
    out = terminal("cluster").out
    assert out.startswith("0 persons, 2 unnamed clusters, 0 faces in no cluster.\n0 faces of 8 (0.0%) changed cluster")
