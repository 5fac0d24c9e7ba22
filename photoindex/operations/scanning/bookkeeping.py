"""Record the results at the end of a scan: which files and roots exist, and which pack's faces the index shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from photoindex.operations.clustering.previous_clusters import previous_clusters
from photoindex.operations.identities.replay import refresh_people
from photoindex.operations.scanning.inventory import Inventory
from photoindex.operations.scanning.renewing import renew
from photoindex.packs.manifest import Pack
from photoindex.store.database.connection import Connection
from photoindex.store.jobs.renewal import count_adopted
from photoindex.store.tables.clusters import save_membership
from photoindex.store.tables.current_pack import CurrentPack, PackStamp, current_pack, set_current_pack
from photoindex.store.tables.photos import mark_found, mark_missing, put_numbers
from photoindex.store.tables.roots import mark_away, mark_there, put_root, root_paths
from photoindex.store.views.analyses import count_waiting


def record(connection: Connection, inventory: Inventory) -> None:
    """Record which files are gone or back, and which roots are away. Only a complete walk may mark files as gone."""
    mark_found(connection, inventory.back)
    put_numbers(connection, inventory.described)
    if not inventory.whole:
        return
    mark_missing(connection, inventory.gone)
    mark_away(connection, inventory.away)
    there = [root for root in root_paths(connection) if root not in inventory.away]
    mark_there(connection, [root for root in there if any(root.is_relative_to(asked) for asked in inventory.roots)])
    for root in inventory.roots:
        if root not in inventory.away:
            put_root(connection, root, inventory.videos[root])


@dataclass(frozen=True, slots=True)
class PackInUse:
    """Which faces the index shows after a scan.

    `unseen` files hold photos that the scan's pack has not analysed. While there are any, the index shows other faces:
    if `renewing`, those of an earlier recipe of the same pack. The number is 0 if the pack is in use. `kept` photos
    could not be read when this scan replaced the faces of an earlier recipe, and keep their old faces.
    """

    unseen: int = 0
    renewing: bool = False
    kept: int = 0


def use_pack(
    connection: Connection, pack: Pack, *, done: Sequence[Path], reachable: Sequence[Path], hurry: bool
) -> PackInUse:
    """Show the faces of this pack, unless that would hide photos or replace faces that can be embedded again.

    - If the index shows another pack, every present file must be analysed: faces of two packs cannot be compared.
    - If it shows an earlier recipe of this pack, only the files that a scan could read now must be analysed. Other
      photos, on offline disks for example, keep their earlier faces until a scan finds them.

    Args:
        done: folders in which this scan has read everything that it could.
        reachable: the roots in which a scan could read photos now.
        hurry: leave the index as it is if another pack or recipe is in use.
    """
    shown = current_pack(connection)
    here = CurrentPack(PackStamp(pack.name, pack.fingerprint), pack.thresholds)
    if shown is None or shown.fingerprint == pack.fingerprint:
        set_current_pack(connection, here)
        return PackInUse()
    renewing = shown.fingerprint in pack.earlier_fingerprints
    if renewing:
        unseen = count_waiting(connection, pack.fingerprint, below=reachable, except_below=done)
    else:
        unseen = count_waiting(connection, pack.fingerprint)
    if unseen or hurry:
        return PackInUse(unseen, renewing)
    renew(connection, pack, shown.fingerprint)
    set_current_pack(connection, here)
    if not renewing:
        # Until the faces are clustered, they have the clusters and names of the faces at the same boxes.
        save_membership(connection, previous_clusters(connection, pack.fingerprint), {})
        refresh_people(connection, here)
    return PackInUse(kept=count_adopted(connection, pack.fingerprint))
