"""Ask questions in a terminal, one after the other: keys, pictures, and the sitting itself."""
