"""A file's bytes in, one upright RGB image and what the file says about itself out."""
