"""photoindex cluster"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photoindex.cli.json_output import print_items
from photoindex.cli.options import index_option, json_option
from photoindex.cli.output import shown_name
from photoindex.wording.counts import count

if TYPE_CHECKING:
    from photoindex.operations.cluster import Algorithm, Churn, GroupSummary, Preview


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option(
    "--algorithm",
    type=click.Choice(["evidence", "hdbscan"]),
    default="evidence",
    show_default=True,
    help="Cluster by evidence, or by plain HDBSCAN for comparison, which ignores names.",
)
@json_option
@index_option
def cluster(dry_run: bool, algorithm: "Algorithm", as_json: bool, index_file: Path | None) -> None:
    """Cluster all faces again. Every scan clusters new faces automatically; names and known cluster numbers stay."""
    from photoindex.cli.opening import open_index
    from photoindex.operations.cluster import cluster, preview

    index = open_index(index_file)
    if dry_run:
        previewed = preview(index, algorithm=algorithm)
        print_items("cluster preview", [_preview_values(previewed)]) if as_json else _print_preview(previewed)
        return
    summary = cluster(index, algorithm=algorithm)
    print_items("cluster", [_summary_values(summary)]) if as_json else _print_summary(summary)


def _print_summary(summary: "GroupSummary") -> None:
    click.echo(
        f"{count(summary.persons, 'person', 'persons')}, {count(summary.clusters, 'unnamed cluster')}, "
        f"{count(summary.single_faces, 'face')} in no cluster."
    )
    if summary.churn is not None:
        click.echo(_churn_line(summary.churn, "changed"))
    if summary.precision is not None:
        click.echo(f"An estimated {summary.precision:.1%} of the faces in clusters are with the right person.")


def _print_preview(preview: "Preview") -> None:
    churn = preview.churn
    click.echo(_churn_line(churn, "would change"))
    for old, into in churn.merged:
        click.echo(f"  cluster {old} would become part of cluster {into}")
    for old in churn.split:
        click.echo(f"  cluster {old} would be split")
    for change in preview.names:
        click.echo(f"  {shown_name(change.name)}: {change.gained} more faces, {change.lost} fewer")
    click.echo("Nothing was stored.")


def _churn_line(churn: "Churn", verb: str) -> str:
    return (
        f"{count(churn.moved, 'face')} of {churn.faces} ({churn.share:.1%}) {verb} cluster; "
        f"{count(len(churn.merged), 'merge')}, {count(len(churn.split), 'split')}."
    )


def _churn_values(churn: "Churn") -> dict[str, Any]:
    return {
        "faces": churn.faces,
        "moved": churn.moved,
        "share_moved": round(churn.share, 6),
        "merged": [{"cluster_id": old, "into_cluster_id": into} for old, into in churn.merged],
        "split": [{"cluster_id": old} for old in churn.split],
    }


def _summary_values(summary: "GroupSummary") -> dict[str, Any]:
    return {
        "persons": summary.persons,
        "clusters": summary.clusters,
        "single_faces": summary.single_faces,
        "estimated_precision": summary.precision,
        "churn": _churn_values(summary.churn) if summary.churn is not None else None,
    }


def _preview_values(preview: "Preview") -> dict[str, Any]:
    names = [
        {"person_id": change.person_id, "person": change.name, "gained": change.gained, "lost": change.lost}
        for change in preview.names
    ]
    return {"estimated_precision": preview.precision, "churn": _churn_values(preview.churn), "names": names}
