"""Work out the names that follow from decisions whose consequences have not been stored yet."""

from photoindex.operations.identities.replay import refresh_people
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.people.consequences.flow import settled_change
from photoindex.people.consequences.prompt import after_settling
from photoindex.store.database.connection import Connection
from photoindex.store.jobs.people_state import save_change
from photoindex.store.tables.current_pack import require_current_pack


def settle(connection: Connection) -> None:
    """Work out the names of all faces within an open transaction."""
    refresh_people(connection, require_current_pack(connection))


def settle_names(index: WarmIndex) -> bool:
    """Work out the names that are pending, while other threads may make decisions.

    Returns:
        Whether nothing is pending any more; False if somebody changed the index meanwhile. Then call this again.

    Raises:
        NotFoundError: nothing has been scanned yet.
    """
    warm = index.remembered()
    if warm is None:
        with index.exclusively(), index.reading() as connection:
            warm = index.warm(connection)
    if not warm.pending:
        return True
    change = settled_change(warm.snapshot, warm.state, warm.measured)
    after = after_settling(warm, change)
    with index.exclusively():
        if index.remembered() is not warm:
            return False
        with index.writing() as connection:
            now = index.warm(connection)
            if now is warm:
                save_change(connection, warm.snapshot, change)
                index.free_database_memory()
        index.keep(after if now is warm else now)
    return now is warm
