"""An upright RGB image in, faces out: detection, five-point alignment, embedding, quality."""
