"""Share what several commands need: typed paths, the lock of an index, files that can be opened."""
