"""Plain values and pure geometry shared by every floor above: no I/O, no arrays larger than a face."""
