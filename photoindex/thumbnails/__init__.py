"""Cut thumbnails of faces out of decoded photos, and encode them as WebP."""

from photoindex.thumbnails.cutting import around, decoding_side, thumbnails_in
from photoindex.thumbnails.encoding import MEDIA_TYPE, reduced

__all__ = ["MEDIA_TYPE", "around", "decoding_side", "reduced", "thumbnails_in"]
