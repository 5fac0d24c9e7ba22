"""Show faces and photos: find the original, decode it, keep thumbnails."""
