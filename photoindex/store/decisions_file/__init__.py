"""Keep all decisions as text in a file beside the index, and read such files."""
