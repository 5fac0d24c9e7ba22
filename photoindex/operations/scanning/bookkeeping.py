"""Record the results at the end of a scan: which files and roots exist, and which pack's faces the index shows."""

from photoindex.operations.scanning.inventory import Inventory
from photoindex.store.database.connection import Connection
from photoindex.store.tables.current_pack import CurrentPack, current_pack, set_current_pack
from photoindex.store.tables.photos import mark_found, mark_missing, put_numbers
from photoindex.store.tables.roots import mark_away, mark_there, put_root, root_paths
from photoindex.store.views.totals import count_waiting


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


def use_pack(connection: Connection, pack: CurrentPack) -> int:
    """Show the faces of this pack, unless that would hide photos that it has not analysed yet.

    Returns:
        The number of files with photos that this pack has not analysed; 0 if the pack is in use now.
    """
    unseen = count_waiting(connection, pack.fingerprint)
    if not unseen:
        set_current_pack(connection, pack)
    in_use = current_pack(connection)
    return 0 if in_use is not None and in_use.fingerprint == pack.fingerprint else unseen
