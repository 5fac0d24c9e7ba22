"""What a user should know of model packs, in words."""

from typing import TYPE_CHECKING

from photoindex.installation import program

if TYPE_CHECKING:
    from photoindex.operations.models import CatalogueEntry


def accuracy_tip(better: "CatalogueEntry") -> str:
    """How to get a pack that is more accurate than the built-in one, and what its licence allows."""
    return (
        f"Tip: `{program()} models install {better.name}` tells children and relatives apart much better than the "
        "built-in models, but its licence allows non-commercial research only; the built-in ones may be used for "
        "anything."
    )
