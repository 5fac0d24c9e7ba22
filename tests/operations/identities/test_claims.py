"""Names of other programs, as a process that stays open remembers them."""

from photoindex.domain.claims import ClaimedNames
from photoindex.operations.identities.claims import KeptClaims, load_claimed_names
from photoindex.operations.identities.warm_index import WarmIndex
from photoindex.operations.redo import redo
from photoindex.operations.undo import undo
from tests.claims import claim
from tests.library import Library


def test_names_are_read_again_only_after_an_import_or_an_undo(scanned: Library) -> None:
    index, kept = WarmIndex(scanned.index.path), KeptClaims()

    def now() -> ClaimedNames:
        with index.reading() as connection:
            warm = index.warm(connection)
        return kept.of(index, warm)

    nothing = now()
    assert now() is nothing
    head = claim(scanned.index, {"a.jpg": ["Grandma"], "b.jpg": ["Grandma", "Tom"]})
    claimed = now()
    assert now() is claimed
    assert claimed.names == ("Grandma", "Tom")
    undo(scanned.index, head)
    assert now().names == ()


def test_an_import_that_is_redone_claims_again(scanned: Library) -> None:
    head = claim(scanned.index, {"a.jpg": ["Grandma"]})
    undo(scanned.index, head)
    redo(scanned.index)
    with scanned.index.reading() as connection:
        assert load_claimed_names(connection).names == ("Grandma",)


def test_the_latest_import_counts_and_all_programs_are_named(scanned: Library) -> None:
    claim(scanned.index, {"a.jpg": ["Grandma", "Anna"]})
    claim(scanned.index, {"a.jpg": ["Grandma"]})
    claim(scanned.index, {"a.jpg": ["grandma"]}, program="xmp")
    with scanned.index.reading() as connection:
        claimed = load_claimed_names(connection)
    assert (claimed.names, claimed.programs) == (("Grandma",), (("takeout", "xmp"),))
    assert len(claimed.photo) == 1
