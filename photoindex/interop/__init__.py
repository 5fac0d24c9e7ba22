"""Read the names that other programs gave to faces, and write names for other programs to read."""
