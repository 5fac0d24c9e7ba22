"""Number the versions of the recipe that turns a photo into faces and embeddings with the networks of a pack."""

from collections.abc import Mapping
from typing import Final

RECIPE: Final = 2
"""The version of the recipe in this version of photoindex.

Raise it with every change that gives the same photo other faces, landmarks or embeddings by more than rounding: how a
photo is decoded and searched, how landmarks are found, how faces are aligned, how embeddings are combined. Raise it in
`RECIPES` too, for the packs that the change affects. `tests/packs/test_recipe.py` fails until both are done.

Embeddings of two recipes must be comparable: the embeddings of one face are as similar as those of two copies of the
photo in different sizes. Until all photos are embedded again, new photos are compared with faces of the earlier recipe,
and photos on offline disks keep their earlier faces. A change after which embeddings cannot be compared, such as
another layout of aligned faces, needs another `EmbedderKind` instead.

History:

1. The landmarks of the detector align a face to the embedder's square.
2. With YuNet, the landmarks of several looks at a face are averaged first.
"""

RECIPES: Final[Mapping[str, int]] = {"yunet": 2, "scrfd": 1}
"""For each kind of detector, the latest version of the recipe that changed anything for packs with such a detector. It
is part of their fingerprints, so that the next scan embeds all photos again. Packs that a version does not affect keep
their fingerprint: their photos would be read again for nothing.
"""
